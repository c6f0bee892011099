//! Where an output is kept: a file, a folder of files, or a stream; and the journal beside it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::super::Job;
use super::super::count::{Counts, Fate};
use super::super::journal::{Commit, Found, Journal};
use super::super::limits::{BLOCK_BYTES, COMMIT_EVERY};
use super::super::page::Place;
use super::part::{Part, rename, sync_folder, with_suffix};
use super::{Compression, Container, Done, file_ending};
use crate::batch::Error;

/// An output that is being written, record by record, in their order.
pub struct Store {
    target: Target,
    container: Container,
    /// Lines that are to be compressed together.
    block: Vec<u8>,
    counts: Counts,
    journal: Option<Journal>,
    last_commit: Instant,
    /// Something was written, or was before.
    begun: bool,
}

enum Target {
    Stream(io::BufWriter<Box<dyn Write + Send>>),
    File {
        part: Part,
        name: PathBuf,
    },
    /// Made when the first page comes.
    Folder {
        part: PathBuf,
        name: PathBuf,
        ending: &'static str,
    },
}

/// What there is of an output already.
pub enum State {
    /// It is complete.
    Complete,
    /// It can be begun.
    New,
    /// It can be gone on with.
    Begun(Commit),
}

impl Store {
    /// Looks what there is of an output.
    pub fn state(job: &Job, name: &Path) -> Result<State, Error> {
        let failed = |error| Error::Output { path: Some(name.to_owned()), error };
        if name.symlink_metadata().is_ok() && !job.force {
            if !job.resume {
                return Err(Error::Exists(name.to_owned()));
            }
            #[cfg(feature = "parquet")]
            if job.container == Container::Parquet {
                Part::forget(name).map_err(failed)?;
            }
            // A run that was killed after it had given the name may have left its journal.
            return Journal::forget(name).map(|()| State::Complete).map_err(failed);
        }
        if !job.resume {
            return Ok(State::New);
        }
        let Some(length) = Part::length_of(name) else { return Ok(State::New) };
        match Journal::read(name, &job.signature, length).map_err(failed)? {
            Found::Nothing => Ok(State::New),
            Found::Other => Err(Error::OtherOptions(name.to_owned())),
            Found::Commit(commit) => Ok(State::Begun(commit)),
        }
    }

    /// An output that cannot be gone on with: a pipe.
    pub fn stream(job: &Job, stream: Box<dyn Write + Send>) -> io::Result<Store> {
        Store::new(job, Target::Stream(io::BufWriter::with_capacity(64 << 10, stream)), None)
    }

    /// A file, from its beginning or from a commit.
    pub fn file(job: &Job, name: &Path, commit: Option<&Commit>) -> Result<Store, Error> {
        let failed = |error| Error::Output { path: Some(name.to_owned()), error };
        make_folder_of(name).map_err(failed)?;
        let part = Part::open(name, commit.map_or(0, |commit| commit.length)).map_err(failed)?;
        Store::new(job, Target::File { part, name: name.to_owned() }, commit).map_err(failed)
    }

    /// A folder of files.
    pub fn folder(job: &Job, name: &Path, commit: Option<&Commit>) -> Result<Store, Error> {
        let failed = |error| Error::Output { path: Some(name.to_owned()), error };
        let part = with_suffix(name, ".part");
        if commit.is_none() && part.is_dir() {
            // Pages of another run, which this one may not have.
            fs::remove_dir_all(&part).map_err(failed)?;
        }
        fs::create_dir_all(&part).map_err(failed)?;
        let ending = file_ending(job.options.output_format());
        Store::new(job, Target::Folder { part, name: name.to_owned(), ending }, commit).map_err(failed)
    }

    fn new(job: &Job, target: Target, commit: Option<&Commit>) -> io::Result<Store> {
        // The journal of a run that is not gone on with would be taken for that of this one.
        let journal = match (target.name(), commit) {
            (Some(name), Some(_)) => Some(Journal::begin(name, &job.signature, commit)?),
            (Some(name), None) => Journal::forget(name).map(|()| None)?,
            (None, _) => None,
        };
        Ok(Store {
            target,
            container: job.container,
            block: Vec::new(),
            counts: commit.map(|commit| commit.counts.clone()).unwrap_or_default(),
            journal,
            last_commit: Instant::now(),
            begun: commit.is_some_and(|commit| commit.length > 0 || commit.counts.of(Fate::Kept) > 0),
        })
    }

    /// Writes what became of the record at `place`.
    pub fn write(&mut self, job: &Job, place: &Place, done: &Done) -> Result<(), Error> {
        self.commit(job, place).and_then(|()| self.append(job, place, done)).map_err(|error| self.error(error))
    }

