//! Writes records in their order, and notes now and then how far the output has come.
//!
//! Why no record is lost: whatever fails consumes the store, so nothing can be written behind a gap, and no commit can
//! name bytes that are missing. A commit is made only between two records, when no line waits to be compressed: its
//! length, its counts and its place are of the same moment.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use super::claim::{self, Claim, JOURNAL, PART};
use super::pages::{self, Pages};
use super::part::Part;
use super::storage::{Commit, Storage};
use super::stream::Stream;
use super::{Compression, Container, Done, Origin, file_ending};
use crate::batch::count::{Counts, Fate};
use crate::batch::journal::{Found, Journal};
use crate::batch::limits::{BLOCK_BYTES, COMMIT_EVERY};
use crate::batch::page::Place;
use crate::batch::{Error, Job};

/// An output that is being written, record by record.
pub struct Store {
    storage: Box<dyn Storage>,
    pace: Pace,
    container: Container,
    /// Lines that are to be compressed together.
    block: Vec<u8>,
    counts: Counts,
    last_commit: Instant,
    /// The output has bytes, those of earlier runs included.
    begun: bool,
    /// The output is the text of a file, which may turn out to be no page.
    is_one_page: bool,
}

/// How often a store does what is too slow for each record.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Bytes of lines that are compressed together.
    pub block_bytes: usize,
    /// Time between two commits.
    pub commit_every: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Pace { block_bytes: BLOCK_BYTES, commit_every: COMMIT_EVERY }
    }
}

impl Store {
    /// Whether the output is there, and complete as everything that has its name. An error says that it may not be
    /// there.
    pub fn is_complete(job: &Job, name: &Path) -> Result<bool, Error> {
        if job.force || name.symlink_metadata().is_err() {
            return Ok(false);
        }
        if !job.resume {
            return Err(Error::Exists(name.to_owned()));
        }
        Claim::tidy(name).map(|()| true)
    }

    /// An output that cannot be resumed.
    pub fn stream(job: &Job, stream: Box<dyn Write + Send>) -> Store {
        Store::new(job, Box::new(Stream::new(stream)), None, Pace::default())
    }

    /// A file, or a folder of pages, from the beginning or from where an earlier run has come to. `None` if it is
    /// complete.
    pub fn open(job: &Job, name: &Path, is_folder: bool) -> Result<Option<(Store, Option<Place>)>, Error> {
        let failed = |error| Error::Output { path: Some(name.to_owned()), error };
        // Said before the work is done, not after: a folder of pages replaces only one like it.
        if is_folder && claim::is_folder(name) && pages::has_other_files(name).map_err(failed)? {
            return Err(Error::Foreign(name.to_owned()));
        }
        make_folder_of(name).map_err(failed)?;
        let claim = Claim::take(name)?;
        // Another run may have completed it before it was claimed.
        if !job.force && name.symlink_metadata().is_ok() {
            claim.release().map_err(failed)?;
            return Store::is_complete(job, name).map(|_| None);
        }
        let commit = if job.resume { begun(job, &claim, is_folder)? } else { None };
        let opened = (|| {
            let journal = match &commit {
                Some(commit) => Journal::resume(&job.signature, &claim, commit)?,
                None => claim.clear().map(|()| Journal::new(&job.signature))?,
            };
            let storage: Box<dyn Storage> = if is_folder {
                let ending = file_ending(job.options.output_format());
                Box::new(Pages::open(claim, journal, ending, commit.is_some())?)
            } else {
                let length = commit.as_ref().map(|commit| commit.length);
                Box::new(Part::open(claim, journal, length, job.container.is_table())?)
            };
            Ok(storage)
        })();
        let mut store = Store::new(job, opened.map_err(failed)?, commit.as_ref(), Pace::default());
        store.is_one_page = job.container == Container::Files && !is_folder;
        Ok(Some((store, commit.map(|commit| commit.next))))
    }

