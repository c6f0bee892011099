//! Many selector lists as one table of nodes, found by what an element has.

use std::collections::BTreeSet;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::subject::Subject;
use super::syntax::Simple;
use crate::hash::{self, HashMap};
use crate::html::{NameSet, Tag};

/// Selector lists, compiled; shared between documents.
#[derive(Debug)]
pub(crate) struct Index {
    pub(super) nodes: Box<[Node]>,
    pub(super) filter: Filter,
    pub(super) class_shapes: Shapes,
    /// For each key the nodes that are tried, as a range of `postings`.
    pub(super) keys: HashMap<Key, Postings>,
    pub(super) postings: Box<[u32]>,
    /// Nodes that are tried for every element.
    pub(super) any: Box<[u32]>,
    /// The nodes that are tried because a node before them matched, as ranges of this.
    pub(super) followers: Box<[u32]>,
    /// By the hash of an attribute's name, what selectors look for in its value.
    pub(super) parts: HashMap<u64, Parts>,
    /// The lists that nodes belong to, as ranges of this.
    pub(super) lists: Box<[u32]>,
    /// Number of nodes that descendants ask for.
    pub(super) slots: usize,
    pub(super) uses: Uses,
}

/// What the selectors look at, so that the rest need not be kept.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Uses {
    /// Ids, as keys.
    pub ids: bool,
    /// Classes.
    pub classes: bool,
    /// Attributes, as keys.
    pub attributes: bool,
    /// Parts of attributes.
    pub parts: bool,
    /// The names of those attributes of which any of the three is looked at.
    pub names: NameSet,
    /// `:nth-of-type()`
    pub types: bool,
    /// `+`
    pub next: bool,
    /// `~`
    pub later: bool,
    /// Followers.
    pub followers: bool,
}

/// One compound, and how it stands to the node before it.
#[derive(Debug)]
pub(super) struct Node {
    pub relation: Relation,
    pub tests: Box<[Test]>,
    /// Lists that are matched where the node is, as a range of [`Index::lists`].
    pub lists: Range<u32>,
    /// For each way to relate, where its followers begin in [`Index::followers`], and where the last ones end.
    pub followers: [u32; Relation::WAYS + 1],
    /// Whether another node refers to it.
    pub is_noted: bool,
    /// Whether a node refers to it with `~`.
    pub before_later: bool,
    /// Number among the nodes that descendants ask for, or [`NO_SLOT`].
    pub slot: u32,
}

/// The [`Node::slot`] of a node that no descendant asks for.
pub(super) const NO_SLOT: u32 = u32::MAX;

/// Where the node before must have matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Relation {
    /// There is no node before.
    Free,
    /// At an ancestor.
    Descendant(u32),
    /// At the parent.
    Child(u32),
    /// At the sibling right before.
    Next(u32),
    /// At some sibling before.
    Later(u32),
}

impl Relation {
    /// Number of ways in which a node can relate to one before.
    pub const WAYS: usize = 4;
    pub const DESCENDANT: usize = 0;
    pub const CHILD: usize = 1;
    pub const NEXT: usize = 2;
    pub const LATER: usize = 3;

    /// The node before, and the way.
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

/// One condition of a node. The order is that of evaluation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Test {
    Simple(Simple),
    /// One of these nodes matches here.
    Is(Box<[u32]>),
    /// None of these nodes matches here.
    Not(Box<[u32]>),
}

/// What an element has, names as hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Key {
    Id(u64),
    Class(u64),
    /// Hash of name and value.
    AttributeValue(u64),
    /// Hash of the name and a part of the value.
    Part(u64),
    Attribute(u64),
    Tag(Tag),
    /// Nothing in particular.
    Any,
}

