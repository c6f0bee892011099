//! Chooses the delimiters of emphasis: Markdown's own where every reader takes them for such, HTML tags elsewhere.
//!
//! Whether `**` opens or closes depends on the characters around it, in ways that were made for spaces between words.
//! In `「強調」の` it does neither. CommonMark lets HTML through, and `<strong>` means the same anywhere.

use super::flank::{closes, may_close, opens};
use super::tokens::Token;
use crate::block::MarkKind;

/// How often delimiters are judged anew because others have become tags; after that, all become tags.
const ROUNDS: usize = 8;

/// The delimiters of each emphasis, by its number.
pub(super) struct Delimiters {
    /// Those written as tags, in order.
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

    /// What is written where the emphasis begins.
    pub(super) fn opening(&self, id: usize, kind: &MarkKind) -> &'static str {
        if self.is_tag(id) { tags(kind).0 } else { sign(kind).unwrap_or(tags(kind).0) }
    }

    /// What is written where it ends.
    pub(super) fn closing(&self, id: usize, kind: &MarkKind) -> &'static str {
        if self.is_tag(id) { tags(kind).1 } else { sign(kind).unwrap_or(tags(kind).1) }
    }
}

/// Markdown's own sign, if there is one.
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

/// The numbers of the emphasis whose signs would not be read as opening or closing.
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
        // Where one emphasis ends and another begins at once, or begins within one, the second must not be taken for
        // the end of the first.
        let opens = closing == 0 && opens(before, after) && !(depth > 0 && may_close(before, after));
        let closes = closes(before, after);
        // Tildes and asterisks are runs of their own, each with the other beside it.
        let mixed = run.iter().any(|(_, kind, _)| **kind == MarkKind::Deleted)
            && run.iter().any(|(_, kind, _)| **kind != MarkKind::Deleted);
        let inner = |&(id, kind, open): &(usize, &MarkKind, bool)| {
            let fits = if open { opens } else { closes };
            (!fits || mixed && *kind == MarkKind::Deleted).then_some(id)
        };
        dead.extend(run.iter().filter_map(inner));
        // Readers differ on how a run of one kind twice is shared out.
        let twice = |at: &usize| run[..*at].iter().any(|(_, kind, _)| *kind == run[*at].1);
        dead.extend((0..run.len()).filter(twice).map(|at| run[at].0));
        depth += run.len() - closing;
        at += run.len();
    }
    dead
}

/// Number and kind of an emphasis that begins (true) or ends here by a sign of Markdown.
fn signed<'a>(token: &Token<'a>, chosen: &Delimiters) -> Option<(usize, &'a MarkKind, bool)> {
    let (id, kind, open) = match *token {
        Token::Open(id, kind) => (id, kind, true),
        Token::Close(id, kind) => (id, kind, false),
        _ => return None,
    };
    (sign(kind).is_some() && !chosen.is_tag(id)).then_some((id, kind, open))
}
