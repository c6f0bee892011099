//! Turns text into tokens through lol_html. The only file that names that crate.
//!
//! One document text handler takes every text and blanks it, so that what the rewriter writes out is exactly the
//! markup, stray end tags included, in document order between the texts. That costs two thirds of what element and
//! end-tag handlers cost, and lol_html keeps no stack. The order is true by construction but not documented: the
//! version is pinned, and `conformance.rs` fails if it ever changes.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lol_html::errors::RewritingError;
use lol_html::html_content::{TextChunk, TextType};
use lol_html::{MemorySettings, OutputSink, send};

use super::attributes::Attributes;
use super::markup::{self, Markup, Spans};
use super::references::TextDecoder;
use super::token::{StartTag, TextKind, TokenSink};
use crate::limits::Limits;

/// Splits a document into tokens, push by push, and hands them to a sink.
pub(crate) struct Tokenizer<S: TokenSink> {
    rewriter: Option<send::HtmlRewriter<'static, MarkupSink<S>>>,
    state: Arc<Mutex<State<S>>>,
    limits: Limits,
    /// A token too long for the rewriter is being passed over.
    skipping: Option<Skipped>,
    overlong: u64,
}

/// What kind of overlong token is passed over, and what ends it.
enum Skipped {
    Comment,
    Tag { quote: Option<u8> },
}

struct State<S> {
    sink: S,
    decoder: TextDecoder,
    /// Markup that ended inside a tag. lol_html hands over whole tags, but does not promise to.
    partial: Vec<u8>,
    spans: Spans,
    /// Set when the rewriter gave up on an overlong token; what it writes from then on is unread input.
    bailed_out: bool,
    unread: Vec<u8>,
}

struct MarkupSink<S>(Arc<Mutex<State<S>>>);

impl<S: TokenSink + Send + 'static> Tokenizer<S> {
    pub fn new(limits: &Limits, sink: S) -> Self {
        let state = Arc::new(Mutex::new(State {
            sink,
            decoder: TextDecoder::default(),
            partial: Vec::new(),
            spans: Spans { list: Vec::new(), max: limits.attributes, max_value: limits.attribute_value_bytes, cut: 0 },
            bailed_out: false,
            unread: Vec::new(),
        }));
        Tokenizer { rewriter: None, state, limits: limits.clone(), skipping: None, overlong: 0 }
    }

    /// Takes the next piece of the document.
    pub fn push(&mut self, text: &str) {
        let mut unread;
        let mut bytes = text.as_bytes();
        while !bytes.is_empty() {
            if let Some(skipped) = &mut self.skipping {
                let Some(end) = skipped.end(bytes) else { return };
                self.skipping = None;
                bytes = &bytes[end..];
                continue;
            }
            let rewriter = self.rewriter.get_or_insert_with(|| rewriter(&self.limits, &self.state));
            if rewriter.write(bytes).is_ok() {
                return;
            }
            self.rewriter = None;
            unread = self.begin_skipping();
            bytes = &unread;
        }
    }

    /// Ends the document. True if it ended inside a token.
    pub fn finish(&mut self) -> bool {
        let ended = self.rewriter.take().is_none_or(|rewriter| rewriter.end().is_ok());
        let mut state = lock(&self.state);
        state.flush_text();
        let inside_token = !state.partial.is_empty() || self.skipping.is_some() || !ended;
        state.partial.clear();
        inside_token
    }

    /// The sink, between pushes.
    pub fn sink(&self) -> impl std::ops::DerefMut<Target = S> + '_ {
        SinkGuard(lock(&self.state))
    }

    /// The sink, after [`finish`](Tokenizer::finish); `None` only if a callback still holds the state.
    pub fn into_sink(self) -> Option<S> {
        drop(self.rewriter);
        let state = Arc::into_inner(self.state)?;
        Some(state.into_inner().unwrap_or_else(PoisonError::into_inner).sink)
    }

    /// Tokens that were longer than the rewriter may hold, and were passed over.
    pub fn overlong_tokens(&self) -> u64 {
        self.overlong
    }

    /// Attributes that were too many or too long, and were left out.
    pub fn attributes_cut(&self) -> u64 {
        lock(&self.state).spans.cut
    }

    /// After a bail-out: the unread input, which begins with the overlong token.
    fn begin_skipping(&mut self) -> Vec<u8> {
        let mut state = lock(&self.state);
        state.bailed_out = false;
        self.overlong += 1;
        let unread = std::mem::take(&mut state.unread);
        self.skipping = Some(if unread.starts_with(b"<!") { Skipped::Comment } else { Skipped::Tag { quote: None } });
        unread
    }
}

