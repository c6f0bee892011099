//! Tries every order in which threads can take, clean and write up to four records in up to three lanes, with a fault
//! at every disk operation, or a stop at any moment: after the run is resumed, all outputs equal those of a run without faults.
//!
//! Schedule and store are the real ones; threads and disks are models. An operation succeeds, or does none, a part or
//! all of its work and then fails or ends the process. A machine that loses power keeps any part of the data not yet
//! synced. Stores share nothing, so the steps of two threads inside two writes need not be interleaved.
use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use super::super::count::Outcome;
use super::super::output::{Commit, Compression, OutputFormat, Pace, Storage, Store};
use super::super::{Error, Job};
use super::*;
use crate::warc::Offset;

#[derive(Default)]
struct Disk {
    /// The content of a file.
    bytes: Vec<u8>,
    synced: usize,
    /// The pages of a folder, each synced by itself.
    pages: BTreeMap<u64, Vec<u8>>,
    journal: Vec<Commit>,
    is_complete: bool,
}

/// Everything that outlives a process, and the choices made.
struct World {
    disks: Vec<Disk>,
    choices: Choices,
    faults: usize,
    crashed: bool,
}

/// The choices of one model run. The next run takes the next combination, like an odometer.
#[derive(Default)]
struct Choices {
    /// Each choice, and the number of options.
    made: Vec<(usize, usize)>,
    at: usize,
}

impl Choices {
    fn choose(&mut self, among: usize) -> usize {
        if self.at == self.made.len() {
            self.made.push((0, among));
        }
        self.at += 1;
        self.made[self.at - 1].0
    }

    /// Whether the next choice is the first of its kind in any run.
    fn is_new(&self) -> bool {
        self.at == self.made.len()
    }

    fn next(mut self) -> Option<Choices> {
        while let Some((chosen, among)) = self.made.pop() {
            if chosen + 1 < among {
                self.made.push((chosen + 1, among));
                return Some(Choices { made: self.made, at: 0 });
            }
        }
        None
    }
}

/// The disk of a lane, as seen by a store.
struct Model {
    world: Arc<Mutex<World>>,
    lane: usize,
    is_folder: bool,
    failed: bool,
}

impl Model {
    /// Performs an operation or chooses one of its faults.
    fn operate(&mut self, part: impl FnOnce(&mut Disk), whole: impl FnOnce(&mut Disk)) -> io::Result<()> {
        assert!(!self.failed, "a write after an error");
        let mut world = lock(&self.world);
        assert!(!world.crashed, "an operation after the process ended");
        let fault = if world.faults > 0 { world.choices.choose(7) } else { 0 };
        let disk = &mut world.disks[self.lane];
        match fault {
            0 | 3 | 6 => whole(disk),
            2 | 5 => part(disk),
            _ => {}
        }
        if fault == 0 {
            return Ok(());
        }
        world.faults -= 1;
        world.crashed = fault > 3;
        self.failed = true;
        Err(io::Error::other("a fault"))
    }
}

impl Storage for Model {
    fn name(&self) -> Option<&Path> {
        Some(Path::new("model"))
    }

    fn append(&mut self, entry: u64, bytes: &[u8]) -> io::Result<()> {
        let half = &bytes[..bytes.len() / 2];
        if self.is_folder {
            let put = |bytes: &[u8]| {
                let bytes = bytes.to_vec();
                move |disk: &mut Disk| drop(disk.pages.insert(entry, bytes))
            };
            return self.operate(put(half), put(bytes));
        }
        self.operate(|disk| disk.bytes.extend_from_slice(half), |disk| disk.bytes.extend_from_slice(bytes))
    }

    fn sync(&mut self) -> io::Result<u64> {
        let half = |disk: &mut Disk| disk.synced = (disk.synced + disk.bytes.len()) / 2;
        self.operate(half, |disk| disk.synced = disk.bytes.len())?;
        Ok(lock(&self.world).disks[self.lane].bytes.len() as u64)
    }

    fn commit(&mut self, commit: &Commit) -> io::Result<()> {
        // Half a line is ignored.
        self.operate(|_| (), |disk| disk.journal.push(commit.clone()))
    }

    fn complete(mut self: Box<Self>) -> io::Result<()> {
        self.operate(|_| (), |disk| disk.synced = disk.bytes.len())?;
        self.operate(|_| (), |disk| disk.is_complete = true)
    }

