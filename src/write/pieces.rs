//! Turns the text and marks of a block into pieces in the order in which they are written, properly nested.

use super::address::allowed;
use super::layout::trimmed;
use crate::block::{Block, BlockKind, MarkKind};

/// A piece of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Text up to the next sign of a mark.
    Text(&'a str),
    /// A mark begins.
    Open(&'a MarkKind),
    /// The innermost open mark ends.
    Close(&'a MarkKind),
    /// What stands between two characters, such as an image.
    Point(&'a MarkKind),
}

/// Whether there is anything to write of the block.
pub(super) fn is_seen(block: &Block) -> bool {
    let is_shown = |kind: &MarkKind| match kind {
        MarkKind::Image { source: address, .. } | MarkKind::Embed { target: address, .. } => allowed(address).is_some(),
        MarkKind::Math { .. } => true,
        _ => false,
    };
    block.kind == BlockKind::Break
        || !trimmed(&block.text).is_empty()
        || block.marks.iter().any(|mark| is_shown(&mark.kind))
}

/// Hands the pieces of the block to `visit`. A mark within one of its own kind is left out, and one that reaches beyond
/// the mark around it ends with that.
pub(super) fn pieces<'a>(block: &'a Block, mut visit: impl FnMut(Piece<'a>)) {
    let text = block.text.as_str();
    let mut open: Vec<(usize, &MarkKind)> = Vec::new();
    let mut at = 0;
    for mark in &block.marks {
        if mark.start < at || text.get(mark.start..mark.end).is_none() {
            continue;
        }
        while let Some((end, kind)) = open.pop_if(|(end, _)| *end <= mark.start) {
            push_text(text, &mut at, end, &mut visit);
            visit(Piece::Close(kind));
        }
        if mark.kind.is_between() {
            push_text(text, &mut at, mark.start, &mut visit);
            visit(Piece::Point(&mark.kind));
        } else if mark.start < mark.end
            && !open.iter().any(|(_, kind)| std::mem::discriminant(*kind) == std::mem::discriminant(&mark.kind))
        {
            push_text(text, &mut at, mark.start, &mut visit);
            visit(Piece::Open(&mark.kind));
            open.push((open.last().map_or(mark.end, |(end, _)| mark.end.min(*end)), &mark.kind));
        }
    }
    while let Some((end, kind)) = open.pop() {
        push_text(text, &mut at, end, &mut visit);
        visit(Piece::Close(kind));
    }
    push_text(text, &mut at, text.len(), &mut visit);
}

fn push_text<'a>(text: &'a str, at: &mut usize, to: usize, visit: &mut impl FnMut(Piece<'a>)) {
    if *at < to {
        visit(Piece::Text(&text[*at..to]));
        *at = to;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::Mark;

    /// The pieces of `abcdef`, marks as brackets.
    fn shown(marks: &[(usize, usize, MarkKind)]) -> String {
        let marks = marks.iter().map(|(start, end, kind)| Mark { start: *start, end: *end, kind: kind.clone() });
        let block = Block { text: "abcdéf".into(), marks: marks.collect(), ..Block::default() };
        let mut out = String::new();
        pieces(&block, |piece| match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Open(_) => out.push('('),
            Piece::Close(_) => out.push(')'),
            Piece::Point(_) => out.push('*'),
        });
        out
    }

    fn image() -> MarkKind {
        MarkKind::Image { source: String::new(), alt: String::new(), title: String::new() }
    }

    #[test]
    fn marks_open_and_close_around_the_text() {
        let link = || MarkKind::Link { target: String::new(), title: String::new() };
        assert_eq!(shown(&[(0, 3, link()), (1, 2, MarkKind::Strong), (4, 7, link())]), "(a(b)c)d(éf)");
        assert_eq!(shown(&[(0, 1, link()), (1, 1, image()), (1, 3, link())]), "(a)*(bc)déf");
    }

    #[test]
    fn marks_that_nest_wrongly_are_cut_and_those_in_their_own_kind_left_out() {
        assert_eq!(shown(&[(0, 2, MarkKind::Strong), (1, 4, MarkKind::Emphasis)]), "(a(b))cdéf");
        assert_eq!(shown(&[(0, 3, MarkKind::Strong), (1, 2, MarkKind::Strong)]), "(abc)déf");
    }

    #[test]
    fn marks_that_are_not_of_this_text_are_left_out() {
        assert_eq!(shown(&[(5, 6, MarkKind::Strong), (0, 40, MarkKind::Strong), (9, 9, image())]), "abcdéf");
    }
}
