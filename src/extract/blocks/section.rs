//! Finds the end of a removed section: what follows a heading such as "Related news" goes, the article after it stays.

use std::ops::Range;

use super::text_rules::links;
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
        let unlinked = unlinked_bytes(&block.text, &links(block));
        let is_teaser = unlinked * 2 <= block.text.len();
        let ends = match block.kind {
            BlockKind::Title => true,
            // The section started with an ordinary line: only links belong to it.
            _ if self.level.is_none() && !self.is_element => !is_teaser,
            // Titles of teasers are headings too, but they are links.
            BlockKind::Heading(level) => !is_teaser && self.level.is_none_or(|begun| level <= begun),
            _ => unlinked >= prose(block),
        };
        if ends || block.text.len() > self.left {
            return false;
        }
        self.left -= block.text.len();
        true
    }

    /// Whether a line of a block belongs to the section. `begun_here`: the section began with an earlier line of the
    /// block, so the lines below are its list even where they are no links.
    pub fn takes_line(&mut self, block: &Block, line: &str, links: &[Range<usize>], begun_here: bool) -> bool {
        let unlinked = unlinked_bytes(line, links);
        let needs_links = !begun_here && self.level.is_none() && !self.is_element;
        let ends = if needs_links { unlinked * 2 > line.len() } else { unlinked >= prose(block) };
        if ends || line.len() > self.left {
            return false;
        }
        self.left -= line.len();
        true
    }
}

/// Returns the bytes outside links from which the block is prose.
fn prose(block: &Block) -> usize {
    let in_list = block.containers.iter().any(|container| matches!(container, Container::Item { .. }));
    if in_list { PROSE_IN_LIST } else { PROSE }
}

/// Returns the bytes of a text outside its links.
fn unlinked_bytes(text: &str, links: &[Range<usize>]) -> usize {
    text.len() - links.iter().map(Range::len).sum::<usize>().min(text.len())
}
