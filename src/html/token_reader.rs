//! Reads tokens from what the rewriter gives back: markup is split into tags, text is decoded.

use std::collections::VecDeque;

use super::attributes::Attributes;
use super::content_model::ContentModel;
use super::foreign;
use super::markup::{self, Markup, Spans};
use super::references::TextDecoder;
use super::tag::{Tag, tags};
use super::token::{StartTag, TextKind, TokenSink, nuls_apart};
use crate::limits::Limits;

/// What is known between two writes to the rewriter.
pub(super) struct TokenReader {
    decoder: TextDecoder,
    /// Markup that ended inside a tag. lol_html hands over whole tags, but does not promise to.
    partial: Vec<u8>,
    pub spans: Spans,
    /// The rewriter's parsing state.
    pub content: ContentModel,
    /// Elements that the rewriter may remember for their namespace.
    pub namespaces: usize,
    /// Whether the rewriter's last output was markup.
    pub after_markup: bool,
    /// Longest token that is no degradation, and how many were longer.
    max_token: usize,
    pub overlong_tokens: u64,
    /// The next tag is what is left of an overlong one, which is counted already.
    pub is_short: bool,
    /// Input that the rewriter gave back unread.
    pub unread: Vec<u8>,
    /// Bytes that the rewriter has given back.
    pub read: u64,
    /// Probes that have not come back: the bytes of text before each, and its own that are left.
    probes: VecDeque<(usize, usize)>,
}

impl TokenReader {
    pub fn new(limits: &Limits) -> TokenReader {
        TokenReader {
            decoder: TextDecoder::default(),
            partial: Vec::new(),
            spans: Spans::new(limits.attributes, limits.attribute_value_bytes),
            content: ContentModel::default(),
            namespaces: 0,
            after_markup: false,
            max_token: limits.rewriter_bytes,
            overlong_tokens: 0,
            is_short: false,
            unread: Vec::new(),
            read: 0,
            probes: VecDeque::new(),
        }
    }

    /// Ends the document. True if it ended inside a tag.
    pub fn finish(&mut self, sink: &mut impl TokenSink) -> bool {
        self.flush_text(sink);
        !std::mem::take(&mut self.partial).is_empty()
    }

    /// A probe follows the text that the rewriter holds.
    pub fn expect_probe(&mut self, held: usize, length: usize) {
        let pending: usize = self.probes.iter().map(|(before, left)| before + left).sum();
        self.probes.push_back((held.saturating_sub(pending), length));
    }

    /// After the rewriter gave up: takes the probes out of the unread input.
    pub fn forget_probes(&mut self) {
        self.read = 0;
        let mut at = 0;
        for (before, left) in std::mem::take(&mut self.probes) {
            at = (at + before).min(self.unread.len());
            let end = (at + left).min(self.unread.len());
            self.unread.drain(at..end);
        }
    }

    /// Takes text from the rewriter. `is_plain`: it contains no `&`, carriage return or NUL.
    pub fn text(&mut self, text: &str, kind: TextKind, is_plain: bool, sink: &mut impl TokenSink) {
        self.read += text.len() as u64;
        self.after_markup = false;
        if is_plain && self.probes.is_empty() && self.decoder.is_idle() {
            return sink.text(text, kind);
        }
        let mut rest = text;
        // The rewriter may give a probe back later, and in parts.
        while let Some((before, left)) = self.probes.pop_front() {
            let (genuine, after) = rest.split_at_checked(before.min(rest.len())).unwrap_or((rest, ""));
            let (probe, after) = after.split_at_checked(left.min(after.len())).unwrap_or((after, ""));
            if !genuine.is_empty() {
                self.decode(genuine, kind, sink);
            }
            rest = after;
            if genuine.len() < before || probe.len() < left {
                self.probes.push_front((before - genuine.len(), left - probe.len()));
                break;
            }
        }
        if !rest.is_empty() {
            self.decode(rest, kind, sink);
        }
    }

    fn decode(&mut self, text: &str, kind: TextKind, sink: &mut impl TokenSink) {
        let mut out = |decoded: &str| nuls_apart(decoded).for_each(|piece| sink.text(piece, kind));
        match kind {
            TextKind::Data | TextKind::RcData => self.decoder.push(text, &mut out),
            _ => self.decoder.push_raw(text, &mut out),
        }
    }

    /// Takes text of a raw element that the rewriter has not seen as such.
    pub fn raw_text(&mut self, text: &str, of: Tag, sink: &mut impl TokenSink) {
        let kind = match of {
            tags::TITLE | tags::TEXTAREA => TextKind::RcData,
            tags::SCRIPT => TextKind::Script,
            _ => TextKind::RawText,
        };
        self.decode(text, kind, sink);
    }

    fn flush_text(&mut self, sink: &mut impl TokenSink) {
        // An unfinished reference can only stand in text of these two kinds, which read it alike.
        self.decoder.flush(&mut |piece| sink.text(piece, TextKind::Data));
    }

    /// Takes markup from the rewriter.
    pub fn markup(&mut self, bytes: &[u8], sink: &mut impl TokenSink) {
        self.read += bytes.len() as u64;
        self.after_markup = true;
        // A probe in an end tag is an attribute, which means nothing there.
        if !self.probes.is_empty() {
            self.probes.clear();
        }
        if !self.decoder.is_idle() {
            self.flush_text(sink);
        }
        if self.partial.is_empty() {
            let read = self.read_tags(bytes, sink);
            self.partial.extend_from_slice(&bytes[read..]);
        } else {
            self.partial.extend_from_slice(bytes);
            let mut partial = std::mem::take(&mut self.partial);
            let read = self.read_tags(&partial, sink);
            partial.drain(..read);
            self.partial = partial;
        }
    }

    /// Passes on every complete tag; returns the bytes read.
    fn read_tags(&mut self, markup: &[u8], sink: &mut impl TokenSink) -> usize {
        let mut at = 0;
        while at < markup.len() {
            let rest = &markup[at..];
            let length = match markup::read(rest, &mut self.spans) {
                Markup::Start { tag, self_closing, length } => {
                    self.namespaces += usize::from(foreign::begins_namespace(tag));
                    let attributes = Attributes::new(rest, &self.spans.list, self.spans.names);
                    self.content.start_tag(tag, attributes, self_closing);
                    sink.start_tag(StartTag { tag, attributes, self_closing });
                    length
                }
                Markup::End { tag, length } => {
                    self.content.end_tag(tag);
                    sink.end_tag(tag);
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
