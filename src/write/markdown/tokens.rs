//! Turns the marks of a block into tokens between pieces of its text, in output order.
//!
//! Drops marks that Markdown cannot express: empty ones, ones within code or their own kind, links with unsafe targets.
//! White space at the edges of a mark moves outside; adjacent marks of a kind merge.

use super::super::address::is_allowed;
use super::super::form::{Form, Images, Links};
use super::super::layout::trimmed;
use crate::block::{Mark, MarkKind};

/// A piece of a block. Matching `Open` and `Close` have the same number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Text from one byte to another.
    Text(usize, usize),
    /// A code span from one byte to another.
    Code(usize, usize),
    /// A note reference and its number.
    Note(usize, usize, u32),
    Open(usize, &'a MarkKind),
    Close(usize, &'a MarkKind),
    Object(&'a MarkKind),
}

impl Token<'_> {
    /// Returns the first character written, as far as it matters to emphasis.
    pub(super) fn first_char(&self, text: &str) -> Option<char> {
        match *self {
            Token::Text(from, to) => text[from..to].chars().next(),
            Token::Code(..) => Some('`'),
            Token::Object(MarkKind::Math { .. }) => Some('$'),
            Token::Object(_) => Some('!'),
            Token::Open(_, MarkKind::Link { .. }) | Token::Note(..) => Some('['),
            Token::Close(_, MarkKind::Link { .. }) => Some(']'),
            Token::Open(..) | Token::Close(..) => Some('<'),
        }
    }

    /// Returns the last character written, as far as it matters to emphasis.
    pub(super) fn last_char(&self, text: &str) -> Option<char> {
        match *self {
            Token::Text(from, to) => text[from..to].chars().next_back(),
            Token::Code(..) => Some('`'),
            Token::Object(MarkKind::Math { .. }) => Some('$'),
            Token::Open(_, MarkKind::Link { .. }) => Some('['),
            Token::Note(..) => Some(']'),
            Token::Object(_) | Token::Close(_, MarkKind::Link { .. }) => Some(')'),
            Token::Open(..) | Token::Close(..) => Some('>'),
        }
    }
}

pub(super) fn is_shown(mark: &Mark, form: Form) -> bool {
    match &mark.kind {
        MarkKind::Image { alt, .. } if form.images == Images::Alt => !alt.is_empty(),
        MarkKind::Image { source, .. } => form.images == Images::Inline && is_allowed(source),
        MarkKind::Embed { target, .. } => form.links != Links::None && is_allowed(target),
        MarkKind::Math { .. } => true,
        _ => false,
    }
}

/// Returns the tokens of the text without its outer white space.
pub(super) fn tokens<'a>(text: &str, marks: &'a [Mark], form: Form) -> Vec<Token<'a>> {
    let inner = trimmed(text);
    let low = inner.as_ptr() as usize - text.as_ptr() as usize;
    // A space beside a formula is kept, even at the end.
    let is_formula =
        |mark: &&Mark| matches!(mark.kind, MarkKind::Math { .. }) && text.get(mark.start..mark.end).is_some();
    let formulas = || marks.iter().filter(is_formula);
    let high = formulas().next_back().map_or(0, |mark| mark.end.min(text.len())).max(low + inner.len());
    let low = formulas().next().map_or(low, |mark| mark.start.min(low));
    let mut spans = Vec::with_capacity(marks.len());
    spans.extend(marks.iter().filter_map(|mark| span(text, mark, form, low, high)));
    let tokens = Vec::with_capacity(2 * spans.len() + 2);
    let mut builder = Builder { tokens, open: Vec::new(), link: None, at: low, high };
    // Code goes innermost: nothing within a code span can be marked.
    let inner = |kind: &MarkKind| *kind == MarkKind::Code;
    spans.sort_by_key(|(from, to, kind)| (*from, std::cmp::Reverse(*to), inner(kind)));
    for (id, (from, to, kind)) in spans.into_iter().enumerate() {
        builder.add(id, from, to, kind);
    }
    builder.advance(builder.high);
    without_raised_notes(builder.tokens)
}

