//! Holds back what stands in elements that may go, until it is known whether they do.
//!
//! Candidates nest like elements; all of them share one list of held blocks. What exceeds its bound is let go.

use std::collections::VecDeque;

use crate::block::{Block, BlockSink};
use crate::extract::reason::Reason;
use crate::limits::Limits;

/// Blocks and borders of tables and sections that wait, and the candidates they wait for.
#[derive(Debug)]
pub(super) struct Hold {
    /// The outermost first.
    candidates: Vec<Candidate>,
    events: VecDeque<Event>,
    /// Number of events that have gone on.
    passed: usize,
    /// Bytes of text that came since the beginning of the outermost candidate.
    bytes: usize,
    /// Bytes of memory that the events take.
    memory: usize,
    max_memory: usize,
    max_elements: usize,
    /// Elements that stayed because there were too many around each other, or too much in them.
    released: u64,
}

/// Memory for each byte of text that may be held: short blocks take more than their text.
const MEMORY_OF_TEXT: usize = 4;

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
    SectionStart(Reason, Option<usize>),
    SectionEnd,
}

impl Event {
    fn memory(&self) -> usize {
        match self {
            Event::Block(block) => block.bytes(),
            _ => size_of::<Event>(),
        }
    }
}

impl Hold {
    pub fn new(limits: &Limits) -> Hold {
        Hold {
            candidates: Vec::new(),
            events: VecDeque::new(),
            passed: 0,
            bytes: 0,
            memory: 0,
            max_memory: limits.held_bytes.saturating_mul(MEMORY_OF_TEXT),
            max_elements: limits.held_elements.max(1),
            released: 0,
        }
    }

    /// Elements that were let go because of a limit, not of a bound of their rule.
    pub fn released(&self) -> u64 {
        self.released
    }

    pub fn is_empty(&self) -> bool {
        self.candidates.is_empty()
    }

    /// An element is a candidate from here on.
    pub fn begin(&mut self, depth: usize, layer: usize, list: usize, drop: usize, most: usize) {
        let (start, start_bytes) = (self.passed + self.events.len(), self.bytes);
        self.candidates.push(Candidate { depth, layer, list, drop, most, proved: false, start, start_bytes });
    }

    /// The innermost candidate of a rule around an element at a depth.
    pub fn find(&self, layer: usize, drop: usize, depth: usize) -> Option<usize> {
        let is_around =
            |candidate: &Candidate| candidate.layer == layer && candidate.drop == drop && candidate.depth < depth;
        self.candidates.iter().rposition(is_around)
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
        for event in self.events.range(self.candidates[at].start - self.passed..) {
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
        let start = self.candidates[at].start - self.passed;
        self.candidates.truncate(at);
        let removed = Vec::from(self.events.split_off(start));
        self.memory -= removed.iter().map(Event::memory).sum::<usize>();
        removed
    }

    /// A candidate stays; gives what may go on now, which is something only if it was the outermost.
    pub fn release(&mut self, at: usize) -> Vec<Event> {
        self.candidates.remove(at);
        let end = self.candidates.first().map_or(self.events.len(), |outermost| outermost.start - self.passed);
        let passed: Vec<Event> = self.events.drain(..end).collect();
        self.passed += passed.len();
        self.memory -= passed.iter().map(Event::memory).sum::<usize>();
        if self.candidates.is_empty() {
            (self.bytes, self.passed) = (0, 0);
        }
        passed
    }

    /// The outermost element stays if there is too much in it or if there are too many inside; gives what goes on.
    /// `more`: another element is about to be a candidate.
    pub fn relieve(&mut self, more: bool) -> Option<Vec<Event>> {
        let outermost = self.candidates.first()?.depth;
        let elements = self.candidates.chunk_by(|a, b| a.depth == b.depth).count() + usize::from(more);
        if elements <= self.max_elements && self.memory <= self.max_memory {
            return None;
        }
        self.released += 1;
        let mut passed = Vec::new();
        while self.candidates.first().is_some_and(|candidate| candidate.depth == outermost) {
            passed.append(&mut self.release(0));
        }
        Some(passed)
    }

    /// Whether a candidate holds more than it may.
    pub fn is_overfull(&self, at: usize) -> bool {
        self.bytes - self.candidates[at].start_bytes > self.candidates[at].most
    }

    pub fn push(&mut self, event: Event) {
        self.memory += event.memory();
        self.events.push_back(event);
    }

    /// A candidate that holds more than it may.
    pub fn overfull(&self) -> Option<usize> {
        (0..self.candidates.len()).find(|&at| self.is_overfull(at))
    }
}

impl BlockSink for Hold {
    fn block(&mut self, block: Block) {
        self.bytes += block.text.len();
        self.push(Event::Block(block));
    }

    fn table_start(&mut self, table: u32) {
        self.push(Event::TableStart(table));
    }

    fn table_end(&mut self, table: u32) {
        self.push(Event::TableEnd(table));
    }
}
