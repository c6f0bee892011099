//! Tells which blocks are in the content container that a rule names, and holds blocks until it opens.

use crate::block::Block;
use crate::limits::Limits;

pub(super) struct Content {
    state: ContainerState,
    /// Blocks held for the container, and their size.
    held: Vec<Block>,
    held_bytes: usize,
    max_held: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ContainerState {
    /// No rule names a container: everything is content.
    Unframed,
    /// The container has not opened yet; blocks are held.
    Awaited,
    /// The container did not open in time; held blocks were released.
    Missed,
    Inside,
    Outside,
}

/// Where a block is relative to the container.
pub(super) enum Placement {
    /// In the container, or no rule names one.
    Inside(Block),
    Outside(Block),
    Awaits,
    /// The buffer is full: these blocks are released, and later ones pass at once.
    Missed(Vec<Block>),
}

impl Content {
    pub fn new(limits: &Limits) -> Content {
        Content { state: ContainerState::Unframed, held: Vec::new(), held_bytes: 0, max_held: limits.held_bytes }
    }

    pub fn wait(&mut self) {
        if self.state == ContainerState::Unframed {
            self.state = ContainerState::Awaited;
        }
    }

    pub fn is_awaited(&self) -> bool {
        self.state == ContainerState::Awaited
    }

    pub fn is_inside(&self) -> bool {
        self.state == ContainerState::Inside
    }

    /// Opens the container and returns the blocks before it.
    pub fn begin(&mut self) -> Vec<Block> {
        self.state = ContainerState::Inside;
        self.take_held()
    }

    pub fn end(&mut self) {
        self.state = ContainerState::Outside;
    }

    /// Places a block, or holds it if the container has not opened yet.
    pub fn place(&mut self, block: Block) -> Placement {
        match self.state {
            ContainerState::Unframed | ContainerState::Missed | ContainerState::Inside => Placement::Inside(block),
            ContainerState::Outside => Placement::Outside(block),
            ContainerState::Awaited => {
                self.held_bytes += block.bytes();
                self.held.push(block);
                if self.held_bytes <= self.max_held {
                    return Placement::Awaits;
                }
                self.state = ContainerState::Missed;
                Placement::Missed(self.take_held())
            }
        }
    }

    pub fn take_held(&mut self) -> Vec<Block> {
        std::mem::take(&mut self.held)
    }
}
