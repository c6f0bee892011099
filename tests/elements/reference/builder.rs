//! Builds blocks from kept or removed text.

use crate::events::Block;
use crate::page::Element;

#[derive(Default)]
pub(super) struct Builder {
    pub(super) text: String,
    pub(super) linked: usize,
    /// Depth of each link, and whether its text has begun in this block.
    pub(super) links: Vec<(usize, bool)>,
    pub(super) headings: Vec<usize>,
    pub(super) items: Vec<usize>,
}

impl Builder {
    pub(super) fn open(&mut self, element: &Element, depth: usize) {
        match element.name {
            "a" => self.links.push((depth, false)),
            "h2" => self.headings.push(depth),
            "li" => self.items.push(depth),
            _ => {}
        }
    }

    pub(super) fn close(&mut self, depth: usize) {
        self.links.retain(|(link, _)| *link < depth);
        self.headings.retain(|heading| *heading < depth);
        self.items.retain(|item| *item < depth);
    }

    /// Adds a text, which begins with a space.
    pub(super) fn push(&mut self, text: &str) {
        let space = usize::from(!self.text.is_empty());
        if space > 0 {
            self.text.push(' ');
        }
        self.text.push_str(text);
        if let Some((_, has_begun)) = self.links.first_mut() {
            self.linked += text.len() + if *has_begun { space } else { 0 };
            *has_begun = true;
        }
    }

    pub(super) fn take(&mut self) -> Option<Block> {
        self.links.iter_mut().for_each(|(_, has_begun)| *has_begun = false);
        let (text, linked) = (std::mem::take(&mut self.text), std::mem::take(&mut self.linked));
        let (is_heading, in_list) = (!self.headings.is_empty(), !self.items.is_empty());
        let block = Block { text, linked, is_heading, in_list, was_held: false, reason: None };
        Some(block).filter(|block| !block.text.is_empty())
    }
}
