//! The threads: each takes a record, cleans it, and hands it in; whoever has the next one in order writes it.
//!
//! A *lane* is an output and the inputs it is made of. A thread takes from the first lane that nobody reads at the
//! moment, so that all work on one archive as long as reading it keeps up, and on the next one besides if it does not.
//! All share one lock, which nobody holds while reading, cleaning or writing.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::count::Fate;
use super::feed::Feed;
use super::limits::{WAITING_BYTES, WINDOW};
use super::output::{Done, Store};
use super::page::Place;
use super::{Error, Job, Summary, Watch};
use crate::write::shown;

/// Gives lanes until there are no more. `Ok(None)` is a lane with nothing to be done.
pub type Lanes<'a> = dyn Iterator<Item = Result<Option<(Feed, Store)>, Error>> + Send + 'a;

/// What all threads share.
pub struct Board<'a> {
    job: &'a Job,
    watch: &'a Watch,
    state: Mutex<State<'a>>,
    changed: Condvar,
}

struct State<'a> {
    /// What lanes there will be; nothing while somebody opens one.
    more: Option<Box<Lanes<'a>>>,
    all_open: bool,
    lanes: Vec<Lane>,
    next_id: u64,
    summary: Summary,
    failed: Option<Error>,
    /// A thread panicked: what it had taken will never come.
    panicked: bool,
}

struct Lane {
    id: u64,
    /// Nothing while somebody reads.
    feed: Option<Feed>,
    ended: bool,
    /// How many records were taken, and written.
    taken: u64,
    written: u64,
    waiting: BTreeMap<u64, (Place, Done)>,
    waiting_bytes: usize,
    /// Nothing while somebody writes.
    store: Option<Store>,
}

impl Lane {
    fn can_be_read(&self, threads: usize) -> bool {
        let window = WINDOW * threads as u64;
        self.feed.is_some() && !self.ended && self.taken - self.written < window && self.waiting_bytes < WAITING_BYTES
    }
}

impl<'a> Board<'a> {
    pub fn new(job: &'a Job, watch: &'a Watch, lanes: Box<Lanes<'a>>) -> Board<'a> {
        let state = State {
            more: Some(lanes),
            all_open: false,
            lanes: Vec::new(),
            next_id: 0,
            summary: Summary::default(),
            failed: None,
            panicked: false,
        };
        Board { job, watch, state: Mutex::new(state), changed: Condvar::new() }
    }

    /// What came of it, when all threads have ended.
    pub fn into_summary(self) -> Result<Summary, Error> {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        state.failed.map_or(Ok(state.summary), Err)
    }

    /// What each thread does.
    pub fn work(&self) {
        let _ends = EndsAll(self);
        let mut state = self.lock();
        while state.failed.is_none() && !state.panicked {
            let readable = state.lanes.iter().position(|lane| lane.can_be_read(self.job.threads));
            state = if let Some(at) = readable {
                self.take(state, at)
            } else if state.more.is_some() && !state.all_open && state.lanes.len() < self.job.threads {
                self.open(state)
            } else if state.lanes.is_empty() && state.all_open {
                break;
            } else {
                self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
            };
        }
        drop(state);
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State<'a>> {
        // No thread panics while it holds the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens another lane.
    fn open<'s>(&'s self, mut state: MutexGuard<'s, State<'a>>) -> MutexGuard<'s, State<'a>> {
        let Some(mut more) = state.more.take() else { return state };
        drop(state);
        let opened = more.next();
        let mut state = self.lock();
        state.more = Some(more);
        match opened {
            None => state.all_open = true,
            Some(Err(error)) => state.failed = Some(error),
            Some(Ok(None)) => state.summary.complete_before += 1,
            Some(Ok(Some((feed, store)))) => {
                let id = state.next_id;
                state.next_id += 1;
                state.lanes.push(Lane {
                    id,
                    feed: Some(feed),
                    ended: false,
                    taken: 0,
                    written: 0,
                    waiting: BTreeMap::new(),
                    waiting_bytes: 0,
                    store: Some(store),
                });
            }
        }
        self.changed.notify_all();
        state
    }

    /// Takes a record of a lane, cleans it and hands it in.
    fn take<'s>(&'s self, mut state: MutexGuard<'s, State<'a>>, at: usize) -> MutexGuard<'s, State<'a>> {
        let lane = &mut state.lanes[at];
        let id = lane.id;
        let Some(mut feed) = lane.feed.take() else { return state };
        drop(state);
        let taken = feed.take(self.job, self.watch);
        let mut state = self.lock();
        let taken = match taken {
            Ok(taken) => taken,
            Err(error) => {
                // The lane has not ended: its output must not get its name.
                state.failed = Some(error);
                self.changed.notify_all();
                return state;
            }
        };
        let Some(lane) = lane_of(&mut state, id) else { return state };
        let number = lane.taken;
        lane.ended = taken.is_none();
        lane.taken += u64::from(taken.is_some());
        lane.feed = Some(feed);
        self.changed.notify_all();
        let Some((place, work)) = taken else { return self.write(state, id) };
        drop(state);
        let done = work.done(self.job, self.watch);
        let mut state = self.lock();
        if let Some(lane) = lane_of(&mut state, id) {
            lane.waiting_bytes += done.bytes.len();
            lane.waiting.insert(number, (place, done));
        }
        self.write(state, id)
    }

