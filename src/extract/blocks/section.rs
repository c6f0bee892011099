//! Finds the end of a removed section: what follows a heading such as "Related news" goes, the article after it stays.

use crate::block::{Block, BlockKind, Container};
use crate::extract::reason::Reason;

/// Bytes of text outside links from which a paragraph counts as prose. Teasers are links, or shorter. Bytes rather than
/// characters, because scripts that say more per letter also take more bytes per letter.
const PROSE: usize = 90;

/// The same for list items, which are often teasers.
const PROSE_IN_LIST: usize = 240;

/// Default maximum of removed text, in bytes.
const MOST: usize = 3000;

#[derive(Debug)]
pub(super) struct Section {
    pub reason: Reason,
    level: Option<u8>,
    /// Whether a selector started it, rather than a phrase.
    is_element: bool,
    left: usize,
}

impl Section {
    pub fn of_element(reason: Reason, most: Option<usize>) -> Section {
        Section { reason, level: None, is_element: true, left: most.unwrap_or(MOST) }
    }

    pub fn of_block(reason: Reason, block: &Block) -> Section {
        let level = match block.kind {
            BlockKind::Heading(level) => Some(level),
            _ => None,
        };
        Section { reason, level, is_element: false, left: MOST }
    }

    /// Whether the block still belongs to the section. If not, the section has ended.
    pub fn takes(&mut self, block: &Block) -> bool {
        let unlinked = block.text.len() - linked_bytes(block).min(block.text.len());
        let in_list = block.containers.iter().any(|container| matches!(container, Container::Item { .. }));
        let is_teaser = unlinked * 2 <= block.text.len();
        let ends = match block.kind {
            BlockKind::Title => true,
            // The section started with an ordinary line: only links belong to it.
            _ if self.level.is_none() && !self.is_element => !is_teaser,
            // Titles of teasers are headings too, but they are links.
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

fn linked_bytes(block: &Block) -> usize {
    let mut linked = 0;
    let mut reached = 0;
    for mark in block.marks.iter().filter(|mark| mark.kind.is_link()) {
        linked += mark.end.saturating_sub(mark.start.max(reached));
        reached = reached.max(mark.end);
    }
    linked
}
