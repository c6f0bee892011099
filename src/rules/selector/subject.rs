//! Takes one element apart once, so that every test of it is cheap, and finds the nodes worth trying.

use super::hash::{continued, hash};
use super::index::{Index, Key};
use super::syntax::{Name, Simple};
use crate::html::Element;

/// With more classes than this they are sorted, so that a page cannot make their comparison quadratic.
const FEW: usize = 8;

/// The element that selectors are tried on.
#[derive(Debug)]
pub(super) struct Subject<'a> {
    element: Element<'a>,
    class_text: &'a str,
    classes: &'a [Class],
    id: Option<&'a str>,
    /// Position among the siblings of its name, if that is known.
    type_position: Option<u32>,
}

/// One class of the element: its hash and where it stands in the attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Class {
    hash: u64,
    start: u32,
    end: u32,
}

impl<'a> Subject<'a> {
    /// Reads the attributes; nodes that may match go to `candidates`.
    pub fn new(
        element: Element<'a>,
        type_position: Option<u32>,
        index: &Index,
        classes: &'a mut Vec<Class>,
        candidates: &mut Vec<u32>,
    ) -> Self {
        classes.clear();
        candidates.extend_from_slice(&index.any);
        index.look_up(Key::Tag(element.tag()), candidates);
        let uses = index.uses;
        let (mut class_text, mut id) = (None, None);
        if uses.ids || uses.classes || uses.attributes {
            for (name, value) in element.attributes() {
                // Of attributes of the same name the first one counts.
                if name == "class" && class_text.is_none() {
                    class_text = Some(value);
                    if uses.classes {
                        split(value, classes);
                    }
                } else if name == "id" && id.is_none() {
                    id = Some(value);
                    index.look_up(Key::Id(hash(value)), candidates);
                }
                if uses.attributes {
                    let name = hash(name);
                    let found = index.look_up(Key::Attribute(name), candidates);
                    if found.is_some_and(|found| found.has_values) {
                        index.look_up(Key::AttributeValue(continued(name, value)), candidates);
                    }
                }
            }
        }
        for class in classes.iter() {
            index.look_up(Key::Class(class.hash), candidates);
        }
        Subject { element, class_text: class_text.unwrap_or_default(), classes, id, type_position }
    }

    /// Whether a condition on the element alone is met.
    pub fn passes(&self, simple: &Simple) -> bool {
        match simple {
            Simple::Type(tag) => self.element.tag() == *tag,
            Simple::Root => self.element.depth() == 0,
            Simple::Nth(nth) if nth.of_type => self.type_position.is_some_and(|position| nth.holds(position)),
            Simple::Nth(nth) => nth.holds(self.element.index()),
            Simple::Class(name) => self.has_class(name),
            Simple::Id(name) => self.id == Some(&*name.text),
            Simple::Attribute(test) => self.element.attribute(test.name()).is_some_and(|value| test.holds(value)),
        }
    }

    fn has_class(&self, name: &Name) -> bool {
        let is_it = |class: &Class| {
            class.hash == name.hash && self.class_text[class.start as usize..class.end as usize] == *name.text
        };
        if self.classes.len() <= FEW {
            return self.classes.iter().any(is_it);
        }
        let first = self.classes.partition_point(|class| class.hash < name.hash);
        self.classes[first..].iter().take_while(|class| class.hash == name.hash).any(is_it)
    }
}

/// Cuts a class attribute at white space; many classes come out sorted by hash, each once.
fn split(text: &str, classes: &mut Vec<Class>) {
    let mut start = 0;
    let is_space = |byte: u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\x0C' | b'\r');
    for (end, byte) in text.bytes().chain([b' ']).enumerate() {
        if is_space(byte) {
            if start < end {
                classes.push(Class { hash: hash(&text[start..end]), start: start as u32, end: end as u32 });
            }
            start = end + 1;
        }
    }
    if classes.len() > FEW {
        classes.sort_unstable();
        classes.dedup_by_key(|class| class.hash);
    }
}
