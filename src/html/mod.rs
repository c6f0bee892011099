//! Turns text into elements and character data: tokens from lol_html, structure from our own stack of open elements.
//!
//! ```text
//! str → Tokenizer → (Noscript) → TreeBuilder → open / text / close
//! ```
//!
//! Nothing here knows about blocks or rules. The output is all text of the page, scripts and styles included, each
//! piece with its [`TextKind`]; later stages decide what to read.

mod attributes;
#[cfg(test)]
pub(crate) mod conformance;
mod content_model;
mod foreign;
mod markup;
mod missed;
mod noscript;
mod open_elements;
mod overlong;
mod references;
mod tag;
mod token;
mod token_reader;
mod tokenizer;
mod tree;

pub(crate) use attributes::{NameSet, Value, characters};
pub(crate) use noscript::Noscript;
pub use open_elements::Element;
pub(crate) use open_elements::Open;
pub(crate) use references::decode_attribute as decode_references;
pub use tag::Tag;
pub(crate) use tag::{Traits, tags};
pub(crate) use token::{StartTag, TextKind, TokenBuffer, TokenSink};
pub(crate) use tokenizer::Tokenizer;
pub(crate) use tree::{ElementSink, TreeBuilder};

#[cfg(test)]
pub(crate) mod testing {
    //! Walks a page with a callback for every element, for tests of later stages.

    use super::*;
    use crate::limits::Limits;

    struct Walk<'a>(&'a mut dyn FnMut(Element<'_>), &'a mut dyn FnMut());

    impl ElementSink for Walk<'_> {
        type Frame = ();
        fn open(&mut self, element: Element<'_>, _: &mut [Open<()>]) {
            (self.0)(element);
        }
        fn close(&mut self, _: Open<()>, _: &mut [Open<()>]) {
            (self.1)();
        }
        fn text(&mut self, _: &str, _: TextKind, _: &mut [Open<()>]) {}
    }

    /// Calls `on_open` when each element opens and `on_close` when it closes.
    pub(crate) fn walk(html: &str, on_open: &mut dyn FnMut(Element<'_>), on_close: &mut dyn FnMut()) {
        let limits = Limits::default();
        let mut tokenizer = Tokenizer::new(&limits);
        let mut tree = TreeBuilder::new(&limits, Walk(on_open, on_close));
        tokenizer.push(html, &mut tree);
        tokenizer.finish(&mut tree);
        tree.finish();
    }
}
