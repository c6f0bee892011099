//! The stack of open elements and their position among their siblings.
//!
//! Attributes are not kept; sinks read them when the element opens.

use std::borrow::Cow;

use super::attributes::Attributes;
use super::tag::{Tag, Traits};
use super::token::StartTag;

/// The open elements, outermost first, each with the sink's frame.
///
/// Bounded by [`Limits::open_elements`](crate::Limits::open_elements).
#[derive(Debug)]
pub(super) struct OpenElements<F> {
    stack: Vec<Open<F>>,
    /// Number of open elements per slot of names: most searches are for elements that are not open.
    open: [u16; SLOTS],
    root_children: u32,
}

/// Every name in [`tags`](super::tags) has its own slot.
const SLOTS: usize = 256;

fn slot(tag: Tag) -> usize {
    tag.number() as usize % SLOTS
}

#[derive(Debug)]
pub(crate) struct Open<F> {
    pub tag: Tag,
    pub traits: Traits,
    pub foreign: bool,
    children: u32,
    pub frame: F,
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

impl<F> OpenElements<F> {
    pub fn new() -> Self {
        OpenElements { stack: Vec::with_capacity(32), open: [0; SLOTS], root_children: 0 }
    }

    pub fn depth(&self) -> usize {
        self.stack.len()
    }

    /// Whether an element of this name may be open; `false` is certain.
    pub fn may_have(&self, tag: Tag) -> bool {
        self.open[slot(tag)] > 0
    }

    pub fn at(&self, depth: usize) -> &Open<F> {
        &self.stack[depth]
    }

    pub fn innermost(&self) -> Option<&Open<F>> {
        self.stack.last()
    }

    pub fn stack(&mut self) -> &mut [Open<F>] {
        &mut self.stack
    }

    /// Creates the element that opens inside the innermost one.
    pub fn next<'a>(&mut self, start: StartTag<'a>, foreign: bool) -> Element<'a> {
        let depth = self.stack.len();
        let siblings = match self.stack.last_mut() {
            Some(parent) => &mut parent.children,
            None => &mut self.root_children,
        };
        *siblings = siblings.saturating_add(1);
        let traits = if foreign { Traits::default() } else { start.tag.traits() };
        Element { start, traits, foreign, depth, index: *siblings }
    }

    pub fn push(&mut self, element: Element<'_>, frame: F) {
        let Element { start: StartTag { tag, .. }, traits, foreign, .. } = element;
        self.open[slot(tag)] += 1;
        self.stack.push(Open { tag, traits, foreign, children: 0, frame });
    }

    pub fn pop(&mut self) -> Option<Open<F>> {
        let closed = self.stack.pop()?;
        self.open[slot(closed.tag)] -= 1;
        Some(closed)
    }
}

impl<'a> Element<'a> {
    /// Returns the name as a number.
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

    /// Returns the number of elements around this one.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// Returns the position among the parent's element children, from 1.
    pub fn index(&self) -> u32 {
        self.index
    }

    /// Returns the attributes in source order.
    pub fn attributes(&self) -> Attributes<'a> {
        self.start.attributes
    }

    /// Returns the decoded value of the first attribute with this lower-case name.
    #[inline(always)]
    pub fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        self.start.attributes.get(name)
    }

    /// Returns the `id`, otherwise the name.
    #[cfg(test)]
    pub fn id_or_name(&self) -> String {
        self.attribute("id").map_or_else(|| format!("{:?}", self.tag()), Cow::into_owned)
    }
}
