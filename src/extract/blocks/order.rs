//! Numbers blocks in page order, the order in which a reader meets them.
//!
//! It is the source order with one exception: text in a table but outside its cells is shown before the table, so it
//! overtakes the cells that wait for the table's end. The counters that a block carries must grow in page order too, so
//! they are adjusted here.

use crate::block::DomPath;

/// The counters after the last block.
#[derive(Debug, Default)]
pub(super) struct PageOrder {
    last: u64,
    ends: u32,
    widgets: u32,
}

impl PageOrder {
    pub fn number(&mut self, trail: &mut DomPath) {
        self.last += 1;
        self.ends = self.ends.max(trail.ends);
        self.widgets = self.widgets.max(trail.widgets);
        (trail.number, trail.ends, trail.widgets) = (self.last, self.ends, self.widgets);
    }
}
