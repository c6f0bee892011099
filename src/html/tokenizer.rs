//! Turns text into tokens through lol_html. The only file that names that crate.
//!
//! One document text handler takes every text and blanks it, so that what the rewriter writes out is exactly the
//! markup, stray end tags included, in document order between the texts. That costs two thirds of what element and
//! end-tag handlers cost, and lol_html keeps no stack. The order is true by construction but not documented: the
//! version is pinned, and `conformance.rs` fails if it ever changes.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lol_html::errors::RewritingError;
use lol_html::html_content::{TextChunk, TextType};
use lol_html::{MemorySettings, OutputSink, send};

use super::attributes::Attributes;
use super::content_model::ContentModel;
use super::foreign;
use super::markup::{self, Markup, Spans};
use super::overlong::Overlong;
use super::references::TextDecoder;
use super::tag::{Tag, tags};
use super::token::{StartTag, TextKind, TokenSink};
use crate::limits::Limits;

/// The longest piece of text that comes at once; it stands in the buffer beside the token.
const PIECE: usize = 16 << 10;

/// Bytes that the rewriter's buffer begins with. It grows by copying, piece by piece.
const PREALLOCATED: usize = 64 << 10;

/// Bytes of a script that the rewriter may hold between pieces.
const SCRIPT_HELD: usize = 1 << 10;

/// Elements of `svg` and `math` content that one rewriter sees at most. It remembers each that is not closed, a byte each,
/// which does not count as its memory.
const NAMESPACES: usize = 64 << 10;

/// Bytes of the shortest start tag of such an element, `<mi>`.
const SHORTEST: usize = 4;

/// Ends text that the rewriter holds back in a script, and changes nothing else there.
const PROBE: &str = "<x";

/// Splits a document into tokens, push by push, and hands them to a sink.
pub(crate) struct Tokenizer<S: TokenSink> {
    rewriter: Option<send::HtmlRewriter<'static, MarkupSink<S>>>,
    state: Arc<Mutex<State<S>>>,
    limits: Limits,
    /// A token too long for the rewriter is being passed over.
    overlong: Option<Overlong>,
    /// Bytes that the rewriter has got.
    written: u64,
}

struct State<S> {
    sink: S,
    decoder: TextDecoder,
    /// Markup that ended inside a tag. lol_html hands over whole tags, but does not promise to.
    partial: Vec<u8>,
    spans: Spans,
    /// How the rewriter reads on.
    content: ContentModel,
    /// A fresh rewriter is told where it stands; what it writes is out already.
    primes: bool,
    /// Elements that the rewriter may remember for their namespace.
    namespaces: usize,
    /// What the rewriter gave back last is markup.
    after_markup: bool,
    /// Longest token that is no degradation, and how many were longer.
    max_token: usize,
    overlong_tokens: u64,
    /// The next tag is what is left of an overlong one, which is counted already.
    is_short: bool,
    /// Set when the rewriter gave up on an overlong token; what it writes from then on is unread input.
    bailed_out: bool,
    unread: Vec<u8>,
    /// Bytes that the rewriter has given back.
    read: u64,
    /// Probes that have not come back: the bytes of text before each, and its own that are left.
    probes: VecDeque<(usize, usize)>,
}

struct MarkupSink<S>(Arc<Mutex<State<S>>>);

