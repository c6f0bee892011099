//! Tells which blocks are in the content container that a rule names, and holds events until it opens.

use crate::block::Block;
use crate::extract::event::Event;
use crate::limits::Limits;

pub(super) struct Content {
    state: ContainerState,
    /// Whether a rule names a container. Blocks before its sign may still come.
    announced: bool,
    /// Events held for the container, and their size.
    held: Vec<Event>,
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
    Inside(Event),
    Outside(Block),
    Awaits,
    /// The buffer is full: these events are released, and later ones pass at once.
    Missed(Vec<Event>),
}

impl Content {
    pub fn new(limits: &Limits) -> Content {
        let state = ContainerState::Unframed;
        Content { state, announced: false, held: Vec::new(), held_bytes: 0, max_held: limits.held_bytes }
    }

    /// Notes that a rule names a container. Returns whether it is the first.
    pub fn announce(&mut self) -> bool {
        !std::mem::replace(&mut self.announced, true)
    }

    /// Holds what follows until the container opens.
    pub fn wait(&mut self) {
        if self.state == ContainerState::Unframed {
            self.state = ContainerState::Awaited;
        }
    }

    pub fn is_awaited(&self) -> bool {
        self.state == ContainerState::Awaited || self.state == ContainerState::Unframed && self.announced
    }

    pub fn is_inside(&self) -> bool {
        self.state == ContainerState::Inside
    }

    /// Opens the container and returns the events before it.
    pub fn begin(&mut self) -> Vec<Event> {
        self.state = ContainerState::Inside;
        self.take_held()
    }

    pub fn end(&mut self) {
        self.state = ContainerState::Outside;
    }

    /// Places an event, or holds it if the container has not opened yet.
    pub fn place(&mut self, event: Event) -> Placement {
        match (self.state, event) {
            (ContainerState::Outside, Event::Block(block)) => Placement::Outside(block),
            (ContainerState::Awaited, event) => {
                self.held_bytes += event.bytes();
                self.held.push(event);
                if self.held_bytes <= self.max_held {
                    return Placement::Awaits;
                }
                self.state = ContainerState::Missed;
                Placement::Missed(self.take_held())
            }
            (_, event) => Placement::Inside(event),
        }
    }

    pub fn take_held(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.held)
    }
}
