//! Holds blocks that go only if they are among the last of the content, and the kept blocks behind them.

use std::collections::VecDeque;

use crate::block::Block;
use crate::extract::reason::Reason;

/// The most bytes that wait.
const MOST: usize = 256 << 10;

/// Blocks that wait, in order.
#[derive(Debug, Default)]
pub(super) struct Tail {
    waiting: VecDeque<(Block, Option<(Reason, u32)>)>,
    bytes: usize,
}

impl Tail {
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// A block that goes if fewer than `last` follow.
    pub fn wait(&mut self, block: Block, reason: Reason, last: u32) {
        self.bytes += block.bytes();
        self.waiting.push_back((block, Some((reason, last))));
    }

    /// A kept block behind such a one.
    pub fn push(&mut self, block: Block) {
        self.bytes += block.bytes();
        self.waiting.push_back((block, None));
    }

    /// The next block that is decided, with the reason if it goes. `ends`: no further block comes.
    pub fn pop(&mut self, ends: bool) -> Option<(Block, Option<Reason>)> {
        let following = self.waiting.len().saturating_sub(1);
        let (_, fate) = self.waiting.front()?;
        let stays = match fate {
            None => true,
            Some((_, last)) => following >= *last as usize || self.bytes > MOST,
        };
        if !stays && !ends {
            return None;
        }
        let (block, fate) = self.waiting.pop_front()?;
        self.bytes -= block.bytes();
        Some((block, fate.filter(|_| !stays).map(|(reason, _)| reason)))
    }
}
