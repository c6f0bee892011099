//! Decides what each thread does next. It performs no I/O, so that a test can try every order of events.
//!
//! Why no record is lost or written twice:
//!
//! * A feed and a store are owned values. Each is either here or with the one thread that uses it, so records are
//!   numbered in input order and written in that order, by one thread at a time.
//! * A step that fails returns nothing: its store is dropped, and the board drops the schedule with all other stores.
//!   No step can follow.
//! * A lane ends only when its feed has ended and all its records are written.
use std::collections::{BTreeMap, VecDeque};

use super::limits::{WAITING_BYTES, WINDOW};
use super::record::{Done, RecordOrigin};

/// The open lanes: each is an output and its inputs.
pub struct Schedule<F, S> {
    threads: usize,
    lanes: Vec<Lane<F, S>>,
    is_opening: bool,
    all_open: bool,
    /// Whether the run ends at the next record of each lane.
    is_stopping: bool,
    was_cut_short: bool,
    next_lane: u64,
}

struct Lane<F, S> {
    id: LaneId,
    /// `None` while a thread reads from it.
    feed: Option<F>,
    is_read: bool,
    taken: u64,
    written: u64,
    /// The records that are taken and not written.
    pending: VecDeque<RecordOrigin>,
    waiting: BTreeMap<u64, (RecordOrigin, Done)>,
    waiting_bytes: usize,
    /// `None` while a thread writes to it.
    store: Option<S>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub struct LaneId(u64);

/// What a thread does next, with everything it needs.
pub enum Step<F, S> {
    Open,
    /// Take a record, hand the feed back, clean the record and hand it in.
    Take(LaneId, F),
    /// Write the record and hand the store back.
    Write(LaneId, S, Box<(RecordOrigin, Done)>),
    /// Commit what is written, up to this record. The lane has ended.
    Suspend(S, Box<RecordOrigin>),
    /// Complete the output; all its records are written.
    Finish(F, S),
}

pub enum Next<F, S> {
    Step(Step<F, S>),
    /// Ask again after the next change.
    Wait,
    Over,
}

impl<F, S> Schedule<F, S> {
    pub fn new(threads: usize) -> Schedule<F, S> {
        Schedule {
            threads,
            lanes: Vec::new(),
            is_opening: false,
            all_open: false,
            is_stopping: false,
            was_cut_short: false,
            next_lane: 0,
        }
    }

    /// Ends the run early: no lane is opened, and each ends at its next record.
    pub fn stop(&mut self) {
        self.is_stopping = true;
    }

    /// Whether the run ended before all inputs were read.
    pub fn was_cut_short(&self) -> bool {
        self.was_cut_short || self.is_stopping && !self.all_open
    }

    /// Returns the next step. Writing comes first, because it frees memory; opening a lane comes last, because it takes
    /// some.
    pub fn next_step(&mut self) -> Next<F, S> {
        if self.is_stopping {
            if let Some(step) = self.next_suspension() {
                return Next::Step(step);
            }
        } else if let Some(step) = self.lanes.iter_mut().find_map(Lane::next_write) {
            return Next::Step(step);
        }
        if let Some(at) = self.lanes.iter().position(Lane::is_complete) {
            let lane = self.lanes.remove(at);
            if let (Some(feed), Some(store)) = (lane.feed, lane.store) {
                return Next::Step(Step::Finish(feed, store));
            }
        }
        // A lane is suspended at a known record, so one is taken if there is none.
        let may_take = |lane: &&mut Lane<F, S>| !self.is_stopping || lane.pending.is_empty();
        if let Some(step) = self.lanes.iter_mut().filter(may_take).find_map(|lane| lane.next_take(self.threads)) {
            return Next::Step(step);
        }
        if !self.is_opening && !self.all_open && !self.is_stopping && self.lanes.len() < self.threads {
            self.is_opening = true;
            return Next::Step(Step::Open);
        }
        let no_more = self.all_open || self.is_stopping && !self.is_opening;
        if self.lanes.is_empty() && no_more { Next::Over } else { Next::Wait }
    }

    fn next_suspension(&mut self) -> Option<Step<F, S>> {
        let at = self.lanes.iter().position(|lane| lane.store.is_some() && !lane.pending.is_empty())?;
        let mut lane = self.lanes.remove(at);
        self.was_cut_short = true;
        Some(Step::Suspend(lane.store?, Box::new(lane.pending.pop_front()?)))
    }

    /// Adds an opened lane, if it has work.
    pub fn opened(&mut self, lane: Option<(F, S)>) {
        self.is_opening = false;
        let Some((feed, store)) = lane else { return };
        self.lanes.push(Lane {
            id: LaneId(self.next_lane),
            feed: Some(feed),
            is_read: false,
            taken: 0,
            written: 0,
            pending: VecDeque::new(),
            waiting: BTreeMap::new(),
            waiting_bytes: 0,
            store: Some(store),
        });
        self.next_lane += 1;
    }

    pub fn all_opened(&mut self) {
        self.is_opening = false;
        self.all_open = true;
    }

    /// Takes the feed back and numbers the record that came from it, if any.
    pub fn taken(&mut self, id: LaneId, feed: F, record: Option<RecordOrigin>) -> u64 {
        let Some(lane) = self.lane(id) else { return 0 };
        let number = lane.taken;
        lane.feed = Some(feed);
        match record {
            Some(origin) => {
                lane.pending.push_back(origin);
                lane.taken += 1;
            }
            None => lane.is_read = true,
        }
        number
    }

    /// Takes a cleaned record, to be written in its turn.
    pub fn cleaned(&mut self, id: LaneId, number: u64, origin: RecordOrigin, done: Done) {
        let Some(lane) = self.lane(id) else { return };
        lane.waiting_bytes += done.bytes.len();
        lane.waiting.insert(number, (origin, done));
    }

    /// Takes the store back after the record is written.
    pub fn written(&mut self, id: LaneId, store: S) {
        let Some(lane) = self.lane(id) else { return };
        lane.store = Some(store);
        lane.written += 1;
        lane.pending.pop_front();
    }

    fn lane(&mut self, id: LaneId) -> Option<&mut Lane<F, S>> {
        self.lanes.iter_mut().find(|lane| lane.id == id)
    }
}

impl<F, S> Lane<F, S> {
    fn next_write(&mut self) -> Option<Step<F, S>> {
        let store = self.store.take()?;
        let Some((origin, done)) = self.waiting.remove(&self.written) else {
            self.store = Some(store);
            return None;
        };
        self.waiting_bytes -= done.bytes.len();
        Some(Step::Write(self.id, store, Box::new((origin, done))))
    }

    /// Returns no step while too many records, or too many bytes, wait for an earlier record.
    fn next_take(&mut self, threads: usize) -> Option<Step<F, S>> {
        let is_full = self.taken - self.written >= WINDOW * threads as u64 || self.waiting_bytes >= WAITING_BYTES;
        if self.is_read || is_full {
            return None;
        }
        Some(Step::Take(self.id, self.feed.take()?))
    }

    fn is_complete(&self) -> bool {
        self.is_read && self.written == self.taken && self.feed.is_some() && self.store.is_some()
    }
}

#[cfg(test)]
mod tests;
