//! Holds back what stands in elements that may go, until it is known whether they do.
//!
//! Candidates nest like elements; all of them share one list of held blocks. What exceeds its bound is let go.

use crate::block::{Block, BlockSink};

/// Blocks and borders of tables that wait, and the candidates they wait for.
#[derive(Debug, Default)]
pub(super) struct Hold {
    candidates: Vec<Candidate>,
    events: Vec<Event>,
    /// Bytes of text that came since the beginning of the outermost candidate.
    bytes: usize,
}

/// An open element that may go.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// Which element: the number of open elements around it.
    pub depth: usize,
    /// The layer and the selector list that made it a candidate.
    pub layer: usize,
    pub list: usize,
    /// The number of the rule in the layer.
    pub drop: usize,
    /// The most bytes that are held for it.
    pub most: usize,
    /// It holds what its rule asks for.
    pub proved: bool,
    start: usize,
    start_bytes: usize,
}

/// Something held back.
#[derive(Debug)]
pub(super) enum Event {
    Block(Block),
    TableStart(u32),
    TableEnd(u32),
}

impl Hold {
    pub fn is_empty(&self) -> bool {
        self.candidates.is_empty()
    }

    /// An element is a candidate from here on.
    pub fn begin(&mut self, depth: usize, layer: usize, list: usize, drop: usize, most: usize) {
        let (start, start_bytes) = (self.events.len(), self.bytes);
        self.candidates.push(Candidate { depth, layer, list, drop, most, proved: false, start, start_bytes });
    }

    /// The innermost candidate of a rule.
    pub fn find(&self, layer: usize, drop: usize) -> Option<usize> {
        self.candidates.iter().rposition(|candidate| candidate.layer == layer && candidate.drop == drop)
    }

    /// The candidates that are this element.
    pub fn at_depth(&self, depth: usize) -> Option<usize> {
        self.candidates.last().filter(|candidate| candidate.depth == depth).map(|_| self.candidates.len() - 1)
    }

    pub fn prove(&mut self, at: usize) {
        self.candidates[at].proved = true;
    }

    pub fn candidate(&self, at: usize) -> &Candidate {
        &self.candidates[at]
    }

    /// The text that a candidate holds so far, block after block.
    pub fn text_of(&self, at: usize) -> String {
        let mut text = String::new();
        for event in &self.events[self.candidates[at].start..] {
            if let Event::Block(block) = event {
                if !text.is_empty() {
                    text.push(' ');
                }
                text.push_str(&block.text);
            }
        }
        text
    }

    /// A candidate goes, and those inside it with it; gives what was held for them.
    pub fn remove(&mut self, at: usize) -> Vec<Event> {
        let start = self.candidates[at].start;
        self.candidates.truncate(at);
        self.events.split_off(start)
    }

    /// A candidate stays; gives what may go on now, which is something only if it was the outermost.
    pub fn release(&mut self, at: usize) -> Vec<Event> {
        self.candidates.remove(at);
        if !self.candidates.is_empty() {
            return Vec::new();
        }
        self.bytes = 0;
        std::mem::take(&mut self.events)
    }

    /// Whether a candidate holds more than it may.
    pub fn is_overfull(&self, at: usize) -> bool {
        self.bytes - self.candidates[at].start_bytes > self.candidates[at].most
    }

    /// A candidate that holds more than it may.
    pub fn overfull(&self) -> Option<usize> {
        (0..self.candidates.len()).find(|&at| self.is_overfull(at))
    }
}

impl BlockSink for Hold {
    fn block(&mut self, block: Block) {
        self.bytes += block.text.len();
        self.events.push(Event::Block(block));
    }

    fn table_start(&mut self, table: u32) {
        self.events.push(Event::TableStart(table));
    }

    fn table_end(&mut self, table: u32) {
        self.events.push(Event::TableEnd(table));
    }
}
