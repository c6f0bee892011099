//! Turns text into tokens through lol_html. The only file that names that crate.
//!
//! One document text handler takes every text and blanks it, so that what the rewriter writes out is exactly the
//! markup, stray end tags included, in document order between the texts. That costs two thirds of what element and
//! end-tag handlers cost, and lol_html keeps no stack. The order is true by construction but not documented: the
//! version is pinned, and `conformance.rs` fails if it ever changes.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lol_html::html_content::{TextChunk, TextType};
use lol_html::{MemorySettings, OutputSink, send};

use super::attributes::Attributes;
use super::markup::{self, Markup, Spans};
use super::overlong::Overlong;
use super::references::TextDecoder;
use super::token::{StartTag, TextKind, TokenSink};
use crate::limits::Limits;

/// A token may be this long whatever the limit is, so that no name of an element is ever cut.
const SHORT: usize = 64;

/// The most attributes of a tag. lol_html has a record for each, of many times the bytes that it takes to write one.
const MOST_ATTRIBUTES: usize = 4096;

/// What lol_html may hold besides a token that is not too long: the push that shows it to be, and its attributes.
const REWRITER_EXTRA: usize = 2 << 20;

/// Nothing in markup, and in text two characters that end what lol_html holds back of it.
const PROBE: &str = "<x";

/// Splits a document into tokens, push by push, and hands them to a sink.
pub(crate) struct Tokenizer<S: TokenSink> {
    rewriter: Option<send::HtmlRewriter<'static, MarkupSink<S>>>,
    state: Arc<Mutex<State<S>>>,
    /// Bytes that the rewriter has got.
    written: u64,
    held: Held,
    /// A token that is too long: as it goes on, and as far as the rewriter knows it.
    passing: Option<(Overlong, Overlong)>,
}

/// What the rewriter holds back because it has not come to an end.
#[derive(Default)]
struct Held {
    /// Where it starts, in bytes that the rewriter has got.
    start: u64,
    token: Overlong,
}

struct State<S> {
    sink: S,
    decoder: TextDecoder,
    /// Markup that ended inside a tag. lol_html hands over whole tags, but does not promise to.
    partial: Vec<u8>,
    spans: Spans,
    max_token: usize,
    overlong: u64,
    /// Bytes that the rewriter has given back.
    read: u64,
    /// Bytes of text that are still of the document; those behind them are of a probe.
    genuine: Option<usize>,
    /// Markup that comes is the rest of a token that is passed over.
    dropping: bool,
}

struct MarkupSink<S>(Arc<Mutex<State<S>>>);

