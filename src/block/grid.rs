//! Settles the rows and columns of a data table: which there are, how far cells span, and what holds for whole columns.
//!
//! Rows without text do not come out, and neither do columns in which no cell begins: pages let a cell span hundreds of
//! columns to mean all. So spans count only the rows and columns that come out.

use std::collections::BTreeMap;

use super::{Alignment, Block, Container, Mark, MarkKind};

/// Settles a whole table: the blocks of its cells, in order.
pub(super) fn settle(blocks: &mut [Block], table: u32) {
    let (mut rows, mut columns) = (Vec::new(), Vec::new());
    for (row, column) in blocks.iter().filter_map(|block| place(block, table)) {
        rows.push(row);
        columns.push(column);
    }
    rows.sort_unstable();
    rows.dedup();
    columns.sort_unstable();
    columns.dedup();
    let width = u16::try_from(columns.len()).unwrap_or(u16::MAX);
    for cell in blocks.iter_mut().flat_map(|block| &mut block.containers) {
        if let Container::Cell { table: of, row, column, colspan, rowspan, columns: wide, .. } = cell
            && *of == table
        {
            let (first, left) = (rows.partition_point(|at| at < row), columns.partition_point(|at| at < column));
            let last = rows.partition_point(|at| *at < row.saturating_add(u32::from(*rowspan)));
            let right = columns.partition_point(|at| *at < column.saturating_add(*colspan));
            (*row, *column, *wide) = (first as u32, left as u16, width);
            (*rowspan, *colspan) = ((last - first).max(1) as u16, (right - left).max(1) as u16);
        }
    }
    settle_first_row(blocks, table);
}

/// Settles the beginning of a table that is too large to see whole. Its cells span nothing, since the rows and columns
/// that follow are not known.
/// Returns the width of the beginning.
pub(super) fn settle_beginning(blocks: &mut [Block], table: u32) -> u16 {
    let last = blocks.iter().filter_map(|block| place(block, table)).map(|(_, column)| column).max();
    let width = last.unwrap_or(0).saturating_add(1);
    blocks.iter_mut().for_each(|block| without_spans(block, table, width));
    settle_first_row(blocks, table);
    width
}

/// Sets what is known of a cell in a table that is too large to see whole.
pub(super) fn without_spans(block: &mut Block, table: u32, width: u16) {
    for cell in &mut block.containers {
        if let Container::Cell { table: of, colspan, rowspan, columns, .. } = cell
            && *of == table
        {
            (*colspan, *rowspan, *columns) = (1, 1, width);
        }
    }
}

/// Gives the cells of the first row what holds for their columns: whether they are headers, and the alignment.
fn settle_first_row(blocks: &mut [Block], table: u32) {
    let row = |block: &Block| place(block, table).map(|(row, _)| row);
    let first = blocks.first().and_then(row);
    let length = blocks.iter().take_while(|block| row(block) == first).count();
    let (head, body) = blocks.split_at_mut(length);
    // Pages without header cells often use bold text instead.
    let is_strong = |block: &Block| {
        let whole = |mark: &Mark| mark.kind == MarkKind::Strong && mark.start == 0 && mark.end == block.text.len();
        block.text.is_empty() || block.marks.iter().any(whole)
    };
    let by_hand = head.iter().all(is_strong) && !body.iter().all(is_strong);
    let mut columns: BTreeMap<u16, Option<Alignment>> = BTreeMap::new();
    for container in body.iter().flat_map(|block| &block.containers) {
        if let Container::Cell { column, alignment, .. } = container {
            columns.entry(*column).and_modify(|of| *of = of.filter(|_| of == alignment)).or_insert(*alignment);
        }
    }
    for container in head.iter_mut().flat_map(|block| &mut block.containers) {
        if let Container::Cell { column, header, alignment, .. } = container {
            *header |= by_hand;
            *alignment = columns.get(column).copied().flatten().or(*alignment);
        }
    }
}

/// Returns the row and the column of a block in the table.
pub(super) fn place(block: &Block, table: u32) -> Option<(u32, u16)> {
    block.containers.iter().find_map(|container| match *container {
        Container::Cell { table: of, row, column, .. } if of == table => Some((row, column)),
        _ => None,
    })
}
