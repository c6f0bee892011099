//! Cleans whole crawls (archives and folders of pages) on all cores, into one output or one for each input.
//!
//! ```text
//! Walk → source → Archive → Held record → page → Done → Store
//!        (what is it)       (by any thread)   (in order, with a journal)
//! ```
//!
//! The output does not depend on the number of threads, nor on whether the run was killed and resumed: an output gets
//! its name only when it is complete, and an incomplete one resumes at the next record. Every record is counted once
//! in [`Counts`]. Memory is bounded: 64 MiB, plus 32 MiB for each thread.
//!
//! ```no_run
//! use tamis::batch::{Container, Job, Target, Watch, run};
//!
//! let job = Job {
//!     inputs: vec!["crawl".into()],
//!     target: Target::Folder("texts".into()),
//!     ..Job::default()
//! };
//! let summary = run(job, &Watch::default())?;
//! println!("{}", summary.counts.to_text());
//! # Ok::<(), tamis::batch::Error>(())
//! ```

mod archive;
mod binary;
mod board;
mod count;
mod date;
mod digest;
mod feed;
mod filter;
mod folder;
mod identity;
mod input;
mod limits;
mod output;
mod page;
mod record;
mod schedule;
mod source;
mod walk;

use std::collections::BTreeSet;
use std::fmt;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::thread;

pub use binary::binary_kind;
pub use count::{Counts, Fate, Flaws};
pub use digest::fingerprint;
pub use filter::Filters;
pub use input::List;
pub use output::{Compression, Container};

use crate::extract::{InputForm, Options};
use crate::hash::hash;
use crate::write;
use board::{Board, Lanes};
use feed::{Feed, Inputs};
use identity::{Identity, Written};
use input::Input;
use limits::THREADS;
use output::Store;
use source::{OpenError, Opened};
use walk::Walk;

/// The settings of a batch.
#[derive(Debug)]
pub struct Job {
    /// Files, and folders whose files are read in name order; `-` is standard input.
    pub inputs: Vec<PathBuf>,
    /// The cleaning options. The address and encoding of a page come from its record.
    pub options: Options,
    /// The form of every input; by default files ending in `.txt` are text.
    pub form: Option<InputForm>,
    /// The records to keep.
    pub filters: Filters,
    /// The container of the output.
    pub container: Container,
    /// The destination of the output.
    pub target: Target,
    /// The number of threads, from 1 to 1024.
    pub threads: usize,
    /// Whether to resume incomplete outputs and skip complete ones.
    pub resume: bool,
    /// Whether to overwrite existing outputs.
    pub force: bool,
    /// A fingerprint of options, filters and rules: a run with another signature is not resumed. It is part of record
    /// identifiers, see [`fingerprint`].
    pub signature: String,
}

