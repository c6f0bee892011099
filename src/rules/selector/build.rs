//! Compiles selector lists into an [`Index`]. Selectors with equal prefixes share nodes.

use std::collections::BTreeMap;
use std::hash::BuildHasher;
use std::ops::Range;

use super::SelectorList;
use super::index::{Filter, Index, Key, NO_SLOT, Node, Parts, Postings, Relation, Shapes, Test, Uses};
use super::syntax::{Combinator, Complex, Part, Simple};
use crate::hash::{HashMap, hash};
use crate::html::{NameSet, Tag};

/// A key with more nodes than this is not selective enough.
const MANY: usize = 8;

/// Builds one index of many selector lists; `add` numbers them 0, 1, 2, ….
#[derive(Debug, Default)]
pub(crate) struct Builder {
    drafts: Vec<Draft>,
    /// The keys of drafts, as ranges of this.
    keys: Vec<Key>,
    /// The lists that are matched where a node is: node and list.
    ends: Vec<(u32, u32)>,
    /// The node of each relation with its tests, by their hash. Of two with one hash, the second is not known again.
    known: HashMap<u64, u32>,
    lists: u32,
    slots: u32,
    uses: Uses,
    class_shapes: Shapes,
    /// Attribute name and substring, with its key. Sorted, so that the automaton is the same in every build.
    parts: BTreeMap<(String, String), Key>,
}

#[derive(Debug)]
struct Draft {
    relation: Relation,
    tests: Box<[Test]>,
    /// A range of [`Builder::keys`].
    keys: Range<u32>,
    is_noted: bool,
    before_later: bool,
    slot: u32,
}

/// The cost of compounds that are tried for the same elements; a compound with few conditions costs one.
#[derive(Debug, Default)]
pub(crate) struct Weight {
    /// Cost of compounds with no rarer key than an element or attribute name: half the page may have to be tested
    /// against each.
    pub wide: usize,
    /// Cost of the compounds with the most common class, id or value, and a list with one of them.
    pub heaviest: (u32, usize),
}

impl Draft {
    fn weight(&self) -> usize {
        let of_test = |test: &Test| match test {
            Test::Simple(_) => 1,
            Test::Is(nodes) | Test::Not(nodes) => 1 + nodes.len() / 4,
        };
        self.tests.iter().map(of_test).sum::<usize>().div_ceil(4).max(1)
    }

    /// How many times as much it takes because of what must stand before it.
    fn times(&self) -> usize {
        match self.relation {
            Relation::Free => 1,
            Relation::Descendant(_) | Relation::Child(_) | Relation::Next(_) => 2,
            Relation::Later(_) => 3,
        }
    }
}

impl Builder {
    /// Makes room for so many lists, rather than twice as much as there was whenever it ends.
    pub fn reserve(&mut self, lists: usize) {
        self.drafts.reserve(lists);
        self.keys.reserve(lists);
        self.ends.reserve(lists);
        self.known.reserve(lists);
    }

    /// Adds a list and gives its number.
    pub fn add(&mut self, list: SelectorList) -> u32 {
        let id = self.lists;
        self.lists += 1;
        for alternative in &list.0 {
            let node = self.complex(alternative);
            self.ends.push((node, id));
        }
        id
    }

    /// Returns the cost of the compounds that are tried for the same elements.
    pub fn weight(&self) -> Weight {
        let is_wide = |key: &Key| matches!(key, Key::Any | Key::Tag(_) | Key::Attribute(_));
        let mut weight = Weight::default();
        let mut by_key: HashMap<Key, usize> = HashMap::default();
        let mut list = 0;
        let mut ends = self.ends.clone();
        ends.sort_unstable();
        ends.dedup();
        let mut ends = ends.chunk_by(|(a, _), (b, _)| a == b).peekable();
        for (id, draft) in (0..).zip(&self.drafts) {
            // Compounds within a selector come before the last one, which knows the list.
            let lists = ends.next_if(|lists| lists[0].0 == id).unwrap_or_default();
            list = lists.first().map_or(list, |(_, list)| *list);
            // Each list that ends here is looked at where the compound matches.
            let of_draft = draft.weight().max(lists.len());
            let keys = &self.keys[bounds(&draft.keys)];
            if keys.iter().any(is_wide) {
                weight.wide += of_draft;
            }
            for key in keys {
                let sum = by_key.entry(*key).or_default();
                *sum += of_draft * draft.times();
                if *sum > weight.heaviest.1 && !is_wide(key) {
                    weight.heaviest = (list, *sum);
                }
            }
        }
        weight
    }

    /// Returns the substrings to find in each attribute, in lower case.
    pub fn parts_by_name(&self) -> Vec<Vec<(String, ())>> {
        let mut by_name: BTreeMap<&str, Vec<(String, ())>> = BTreeMap::new();
        for (name, part) in self.parts.keys() {
            by_name.entry(name).or_default().push((part.to_ascii_lowercase(), ()));
        }
        by_name.into_values().collect()
    }

