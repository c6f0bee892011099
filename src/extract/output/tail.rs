//! Holds blocks that are dropped only near the end of the content, and the kept blocks behind them.

use std::collections::VecDeque;

use crate::block::Block;
use crate::extract::reason::Reason;

const MOST: usize = 256 << 10;

#[derive(Debug, Default)]
pub(super) struct Tail {
    waiting: VecDeque<(Block, Option<(Reason, u32)>)>,
    bytes: usize,
}

impl Tail {
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Holds a block that is dropped if fewer than `last` blocks follow.
    pub fn wait(&mut self, block: Block, reason: Reason, last: u32) {
        self.bytes += block.bytes();
        self.waiting.push_back((block, Some((reason, last))));
    }

    /// Holds a kept block behind such a block.
    pub fn push(&mut self, block: Block) {
        self.bytes += block.bytes();
        self.waiting.push_back((block, None));
    }

    /// Returns the next decided block, with the reason if it is dropped. `ends`: no further block comes.
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
