//! Tells which blocks stand in the content container that a rule names, and holds them until it comes.

use crate::block::Block;
use crate::limits::Limits;

/// Where the document stands with the content container.
pub(super) struct Content {
    state: State,
    /// Blocks that wait for the container, and their size.
    held: Vec<Block>,
    held_bytes: usize,
    max_held: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// No rule names one: everything is content.
    Unframed,
    /// None has come yet; blocks are held.
    Awaited,
    /// None came in time; blocks are let go.
    Missed,
    Inside,
    Outside,
}

/// Where a block stands.
pub(super) enum Place {
    /// In the container, or there is none.
    Inside(Block),
    Outside(Block),
    /// It is held.
    Awaits,
    /// Too much is held: these go on, and so does all that follows.
    Missed(Vec<Block>),
}

impl Content {
    pub fn new(limits: &Limits) -> Content {
        Content { state: State::Unframed, held: Vec::new(), held_bytes: 0, max_held: limits.held_bytes }
    }

    /// A rule in force names the container.
    pub fn wait(&mut self) {
        if self.state == State::Unframed {
            self.state = State::Awaited;
        }
    }

    pub fn is_awaited(&self) -> bool {
        self.state == State::Awaited
    }

    pub fn is_inside(&self) -> bool {
        self.state == State::Inside
    }

    /// The container begins; gives the blocks before it.
    pub fn begin(&mut self) -> Vec<Block> {
        self.state = State::Inside;
        self.take_held()
    }

    /// The container ends.
    pub fn end(&mut self) {
        self.state = State::Outside;
    }

    /// Where a block stands; one that cannot be told of is held.
    pub fn place(&mut self, block: Block) -> Place {
        match self.state {
            State::Unframed | State::Missed | State::Inside => Place::Inside(block),
            State::Outside => Place::Outside(block),
            State::Awaited => {
                self.held_bytes += block.bytes();
                self.held.push(block);
                if self.held_bytes <= self.max_held {
                    return Place::Awaits;
                }
                self.state = State::Missed;
                Place::Missed(self.take_held())
            }
        }
    }

    /// The blocks that still wait.
    pub fn take_held(&mut self) -> Vec<Block> {
        std::mem::take(&mut self.held)
    }
}
