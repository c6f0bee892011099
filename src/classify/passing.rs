//! Limits the blocks that pass through the classifier without a label while others wait.

use super::size;
use crate::block::Block;

/// Maximum pass-through blocks of one kind that wait, and maximum bytes they hold.
const MOST_PASSING: usize = 1024;
const MOST_PASSING_BYTES: usize = 256 << 10;

/// Why a block is not labelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Passing {
    /// A rule has decided it.
    Decided,
    /// It follows its neighbours because it holds only images.
    Along,
}

/// The space that waiting pass-through blocks of one kind take.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Room {
    blocks: usize,
    bytes: usize,
}

impl Room {
    /// Takes a block if there is room for it.
    pub fn takes(&mut self, block: &Block) -> bool {
        let size = Room::of(block);
        let fits = self.blocks < MOST_PASSING && self.bytes + size <= MOST_PASSING_BYTES;
        if fits {
            (self.blocks, self.bytes) = (self.blocks + 1, self.bytes + size);
        }
        fits
    }

    pub fn gives(&mut self, block: &Block) {
        (self.blocks, self.bytes) = (self.blocks - 1, self.bytes - Room::of(block));
    }

    /// Addresses count here: a caller who gets images wants these as well.
    fn of(block: &Block) -> usize {
        size(block) + block.marks.iter().map(|mark| mark.kind.bytes()).sum::<usize>()
    }
}
