//! Writes records in order, and commits from time to time how far the output is written.
//!
//! Why no record is lost: any failure consumes the store, so nothing can be written after a gap, and no commit can
//! name missing bytes. A commit happens only between two records, when no line waits to be compressed: its length,
//! counts and record belong to the same moment.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use super::claim::{Claim, JOURNAL, PART, SEEN};
use super::disk;
use super::journal::{Found, Journal};
use super::pages::Pages;
use super::part::Part;
use super::seen::Seen;
use super::storage::{Commit, Storage};
use super::stream::Stream;
use super::{Compression, OutputFormat, file_ending};
use crate::batch::count::{Counts, Outcome};
use crate::batch::limits::{BLOCK_BYTES, COMMIT_EVERY};
use crate::batch::record::{Capture, Done, RecordOrigin};
use crate::batch::{Error, Job};

pub struct Store {
    storage: Box<dyn Storage>,
    pace: Pace,
    output_format: OutputFormat,
    /// Lines to compress together.
    block: Vec<u8>,
    counts: Counts,
    last_commit: Instant,
    /// The texts of the output, for `--dedup`.
    seen: Option<Box<Seen>>,
    /// The record and the counts at the end of the last compressed block.
    border: Option<Box<(RecordOrigin, Counts)>>,
    /// Whether the output has bytes, including those of earlier runs.
    begun: bool,
    /// Whether there is no output, only records to count.
    is_nothing: bool,
}

/// How often a store does what is too slow to do for each record.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    pub block_bytes: usize,
    pub commit_every: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Pace { block_bytes: BLOCK_BYTES, commit_every: COMMIT_EVERY }
    }
}

impl Store {
    /// Whether the output exists: everything that has its name is complete. An error if it must not exist.
    pub fn is_complete(job: &Job, name: &Path) -> Result<bool, Error> {
        if job.overwrite || !Store::is_there(name) {
            return Ok(false);
        }
        if !job.resume {
            return Err(Error::Exists(name.to_owned()));
        }
        Claim::tidy(name).map(|()| true)
    }

    /// Whether something has the name of the output.
    pub fn is_there(name: &Path) -> bool {
        name.symlink_metadata().is_ok()
    }

    /// Creates an output that cannot be resumed.
    pub fn stream(job: &Job, stream: Box<dyn Write + Send>) -> Store {
        Store::new(job, Box::new(Stream::new(stream)), None, Pace::default())
    }

    /// Creates a store for an input that has no output.
    pub fn nothing(job: &Job) -> Store {
        Store { is_nothing: true, ..Store::stream(job, Box::new(io::sink())) }
    }

    /// Opens a file or a folder of pages, new or where an earlier run stopped. `None` if it is complete.
    pub fn open(job: &Job, name: &Path, is_folder: bool) -> Result<Option<(Store, Option<RecordOrigin>)>, Error> {
        let failed = |error| Error::Output { path: Some(name.to_owned()), error };
        // Reported before the work starts, not after: a folder of pages replaces only another one.
        if is_folder && disk::is_folder(name) && disk::has_other_files(name).map_err(failed)? {
            return Err(Error::Foreign(name.to_owned()));
        }
        make_folder_of(name).map_err(failed)?;
        let claim = Claim::take(name)?;
        // Another run may have completed the output before it was claimed.
        if !job.overwrite && Store::is_there(name) {
            claim.release().map_err(failed)?;
            return Store::is_complete(job, name).map(|_| None);
        }
        if !job.resume && !job.overwrite && claim.has_leftovers() {
            return Err(Error::Unfinished(name.to_owned()));
        }
        let commit = if job.resume { earlier_commit(job, &claim, is_folder)? } else { None };
        let opened = (|| {
            let journal = match &commit {
                Some(commit) => Journal::resume(&job.signature, &claim, commit)?,
                None => claim.clear().map(|()| Journal::new(&job.signature))?,
            };
            let kept = commit.as_ref().map(|commit| commit.counts.of(Outcome::Kept));
            let seen = if job.dedup { Some(Box::new(Seen::open(&claim.path(SEEN), kept)?)) } else { None };
            let storage: Box<dyn Storage> = if is_folder {
                let ending = file_ending(job.options.output_format());
                Box::new(Pages::open(claim, journal, ending, commit.is_some())?)
            } else {
                let length = commit.as_ref().map(|commit| commit.length);
                Box::new(Part::open(claim, journal, length, job.output_format.is_table())?)
            };
            Ok((storage, seen))
        })();
        let (storage, seen) = opened.map_err(failed)?;
        let store = Store { seen, ..Store::new(job, storage, commit.as_ref(), Pace::default()) };
        Ok(Some((store, commit.map(|commit| commit.next))))
    }

    pub fn new(job: &Job, storage: Box<dyn Storage>, commit: Option<&Commit>, pace: Pace) -> Store {
        Store {
            storage,
            pace,
            output_format: job.output_format,
            block: Vec::new(),
            counts: commit.map(|commit| commit.counts.clone()).unwrap_or_default(),
            last_commit: Instant::now(),
            seen: job.dedup.then(Box::default),
            border: None,
            begun: commit.is_some_and(|commit| commit.length > 0 || commit.counts.of(Outcome::Kept) > 0),
            is_nothing: false,
        }
    }

