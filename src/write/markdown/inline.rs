//! Turns the text and marks of a block into Markdown: emphasis, code spans, links and images among escaped text.
//!
//! First the marks become tokens between pieces of text, then the delimiters of emphasis are chosen, then the tokens
//! are written.

use super::super::form::{Form, Images};
use super::super::layout::trimmed;
use super::super::runs::{self, Sort};
use super::emphasis::Delimiters;
use super::escape::{Style, is_reference, push_escaped, push_text};
use super::links::Links;
use super::notes::Notes;
use super::target::push_destination;
use super::tokens::{Token, tokens};
use crate::block::{Mark, MarkKind};

/// What the writing of one block changes for those that follow.
#[derive(Debug)]
pub(super) struct Inline<'a> {
    pub(super) form: Form,
    pub(super) links: &'a mut Links,
    pub(super) notes: &'a mut Notes,
}

impl Inline<'_> {
    /// Appends the text with its marks. `start` says that it begins a line.
    pub(super) fn push(&mut self, text: &str, marks: &[Mark], start: bool, style: Style<'_>, out: &mut String) {
        if marks.is_empty() {
            let style = Style { dollars: style.cell || has_dollars(text, false), ..style };
            return push_text(trimmed(text), start, style, out);
        }
        let tokens = tokens(text, marks, self.form);
        let delimiters = Delimiters::of(text, &tokens);
        let style = Style { dollars: style.cell || has_dollars(text, tokens.len() > 1), ..style };
        // A paragraph that begins with `[` and goes on to `]:` is a definition and not shown, even if these are in code.
        let may_define = start && matches!(tokens.first(), Some(Token::Open(_, MarkKind::Link { .. })));
        let mut start = start;
        let last = tokens.len().saturating_sub(1);
        for (index, token) in tokens.iter().enumerate() {
            match *token {
                Token::Text(from, to) => {
                    push_text(&text[from..to], start, style, out);
                    // Would make the link behind it an image.
                    if out.ends_with('!') && tokens.get(index + 1).is_some_and(|next| begins_with_bracket(next)) {
                        out.insert(out.len() - 1, '\\');
                    }
                }
                Token::Open(_, MarkKind::Link { .. }) => out.push('['),
                Token::Close(_, MarkKind::Link { target, title }) => {
                    out.push(']');
                    self.links.push_target(target, title, style.cell, out);
                }
                Token::Open(id, kind) => out.push_str(delimiters.opening(id, kind)),
                Token::Close(id, kind) => out.push_str(delimiters.closing(id, kind)),
                Token::Code(from, to) if may_define && text[from..to].contains("]:") => {
                    push_text(&text[from..to], false, Style { rest: None, ..style }, out);
                }
                Token::Code(from, to) => push_code(&text[from..to], style, out),
                Token::Note(from, to, number) => match self.notes.refer(number) {
                    true => out.push_str(&format!("[^{number}]")),
                    false => push_text(&text[from..to], start, style, out),
                },
                // White space at the ends of a block is gone, but a picture there stands apart.
                Token::Object(kind @ MarkKind::Image { .. }) => {
                    out.push_str(if index == last && index > 0 && !out.ends_with([' ', '\n']) { " " } else { "" });
                    self.push_object(kind, start, style, out);
                    let apart = index == 0
                        && matches!(tokens.get(1), Some(&Token::Text(from, _)) if !text[from..].starts_with([' ', '\n']));
                    out.push_str(if apart { " " } else { "" });
                }
                Token::Object(kind) => self.push_object(kind, start, style, out),
            }
            start = false;
        }
    }

    fn push_object(&mut self, kind: &MarkKind, start: bool, style: Style<'_>, out: &mut String) {
        let line = Style { rest: None, ..style };
        match kind {
            MarkKind::Image { alt, .. } if self.form.images == Images::Alt => push_text(alt, start, line, out),
            MarkKind::Image { source, alt, title } => {
                out.push_str("![");
                push_text(alt, false, line, out);
                out.push(']');
                push_target(source, title, style.cell, out);
            }
            MarkKind::Embed { target, title } => {
                out.push('[');
                push_text(if title.is_empty() { target } else { title }, false, line, out);
                out.push(']');
                self.links.push_target(target, "", style.cell, out);
            }
            MarkKind::Math { tex, display } => push_math(tex, *display, style, out),
            _ => {}
        }
    }
}

