//! Turns text into tokens through lol_html. The only file that names that crate.
//!
//! One document text handler takes every text and blanks it, so that what the rewriter writes out is exactly the
//! markup, stray end tags included, in document order between the texts. That costs two thirds of what element and
//! end-tag handlers cost, and lol_html keeps no stack. The order is true by construction but not documented: the
//! version is pinned, and `conformance.rs` fails if it ever changes.
//!
//! The callbacks only record what comes. It is read after each write, so the lock guards a buffer and no stage: a sink
//! need be neither `Send` nor `'static`, and its errors are results like others.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lol_html::errors::RewritingError;
use lol_html::html_content::{TextChunk, TextType};
use lol_html::{MemorySettings, OutputSink, send};

use super::missed::Missed;
use super::overlong::Overlong;
use super::tag::{Tag, tags};
use super::token::{TextKind, TokenSink};
use super::token_reader::TokenReader;
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

/// Bytes that the rewriter takes in one write, so that a recording stays small.
const WRITE: usize = 64 << 10;

/// Splits a document into tokens, push by push, and hands them to a sink.
pub(crate) struct Tokenizer {
    rewriter: Option<send::HtmlRewriter<'static, Recorder>>,
    recording: Arc<Mutex<Recording>>,
    /// The recording that is read, whose memory is used again.
    spare: Recording,
    reader: TokenReader,
    limits: Limits,
    /// The overlong token that is being skipped.
    overlong: Option<Overlong>,
    /// Bytes written to the rewriter.
    written: u64,
}

/// What the rewriter gave back in one write.
#[derive(Default)]
struct Recording {
    /// Markup and unread input, one piece after the other.
    markup: Vec<u8>,
    text: String,
    /// The pieces of both in document order, each with its length.
    pieces: Vec<(Piece, usize)>,
    /// The rewriter gave up on an overlong token; what it writes from then on is unread input.
    bailed_out: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece {
    Markup,
    Text(TextKind),
    Unread,
}

struct Recorder(Arc<Mutex<Recording>>);

impl Tokenizer {
    pub fn new(limits: &Limits) -> Self {
        Tokenizer {
            rewriter: None,
            recording: Arc::default(),
            spare: Recording::default(),
            reader: TokenReader::new(limits),
            limits: limits.clone(),
            overlong: None,
            written: 0,
        }
    }

    /// Takes the next piece of the document.
    pub fn push(&mut self, text: &str, sink: &mut impl TokenSink) {
        let mut unread;
        let mut bytes = text.as_bytes();
        while !bytes.is_empty() {
            if let Some(token) = &mut self.overlong {
                let Some(end) = token.read(bytes) else { return };
                self.end_overlong(sink);
                bytes = &bytes[end..];
                continue;
            }
            let (now, later) = bytes.split_at(self.most_at_once(bytes));
            if self.write(now, sink) {
                self.replace_crowded();
                if !later.is_empty() {
                    bytes = later;
                    continue;
                }
                if self.flush_script(bytes, sink) {
                    return;
                }
            }
            unread = [&self.begin_overlong(sink), later].concat();
            bytes = &unread;
        }
    }

    /// Ends the document. True if it ended inside a token.
    pub fn finish(&mut self, sink: &mut impl TokenSink) -> bool {
        let ended = self.rewriter.take().is_none_or(|rewriter| rewriter.end().is_ok());
        self.read_recording(sink);
        self.reader.finish(sink) || self.overlong.is_some() || !ended
    }

    /// Tokens longer than [`Limits::rewriter_bytes`]: skipped comments, shortened tags.
    pub fn overlong_tokens(&self) -> u64 {
        self.reader.overlong_tokens
    }

    /// Attributes left out because they were too many or too long.
    pub fn attributes_cut(&self) -> u64 {
        self.reader.spans.cut
    }

    /// Returns how many of them would have been read.
    pub fn attributes_missed(&self) -> Missed {
        self.reader.spans.missed
    }

    /// Writes to the rewriter and reads what it gives back; false if it gave up, with the unread input in the reader.
    fn write(&mut self, bytes: &[u8], sink: &mut impl TokenSink) -> bool {
        let done = self.feed(bytes);
        self.read_recording(sink);
        if !done {
            (self.rewriter, self.written) = (None, 0);
            self.reader.forget_probes();
        }
        done
    }

