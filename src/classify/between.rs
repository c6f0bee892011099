//! Holds a short block or a whole unit that the model would drop by a small margin, directly after a kept block: if the
//! next one is kept too, so is what stands between them. A heading without its section's text, or a list with a missing
//! item, misleads more than a short line too many. Tables and lists directly after a kept block are kept by that margin
//! at once, and code anywhere. Code that is less likely waits too, even after the names of tabs. What a kept block
//! announces by a colon is kept with it.

use super::Held;
use super::unit::UnitId;
use crate::block::{Block, BlockKind};

/// The part of the threshold that such a block must exceed. On the pages of training, 47 of 100 blocks between two kept
/// ones with a probability above .27 are content.
const PART: f32 = 0.5;

/// The same for headings, tables and lists: 60 of 100 are content.
const PART_OF_SECTION: f32 = 0.3;

/// The same for a paragraph after a colon: 80 of 100 are content. Of lists there, 93 of 100 are, however unlikely.
const PART_ANNOUNCED: f32 = 0.4;

/// Words from which a block is no short one.
const SHORT: f32 = 16.0;

/// Maximum short blocks in a row.
const MOST: usize = 3;

pub(super) struct Between<P> {
    after_kept: bool,
    /// Whether that block ends in a colon.
    announces: bool,
    /// Whether a block was kept, and neither a heading nor a long block dropped since.
    within: bool,
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

/// A block or unit as judged by itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Verdict {
    pub extent: Extent,
    pub probability: f32,
    pub kept: bool,
    /// Whether it ends in a colon.
    pub announces: bool,
    /// Whether all of it is links: "Read also:" announces other pages.
    pub linked: bool,
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
        Between { after_kept: false, announces: false, within: false, held: Vec::new(), count: 0 }
    }

    pub fn is_holding(&self) -> bool {
        !self.held.is_empty()
    }

    pub fn step(&mut self, verdict: Verdict, threshold: f32) -> Step {
        let above = |part: f32| verdict.probability > part * threshold;
        let announced = std::mem::take(&mut self.announces);
        let follows = match verdict.extent {
            Extent::Code => above(PART) || announced,
            Extent::Facts | Extent::List => self.after_kept && above(PART) || announced,
            _ => announced && above(PART_ANNOUNCED) && !verdict.linked,
        };
        if verdict.kept || follows {
            (self.after_kept, self.announces, self.within) = (true, verdict.announces, true);
            return Step::Keep;
        }
        let holds = match verdict.extent {
            Extent::Heading | Extent::Facts | Extent::List => self.after_kept && above(PART_OF_SECTION),
            Extent::Short => self.after_kept && above(PART),
            Extent::Caption => self.after_kept,
            Extent::Code => self.within,
            Extent::Long => false,
        };
        if holds && self.count < MOST {
            self.count += 1;
            return Step::Hold;
        }
        self.after_kept = false;
        self.within &= !matches!(verdict.extent, Extent::Heading | Extent::Long);
        Step::Release
    }

    /// Whether a block that was held is kept with the one that decides on it. A caption must be doubtful, or that of
    /// facts.
    pub fn keeps(held: &Block, probability: f32, threshold: f32, decides: Extent) -> bool {
        held.kind != BlockKind::Caption || probability > PART * threshold || decides == Extent::Facts
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

    fn step(between: &mut Between<()>, extent: Extent, probability: f32, announces: bool) -> Step {
        between.step(Verdict { extent, probability, kept: probability > 0.5, announces, linked: false }, 0.5)
    }

    #[test]
    fn a_doubtful_short_block_waits_for_the_next_one() {
        let mut between = Between::new();
        let mut step = |extent, probability| step(&mut between, extent, probability, false);
        assert_eq!(step(Extent::Short, 0.4), Step::Release, "nothing kept precedes it");
        assert_eq!(step(Extent::Long, 0.9), Step::Keep);
        assert_eq!(step(Extent::Long, 0.4), Step::Release);
        assert_eq!(step(Extent::Short, 0.4), Step::Release, "a dropped block precedes it");
        assert_eq!(step(Extent::Short, 0.9), Step::Keep);
        assert_eq!(step(Extent::Short, 0.2), Step::Release, "it is not doubtful");
        assert_eq!(step(Extent::Long, 0.9), Step::Keep);
        for (extent, probability) in [(Extent::Short, 0.4), (Extent::Heading, 0.2), (Extent::List, 0.2)] {
            assert_eq!(step(extent, probability), Step::Hold);
        }
        assert_eq!(step(Extent::Short, 0.4), Step::Release, "too many in a row");
    }

    #[test]
    fn a_doubtful_table_or_list_follows_a_kept_block_and_code_stands_alone() {
        let mut between = Between::new();
        let mut step = |extent, probability| step(&mut between, extent, probability, false);
        assert_eq!(step(Extent::Facts, 0.4), Step::Release);
        assert_eq!(step(Extent::List, 0.4), Step::Release);
        assert_eq!(step(Extent::Code, 0.4), Step::Keep);
        assert_eq!(step(Extent::Facts, 0.4), Step::Keep);
        assert_eq!(step(Extent::List, 0.4), Step::Keep);
        assert_eq!(step(Extent::Short, 0.1), Step::Release, "a tab");
        assert_eq!(step(Extent::Code, 0.1), Step::Hold);
        assert_eq!(step(Extent::Heading, 0.1), Step::Release, "another section");
        assert_eq!(step(Extent::Code, 0.2), Step::Release);
    }

    #[test]
    fn what_a_colon_announces_follows() {
        let mut between = Between::new();
        let mut step = |extent, probability, announces| step(&mut between, extent, probability, announces);
        assert_eq!(step(Extent::Short, 0.1, true), Step::Release);
        assert_eq!(step(Extent::List, 0.1, false), Step::Release, "what announces it is dropped");
        for extent in [Extent::List, Extent::Facts] {
            assert_eq!(step(Extent::Long, 0.9, true), Step::Keep);
            assert_eq!(step(extent, 0.1, false), Step::Keep);
            assert_eq!(step(extent, 0.1, false), Step::Release, "only one is announced");
        }
        assert_eq!(step(Extent::Long, 0.9, true), Step::Keep);
        assert_eq!(step(Extent::Long, 0.1, false), Step::Release);
    }
}
