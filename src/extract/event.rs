//! What passes from the elements to the block filter, in page order.

use super::reason::Reason;
use crate::block::Block;

/// A finished block, or what begins or ends between blocks. Each stage that holds blocks holds events, so that
/// everything takes effect where the page has it.
#[derive(Debug)]
pub(super) enum Event {
    Block(Block),
    TableStart(u32),
    TableEnd(u32),
    /// A removed section, with its maximum of removed text.
    SectionStart(Reason, Option<usize>),
    SectionEnd,
    /// A rule names a content container: what follows waits for it.
    ContentAwaited,
}

impl Event {
    pub fn bytes(&self) -> usize {
        match self {
            Event::Block(block) => block.bytes(),
            _ => size_of::<Event>(),
        }
    }
}
