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
mod digest;
mod feed;
mod filter;
mod journal;
mod limits;
mod output;
mod page;
mod source;
mod walk;

use std::collections::HashSet;
use std::fs::OpenOptions;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
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
use crate::write;
use board::{Board, Lanes};
use feed::{Feed, Inputs};
use output::{State, Store};
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
    /// Threads that clean, 1 at least.
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
    /// Told in the order of the inputs: what is damaged, where; which input could not be read. Each is one line without
    /// controls, whatever the name of the input.
    pub notice: Box<dyn Fn(&str) + Sync>,
    /// Bytes of the inputs that were read.
    pub bytes: AtomicU64,
    /// Records that are in the output.
    pub kept: AtomicU64,
    /// Records that were left out.
    pub dropped: AtomicU64,
    /// Damaged places, and inputs that could not be read.
    pub failed: AtomicU64,
}

impl Default for Watch {
    /// Notices go nowhere, and the stream is standard output.
    fn default() -> Self {
        Watch {
            stream: || Ok(Box::new(io::stdout())),
            notice: Box::new(|_| ()),
            bytes: AtomicU64::new(0),
            kept: AtomicU64::new(0),
            dropped: AtomicU64::new(0),
            failed: AtomicU64::new(0),
        }
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
    /// The output was begun with other options or by another version.
    #[error("{} was begun with other options or by another version: --force begins it again", shown(Some(.0)))]
    OtherOptions(PathBuf),
    /// The output was begun with other inputs, or with what has changed since: its length, or when it was written.
    #[error("{} was begun with other inputs, or they have changed since: --force begins it again", shown(Some(.0)))]
    OtherInputs(PathBuf),
}

fn shown(path: Option<&Path>) -> String {
    path.map_or_else(|| "the output".to_owned(), |path| write::shown(&path.to_string_lossy()))
}

fn is_same(input: &Path, output: &Path) -> bool {
    input != Path::new("-") && input.exists() && walk::resolved(input) == walk::resolved(output)
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
    job.threads = job.threads.max(1);
    if matches!(job.container, Container::Wet(_)) || !job.filters.languages.is_empty() {
        job.options = job.options.identify_language(true);
    }
    let output = match &job.target {
        Target::Folder(folder) => vec![folder.clone()],
        Target::File(name) => output::names_of(name),
        Target::Stream => Vec::new(),
    };
    if let Some(named) = job.inputs.iter().find(|input| output.iter().any(|name| is_same(input, name))) {
        return Err(Error::IsInput(named.clone()));
    }
    let walk = Walk::new(&job.inputs, list, &output);
    let lanes: Box<Lanes<'_>> = match &job.target {
        Target::Stream => {
            let opened = (watch.stream)().and_then(|stream| Store::stream(&job, stream));
            let opened = opened.map_err(|error| Error::Output { path: None, error });
            Box::new(std::iter::once(opened.map(|store| Some((Feed::new(Inputs::All(walk), None), store)))))
        }
        Target::File(name) => Box::new(std::iter::once(one_file(&job, name, walk))),
        Target::Folder(folder) => {
            let (mut names, job) = (HashSet::new(), &job);
            Box::new(walk.map(move |input| one_of_many(job, folder, input, &mut names)))
        }
    };
    let board = Board::new(&job, watch, lanes);
    thread::scope(|scope| {
        for _ in 1..job.threads {
            scope.spawn(|| board.work());
        }
        board.work();
    });
    board.into_summary()
}

type Lane = Result<Option<(Feed, Store)>, Error>;

/// The lane of all inputs into one file.
fn one_file(job: &Job, name: &Path, walk: Walk) -> Lane {
    let failed = |error| Error::Output { path: Some(name.to_owned()), error };
    if name.metadata().is_ok_and(|found| !found.is_file() && !found.is_dir()) {
        // A device or a named pipe is written to as it is.
        let device = OpenOptions::new().write(true).open(name).map_err(failed)?;
        let store = Store::stream(job, Box::new(device)).map_err(failed)?;
        return Ok(Some((Feed::new(Inputs::All(walk), None), store)));
    }
    let commit = match Store::state(job, name)? {
        State::Complete => return Ok(None),
        State::New => None,
        State::Begun(commit) => Some(commit),
    };
    let store = Store::file(job, name, commit.as_deref())?;
    Ok(Some((Feed::new(Inputs::All(walk), commit.map(|commit| commit.next)), store)))
}

/// The lane of one input into an output of its own.
fn one_of_many(job: &Job, folder: &Path, input: walk::Found, names: &mut HashSet<u64>) -> Lane {
    // What comes of an input that cannot be read is counted, and stored nowhere.
    let nowhere = |input: Input, error| {
        let store = Store::stream(job, Box::new(io::sink()));
        let store = store.map_err(|error| Error::Output { path: None, error })?;
        Ok(Some((Feed::new(Inputs::One(Some((input, Err(error)))), None), store)))
    };
    let input = match input {
        Ok(input) => input,
        Err((path, error)) => return nowhere(Input { relative: path.clone(), path }, OpenError::Read(error)),
    };
    let format = job.options.output_format();
    let named = |is_archive| folder.join(job.container.name(format, &input.relative, is_archive));
    let mut hasher = DefaultHasher::new();
    named(false).hash(&mut hasher);
    if !names.insert(hasher.finish()) {
        let name = named(false).display().to_string();
        return nowhere(input, OpenError::SameName(name));
    }
    let candidates =
        if job.container == Container::Files { vec![named(true), named(false)] } else { vec![named(false)] };
    let mut commit = None;
    for name in &candidates {
        if is_same(&input.path, name) {
            return Err(Error::IsInput(name.clone()));
        }
        match Store::state(job, name)? {
            State::Complete => return Ok(None),
            State::New => {}
            State::Begun(begun) => commit = Some(begun),
        }
    }
    let opened = match source::open(&input) {
        Ok(opened) => opened,
        Err(error) => return nowhere(input, error),
    };
    let is_archive = matches!(opened, Opened::Archive(_));
    let name = named(is_archive);
    let store = if is_archive && job.container == Container::Files {
        Store::folder(job, &name, commit.as_deref())?
    } else {
        Store::file(job, &name, commit.as_deref())?
    };
    Ok(Some((Feed::new(Inputs::One(Some((input, Ok(opened)))), commit.map(|commit| commit.next)), store)))
}