impl<S: TokenSink + Send + 'static> Tokenizer<S> {
    pub fn new(limits: &Limits, sink: S) -> Self {
        let state = Arc::new(Mutex::new(State {
            sink,
            decoder: TextDecoder::default(),
            partial: Vec::new(),
            spans: Spans::new(limits.attributes, limits.attribute_value_bytes),
            content: ContentModel::default(),
            primes: false,
            namespaces: 0,
            after_markup: false,
            max_token: limits.rewriter_bytes,
            overlong_tokens: 0,
            is_short: false,
            bailed_out: false,
            unread: Vec::new(),
            read: 0,
            probes: VecDeque::new(),
        }));
        Tokenizer { rewriter: None, state, limits: limits.clone(), overlong: None, written: 0 }
    }

    /// Takes the next piece of the document.
    pub fn push(&mut self, text: &str) {
        let mut unread;
        let mut bytes = text.as_bytes();
        while !bytes.is_empty() {
            if let Some(token) = &mut self.overlong {
                let Some(end) = token.read(bytes) else { return };
                self.end_overlong();
                bytes = &bytes[end..];
                continue;
            }
            let (now, later) = bytes.split_at(self.most_at_once(bytes));
            if self.write(now) {
                self.replace_crowded();
                if !later.is_empty() {
                    bytes = later;
                    continue;
                }
                if self.let_script_go(bytes) {
                    return;
                }
            }
            unread = [&self.begin_overlong(), later].concat();
            bytes = &unread;
        }
    }

    /// Ends the document. True if it ended inside a token.
    pub fn finish(&mut self) -> bool {
        let ended = self.rewriter.take().is_none_or(|rewriter| rewriter.end().is_ok());
        let mut state = lock(&self.state);
        state.flush_text();
        let inside_token = !state.partial.is_empty() || self.overlong.is_some() || !ended;
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

    /// Tokens that were longer than [`Limits::rewriter_bytes`]: comments passed over, tags shortened.
    pub fn overlong_tokens(&self) -> u64 {
        lock(&self.state).overlong_tokens
    }

    /// Attributes that were too many or too long, and were left out.
    pub fn attributes_cut(&self) -> u64 {
        lock(&self.state).spans.cut
    }

    /// Hands bytes to the rewriter; false if it gave up, with the unread input in the state.
    fn write(&mut self, bytes: &[u8]) -> bool {
        let rewriter = self.rewriter.get_or_insert_with(|| rewriter(&self.limits, &self.state));
        let done = rewriter.write(bytes).is_ok();
        self.written += bytes.len() as u64;
        if !done {
            self.rewriter = None;
            let mut state = lock(&self.state);
            (self.written, state.read) = (0, 0);
            let mut at = 0;
            for (before, left) in std::mem::take(&mut state.probes) {
                at = (at + before).min(state.unread.len());
                let end = (at + left).min(state.unread.len());
                state.unread.drain(at..end);
            }
        }
        done
    }

    /// How much of the bytes the rewriter may take before it is asked whether it is crowded. The tag that crowds it ends
    /// there, so that it is replaced behind the same tag however the document is cut.
    fn most_at_once(&self, bytes: &[u8]) -> usize {
        // Two tags more than fit: one that has begun before, and one that ends there.
        let namespaces = lock(&self.state).namespaces;
        let more = self.most_namespaces().saturating_sub(namespaces + 2);
        let free = more.saturating_mul(SHORTEST);
        let end = bytes.get(free..).and_then(|behind| memchr::memchr(b'>', behind));
        end.map_or(bytes.len(), |end| free + end + 1)
    }

    /// Twice as many as a fresh one is told of, at least.
    fn most_namespaces(&self) -> usize {
        let told = lock(&self.state).content.depth();
        (self.limits.rewriter_bytes / SHORTEST).min(NAMESPACES).max(2 * told)
    }

    /// Replaces a rewriter that remembers too many namespaces by a fresh one, behind a tag.
    fn replace_crowded(&mut self) {
        let most = self.most_namespaces();
        let mut state = lock(&self.state);
        let between_tokens = state.after_markup && state.content.raw().is_none() && self.written == state.read;
        if state.namespaces >= most && between_tokens {
            state.read = 0;
            drop(state);
            (self.rewriter, self.written) = (None, 0);
            self.prime();
        }
    }

    /// Makes the rewriter give back what it holds of a script behind `<!--`: text without end, as it sees no sign in it.
    ///
    /// If it gave up there, nobody would know which of the end tags in the script is the one. False if it does even so.
    fn let_script_go(&mut self, bytes: &[u8]) -> bool {
        let mut state = lock(&self.state);
        let held = self.written.saturating_sub(state.read) as usize;
        // Behind a hyphen, a probe could break the end of a comment in two.
        if held <= SCRIPT_HELD || state.content.raw() != Some(tags::SCRIPT) || bytes.ends_with(b"-") {
            return true;
        }
        let pending: usize = state.probes.iter().map(|(before, left)| before + left).sum();
        state.probes.push_back((held.saturating_sub(pending), PROBE.len()));
        drop(state);
        self.write(PROBE.as_bytes())
    }

    /// After the rewriter gave up: the unread input, which begins with the overlong token.
    fn begin_overlong(&mut self) -> Vec<u8> {
        let mut state = lock(&self.state);
        state.bailed_out = false;
        let mut unread = std::mem::take(&mut state.unread);
        match state.content.raw() {
            // In raw text there is no token but the end tag: what only begins like one is text.
            Some(tag) if !is_end_tag(&unread, tag) => {
                let after = unread.split_off(unread.len().min(2));
                state.raw_text(&String::from_utf8_lossy(&unread), tag);
                drop(state);
                self.prime();
                after
            }
            _ => {
                self.overlong = Some(Overlong::new(&unread, &state.spans));
                unread
            }
        }
    }

    /// Goes on behind an overlong token with what is left of it.
    fn end_overlong(&mut self) {
        let Some(token) = self.overlong.take() else { return };
        let mut state = lock(&self.state);
        state.overlong_tokens += u64::from(token.length() > state.max_token);
        state.spans.cut += token.cut();
        drop(state);
        self.prime();
        if token.short().is_empty() {
            return;
        }
        lock(&self.state).is_short = true;
        let done = self.write(token.short());
        let mut state = lock(&self.state);
        state.is_short = false;
        if !done {
            // Not even this fits, so the limit is tiny.
            state.bailed_out = false;
            state.unread.clear();
        }
    }

    /// Tells a fresh rewriter whether it stands in `svg`, in `math` or in raw text.
    ///
    /// Not told: how many comments and tags a script has opened in itself, which could only hide its end tag.
    fn prime(&mut self) {
        let mut state = lock(&self.state);
        let tags = state.content.start_tags();
        state.primes = true;
        state.namespaces = state.content.depth();
        drop(state);
        self.write(tags.as_bytes());
        let mut state = lock(&self.state);
        state.primes = false;
        state.bailed_out = false;
        state.unread.clear();
    }
}

