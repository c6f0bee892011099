//! Turns the text and marks of a block into Markdown: emphasis, code spans, links and images among escaped text.
//!
//! Marks become tokens between pieces of text, then the delimiters of emphasis are chosen, then the tokens are written.

use super::super::form::{Form, Images};
use super::super::layout::trimmed;
use super::super::out::{Out, Style, has_definition};
use super::emphasis::Delimiters;
use super::links::Links;
use super::tokens::{Token, tokens};
use crate::block::{Mark, MarkKind};

/// The state that writing one block changes for those that follow.
#[derive(Debug)]
pub(super) struct Inline<'a> {
    pub(super) form: Form,
    pub(super) links: &'a mut Links,
}

impl Inline<'_> {
    /// Appends the text with its marks; `start` means at the start of a line.
    pub(super) fn push(&mut self, text: &str, marks: &[Mark], start: bool, style: Style<'_>, out: &mut Out) {
        if marks.is_empty() {
            let style = Style { dollars: style.cell || has_dollars(text, false), ..style };
            return out.markdown(trimmed(text), start, style);
        }
        let tokens = tokens(text, marks, self.form);
        let delimiters = Delimiters::of(text, &tokens);
        let style = Style { dollars: style.cell || has_dollars(text, tokens.len() > 1), ..style };
        // A paragraph that begins with `[` and contains `]:` is a definition and not shown, even if these are in code.
        let may_define = start && matches!(tokens.first(), Some(Token::Open(_, MarkKind::Link { .. })));
        let mut start = start;
        let last = tokens.len().saturating_sub(1);
        for (index, token) in tokens.iter().enumerate() {
            match *token {
                Token::Text(from, to) => {
                    out.markdown(&text[from..to], start, style);
                    // `!` before a link would make it an image.
                    if out.ends_with(&['!']) && tokens.get(index + 1).is_some_and(|next| begins_with_bracket(next)) {
                        out.escape_last();
                    }
                }
                Token::Open(_, MarkKind::Link { .. }) => out.raw("["),
                Token::Close(_, MarkKind::Link { target, title }) => {
                    out.raw("]");
                    self.links.push_target(target, title, style.cell, out);
                }
                Token::Open(id, kind) => out.raw(delimiters.opening(id, kind)),
                Token::Close(id, kind) => out.raw(delimiters.closing(id, kind)),
                Token::Code(from, to) if may_define && has_definition(&text[from..to]) => {
                    out.markdown(&text[from..to], false, Style { rest: None, ..style });
                }
                Token::Code(from, to) => out.code(&text[from..to], style.cell),
                Token::Note(_, _, number) => out.numbered("[^", number, "]"),
                // The white space at the ends of a block is stripped, but an image there needs a space.
                Token::Object(kind @ MarkKind::Image { .. }) => {
                    out.raw(if index == last && index > 0 && !out.ends_with(&[' ', '\n']) { " " } else { "" });
                    self.push_object(kind, start, style, out);
                    let apart = index == 0
                        && matches!(tokens.get(1), Some(&Token::Text(from, _)) if !text[from..].starts_with([' ', '\n']));
                    out.raw(if apart { " " } else { "" });
                }
                Token::Object(kind) => self.push_object(kind, start, style, out),
            }
            start = false;
        }
    }

    fn push_object(&mut self, kind: &MarkKind, start: bool, style: Style<'_>, out: &mut Out) {
        let line = Style { rest: None, ..style };
        match kind {
            MarkKind::Image { alt, .. } if self.form.images == Images::Alt => out.markdown(alt, start, line),
            MarkKind::Image { source, alt, title } => {
                out.raw("![");
                out.markdown(alt, false, line);
                out.raw("]");
                out.target(source, title, style.cell);
            }
            MarkKind::Embed { target, title } => {
                out.raw("[");
                out.markdown(if title.is_empty() { target } else { title }, false, line);
                out.raw("]");
                self.links.push_target(target, "", style.cell, out);
            }
            MarkKind::Math { tex, display } => out.formula(tex, *display, style.cell),
            _ => {}
        }
    }
}

fn begins_with_bracket(token: &Token<'_>) -> bool {
    matches!(token, Token::Note(..) | Token::Open(_, MarkKind::Link { .. }) | Token::Object(MarkKind::Embed { .. }))
}

/// Whether dollar signs in the text could read as a formula. `marked` means more than one token.
fn has_dollars(text: &str, marked: bool) -> bool {
    let mut signs = memchr::memchr_iter(b'$', text.as_bytes());
    let Some(first) = signs.next() else { return false };
    let closes = |at: usize| !text[..at].ends_with(|c: char| c.is_ascii_whitespace());
    // Beside Markdown's own delimiters, the neighbours in the text do not count.
    marked || signs.any(|at| at == first + 1 || closes(at))
}