    /// Adds a selector. Returns the node of its last compound; nodes it refers to have lower numbers.
    fn complex(&mut self, complex: &Complex) -> u32 {
        let mut last = None;
        for step in &complex.steps {
            let mut tests: Vec<Test> = step.parts.iter().map(|part| self.test(part)).collect();
            tests.sort_unstable();
            tests.dedup();
            let relation = last.map_or(Relation::Free, |before| self.relate(before, step.combinator));
            last = Some(self.node(relation, tests.into()));
        }
        last.unwrap_or_else(|| self.node(Relation::Free, Box::default()))
    }

    fn test(&mut self, part: &Part) -> Test {
        match part {
            Part::Simple(simple) => {
                self.uses.classes |= matches!(simple, Simple::Class(_));
                if let Simple::Attribute(test) = simple
                    && let Some(part) = test.part()
                {
                    self.parts.insert((test.name().to_owned(), part.to_owned()), Key::of(test));
                }
                if let Some(class) = simple.class() {
                    self.class_shapes.add(class.as_bytes());
                } else if let Simple::Attribute(test) = simple {
                    self.uses.names.add(NameSet::of(test.name().as_bytes()));
                }
                self.uses.types |= matches!(simple, Simple::Nth(nth) if nth.of_type);
                Test::Simple(simple.clone())
            }
            Part::Is(list) => Test::Is(self.nested(list)),
            Part::Not(list) => Test::Not(self.nested(list)),
        }
    }

    fn nested(&mut self, list: &[Complex]) -> Box<[u32]> {
        let mut nodes: Vec<u32> = list.iter().map(|complex| self.complex(complex)).collect();
        nodes.sort_unstable();
        nodes.dedup();
        for &node in &nodes {
            self.drafts[node as usize].is_noted = true;
        }
        nodes.into()
    }

    fn relate(&mut self, before: u32, combinator: Combinator) -> Relation {
        let draft = &mut self.drafts[before as usize];
        draft.is_noted = true;
        match combinator {
            Combinator::Descendant => {
                if draft.slot == NO_SLOT {
                    draft.slot = self.slots;
                    self.slots += 1;
                }
                Relation::Descendant(before)
            }
            Combinator::Child => Relation::Child(before),
            Combinator::Next => {
                self.uses.next = true;
                Relation::Next(before)
            }
            Combinator::Later => {
                self.uses.later = true;
                draft.before_later = true;
                Relation::Later(before)
            }
        }
    }

    fn node(&mut self, relation: Relation, tests: Box<[Test]>) -> u32 {
        let next = self.drafts.len() as u32;
        let key = self.known.hasher().hash_one((relation, &tests));
        let known = *self.known.entry(key).or_insert(next);
        if self.drafts.get(known as usize).is_some_and(|draft| draft.relation == relation && draft.tests == tests) {
            return known;
        }
        let start = self.keys.len() as u32;
        self.keys.extend(self.keys_of(&tests));
        self.drafts.push(Draft {
            relation,
            tests,
            keys: start..self.keys.len() as u32,
            is_noted: false,
            before_later: false,
            slot: NO_SLOT,
        });
        next
    }

    /// Returns keys such that an element that passes all tests has one of them; the rarest such keys.
    fn keys_of(&self, tests: &[Test]) -> Vec<Key> {
        let of_test = |test: &Test| match test {
            Test::Simple(simple) => vec![key(simple)],
            Test::Is(nodes) => {
                nodes.iter().flat_map(|&node| &self.keys[bounds(&self.drafts[node as usize].keys)]).copied().collect()
            }
            Test::Not(_) => vec![Key::Any],
        };
        let frequency = |keys: &Vec<Key>| keys.iter().map(|&key| frequency(key)).max();
        tests.iter().map(of_test).min_by_key(frequency).unwrap_or_else(|| vec![Key::Any])
    }