impl Default for Job {
    fn default() -> Self {
        Job {
            inputs: Vec::new(),
            options: Options::default(),
            form: None,
            filters: Filters::default(),
            container: Container::Jsonl(Compression::None),
            target: Target::Stream,
            threads: thread::available_parallelism().map_or(1, usize::from),
            resume: false,
            force: false,
            signature: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

/// The destination of a batch's output.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Target {
    /// The stream of the [`Watch`]; it cannot be resumed.
    Stream,
    /// One file for all inputs.
    File(PathBuf),
    /// A folder, with a file or a folder of files for each input.
    Folder(PathBuf),
}

/// Callbacks and counters for a running batch.
pub struct Watch {
    /// The output of [`Target::Stream`].
    pub stream: fn() -> io::Result<Box<dyn Write + Send>>,
    /// Called in input order for damage: where it is and what, at most twenty times for one input. Each notice is one
    /// line without control characters.
    pub notice: Box<dyn Fn(&str) + Sync>,
    /// Called in input order for an input that could not be read, with the reason.
    pub failure: Box<dyn Fn(&str) + Sync>,
    /// Input bytes read.
    pub bytes: AtomicU64,
    /// Records written to the output.
    pub kept: AtomicU64,
    /// Dropped records.
    pub dropped: AtomicU64,
    /// Damaged records, and inputs that could not be read.
    pub failed: AtomicU64,
    /// Notices not given, because their input had too many.
    pub untold: AtomicU64,
}

impl Default for Watch {
    /// Ignores notices and writes to standard output.
    fn default() -> Self {
        Watch {
            stream: || Ok(Box::new(io::stdout())),
            notice: Box::new(|_| ()),
            failure: Box::new(|_| ()),
            bytes: AtomicU64::new(0),
            kept: AtomicU64::new(0),
            dropped: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            untold: AtomicU64::new(0),
        }
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch")
            .field("bytes", &self.bytes)
            .field("kept", &self.kept)
            .field("dropped", &self.dropped)
            .field("failed", &self.failed)
            .field("untold", &self.untold)
            .finish_non_exhaustive()
    }
}

/// The result of a batch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// What became of the records. A resumed run includes the earlier records of incomplete outputs.
    pub counts: Counts,
    /// Outputs written.
    pub outputs: u64,
    /// Outputs that were complete before.
    pub complete_before: u64,
}

/// Why a batch stopped early. What it wrote can be resumed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The output cannot be written.
    #[error("cannot write {}: {error}", shown(path.as_deref()))]
    Output {
        /// The name of the output; `None` for a stream.
        path: Option<PathBuf>,
        /// The error of the system.
        #[source]
        error: io::Error,
    },
    /// The output exists.
    #[error("{} already exists: --resume keeps it, --force overwrites it", shown(Some(.0)))]
    Exists(PathBuf),
    /// The output is also an input.
    #[error("{} is both an input and the output", shown(Some(.0)))]
    IsInput(PathBuf),
    /// Standard error goes to an input; reporting it would change the input.
    #[error("{} is an input, and messages are written to it", shown(Some(.0)))]
    IsMessages(PathBuf),
    /// The output was started with other options or by another version.
    #[error("{} was started with other options or by another version: --force starts over", shown(Some(.0)))]
    OtherOptions(PathBuf),
    /// The output was started with other inputs, or they have changed since (length or modification time).
    #[error("{} was started with other inputs, or they have changed since: --force starts over", shown(Some(.0)))]
    OtherInputs(PathBuf),
    /// Another run is writing the output.
    #[error("{} is being written by {holder}", shown(Some(path)))]
    Busy {
        /// The name of the output.
        path: PathBuf,
        /// The process, host and start time of that run.
        holder: String,
    },
    /// The output folder contains files that no run wrote.
    #[error("{} contains files that tamis did not write: move them away", shown(Some(.0)))]
    Foreign(PathBuf),
    /// The name of the output is reserved for unfinished outputs.
    #[error("{}: names ending in .tamis are reserved for unfinished outputs", shown(Some(.0)))]
    Reserved(PathBuf),
}

fn shown(path: Option<&Path>) -> String {
    path.map_or_else(|| "the output".to_owned(), |path| write::shown(&path.to_string_lossy()))
}

/// Returns the error for an input that this process writes.
fn is_input(input: &Path) -> Error {
    let is_messages = identity_of(input).zip(Written::stderr()).is_some_and(|(input, stderr)| stderr.is(&input));
    if is_messages { Error::IsMessages(input.to_owned()) } else { Error::IsInput(input.to_owned()) }
}

/// Returns the identity of an input; for `-`, of the file behind standard input.
fn identity_of(input: &Path) -> Option<Identity> {
    if input != Path::new("-") {
        return Identity::of(input);
    }
    source::stdin().ok().and_then(|file| Identity::of_file(&file))
}

/// Runs a batch.
///
/// An unreadable or damaged input is reported and counted, and does not stop the run.
///
/// # Errors
///
/// If the output cannot be written or exists already.
pub fn run(job: Job, watch: &Watch) -> Result<Summary, Error> {
    run_with_list(job, None, watch)
}

