//! Many selector lists in one table of nodes, looked up by what an element has.

use std::collections::BTreeSet;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::attribute::AttributeTest;
use super::syntax::Simple;
use crate::hash::{self, HashMap, continued, hash};
use crate::html::{NameSet, Tag, Value};

/// Compiled selector lists; shared between documents.
#[derive(Debug)]
pub(crate) struct Index {
    pub(super) nodes: Box<[Node]>,
    pub(super) filter: Filter,
    pub(super) class_shapes: Shapes,
    /// For each key, the nodes to try, as a range of `postings`.
    pub(super) keys: HashMap<Key, Postings>,
    pub(super) postings: Box<[u32]>,
    /// Nodes to try for every element.
    pub(super) any: Box<[u32]>,
    /// Nodes to try after a match of the previous node; nodes hold ranges of it.
    pub(super) followers: Box<[u32]>,
    /// By the hash of an attribute name, the substrings to find in its value.
    pub(super) parts: HashMap<u64, Parts>,
    /// The lists of nodes; nodes hold ranges of it.
    pub(super) lists: Box<[u32]>,
    /// Number of nodes with descendant followers.
    pub(super) slots: usize,
    pub(super) uses: Uses,
}

/// What the selectors look at, so that the matcher tracks nothing else.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Uses {
    pub ids: bool,
    pub classes: bool,
    /// Names in attribute selectors.
    pub names: NameSet,
    /// `:nth-of-type()`
    pub types: bool,
    /// `+`
    pub next: bool,
    /// `~`
    pub later: bool,
    pub followers: bool,
}

impl Uses {
    pub fn siblings(&self) -> bool {
        self.types || self.next || self.later
    }
}

#[derive(Debug)]
pub(super) struct Node {
    pub relation: Relation,
    pub tests: Box<[Test]>,
    /// Lists that match where the node does, as a range of [`Index::lists`].
    pub lists: Range<u32>,
    /// For each relation, the start of its followers in [`Index::followers`]; then the end of the last ones.
    pub followers: [u32; Relation::WAYS + 1],
    pub is_noted: bool,
    /// Whether a node refers to it with `~`.
    pub before_later: bool,
    /// Number among the nodes with descendant followers, or [`NO_SLOT`].
    pub slot: u32,
}

/// The [`Node::slot`] of a node without descendant followers.
pub(super) const NO_SLOT: u32 = u32::MAX;

/// Where the previous node must have matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Relation {
    Free,
    Descendant(u32),
    Child(u32),
    /// At the previous sibling.
    Next(u32),
    /// At any previous sibling.
    Later(u32),
}

impl Relation {
    pub const WAYS: usize = 4;
    pub const DESCENDANT: usize = 0;
    pub const CHILD: usize = 1;
    pub const NEXT: usize = 2;
    pub const LATER: usize = 3;

    /// Returns the previous node and the number of the relation.
    pub fn before(self) -> Option<(u32, usize)> {
        match self {
            Relation::Free => None,
            Relation::Descendant(before) => Some((before, Relation::DESCENDANT)),
            Relation::Child(before) => Some((before, Relation::CHILD)),
            Relation::Next(before) => Some((before, Relation::NEXT)),
            Relation::Later(before) => Some((before, Relation::LATER)),
        }
    }
}

/// One condition of a node, in order of evaluation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Test {
    Simple(Simple),
    /// One of these nodes matches the element.
    Is(Box<[u32]>),
    /// None of these nodes matches the element.
    Not(Box<[u32]>),
}

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
    /// Returns what all elements have that pass a test.
    pub fn of(test: &AttributeTest) -> Key {
        let name = hash::hash(test.name().as_bytes());
        match (test.whole(), test.class(), test.part()) {
            (Some(id), _, _) if test.name() == "id" => Key::Id(hash::hash(id.as_bytes())),
            (Some(value), _, _) => Key::AttributeValue(hash::continued(name, value.as_bytes())),
            (_, Some(class), _) => Key::Class(hash::hash(class.as_bytes())),
            (_, _, Some(part)) => Key::Part(hash::continued(name, part.as_bytes())),
            _ => Key::Attribute(name),
        }
    }

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

    fn may_have(&self, key: Key) -> bool {
        let (word, bit) = self.place(key);
        self.0[word] & bit != 0
    }

    fn place(&self, key: Key) -> (usize, u64) {
        let number = key.number();
        ((number >> 6) as usize & (self.0.len() - 1), 1 << (number & 63))
    }
}

/// All substrings that selectors look for in one attribute, found in one pass.
#[derive(Debug)]
pub(super) struct Parts {
    automaton: AhoCorasick,
    keys: Vec<Key>,
    /// The elements that selectors look for them in; `None` for all.
    tags: Option<Vec<Tag>>,
}

/// Maximum number of element names; with more, all elements are searched.
const MOST_TAGS: usize = 8;

/// Bytes of substrings from which the automaton is of a kind that is smaller and faster to build.
const MANY_BYTES: usize = 4 << 10;

/// Maximum number of matches in a value; a page exceeds it only to cost time.
const MOST_PLACES: usize = 1 << 10;

