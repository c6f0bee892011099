//! Elements that may go: until they end, or hold what a rule asks for, their blocks are only noted.

use super::removal::{Grounds, grounds};
use super::{ABSOLUTE, Walk};
use crate::events::{Block, Event};
use crate::rules::{Drop, Text};

/// Bytes of text that are held back for an element.
const MOST_HELD: usize = 4000;

/// An element that may go.
#[derive(Clone)]
pub(super) struct Held<'a> {
    pub(super) depth: usize,
    pub(super) rank: u8,
    pub(super) drop: &'a Drop,
    pub(super) selector: String,
    /// The number of events before it.
    pub(super) start: usize,
    pub(super) proved: bool,
}

impl<'a> Walk<'a> {
    /// An element opens that others must hold in order to go.
    pub(super) fn prove(&mut self, rank: u8, drop: &'a Drop) {
        let depth = self.path.len();
        let is_of_rule = |held: &Held| std::ptr::eq(held.drop, drop) && held.depth < depth;
        let Some(at) = self.held.iter().rposition(is_of_rule) else { return };
        if drop.text.is_some() {
            self.held[at].proved = true;
            return;
        }
        if self.held[at].is_overfull(&self.events) {
            self.held.remove(at);
            return;
        }
        self.end_kept_block();
        let held = self.held[at].clone();
        let grounds = grounds(rank, drop, &held.selector);
        self.remove_held(&held, &grounds);
        self.keeping.retain(|kept| *kept < held.depth);
        self.remove_from(held.depth, grounds.clone(), ABSOLUTE);
        self.afterwards.push((held.depth, grounds));
    }

    /// An element that was held back goes, with all that is in it.
    fn remove_held(&mut self, held: &Held, grounds: &Grounds) {
        for event in &mut self.events[held.start..] {
            match event {
                Event::Block(block) if block.reason.is_none() => block.reason = Some(grounds.reason.clone()),
                Event::SectionBegins { .. } => *event = Event::Nothing,
                _ => {}
            }
        }
        self.held.retain(|other| other.depth < held.depth);
    }

    /// Decides about elements held back at a depth, which end.
    pub(super) fn settle(&mut self, depth: usize) {
        let mut held: Vec<Held> = self.held.iter().filter(|held| held.depth == depth).cloned().collect();
        held.sort_by_key(|held| std::cmp::Reverse(held.rank));
        for held in held {
            let is_proved = held.proved || held.drop.has.is_empty();
            let is_meant = |text: &Text| text.holds(&held.text(&self.events));
            if is_proved && held.drop.text.as_ref().is_some_and(is_meant) && !held.is_overfull(&self.events) {
                let grounds = grounds(held.rank, held.drop, &held.selector);
                self.remove_held(&held, &grounds);
                self.afterwards.push((depth, grounds));
            }
        }
        self.held.retain(|held| held.depth < depth);
    }
}

impl Held<'_> {
    fn blocks<'e>(&self, events: &'e [Event]) -> impl Iterator<Item = &'e Block> {
        events[self.start..].iter().filter_map(|event| match event {
            Event::Block(block) if block.was_held => Some(block),
            _ => None,
        })
    }

    pub(super) fn is_overfull(&self, events: &[Event]) -> bool {
        self.blocks(events).map(|block| block.text.len()).sum::<usize>() > self.drop.max_chars.unwrap_or(MOST_HELD)
    }

    /// What is left of its text.
    fn text(&self, events: &[Event]) -> String {
        let left = self.blocks(events).filter(|block| block.reason.is_none());
        left.map(|block| block.text.as_str()).collect::<Vec<_>>().join(" ")
    }
}
