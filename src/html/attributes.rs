//! The attributes of one tag: names as they stand in the source, values decoded when asked for.

use std::borrow::Cow;

use super::references;

/// Where one attribute's name and value stand in the tag's source.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub name: (u32, u32),
    pub value: (u32, u32),
}

/// The attributes of a start tag, in source order.
#[derive(Debug, Clone, Copy)]
pub struct Attributes<'a> {
    source: &'a str,
    spans: &'a [Span],
}

impl<'a> Attributes<'a> {
    pub(super) fn new(source: &'a str, spans: &'a [Span]) -> Self {
        Attributes { source, spans }
    }

    /// Names (as written) and values (references still encoded).
    pub(super) fn raw(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let slice = move |(start, end): (u32, u32)| &self.source[start as usize..end as usize];
        self.spans.iter().map(move |span| (slice(span.name), slice(span.value)))
    }

    /// The decoded value of the first attribute of this lower-case name.
    pub fn get(self, name: &str) -> Option<Cow<'a, str>> {
        self.raw()
            .find(|(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| references::decode_attribute(value))
    }
}
