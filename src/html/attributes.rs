//! The attributes of one tag: names and values as they stand in the source, decoded when asked for.

use std::borrow::Cow;

use super::references;

/// Where one attribute's name and value stand in the tag's source.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub name: (u32, u32),
    pub value: (u32, u32),
}

/// Some names of attributes, in any case. It may say yes to a few others; a no is sure, and costs next to nothing:
/// elements are asked for some twenty attributes, of which they have two or three.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct NameSet(u64);

impl NameSet {
    /// A bit by the length of the name, its first and its last letter.
    #[inline(always)]
    pub const fn of(name: &[u8]) -> NameSet {
        let [first, ..] = name else { return NameSet(1) };
        let (first, last) = (*first | 0x20, name[name.len() - 1] | 0x20);
        NameSet(1 << ((first as usize * 5 + last as usize * 3 + name.len()) % 64))
    }

    pub const fn all(names: &[&str]) -> NameSet {
        let (mut set, mut at) = (NameSet(0), 0);
        while at < names.len() {
            set.0 |= NameSet::of(names[at].as_bytes()).0;
            at += 1;
        }
        set
    }

    pub fn add(&mut self, more: NameSet) {
        self.0 |= more.0;
    }

    /// False if the two have no name in common.
    pub const fn meets(self, other: NameSet) -> bool {
        self.0 & other.0 != 0
    }
}

/// The attributes of a start tag, in source order.
#[derive(Debug, Clone, Copy, Default)]
pub struct Attributes<'a> {
    /// Part of a `str`, cut at ASCII characters only. As bytes, because most values are never looked at.
    source: &'a [u8],
    spans: &'a [Span],
    names: NameSet,
}

impl<'a> Attributes<'a> {
    /// `names` has the names of all spans.
    pub(super) fn new(source: &'a [u8], spans: &'a [Span], names: NameSet) -> Self {
        Attributes { source, spans, names }
    }

    /// The names, and perhaps some others.
    pub(crate) fn names(self) -> NameSet {
        self.names
    }

    /// Characters of all names and values, and one between them: no more than they have bytes in any encoding.
    pub(crate) fn characters(self) -> usize {
        let Some((first, last)) = self.spans.first().zip(self.spans.last()) else { return 0 };
        let all = &self.source[first.name.0 as usize..last.name.1.max(last.value.1) as usize];
        if all.is_ascii() {
            // Nearly always, and much faster.
            return self.raw().map(|(name, value)| name.len() + 1 + value.len()).sum();
        }
        self.raw().map(|(name, value)| name.len() + 1 + characters(value)).sum()
    }

    /// Names (as written) and values (references still encoded).
    pub(super) fn raw(self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> {
        let slice = move |(start, end): (u32, u32)| &self.source[start as usize..end as usize];
        self.spans.iter().map(move |span| (slice(span.name), slice(span.value)))
    }

    /// Names as written, with their values.
    pub fn iter(self) -> impl Iterator<Item = (&'a [u8], Value<'a>)> {
        self.raw().map(|(name, value)| (name, Value(value)))
    }

    /// The value of the first attribute of this lower-case name.
    // Inlined, so that the bit of a name that is known is worked out beforehand.
    #[inline(always)]
    pub fn value(self, name: &str) -> Option<Value<'a>> {
        if self.names.meets(NameSet::of(name.as_bytes())) { self.find(name) } else { None }
    }

    fn find(self, name: &str) -> Option<Value<'a>> {
        self.iter().find(|(found, _)| found.eq_ignore_ascii_case(name.as_bytes())).map(|(_, value)| value)
    }

    /// The decoded value of the first attribute of this lower-case name.
    #[inline(always)]
    pub fn get(self, name: &str) -> Option<Cow<'a, str>> {
        self.value(name).map(Value::decode)
    }
}

/// The value of an attribute, not yet decoded.
#[derive(Debug, Clone, Copy)]
pub struct Value<'a>(&'a [u8]);

impl<'a> Value<'a> {
    /// The value as it is written, references still encoded.
    pub(crate) fn source(self) -> &'a [u8] {
        self.0
    }

    /// The value as the page means it.
    pub fn decode(self) -> Cow<'a, str> {
        references::decode_attribute(text(self.0))
    }

    /// The same as bytes, which costs less.
    pub fn decode_bytes(self) -> Cow<'a, [u8]> {
        if references::is_plain(self.0) {
            return Cow::Borrowed(self.0);
        }
        match self.decode() {
            Cow::Borrowed(value) => Cow::Borrowed(value.as_bytes()),
            Cow::Owned(value) => Cow::Owned(value.into_bytes()),
        }
    }
}

/// Characters of UTF-8.
pub(crate) fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| !matches!(byte, 0x80..0xC0)).count()
}

/// Valid by construction; this only convinces the compiler.
fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}
