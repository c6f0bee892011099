//! Turns text into elements and character data: tokens from lol_html, structure from our own open-element stack.
//!
//! ```text
//! str → Tokenizer → (Noscript) → TreeBuilder → open / text / close
//! ```
//!
//! Nothing here knows about blocks or rules. What comes out is all text of the page, script and style included,
//! each piece with its [`TextKind`]; what is to be read is decided further down.

mod attributes;
mod foreign;
mod markup;
mod noscript;
mod open_elements;
mod references;
mod tag;
mod token;
mod tokenizer;
mod tree;

pub use attributes::Attributes;
pub(crate) use noscript::Noscript;
pub use open_elements::{Element, OpenElements};
pub use tag::Tag;
pub(crate) use token::{StartTag, TextKind, TokenBuffer, TokenSink};
pub(crate) use tokenizer::Tokenizer;
pub(crate) use tree::{ElementSink, TreeBuilder};