    /// Compiles what was added.
    pub fn build(mut self) -> Index {
        let mut uses = self.uses;
        drop(self.known);
        let Routes { by_key, followers } = routes(&self.drafts, &self.keys);
        drop(self.keys);
        self.ends.sort_unstable();
        self.ends.dedup();
        let mut ends = self.ends.chunk_by(|(a, _), (b, _)| a == b).peekable();
        uses.followers = !followers.is_empty();
        let mut nodes: Vec<Node> = Vec::with_capacity(self.drafts.len());
        let (mut all_followers, mut lists) = (Vec::new(), Vec::new());
        for (id, draft) in (0..).zip(self.drafts) {
            let mut bounds = [all_followers.len() as u32; Relation::WAYS + 1];
            for way in 0..Relation::WAYS {
                all_followers.extend(followers.get(&(id, way)).into_iter().flatten());
                bounds[way + 1] = all_followers.len() as u32;
            }
            let start = lists.len() as u32;
            lists.extend(ends.next_if(|ends| ends[0].0 == id).unwrap_or_default().iter().map(|(_, list)| *list));
            nodes.push(Node {
                relation: draft.relation,
                tests: draft.tests,
                lists: start..lists.len() as u32,
                followers: bounds,
                is_noted: draft.is_noted,
                before_later: draft.before_later,
                slot: draft.slot,
            });
        }
        let (mut any, mut postings) = (Vec::new(), Vec::new());
        let mut keys: HashMap<Key, Postings> = HashMap::default();
        for found in by_key.chunk_by(|(a, _), (b, _)| a == b) {
            let key = found[0].0;
            let found = found.iter().map(|(_, node)| *node);
            if key == Key::Any {
                any.extend(found);
                continue;
            }
            uses.ids |= matches!(key, Key::Id(_));
            uses.classes |= matches!(key, Key::Class(_));
            let start = postings.len() as u32;
            postings.extend(found);
            let range = keys.entry(key).or_default();
            (range.start, range.end) = (start, postings.len() as u32);
        }
        for name in nodes.iter().flat_map(|node| node.tests.iter().filter_map(name_of_value_key)) {
            keys.entry(name).or_default().has_values = true;
        }
        let mut by_name: HashMap<&str, Vec<(&str, Key)>> = HashMap::default();
        for ((name, part), key) in self.parts.iter().filter(|(_, key)| keys.contains_key(key)) {
            by_name.entry(name).or_default().push((part, *key));
        }
        let tags = |key: &Key| {
            let found = keys.get(key).map_or(0..0, |found| found.start as usize..found.end as usize);
            postings[found].iter().map(|&id| tag_of(&nodes[id as usize])).collect::<Vec<_>>()
        };
        let parts = by_name.into_iter().filter_map(|(name, parts)| {
            let tags = parts.iter().flat_map(|(_, key)| tags(key));
            Some((hash(name.as_bytes()), Parts::new(&parts, tags)?))
        });
        Index {
            parts: parts.collect(),
            nodes: nodes.into(),
            filter: Filter::new(keys.keys()),
            class_shapes: self.class_shapes,
            keys,
            postings: postings.into(),
            any: any.into(),
            followers: all_followers.into(),
            lists: lists.into(),
            slots: self.slots as usize,
            uses,
        }
    }
}

struct Routes {
    /// Because the element has the key; in the order of keys.
    by_key: Vec<(Key, u32)>,
    /// Because the node before has matched in the right place; for each such node and way.
    followers: HashMap<(u32, usize), Vec<u32>>,
}

/// Nodes with a key that many have (the `a` of `.x1 > a`, `.x2 > a`, …) are found through the node before.
fn routes(drafts: &[Draft], keys: &[Key]) -> Routes {
    let mut with_key: HashMap<Key, usize> = HashMap::default();
    let mut after: HashMap<(u32, usize), usize> = HashMap::default();
    for draft in drafts {
        for &key in &keys[bounds(&draft.keys)] {
            *with_key.entry(key).or_default() += 1;
        }
        if let Some(before) = draft.relation.before() {
            *after.entry(before).or_default() += 1;
        }
    }
    let mut routes = Routes { by_key: Vec::with_capacity(drafts.len()), followers: HashMap::default() };
    for (id, draft) in (0..).zip(drafts) {
        let keys = &keys[bounds(&draft.keys)];
        let rivals = keys.iter().map(|key| with_key[key]).max().unwrap_or(0);
        match draft.relation.before() {
            Some(before) if rivals > MANY && after[&before] < rivals => {
                routes.followers.entry(before).or_default().push(id);
            }
            _ => {
                routes.by_key.extend(keys.iter().map(|&key| (key, id)));
            }
        }
    }
    routes.by_key.sort_unstable();
    routes.by_key.dedup();
    routes
}

fn bounds(range: &Range<u32>) -> Range<usize> {
    range.start as usize..range.end as usize
}

fn key(simple: &Simple) -> Key {
    match simple {
        Simple::Type(tag) => Key::Tag(*tag),
        Simple::Root | Simple::Nth(_) => Key::Any,
        Simple::Class(name) => Key::Class(name.hash),
        Simple::Id(name) => Key::Id(name.hash),
        Simple::Attribute(test) => Key::of(test),
    }
}

fn tag_of(node: &Node) -> Option<Tag> {
    node.tests.iter().find_map(|test| match test {
        Test::Simple(Simple::Type(tag)) => Some(*tag),
        _ => None,
    })
}

/// Returns the name key of a test for an exact attribute value: elements with that name are also looked up by value.
fn name_of_value_key(test: &Test) -> Option<Key> {
    match test {
        Test::Simple(Simple::Attribute(test)) if matches!(Key::of(test), Key::AttributeValue(_)) => {
            Some(Key::Attribute(hash(test.name().as_bytes())))
        }
        _ => None,
    }
}

/// Estimates how many elements have the key: lower is rarer.
fn frequency(key: Key) -> u8 {
    let is_common =
        |name: u64| ["class", "id", "href", "src", "style"].into_iter().any(|common| hash(common.as_bytes()) == name);
    match key {
        Key::Id(_) => 0,
        Key::Class(_) => 1,
        Key::AttributeValue(_) | Key::Part(_) => 2,
        Key::Attribute(name) if !is_common(name) => 3,
        Key::Tag(_) => 4,
        Key::Attribute(_) => 5,
        Key::Any => 6,
    }
}
