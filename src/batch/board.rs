//! The threads: each asks the schedule for a step, performs it without holding the lock, and hands the result in.
//!
//! The first error ends the run for all threads: it takes the place of the schedule, and with that every feed and store
//! that no thread holds is dropped. What a thread brings back later has nowhere to go and is dropped too.

use std::sync::atomic::Ordering;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::count::Fate;
use super::feed::Feed;
use super::limits::NOTICES;
use super::output::{Done, Store};
use super::page::Place;
use super::schedule::{Next, Schedule, Step};
use super::{Error, Job, Summary, Watch};
use crate::write::shown;

/// Gives lanes until there are no more. `Ok(None)` is a lane with nothing to be done.
pub type Lanes<'a> = dyn Iterator<Item = Result<Option<(Feed, Store)>, Error>> + Send + 'a;

/// What all threads share.
pub struct Board<'a> {
    job: &'a Job,
    watch: &'a Watch,
    /// Locked only by the thread whose step is to open a lane.
    lanes: Mutex<Box<Lanes<'a>>>,
    state: Mutex<State>,
    changed: Condvar,
}

enum State {
    Running(Schedule<Feed, Store>, Summary),
    Failed(Error),
    /// A thread panicked, and its records will never come.
    Panicked,
}

impl<'a> Board<'a> {
    pub fn new(job: &'a Job, watch: &'a Watch, lanes: Box<Lanes<'a>>) -> Board<'a> {
        let state = State::Running(Schedule::new(job.threads), Summary::default());
        Board { job, watch, lanes: Mutex::new(lanes), state: Mutex::new(state), changed: Condvar::new() }
    }

    /// Returns the result when all threads have ended.
    pub fn into_summary(self) -> Result<Summary, Error> {
        match self.state.into_inner().unwrap_or_else(PoisonError::into_inner) {
            State::Running(_, summary) => Ok(summary),
            State::Failed(error) => Err(error),
            State::Panicked => unreachable!("the panic goes on in the scope of the threads"),
        }
    }

    /// Performs steps until the run is over. Every thread calls it.
    pub fn work(&self) {
        let _ends = EndsAll(self);
        while let Some(step) = self.next_step() {
            if let Err(error) = self.perform(step) {
                self.end(State::Failed(error));
            }
        }
    }

    fn next_step(&self) -> Option<Step<Feed, Store>> {
        let mut state = self.lock();
        loop {
            let State::Running(schedule, _) = &mut *state else { return None };
            match schedule.next_step() {
                Next::Step(step) => return Some(step),
                Next::Over => return None,
                Next::Wait => state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    fn perform(&self, step: Step<Feed, Store>) -> Result<(), Error> {
        match step {
            Step::Open => {
                let opened = self.lanes.lock().unwrap_or_else(PoisonError::into_inner).next().transpose()?;
                self.change(|schedule, summary| match opened {
                    None => schedule.all_opened(),
                    Some(lane) => {
                        summary.complete_before += u64::from(lane.is_none());
                        schedule.opened(lane);
                    }
                });
            }
            Step::Take(lane, mut feed) => {
                let taken = feed.take(self.job, self.watch)?;
                let number = self.change(|schedule, _| schedule.taken(lane, feed, taken.is_some()));
                let (Some(number), Some((place, work))) = (number, taken) else { return Ok(()) };
                let done = work.done(self.job, self.watch);
                self.change(|schedule, _| schedule.cleaned(lane, number, place, done));
            }
            Step::Write(lane, store, record) => {
                let (place, done) = *record;
                let store = store.write(self.job, &place, &done)?;
                // Before the store is back, so that notices keep the order of the input.
                self.tell(&place, &done);
                self.change(|schedule, _| schedule.written(lane, store));
            }
            Step::Finish(feed, store) => {
                let (counts, is_output) = store.finish(feed.is_incomplete())?;
                self.change(|_, summary| {
                    summary.counts.extend(&counts);
                    summary.outputs += u64::from(is_output);
                });
            }
        }
        Ok(())
    }

    /// Applies a change, unless the run has ended.
    fn change<T>(&self, change: impl FnOnce(&mut Schedule<Feed, Store>, &mut Summary) -> T) -> Option<T> {
        let mut state = self.lock();
        let State::Running(schedule, summary) = &mut *state else { return None };
        let changed = change(schedule, summary);
        drop(state);
        self.changed.notify_all();
        Some(changed)
    }

    /// Ends the run, unless it has ended: the first error is the one that is reported.
    fn end(&self, ended: State) {
        let mut state = self.lock();
        if matches!(*state, State::Running(..)) {
            *state = ended;
        }
        drop(state);
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, place: &Place, done: &Done) {
        let count = match done.fate {
            Fate::Kept => &self.watch.kept,
            Fate::Failed | Fate::Damaged => &self.watch.failed,
            _ => &self.watch.dropped,
        };
        count.fetch_add(1, Ordering::Relaxed);
        for notice in &done.notices {
            let notice = &shown(notice);
            match place.notices.fetch_add(1, Ordering::Relaxed) {
                NOTICES.. => _ = self.watch.untold.fetch_add(1, Ordering::Relaxed),
                _ if done.fate == Fate::Failed => (self.watch.failure)(notice),
                _ => (self.watch.notice)(notice),
            }
        }
    }
}

/// Ends the other threads if this one panics; else they wait for its records.
struct EndsAll<'b, 'a>(&'b Board<'a>);

impl Drop for EndsAll<'_, '_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.end(State::Panicked);
        }
    }
}
