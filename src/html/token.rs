//! Tokens from the tokenizer, and a buffer to replay them later.

use super::attributes::{Attributes, NameSet, Span};
use super::tag::Tag;

#[derive(Debug, Clone, Copy)]
pub(crate) struct StartTag<'a> {
    pub tag: Tag,
    pub attributes: Attributes<'a>,
    /// Whether it ends in `/>`, which only counts in foreign content.
    pub self_closing: bool,
}

/// The tokenizer state (HTML Standard) in which a text was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextKind {
    /// Ordinary text, references decoded.
    Data,
    /// `title` and `textarea`, references decoded.
    RcData,
    /// `style`, `iframe`, `noscript` and the like, verbatim.
    RawText,
    /// `script`, verbatim.
    Script,
    /// After `<plaintext>`, verbatim.
    PlainText,
    /// A CDATA section in foreign content, verbatim.
    CData,
}

/// Receives tokens in document order. Text may arrive in any number of pieces; a NUL is a piece of its own.
pub(crate) trait TokenSink {
    fn start_tag(&mut self, tag: StartTag<'_>);
    fn end_tag(&mut self, tag: Tag);
    fn text(&mut self, text: &str, kind: TextKind);
}

/// Splits text into pieces, each of them one NUL or without any.
pub(super) fn nuls_apart(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (piece, after) = rest.split_at(memchr::memchr(0, rest.as_bytes()).map_or(rest.len(), |at| at.max(1)));
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}

/// Holds tokens until they are replayed into another sink.
#[derive(Debug, Default)]
pub(crate) struct TokenBuffer {
    tokens: Vec<Token>,
    /// All attribute names and values, concatenated.
    source: Vec<u8>,
    text: String,
    spans: Vec<Span>,
}

#[derive(Debug)]
enum Token {
    Start { tag: Tag, length: usize, spans: usize, names: NameSet, self_closing: bool },
    End(Tag),
    Text { length: usize, kind: TextKind },
}

impl TokenBuffer {
    pub fn len(&self) -> usize {
        self.source.len()
            + self.text.len()
            + self.tokens.len() * size_of::<Token>()
            + self.spans.len() * size_of::<Span>()
    }

    /// Passes all tokens on in order and clears the buffer.
    pub fn replay(&mut self, sink: &mut impl TokenSink) {
        let (mut at, mut span, mut read) = (0, 0, 0);
        for token in self.tokens.drain(..) {
            match token {
                Token::Start { tag, length, spans, names, self_closing } => {
                    let source = &self.source[at..at + length];
                    let attributes = Attributes::new(source, &self.spans[span..span + spans], names);
                    sink.start_tag(StartTag { tag, attributes, self_closing });
                    at += length;
                    span += spans;
                }
                Token::End(tag) => sink.end_tag(tag),
                Token::Text { length, kind } => {
                    nuls_apart(&self.text[read..read + length]).for_each(|piece| sink.text(piece, kind));
                    read += length;
                }
            }
        }
        self.source.clear();
        self.text.clear();
        self.spans.clear();
    }
}

impl TokenSink for TokenBuffer {
    fn start_tag(&mut self, start: StartTag<'_>) {
        let (start_of_source, spans) = (self.source.len(), self.spans.len());
        for (name, value) in start.attributes.raw() {
            let mut keep = |bytes: &[u8]| {
                let from = self.source.len() - start_of_source;
                self.source.extend_from_slice(bytes);
                (from as u32, (from + bytes.len()) as u32)
            };
            let (name, value) = (keep(name), keep(value));
            self.spans.push(Span { name, value });
        }
        self.tokens.push(Token::Start {
            tag: start.tag,
            length: self.source.len() - start_of_source,
            spans: self.spans.len() - spans,
            names: start.attributes.names(),
            self_closing: start.self_closing,
        });
    }

    fn end_tag(&mut self, tag: Tag) {
        self.tokens.push(Token::End(tag));
    }

    fn text(&mut self, text: &str, kind: TextKind) {
        self.text.push_str(text);
        match self.tokens.last_mut() {
            Some(Token::Text { length, kind: last }) if *last == kind => *length += text.len(),
            _ => self.tokens.push(Token::Text { length: text.len(), kind }),
        }
    }
}
