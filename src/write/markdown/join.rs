//! Decides what joins two neighbouring blocks: a blank line, or nothing where the list is a tight one.
//!
//! One blank line makes a whole list loose, and its texts paragraphs. Without one, text would go on with the paragraph
//! before it.

use super::super::layout::{Level, Place};
use crate::block::{Block, BlockKind};

/// What counts of the block before.
#[derive(Debug)]
pub(super) struct Last {
    pub(super) place: Place,
    /// For each level, how its list is written.
    pub(super) lists: Vec<List>,
    pub(super) kind: BlockKind,
}

/// How the items of one list are written.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct List {
    /// With the second sort of markers.
    pub(super) second: bool,
    /// With blank lines between; known with the first paragraph.
    pub(super) loose: Option<bool>,
}

impl Last {
    /// Whether no blank line stands before the block.
    pub(super) fn continues(&self, place: &Place, block: &Block, lists: &[List]) -> bool {
        let both_text = self.kind == BlockKind::Paragraph && block.kind == BlockKind::Paragraph;
        if block.tight && both_text && self.place == *place {
            return true;
        }
        let common = self.place.common(place);
        let ended = self.place.levels.get(common);
        if self.place.cell.is_some() || place.cell.is_some() && ended.is_none() {
            return self.place.leads_to_item(place) && !lists[common].is_loose();
        }
        if self.place.leads_to_item(place) && ended.is_some() {
            return !lists[common].is_loose();
        }
        // Within an item of a tight list, what can be told apart needs no blank line.
        // A definition list itself leaves no trace.
        let seen = |place: &Place| place.levels[common..].iter().find(|l| !matches!(l, Level::Definitions(_))).copied();
        // Only a list that starts at one can follow a paragraph without a blank line.
        let stands_out = match seen(place) {
            Some(Level::Item { number: Some(number), .. }) => number == 1 || ends_itself(&self.kind),
            _ => true,
        };
        let around = common.checked_sub(1);
        if around.is_none_or(|index| !matches!(place.levels[index], Level::Item { .. }) || lists[index].is_loose()) {
            return around.is_some_and(|index| matches!(place.levels[index], Level::Description { .. }))
                && self.place.leads_to_item(place)
                && stands_out;
        }
        match (seen(&self.place), seen(place)) {
            (None, Some(Level::Item { .. })) => stands_out,
            (Some(Level::Quote(_)), Some(Level::Quote(_))) => false,
            (_, Some(_)) => true,
            // A line of text would go on with the paragraph before.
            (_, None) => ends_itself(&block.kind) || ends_itself(&self.kind),
        }
    }

    /// Whether the block stands in a list, or goes on with one, in which the block before stands too.
    pub(super) fn shares_a_list(&self, place: &Place) -> bool {
        let common = self.place.common(place);
        let is_list = |level: &Level| matches!(level, Level::Item { .. } | Level::Description { .. });
        place.levels[..common].iter().any(is_list)
            || self.place.levels.len() > common && self.place.leads_to_item(place)
    }
}

/// Whether no line below would be taken for more of it; paragraphs, terms, descriptions and captions go on.
fn ends_itself(kind: &BlockKind) -> bool {
    matches!(kind, BlockKind::Heading(_) | BlockKind::Title | BlockKind::Preformatted(_) | BlockKind::Break)
}

impl List {
    pub(super) fn is_loose(self) -> bool {
        self.loose == Some(true)
    }
}