/// Whether the bytes begin with an end tag of this name, as far as they go.
///
/// It may be whole: the rewriter may have read it and not given it back when its memory ran out at the next tag.
fn is_end_tag(bytes: &[u8], tag: Tag) -> bool {
    let name = bytes.strip_prefix(b"</").unwrap_or_default();
    let end = name.iter().position(|&byte| !byte.is_ascii_alphanumeric()).unwrap_or(name.len());
    name.len() > end
        && Tag::from_bytes(&name[..end]) == tag
        && matches!(name[end], b'>' | b'/' | b' ' | b'\t' | b'\n' | b'\x0C' | b'\r')
}

fn rewriter<S: TokenSink + Send + 'static>(
    limits: &Limits,
    state: &Arc<Mutex<State<S>>>,
) -> send::HtmlRewriter<'static, MarkupSink<S>> {
    let memory = MemorySettings::new()
        .with_max_allowed_memory_usage(limits.rewriter_bytes.saturating_add(PIECE + SCRIPT_HELD))
        .with_preallocated_parsing_buffer_size(PREALLOCATED.min(limits.rewriter_bytes / 2))
        .with_graceful_bail_out_on_memory_limit_exceeded(true);
    let (text_state, bail_out_state) = (Arc::clone(state), Arc::clone(state));
    let settings = send::Settings::new_send()
        .with_strict(false)
        .with_memory_settings(memory)
        .append_document_content_handler(lol_html::doc_text!(move |chunk: &mut TextChunk<'_>| {
            // lol_html closes each text with an empty chunk; those are most of all chunks.
            if !chunk.as_str().is_empty() {
                lock(&text_state).text_read(chunk.as_str(), text_kind(chunk.text_type()));
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
    /// Text from the rewriter.
    fn text_read(&mut self, text: &str, kind: TextKind) {
        self.read += text.len() as u64;
        self.after_markup = false;
        let mut rest = text;
        // The rewriter may give a probe back later, and in parts.
        while let Some((before, left)) = self.probes.pop_front() {
            let (genuine, after) = rest.split_at_checked(before.min(rest.len())).unwrap_or((rest, ""));
            let (probe, after) = after.split_at_checked(left.min(after.len())).unwrap_or((after, ""));
            if !genuine.is_empty() {
                self.text(genuine, kind);
            }
            rest = after;
            if genuine.len() < before || probe.len() < left {
                self.probes.push_front((before - genuine.len(), left - probe.len()));
                break;
            }
        }
        if !rest.is_empty() {
            self.text(rest, kind);
        }
    }

    fn text(&mut self, text: &str, kind: TextKind) {
        let sink = &mut self.sink;
        let mut out = |piece: &str| sink.text(piece, kind);
        match kind {
            TextKind::Data | TextKind::RcData => self.decoder.push(text, &mut out),
            _ => self.decoder.push_raw(text, &mut out),
        }
    }

    /// Text of a raw element that the rewriter has not seen as such.
    fn raw_text(&mut self, text: &str, of: Tag) {
        let kind = match of {
            tags::TITLE | tags::TEXTAREA => TextKind::RcData,
            tags::SCRIPT => TextKind::Script,
            _ => TextKind::RawText,
        };
        self.text(text, kind);
    }

    fn flush_text(&mut self) {
        // An unfinished reference can only stand in text of these two kinds, which read it alike.
        let sink = &mut self.sink;
        self.decoder.flush(&mut |piece| sink.text(piece, TextKind::Data));
    }

    fn markup(&mut self, chunk: &[u8]) {
        self.read += chunk.len() as u64;
        self.after_markup = true;
        if self.bailed_out {
            return self.unread.extend_from_slice(chunk);
        }
        if self.primes {
            return;
        }
        // A probe in an end tag is an attribute, which means nothing there.
        self.probes.clear();
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
            let length = match markup::read(rest, &mut self.spans) {
                Markup::Start { tag, self_closing, length } => {
                    self.namespaces += usize::from(foreign::begins_namespace(tag));
                    let attributes = Attributes::new(rest, &self.spans.list, self.spans.names);
                    self.content.start_tag(tag, attributes, self_closing);
                    self.sink.start_tag(StartTag { tag, attributes, self_closing });
                    length
                }
                Markup::End { tag, length } => {
                    self.content.end_tag(tag);
                    self.sink.end_tag(tag);
                    length
                }
                Markup::Other { length } => length,
                Markup::Incomplete => break,
            };
            self.overlong_tokens += u64::from(length > self.max_token && !self.is_short);
            at += length;
        }
        at
    }
}
