//! Tells data tables from layout tables; holds a table's blocks until that is known.
//!
//! A table is layout as soon as it holds another table, a rule, or, without a row of header cells, a heading or a cell as
//! long as a page's. When it ends, or reaches the limit, it is data if it has two rows and two columns, and its cells
//! are short or its header says what they are. Text that is in the table but in no cell makes it layout if a cell follows,
//! because blocks keep their order. Blocks of a layout table lose their cells.

use super::grid;
use super::{Block, BlockKind, Container};
use crate::limits::Limits;

/// Maximum bytes of text in a cell of a table with a header, and of one without.
const LONGEST_CELL: [usize; 2] = [8 << 10, 2 << 10];

/// Maximum bytes of a cell of several blocks, such as a list, in a table without a header.
const LONGEST_LIST: usize = 300;

/// Forwards blocks; holds those of an undecided table.
#[derive(Debug)]
pub(crate) struct TableBuffer {
    undecided: Option<Undecided>,
    held: Vec<Block>,
    held_bytes: usize,
    max_bytes: usize,
    /// Open layout tables, outermost first, which is in order of their ids.
    layout: Vec<u32>,
    /// The open data table that is too large to hold, and its width.
    passing: Option<(u32, u16)>,
    decided: Vec<Block>,
    /// Number of tables taken for layout because they were too large to hold.
    large: u64,
}

/// What is known of a table so far.
#[derive(Debug, Clone, Copy, Default)]
struct Undecided {
    table: u32,
    /// The row and column of the last block, and the text of its cell in bytes and blocks.
    cell: Option<(u32, u16)>,
    bytes: usize,
    blocks: usize,
    /// Bytes of the longest cell of several blocks.
    longest_list: usize,
}

impl TableBuffer {
    pub fn new(limits: &Limits) -> Self {
        TableBuffer {
            undecided: None,
            held: Vec::new(),
            held_bytes: 0,
            max_bytes: limits.table_bytes,
            layout: Vec::new(),
            passing: None,
            decided: Vec::new(),
            large: 0,
        }
    }

    pub fn table_start(&mut self, table: u32) {
        self.decide(false, true);
        self.undecided = Some(Undecided { table, ..Undecided::default() });
    }

    pub fn table_end(&mut self, table: u32) {
        if self.undecided.is_some_and(|undecided| undecided.table == table) {
            let data = self.looks_like_data();
            self.decide(data, true);
        }
        // Tables nest, so it is the last one.
        self.layout.pop_if(|open| *open >= table);
        self.passing = self.passing.filter(|(open, _)| *open < table);
    }

    /// Returns the block at once unless it is in an undecided table.
    pub fn block(&mut self, mut block: Block) -> Option<Block> {
        let layout = &self.layout;
        block.containers.retain(
            |container| !matches!(container, Container::Cell { table, .. } if layout.binary_search(table).is_ok()),
        );
        if let Some((table, width)) = self.passing {
            grid::without_spans(&mut block, table, width);
        }
        let Some(mut known) = self.undecided else { return Some(block) };
        let cell = grid::place(&block, known.table);
        if cell.is_none() && self.held.is_empty() {
            return Some(block);
        }
        let is_behind = |last: &Block| cell.is_some() && grid::place(last, known.table).is_none();
        let is_behind_text = self.held.last().is_some_and(is_behind);
        if known.cell != cell {
            (known.cell, known.bytes, known.blocks) = (cell, 0, 0);
        }
        known.bytes += block.text.len();
        known.blocks += usize::from(!block.text.is_empty());
        if known.blocks > 1 || block.containers.iter().any(|around| matches!(around, Container::Item { .. })) {
            known.longest_list = known.longest_list.max(known.bytes);
        }
        self.undecided = Some(known);
        let kind = block.kind.clone();
        self.held_bytes += block.bytes();
        self.held.push(block);
        let has_header = || self.has_header(known.table);
        let [longest, longest_without] = LONGEST_CELL;
        let is_layout = match kind {
            _ if is_behind_text => true,
            _ if cell.is_none() => false,
            BlockKind::Break | BlockKind::Title => true,
            BlockKind::Heading(_) => !has_header(),
            _ => known.bytes > longest_without && (known.bytes > longest || !has_header()),
        };
        if is_layout {
            self.decide(false, true);
        } else if self.held_bytes > self.max_bytes {
            let data = self.looks_like_data();
            self.large += u64::from(!data);
            self.decide(data, false);
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
        self.decide(data, true);
    }

    /// Whether the first row has two cells and all are headers, or headers begin two rows.
    fn has_header(&self, table: u32) -> bool {
        let cells = self.held.iter().filter_map(|block| {
            block.containers.iter().find_map(|around| match *around {
                Container::Cell { table: of, row, column, header, .. } if of == table => Some((row, column, header)),
                _ => None,
            })
        });
        let Some((first, begin, _)) = cells.clone().next() else { return false };
        let mut row = cells.clone().take_while(|cell| cell.0 == first);
        let mut heads: Vec<u32> = cells.filter(|cell| cell.1 == 0 && cell.2).map(|cell| cell.0).collect();
        heads.dedup();
        heads.len() > 1 || row.clone().all(|cell| cell.2) && row.any(|cell| cell.1 > begin)
    }

    fn looks_like_data(&self) -> bool {
        let Some(known) = self.undecided else { return false };
        let places = || self.held.iter().filter_map(|block| grid::place(block, known.table));
        let Some((row, column)) = places().next() else { return false };
        let is_grid = places().any(|place| place.0 != row) && places().any(|place| place.1 != column);
        is_grid && (known.longest_list <= LONGEST_LIST || self.has_header(known.table))
    }

    /// Decides on the table that is held. `whole`: its end is known.
    fn decide(&mut self, data: bool, whole: bool) {
        let Some(Undecided { table, .. }) = self.undecided.take() else { return };
        self.held_bytes = 0;
        let mut held = std::mem::take(&mut self.held);
        if !data {
            self.layout.push(table);
            drop_line_numbers(&mut held, table);
            let is_cell = |around: &Container| matches!(around, Container::Cell { table: of, .. } if *of == table);
            held.iter_mut().for_each(|block| block.containers.retain(|around| !is_cell(around)));
        } else if whole {
            grid::settle(&mut held, table);
        } else {
            self.passing = Some((table, grid::settle_beginning(&mut held, table)));
        }
        self.decided.append(&mut held);
    }
}

/// Drops the line numbers that stand beside code in a row of their own table.
fn drop_line_numbers(blocks: &mut Vec<Block>, table: u32) {
    let is_code = |block: &Block| matches!(block.kind, BlockKind::Preformatted(_));
    let Some(place) = blocks.iter().rev().find(|block| is_code(block)).and_then(|code| grid::place(code, table)) else {
        return;
    };
    let is_number = |c: char| c.is_ascii_digit() || c.is_whitespace();
    blocks.retain(|block| {
        let beside = grid::place(block, table).is_some_and(|(row, column)| row == place.0 && column < place.1);
        !beside || !block.text.chars().all(is_number)
    });
}