    fn discard(self: Box<Self>) -> io::Result<()> {
        panic!("no output is discarded here")
    }
}

fn lock(world: &Mutex<World>) -> MutexGuard<'_, World> {
    world.lock().unwrap()
}

struct Records {
    lane: usize,
    next: u64,
}

/// A thread between two moments visible to others.
enum Thread {
    Free,
    Has(Step<Records, Store>),
    Cleans(LaneId, u64, RecordOrigin),
    Failed,
    Over,
}

struct Case {
    lanes: Vec<u64>,
    threads: usize,
    faults: usize,
    output_format: OutputFormat,
}

impl Case {
    /// Tries every order and fault; returns the number of states.
    fn explore(self) -> usize {
        let job = Job::default().threads(self.threads).output_format(self.output_format);
        let expected = {
            let world = self.world(Choices::default(), 0);
            assert!(self.run(&job, &world, 1, &mut HashSet::new()));
            std::mem::take(&mut lock(&world).disks)
        };
        let mut seen = HashSet::new();
        let mut choices = Some(Choices::default());
        while let Some(these) = choices {
            let world = self.world(these, self.faults);
            while lock(&world).disks.iter().any(|disk| !disk.is_complete)
                && self.run(&job, &world, self.threads, &mut seen)
            {
                self.lose_power(&world);
            }
            let mut world = lock(&world);
            for (disk, expected) in world.disks.iter().zip(&expected).filter(|(disk, _)| disk.is_complete) {
                assert_eq!((&disk.bytes, &disk.pages), (&expected.bytes, &expected.pages), "{:?}", world.choices.made);
            }
            choices = std::mem::take(&mut world.choices).next();
        }
        seen.len()
    }

    fn world(&self, choices: Choices, faults: usize) -> Arc<Mutex<World>> {
        let disks = self.lanes.iter().map(|_| Disk::default()).collect();
        Arc::new(Mutex::new(World { disks, choices, faults, crashed: false }))
    }

    /// Runs or resumes the batch until it ends or fails. `false` if it reaches a known state.
    fn run(&self, job: &Job, world: &Arc<Mutex<World>>, threads: usize, seen: &mut HashSet<u64>) -> bool {
        let without_faults = lock(world).faults == 0;
        let mut schedule = Some(Schedule::new(threads));
        let mut opened = 0;
        let mut threads: Vec<Thread> = (0..threads).map(|_| Thread::Free).collect();
        loop {
            let moves: Vec<usize> =
                (0..threads.len()).filter(|&at| can_move(&threads[at], schedule.as_ref())).collect();
            if moves.is_empty() {
                assert!(threads.iter().all(|thread| matches!(thread, Thread::Over)), "deadlock");
                break;
            }
            let at = {
                let mut world = lock(world);
                if world.choices.is_new() && !seen.insert(state(&world, opened, &threads, schedule.as_ref())) {
                    return false;
                }
                moves[world.choices.choose(moves.len())]
            };
            let thread = std::mem::replace(&mut threads[at], Thread::Free);
            threads[at] = match self.moved(job, world, thread, &mut schedule, &mut opened) {
                Ok(thread) => thread,
                Err(_) if lock(world).crashed => break,
                Err(error) => {
                    assert!(!without_faults, "{error}");
                    Thread::Failed
                }
            };
        }
        true
    }

