//! What can go wrong, as a caller sees it.
//!
//! A page can never be wrong: tamis reads any bytes. Errors come from the caller's settings, from rule files
//! and from the sink that receives the output.

use std::io;

use crate::rules::RuleError;

/// An error of the library.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The sink could not take the output. The document cannot be continued.
    #[error("cannot write the output: {0}")]
    Sink(#[from] io::Error),
    /// A rule file or a selector is not right; the message names file, line and column and what to write instead.
    #[error(transparent)]
    Rule(#[from] RuleError),
    /// An encoding label that the web does not know.
    #[error("unknown encoding label `{0}`: use a label of the Encoding Standard, such as `utf-8` or `windows-1256`")]
    Encoding(String),
    /// The address given for the page is not an absolute URL.
    #[error("`{url}` is not an absolute URL: {reason}")]
    Url {
        /// The address as it was given.
        url: String,
        /// What the URL parser says of it.
        reason: String,
    },
}
