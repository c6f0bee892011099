//! CSS selectors, matched while elements open and close: text → syntax tree → one index → ids of matching lists.
//!
//! ```text
//! text ─ parse ─► SelectorList ─ Builder ─► Index ─ Matcher::open ─► ids
//! ```
//!
//! A selector such as `main > .box a` is a chain of compounds, and every compound becomes one node of the index.
//! An element is tried only against the nodes whose rarest part (id, class, attribute, name) it has, so the number
//! of rules does not matter. Whether the rest of the chain holds was noted when the elements before it opened;
//! nothing walks up the tree.

mod attribute;
mod broad;
mod build;
mod index;
mod irrelevant;
mod lex;
mod matcher;
mod parse;
mod pseudo;
mod refuse;
mod subject;
mod syntax;
#[cfg(test)]
mod tests;

pub(crate) use build::{Builder, Weight};
pub(crate) use index::Index;
pub(crate) use matcher::Matcher;
pub(crate) use parse::parse;

/// The most that compounds of one file may weigh that are known by nothing rarer than the name of an element or attribute.
pub(crate) const MOST_WIDE: usize = 128;

/// The most that compounds of one file may weigh that are tried for elements with the same class, id or value.
pub(crate) const MOST_WITH_KEY: usize = 128;

/// A parsed selector list, not yet compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SelectorList(Vec<syntax::Complex>);

/// Why a selector was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub(crate) struct SelectorError {
    /// What is wrong, with the offending piece.
    pub message: String,
    /// Where the piece begins, in bytes.
    pub at: usize,
    /// Length of the piece in bytes.
    pub len: usize,
    /// What to write instead.
    pub help: Option<String>,
}

impl SelectorError {
    /// Adds what to write instead.
    fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
