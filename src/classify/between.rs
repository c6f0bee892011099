//! Holds a short block or a whole unit that the model would drop by a small margin, directly after a kept block: if the
//! next one is kept too, so is what stands between them. A heading without its section's text, or a list with a missing
//! item, misleads more than a short line too many. Facts directly after a kept block are kept by that margin at once.

use super::Held;
use super::unit::UnitId;
use crate::block::{Block, BlockKind};

/// The part of the threshold that such a block must exceed. On the pages of training, 47 of 100 blocks between two kept
/// ones with a probability above .27 are content.
const PART: f32 = 0.5;

/// Words from which a block is no short one.
const SHORT: f32 = 16.0;

/// Maximum short blocks in a row.
const MOST: usize = 3;

pub(super) struct Between<P> {
    after_kept: bool,
    held: Vec<Held<P>>,
    /// Number of short blocks and units held.
    count: usize,
}

/// What a decision is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    Short,
    /// A whole list or code block.
    Unit,
    /// A caption, which may be that of the table after it.
    Caption,
    /// A whole table or definition list.
    Facts,
    /// A long block, or part of a long unit.
    Long,
}

impl Extent {
    pub fn of_block(block: &Block, words: f32) -> Extent {
        match block.kind {
            BlockKind::Preformatted(_) => Extent::Unit,
            BlockKind::Caption => Extent::Caption,
            _ if words < SHORT => Extent::Short,
            _ => Extent::Long,
        }
    }

    /// Returns the extent of a unit that has come to its end.
    pub fn of_unit(id: UnitId) -> Extent {
        match id {
            UnitId::Table(_) | UnitId::Definitions(_) => Extent::Facts,
            UnitId::List(_) => Extent::Unit,
        }
    }
}

/// What becomes of a block or unit, and of those held before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// It waits for the next one.
    Hold,
    /// It is kept, with what is held.
    Keep,
    /// What is held follows its own labels.
    Release,
}

impl<P> Between<P> {
    pub fn new() -> Self {
        Between { after_kept: false, held: Vec::new(), count: 0 }
    }

    pub fn is_holding(&self) -> bool {
        !self.held.is_empty()
    }

    /// Decides on a block or a unit, by itself `kept` or not.
    pub fn step(&mut self, extent: Extent, probability: f32, kept: bool, threshold: f32) -> Step {
        if kept {
            self.after_kept = true;
            return Step::Keep;
        }
        let doubtful = probability > PART * threshold;
        if self.after_kept && (doubtful && extent != Extent::Long || extent == Extent::Caption) {
            if extent == Extent::Facts {
                return Step::Keep;
            }
            if self.count < MOST {
                self.count += 1;
                return Step::Hold;
            }
        }
        self.after_kept = false;
        Step::Release
    }

    /// Whether a block that was held is kept with the one that decides on it: it is doubtful, or the caption of facts.
    pub fn keeps(probability: f32, threshold: f32, decides: Extent) -> bool {
        probability > PART * threshold || decides == Extent::Facts
    }

    pub fn hold(&mut self, held: Held<P>) {
        self.held.push(held);
    }

    /// Returns what is held.
    pub fn take(&mut self) -> Vec<Held<P>> {
        self.count = 0;
        std::mem::take(&mut self.held)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doubtful_short_block_waits_for_the_next_one() {
        let mut between = Between::<()>::new();
        let mut step = |extent, probability: f32| between.step(extent, probability, probability > 0.5, 0.5);
        assert_eq!(step(Extent::Short, 0.4), Step::Release, "nothing kept precedes it");
        assert_eq!(step(Extent::Long, 0.9), Step::Keep);
        assert_eq!(step(Extent::Long, 0.4), Step::Release);
        assert_eq!(step(Extent::Short, 0.4), Step::Release, "a dropped block precedes it");
        assert_eq!(step(Extent::Short, 0.9), Step::Keep);
        assert_eq!(step(Extent::Short, 0.2), Step::Release, "it is not doubtful");
        assert_eq!(step(Extent::Long, 0.9), Step::Keep);
        for _ in 0..MOST {
            assert_eq!(step(Extent::Unit, 0.4), Step::Hold);
        }
        assert_eq!(step(Extent::Short, 0.4), Step::Release, "too many in a row");
        assert_eq!(step(Extent::Facts, 0.4), Step::Release);
        assert_eq!(step(Extent::Short, 0.9), Step::Keep);
        assert_eq!(step(Extent::Facts, 0.4), Step::Keep);
    }
}
