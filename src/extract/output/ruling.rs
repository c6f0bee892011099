//! What rules have said of a block that has not been labelled yet.

use crate::extract::reason::Reason;

/// What rules say of a block. It goes along with the block through the classifier.
#[derive(Debug, Default)]
pub(crate) enum Ruling {
    /// Nothing: others decide.
    #[default]
    Open,
    Drop(Reason),
    /// It goes if fewer than so many blocks of the content follow.
    DropIfLast(Reason, u32),
}
