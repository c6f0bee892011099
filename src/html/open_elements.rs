//! The stack of open elements: what they are, and where they stand among their siblings.
//!
//! Attributes are not kept. Who wants to know them looks when the element opens.

use std::borrow::Cow;

use super::attributes::Attributes;
use super::tag::{Tag, Traits};
use super::token::StartTag;
use crate::hash::mix;

/// The open elements, outermost first. Bounded by [`Limits::open_elements`](crate::Limits::open_elements).
#[derive(Debug)]
pub(super) struct OpenElements {
    entries: Vec<Entry>,
    /// How many there are of the names that share a slot: most searches are for what is not open.
    open: [u16; SLOTS],
    /// Element children of the document itself.
    root_children: u32,
}

const SLOTS: usize = 128;

fn slot(tag: Tag) -> usize {
    (mix(0, tag.number()) >> 57) as usize
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    tag: Tag,
    traits: Traits,
    foreign: bool,
    children: u32,
}

/// An element that has just opened.
#[derive(Debug, Clone, Copy)]
pub struct Element<'a> {
    start: StartTag<'a>,
    traits: Traits,
    foreign: bool,
    depth: usize,
    index: u32,
}

impl OpenElements {
    pub fn new() -> Self {
        OpenElements { entries: Vec::with_capacity(32), open: [0; SLOTS], root_children: 0 }
    }

    /// Number of open elements.
    pub fn depth(&self) -> usize {
        self.entries.len()
    }

    /// False if no element of this name is open.
    pub fn may_have(&self, tag: Tag) -> bool {
        self.open[slot(tag)] > 0
    }

    pub fn tag(&self, depth: usize) -> Tag {
        self.entries[depth].tag
    }

    pub fn traits(&self, depth: usize) -> Traits {
        self.entries[depth].traits
    }

    pub fn is_foreign(&self, depth: usize) -> bool {
        self.entries[depth].foreign
    }

    pub fn push<'a>(&mut self, start: StartTag<'a>, foreign: bool) -> Element<'a> {
        let siblings = match self.entries.last_mut() {
            Some(parent) => &mut parent.children,
            None => &mut self.root_children,
        };
        *siblings = siblings.saturating_add(1);
        let index = *siblings;
        let traits = if foreign { Traits::default() } else { start.tag.traits() };
        let depth = self.entries.len();
        self.open[slot(start.tag)] += 1;
        self.entries.push(Entry { tag: start.tag, traits, foreign, children: 0 });
        Element { start, traits, foreign, depth, index }
    }

    pub fn pop(&mut self) {
        if let Some(entry) = self.entries.pop() {
            self.open[slot(entry.tag)] -= 1;
        }
    }
}

impl<'a> Element<'a> {
    /// The name as a number.
    pub fn tag(&self) -> Tag {
        self.start.tag
    }

    pub(crate) fn traits(&self) -> Traits {
        self.traits
    }

    /// Whether the element is part of `svg` or `math` content.
    pub fn is_foreign(&self) -> bool {
        self.foreign
    }

    /// Number of elements around this one.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// Position among its parent's element children, from 1.
    pub fn index(&self) -> u32 {
        self.index
    }

    /// The attributes, in source order.
    pub fn attributes(&self) -> Attributes<'a> {
        self.start.attributes
    }

    /// The decoded value of the first attribute of this lower-case name.
    #[inline(always)]
    pub fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        self.start.attributes.get(name)
    }

    /// The `id`, or else the name.
    #[cfg(test)]
    pub fn id_or_name(&self) -> String {
        self.attribute("id").map_or_else(|| format!("{:?}", self.tag()), Cow::into_owned)
    }
}