    /// Advances a thread to the next moment visible to others, like `Board::perform`.
    fn moved(
        &self,
        job: &Job,
        world: &Arc<Mutex<World>>,
        thread: Thread,
        running: &mut Option<Schedule<Records, Store>>,
        opened: &mut usize,
    ) -> Result<Thread, Error> {
        let step = match (thread, &mut *running) {
            (Thread::Failed, running) => {
                *running = None;
                return Ok(Thread::Free);
            }
            (Thread::Cleans(id, number, origin), running) => {
                if let Some(schedule) = running {
                    let done = cleaned(&origin);
                    schedule.cleaned(id, number, origin, done);
                }
                return Ok(Thread::Free);
            }
            (Thread::Free, Some(schedule)) => {
                let mut world = lock(world);
                if world.faults > 0 && !schedule.is_stopping && world.choices.choose(2) == 1 {
                    world.faults -= 1;
                    schedule.stop();
                }
                return Ok(match schedule.next_step() {
                    Next::Step(step) => Thread::Has(step),
                    Next::Wait => Thread::Free,
                    Next::Over => Thread::Over,
                });
            }
            (Thread::Has(step), _) => step,
            _ => return Ok(Thread::Over),
        };
        match step {
            Step::Open => {
                let lane = (*opened < self.lanes.len()).then(|| self.open(job, world, *opened));
                *opened += 1;
                match (running, lane) {
                    (Some(schedule), Some(lane)) => schedule.opened(lane),
                    (Some(schedule), None) => schedule.all_opened(),
                    (None, _) => {}
                }
            }
            Step::Take(id, mut records) => {
                let origin = (records.next < self.lanes[records.lane]).then(|| origin(&records));
                records.next += 1;
                let Some(schedule) = running else { return Ok(Thread::Free) };
                let number = schedule.taken(id, records, origin.clone());
                return Ok(origin.map_or(Thread::Free, |origin| Thread::Cleans(id, number, origin)));
            }
            Step::Write(id, store, record) => {
                let mut record = record;
                let store = store.write(job, &record.0.clone(), &mut record.1)?;
                if let Some(schedule) = running {
                    schedule.written(id, store);
                }
            }
            Step::Suspend(store, next) => {
                store.suspend(&next)?;
            }
            Step::Finish(records, store) => {
                let (counts, is_output) = store.finish(false)?;
                assert_eq!((counts.records(), is_output), (self.lanes[records.lane], true));
            }
        }
        Ok(Thread::Free)
    }

    /// Opens a lane where an earlier run stopped.
    fn open(&self, job: &Job, world: &Arc<Mutex<World>>, lane: usize) -> Option<(Records, Store)> {
        let mut locked = lock(world);
        let disk = &mut locked.disks[lane];
        if disk.is_complete {
            return None;
        }
        let length = disk.bytes.len() as u64;
        let commit = disk.journal.iter().rfind(|commit| commit.length <= length).cloned();
        disk.journal = commit.iter().cloned().collect();
        disk.bytes.truncate(commit.as_ref().map_or(0, |commit| commit.length as usize));
        disk.synced = disk.bytes.len();
        if commit.is_none() {
            disk.pages.clear();
        }
        drop(locked);
        let is_folder = self.output_format == OutputFormat::Files;
        let storage = Model { world: world.clone(), lane, is_folder, failed: false };
        let pace =
            Pace { block_bytes: 2 * cleaned(&RecordOrigin::default()).bytes.len(), commit_every: Duration::ZERO };
        let next = commit.as_ref().map_or(0, |commit| commit.next.entry);
        Some((Records { lane, next }, Store::new(job, Box::new(storage), commit.as_ref(), pace)))
    }

    /// After a crash, chooses whether the machine crashed too and how much unsynced data remains.
    fn lose_power(&self, world: &Mutex<World>) {
        let world = &mut *lock(world);
        if !std::mem::take(&mut world.crashed) {
            return;
        }
        let lost = world.choices.choose(3);
        for disk in &mut world.disks {
            disk.bytes.truncate(disk.bytes.len() - (disk.bytes.len() - disk.synced) * lost / 2);
        }
    }
}

/// Whether the thread is neither over nor waiting.
fn can_move(thread: &Thread, running: Option<&Schedule<Records, Store>>) -> bool {
    match (thread, running) {
        (Thread::Over, _) => false,
        (Thread::Free, Some(schedule)) => !waits(schedule),
        _ => true,
    }
}

/// Whether a free thread has nothing to do now but may have later.
fn waits(schedule: &Schedule<Records, Store>) -> bool {
    let stops = schedule.is_stopping;
    let has_work = |lane: &Lane<Records, Store>| {
        let is_next = if stops { !lane.pending.is_empty() } else { lane.waiting.contains_key(&lane.written) };
        let can_take = lane.feed.is_some() && !lane.is_read && (!stops || lane.pending.is_empty());
        lane.store.is_some() && is_next || lane.is_complete() || can_take
    };
    let can_open = !schedule.is_opening && !schedule.all_open && !stops && schedule.lanes.len() < schedule.threads;
    let is_over = schedule.lanes.is_empty() && (schedule.all_open || stops && !schedule.is_opening);
    !(can_open || schedule.lanes.iter().any(has_work) || is_over)
}

