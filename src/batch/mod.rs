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
//! use tamis::batch::{Job, Target, Watch, run};
//!
//! let job = Job::new(["crawl"]).target(Target::Folder("texts".into())).resume(true);
//! let summary = run(job, &Watch::new())?;
//! println!("{}", summary.counts.to_text());
//! # Ok::<(), tamis::batch::Error>(())
//! ```

mod archive;
mod board;
mod count;
mod digest;
mod error;
mod feed;
mod filter;
mod folder;
mod globs;
mod identity;
mod input;
mod kind;
mod limits;
mod output;
mod page;
mod record;
mod schedule;
mod source;
mod statuses;
mod survey;
mod walk;
mod watch;

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::{self, BufRead};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;

pub use count::{Counts, Flaws, Outcome};
pub use digest::fingerprint;
pub use error::Error;
pub use filter::Filters;
pub use input::shown;
pub use kind::binary_kind;
pub use output::{Compression, OutputFormat, Schema};
pub use statuses::{Statuses, UnknownStatus};
pub use survey::Planned;
pub use watch::{RecordFacts, Watch};

use crate::block::Block;
use crate::extract::{InputForm, Options, Reason};
use crate::hash::hash;
use board::{Board, Lanes};
use feed::{Feed, Inputs};
use identity::{Identity, Written};
use input::{Input, List};
use limits::THREADS;
use output::Store;
use source::{OpenError, Opened};
use walk::Walk;

/// Formats a line that explains a block; `None` for a block that needs none.
pub type Explain = fn(id: &str, block: &Block, reason: Option<&Reason>) -> Option<String>;

/// The settings of a batch.
///
/// By default it writes JSON lines to standard output, with a thread for each core.
#[derive(Debug)]
#[must_use = "a job does nothing until it runs"]
pub struct Job {
    inputs: Vec<PathBuf>,
    /// Further inputs. The lock lets threads share the job; the list is taken once.
    list: Mutex<Option<List>>,
    list_file: Option<(PathBuf, u8)>,
    side_files: Vec<PathBuf>,
    options: Options,
    form: Option<InputForm>,
    filters: Filters,
    with_hidden: bool,
    dedup: bool,
    schema: Schema,
    explain: Option<Explain>,
    output_format: OutputFormat,
    target: Target,
    threads: usize,
    resume: bool,
    overwrite: bool,
    signature: String,
}

