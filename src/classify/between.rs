//! Holds a short block or a whole unit that the model would drop by a small margin, directly after a kept block: if the
//! next one is kept too, so is what stands between them. A heading without its section's text, or a list with a missing
//! item, misleads more than a short line too many. Tables and lists directly after a kept block are kept by that margin
//! at once, and code anywhere.

use super::Held;
use super::unit::UnitId;
use crate::block::{Block, BlockKind};

/// The part of the threshold that such a block must exceed. On the pages of training, 47 of 100 blocks between two kept
/// ones with a probability above .27 are content.
const PART: f32 = 0.5;

/// The same for headings and lists: 60 of 100 are content.
const PART_OF_SECTION: f32 = 0.3;

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
    Heading,
    Code,
    /// A whole list.
    List,
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
            BlockKind::Preformatted(_) => Extent::Code,
            BlockKind::Caption => Extent::Caption,
            BlockKind::Heading(_) if words < SHORT => Extent::Heading,
            _ if words < SHORT => Extent::Short,
            _ => Extent::Long,
        }
    }

    /// Returns the extent of a unit that has come to its end.
    pub fn of_unit(id: UnitId) -> Extent {
        match id {
            UnitId::Table(_) | UnitId::Definitions(_) => Extent::Facts,
            UnitId::List(_) => Extent::List,
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
        let keeps = match extent {
            Extent::Code => doubtful,
            Extent::Facts | Extent::List => doubtful && self.after_kept,
            _ => false,
        };
        if keeps {
            self.after_kept = true;
            return Step::Keep;
        }
        let holds = match extent {
            Extent::Heading | Extent::List => probability > PART_OF_SECTION * threshold,
            Extent::Short => doubtful,
            Extent::Caption => true,
            Extent::Code | Extent::Facts | Extent::Long => false,
        };
        if self.after_kept && holds && self.count < MOST {
            self.count += 1;
            return Step::Hold;
        }
        self.after_kept = false;
        Step::Release
    }

    /// Whether a block that was held is kept with the one that decides on it.
    pub fn keeps(held: &Block, decides: Extent) -> bool {
        held.kind != BlockKind::Caption || matches!(decides, Extent::Facts | Extent::Caption)
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
        for extent in [Extent::Short, Extent::Heading, Extent::List] {
            assert_eq!(step(extent, if extent == Extent::Short { 0.4 } else { 0.2 }), Step::Hold);
        }
        assert_eq!(step(Extent::Short, 0.4), Step::Release, "too many in a row");
    }

    #[test]
    fn a_doubtful_table_or_list_follows_a_kept_block_and_code_stands_alone() {
        let mut between = Between::<()>::new();
        let mut step = |extent, probability: f32| between.step(extent, probability, probability > 0.5, 0.5);
        assert_eq!(step(Extent::Facts, 0.4), Step::Release);
        assert_eq!(step(Extent::List, 0.4), Step::Release);
        assert_eq!(step(Extent::Code, 0.4), Step::Keep);
        assert_eq!(step(Extent::Facts, 0.4), Step::Keep);
        assert_eq!(step(Extent::List, 0.4), Step::Keep);
        assert_eq!(step(Extent::Code, 0.2), Step::Release);
    }
}