impl<S: TokenSink + Send + 'static> Tokenizer<S> {
    pub fn new(limits: &Limits, sink: S) -> Self {
        let max_token = limits.rewriter_bytes.max(SHORT);
        let state = Arc::new(Mutex::new(State {
            sink,
            decoder: TextDecoder::default(),
            partial: Vec::new(),
            spans: Spans { list: Vec::new(), max: limits.attributes, max_value: limits.attribute_value_bytes, cut: 0 },
            max_token,
            overlong: 0,
            read: 0,
            genuine: None,
            dropping: false,
        }));
        let rewriter = Some(rewriter(max_token, &state));
        Tokenizer { rewriter, state, written: 0, held: Held::default(), passing: None }
    }

    /// Takes the next piece of the document, which should not be longer than the decoder's.
    pub fn push(&mut self, text: &str) {
        let mut bytes = text.as_bytes();
        if let Some((whole, known)) = &mut self.passing {
            let Some(end) = whole.push(bytes) else { return };
            let ending = known.ending(whole);
            self.passing = None;
            lock(&self.state).dropping = true;
            self.write(ending.as_bytes());
            let mut state = lock(&self.state);
            state.dropping = false;
            state.overlong += 1;
            drop(state);
            bytes = &bytes[end..];
        }
        if !bytes.is_empty() {
            self.write(bytes);
            self.look_at_held(bytes);
        }
    }

    fn write(&mut self, bytes: &[u8]) {
        self.written += bytes.len() as u64;
        // The limits are such that it does not fail. If it did, nothing would come of the rest of the document.
        if let Some(rewriter) = &mut self.rewriter
            && rewriter.write(bytes).is_err()
        {
            self.rewriter = None;
        }
    }

    /// Follows what the rewriter holds back after these bytes; from where it is too long on, it gets no more of it.
    ///
    /// How much it could hold would depend on the chunks. How long a token is does not.
    fn look_at_held(&mut self, bytes: &[u8]) {
        let state = lock(&self.state);
        let (start, max_token) = (state.read, state.max_token);
        drop(state);
        let length = (self.written - start) as usize;
        if length == 0 {
            return;
        }
        let mut new = bytes;
        if self.held.start != start {
            self.held = Held { start, token: Overlong::default() };
            new = &bytes[bytes.len().saturating_sub(length)..];
        }
        self.held.token.push(new);
        let too_long = length > max_token || self.held.token.attributes() > MOST_ATTRIBUTES;
        // Behind a hyphen a probe could break the end of a comment in a script in two.
        let hyphen = bytes.ends_with(b"-") && length / 2 < max_token;
        if too_long && !hyphen && !self.is_text(length) {
            let mut known = self.held.token.clone();
            known.push(PROBE.as_bytes());
            self.passing = Some((self.held.token.clone(), known));
        }
    }

    /// Whether what is held back is text, which is given back then: of scripts and the like, some is held.
    fn is_text(&mut self, length: usize) -> bool {
        let before = self.held.start;
        lock(&self.state).genuine = Some(length);
        self.write(PROBE.as_bytes());
        let mut state = lock(&self.state);
        state.genuine = None;
        state.read != before
    }

    /// Ends the document. True if it ended inside a token.
    pub fn finish(&mut self) -> bool {
        lock(&self.state).dropping = self.passing.is_some();
        let ended = self.rewriter.take().is_some_and(|rewriter| rewriter.end().is_ok());
        let mut state = lock(&self.state);
        state.flush_text();
        let inside_token = !state.partial.is_empty() || self.passing.is_some() || !ended;
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

    /// Tokens that were longer than the limit, and were passed over.
    pub fn overlong_tokens(&self) -> u64 {
        lock(&self.state).overlong
    }

    /// Attributes that were too many or too long, and were left out.
    pub fn attributes_cut(&self) -> u64 {
        lock(&self.state).spans.cut
    }
}

fn rewriter<S: TokenSink + Send + 'static>(
    max_token: usize,
    state: &Arc<Mutex<State<S>>>,
) -> send::HtmlRewriter<'static, MarkupSink<S>> {
    let memory = MemorySettings::new().with_max_allowed_memory_usage(max_token.saturating_add(REWRITER_EXTRA));
    let text_state = Arc::clone(state);
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
        self.read += text.len() as u64;
        let mut text = text;
        if let Some(genuine) = &mut self.genuine {
            text = text.get(..*genuine).unwrap_or(text);
            *genuine = genuine.saturating_sub(text.len());
        }
        if text.is_empty() {
            return;
        }
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
        self.read += chunk.len() as u64;
        if self.dropping {
            return;
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
            let cut_before = self.spans.cut;
            let found = markup::read(rest, &mut self.spans);
            let (length, attributes) = match found {
                Markup::Start { length, .. } => (length, self.spans.list.len() as u64 + self.spans.cut - cut_before),
                Markup::End { length, .. } | Markup::Other { length } => (length, 0),
                Markup::Incomplete => break,
            };
            at += length;
            if length > self.max_token || attributes > MOST_ATTRIBUTES as u64 {
                self.overlong += 1;
                self.spans.cut = cut_before;
                continue;
            }
            match found {
                Markup::Start { tag, self_closing, .. } => {
                    let attributes = Attributes::new(rest, &self.spans.list);
                    self.sink.start_tag(StartTag { tag, attributes, self_closing });
                }
                Markup::End { tag, .. } => self.sink.end_tag(tag),
                Markup::Other { .. } | Markup::Incomplete => {}
            }
        }
        at
    }
}
