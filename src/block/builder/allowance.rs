//! Counts what the page has paid for a block, and what resolved addresses may add to it.
//!
//! What is counted are start tags, in characters: neither the chunks nor the encoding of a page change them.

use crate::block::{Block, LEAST_TAG};
use crate::html::{Element, characters, tags};

/// Bytes by which addresses may grow for each byte of markup. What is written may grow eightfold, escapes included.
const TIMES: usize = 6;

/// Bytes by which they may grow besides; ordinary pages stay far below.
const MOST: usize = 64 << 10;

/// What has come since the last block.
#[derive(Debug)]
pub(super) struct Allowance {
    markup: usize,
    strings: usize,
    /// Bytes by which addresses may still grow.
    growth: usize,
}

impl Default for Allowance {
    fn default() -> Self {
        Allowance { markup: 0, strings: 0, growth: MOST }
    }
}

impl Allowance {
    /// Counts a start tag.
    pub(super) fn open(&mut self, element: Element<'_>) {
        use tags::*;
        let attributes = element.attributes().characters();
        self.markup += LEAST_TAG + attributes;
        self.growth = (self.growth + TIMES * (LEAST_TAG + attributes)).min(MOST);
        if matches!(element.tag(), A | IMG | IFRAME | VIDEO | AUDIO | SOURCE) {
            self.strings += attributes;
        }
    }

    /// Counts a formula.
    pub(super) fn formula(&mut self, tex: &str) {
        self.strings += characters(tex.as_bytes());
    }

    /// Whether an address may become so long; if so, that is counted.
    pub(super) fn grows(&mut self, from: usize, to: usize) -> bool {
        let left = self.growth.checked_sub(to.saturating_sub(from));
        self.growth = left.unwrap_or(self.growth);
        left.is_some()
    }

    /// The block with what has been counted for it.
    pub(super) fn paid_for(&mut self, block: Block) -> Block {
        let counted = |count: &mut usize| u32::try_from(std::mem::take(count)).unwrap_or(u32::MAX);
        Block { markup: counted(&mut self.markup), strings: counted(&mut self.strings), ..block }
    }
}
