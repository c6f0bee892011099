//! Reads the content of `<noscript>` as markup, between the tokenizer and the tree.
//!
//! lol_html reads it as raw text, as a browser with scripts does. Without scripts it is ordinary markup, and on some
//! sites it holds the real content. A second tokenizer reads it as it arrives, so nothing is held.

use super::tag::{Tag, tags};
use super::token::{StartTag, TextKind, TokenBuffer, TokenSink};
use super::tokenizer::Tokenizer;
use crate::limits::Limits;

/// Passes tokens on, with those of `<noscript>` content in place of its raw text.
pub(crate) struct Noscript<S> {
    sink: S,
    limits: Limits,
    inside: bool,
    /// Made when there is content, dropped at the end tag.
    inner: Option<Tokenizer<TokenBuffer>>,
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
    /// Ends the content of an open `noscript`, if there is one.
    pub fn finish(&mut self) {
        self.inside = false;
        if let Some(mut inner) = self.inner.take() {
            inner.finish();
            inner.sink().replay(&mut self.sink);
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
        let inner = self.inner.get_or_insert_with(|| Tokenizer::new(&self.limits, TokenBuffer::default()));
        inner.push(text);
        inner.sink().replay(&mut self.sink);
    }
}