impl Job {
    /// Creates a job for these inputs: files, and folders whose files are read in name order; `-` is standard input.
    pub fn new<P: Into<PathBuf>>(inputs: impl IntoIterator<Item = P>) -> Job {
        Job {
            inputs: inputs.into_iter().map(Into::into).collect(),
            list: Mutex::default(),
            list_file: None,
            side_files: Vec::new(),
            options: Options::default(),
            form: None,
            filters: Filters::default(),
            with_hidden: false,
            dedup: false,
            schema: Schema::default(),
            explain: None,
            output_format: OutputFormat::default(),
            target: Target::Stream,
            threads: thread::available_parallelism().map_or(1, usize::from),
            resume: false,
            overwrite: false,
            signature: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }

    /// Adds a list of further inputs, which is read as the run proceeds. `end` is the byte that ends each name.
    pub fn list(mut self, names: impl BufRead + Send + 'static, end: u8) -> Job {
        self.list = Mutex::new(Some(List { names: Box::new(names), end }));
        self
    }

    /// Adds a file with names of further inputs. Unlike those of a [`list`](Job::list), they are known before the run.
    pub fn list_file(mut self, path: impl Into<PathBuf>, end: u8) -> Job {
        self.list_file = Some((path.into(), end));
        self
    }

    /// Adds a file that the caller writes during the run, which is never an input.
    pub fn writes_too(mut self, path: impl Into<PathBuf>) -> Job {
        self.side_files.push(path.into());
        self
    }

    /// Returns the outputs, which are never inputs.
    fn outputs(&self) -> Vec<PathBuf> {
        let mut outputs = match &self.target {
            Target::Folder(folder) => vec![folder.clone()],
            Target::File(name) => vec![name.clone(), output::folder_of(name)],
            Target::Stream => Vec::new(),
        };
        outputs.extend_from_slice(&self.side_files);
        outputs
    }

    /// Sets the cleaning options. The address and encoding of a page come from its record.
    pub fn options(mut self, options: Options) -> Job {
        self.options = options;
        self
    }

    /// Sets the form of every input; by default files ending in `.txt` are text.
    pub fn input(mut self, form: InputForm) -> Job {
        self.form = Some(form);
        self
    }

    /// Sets the records to keep.
    pub fn filters(mut self, filters: Filters) -> Job {
        self.filters = filters;
        self
    }

    /// Sets whether hidden files in folders are inputs too.
    pub fn hidden(mut self, hidden: bool) -> Job {
        self.with_hidden = hidden;
        self
    }

    /// Sets whether a text that the output has already is dropped. Of the last million texts none is forgotten; each
    /// output has its own.
    pub fn dedup(mut self, dedup: bool) -> Job {
        self.dedup = dedup;
        self
    }

    /// Sets the keys of JSON lines.
    pub fn schema(mut self, schema: Schema) -> Job {
        self.schema = schema;
        self
    }

    /// Sets what formats an explanation of each block, by the [id](crate::Formatter::id) of the page; the
    /// [`Watch`](Watch::on_explanation) gets the lines.
    pub fn explain(mut self, explain: Explain) -> Job {
        self.explain = Some(explain);
        self
    }

    /// Sets the format of the output.
    pub fn output_format(mut self, format: OutputFormat) -> Job {
        self.output_format = format;
        self
    }

    /// Sets the destination of the output.
    pub fn target(mut self, target: Target) -> Job {
        self.target = target;
        self
    }

    /// Sets the number of threads, from 1 to 1024.
    pub fn threads(mut self, threads: usize) -> Job {
        self.threads = threads.clamp(1, THREADS);
        self
    }

    /// Sets whether to resume incomplete outputs and skip complete ones.
    pub fn resume(mut self, resume: bool) -> Job {
        self.resume = resume;
        self
    }

    /// Sets whether to start over: outputs are overwritten, complete or not.
    pub fn overwrite(mut self, overwrite: bool) -> Job {
        self.overwrite = overwrite;
        self
    }

    /// Sets a fingerprint of options, filters and rules: a run with another signature is not resumed. It is part of
    /// record identifiers, see [`fingerprint`].
    pub fn signature(mut self, signature: impl Into<String>) -> Job {
        self.signature = signature.into();
        self
    }
}

impl Default for Job {
    /// Creates a job without inputs, for those of a [`list`](Job::list).
    fn default() -> Self {
        Job::new([""; 0])
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
    /// Whether the run was [stopped](Watch::stop) before all inputs were read.
    pub interrupted: bool,
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
pub fn run(mut job: Job, watch: &Watch) -> Result<Summary, Error> {
    if job.output_format != OutputFormat::Files || job.filters.need_language() {
        job.options = job.options.identify_language(true);
    }
    let except = job.outputs();
    // Notices go to standard error, whatever the output. Registered until the run ends.
    let stdout = if job.target == Target::Stream { Written::stdout() } else { None };
    let streams = [stdout, Written::stderr()];
    // For inputs of a list, which are not known yet.
    let _side_files: Vec<Written> =
        job.side_files.iter().filter_map(|path| Identity::of(path)).map(Written::new).collect();
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
    job.expect_distinct_outputs()?;
    let walk = match job.list.get_mut().ok().and_then(Option::take) {
        None => job.survey(),
        list => Walk::new(&job.inputs, list, &except).only(job.filters.names(), job.with_hidden),
    };
    let lanes: Box<Lanes<'_>> = match &job.target {
        Target::Stream => {
            let opened = (watch.stream)().map_err(|error| Error::Output { path: None, error });
            let opened = opened.map(|stream| Store::stream(&job, stream));
            Box::new(std::iter::once(opened.map(|store| Some((Feed::new(Inputs::All(walk), None), store)))))
        }
        Target::File(name) => Box::new(std::iter::once(one_file(&job, name, walk))),
        Target::Folder(folder) => {
            let (mut names, job, named) = (BTreeSet::new(), &job, &named);
            Box::new(walk.map(move |input| one_of_many(job, folder, input, named, &mut names, watch)))
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
    watch: &Watch,
) -> Lane {
    // An input that cannot be read is counted, but has no output.
    let counted =
        |input: Input, opened| Ok(Some((Feed::new(Inputs::One(Some((input, opened))), None), Store::nothing(job))));
    let without_output = |input: Input, error| counted(input, Err(error));
    let input = match input {
        Ok(input) => input,
        Err((path, error)) => {
            return without_output(Input { relative: path.clone(), path, is_found: false }, OpenError::Read(error));
        }
    };
    if input.is_found && !job.filters.names().wants_file(&input.relative) {
        return counted(input, Ok(Opened::NoFile));
    }
    let output_name = |is_folder| job.output_name(folder, &input, is_folder);
    let page_name = output_name(false);
    if !names.insert(hash(page_name.as_os_str().as_encoded_bytes())) {
        return without_output(input, OpenError::SameName(page_name.display().to_string()));
    }
    let candidates =
        if job.output_format == OutputFormat::Files { vec![output_name(true), page_name] } else { vec![page_name] };
    for name in &candidates {
        if let Some(replaced) = Identity::of(name).filter(|_| job.overwrite)
            && (named.contains(&replaced) || identity_of(&input.path) == Some(replaced))
        {
            return Err(Error::IsInput(name.clone()));
        }
        if Store::is_complete(job, name)? {
            watch.count_skipped(input.path.metadata().map_or(0, |found| found.len()));
            return Ok(None);
        }
    }
    let opened = match source::open(&input) {
        Ok(opened) => opened,
        Err(OpenError::IsOutput) => return Err(is_input(&input.path)),
        Err(error) => return without_output(input, error),
    };
    if !opened.is_wanted(&job.filters) {
        return counted(input, Ok(opened));
    }
    let is_folder = job.output_format == OutputFormat::Files && matches!(opened, Opened::Archive(_));
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
