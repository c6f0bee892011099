//! The errors of the library.
//!
//! A page never causes an error: tamis accepts any bytes. Errors come from the caller's settings, from rule files and
//! from the sink.

use std::io;

use crate::rules::RuleError;

/// An error of the library.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The sink failed. The cleaner cannot continue.
    #[error("cannot write the output: {0}")]
    Sink(#[from] io::Error),
    /// A rule file or a selector is invalid; the message names file, line and column and what to write instead.
    #[error(transparent)]
    Rule(#[from] RuleError),
    /// The encoding label is unknown.
    #[error("unknown encoding label `{0}`: use a label of the Encoding Standard, such as `utf-8` or `windows-1256`")]
    Encoding(String),
    /// The address given for the page is not an absolute URL.
    #[error("`{url}` is not an absolute URL: {reason}")]
    Url {
        /// The address as given.
        url: String,
        /// The URL parser's error.
        reason: String,
    },
}
