//! Matches CSS selectors while elements open and close: text → syntax tree → one index → ids of matching lists.
//!
//! ```text
//! text ─ parse ─► SelectorList ─ Builder ─► Index ─ Matcher::open ─► ids
//! ```
//!
//! A selector such as `main > .box a` is a chain of compounds, and each compound is a node of the index. An element is
//! tested only against nodes whose rarest part (id, class, attribute, name) it has, so the number of rules does not
//! matter. The matcher records matches of earlier compounds when their elements open, so nothing walks up the tree.

mod attribute;
mod broad;
mod build;
mod index;
mod lex;
mod matcher;
mod miss_cache;
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

/// Maximum cost of one file's compounds that have no rarer key than an element or attribute name.
pub(crate) const MOST_WIDE: usize = 128;

/// The most that compounds of one file may weigh that are tried for elements with the same class, id or value.
pub(crate) const MOST_WITH_KEY: usize = 128;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SelectorList(Vec<syntax::Complex>);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub(crate) struct SelectorError {
    pub message: String,
    pub at: usize,
    pub len: usize,
    pub help: Option<String>,
}

impl SelectorError {
    fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
