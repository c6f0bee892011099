//! Tells where a removed section ends: what follows a heading such as "Related news" goes, the article after it stays.

use crate::block::{Block, BlockKind, Container};
use crate::extract::reason::Reason;

/// Bytes of text outside links that make prose of a paragraph. Teasers are links, or shorter. In bytes, because
/// scripts that say more with a letter take more bytes for it.
const PROSE: usize = 90;

/// The same for the items of a list, which teasers often are.
const PROSE_IN_LIST: usize = 240;

/// The most bytes of text that go, where the rule does not say.
const MOST: usize = 3000;

/// A section that is being removed.
#[derive(Debug)]
pub(super) struct Section {
    pub reason: Reason,
    /// The level of the heading it began with.
    level: Option<u8>,
    /// It began with an element that a selector found.
    is_element: bool,
    left: usize,
}

impl Section {
    /// A section below an element.
    pub fn of_element(reason: Reason, most: Option<usize>) -> Section {
        Section { reason, level: None, is_element: true, left: most.unwrap_or(MOST) }
    }

    /// A section below a block.
    pub fn of_block(reason: Reason, block: &Block) -> Section {
        let level = match block.kind {
            BlockKind::Heading(level) => Some(level),
            _ => None,
        };
        Section { reason, level, is_element: false, left: MOST }
    }

    /// Whether the block still belongs to it; if not, the section has ended.
    pub fn takes(&mut self, block: &Block) -> bool {
        let unlinked = block.text.len() - linked_bytes(block).min(block.text.len());
        let in_list = block.containers.iter().any(|container| matches!(container, Container::Item { .. }));
        let is_teaser = unlinked * 2 <= block.text.len();
        let ends = match block.kind {
            BlockKind::Title => true,
            // It began with an ordinary line: only links can belong to that.
            _ if self.level.is_none() && !self.is_element => !is_teaser,
            // The titles of teasers are headings as well, but links.
            BlockKind::Heading(level) => !is_teaser && self.level.is_none_or(|begun| level <= begun),
            _ => unlinked >= if in_list { PROSE_IN_LIST } else { PROSE },
        };
        if ends || block.text.len() > self.left {
            return false;
        }
        self.left -= block.text.len();
        true
    }
}

/// Bytes of the block's text that are links.
fn linked_bytes(block: &Block) -> usize {
    let mut linked = 0;
    let mut reached = 0;
    for mark in block.marks.iter().filter(|mark| mark.kind.is_link()) {
        linked += mark.end.saturating_sub(mark.start.max(reached));
        reached = reached.max(mark.end);
    }
    linked
}
