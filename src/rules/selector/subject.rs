//! Parses an element's attributes once, so that tests are cheap, and finds candidate nodes.

use std::borrow::Cow;

use super::index::{Index, Key, Test, words};
use super::miss_cache::MissCache;
use super::syntax::{Name, Simple};
use crate::hash::hash;
use crate::html::{Element, NameSet};

/// More classes than this are sorted, so that no page makes their comparison quadratic.
const FEW: usize = 8;

const CLASS: NameSet = NameSet::of(b"class");
const ID: NameSet = NameSet::of(b"id");

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
        let uses = index.uses;
        let (mut class, mut id) = (None, None);
        for (name, value) in element.attributes().iter() {
            let set = NameSet::of(name);
            // Of attributes with the same name, the first counts.
            if set.meets(CLASS) && uses.classes && class.is_none() && name.eq_ignore_ascii_case(b"class") {
                class = Some(value);
                misses.unless_known(value.source(), || index.look_up_classes(&value.decode_bytes(), candidates));
            } else if set.meets(ID) && uses.ids && id.is_none() && name.eq_ignore_ascii_case(b"id") {
                id = Some(value);
                index.look_up(Key::Id(hash(&value.decode_bytes())), candidates);
            }
            if uses.names.meets(set) {
                index.look_up_attribute(name, value, element.tag(), candidates);
            }
        }
        classes.clear();
        let mut class_text = Cow::Borrowed(&b""[..]);
        // Most elements have no candidates, and their classes are not compared.
        if let Some(class) = class.filter(|_| !candidates.is_empty()) {
            class_text = class.decode_bytes();
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
