//! Turns the containers of two neighbouring blocks into the line feeds, list markers and indents between them.
//!
//! Text and Markdown share this layout; each writer brings only its markers.

use super::Out;
use crate::block::{Alignment, Block, Container};

/// Maximum nested containers; deeper ones are dropped. Every level indents every line, so a page of a thousand open
/// lists would grow to hundreds of times its size.
const DEPTH: usize = 32;

/// Maximum columns; cells further right count as the last one. A page may claim a width of thousands for any cell.
const COLUMNS: usize = 128;

/// Columns by which the further lines of a footnote are indented.
const NOTE_INDENT: usize = 4;

/// A container outside tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// A quotation.
    Quote(u32),
    /// A reader's comment.
    Comment,
    /// A list item.
    Item { list: u32, id: u32, number: Option<i32>, task: Option<bool> },
    /// A definition list.
    Definitions(u32),
    /// A footnote, in formats that have them.
    Note { id: u32, number: u32 },
    /// A description.
    Description { list: u32, id: u32 },
}

impl Level {
    fn same_list(self, other: Level) -> bool {
        match (self, other) {
            (Level::Item { list: a, .. }, Level::Item { list: b, .. })
            | (Level::Description { list: a, .. }, Level::Description { list: b, .. }) => a == b,
            _ => false,
        }
    }

    fn is_item(self) -> bool {
        matches!(self, Level::Item { .. } | Level::Description { .. })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) table: u32,
    pub(super) row: u32,
    pub(super) column: usize,
    /// The number of columns of the table, if it is known.
    pub(super) columns: usize,
    pub(super) header: bool,
    pub(super) alignment: Option<Alignment>,
}

/// The position of a block: the levels around it and the cell within them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) levels: Vec<Level>,
    pub(super) cell: Option<Cell>,
}

impl Position {
    /// Returns the position of a block. Containers inside a cell are ignored.
    pub(super) fn of(block: &Block) -> Position {
        let mut position = Position::default();
        if block.comment {
            position.levels.push(Level::Comment);
        }
        for container in &block.containers {
            let level = match *container {
                Container::Quote { id } => Level::Quote(id),
                Container::Item { list, id, number, task } => Level::Item { list, id, number, task },
                Container::Definitions { id } => Level::Definitions(id),
                Container::Description { id } => Level::Description { list: position.definitions().unwrap_or(0), id },
                Container::Cell { table, row, column, columns, header, alignment, .. } => {
                    let column = usize::from(column).min(COLUMNS - 1);
                    let columns = usize::from(columns).min(COLUMNS);
                    position.cell = Some(Cell { table, row, column, columns, header, alignment });
                    break;
                }
                Container::Note { id, number } => Level::Note { id, number },
                Container::Figure { .. } => continue,
            };
            if position.levels.len() < DEPTH {
                position.levels.push(level);
            }
        }
        position
    }

    pub(super) fn definitions(&self) -> Option<u32> {
        self.levels.iter().rev().find_map(|level| match level {
            Level::Definitions(id) => Some(*id),
            _ => None,
        })
    }

    pub(super) fn common(&self, next: &Position) -> usize {
        self.levels.iter().zip(&next.levels).take_while(|(a, b)| a == b).count()
    }

    /// Whether `next` begins an item directly below: of the same list, or of a list nested under this paragraph.
    pub(super) fn leads_to_item(&self, next: &Position) -> bool {
        let common = self.common(next);
        let Some(&begun) = next.levels.get(common) else { return false };
        match self.levels.get(common) {
            Some(&ended) => begun.same_list(ended),
            None => begun.is_item() && self.cell.is_none() && common > 0 && self.levels[common - 1].is_item(),
        }
    }

    /// Whether `next` begins a list where another ends, so that the two could read as one.
    pub(super) fn abuts_list(&self, next: &Position) -> bool {
        let common = self.common(next);
        match (self.levels.get(common), next.levels.get(common)) {
            (Some(&ended), Some(&begun)) => ended.is_item() && begun.is_item() && !begun.same_list(ended),
            _ => false,
        }
    }
}

/// The text before the lines of a block.
#[derive(Debug, Default)]
pub(super) struct Lead {
    /// Before the first line: markers of the items that begin here, indents of the others.
    pub(super) first: Out,
    /// Before every further line.
    pub(super) rest: Out,
    /// On the blank line before the block.
    pub(super) blank: Out,
    /// The innermost level, if it begins here.
    pub(super) begun: Option<Level>,
}

impl Lead {
    /// Builds the lead of a block that shares its outer `common` levels with the block before. `marker` appends the
    /// marker of an item.
    pub(super) fn new(
        levels: &[Level],
        common: usize,
        quote: &'static str,
        marker: impl Fn(usize, Level, &mut Out),
    ) -> Lead {
        let begun = levels.last().copied().filter(|_| levels.len() > common);
        let mut lead = Lead { begun, ..Lead::default() };
        for (index, &level) in levels.iter().enumerate() {
            if level.is_item() || matches!(level, Level::Note { .. }) {
                let mut sign = Out::default();
                marker(index, level, &mut sign);
                let width = if matches!(level, Level::Note { .. }) { sign.len().min(NOTE_INDENT) } else { sign.len() };
                lead.rest.repeat(" ", width);
                if index < common {
                    lead.first.repeat(" ", width);
                } else {
                    lead.first.append(&sign);
                }
            } else if level == Level::Comment {
                lead.first.raw("> ");
                lead.rest.raw("> ");
            } else if matches!(level, Level::Quote(_)) {
                lead.first.raw(quote);
                lead.rest.raw(quote);
            }
            if index + 1 == common {
                lead.blank = lead.rest.trimmed();
            }
        }
        lead
    }
}

/// Strips the outer white space that no format can keep.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\n', '\r', '\u{c}'])
}
