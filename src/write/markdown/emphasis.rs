//! Chooses the delimiters of emphasis: Markdown's own where every reader recognises them, HTML tags elsewhere.
//!
//! Whether `**` opens or closes depends on the characters around it, by rules made for spaces between words. In `「強調」の`
//! it does neither. CommonMark allows HTML, and `<strong>` works anywhere.

use super::flank::{closes, may_close, opens};
use super::tokens::Token;
use crate::block::MarkKind;

/// Maximum passes over the delimiters, each after more of them became tags; then all become tags.
const ROUNDS: usize = 8;

pub(super) struct Delimiters {
    /// Ids of those written as tags, ascending.
    tags: Vec<usize>,
    all_tags: bool,
}

impl Delimiters {
    pub(super) fn of(text: &str, tokens: &[Token<'_>]) -> Delimiters {
        let mut chosen = Delimiters { tags: Vec::new(), all_tags: false };
        if !tokens.iter().any(|token| matches!(token, Token::Open(_, kind) if sign(kind).is_some())) {
            return chosen;
        }
        for _ in 0..ROUNDS {
            let dead = dead_delimiters(text, tokens, &chosen);
            if dead.is_empty() {
                return chosen;
            }
            chosen.tags.extend(dead);
            chosen.tags.sort_unstable();
            chosen.tags.dedup();
        }
        Delimiters { all_tags: true, ..chosen }
    }

    fn is_tag(&self, id: usize) -> bool {
        self.all_tags || self.tags.binary_search(&id).is_ok()
    }

    pub(super) fn opening(&self, id: usize, kind: &MarkKind) -> &'static str {
        if self.is_tag(id) { tags(kind).0 } else { sign(kind).unwrap_or(tags(kind).0) }
    }

    pub(super) fn closing(&self, id: usize, kind: &MarkKind) -> &'static str {
        if self.is_tag(id) { tags(kind).1 } else { sign(kind).unwrap_or(tags(kind).1) }
    }
}

fn sign(kind: &MarkKind) -> Option<&'static str> {
    match kind {
        MarkKind::Emphasis => Some("*"),
        MarkKind::Strong => Some("**"),
        MarkKind::Deleted => Some("~~"),
        _ => None,
    }
}

fn tags(kind: &MarkKind) -> (&'static str, &'static str) {
    match kind {
        MarkKind::Emphasis => ("<em>", "</em>"),
        MarkKind::Strong => ("<strong>", "</strong>"),
        MarkKind::Deleted => ("<del>", "</del>"),
        MarkKind::Inserted => ("<ins>", "</ins>"),
        MarkKind::Highlight => ("<mark>", "</mark>"),
        MarkKind::Keyboard => ("<kbd>", "</kbd>"),
        MarkKind::Superscript => ("<sup>", "</sup>"),
        MarkKind::Subscript => ("<sub>", "</sub>"),
        _ => ("", ""),
    }
}

/// Returns the ids of emphasis whose delimiters would not open or close.
fn dead_delimiters(text: &str, tokens: &[Token<'_>], chosen: &Delimiters) -> Vec<usize> {
    let mut dead = Vec::new();
    let (mut at, mut depth) = (0, 0_usize);
    while at < tokens.len() {
        let run: Vec<_> = tokens[at..].iter().map_while(|token| signed(token, chosen)).collect();
        if run.is_empty() {
            at += 1;
            continue;
        }
        let before = at.checked_sub(1).and_then(|index| tokens[index].last_char(text));
        let after = tokens.get(at + run.len()).and_then(|token| token.first_char(text));
        let closing = run.iter().filter(|(.., open)| !open).count();
        depth -= closing;
        // Where one emphasis directly follows or is nested in another, its start must not read as the end of the first.
        let opens = closing == 0 && opens(before, after) && !(depth > 0 && may_close(before, after));
        let closes = closes(before, after);
        // Tildes and asterisks form separate runs, each beside the other.
        let mixed = run.iter().any(|(_, kind, _)| **kind == MarkKind::Deleted)
            && run.iter().any(|(_, kind, _)| **kind != MarkKind::Deleted);
        let inner = |&(id, kind, open): &(usize, &MarkKind, bool)| {
            let fits = if open { opens } else { closes };
            (!fits || mixed && *kind == MarkKind::Deleted).then_some(id)
        };
        dead.extend(run.iter().filter_map(inner));
        // Readers disagree on how to split a run that has one kind twice.
        let twice = |at: &usize| run[..*at].iter().any(|(_, kind, _)| *kind == run[*at].1);
        dead.extend((0..run.len()).filter(twice).map(|at| run[at].0));
        depth += run.len() - closing;
        at += run.len();
    }
    dead
}

/// Returns id and kind of an emphasis that begins (true) or ends here with a Markdown delimiter.
fn signed<'a>(token: &Token<'a>, chosen: &Delimiters) -> Option<(usize, &'a MarkKind, bool)> {
    let (id, kind, open) = match *token {
        Token::Open(id, kind) => (id, kind, true),
        Token::Close(id, kind) => (id, kind, false),
        _ => return None,
    };
    (sign(kind).is_some() && !chosen.is_tag(id)).then_some((id, kind, open))
}
