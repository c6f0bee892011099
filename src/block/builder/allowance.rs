//! Counts the markup behind a block, and limits what resolved addresses add to it.
//!
//! Start tags are counted, in characters: neither the chunks nor the encoding of a page change the count.

use crate::block::{Block, LEAST_TAG};
use crate::html::{Element, characters, tags};

/// Bytes by which addresses may grow per byte of markup. With escapes, output may grow eightfold.
const TIMES: usize = 6;

/// Bytes by which addresses may grow in any case; ordinary pages stay far below.
const MOST: usize = 64 << 10;

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
    pub(super) fn open(&mut self, element: Element<'_>) {
        use tags::*;
        let attributes = element.attributes().characters();
        self.markup += LEAST_TAG + attributes;
        self.growth = (self.growth + TIMES * (LEAST_TAG + attributes)).min(MOST);
        if matches!(element.tag(), A | IMG | IFRAME | VIDEO | AUDIO | SOURCE) {
            self.strings += attributes;
        }
    }

    pub(super) fn formula(&mut self, tex: &str) {
        self.strings += characters(tex.as_bytes());
    }

    /// Counts an address that grows, unless that exceeds the allowance; returns whether it fits.
    pub(super) fn grows(&mut self, from: usize, to: usize) -> bool {
        let left = self.growth.checked_sub(to.saturating_sub(from));
        self.growth = left.unwrap_or(self.growth);
        left.is_some()
    }

    /// Returns the block with its counts, which start anew.
    pub(super) fn paid_for(&mut self, block: Block) -> Block {
        let counted = |count: &mut usize| u32::try_from(std::mem::take(count)).unwrap_or(u32::MAX);
        Block { markup: Some(counted(&mut self.markup)), strings: counted(&mut self.strings), ..block }
    }
}
