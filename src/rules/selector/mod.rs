//! CSS selectors, matched while elements open and close, at a cost that does not depend on their number.
//!
//! ```text
//! text → parse → SelectorList → Builder → Index (shared) → Matcher (one a document)
//! ```

mod ast;
mod index;
mod matcher;
mod parse;
#[cfg(test)]
mod tests;

pub(crate) use index::{Builder, Index};
pub(crate) use matcher::Matcher;
pub(crate) use parse::parse;
