//! Parses an element's attributes once, so that tests are cheap, and finds candidate nodes.

use std::borrow::Cow;

use super::index::{Index, Key, Test};
use super::miss_cache::MissCache;
use super::syntax::{Name, Simple};
use crate::hash::{continued, hash};
use crate::html::{Element, NameSet};

/// More classes than this are sorted, so that no page makes their comparison quadratic.
const FEW: usize = 8;

#[derive(Debug)]
pub(super) struct Subject<'a> {
    element: Element<'a>,
    class_text: Cow<'a, [u8]>,
    classes: &'a [Class],
    /// Position among the siblings of the same name, if counted.
    type_position: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Class {
    hash: u64,
    start: u32,
    end: u32,
}

impl<'a> Subject<'a> {
    /// Reads the attributes. Adds nodes that may match to `candidates`.
    pub fn new(
        element: Element<'a>,
        type_position: Option<u32>,
        index: &Index,
        misses: &mut MissCache,
        classes: &'a mut Vec<Class>,
        candidates: &mut Vec<u32>,
    ) -> Self {
        candidates.extend_from_slice(&index.any);
        index.look_up(Key::Tag(element.tag()), candidates);
        let (uses, attributes) = (index.uses, element.attributes());
        let mut class_text = Cow::Borrowed(&b""[..]);
        classes.clear();
        if uses.classes
            && let Some(value) = attributes.value("class")
        {
            class_text = value.decode_bytes();
            misses.unless_known(&class_text, || {
                let before = candidates.len();
                for (start, end) in words(&class_text) {
                    let class = &class_text[start..end];
                    if index.class_shapes.may_have(class) {
                        index.look_up(Key::Class(hash(class)), candidates);
                    }
                }
                candidates.len() > before
            });
        }
        if uses.ids
            && let Some(id) = attributes.value("id")
        {
            index.look_up(Key::Id(hash(&id.decode_bytes())), candidates);
        }
        if (uses.attributes || uses.parts) && attributes.names().meets(uses.names) {
            for (name, value) in attributes.iter().filter(|(name, _)| uses.names.meets(NameSet::of(name))) {
                let name = hash_lower_case(name);
                if uses.parts
                    && let Some(parts) = index.parts.get(&name)
                    && parts.are_sought_in(element.tag())
                {
                    let value = value.decode_bytes();
                    for key in parts.find(&value) {
                        index.look_up(key, candidates);
                    }
                    // A value may contain the same part many times.
                    candidates.sort_unstable();
                    candidates.dedup();
                }
                let found = index.look_up(Key::Attribute(name), candidates);
                if found.is_some_and(|found| found.has_values) {
                    index.look_up(Key::AttributeValue(continued(name, &value.decode_bytes())), candidates);
                }
            }
        }
        // Most elements have no candidates, and their classes are not compared.
        if !candidates.is_empty() {
            split(&class_text, classes);
        }
        Subject { element, class_text, classes, type_position }
    }

    /// Whether the element passes a test, given the matching nodes of lower number that are noted.
    pub fn meets(&self, test: &Test, matched: &[u32]) -> bool {
        // Searches the longer list, so that `:not()` with a thousand selectors does not cost a thousand steps.
        let matches = |nodes: &[u32]| match nodes.len() <= matched.len() {
            true => nodes.iter().any(|node| matched.binary_search(node).is_ok()),
            false => matched.iter().any(|node| nodes.binary_search(node).is_ok()),
        };
        match test {
            Test::Simple(simple) => self.passes(simple),
            Test::Is(nodes) => matches(nodes),
            Test::Not(nodes) => !matches(nodes),
        }
    }

    fn passes(&self, simple: &Simple) -> bool {
        match simple {
            Simple::Type(tag) => self.element.tag() == *tag,
            Simple::Root => self.element.depth() == 0,
            Simple::Nth(nth) if nth.of_type => self.type_position.is_some_and(|position| nth.holds(position)),
            Simple::Nth(nth) => nth.holds(self.element.index()),
            Simple::Class(name) => self.has_class(name),
            Simple::Id(name) => self.element.attribute("id").as_deref() == Some(&*name.text),
            Simple::Attribute(test) => self.element.attribute(test.name()).is_some_and(|value| test.holds(&value)),
        }
    }

    fn has_class(&self, name: &Name) -> bool {
        let is_it = |class: &Class| {
            class.hash == name.hash
                && self.class_text[class.start as usize..class.end as usize] == *name.text.as_bytes()
        };
        if self.classes.len() <= FEW {
            return self.classes.iter().any(is_it);
        }
        let first = self.classes.partition_point(|class| class.hash < name.hash);
        self.classes[first..].iter().take_while(|class| class.hash == name.hash).any(is_it)
    }
}

/// Splits a class attribute. Sorts many classes by hash and removes duplicates.
fn split(text: &[u8], classes: &mut Vec<Class>) {
    for (start, end) in words(text) {
        classes.push(Class { hash: hash(&text[start..end]), start: start as u32, end: end as u32 });
    }
    if classes.len() > FEW {
        classes.sort_unstable();
        classes.dedup_by_key(|class| class.hash);
    }
}

fn words(text: &[u8]) -> impl Iterator<Item = (usize, usize)> {
    let is_space = |byte: u8| byte <= b' ' && matches!(byte, b' ' | b'\t' | b'\n' | b'\x0C' | b'\r');
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].iter().position(|&byte| !is_space(byte))?;
        at = text[start..].iter().position(|&byte| is_space(byte)).map_or(text.len(), |length| start + length);
        Some((start, at))
    })
}

fn hash_lower_case(name: &[u8]) -> u64 {
    match name.iter().any(u8::is_ascii_uppercase) {
        true => hash(&name.to_ascii_lowercase()),
        false => hash(name),
    }
}
