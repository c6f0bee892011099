//! Turns the marks of a block into tokens between pieces of its text, in the order in which they are written.
//!
//! Marks that Markdown cannot say are left out here: empty ones, ones within code or within their own kind, links that
//! lead nowhere safe. White space at the edges of a mark goes outside, marks that touch become one.

use super::super::layout::trimmed;
use super::target::destination;
use crate::block::{Mark, MarkKind};

/// A piece of a block. The numbers of `Open` and `Close` tell which belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Text from one byte to another.
    Text(usize, usize),
    /// A code span from one byte to another.
    Code(usize, usize),
    /// Emphasis or a link begins.
    Open(usize, &'a MarkKind),
    /// Emphasis or a link ends.
    Close(usize, &'a MarkKind),
    /// An image: source and alternative text.
    Image(&'a str, &'a str),
}

impl Token<'_> {
    /// The first character that is written, as far as emphasis cares.
    pub(super) fn first_char(&self, text: &str) -> Option<char> {
        match *self {
            Token::Text(from, to) => text[from..to].chars().next(),
            Token::Code(..) => Some('`'),
            Token::Image(..) => Some('!'),
            Token::Open(..) => Some('['),
            Token::Close(..) => Some(']'),
        }
    }

    /// The last character that is written, as far as emphasis cares.
    pub(super) fn last_char(&self, text: &str) -> Option<char> {
        match *self {
            Token::Text(from, to) => text[from..to].chars().next_back(),
            Token::Code(..) => Some('`'),
            Token::Open(..) => Some('['),
            Token::Image(..) | Token::Close(..) => Some(')'),
        }
    }
}

/// Whether the image can be written.
pub(super) fn is_shown(mark: &Mark) -> bool {
    matches!(&mark.kind, MarkKind::Image { source, .. } if destination(source, false).is_some())
}

/// The tokens of the text, without the white space around it.
pub(super) fn tokens<'a>(text: &str, marks: &'a [Mark]) -> Vec<Token<'a>> {
    let inner = trimmed(text);
    let low = inner.as_ptr() as usize - text.as_ptr() as usize;
    let mut builder = Builder { tokens: Vec::new(), open: Vec::new(), at: low, high: low + inner.len() };
    let mut spans: Vec<_> = marks.iter().filter_map(|mark| span(text, mark, low, builder.high)).collect();
    spans.sort_by_key(|(from, ..)| *from);
    for (id, (from, to, kind)) in spans.into_iter().enumerate() {
        builder.add(id, from, to, kind);
    }
    builder.advance(builder.high);
    builder.tokens
}

/// Where the mark begins and ends without the white space at its edges, if it can be written.
fn span<'a>(text: &str, mark: &'a Mark, low: usize, high: usize) -> Option<(usize, usize, &'a MarkKind)> {
    let (start, end) = (mark.start.clamp(low, high), mark.end.clamp(low, high));
    let inside = text.get(start..end)?;
    match &mark.kind {
        MarkKind::Image { .. } => return is_shown(mark).then_some((start, start, &mark.kind)),
        MarkKind::Link { target, .. } if destination(target, false).is_none() => return None,
        MarkKind::Link { .. } | MarkKind::Code | MarkKind::Emphasis | MarkKind::Strong => {}
        _ => return None,
    }
    let from = end - inside.trim_start().len();
    let to = start + inside.trim_end().len();
    (from < to).then_some((from, to, &mark.kind))
}

struct Builder<'a> {
    tokens: Vec<Token<'a>>,
    /// The spans around the place, outermost first: number, end, kind.
    open: Vec<(usize, usize, &'a MarkKind)>,
    /// How far the text is in tokens.
    at: usize,
    high: usize,
}

impl<'a> Builder<'a> {
    fn add(&mut self, id: usize, from: usize, to: usize, kind: &'a MarkKind) {
        self.advance(from);
        if let MarkKind::Image { source, alt, .. } = kind {
            self.tokens.push(Token::Image(source, alt));
            return;
        }
        // In a code span that reaches beyond this place, or in a span of the same kind.
        let nests = |open: &MarkKind| std::mem::discriminant(open) == std::mem::discriminant(kind);
        if from < self.at || self.open.iter().any(|(.., open)| nests(open)) {
            return;
        }
        let to = self.open.last().map_or(to, |(_, end, _)| to.min(*end));
        match (kind, self.tokens.last_mut()) {
            (MarkKind::Code, Some(Token::Code(_, end))) if *end == from => {
                *end = to;
                self.at = to;
            }
            (MarkKind::Code, _) => {
                self.tokens.push(Token::Code(from, to));
                self.at = to;
            }
            (MarkKind::Emphasis | MarkKind::Strong, Some(&mut Token::Close(id, closed))) if closed == kind => {
                self.tokens.pop();
                self.open.push((id, to, kind));
            }
            _ => {
                self.tokens.push(Token::Open(id, kind));
                self.open.push((id, to, kind));
            }
        }
    }

    /// Puts the text up to the place into tokens, and closes the spans that end there or before.
    fn advance(&mut self, to: usize) {
        while let Some((id, end, kind)) = self.open.pop_if(|(_, end, _)| *end <= to) {
            self.text(end);
            self.tokens.push(Token::Close(id, kind));
        }
        self.text(to);
    }

    fn text(&mut self, to: usize) {
        if to <= self.at {
            return;
        }
        match self.tokens.last_mut() {
            Some(Token::Text(_, end)) if *end == self.at => *end = to,
            _ => self.tokens.push(Token::Text(self.at, to)),
        }
        self.at = to;
    }
}