    fn feed(&mut self, bytes: &[u8]) -> bool {
        self.written += bytes.len() as u64;
        self.rewriter.get_or_insert_with(|| rewriter(&self.limits, &self.recording)).write(bytes).is_ok()
    }

    fn read_recording(&mut self, sink: &mut impl TokenSink) {
        std::mem::swap(&mut *lock(&self.recording), &mut self.spare);
        let Recording { markup, text, pieces, bailed_out } = &mut self.spare;
        let (mut markup_at, mut text_at) = (0, 0);
        // The first special character from here on. One search for many texts: most are short and have none.
        let mut special = 0;
        for (piece, length) in pieces.drain(..) {
            if let Piece::Text(kind) = piece {
                if special <= text_at {
                    special = find_special(text, text_at);
                }
                let end = text_at + length;
                self.reader.text(&text[text_at..end], kind, special >= end, sink);
                text_at = end;
                continue;
            }
            let recorded = &markup[markup_at..markup_at + length];
            markup_at += length;
            match piece {
                Piece::Unread => self.reader.unread.extend_from_slice(recorded),
                _ => self.reader.markup(recorded, sink),
            }
        }
        markup.clear();
        text.clear();
        *bailed_out = false;
    }

    /// How much of the bytes the rewriter may take before it is asked whether it is crowded. The tag that crowds it ends
    /// there, so that it is replaced behind the same tag however the document is cut.
    fn most_at_once(&self, bytes: &[u8]) -> usize {
        // Two tags more than fit: one that has begun before, and one that ends there.
        let namespaces = self.reader.namespaces;
        let more = self.most_namespaces().saturating_sub(namespaces + 2);
        let free = more.saturating_mul(SHORTEST);
        let end = bytes.get(free..).and_then(|behind| memchr::memchr(b'>', behind));
        let most = end.map_or(bytes.len(), |end| free + end + 1);
        (WRITE.min(most)..most).find(|&at| is_char_boundary(bytes[at])).unwrap_or(most)
    }

    /// Returns the limit: at least twice what priming uses.
    fn most_namespaces(&self) -> usize {
        let told = self.reader.content.depth();
        (self.limits.rewriter_bytes / SHORTEST).min(NAMESPACES).max(2 * told)
    }

    /// Replaces a rewriter that remembers too many namespaces by a fresh one, behind a tag.
    fn replace_crowded(&mut self) {
        let reader = &mut self.reader;
        let between_tokens = reader.after_markup && reader.content.raw().is_none() && self.written == reader.read;
        if between_tokens && self.reader.namespaces >= self.most_namespaces() {
            self.reader.read = 0;
            (self.rewriter, self.written) = (None, 0);
            self.prime();
        }
    }

    /// Makes the rewriter give back what it holds of a script behind `<!--`: text without end, as it sees no sign in it.
    ///
    /// If it gave up there, nobody would know which of the end tags in the script is the one. False if it does even so.
    fn flush_script(&mut self, bytes: &[u8], sink: &mut impl TokenSink) -> bool {
        let held = self.written.saturating_sub(self.reader.read) as usize;
        // Behind a hyphen, a probe could break the end of a comment in two.
        if held <= SCRIPT_HELD || self.reader.content.raw() != Some(tags::SCRIPT) || bytes.ends_with(b"-") {
            return true;
        }
        self.reader.expect_probe(held, PROBE.len());
        self.write(PROBE.as_bytes(), sink)
    }

    /// After the rewriter gave up: the unread input, which begins with the overlong token.
    fn begin_overlong(&mut self, sink: &mut impl TokenSink) -> Vec<u8> {
        let mut unread = std::mem::take(&mut self.reader.unread);
        match self.reader.content.raw() {
            // In raw text there is no token but the end tag: what only begins like one is text.
            Some(tag) if !is_end_tag(&unread, tag) => {
                let after = unread.split_off(unread.len().min(2));
                self.reader.raw_text(&String::from_utf8_lossy(&unread), tag, sink);
                self.prime();
                after
            }
            _ => {
                self.overlong = Some(Overlong::new(&unread, &self.reader.spans));
                unread
            }
        }
    }

