//! Decides what separates two neighbouring blocks: a blank line, or nothing in a tight list.
//!
//! One blank line makes a whole list loose and its texts paragraphs. Without one, text would continue the paragraph
//! before.

use super::super::layout::{Level, Position};
use crate::block::{Block, BlockKind};

#[derive(Debug)]
pub(super) struct Last {
    pub(super) position: Position,
    /// The style of the list on each level.
    pub(super) lists: Vec<List>,
    pub(super) kind: BlockKind,
}

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct List {
    /// Whether it uses the alternate markers.
    pub(super) second: bool,
    /// Whether blank lines separate its items; set by the first paragraph.
    pub(super) loose: Option<bool>,
}

impl Last {
    /// Whether the block follows without a blank line.
    pub(super) fn continues(&self, position: &Position, block: &Block, lists: &[List]) -> bool {
        let both_text = self.kind == BlockKind::Paragraph && block.kind == BlockKind::Paragraph;
        if block.tight && both_text && self.position == *position {
            return true;
        }
        let common = self.position.common(position);
        let ended = self.position.levels.get(common);
        if self.position.cell.is_some() || position.cell.is_some() && ended.is_none() {
            return self.position.leads_to_item(position) && !lists[common].is_loose();
        }
        if self.position.leads_to_item(position) && ended.is_some() {
            return !lists[common].is_loose();
        }
        // In an item of a tight list, blocks that readers tell apart need no blank line. A definition list itself
        // leaves no markup.
        let seen = |position: &Position| {
            position.levels[common..].iter().find(|l| !matches!(l, Level::Definitions(_))).copied()
        };
        // Only a list that starts at one can interrupt a paragraph.
        let stands_out = match seen(position) {
            Some(Level::Item { number: Some(number), .. }) => number == 1 || ends_itself(&self.kind),
            _ => true,
        };
        let around = common.checked_sub(1);
        if around.is_none_or(|index| !matches!(position.levels[index], Level::Item { .. }) || lists[index].is_loose()) {
            return around.is_some_and(|index| matches!(position.levels[index], Level::Description { .. }))
                && self.position.leads_to_item(position)
                && stands_out;
        }
        match (seen(&self.position), seen(position)) {
            (None, Some(Level::Item { .. })) => stands_out,
            (Some(Level::Quote(_)), Some(Level::Quote(_))) => false,
            (_, Some(_)) => true,
            // A line of text would continue the paragraph before.
            (_, None) => ends_itself(&block.kind) || ends_itself(&self.kind),
        }
    }

    /// Whether the block continues a list that also holds the block before.
    pub(super) fn shares_a_list(&self, position: &Position) -> bool {
        let common = self.position.common(position);
        let is_list = |level: &Level| matches!(level, Level::Item { .. } | Level::Description { .. });
        position.levels[..common].iter().any(is_list)
            || self.position.levels.len() > common && self.position.leads_to_item(position)
    }
}

/// Whether the next line cannot continue it, unlike paragraphs, terms, descriptions and captions.
fn ends_itself(kind: &BlockKind) -> bool {
    matches!(kind, BlockKind::Heading(_) | BlockKind::Title | BlockKind::Preformatted(_) | BlockKind::Break)
}

impl List {
    pub(super) fn is_loose(self) -> bool {
        self.loose == Some(true)
    }
}