/// Appends address and title between parentheses.
pub(super) fn push_target(target: &str, title: &str, cell: bool, out: &mut String) {
    out.push('(');
    push_destination(target, cell, out);
    push_title(title, cell, out);
    out.push(')');
}

/// Appends the title of a link, if there is one.
pub(super) fn push_title(title: &str, cell: bool, out: &mut String) {
    if title.is_empty() {
        return;
    }
    out.push_str(" \"");
    push_escaped(title, 0, &MAY_END_TITLE, out, |at| match title.as_bytes()[at] {
        b'|' => cell,
        b'&' => is_reference(&title[at + 1..]),
        _ => true,
    });
    out.push('"');
}

/// What is escaped in a title, or may be.
const MAY_END_TITLE: Sort = runs::sort(b"\"\\$|&", &[]);

fn begins_with_bracket(token: &Token<'_>) -> bool {
    matches!(token, Token::Note(..) | Token::Open(_, MarkKind::Link { .. }) | Token::Object(MarkKind::Embed { .. }))
}

/// Whether dollar signs in the text could be taken for those around a formula. `marked`: it is more than one token.
fn has_dollars(text: &str, marked: bool) -> bool {
    let mut signs = memchr::memchr_iter(b'$', text.as_bytes());
    let Some(first) = signs.next() else { return false };
    let closes = |at: usize| !text[..at].ends_with(|c: char| c.is_ascii_whitespace());
    // Beside a sign of Markdown, what the text has there does not count.
    marked || signs.any(|at| at == first + 1 || closes(at))
}

/// Appends a formula between dollar signs; one with a dollar sign in it, as code.
fn push_math(tex: &str, display: bool, style: Style<'_>, out: &mut String) {
    if !is_closed(tex) {
        return push_code(tex, style, out);
    }
    let fence = if display { "$$" } else { "$" };
    out.push_str(fence);
    for c in tex.chars() {
        match c {
            '\n' => out.push(' '),
            '|' if style.cell => out.push_str("\\|"),
            _ => out.push(c),
        }
    }
    out.push_str(fence);
}

/// Whether nothing in the formula ends it early: no dollar sign, every brace with its partner.
fn is_closed(tex: &str) -> bool {
    let (mut depth, mut escaped) = (0_i32, false);
    for c in tex.chars() {
        match c {
            '$' | '`' => return false,
            '{' if !escaped => depth += 1,
            '}' if !escaped => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
        escaped = c == '\\' && !escaped;
    }
    depth == 0 && !escaped
}

/// Appends a code span, between more backticks than there are inside.
fn push_code(code: &str, style: Style<'_>, out: &mut String) {
    let fence = "`".repeat(unused_run(code));
    let padded = code.starts_with('`') || code.ends_with('`') || code.starts_with(' ') && code.ends_with(' ');
    let pad = if padded { " " } else { "" };
    out.extend([fence.as_str(), pad]);
    for c in code.chars() {
        match c {
            '\n' => out.push(' '),
            '|' if style.cell => out.push_str("\\|"),
            _ => out.push(c),
        }
    }
    out.extend([pad, fence.as_str()]);
}

/// The length of the shortest run of backticks that is not in the text.
fn unused_run(text: &str) -> usize {
    let mut runs: Vec<usize> = text.split(|c| c != '`').map(str::len).collect();
    runs.sort_unstable();
    runs.into_iter().fold(1, |length, run| if run == length { length + 1 } else { length })
}

/// The length of the longest run of backticks.
pub(super) fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}