    /// Writes the result of a record, unless it repeats a text. Returns the store only if all of it is written.
    pub fn write(mut self, job: &Job, origin: &RecordOrigin, done: &mut Done) -> Result<Store, Error> {
        if let (Some(seen), Some(hash), Outcome::Kept) = (&mut self.seen, done.text_hash, done.outcome)
            && !seen.is_new(hash)
        {
            done.outcome = Outcome::Duplicate;
            (done.bytes, done.text_bytes) = (Vec::new(), 0);
        }
        let written = self.commit(origin).and_then(|()| self.append(job, origin, done));
        match written {
            Ok(()) => Ok(self),
            Err(error) => Err(self.failed(error)),
        }
    }

    /// Completes the output, unless its input failed: then it can be resumed.
    ///
    /// Returns the counts, and whether there is an output.
    pub fn finish(mut self, is_incomplete: bool) -> Result<(Counts, bool), Error> {
        if let Err(error) = self.flush_block(0) {
            return Err(self.failed(error));
        }
        let path = self.storage.name().map(Path::to_owned);
        // Dropping the rest closes the file of `--dedup`.
        let Store { storage, counts, begun, is_nothing, .. } = self;
        // A page without kept text is an empty file, so that a resumed run skips it.
        let (ended, is_output) = match is_incomplete {
            true if begun => (Ok(()), false),
            false if !is_nothing => (storage.complete(), true),
            _ => (storage.discard(), false),
        };
        ended.map_err(|error| Error::Output { path, error })?;
        Ok((counts, is_output))
    }

    /// Commits what is written, so that the next run continues at the record `next` or at the last block. A stream gets
    /// all that is written.
    pub fn suspend(mut self, next: &RecordOrigin) -> Result<Counts, Error> {
        let is_stream = self.storage.name().is_none();
        let border = match self.block.is_empty() {
            true => (!next.is_within_damage()).then(|| Box::new((next.clone(), self.counts.clone()))),
            false => self.border.take(),
        };
        let suspended = match border {
            _ if is_stream => self.flush_block(0).and_then(|()| self.storage.sync().map(drop)),
            Some(border) => self.commit_at(border.0, border.1),
            None => Ok(()),
        };
        match suspended {
            Ok(()) => Ok(self.counts),
            Err(error) => Err(self.failed(error)),
        }
    }

    fn append(&mut self, job: &Job, origin: &RecordOrigin, done: &Done) -> io::Result<()> {
        if !done.bytes.is_empty() {
            if !self.begun && !done.is_info {
                let capture = Capture { origin: origin.clone(), date: done.date.clone(), ..Capture::default() };
                let info = job.output_format.encode_info(job, &capture, b"");
                self.put(origin, &info)?;
            }
            self.begun = true;
            self.put(origin, &done.bytes)?;
        }
        self.counts.add(done.outcome, done.flaws, done.text_bytes);
        Ok(())
    }

    fn put(&mut self, origin: &RecordOrigin, bytes: &[u8]) -> io::Result<()> {
        if self.output_format.block_compression() == Compression::None {
            return self.storage.append(origin.entry, bytes);
        }
        self.block.extend_from_slice(bytes);
        if self.block.len() >= self.pace.block_bytes { self.flush_block(origin.entry) } else { Ok(()) }
    }

    fn flush_block(&mut self, entry: u64) -> io::Result<()> {
        let block = std::mem::take(&mut self.block);
        if block.is_empty() {
            return Ok(());
        }
        self.storage.append(entry, &self.output_format.block_compression().pack(&block))
    }

    /// Commits how far the output is written, if it is time and if the output can be cut before the record `next`.
    fn commit(&mut self, next: &RecordOrigin) -> io::Result<()> {
        let can_be_cut = self.storage.name().is_some() && self.block.is_empty() && !next.is_within_damage();
        if self.block.is_empty() && self.output_format.block_compression() != Compression::None {
            self.border = can_be_cut.then(|| Box::new((next.clone(), self.counts.clone())));
        }
        if !can_be_cut || self.last_commit.elapsed() < self.pace.commit_every {
            return Ok(());
        }
        self.commit_at(next.clone(), self.counts.clone())
    }

    fn commit_at(&mut self, next: RecordOrigin, counts: Counts) -> io::Result<()> {
        if let Some(seen) = &mut self.seen {
            seen.sync()?;
        }
        let length = self.storage.sync()?;
        self.storage.commit(&Commit { length, next, counts })?;
        self.last_commit = Instant::now();
        Ok(())
    }

    fn failed(self, error: io::Error) -> Error {
        Error::Output { path: self.storage.name().map(Path::to_owned), error }
    }
}

/// Returns the last commit of an earlier run, if its output and journal exist.
fn earlier_commit(job: &Job, claim: &Claim, is_folder: bool) -> Result<Option<Commit>, Error> {
    let part = claim.path(PART).symlink_metadata();
    let Some(part) = part.ok().filter(|part| part.is_dir() == is_folder) else { return Ok(None) };
    let length = if is_folder { 0 } else { part.len() };
    match Journal::read(&claim.path(JOURNAL), &job.signature, length) {
        Ok(Found::Nothing) => Ok(None),
        Ok(Found::Other) => Err(Error::OtherOptions(claim.name().to_owned())),
        Ok(Found::Commit(commit)) => Ok(Some(*commit)),
        Err(error) => Err(Error::Output { path: Some(claim.name().to_owned()), error }),
    }
}

fn make_folder_of(name: &Path) -> io::Result<()> {
    match name.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => fs::create_dir_all(folder),
        _ => Ok(()),
    }
}
