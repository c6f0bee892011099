//! The attributes of a tag: slices of the source, decoded on demand.

use std::borrow::Cow;

use super::references;

/// The ranges of an attribute's name and value in the tag's source.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub name: (u32, u32),
    pub value: (u32, u32),
}

/// A Bloom filter of attribute names, in any case. It makes a failed lookup nearly free: about twenty attributes are
/// looked up on each element, which has two or three.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct NameSet(u64);

impl NameSet {
    /// A bit chosen by the length, the first and the last letter of the name.
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

    /// Whether the sets may share a name; `false` is certain.
    pub const fn meets(self, other: NameSet) -> bool {
        self.0 & other.0 != 0
    }
}

/// The attributes of a start tag, in source order.
#[derive(Debug, Clone, Copy, Default)]
pub struct Attributes<'a> {
    /// Part of a `str`, cut at ASCII characters only. Bytes, because most values are never read.
    source: &'a [u8],
    spans: &'a [Span],
    names: NameSet,
}

impl<'a> Attributes<'a> {
    /// `names` contains the names of all spans.
    pub(super) fn new(source: &'a [u8], spans: &'a [Span], names: NameSet) -> Self {
        Attributes { source, spans, names }
    }

    pub(crate) fn names(self) -> NameSet {
        self.names
    }

    /// Returns the characters of all names and values, plus one per attribute: at most their bytes in any encoding.
    pub(crate) fn characters(self) -> usize {
        let Some((first, last)) = self.spans.first().zip(self.spans.last()) else { return 0 };
        let all = &self.source[first.name.0 as usize..last.name.1.max(last.value.1) as usize];
        if all.is_ascii() {
            // The common case; counting characters is much slower.
            let bytes = |(start, end): (u32, u32)| (end - start) as usize;
            return self.spans.iter().map(|span| bytes(span.name) + 1 + bytes(span.value)).sum();
        }
        self.raw().map(|(name, value)| name.len() + 1 + characters(value)).sum()
    }

    /// Returns the names as written and the values undecoded.
    pub(super) fn raw(self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> {
        let slice = move |(start, end): (u32, u32)| &self.source[start as usize..end as usize];
        self.spans.iter().map(move |span| (slice(span.name), slice(span.value)))
    }

    /// Returns the names as written and the values.
    pub fn iter(self) -> impl Iterator<Item = (&'a [u8], Value<'a>)> {
        self.raw().map(|(name, value)| (name, Value(value)))
    }

    /// Returns the value of the first attribute with this lower-case name.
    // Inlined, so that the bit of a constant name is computed at compile time.
    #[inline(always)]
    pub fn value(self, name: &str) -> Option<Value<'a>> {
        if self.names.meets(NameSet::of(name.as_bytes())) { self.find(name) } else { None }
    }

    fn find(self, name: &str) -> Option<Value<'a>> {
        self.iter().find(|(found, _)| found.eq_ignore_ascii_case(name.as_bytes())).map(|(_, value)| value)
    }

    /// Returns the decoded value of the first attribute with this lower-case name.
    #[inline(always)]
    pub fn get(self, name: &str) -> Option<Cow<'a, str>> {
        self.value(name).map(Value::decode)
    }

    /// Whether the value of an attribute has this token, in any case, as `rel` has `canonical`.
    pub fn has_token(self, name: &str, token: &str) -> bool {
        let is_token = |found: &str| found.eq_ignore_ascii_case(token);
        self.get(name).is_some_and(|value| value.split_ascii_whitespace().any(is_token))
    }
}

/// The value of an attribute, not yet decoded.
#[derive(Debug, Clone, Copy)]
pub struct Value<'a>(&'a [u8]);

impl<'a> Value<'a> {
    /// Returns the value as written, references not decoded.
    pub(crate) fn source(self) -> &'a [u8] {
        self.0
    }

    /// Returns the decoded value.
    pub fn decode(self) -> Cow<'a, str> {
        references::decode_attribute(text(self.0))
    }

    /// Returns the decoded value as bytes, which is cheaper.
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

/// Counts the characters of UTF-8 text.
pub(crate) fn characters(bytes: &[u8]) -> usize {
    if bytes.is_ascii() {
        return bytes.len();
    }
    bytes.iter().filter(|byte| !matches!(byte, 0x80..0xC0)).count()
}

/// Returns the bytes as text. They are valid by construction; the check only satisfies the compiler.
fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}
