//! Turns the text and marks of a block into properly nested pieces in output order.

use super::address::is_allowed;
use super::layout::trimmed;
use super::{Form, Images, Links};
use crate::block::{Block, BlockKind, MarkKind};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Text up to the next boundary of a mark.
    Text(&'a str),
    Open(&'a MarkKind),
    Close(&'a MarkKind),
    /// An object between two characters, such as an image.
    Point(&'a MarkKind),
}

pub(super) fn is_seen(block: &Block, form: Form) -> bool {
    block.kind == BlockKind::Break
        || !trimmed(&block.text).is_empty()
        || block.marks.iter().any(|mark| mark.kind.is_between() && is_shown(&mark.kind, form))
}

/// Whether the mark is written: the caller wants it and its address is allowed.
fn is_shown(kind: &MarkKind, form: Form) -> bool {
    match kind {
        MarkKind::Link { target, .. } | MarkKind::Embed { target, .. } => {
            form.links != Links::None && is_allowed(target)
        }
        MarkKind::NoteReference { .. } => form.links != Links::None,
        MarkKind::Image { source, alt, .. } => match form.images {
            Images::Inline => is_allowed(source),
            Images::Alt => !alt.is_empty(),
            Images::None => false,
        },
        _ => true,
    }
}

/// Whether one within the other is redundant or invalid: links do not nest.
fn excludes(outer: &MarkKind, inner: &MarkKind) -> bool {
    let leads = |kind: &MarkKind| {
        matches!(kind, MarkKind::Link { .. } | MarkKind::NoteReference { .. } | MarkKind::Embed { .. })
    };
    leads(outer) && leads(inner) || std::mem::discriminant(outer) == std::mem::discriminant(inner)
}

/// Passes the pieces of the block to `visit`. Marks that are not shown or excluded by an outer one are left out; a mark
/// that overlaps the end of an outer one ends with it.
pub(super) fn pieces<'a>(block: &'a Block, form: Form, mut visit: impl FnMut(Piece<'a>)) {
    let text = block.text.as_str();
    let mut open: Vec<(usize, &MarkKind)> = Vec::new();
    let mut at = 0;
    for mark in &block.marks {
        if mark.start < at || text.get(mark.start..mark.end).is_none() || !is_shown(&mark.kind, form) {
            continue;
        }
        while let Some((end, kind)) = open.pop_if(|(end, _)| *end <= mark.start) {
            push_text(text, &mut at, end, &mut visit);
            visit(Piece::Close(kind));
        }
        if open.iter().any(|(_, kind)| excludes(kind, &mark.kind)) {
            continue;
        }
        if mark.kind.is_between() {
            push_text(text, &mut at, mark.start, &mut visit);
            visit(match &mark.kind {
                MarkKind::Image { alt, .. } if form.images == Images::Alt => Piece::Text(alt),
                kind => Piece::Point(kind),
            });
        } else if mark.start < mark.end {
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

    /// Returns the pieces of `abcdéf` with marks as brackets.
    fn shown(marks: &[(usize, usize, MarkKind)]) -> String {
        shown_as(Form::default(), marks)
    }

    fn shown_as(form: Form, marks: &[(usize, usize, MarkKind)]) -> String {
        let marks = marks.iter().map(|(start, end, kind)| Mark { start: *start, end: *end, kind: kind.clone() });
        let block = Block { text: "abcdéf".into(), marks: marks.collect(), ..Block::default() };
        let mut out = String::new();
        pieces(&block, form, |piece| match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Open(_) => out.push('('),
            Piece::Close(_) => out.push(')'),
            Piece::Point(_) => out.push('*'),
        });
        out
    }

    fn image() -> MarkKind {
        MarkKind::Image { source: "/i".into(), alt: "alt".into(), title: String::new() }
    }

    fn link() -> MarkKind {
        MarkKind::Link { target: "/a".into(), title: String::new() }
    }

    #[test]
    fn links_and_images_follow_the_options() {
        let marks = [(0, 3, link()), (1, 2, MarkKind::Strong), (4, 4, image())];
        assert_eq!(shown(&marks), "(a(b)c)d*éf");
        assert_eq!(shown_as(Form { links: Links::None, images: Images::Alt }, &marks), "a(b)cdaltéf");
        assert_eq!(shown_as(Form { links: Links::Reference, images: Images::None }, &marks), "(a(b)c)déf");
    }

    #[test]
    fn marks_open_and_close_around_the_text() {
        assert_eq!(shown(&[(0, 3, link()), (1, 2, MarkKind::Strong), (4, 7, link())]), "(a(b)c)d(éf)");
        assert_eq!(shown(&[(0, 1, link()), (1, 1, image()), (1, 3, link())]), "(a)*(bc)déf");
    }

    #[test]
    fn overlapping_marks_are_cut_and_redundant_ones_left_out() {
        assert_eq!(shown(&[(0, 2, MarkKind::Strong), (1, 4, MarkKind::Emphasis)]), "(a(b))cdéf");
        assert_eq!(shown(&[(0, 3, MarkKind::Strong), (1, 2, MarkKind::Strong)]), "(abc)déf");
        let note = MarkKind::NoteReference { number: 1, target: String::new() };
        assert_eq!(shown(&[(0, 3, note), (1, 2, link())]), "(abc)déf");
        let video = MarkKind::Embed { target: "/v".into(), title: String::new() };
        assert_eq!(shown(&[(0, 3, link()), (1, 1, video)]), "(abc)déf");
    }

    #[test]
    fn marks_that_do_not_fit_the_text_are_left_out() {
        assert_eq!(shown(&[(5, 6, MarkKind::Strong), (0, 40, MarkKind::Strong), (9, 9, image())]), "abcdéf");
    }
}