    fn append(&mut self, job: &Job, place: &Place, done: &Done) -> io::Result<()> {
        if !done.bytes.is_empty() {
            if !self.begun && !done.is_info {
                let origin =
                    super::Origin { place: place.clone(), date: done.date.clone(), ..super::Origin::default() };
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
            return self.target.write(place, bytes);
        }
        self.block.extend_from_slice(bytes);
        if self.block.len() >= BLOCK_BYTES { self.flush_block(place) } else { Ok(()) }
    }

    fn flush_block(&mut self, place: &Place) -> io::Result<()> {
        let packed = self.container.block_compression().pack(&self.block);
        self.block.clear();
        self.target.write(place, &packed)
    }

    /// Notes how far it has come, now and then, where it can be cut: before the record at `next`.
    fn commit(&mut self, job: &Job, next: &Place) -> io::Result<()> {
        let Some(name) = self.target.name() else { return Ok(()) };
        if !self.block.is_empty() || next.is_within_damage() || self.last_commit.elapsed() < COMMIT_EVERY {
            return Ok(());
        }
        let mut journal = match self.journal.take() {
            Some(journal) => journal,
            None => Journal::begin(name, &job.signature, None)?,
        };
        let length = self.target.sync()?;
        journal.commit(&Commit { length, next: next.clone(), counts: self.counts.clone() })?;
        self.journal = Some(journal);
        self.last_commit = Instant::now();
        Ok(())
    }

    /// All is written: the output gets its name, unless it is incomplete because its input failed.
    ///
    /// Gives what was counted, and whether there is an output now.
    pub fn finish(mut self, incomplete: bool) -> Result<(Counts, bool), Error> {
        let name = self.target.name().map(Path::to_owned);
        let flushed = self.flush_block(&Place::default());
        flushed.and_then(|()| self.complete(incomplete)).map_err(|error| Error::Output { path: name, error })
    }

    fn complete(self, incomplete: bool) -> io::Result<(Counts, bool)> {
        let Store { target, container, counts, journal, begun, .. } = self;
        if incomplete && begun {
            // It can be gone on with.
            return Ok((counts, false));
        }
        // A page of which nothing was kept is an empty file, so that it is known to be done.
        let no_page = container == Container::Files && counts.of(Fate::NotHtml) > 0;
        let mut is_output = !incomplete;
        match target {
            Target::Stream(mut stream) => stream.flush()?,
            Target::File { part, .. } if incomplete || no_page => {
                is_output = false;
                part.discard()?;
            }
            #[cfg(feature = "parquet")]
            Target::File { part, .. } if container == Container::Parquet => {
                part.complete_as(super::parquet::convert)?;
            }
            Target::File { part, .. } => part.complete()?,
            Target::Folder { part, .. } if incomplete => fs::remove_dir_all(part)?,
            Target::Folder { part, name, .. } => {
                sync_folder(&part)?;
                if name.is_dir() {
                    // It is to be written again; a folder takes the name of none that has files.
                    fs::remove_dir_all(&name)?;
                }
                rename(&part, &name)?;
            }
        }
        if let Some(journal) = journal {
            journal.remove()?;
        }
        Ok((counts, is_output))
    }

    fn error(&self, error: io::Error) -> Error {
        Error::Output { path: self.target.name().map(Path::to_owned), error }
    }
}

impl Target {
    fn name(&self) -> Option<&Path> {
        match self {
            Target::Stream(_) => None,
            Target::File { name, .. } | Target::Folder { name, .. } => Some(name),
        }
    }

    fn write(&mut self, place: &Place, bytes: &[u8]) -> io::Result<()> {
        match self {
            Target::Stream(stream) => stream.write_all(bytes),
            Target::File { part, .. } => part.write(bytes),
            Target::Folder { .. } if bytes.is_empty() => Ok(()),
            Target::Folder { part, ending, .. } => {
                let mut file = File::create(part.join(format!("{:08}.{ending}", place.entry)))?;
                file.write_all(bytes)?;
                file.sync_data()
            }
        }
    }

    /// Waits until all is on the disk, and tells how long it is.
    fn sync(&mut self) -> io::Result<u64> {
        match self {
            Target::Stream(stream) => stream.flush().map(|()| 0),
            Target::File { part, .. } => part.sync().map(|()| part.length()),
            Target::Folder { part, .. } => sync_folder(part).map(|()| 0),
        }
    }
}

fn make_folder_of(name: &Path) -> io::Result<()> {
    match name.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => fs::create_dir_all(folder),
        _ => Ok(()),
    }
}
