//! Judges a table or list as one, as a reader sees it: kept or dropped, it has no holes.
//!
//! Its first blocks decide, by the mean of their log-odds weighted by words; the blocks after them follow. On the pages
//! of training this mean errs less than the labels of single blocks, and no less with more blocks or a model of its own.

use std::collections::VecDeque;

use super::{Held, Known, model};
use crate::block::{Block, Container};

/// Maximum number of blocks that decide.
const DECIDING: usize = 32;

/// Units whose decision is remembered, since one may go on after others: a table between two items of a list.
pub(super) const REMEMBERED: usize = 4;

/// Limit of a block's log-odds, so that no single block decides.
const SURE: f32 = 4.0;

/// A table, list or definition list that is in no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UnitId {
    Table(u32),
    List(u32),
    Definitions(u32),
}

impl UnitId {
    pub fn of(block: &Block) -> Option<UnitId> {
        block.containers.iter().find_map(|container| match *container {
            Container::Cell { table, .. } => Some(UnitId::Table(table)),
            Container::Item { list, .. } => Some(UnitId::List(list)),
            Container::Definitions { id } => Some(UnitId::Definitions(id)),
            _ => None,
        })
    }
}

/// Collects the blocks of the current unit until enough have come to decide.
pub(super) struct Unit<P> {
    id: Option<UnitId>,
    waiting: Vec<Held<P>>,
    bytes: usize,
    deciding: usize,
    /// Sums of the weighted log-odds and the weights of the blocks that decide.
    sum: f32,
    weight: f32,
    decided: Option<f32>,
    /// The last units before, with their decisions.
    earlier: VecDeque<(UnitId, f32)>,
}

/// A block that is judged with the rest of its unit.
#[derive(Debug)]
pub(super) enum Member {
    /// The first one, with the text by which the unit as a whole may repeat a kept one.
    First(String),
    Other,
}

impl<P> Unit<P> {
    pub fn new() -> Self {
        Unit {
            id: None,
            waiting: Vec::new(),
            bytes: 0,
            deciding: 0,
            sum: 0.0,
            weight: 0.0,
            decided: None,
            earlier: VecDeque::new(),
        }
    }

    pub fn id(&self) -> Option<UnitId> {
        self.id
    }

    /// Begins a unit, or goes on with an earlier one.
    pub fn begin(&mut self, id: Option<UnitId>) {
        let (waiting, mut earlier) = (std::mem::take(&mut self.waiting), std::mem::take(&mut self.earlier));
        if let (Some(last), Some(decided)) = (self.id, self.decided) {
            earlier.retain(|(unit, _)| *unit != last);
            earlier.truncate(REMEMBERED - 1);
            earlier.push_front((last, decided));
        }
        let decided = earlier.iter().find(|(unit, _)| Some(*unit) == id).map(|(_, decided)| *decided);
        *self = Unit { id, waiting, decided, earlier, ..Unit::new() };
    }

    /// Returns the probability of the whole unit once it is decided.
    pub fn decided(&self) -> Option<f32> {
        self.decided
    }

    /// Keeps what comes of a unit whose beginning is kept.
    pub fn keep(&mut self, id: UnitId, probability: f32) {
        let current = self.decided.as_mut().filter(|_| self.id == Some(id));
        let earlier = self.earlier.iter_mut().filter(|(unit, _)| *unit == id).map(|(_, decided)| decided);
        current.into_iter().chain(earlier).for_each(|decided| *decided = decided.max(probability));
    }

    pub fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Adds a block that decides. Returns whether enough have come.
    pub fn add(&mut self, (block, payload, known): (Block, P, Known), size: usize, max_bytes: usize) -> bool {
        let weight = known.words + 1.0;
        self.sum += weight * model::log_odds(known.probability).clamp(-SURE, SURE);
        self.weight += weight;
        self.deciding += 1;
        self.bytes += size;
        self.waiting.push((block, payload, Ok(known)));
        self.deciding >= DECIDING || self.bytes > max_bytes
    }

    /// Adds a block that passes through.
    pub fn pass(&mut self, held: Held<P>) {
        self.waiting.push(held);
    }

    /// Decides; returns the waiting blocks and the unit's probability.
    pub fn decide(&mut self) -> Option<(Vec<Held<P>>, f32)> {
        if self.waiting.is_empty() {
            return None;
        }
        let mut all = std::mem::take(&mut self.waiting);
        let probability = model::logistic(self.sum / self.weight);
        self.decided = Some(probability);
        if self.deciding > 1 {
            let labelled = all.iter().filter(|(_, _, known)| known.is_ok());
            let texts: Vec<&str> = labelled.map(|(block, _, _)| block.text.as_str()).collect();
            let mut first = Some(texts.join("\n"));
            for known in all.iter_mut().filter_map(|(_, _, known)| known.as_mut().ok()) {
                known.judge(probability, first.take().map_or(Member::Other, Member::First));
            }
        }
        Some((all, probability))
    }
}
