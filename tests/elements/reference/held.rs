//! Held elements: their blocks are buffered until they close or satisfy the `has` of a rule.

use super::removal::{RemovalCause, cause};
use super::{ABSOLUTE, Walk};
use crate::events::{Block, Event};
use crate::rules::{Drop, Text};

/// Default maximum of text held for an element, in bytes.
const MOST_HELD: usize = 4000;

#[derive(Clone)]
pub(super) struct Held<'a> {
    pub(super) depth: usize,
    pub(super) rank: u8,
    pub(super) drop: &'a Drop,
    pub(super) selector: String,
    /// Number of events before it.
    pub(super) start: usize,
    pub(super) proved: bool,
}

impl<'a> Walk<'a> {
    /// Opens an element that satisfies the `has` of held elements around it.
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
        let cause = cause(rank, drop, &held.selector);
        self.remove_held(&held, &cause);
        self.keeping.retain(|kept| *kept < held.depth);
        self.remove_from(held.depth, cause.clone(), ABSOLUTE);
        self.afterwards.push((held.depth, cause));
    }

    fn remove_held(&mut self, held: &Held, cause: &RemovalCause) {
        for event in &mut self.events[held.start..] {
            match event {
                Event::Block(block) if block.reason.is_none() => block.reason = Some(cause.reason.clone()),
                Event::SectionBegins { .. } => *event = Event::Nothing,
                _ => {}
            }
        }
        self.held.retain(|other| other.depth < held.depth);
    }

    pub(super) fn settle(&mut self, depth: usize) {
        let mut held: Vec<Held> = self.held.iter().filter(|held| held.depth == depth).cloned().collect();
        held.sort_by_key(|held| std::cmp::Reverse(held.rank));
        for held in held {
            let is_proved = held.proved || held.drop.has.is_empty();
            let is_meant = |text: &Text| text.holds(&held.text(&self.events));
            if is_proved && held.drop.text.as_ref().is_some_and(is_meant) && !held.is_overfull(&self.events) {
                let cause = cause(held.rank, held.drop, &held.selector);
                self.remove_held(&held, &cause);
                self.afterwards.push((depth, cause));
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

    fn text(&self, events: &[Event]) -> String {
        let left = self.blocks(events).filter(|block| block.reason.is_none());
        left.map(|block| block.text.as_str()).collect::<Vec<_>>().join(" ")
    }
}
