//! Turns cells, one after the other, into the rows of a Markdown table.
//!
//! A cell is written when it comes. Only the first row knows how many columns there are, so it becomes the header;
//! later rows are filled up, and what they have too much goes into their last cell.

use super::super::layout::Cell;

/// The table that is being written.
#[derive(Debug)]
pub(super) struct Table {
    id: u32,
    /// What stands before every further line.
    rest: String,
    /// The row and column of the last cell.
    last: Option<(u32, usize)>,
    /// The number of columns, once the header is complete.
    columns: Option<usize>,
}

impl Table {
    /// The table of the cell.
    pub(super) fn new(cell: Cell, rest: String) -> Table {
        Table { id: cell.table, rest, last: None, columns: None }
    }

    /// Whether the cell is in this table.
    pub(super) fn holds(&self, cell: Cell) -> bool {
        cell.table == self.id
    }

    /// Appends what stands before the text of the cell.
    pub(super) fn cell(&mut self, cell: Cell, out: &mut String) {
        if self.last.is_some_and(|(row, _)| row != cell.row) {
            self.end_row(out);
            out.push('\n');
            out.push_str(&self.rest);
        }
        let column = self.columns.map_or(cell.column, |columns| cell.column.min(columns - 1));
        let reached = match self.last {
            Some((_, reached)) => {
                if column <= reached {
                    out.push(' ');
                }
                reached
            }
            None => {
                out.push_str("| ");
                0
            }
        };
        push_repeated(" | ", column.saturating_sub(reached), out);
        self.last = Some((cell.row, column.max(reached)));
    }

    /// Appends what is left of the last row.
    pub(super) fn end_row(&mut self, out: &mut String) {
        let Some((_, column)) = self.last.take() else { return };
        match self.columns {
            Some(columns) => {
                push_repeated(" | ", columns - 1 - column, out);
                out.push_str(" |");
            }
            None => {
                out.extend([" |\n", &self.rest, "|"]);
                push_repeated(" --- |", column + 1, out);
                self.columns = Some(column + 1);
            }
        }
    }
}

fn push_repeated(piece: &str, count: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(piece, count));
}
