//! Cleans whole crawls: archives and folders of pages in, one output or one for each input out, on all cores.
//!
//! ```text
//! Walk → source → Archive → Held record → page → Done → Store
//!        (what is it)       (by any thread)   (in order, with a journal)
//! ```
//!
//! The output is the same whatever the number of threads, and whether or not the run was killed in between: it has its
//! name only when it is complete, and what is incomplete is gone on with at the record. Every record is counted once in
//! [`Counts`]. Memory is bounded: 64 MiB, and 32 MiB for each thread.
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
mod journal;
mod limits;
mod output;
mod page;
mod schedule;
mod source;
mod walk;

use std::collections::{BTreeSet, HashSet};
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
pub use output::{Compression, Container};
pub use walk::List;

use crate::extract::{InputForm, Options};
use crate::hash::hash;
use crate::write;
use board::{Board, Lanes};
use feed::{Feed, Inputs};
use identity::{Identity, Written};
use limits::THREADS;
use output::Store;
use source::{OpenError, Opened};
use walk::{Input, Walk};

/// What a batch is to do.
#[derive(Debug)]
pub struct Job {
    /// Files, and folders whose files are taken in the order of their names; `-` is standard input.
    pub inputs: Vec<PathBuf>,
    /// How pages are cleaned. The address and the encoding of each are those of its record.
    pub options: Options,
    /// What every input is, if it is known; else files ending in `.txt` are text.
    pub form: Option<InputForm>,
    /// Which records are wanted.
    pub filters: Filters,
    /// The form of the output.
    pub container: Container,
    /// Where the output goes.
    pub target: Target,
    /// Threads that clean, from 1 to 1024.
    pub threads: usize,
    /// Go on with what an earlier run has left, and leave what is complete as it is.
    pub resume: bool,
    /// Write again what is there already.
    pub force: bool,
    /// Stands for the options, filters and rules: a run of another signature is not gone on with. It enters the
    /// identifiers of records, see [`fingerprint`].
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

/// Where the output of a batch goes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Target {
    /// To the stream of the [`Watch`]; it cannot be gone on with.
    Stream,
    /// All into one file.
    File(PathBuf),
    /// A file, or a folder of files, for each input into this folder.
    Folder(PathBuf),
}

/// How a batch is watched while it runs.
pub struct Watch {
    /// The output of [`Target::Stream`].
    pub stream: fn() -> io::Result<Box<dyn Write + Send>>,
    /// Told in the order of the inputs: what is damaged, and where; twenty places of one input at most. Each notice is
    /// one line without controls, whatever the name of the input.
    pub notice: Box<dyn Fn(&str) + Sync>,
    /// Told in the order of the inputs: which input could not be read, and why.
    pub failure: Box<dyn Fn(&str) + Sync>,
    /// Bytes of the inputs that were read.
    pub bytes: AtomicU64,
    /// Records that are in the output.
    pub kept: AtomicU64,
    /// Records that were left out.
    pub dropped: AtomicU64,
    /// Damaged places, and inputs that could not be read.
    pub failed: AtomicU64,
    /// Notices that were left out, because there were many of their input.
    pub untold: AtomicU64,
}

impl Default for Watch {
    /// Notices go nowhere, and the stream is standard output.
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

/// What came of a batch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// What became of each record. If the run was gone on with, those before count too, as far as their output was
    /// incomplete.
    pub counts: Counts,
    /// Outputs that were written.
    pub outputs: u64,
    /// Outputs that were complete already.
    pub complete_before: u64,
}

/// Why a batch ended before all was done. What was written before can be gone on with.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The output cannot be written.
    #[error("cannot write {}: {error}", shown(path.as_deref()))]
    Output {
        /// Its name; none for a stream.
        path: Option<PathBuf>,
        /// What the system says.
        #[source]
        error: io::Error,
    },
    /// The output is there already.
    #[error("{} is there already: --resume leaves it, --force writes it again", shown(Some(.0)))]
    Exists(PathBuf),
    /// The output is an input too.
    #[error("{} is an input and the output", shown(Some(.0)))]
    IsInput(PathBuf),
    /// Standard error goes to an input: to say so would change it.
    #[error("{} is an input, and messages are written to it", shown(Some(.0)))]
    IsMessages(PathBuf),
    /// The output was begun with other options or by another version.
    #[error("{} was begun with other options or by another version: --force begins it again", shown(Some(.0)))]
    OtherOptions(PathBuf),
    /// The output was begun with other inputs, or with what has changed since: its length, or when it was written.
    #[error("{} was begun with other inputs, or they have changed since: --force begins it again", shown(Some(.0)))]
    OtherInputs(PathBuf),
    /// Another run writes the output.
    #[error("{} is being written by {holder}", shown(Some(path)))]
    Busy {
        /// The name of the output.
        path: PathBuf,
        /// The run: its process, host and start.
        holder: String,
    },
    /// There are files in the way that no run has written.
    #[error("{} has files in it that are not tamis's: move them away", shown(Some(.0)))]
    Foreign(PathBuf),
    /// The name of the output is kept for unfinished outputs.
    #[error("{}: names that end in .tamis are those of unfinished outputs", shown(Some(.0)))]
    Reserved(PathBuf),
}

