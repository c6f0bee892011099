//! Numbers blocks in page order: the order in which a reader meets them.
//!
//! That is the order of the source but for one thing. What stands in a table but in no cell is shown before the table,
//! so it overtakes the cells that wait for the table's end. The counts that a block carries grow along the page, and
//! are made to grow in this order too.

use crate::block::DomPath;

/// Where the page stands behind the last block.
#[derive(Debug, Default)]
pub(super) struct PageOrder {
    last: u64,
    ends: u32,
    widgets: u32,
}

impl PageOrder {
    /// Gives the next block its number.
    pub fn number(&mut self, trail: &mut DomPath) {
        self.last += 1;
        self.ends = self.ends.max(trail.ends);
        self.widgets = self.widgets.max(trail.widgets);
        (trail.number, trail.ends, trail.widgets) = (self.last, self.ends, self.widgets);
    }
}