fn origin(records: &Records) -> RecordOrigin {
    let entry = records.next;
    // The second record is damage between records, where no run can resume.
    let offset = (entry != 1).then_some(Offset { stored: entry, inside: 0, unpacked: entry });
    RecordOrigin { input: records.lane as u64, entry, offset, ..RecordOrigin::default() }
}

fn cleaned(origin: &RecordOrigin) -> Done {
    let mut done = Done::kept(format!("{} {}\n", origin.input, origin.entry).into_bytes(), 1);
    if origin.is_within_damage() {
        done.outcome = Outcome::Damaged;
    }
    done
}

/// Returns a hash of everything that decides the further course.
fn state(world: &World, opened: usize, threads: &[Thread], running: Option<&Schedule<Records, Store>>) -> u64 {
    let mut hash = DefaultHasher::new();
    for disk in &world.disks {
        (&disk.bytes, disk.synced, &disk.pages, disk.is_complete).hash(&mut hash);
        disk.journal.iter().for_each(|commit| (commit.length, commit.next.entry).hash(&mut hash));
    }
    (world.faults, opened).hash(&mut hash);
    // Threads are interchangeable.
    let mut threads: Vec<_> = threads
        .iter()
        .map(|thread| match thread {
            Thread::Free => (0, 0, 0),
            Thread::Over => (1, 0, 0),
            Thread::Failed => (2, 0, 0),
            Thread::Cleans(id, number, _) => (3, id.0, *number),
            Thread::Has(Step::Open) => (4, 0, 0),
            Thread::Has(Step::Take(id, records)) => (5, id.0, records.next),
            Thread::Has(Step::Write(id, _, record)) => (6, id.0, record.0.entry),
            Thread::Has(Step::Finish(records, _)) => (7, records.lane as u64, 0),
            Thread::Has(Step::Suspend(..)) => (8, 0, 0),
        })
        .collect();
    threads.sort();
    (threads, running.is_some()).hash(&mut hash);
    if let Some(schedule) = running {
        (schedule.is_opening, schedule.all_open, schedule.is_stopping).hash(&mut hash);
        for lane in &schedule.lanes {
            (lane.id.0, lane.feed.is_some(), lane.is_read, lane.taken, lane.written, lane.store.is_some())
                .hash(&mut hash);
            lane.waiting.keys().for_each(|number| number.hash(&mut hash));
        }
    }
    hash.finish()
}

fn explore(lanes: &[&[u64]], threads: usize, faults: usize, output_format: OutputFormat) {
    for lanes in lanes {
        let states = Case { lanes: lanes.to_vec(), threads, faults, output_format }.explore();
        assert!(states > 20, "{states} states");
        println!("{output_format:?}, {lanes:?} records, {threads} threads, {faults} faults: {states} states");
    }
}

const LINES: OutputFormat = OutputFormat::Jsonl(Compression::None);

#[test]
fn one_fault_loses_nothing_in_any_order_of_events() {
    explore(&[&[4], &[2, 2], &[3, 1]], 2, 1, LINES);
    explore(&[&[1, 1, 1]], 2, 1, LINES);
    explore(&[&[3], &[1, 1]], 3, 1, LINES);
}

#[test]
fn one_fault_loses_nothing_in_compressed_blocks_or_files() {
    explore(&[&[4], &[2, 1]], 2, 1, OutputFormat::Jsonl(Compression::Gzip));
    explore(&[&[4], &[2, 1]], 2, 1, OutputFormat::Files);
}

#[test]
fn a_second_fault_in_the_resumed_run_loses_nothing() {
    explore(&[&[3], &[2, 1]], 2, 2, LINES);
}

/// The full exploration takes minutes: `cargo test --release --lib schedule -- --ignored --nocapture`.
#[test]
#[ignore = "takes minutes"]
fn no_faults_lose_anything_in_any_order_of_events() {
    for output_format in [LINES, OutputFormat::Jsonl(Compression::Gzip), OutputFormat::Files] {
        let lanes: [&[u64]; 6] = [&[4], &[3, 1], &[2, 2], &[2, 1, 1], &[1, 1, 1], &[3]];
        for threads in 1..=3 {
            for faults in 1..=2 {
                explore(&lanes, threads, faults, output_format);
            }
        }
    }
}