impl Key {
    /// A number that differs for most keys.
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

/// A bit for the number of each key. Most of what a page has is in no rule; this tells without a look into the map.
#[derive(Debug)]
pub(super) struct Filter(Box<[u64]>);

impl Filter {
    /// Sixteen bits a key, so that one in sixteen of the others passes as well.
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

/// All parts that selectors look for in the values of one attribute, found in one pass.
#[derive(Debug)]
pub(super) struct Parts {
    automaton: AhoCorasick,
    /// The key of each pattern.
    keys: Vec<Key>,
    /// The elements that selectors look for them in; `None` for all.
    tags: Option<Vec<Tag>>,
}

/// With more element names than this, all elements are looked at.
const MOST_TAGS: usize = 8;

/// With more bytes of parts than this, the automaton is one that takes less memory for each, and less time to build.
const MANY_BYTES: usize = 4 << 10;

/// The most places of a value where a part stands; where there are more, the page repeats it to cost time.
const MOST_PLACES: usize = 1 << 10;

impl Parts {
    /// Takes parts with their keys, and the element that each is looked for in; `None` if there are too many for an
    /// automaton.
    pub fn new(parts: &[(&str, Key)], tags: impl Iterator<Item = Option<Tag>>) -> Option<Parts> {
        let texts = parts.iter().map(|(text, _)| text);
        let bytes: usize = parts.iter().map(|(text, _)| text.len()).sum();
        let kind = (bytes > MANY_BYTES).then_some(AhoCorasickKind::ContiguousNFA);
        let automaton = AhoCorasick::builder().ascii_case_insensitive(true).kind(kind).build(texts).ok()?;
        let tags = tags.collect::<Option<BTreeSet<Tag>>>().filter(|tags| tags.len() <= MOST_TAGS);
        let keys = parts.iter().map(|(_, key)| *key).collect();
        Some(Parts { automaton, keys, tags: tags.map(|tags| tags.into_iter().collect()) })
    }

    /// Whether they are looked for in elements of this name. Of addresses, which every link has, parts are mostly
    /// looked for in the few `link` elements.
    pub fn are_sought_in(&self, tag: Tag) -> bool {
        self.tags.as_ref().is_none_or(|tags| tags.contains(&tag))
    }

    /// The keys of the parts that stand in a value, some more than once.
    pub fn find<'a>(&'a self, value: &'a [u8]) -> impl Iterator<Item = Key> + 'a {
        let found = self.automaton.find_overlapping_iter(value).take(MOST_PLACES);
        found.map(|found| self.keys[found.pattern().as_usize()])
    }
}

/// The lengths and first letters of names: what has none of these need not be hashed.
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

/// The nodes of one key.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Postings {
    pub start: u32,
    pub end: u32,
    /// Of an attribute name: whether some nodes are found by name and value.
    pub has_values: bool,
}

impl Index {
    /// The nodes of a key go to `candidates`.
    pub(super) fn look_up(&self, key: Key, candidates: &mut Vec<u32>) -> Option<Postings> {
        if !self.filter.may_have(key) {
            return None;
        }
        let found = *self.keys.get(&key)?;
        candidates.extend_from_slice(&self.postings[found.start as usize..found.end as usize]);
        Some(found)
    }

    /// The followers of nodes go to `candidates`.
    pub(super) fn follow(&self, nodes: &[u32], way: usize, candidates: &mut Vec<u32>) {
        for &node in nodes {
            candidates.extend_from_slice(&self.followers[self.nodes[node as usize].followers(way)]);
        }
    }
}

impl Node {
    /// Where its followers of one way stand in [`Index::followers`].
    pub fn followers(&self, way: usize) -> Range<usize> {
        self.followers[way] as usize..self.followers[way + 1] as usize
    }
}

impl Test {
    /// Whether the element passes, given the noted nodes of lower number that match it.
    pub fn holds(&self, subject: &Subject<'_>, matched: &[u32]) -> bool {
        // The longer list is searched, so that a rule with a thousand selectors in `:not()` costs no thousand steps.
        let meets = |nodes: &[u32]| match nodes.len() <= matched.len() {
            true => nodes.iter().any(|node| matched.binary_search(node).is_ok()),
            false => matched.iter().any(|node| nodes.binary_search(node).is_ok()),
        };
        match self {
            Test::Simple(simple) => subject.passes(simple),
            Test::Is(nodes) => meets(nodes),
            Test::Not(nodes) => !meets(nodes),
        }
    }
}
