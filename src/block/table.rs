//! Tells data tables from layout tables; holds a table's blocks until that is known.
//!
//! A table is layout as soon as it holds another table, a cell of several blocks, a heading or a list. It is data if it
//! has none of these and at least two rows and two columns when it ends or reaches the limit. Blocks of a layout table
//! lose their cells. Text that is in the table but in no cell makes it layout if a cell follows, because blocks keep
//! their order.
//!
//! In a data table, the first row then takes on what holds for the columns: whether it is a header, and the alignment.

use std::collections::BTreeMap;

use super::{Alignment, Block, BlockKind, Container, Mark, MarkKind};
use crate::limits::Limits;

/// Forwards blocks; holds those of an undecided table.
#[derive(Debug)]
pub(crate) struct TableBuffer {
    undecided: Option<u32>,
    held: Vec<Block>,
    held_bytes: usize,
    max_bytes: usize,
    /// Open layout tables, outermost first, which is in order of their ids.
    layout: Vec<u32>,
    decided: Vec<Block>,
    /// Number of tables taken for layout because they were too large to hold.
    large: u64,
}

impl TableBuffer {
    pub fn new(limits: &Limits) -> Self {
        TableBuffer {
            undecided: None,
            held: Vec::new(),
            held_bytes: 0,
            max_bytes: limits.table_bytes,
            layout: Vec::new(),
            decided: Vec::new(),
            large: 0,
        }
    }

    pub fn table_start(&mut self, table: u32) {
        self.decide(false);
        self.undecided = Some(table);
    }

    pub fn table_end(&mut self, table: u32) {
        if self.undecided == Some(table) {
            let data = self.looks_like_data();
            self.decide(data);
        }
        // Tables nest, so it is the last one.
        self.layout.pop_if(|open| *open >= table);
    }

    /// Returns the block at once unless it is in an undecided table.
    pub fn block(&mut self, mut block: Block) -> Option<Block> {
        let layout = &self.layout;
        block.containers.retain(
            |container| !matches!(container, Container::Cell { table, .. } if layout.binary_search(table).is_ok()),
        );
        let Some(undecided) = self.undecided else { return Some(block) };
        let cell = |block: &Block| {
            block.containers.iter().position(|c| matches!(c, Container::Cell { table, .. } if *table == undecided))
        };
        let at = cell(&block);
        if at.is_none() && self.held.is_empty() {
            return Some(block);
        }
        let is_layout = at.is_some_and(|at| {
            let is_figure = |container: &Container| matches!(container, Container::Figure { .. });
            let plain = block.containers[at + 1..].iter().all(is_figure)
                && matches!(block.kind, BlockKind::Paragraph | BlockKind::Caption);
            // An image and its caption are one thing.
            let mut same_cell =
                self.held.iter().rev().take_while(|held| held.containers.get(at) == block.containers.get(at));
            let is_second = !block.text.is_empty() && same_cell.any(|held| !held.text.is_empty());
            !plain || is_second || self.held.last().is_some_and(|last| cell(last).is_none())
        });
        self.held_bytes += block.bytes();
        self.held.push(block);
        let is_large = self.held_bytes > self.max_bytes;
        if is_layout {
            self.decide(false);
        } else if is_large {
            let data = self.looks_like_data();
            self.large += u64::from(!data);
            self.decide(data);
        }
        None
    }

    pub fn take_decided(&mut self) -> Vec<Block> {
        std::mem::take(&mut self.decided)
    }

    pub fn large(&self) -> u64 {
        self.large
    }

    pub fn finish(&mut self) {
        let data = self.looks_like_data();
        self.decide(data);
    }

    fn looks_like_data(&self) -> bool {
        let cells = self.held.iter().filter_map(|block| block.containers.iter().rev().find_map(row_and_column));
        let (mut rows, columns): (Vec<u32>, Vec<u16>) = cells.unzip();
        rows.dedup();
        rows.len() > 1 && columns.iter().any(|column| *column > 0)
    }

    fn decide(&mut self, data: bool) {
        let Some(table) = self.undecided.take() else { return };
        self.held_bytes = 0;
        match data {
            true => settle_columns(&mut self.held),
            false => self.layout.push(table),
        }
        for mut block in self.held.drain(..) {
            if !data {
                block.containers.retain(|c| !matches!(c, Container::Cell { table: of, .. } if *of == table));
            }
            self.decided.push(block);
        }
    }
}

/// Gives the cells of the first row what holds for their columns.
fn settle_columns(blocks: &mut [Block]) {
    let row = |block: &Block| block.containers.iter().rev().find_map(row_and_column).map(|(row, _)| row);
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

fn row_and_column(container: &Container) -> Option<(u32, u16)> {
    match *container {
        Container::Cell { row, column, .. } => Some((row, column)),
        _ => None,
    }
}