impl Parts {
    /// Compiles substrings with their keys, and the element that each is for; `None` if they are too many for an
    /// automaton.
    pub fn new(parts: &[(&str, Key)], tags: impl Iterator<Item = Option<Tag>>) -> Option<Parts> {
        let texts = parts.iter().map(|(text, _)| text);
        let bytes: usize = parts.iter().map(|(text, _)| text.len()).sum();
        let kind = (bytes > MANY_BYTES).then_some(AhoCorasickKind::ContiguousNFA);
        // A prefilter stops at every few bytes of an address, which is slower than the automaton alone.
        let builder = AhoCorasick::builder().ascii_case_insensitive(true).prefilter(false).kind(kind).to_owned();
        let automaton = builder.build(texts).ok()?;
        let tags = tags.collect::<Option<BTreeSet<Tag>>>().filter(|tags| tags.len() <= MOST_TAGS);
        let keys = parts.iter().map(|(_, key)| *key).collect();
        Some(Parts { automaton, keys, tags: tags.map(|tags| tags.into_iter().collect()) })
    }

    /// Whether to search elements of this name. Substrings of addresses, which every link has, are mostly for the few
    /// `link` elements.
    pub fn are_sought_in(&self, tag: Tag) -> bool {
        self.tags.as_ref().is_none_or(|tags| tags.contains(&tag))
    }

    /// Returns the keys of the substrings in a value, possibly repeated.
    pub fn find<'a>(&'a self, value: &'a [u8]) -> impl Iterator<Item = Key> + 'a {
        let found = self.automaton.find_overlapping_iter(value).take(MOST_PLACES);
        found.map(|found| self.keys[found.pattern().as_usize()])
    }
}

/// The lengths and first letters of names: an attribute with another one need not be hashed.
#[derive(Debug, Default)]
pub(super) struct Shapes([u64; 32]);

impl Shapes {
    pub fn add(&mut self, name: &[u8]) {
        let (word, bit) = Shapes::place(name);
        self.0[word] |= bit;
    }

    pub fn may_have(&self, name: &[u8]) -> bool {
        let (word, bit) = Shapes::place(name);
        self.0[word] & bit != 0
    }

    fn place(name: &[u8]) -> (usize, u64) {
        let first = name.first().copied().unwrap_or_default();
        (name.len().min(31), 1 << (first & 63))
    }
}

#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Postings {
    pub start: u32,
    pub end: u32,
    /// For an attribute name: whether some nodes are found by name and value.
    pub has_values: bool,
}

impl Index {
    pub(super) fn look_up(&self, key: Key, candidates: &mut Vec<u32>) -> Option<Postings> {
        if !self.filter.may_have(key) {
            return None;
        }
        let found = *self.keys.get(&key)?;
        candidates.extend_from_slice(&self.postings[found.start as usize..found.end as usize]);
        Some(found)
    }

    /// Looks up the classes of an element. Returns whether there is a node for any.
    pub(super) fn look_up_classes(&self, classes: &[u8], candidates: &mut Vec<u32>) -> bool {
        let before = candidates.len();
        for (start, end) in words(classes) {
            let class = &classes[start..end];
            if self.class_shapes.may_have(class) {
                self.look_up(Key::Class(hash(class)), candidates);
            }
        }
        candidates.len() > before
    }

    /// Looks up an attribute of an element with this tag: by parts of its value, by its name, by both whole.
    pub(super) fn look_up_attribute(&self, name: &[u8], value: Value<'_>, tag: Tag, candidates: &mut Vec<u32>) {
        let name = hash_lower_case(name);
        if let Some(parts) = self.parts.get(&name).filter(|parts| parts.are_sought_in(tag)) {
            for key in parts.find(&value.decode_bytes()) {
                self.look_up(key, candidates);
            }
            // A value may contain the same part many times.
            candidates.sort_unstable();
            candidates.dedup();
        }
        let found = self.look_up(Key::Attribute(name), candidates);
        if found.is_some_and(|found| found.has_values) {
            self.look_up(Key::AttributeValue(continued(name, &value.decode_bytes())), candidates);
        }
    }

    pub(super) fn follow(&self, nodes: &[u32], way: usize, candidates: &mut Vec<u32>) {
        for &node in nodes {
            candidates.extend_from_slice(&self.followers[self.nodes[node as usize].followers(way)]);
        }
    }
}

impl Node {
    /// Returns the range of its followers of one relation in [`Index::followers`].
    pub fn followers(&self, way: usize) -> Range<usize> {
        self.followers[way] as usize..self.followers[way + 1] as usize
    }
}

fn hash_lower_case(name: &[u8]) -> u64 {
    match name.iter().any(u8::is_ascii_uppercase) {
        true => hash(&name.to_ascii_lowercase()),
        false => hash(name),
    }
}

/// Returns the ranges of the words of a value, as in `class`.
pub(super) fn words(text: &[u8]) -> impl Iterator<Item = (usize, usize)> {
    let is_space = |byte: u8| byte <= b' ' && matches!(byte, b' ' | b'\t' | b'\n' | b'\x0C' | b'\r');
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].iter().position(|&byte| !is_space(byte))?;
        at = text[start..].iter().position(|&byte| is_space(byte)).map_or(text.len(), |length| start + length);
        Some((start, at))
    })
}
