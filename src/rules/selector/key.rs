//! What an element is looked up by, and the filter before the look-up.

use crate::hash;
use crate::html::Tag;

/// What an element has, names as hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Key {
    Id(u64),
    Class(u64),
    /// Hash of name and value.
    AttributeValue(u64),
    /// Hash of the name and a substring of the value.
    Part(u64),
    Attribute(u64),
    Tag(Tag),
    /// Matches every element.
    Any,
}

impl Key {
    /// Returns a number that differs for most keys.
    fn number(self) -> u64 {
        let (kind, name) = match self {
            Key::Any => (0, 0),
            Key::Id(name) => (1, name),
            Key::Class(name) => (2, name),
            Key::AttributeValue(name) => (3, name),
            Key::Attribute(name) => (4, name),
            Key::Tag(tag) => (5, tag.number()),
            Key::Part(part) => (6, part),
        };
        hash::finish(hash::mix(kind, name))
    }
}

/// A Bloom filter of keys: rejects most of a page without a lookup in the map.
#[derive(Debug)]
pub(super) struct Filter(Box<[u64]>);

impl Filter {
    /// Sixteen bits per key, so one in sixteen of other keys passes.
    pub fn new<'a>(keys: impl ExactSizeIterator<Item = &'a Key>) -> Filter {
        let words = (keys.len() / 4).next_power_of_two().max(16);
        let mut filter = Filter(vec![0; words].into());
        for key in keys {
            let (word, bit) = filter.place(*key);
            filter.0[word] |= bit;
        }
        filter
    }

    pub fn may_have(&self, key: Key) -> bool {
        let (word, bit) = self.place(key);
        self.0[word] & bit != 0
    }

    fn place(&self, key: Key) -> (usize, u64) {
        let number = key.number();
        ((number >> 6) as usize & (self.0.len() - 1), 1 << (number & 63))
    }
}
