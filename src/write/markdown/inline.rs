//! Turns the text and marks of a block into Markdown: emphasis, code spans, links and images among escaped text.
//!
//! First the marks become tokens between pieces of text, then delimiters that Markdown would not read as such are
//! taken out (words matter more than emphasis), then the tokens are written.

use super::escape::{Style, push_text};
use super::flank::{closes, may_close, opens};
use super::target::destination;
use super::tokens::{Token, tokens};
use crate::block::{Mark, MarkKind};

/// Appends the text with its marks. `start` says that it begins a line.
pub(super) fn push_inline(text: &str, marks: &[Mark], start: bool, style: Style<'_>, out: &mut String) {
    let mut tokens = tokens(text, marks);
    drop_dead_delimiters(text, &mut tokens);
    // A paragraph that begins with `[` and goes on to `]:` is a definition and not shown, even if these are in code.
    let may_define = start && matches!(tokens.first(), Some(Token::Open(_, MarkKind::Link { .. })));
    let mut start = start;
    for (index, token) in tokens.iter().enumerate() {
        match *token {
            Token::Text(from, to) => {
                push_text(&text[from..to], start, style, out);
                // Would make the link behind it an image.
                if out.ends_with('!') && matches!(tokens.get(index + 1), Some(Token::Open(_, MarkKind::Link { .. }))) {
                    out.insert(out.len() - 1, '\\');
                }
            }
            Token::Open(_, MarkKind::Link { .. }) => out.push('['),
            Token::Close(_, MarkKind::Link { target, .. }) => {
                let target = destination(target, style.cell).unwrap_or_default();
                out.extend(["](", &target, ")"]);
            }
            Token::Open(_, kind) | Token::Close(_, kind) => out.push_str(delimiter(kind)),
            Token::Code(from, to) if may_define && text[from..to].contains("]:") => {
                push_text(&text[from..to], false, Style { rest: None, ..style }, out);
            }
            Token::Code(from, to) => push_code(&text[from..to], style, out),
            Token::Image(source, alt) => {
                let source = destination(source, style.cell).unwrap_or_default();
                out.push_str("![");
                push_text(alt, false, Style { rest: None, ..style }, out);
                out.extend(["](", &source, ")"]);
            }
        }
        start = false;
    }
}

fn delimiter(kind: &MarkKind) -> &'static str {
    if *kind == MarkKind::Strong { "**" } else { "*" }
}

/// Appends a code span, between more backticks than there are inside.
fn push_code(code: &str, style: Style<'_>, out: &mut String) {
    let fence = "`".repeat(longest_run(code) + 1);
    let pad = if code.starts_with('`') || code.ends_with('`') { " " } else { "" };
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

/// The length of the longest run of backticks.
pub(super) fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// Takes out the emphasis whose delimiters Markdown would not read as opening or closing.
///
/// One pass is enough: what stands around a run of delimiters is never a delimiter, so no removal changes it.
fn drop_dead_delimiters(text: &str, tokens: &mut Vec<Token<'_>>) {
    let emphasis = |token: &Token<'_>| match token {
        Token::Open(id, MarkKind::Emphasis | MarkKind::Strong) => Some((*id, true)),
        Token::Close(id, MarkKind::Emphasis | MarkKind::Strong) => Some((*id, false)),
        _ => None,
    };
    let mut dead = Vec::new();
    let (mut at, mut depth) = (0, 0);
    while at < tokens.len() {
        let run: Vec<_> = tokens[at..].iter().map_while(emphasis).collect();
        if run.is_empty() {
            at += 1;
            continue;
        }
        let before = at.checked_sub(1).and_then(|index| tokens[index].last_char(text));
        let after = tokens.get(at + run.len()).and_then(|token| token.first_char(text));
        let closing = run.iter().filter(|(_, open)| !open).count();
        depth -= closing;
        // Where one emphasis ends and another begins at once, or begins within one, the second must not be taken for
        // the end of the first.
        let opens = closing == 0 && opens(before, after) && !(depth > 0 && may_close(before, after));
        let closes = closes(before, after);
        dead.extend(run.iter().filter(|(_, open)| !if *open { opens } else { closes }).map(|(id, _)| *id));
        depth += run.len() - closing;
        at += run.len();
    }
    if dead.is_empty() {
        return;
    }
    dead.sort_unstable();
    let old = std::mem::take(tokens);
    for token in old.into_iter().filter(|token| emphasis(token).is_none_or(|(id, _)| dead.binary_search(&id).is_err()))
    {
        // Text that is in one piece again is escaped as one piece, and code spans that touch would be one.
        match (tokens.last_mut(), token) {
            (Some(Token::Text(_, end)), Token::Text(from, to)) if *end == from => *end = to,
            (Some(Token::Code(_, end)), Token::Code(from, to)) if *end == from => *end = to,
            _ => tokens.push(token),
        }
    }
}