/// Drops superscript around note references, which readers raise anyway.
fn without_raised_notes(tokens: Vec<Token<'_>>) -> Vec<Token<'_>> {
    let is_raised = |around: &[Token<'_>]| {
        matches!(
            around,
            [Token::Open(_, MarkKind::Superscript), Token::Note(..), Token::Close(_, MarkKind::Superscript)]
        )
    };
    if !tokens.windows(3).any(is_raised) {
        return tokens;
    }
    let raised = |at: usize| at >= 1 && tokens.get(at - 1..at + 2).is_some_and(is_raised);
    let raises = |at: usize| raised(at + 1) || at > 0 && raised(at - 1);
    tokens.iter().enumerate().filter(|&(at, _)| !raises(at)).map(|(_, token)| *token).collect()
}

/// Returns the range of the mark without the white space at its edges, if it can be written.
fn span<'a>(text: &str, mark: &'a Mark, form: Form, low: usize, high: usize) -> Option<(usize, usize, &'a MarkKind)> {
    let holds_image = matches!(mark.kind, MarkKind::Link { .. }) && mark.start == mark.end;
    let (start, end) = (mark.start.clamp(low, high), mark.end.clamp(low, high));
    let inside = text.get(start..end)?;
    match &mark.kind {
        kind if kind.is_between() => return is_shown(mark, form).then_some((start, start, kind)),
        MarkKind::Link { target, .. } if form.links == Links::None || !is_allowed(target) => {
            return None;
        }
        _ => {}
    }
    // An image at the edge belongs to the mark, even if nothing else is in it.
    let from = end - inside.trim_start().len();
    let to = start + inside.trim_end().len();
    (from < to || holds_image).then_some((from, to, &mark.kind))
}

fn leads_to_itself(image: &MarkKind, link: &MarkKind) -> bool {
    matches!((image, link), (MarkKind::Image { source, .. }, MarkKind::Link { target, .. }) if source == target)
}

struct Builder<'a> {
    tokens: Vec<Token<'a>>,
    /// The open spans, outermost first: id, end, kind.
    open: Vec<(usize, usize, &'a MarkKind)>,
    /// A link around only the next image: id, position, kind.
    link: Option<(usize, usize, &'a MarkKind)>,
    /// End of the text that is in tokens.
    at: usize,
    high: usize,
}

impl<'a> Builder<'a> {
    fn add(&mut self, id: usize, from: usize, to: usize, kind: &'a MarkKind) {
        self.advance(from);
        if kind.is_between() {
            let link = self.link.take().filter(|(_, at, link)| *at == from && !leads_to_itself(kind, link));
            self.tokens.extend(link.map(|(id, _, link)| Token::Open(id, link)));
            self.tokens.push(Token::Object(kind));
            self.tokens.extend(link.map(|(id, _, link)| Token::Close(id, link)));
            return;
        }
        if from == to {
            let nests = self.open.iter().any(|(.., open)| matches!(open, MarkKind::Link { .. }));
            self.link = (!nests).then_some((id, from, kind));
            return;
        }
        let to = self.open.last().map_or(to, |(_, end, _)| to.min(*end));
        // The mark is within a code span that reaches beyond its start, or within a span of its own kind.
        if from < self.at || self.open.iter().any(|&(_, end, open)| !self.may_nest(kind, open, to == end)) {
            return;
        }
        match (kind, self.tokens.last_mut()) {
            (MarkKind::Code, Some(Token::Code(_, end))) if *end == from => {
                *end = to;
                self.at = to;
            }
            (MarkKind::Code, _) => {
                self.tokens.push(Token::Code(from, to));
                self.at = to;
            }
            (MarkKind::NoteReference { number, .. }, _) => {
                self.tokens.push(Token::Note(from, to, *number));
                self.at = to;
            }
            (MarkKind::Link { .. }, _) => self.open(id, to, kind),
            (_, Some(&mut Token::Close(id, closed))) if closed == kind => {
                self.tokens.pop();
                self.open.push((id, to, kind));
            }
            _ => self.open(id, to, kind),
        }
    }

    /// Whether the kind adds anything within an open one; `together` means both end at once.
    fn may_nest(&self, kind: &MarkKind, open: &MarkKind, together: bool) -> bool {
        let same = std::mem::discriminant(open) == std::mem::discriminant(kind);
        let begins = |token: &&Token<'_>| matches!(token, Token::Open(..));
        let begins_too =
            self.tokens.iter().rev().take_while(begins).any(|token| matches!(token, Token::Open(_, of) if *of == open));
        !same || matches!(kind, MarkKind::Emphasis | MarkKind::Strong) && !(together && begins_too)
    }

    fn open(&mut self, id: usize, to: usize, kind: &'a MarkKind) {
        self.tokens.push(Token::Open(id, kind));
        self.open.push((id, to, kind));
    }

    /// Adds the text up to a position and closes the spans that end by then.
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
