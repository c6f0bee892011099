//! Tells where a removed section ends: what follows a heading such as "Related news" goes, the article after it stays.

use super::reason::Reason;
use crate::block::{Block, BlockKind, MarkKind};

/// Bytes of text outside links that make prose of a paragraph. Teasers are links, or shorter. In bytes, because
/// scripts that say more with a letter take more bytes for it.
const PROSE: usize = 240;

/// The most bytes of text that go, where the rule does not say.
const MOST: usize = 3000;

/// A section that is being removed.
#[derive(Debug)]
pub(super) struct Section {
    pub reason: Reason,
    /// The level of the heading it began with.
    level: Option<u8>,
    left: usize,
}

impl Section {
    pub fn new(reason: Reason, level: Option<u8>, most: Option<usize>) -> Section {
        Section { reason, level, left: most.unwrap_or(MOST) }
    }

    /// Whether the block still belongs to it; if not, the section has ended.
    pub fn takes(&mut self, block: &Block) -> bool {
        let unlinked = block.text.len() - linked_bytes(block).min(block.text.len());
        let ends = match block.kind {
            BlockKind::Title => true,
            // The titles of teasers are headings as well, but links.
            BlockKind::Heading(level) => {
                unlinked * 2 > block.text.len() && self.level.is_none_or(|begun| level <= begun)
            }
            _ => unlinked >= PROSE,
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
    for mark in block.marks.iter().filter(|mark| matches!(mark.kind, MarkKind::Link(_))) {
        linked += mark.end.saturating_sub(mark.start.max(reached));
        reached = reached.max(mark.end);
    }
    linked
}