/// Runs a batch with further inputs from a list, which is read as the run proceeds.
///
/// # Errors
///
/// As for [`run`].
pub fn run_with_list(mut job: Job, list: Option<List>, watch: &Watch) -> Result<Summary, Error> {
    job.threads = job.threads.clamp(1, THREADS);
    if matches!(job.container, Container::Wet(_)) || !job.filters.languages.is_empty() {
        job.options = job.options.identify_language(true);
    }
    let except = match &job.target {
        Target::Folder(folder) => vec![folder.clone()],
        Target::File(name) => vec![name.clone(), output::folder_of(name)],
        Target::Stream => Vec::new(),
    };
    // Notices go to standard error, whatever the output. Registered until the run ends.
    let stdout = if job.target == Target::Stream { Written::stdout() } else { None };
    let streams = [stdout, Written::stderr()];
    let outputs: Vec<Identity> = except.iter().filter_map(|path| Identity::of(path)).collect();
    let is_output =
        |input: &Identity| outputs.contains(input) || streams.iter().flatten().any(|stream| stream.is(input));
    let mut named = BTreeSet::new();
    for input in &job.inputs {
        let Some(identity) = identity_of(input) else { continue };
        if is_output(&identity) {
            return Err(is_input(input));
        }
        named.insert(identity);
    }
    let walk = Walk::new(&job.inputs, list, &except);
    let lanes: Box<Lanes<'_>> = match &job.target {
        Target::Stream => {
            let opened = (watch.stream)().map_err(|error| Error::Output { path: None, error });
            let opened = opened.map(|stream| Store::stream(&job, stream));
            Box::new(std::iter::once(opened.map(|store| Some((Feed::new(Inputs::All(walk), None), store)))))
        }
        Target::File(name) => Box::new(std::iter::once(one_file(&job, name, walk))),
        Target::Folder(folder) => {
            let (mut names, job, named) = (BTreeSet::new(), &job, &named);
            Box::new(walk.map(move |input| one_of_many(job, folder, input, named, &mut names)))
        }
    };
    let board = Board::new(&job, watch, lanes);
    thread::scope(|scope| {
        for _ in 1..job.threads {
            // If the system refuses more threads, the existing ones do the work.
            if thread::Builder::new().spawn_scoped(scope, || board.work()).is_err() {
                break;
            }
        }
        board.work();
    });
    board.into_summary()
}

type Lane = Result<Option<(Feed, Store)>, Error>;

fn one_file(job: &Job, name: &Path, walk: Walk) -> Lane {
    if name.metadata().is_ok_and(|found| !found.is_file() && !found.is_dir()) {
        // A device or a named pipe is written directly.
        let device = OpenOptions::new().write(true).open(name);
        let device = device.map_err(|error| Error::Output { path: Some(name.to_owned()), error })?;
        return Ok(Some((Feed::new(Inputs::All(walk), None), Store::stream(job, Box::new(device)))));
    }
    if Store::is_complete(job, name)? {
        return Ok(None);
    }
    let opened = Store::open(job, name, false)?;
    Ok(opened.map(|(store, next)| (Feed::new(Inputs::All(walk), next), store)))
}

fn one_of_many(
    job: &Job,
    folder: &Path,
    input: walk::Found,
    named: &BTreeSet<Identity>,
    names: &mut BTreeSet<u64>,
) -> Lane {
    // An input that cannot be read is counted, but has no output.
    let without_output = |input: Input, error| {
        let store = Store::stream(job, Box::new(io::sink()));
        Ok(Some((Feed::new(Inputs::One(Some((input, Err(error)))), None), store)))
    };
    let input = match input {
        Ok(input) => input,
        Err((path, error)) => return without_output(Input { relative: path.clone(), path }, OpenError::Read(error)),
    };
    let format = job.options.output_format();
    let output_name =
        |is_archive| output::fitting(folder.join(job.container.name(format, &input.relative, is_archive)));
    let page_name = output_name(false);
    if !names.insert(hash(page_name.as_os_str().as_encoded_bytes())) {
        return without_output(input, OpenError::SameName(page_name.display().to_string()));
    }
    let candidates =
        if job.container == Container::Files { vec![output_name(true), page_name] } else { vec![page_name] };
    for name in &candidates {
        if let Some(replaced) = Identity::of(name).filter(|_| job.force)
            && (named.contains(&replaced) || identity_of(&input.path) == Some(replaced))
        {
            return Err(Error::IsInput(name.clone()));
        }
        if Store::is_complete(job, name)? {
            return Ok(None);
        }
    }
    let opened = match source::open(&input) {
        Ok(opened) => opened,
        Err(OpenError::IsOutput) => return Err(is_input(&input.path)),
        Err(error) => return without_output(input, error),
    };
    let is_folder = job.container == Container::Files && matches!(opened, Opened::Archive(_));
    let name = if is_folder { &candidates[0] } else { &candidates[candidates.len() - 1] };
    let stored = match Store::open(job, name, is_folder) {
        Err(Error::Reserved(name)) => return without_output(input, OpenError::OutputName(name.display().to_string())),
        Err(Error::Output { path: Some(name), error }) if error.kind() == io::ErrorKind::InvalidFilename => {
            return without_output(input, OpenError::OutputName(name.display().to_string()));
        }
        stored => stored?,
    };
    Ok(stored.map(|(store, next)| (Feed::new(Inputs::One(Some((input, Ok(opened)))), next), store)))
}