    /// Writes what is next in a lane, unless somebody does; ends a lane of which all is written.
    fn write<'s>(&'s self, mut state: MutexGuard<'s, State<'a>>, id: u64) -> MutexGuard<'s, State<'a>> {
        loop {
            let Some(lane) = lane_of(&mut state, id) else { return state };
            let Some(mut store) = lane.store.take() else { return state };
            let Some((place, done)) = lane.waiting.remove(&lane.written) else {
                let over = lane.ended && lane.written == lane.taken;
                if !over {
                    lane.store = Some(store);
                    return state;
                }
                let incomplete = lane.feed.as_ref().is_some_and(Feed::is_incomplete);
                state.lanes.retain(|lane| lane.id != id);
                drop(state);
                let finished = store.finish(incomplete);
                let mut state = self.lock();
                match finished {
                    Ok((counts, is_output)) => {
                        state.summary.counts.extend(&counts);
                        state.summary.outputs += u64::from(is_output);
                    }
                    Err(error) => state.failed = Some(error),
                }
                self.changed.notify_all();
                return state;
            };
            lane.waiting_bytes -= done.bytes.len();
            drop(state);
            let written = store.write(self.job, &place, &done);
            self.tell(&done);
            state = self.lock();
            let Some(lane) = lane_of(&mut state, id) else { return state };
            lane.written += 1;
            lane.store = Some(store);
            if let Err(error) = written {
                state.failed = Some(error);
                self.changed.notify_all();
                return state;
            }
            self.changed.notify_all();
        }
    }

    fn tell(&self, done: &Done) {
        let count = match done.fate {
            Fate::Kept => &self.watch.kept,
            Fate::Failed | Fate::Damaged => &self.watch.failed,
            _ => &self.watch.dropped,
        };
        count.fetch_add(1, Ordering::Relaxed);
        for notice in &done.notices {
            (self.watch.notice)(&shown(notice));
        }
    }
}

/// Ends the other threads if this one panics, which else would wait for what it has taken.
struct EndsAll<'b, 'a>(&'b Board<'a>);

impl Drop for EndsAll<'_, '_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.lock().panicked = true;
            self.0.changed.notify_all();
        }
    }
}

fn lane_of<'l>(state: &'l mut State<'_>, id: u64) -> Option<&'l mut Lane> {
    state.lanes.iter_mut().find(|lane| lane.id == id)
}
