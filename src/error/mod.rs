//! The errors of the library.
//!
//! A page never causes an error: tamis accepts any bytes. Errors come from the caller's settings, from rule files and
//! from the sink.

mod rule;

use std::io;

pub use rule::RuleError;
pub(crate) use rule::bidi_control;

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

/// A name that no value of an option has. The message lists those that are allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown {what} `{name}`: use {allowed}")]
#[non_exhaustive]
pub struct UnknownName {
    what: &'static str,
    /// The name as given, cut and on one line.
    name: String,
    allowed: String,
}

impl UnknownName {
    /// The longest part of a wrong name that a message repeats.
    const SHOWN_CHARS: usize = 40;

    pub(crate) fn new(what: &'static str, name: &str, allowed: impl Iterator<Item = &'static str>) -> UnknownName {
        let name = name.chars().take(Self::SHOWN_CHARS).collect::<String>().escape_debug().to_string();
        UnknownName { what, name, allowed: allowed.collect::<Vec<_>>().join(", ") }
    }
}