    /// A store on whatever storage.
    pub fn new(job: &Job, storage: Box<dyn Storage>, commit: Option<&Commit>, pace: Pace) -> Store {
        Store {
            storage,
            pace,
            container: job.container,
            block: Vec::new(),
            counts: commit.map(|commit| commit.counts.clone()).unwrap_or_default(),
            last_commit: Instant::now(),
            begun: commit.is_some_and(|commit| commit.length > 0 || commit.counts.of(Fate::Kept) > 0),
            is_one_page: false,
        }
    }

    /// Writes what came of the record at `place`. There is a store afterwards only if all of it is written.
    pub fn write(mut self, job: &Job, place: &Place, done: &Done) -> Result<Store, Error> {
        let written = self.commit(place).and_then(|()| self.append(job, place, done));
        match written {
            Ok(()) => Ok(self),
            Err(error) => Err(self.failed(error)),
        }
    }

    /// Completes the output, unless it is incomplete because its input failed: then it can be resumed.
    ///
    /// Returns the counts, and whether there is an output.
    pub fn finish(mut self, is_incomplete: bool) -> Result<(Counts, bool), Error> {
        if let Err(error) = self.flush_block(0) {
            return Err(self.failed(error));
        }
        let path = self.storage.name().map(Path::to_owned);
        let Store { storage, counts, begun, is_one_page, .. } = self;
        // Of a file that is no page there is no output. A page of which nothing was kept is an empty file, so that it
        // is known to be done.
        let is_no_page = is_one_page && counts.of(Fate::NotHtml) > 0;
        let (ended, is_output) = match is_incomplete {
            true if begun => (Ok(()), false),
            false if !is_no_page => (storage.complete(), true),
            _ => (storage.discard(), false),
        };
        ended.map_err(|error| Error::Output { path, error })?;
        Ok((counts, is_output))
    }

    fn append(&mut self, job: &Job, place: &Place, done: &Done) -> io::Result<()> {
        if !done.bytes.is_empty() {
            if !self.begun && !done.is_info {
                let origin = Origin { place: place.clone(), date: done.date.clone(), ..Origin::default() };
                let info = job.container.encode_info(job, &origin, b"");
                self.put(place, &info)?;
            }
            self.begun = true;
            self.put(place, &done.bytes)?;
        }
        self.counts.add(done.fate, done.flaws, done.text_bytes);
        Ok(())
    }

    fn put(&mut self, place: &Place, bytes: &[u8]) -> io::Result<()> {
        if self.container.block_compression() == Compression::None {
            return self.storage.append(place.entry, bytes);
        }
        self.block.extend_from_slice(bytes);
        if self.block.len() >= self.pace.block_bytes { self.flush_block(place.entry) } else { Ok(()) }
    }

    fn flush_block(&mut self, entry: u64) -> io::Result<()> {
        let block = std::mem::take(&mut self.block);
        if block.is_empty() {
            return Ok(());
        }
        self.storage.append(entry, &self.container.block_compression().pack(&block))
    }

    /// Notes how far the output has come, if it is time to and if it can be cut here, before the record at `next`.
    fn commit(&mut self, next: &Place) -> io::Result<()> {
        let can_be_cut = self.storage.name().is_some() && self.block.is_empty() && !next.is_within_damage();
        if !can_be_cut || self.last_commit.elapsed() < self.pace.commit_every {
            return Ok(());
        }
        let length = self.storage.sync()?;
        self.storage.commit(&Commit { length, next: next.clone(), counts: self.counts.clone() })?;
        self.last_commit = Instant::now();
        Ok(())
    }

    fn failed(self, error: io::Error) -> Error {
        Error::Output { path: self.storage.name().map(Path::to_owned), error }
    }
}

/// Where an earlier run has come to, if its output and journal are there.
fn begun(job: &Job, claim: &Claim, is_folder: bool) -> Result<Option<Commit>, Error> {
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
