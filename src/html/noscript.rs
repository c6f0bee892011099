//! Parses the content of `<noscript>` as markup, between the tokenizer and the tree.
//!
//! lol_html treats it as raw text, as a browser with scripts does. Without scripts it is ordinary markup, and on some
//! sites it holds the real content. A second tokenizer parses it as it arrives, so nothing is buffered.

use super::tag::{Tag, tags};
use super::token::{StartTag, TextKind, TokenSink};
use super::tokenizer::Tokenizer;
use crate::limits::Limits;

/// Passes tokens on, and replaces the raw text of `<noscript>` by its tokens.
pub(crate) struct Noscript<S> {
    sink: S,
    limits: Limits,
    inside: bool,
    /// The tokenizer of the open `noscript`, if it has content.
    inner: Option<Tokenizer>,
}

impl<S> Noscript<S> {
    pub fn new(limits: &Limits, sink: S) -> Self {
        Noscript { sink, limits: limits.clone(), inside: false, inner: None }
    }

    pub fn sink(&mut self) -> &mut S {
        &mut self.sink
    }

    pub fn into_sink(self) -> S {
        self.sink
    }
}

impl<S: TokenSink> Noscript<S> {
    pub fn finish(&mut self) {
        self.inside = false;
        if let Some(mut inner) = self.inner.take() {
            inner.finish(&mut self.sink);
        }
    }
}

impl<S: TokenSink> TokenSink for Noscript<S> {
    fn start_tag(&mut self, start: StartTag<'_>) {
        self.finish();
        self.inside = start.tag == tags::NOSCRIPT;
        self.sink.start_tag(start);
    }

    fn end_tag(&mut self, tag: Tag) {
        self.finish();
        self.sink.end_tag(tag);
    }

    fn text(&mut self, text: &str, kind: TextKind) {
        if !(self.inside && kind == TextKind::RawText) {
            return self.sink.text(text, kind);
        }
        self.inner.get_or_insert_with(|| Tokenizer::new(&self.limits)).push(text, &mut self.sink);
    }
}