    /// Resumes after an overlong token with its short form.
    fn end_overlong(&mut self, sink: &mut impl TokenSink) {
        let Some(token) = self.overlong.take() else { return };
        self.reader.overlong_tokens += u64::from(token.length() > self.limits.rewriter_bytes);
        self.reader.spans.cut += token.cut();
        token.count_missed(&mut self.reader.spans.missed);
        self.prime();
        if token.short().is_empty() {
            return;
        }
        self.reader.is_short = true;
        if !self.write(token.short(), sink) {
            // Not even this fits, so the limit is tiny.
            self.reader.unread.clear();
        }
        self.reader.is_short = false;
    }

    /// Gives a new rewriter its context: `svg`, `math` or raw text. Its output is ignored.
    ///
    /// Not told: how many comments and tags a script has opened in itself, which could only hide its end tag.
    fn prime(&mut self) {
        let tags = self.reader.content.start_tags();
        self.reader.namespaces = self.reader.content.depth();
        let done = self.feed(tags.as_bytes());
        let ignored = std::mem::take(&mut *lock(&self.recording));
        self.reader.read += (ignored.markup.len() + ignored.text.len()) as u64;
        if !done {
            (self.rewriter, self.written) = (None, 0);
            self.reader.forget_probes();
        }
    }
}

/// Returns the place of the first `&`, carriage return or NUL from `start` on, or the length of the text.
fn find_special(text: &str, start: usize) -> usize {
    memchr::memchr3(b'&', b'\r', 0, &text.as_bytes()[start..]).map_or(text.len(), |at| start + at)
}

/// Whether a character of UTF-8 begins with this byte.
fn is_char_boundary(byte: u8) -> bool {
    byte & 0xC0 != 0x80
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

fn rewriter(limits: &Limits, recording: &Arc<Mutex<Recording>>) -> send::HtmlRewriter<'static, Recorder> {
    let memory = MemorySettings::new()
        .with_max_allowed_memory_usage(limits.rewriter_bytes.saturating_add(PIECE + SCRIPT_HELD))
        .with_preallocated_parsing_buffer_size(PREALLOCATED.min(limits.rewriter_bytes / 2))
        .with_graceful_bail_out_on_memory_limit_exceeded(true);
    let (texts, bail_out) = (Arc::clone(recording), Arc::clone(recording));
    let settings = send::Settings::new_send()
        .with_strict(false)
        .with_memory_settings(memory)
        .append_document_content_handler(lol_html::doc_text!(move |chunk: &mut TextChunk<'_>| {
            // lol_html closes each text with an empty chunk; those are most of all chunks.
            if !chunk.as_str().is_empty() {
                lock(&texts).text(chunk.as_str(), text_kind(chunk.text_type()));
                // Unlike `remove`, this does not allocate.
                chunk.set_str(String::new());
            }
            Ok(())
        }))
        .append_bail_out_handler(lol_html::bail_out!(move |_error: &RewritingError, _: &mut _| {
            lock(&bail_out).bailed_out = true;
        }));
    send::HtmlRewriter::new(settings, Recorder(Arc::clone(recording)))
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

fn lock(recording: &Mutex<Recording>) -> MutexGuard<'_, Recording> {
    // Nothing panics while it holds the lock.
    recording.lock().unwrap_or_else(PoisonError::into_inner)
}

impl OutputSink for Recorder {
    fn handle_chunk(&mut self, chunk: &[u8]) {
        if !chunk.is_empty() {
            lock(&self.0).markup(chunk);
        }
    }
}

impl Recording {
    fn text(&mut self, text: &str, kind: TextKind) {
        self.text.push_str(text);
        self.add(Piece::Text(kind), text.len());
    }

    fn markup(&mut self, markup: &[u8]) {
        self.markup.extend_from_slice(markup);
        self.add(if self.bailed_out { Piece::Unread } else { Piece::Markup }, markup.len());
    }

    fn add(&mut self, piece: Piece, bytes: usize) {
        match self.pieces.last_mut() {
            Some((last, length)) if *last == piece => *length += bytes,
            _ => self.pieces.push((piece, bytes)),
        }
    }
}
