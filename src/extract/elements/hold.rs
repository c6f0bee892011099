//! Holds back the content of elements that may be removed, until their rules decide.
//!
//! Candidates nest like elements and share one list of held events. An element that exceeds its bound is released.

use std::collections::VecDeque;
use std::ops::Range;

use crate::extract::event::Event;
use crate::limits::Limits;

/// Held events, and the candidates they wait for.
#[derive(Debug)]
pub(super) struct Hold {
    candidates: Vec<Candidate>,
    events: VecDeque<Event>,
    /// Number of events passed on.
    passed: usize,
    /// Bytes of text since the outermost candidate opened.
    bytes: usize,
    memory: usize,
    max_memory: usize,
    max_elements: usize,
    released: u64,
}

/// Bytes of memory per byte of held text: short blocks use more than their text.
const MEMORY_OF_TEXT: usize = 4;

/// An open element that a rule may remove.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// Number of open elements around it.
    pub depth: usize,
    /// The layer and the selector list that made it a candidate.
    pub layer: usize,
    pub list: usize,
    /// The number of the rule in the layer.
    pub drop: usize,
    /// Maximum number of bytes held for it.
    pub most: usize,
    /// Whether it satisfies the `has` of its rule.
    pub proved: bool,
    start: usize,
    start_bytes: usize,
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

    /// Returns the number of elements released because of a limit, rather than of their rule's bound.
    pub fn released(&self) -> u64 {
        self.released
    }

    pub fn is_empty(&self) -> bool {
        self.candidates.is_empty()
    }

    pub fn begin(&mut self, depth: usize, layer: usize, list: usize, drop: usize, most: usize) {
        let (start, start_bytes) = (self.passed + self.events.len(), self.bytes);
        self.candidates.push(Candidate { depth, layer, list, drop, most, proved: false, start, start_bytes });
    }

    /// Returns the innermost candidate of a rule around an element at a depth.
    pub fn find(&self, layer: usize, drop: usize, depth: usize) -> Option<usize> {
        let is_around =
            |candidate: &Candidate| candidate.layer == layer && candidate.drop == drop && candidate.depth < depth;
        self.candidates.iter().rposition(is_around)
    }

    pub fn is_at_depth(&self, depth: usize) -> bool {
        self.candidates.last().is_some_and(|candidate| candidate.depth == depth)
    }

    /// Returns the candidates that are the element at a depth, in order.
    pub fn of_element(&self, depth: usize) -> Range<usize> {
        let before = |depth| self.candidates.partition_point(|candidate| candidate.depth < depth);
        before(depth)..before(depth + 1)
    }

    pub fn prove(&mut self, at: usize) {
        self.candidates[at].proved = true;
    }

    pub fn candidate(&self, at: usize) -> &Candidate {
        &self.candidates[at]
    }

    /// Returns the text held for a candidate, blocks joined by spaces.
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

    /// Removes a candidate and those inside it. Returns the events held for them.
    pub fn remove(&mut self, at: usize) -> Vec<Event> {
        let start = self.candidates[at].start - self.passed;
        self.candidates.truncate(at);
        let removed = Vec::from(self.events.split_off(start));
        self.memory -= removed.iter().map(Event::bytes).sum::<usize>();
        removed
    }

    /// Keeps a candidate. Returns the events that are released; there are some only if it was the outermost.
    pub fn release(&mut self, at: usize) -> Vec<Event> {
        self.candidates.remove(at);
        let end = self.candidates.first().map_or(self.events.len(), |outermost| outermost.start - self.passed);
        let passed: Vec<Event> = self.events.drain(..end).collect();
        self.passed += passed.len();
        self.memory -= passed.iter().map(Event::bytes).sum::<usize>();
        if self.candidates.is_empty() {
            (self.bytes, self.passed) = (0, 0);
        }
        passed
    }

    /// Releases the outermost element if it holds too much or too many elements are held. Returns the released events.
    /// `more`: another candidate is about to begin.
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

    pub fn is_overfull(&self, at: usize) -> bool {
        self.bytes - self.candidates[at].start_bytes > self.candidates[at].most
    }

    pub fn push(&mut self, event: Event) {
        if let Event::Block(block) = &event {
            self.bytes += block.text.len();
        }
        self.memory += event.bytes();
        self.events.push_back(event);
    }

    pub fn overfull(&self) -> Option<usize> {
        (0..self.candidates.len()).find(|&at| self.is_overfull(at))
    }
}
