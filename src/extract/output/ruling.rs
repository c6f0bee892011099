//! The rules' decision on a block before it is classified.

use crate::extract::reason::Reason;

/// The rules' decision on a block; the classifier carries it along.
#[derive(Debug, Default)]
pub(crate) enum Ruling {
    /// No decision: later stages decide.
    #[default]
    Open,
    Drop(Reason),
    /// Dropped if fewer than this many content blocks follow.
    DropIfLast(Reason, u32),
}
