//! Runs the threads: each asks the schedule for a step, performs it without the lock, and hands in the result.
//!
//! The first error ends the run for all threads: it replaces the schedule, which drops every feed and store that no
//! thread holds. What a thread hands in later is dropped too.

use std::sync::atomic::Ordering;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::count::Outcome;
use super::feed::Feed;
use super::limits::NOTICES;
use super::output::Store;
use super::record::{Done, RecordOrigin};
use super::schedule::{Next, Schedule, Step};
use super::{Error, Job, Summary, Watch};
use crate::write::shown;

/// The lanes of the run. `Ok(None)` is a lane with nothing to do.
pub type Lanes<'a> = dyn Iterator<Item = Result<Option<(Feed, Store)>, Error>> + Send + 'a;

pub struct Board<'a> {
    job: &'a Job,
    watch: &'a Watch,
    /// Locked only by the thread that opens a lane.
    lanes: Mutex<Box<Lanes<'a>>>,
    state: Mutex<RunState>,
    changed: Condvar,
}

enum RunState {
    Running(Schedule<Feed, Store>, Summary),
    Failed(Error),
    /// A thread panicked; its records will never come.
    Panicked,
}

impl<'a> Board<'a> {
    pub fn new(job: &'a Job, watch: &'a Watch, lanes: Box<Lanes<'a>>) -> Board<'a> {
        let state = RunState::Running(Schedule::new(job.threads), Summary::default());
        Board { job, watch, lanes: Mutex::new(lanes), state: Mutex::new(state), changed: Condvar::new() }
    }

    pub fn into_summary(self) -> Result<Summary, Error> {
        match self.state.into_inner().unwrap_or_else(PoisonError::into_inner) {
            RunState::Running(schedule, summary) => Ok(Summary { interrupted: schedule.was_cut_short(), ..summary }),
            RunState::Failed(error) => Err(error),
            RunState::Panicked => unreachable!("the thread scope propagates the panic"),
        }
    }

    /// Performs steps until the run is over. Called by every thread.
    pub fn work(&self) {
        let _guard = EndOnPanic(self);
        while let Some(step) = self.next_step() {
            if let Err(error) = self.perform(step) {
                self.end(RunState::Failed(error));
            }
        }
    }

    fn next_step(&self) -> Option<Step<Feed, Store>> {
        let mut state = self.lock();
        loop {
            let RunState::Running(schedule, _) = &mut *state else { return None };
            if self.watch.is_stopped() {
                schedule.stop();
            }
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
                let origin = taken.as_ref().map(|(origin, _)| origin.clone());
                let number = self.change(|schedule, _| schedule.taken(lane, feed, origin));
                let (Some(number), Some((origin, work))) = (number, taken) else { return Ok(()) };
                let done = work.done(self.job, self.watch);
                self.change(|schedule, _| schedule.cleaned(lane, number, origin, done));
            }
            Step::Write(lane, store, record) => {
                let (origin, mut done) = *record;
                let store = store.write(self.job, &origin, &mut done)?;
                // Before the store goes back, so that notices keep the order of the input.
                self.report(&origin, &done);
                self.change(|schedule, _| schedule.written(lane, store));
            }
            Step::Suspend(store, next) => {
                let counts = store.suspend(&next)?;
                self.change(|_, summary| summary.counts.extend(&counts));
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

    /// Applies a change unless the run has ended.
    fn change<T>(&self, change: impl FnOnce(&mut Schedule<Feed, Store>, &mut Summary) -> T) -> Option<T> {
        let mut state = self.lock();
        let RunState::Running(schedule, summary) = &mut *state else { return None };
        let changed = change(schedule, summary);
        drop(state);
        self.changed.notify_all();
        Some(changed)
    }

    /// Ends the run unless it has ended: the first error is reported.
    fn end(&self, ended: RunState) {
        let mut state = self.lock();
        if matches!(*state, RunState::Running(..)) {
            *state = ended;
        }
        drop(state);
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, RunState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn report(&self, origin: &RecordOrigin, done: &Done) {
        self.watch.count_record(done);
        for notice in &done.notices {
            let notice = &shown(notice);
            match origin.notices.fetch_add(1, Ordering::Relaxed) {
                NOTICES.. => self.watch.count_untold(),
                _ if done.outcome == Outcome::Failed => (self.watch.failure)(notice),
                _ => (self.watch.notice)(notice),
            }
        }
    }
}

/// Ends the run if this thread panics; otherwise the others would wait for its records.
struct EndOnPanic<'b, 'a>(&'b Board<'a>);

impl Drop for EndOnPanic<'_, '_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.end(RunState::Panicked);
        }
    }
}
