//! Turns consecutive cells into the rows of a Markdown table.
//!
//! The first row waits until it is complete: it sets the number and alignment of the columns, and whether it is a
//! header. The first two rows of a data table fit in the bytes held to recognise it as such, so the wait is bounded.
//! Later cells are written when they arrive; short rows are filled up, and surplus cells go into the last one.

use super::super::Out;
use super::super::layout::Cell;
use crate::block::Alignment;

#[derive(Debug)]
pub(super) struct Table {
    id: u32,
    /// The lead of every further line.
    rest: Out,
    last: Option<(u32, usize)>,
    /// The number of columns, once the first row is complete.
    columns: Option<usize>,
    first: Out,
    alignments: Vec<Option<Alignment>>,
    header: bool,
}

impl Table {
    pub(super) fn new(cell: Cell, rest: Out) -> Table {
        let (first, alignments) = (Out::default(), Vec::new());
        Table { id: cell.table, rest, last: None, columns: None, first, alignments, header: true }
    }

    pub(super) fn holds(&self, cell: Cell) -> bool {
        cell.table == self.id
    }

    /// Appends the cell; `write` appends its text.
    pub(super) fn cell(&mut self, cell: Cell, out: &mut Out, write: impl FnOnce(&mut Out)) {
        if self.last.is_some_and(|(row, _)| row != cell.row) {
            self.end_row(out);
            out.raw("\n");
            out.append(&self.rest);
        }
        let column = self.columns.map_or(cell.column, |columns| cell.column.min(columns - 1));
        let out = if self.columns.is_none() { &mut self.first } else { out };
        let reached = match self.last {
            Some((_, reached)) => {
                if column <= reached {
                    out.raw(" ");
                }
                reached
            }
            None => {
                out.raw("| ");
                0
            }
        };
        out.repeat(" | ", column.saturating_sub(reached));
        write(out);
        self.last = Some((cell.row, column.max(reached)));
        if self.columns.is_none() {
            self.header &= cell.header;
            self.alignments.resize(self.alignments.len().max(column), None);
            self.alignments.extend((self.alignments.len() == column).then_some(cell.alignment));
        }
    }

    pub(super) fn end_row(&mut self, out: &mut Out) {
        let Some((_, column)) = self.last.take() else { return };
        match self.columns {
            Some(columns) => {
                out.repeat(" | ", columns - 1 - column);
                out.raw(" |");
            }
            None => self.end_first_row(column + 1, out),
        }
    }

    /// Ends the first row. A table without a header gets an empty one, which Markdown requires.
    fn end_first_row(&mut self, columns: usize, out: &mut Out) {
        self.columns = Some(columns);
        let mut first = std::mem::take(&mut self.first);
        first.raw(" |");
        if self.header {
            out.append(&first);
        } else {
            out.raw("|");
            out.repeat("  |", columns);
        }
        out.raw("\n");
        out.append(&self.rest);
        out.raw("|");
        for column in 0..columns {
            out.raw(match self.alignments.get(column).copied().flatten() {
                None => " --- |",
                Some(Alignment::Left) => " :-- |",
                Some(Alignment::Center) => " :-: |",
                Some(Alignment::Right) => " --: |",
            });
        }
        if !self.header {
            out.raw("\n");
            out.append(&self.rest);
            out.append(&first);
        }
    }
}
