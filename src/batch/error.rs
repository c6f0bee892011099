//! Why a batch stops early.

use std::io;
use std::path::{Path, PathBuf};

use crate::metadata::language_codes;
use crate::write;

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
    #[error("{} already exists: --resume keeps it, --restart (or --force) overwrites it", shown(Some(.0)))]
    Exists(PathBuf),
    /// An earlier run left the output unfinished.
    #[error("an earlier run left {} unfinished: --resume continues it, --restart starts over", shown(Some(.0)))]
    Unfinished(PathBuf),
    /// Two inputs would be written to one output.
    #[error(
        "{} and {} would both be written to {}: rename one, leave one out with --exclude, or run them apart",
        shown(Some(first)),
        shown(Some(second)),
        shown(Some(output))
    )]
    Clash {
        /// The first input.
        first: PathBuf,
        /// The other input.
        second: PathBuf,
        /// The name of the output.
        output: PathBuf,
    },
    /// The output is also an input.
    #[error("{} is both an input and the output", shown(Some(.0)))]
    IsInput(PathBuf),
    /// Standard error goes to an input; reporting it would change the input.
    #[error("{} is an input, and messages are written to it", shown(Some(.0)))]
    IsMessages(PathBuf),
    /// The output was started with other options or by another version.
    #[error("{} was started with other options or by another version: --restart starts over", shown(Some(.0)))]
    OtherOptions(PathBuf),
    /// The output was started with other inputs, or they have changed since (length or modification time).
    #[error("{} was started with other inputs, or they have changed since: --restart starts over", shown(Some(.0)))]
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
    /// A code of a language that tamis does not identify.
    #[error("`{0}` is not the code of a language that tamis identifies: it knows {codes}", codes = language_codes())]
    Language(String),
    /// A pattern for file names is invalid.
    #[error("invalid pattern for file names `{pattern}`: {reason}")]
    Pattern {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The name of the output is reserved for unfinished outputs.
    #[error("{}: names ending in .tamis are reserved for unfinished outputs", shown(Some(.0)))]
    Reserved(PathBuf),
}

fn shown(path: Option<&Path>) -> String {
    path.map_or_else(|| "the output".to_owned(), |path| write::shown(&path.to_string_lossy()))
}