fn shown(path: Option<&Path>) -> String {
    path.map_or_else(|| "the output".to_owned(), |path| write::shown(&path.to_string_lossy()))
}

/// The error about an input that this process writes.
fn is_input(input: &Path) -> Error {
    let is_messages = identity_of(input).zip(Written::stderr()).is_some_and(|(input, stderr)| stderr.is(&input));
    if is_messages { Error::IsMessages(input.to_owned()) } else { Error::IsInput(input.to_owned()) }
}

/// The same for two names of one file; for `-` it is the file behind standard input.
fn identity_of(input: &Path) -> Option<Identity> {
    if input != Path::new("-") {
        return Identity::of(input);
    }
    source::stdin().ok().and_then(|file| Identity::of_file(&file))
}

/// Runs a batch to its end.
///
/// An input that cannot be read, or is damaged, is told to the watch and counted, and the others are done.
///
/// # Errors
///
/// If the output cannot be written, or is there already.
pub fn run(job: Job, watch: &Watch) -> Result<Summary, Error> {
    run_with_list(job, None, watch)
}

/// Runs a batch whose further inputs are named in a list, which is read as they are done.
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
    // Notices go to standard error, whatever the output.
    let stdout = if job.target == Target::Stream { Written::stdout() } else { None };
    // Registered to the end of the run.
    let streams = [stdout, Written::stderr()];
    let outputs: Vec<Identity> = except.iter().filter_map(|path| Identity::of(path)).collect();
    let is_output =
        |input: &Identity| outputs.contains(input) || streams.iter().flatten().any(|stream| stream.is(input));
    let mut named = HashSet::new();
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
            // Where the system gives no more threads, those that there are do it.
            if thread::Builder::new().spawn_scoped(scope, || board.work()).is_err() {
                break;
            }
        }
        board.work();
    });
    board.into_summary()
}

type Lane = Result<Option<(Feed, Store)>, Error>;

/// The lane of all inputs into one file.
fn one_file(job: &Job, name: &Path, walk: Walk) -> Lane {
    if name.metadata().is_ok_and(|found| !found.is_file() && !found.is_dir()) {
        // A device or a named pipe is written to as it is.
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

/// The lane of one input into an output of its own.
fn one_of_many(
    job: &Job,
    folder: &Path,
    input: walk::Found,
    named: &HashSet<Identity>,
    names: &mut BTreeSet<u64>,
) -> Lane {
    // What comes of an input that cannot be read is counted, and stored nowhere.
    let nowhere = |input: Input, error| {
        let store = Store::stream(job, Box::new(io::sink()));
        Ok(Some((Feed::new(Inputs::One(Some((input, Err(error)))), None), store)))
    };
    let input = match input {
        Ok(input) => input,
        Err((path, error)) => return nowhere(Input { relative: path.clone(), path }, OpenError::Read(error)),
    };
    let format = job.options.output_format();
    let output_name =
        |is_archive| output::fitting(folder.join(job.container.name(format, &input.relative, is_archive)));
    let page_name = output_name(false);
    if !names.insert(hash(page_name.as_os_str().as_encoded_bytes())) {
        return nowhere(input, OpenError::SameName(page_name.display().to_string()));
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
        Err(error) => return nowhere(input, error),
    };
    let is_folder = job.container == Container::Files && matches!(opened, Opened::Archive(_));
    let name = if is_folder { &candidates[0] } else { &candidates[candidates.len() - 1] };
    let stored = match Store::open(job, name, is_folder) {
        Err(Error::Reserved(name)) => return nowhere(input, OpenError::OutputName(name.display().to_string())),
        Err(Error::Output { path: Some(name), error }) if error.kind() == io::ErrorKind::InvalidFilename => {
            return nowhere(input, OpenError::OutputName(name.display().to_string()));
        }
        stored => stored?,
    };
    Ok(stored.map(|(store, next)| (Feed::new(Inputs::One(Some((input, Ok(opened)))), next), store)))
}
