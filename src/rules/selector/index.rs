//! Compiles selector lists into an index by the rarest key of each compound.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::ast::{Combinator, Complex, Compound, SelectorList, Simple};
use crate::html::Tag;

/// Collects selector lists.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    nodes: Vec<Node>,
    lists: u32,
}

/// Many selector lists, ready to be matched. Shared between documents.
#[derive(Debug, Default)]
pub(crate) struct Index {
    pub(super) nodes: Vec<Node>,
    pub(super) ids: Buckets,
    pub(super) classes: Buckets,
    pub(super) attributes: Buckets,
    pub(super) tags: Buckets,
    /// Nodes without a key: `*` and bare pseudo-classes.
    pub(super) any: Vec<u32>,
    /// Number of nodes that other nodes refer to.
    pub(super) slots: usize,
    pub(super) counts_types: bool,
}

/// One compound, and what has to be true of the elements around for it to count.
#[derive(Debug)]
pub(super) struct Node {
    pub simple: Vec<Simple>,
    /// Nodes of `:is()` and `:not()`: (negated, any of these matches the same element).
    pub nested: Vec<(bool, Vec<u32>)>,
    pub relation: Option<(Combinator, u32)>,
    /// The list that matches if this node does.
    pub list: Option<u32>,
    /// Place among the nodes that other nodes refer to.
    pub slot: Option<u32>,
    /// Whether a `~` refers to it.
    pub before_sibling: bool,
}

/// Nodes by the hash of a key. Nodes with colliding keys are told apart when they are checked.
pub(super) type Buckets = HashMap<u64, Vec<u32>, BuildHasherDefault<Hashed>>;

/// Keys are hashes already.
#[derive(Debug, Default)]
pub(super) struct Hashed(u64);

impl Hasher for Hashed {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash(&String::from_utf8_lossy(bytes));
    }
    fn write_u64(&mut self, key: u64) {
        self.0 = key.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
    fn finish(&self) -> u64 {
        self.0
    }
}

/// FNV-1a.
pub(super) fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, b| (hash ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}

impl Builder {
    /// Adds a list and gives its number: 0, 1, 2, …
    pub fn add(&mut self, list: SelectorList) -> u32 {
        let number = self.lists;
        self.lists += 1;
        for complex in list.0 {
            let last = self.add_complex(complex);
            self.nodes[last as usize].list = Some(number);
        }
        number
    }

    /// Adds a chain of nodes; gives the last, which stands for the whole.
    fn add_complex(&mut self, complex: Complex) -> u32 {
        let mut last = self.add_compound(complex.first, None);
        for (combinator, compound) in complex.rest {
            self.refer_to(last);
            self.nodes[last as usize].before_sibling |= combinator == Combinator::LaterSibling;
            last = self.add_compound(compound, Some((combinator, last)));
        }
        last
    }

    fn add_compound(&mut self, compound: Compound, relation: Option<(Combinator, u32)>) -> u32 {
        // Nested selectors first: nodes are checked in the order of their numbers.
        let mut nested = Vec::new();
        for part in compound.nested {
            let nodes: Vec<u32> = part.list.into_iter().map(|complex| self.add_complex(complex)).collect();
            nested.push((part.negated, nodes));
        }
        self.nodes.push(Node {
            simple: compound.simple,
            nested,
            relation,
            list: None,
            slot: None,
            before_sibling: false,
        });
        (self.nodes.len() - 1) as u32
    }

    fn refer_to(&mut self, node: u32) {
        self.nodes[node as usize].slot = Some(0);
    }

    /// Builds the index.
    pub fn build(mut self) -> Index {
        let mut index = Index::default();
        for (number, node) in self.nodes.iter_mut().enumerate() {
            if node.slot.is_some() {
                node.slot = Some(index.slots as u32);
                index.slots += 1;
            }
            index.counts_types |= node.simple.iter().any(|simple| matches!(simple, Simple::NthOfType { .. }));
            let bucket = match rarest_key(&node.simple) {
                Some(Key::Id(id)) => index.ids.entry(hash(id)).or_default(),
                Some(Key::Class(class)) => index.classes.entry(hash(class)).or_default(),
                Some(Key::Attribute(name)) => index.attributes.entry(hash(name)).or_default(),
                Some(Key::Tag(tag)) => index.tags.entry(tag.key()).or_default(),
                None => &mut index.any,
            };
            bucket.push(number as u32);
        }
        index.nodes = self.nodes;
        index
    }
}

enum Key<'a> {
    Id(&'a str),
    Class(&'a str),
    Attribute(&'a str),
    Tag(Tag),
}

/// The key that the fewest elements have: id before class before attribute before tag.
fn rarest_key(simple: &[Simple]) -> Option<Key<'_>> {
    let keys = simple.iter().filter_map(|simple| match simple {
        Simple::Id(id) => Some((0, Key::Id(id))),
        Simple::Class(class) => Some((1, Key::Class(class))),
        Simple::Attribute(test) => Some((2, Key::Attribute(&test.name))),
        Simple::Tag(tag) => Some((3, Key::Tag(*tag))),
        _ => None,
    });
    keys.min_by_key(|(rarity, _)| *rarity).map(|(_, key)| key)
}
