//! The stack of open elements: names and attributes of the elements around the current position.
//!
//! Its size is bounded by [`Limits`]: depth, attributes an element, and bytes over all elements.

use std::borrow::Cow;

use super::tag::{Tag, Traits};
use super::token::StartTag;
use crate::limits::Limits;

/// The open elements, outermost first.
#[derive(Debug)]
pub struct OpenElements {
    entries: Vec<Entry>,
    attributes: Vec<StoredAttribute>,
    /// Names and values of all attributes of all open elements; an element's part goes when it does.
    text: String,
    max_text: usize,
    max_value: usize,
    /// Attributes left out because a cap was hit.
    cut: u64,
    /// Element children of the document itself.
    root_children: u32,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    tag: Tag,
    traits: Traits,
    foreign: bool,
    text_start: u32,
    name_end: u32,
    attributes_start: u32,
    /// Position among the element children of its parent, from 1.
    index: u32,
    children: u32,
}

#[derive(Debug, Clone, Copy)]
struct StoredAttribute {
    name_start: u32,
    value_start: u32,
    value_end: u32,
}

/// One open element.
#[derive(Clone, Copy)]
pub struct Element<'a> {
    stack: &'a OpenElements,
    depth: usize,
}

impl OpenElements {
    pub(crate) fn new(limits: &Limits) -> Self {
        OpenElements {
            entries: Vec::with_capacity(32),
            attributes: Vec::new(),
            text: String::new(),
            max_text: limits.open_element_bytes,
            max_value: limits.attribute_value_bytes,
            cut: 0,
            root_children: 0,
        }
    }

    /// Number of open elements.
    pub fn depth(&self) -> usize {
        self.entries.len()
    }

    /// The innermost open element.
    pub fn top(&self) -> Option<Element<'_>> {
        self.get(self.depth().checked_sub(1)?)
    }

    /// The element at a depth, 0 being the outermost.
    pub fn get(&self, depth: usize) -> Option<Element<'_>> {
        (depth < self.entries.len()).then_some(Element { stack: self, depth })
    }

    pub(super) fn tag(&self, depth: usize) -> Tag {
        self.entries[depth].tag
    }

    pub(super) fn traits(&self, depth: usize) -> Traits {
        self.entries[depth].traits
    }

    pub(super) fn is_foreign(&self, depth: usize) -> bool {
        self.entries[depth].foreign
    }

    pub(crate) fn attributes_cut(&self) -> u64 {
        self.cut
    }

    pub(super) fn push(&mut self, start: StartTag<'_>, foreign: bool) {
        let siblings = match self.entries.last_mut() {
            Some(parent) => &mut parent.children,
            None => &mut self.root_children,
        };
        *siblings = siblings.saturating_add(1);
        let index = *siblings;
        let text_start = self.text.len() as u32;
        let attributes_start = self.attributes.len() as u32;
        if self.text.len() + start.name.len() <= self.max_text {
            push_lower_case(&mut self.text, start.name);
        }
        let name_end = self.text.len() as u32;
        for (name, value) in start.attributes.raw() {
            let fits = value.len() <= self.max_value && self.text.len() + name.len() + value.len() <= self.max_text;
            if !fits {
                self.cut += 1;
                continue;
            }
            let name_start = self.text.len() as u32;
            push_lower_case(&mut self.text, name);
            let value_start = self.text.len() as u32;
            match super::references::decode_attribute(value) {
                Cow::Borrowed(value) => self.text.push_str(value),
                Cow::Owned(value) => self.text.push_str(&value),
            }
            let value_end = self.text.len() as u32;
            self.attributes.push(StoredAttribute { name_start, value_start, value_end });
        }
        let traits = if foreign { Tag::new("").traits() } else { start.tag.traits() };
        let tag = start.tag;
        self.entries.push(Entry { tag, traits, foreign, text_start, name_end, attributes_start, index, children: 0 });
    }

    pub(super) fn pop(&mut self) {
        if let Some(entry) = self.entries.pop() {
            self.text.truncate(entry.text_start as usize);
            self.attributes.truncate(entry.attributes_start as usize);
        }
    }
}

impl<'a> Element<'a> {
    fn entry(&self) -> &'a Entry {
        &self.stack.entries[self.depth]
    }

    /// The name as a number.
    pub fn tag(&self) -> Tag {
        self.entry().tag
    }

    pub(crate) fn traits(&self) -> Traits {
        self.entry().traits
    }

    /// Whether the element is part of `svg` or `math` content.
    pub fn is_foreign(&self) -> bool {
        self.entry().foreign
    }

    /// The name in lower case.
    pub fn name(&self) -> &'a str {
        &self.stack.text[self.entry().text_start as usize..self.entry().name_end as usize]
    }

    /// Number of elements around this one.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// Position among its parent's element children, from 1.
    pub fn index(&self) -> u32 {
        self.entry().index
    }

    /// Names in lower case and decoded values of the attributes, in source order.
    pub fn attributes(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let stack = self.stack;
        let start = self.entry().attributes_start as usize;
        let end =
            stack.entries.get(self.depth + 1).map_or(stack.attributes.len(), |next| next.attributes_start as usize);
        stack.attributes[start..end].iter().map(move |attribute| {
            let slice = |from: u32, to: u32| &stack.text[from as usize..to as usize];
            (slice(attribute.name_start, attribute.value_start), slice(attribute.value_start, attribute.value_end))
        })
    }

    /// The value of the first attribute of this lower-case name.
    pub fn attribute(&self, name: &str) -> Option<&'a str> {
        self.attributes().find(|&(found, _)| found == name).map(|(_, value)| value)
    }

    /// The `id` attribute.
    #[cfg(test)]
    pub fn id(&self) -> Option<&'a str> {
        self.attribute("id")
    }

    /// The class names.
    pub fn classes(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.attribute("class").unwrap_or_default().split_ascii_whitespace()
    }
}

impl std::fmt::Debug for Element<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "<{}>", self.name())
    }
}

fn push_lower_case(text: &mut String, name: &str) {
    let start = text.len();
    text.push_str(name);
    text[start..].make_ascii_lowercase();
}
