//! Turns consecutive cells into the rows of a Markdown table.
//!
//! Markdown has no spans: a cell that spans columns or rows is written once, and the others that it covers stay empty.
//! The first row waits until it is complete: it sets the alignment of the columns, and whether it is a header. The first
//! two rows of a data table fit in the bytes held to recognise it as such, so the wait is bounded. Later cells are
//! written when they arrive, and short rows are filled up. The page says how many columns there are; where it is not
//! known, that is the number of the first row, and surplus cells go into the last one.

use super::super::Out;
use super::super::layout::Cell;
use crate::block::Alignment;

#[derive(Debug)]
pub(super) struct Table {
    id: u32,
    /// The lead of every further line.
    rest: Out,
    /// The row and the column of the last cell.
    last: Option<(u32, usize)>,
    /// The number of columns, if it is known.
    columns: Option<usize>,
    /// The first row, until it is complete.
    first: Option<Out>,
    alignments: Vec<Option<Alignment>>,
    header: bool,
}

impl Table {
    pub(super) fn new(cell: Cell, rest: Out) -> Table {
        Table {
            id: cell.table,
            rest,
            last: None,
            columns: (cell.columns > 0).then_some(cell.columns),
            first: Some(Out::default()),
            alignments: Vec::new(),
            header: true,
        }
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
        if self.first.is_some() {
            self.header &= cell.header;
            self.alignments.resize(self.alignments.len().max(column), None);
            self.alignments.extend((self.alignments.len() == column).then_some(cell.alignment));
        }
        let out = self.first.as_mut().unwrap_or(out);
        match self.last {
            Some((_, reached)) if column <= reached => out.raw("<br>"),
            Some((_, reached)) => {
                out.repeat(" |", column - reached);
                out.raw(" ");
            }
            None => {
                out.raw("|");
                out.repeat(" |", column);
                out.raw(" ");
            }
        }
        write(out);
        let reached = self.last.map_or(column, |(_, reached)| column.max(reached));
        self.last = Some((cell.row, reached));
    }

    pub(super) fn end_row(&mut self, out: &mut Out) {
        let Some((_, column)) = self.last.take() else { return };
        let columns = *self.columns.get_or_insert(column + 1);
        let row = self.first.as_mut().unwrap_or(out);
        row.repeat(" |", columns - column);
        if let Some(first) = self.first.take() {
            self.end_first_row(&first, columns, out);
        }
    }

    /// Ends the first row. A table without a header gets an empty one, which Markdown requires.
    fn end_first_row(&self, first: &Out, columns: usize, out: &mut Out) {
        if self.header {
            out.append(first);
        } else {
            out.raw("|");
            out.repeat(" |", columns);
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
            out.append(first);
        }
    }
}