impl Skipped {
    /// Where the token ends, if it does within these bytes.
    fn end(&mut self, bytes: &[u8]) -> Option<usize> {
        match self {
            Skipped::Comment => memchr::memmem::find(bytes, b"-->").map(|at| at + 3),
            Skipped::Tag { quote } => bytes
                .iter()
                .position(|&b| match (*quote, b) {
                    (None, b'"' | b'\'') => {
                        *quote = Some(b);
                        false
                    }
                    (Some(open), b) => {
                        if open == b {
                            *quote = None;
                        }
                        false
                    }
                    (None, b) => b == b'>',
                })
                .map(|at| at + 1),
        }
    }
}

fn rewriter<S: TokenSink + Send + 'static>(
    limits: &Limits,
    state: &Arc<Mutex<State<S>>>,
) -> send::HtmlRewriter<'static, MarkupSink<S>> {
    let memory = MemorySettings::new()
        .with_max_allowed_memory_usage(limits.rewriter_bytes)
        .with_graceful_bail_out_on_memory_limit_exceeded(true);
    let (text_state, bail_out_state) = (Arc::clone(state), Arc::clone(state));
    let settings = send::Settings::new_send()
        .with_strict(false)
        .with_memory_settings(memory)
        .append_document_content_handler(lol_html::doc_text!(move |chunk: &mut TextChunk<'_>| {
            // lol_html closes each text with an empty chunk; those are most of all chunks.
            if !chunk.as_str().is_empty() {
                lock(&text_state).text(chunk.as_str(), text_kind(chunk.text_type()));
                // Unlike `remove`, this does not allocate.
                chunk.set_str(String::new());
            }
            Ok(())
        }))
        .append_bail_out_handler(lol_html::bail_out!(move |_error: &RewritingError, _: &mut _| {
            lock(&bail_out_state).bailed_out = true;
        }));
    send::HtmlRewriter::new(settings, MarkupSink(Arc::clone(state)))
}

fn text_kind(kind: TextType) -> TextKind {
    match kind {
        TextType::Data => TextKind::Data,
        TextType::RCData => TextKind::RcData,
        TextType::RawText => TextKind::RawText,
        TextType::ScriptData => TextKind::Script,
        TextType::PlainText => TextKind::PlainText,
        TextType::CDataSection => TextKind::CData,
    }
}

/// A poisoned lock means that a sink panicked; the panic is on its way already.
fn lock<S>(state: &Mutex<State<S>>) -> MutexGuard<'_, State<S>> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

struct SinkGuard<'a, S>(MutexGuard<'a, State<S>>);

impl<S> std::ops::Deref for SinkGuard<'_, S> {
    type Target = S;
    fn deref(&self) -> &S {
        &self.0.sink
    }
}

impl<S> std::ops::DerefMut for SinkGuard<'_, S> {
    fn deref_mut(&mut self) -> &mut S {
        &mut self.0.sink
    }
}

impl<S: TokenSink> OutputSink for MarkupSink<S> {
    fn handle_chunk(&mut self, chunk: &[u8]) {
        if !chunk.is_empty() {
            lock(&self.0).markup(chunk);
        }
    }
}

impl<S: TokenSink> State<S> {
    fn text(&mut self, text: &str, kind: TextKind) {
        let sink = &mut self.sink;
        let mut out = |piece: &str| sink.text(piece, kind);
        match kind {
            TextKind::Data | TextKind::RcData => self.decoder.push(text, &mut out),
            _ => self.decoder.push_raw(text, &mut out),
        }
    }

    fn flush_text(&mut self) {
        // An unfinished reference can only stand in text of these two kinds, which read it alike.
        let sink = &mut self.sink;
        self.decoder.flush(&mut |piece| sink.text(piece, TextKind::Data));
    }

    fn markup(&mut self, chunk: &[u8]) {
        if self.bailed_out {
            return self.unread.extend_from_slice(chunk);
        }
        self.flush_text();
        if self.partial.is_empty() {
            let read = self.read_all(chunk);
            self.partial.extend_from_slice(&chunk[read..]);
        } else {
            self.partial.extend_from_slice(chunk);
            let partial = std::mem::take(&mut self.partial);
            let read = self.read_all(&partial);
            self.partial.extend_from_slice(&partial[read..]);
        }
    }

    /// Hands on every complete tag; gives how far that went.
    fn read_all(&mut self, markup: &[u8]) -> usize {
        let mut at = 0;
        while at < markup.len() {
            let rest = &markup[at..];
            at += match markup::read(rest, &mut self.spans) {
                Markup::Start { tag, self_closing, length } => {
                    let attributes = Attributes::new(rest, &self.spans.list);
                    self.sink.start_tag(StartTag { tag, attributes, self_closing });
                    length
                }
                Markup::End { tag, length } => {
                    self.sink.end_tag(tag);
                    length
                }
                Markup::Other { length } => length,
                Markup::Incomplete => break,
            };
        }
        at
    }
}
