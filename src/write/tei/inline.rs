//! Turns the text and marks of a block into TEI.

use super::super::pieces::{Piece, pieces};
use super::super::{Form, Out};
use super::uri::push_uri;
use crate::block::{Block, MarkKind};

/// Appends the block with its line feeds as `<lb/>`.
pub(super) fn push_inline(block: &Block, form: Form, out: &mut Out) {
    let mut in_code = false;
    pieces(block, form, |piece| match piece {
        Piece::Text(text) if in_code => out.text(text),
        Piece::Text(text) => {
            for (number, line) in text.split('\n').enumerate() {
                out.raw(if number > 0 { "<lb/>" } else { "" });
                out.text(line);
            }
        }
        Piece::Open(MarkKind::Code) => {
            in_code = true;
            out.raw("<code>");
        }
        Piece::Close(MarkKind::Code) => {
            in_code = false;
            out.raw("</code>");
        }
        _ if in_code => {}
        Piece::Open(MarkKind::Link { target, .. }) => {
            out.raw("<ref");
            push_uri("target", target, out);
            out.raw(">");
        }
        Piece::Close(MarkKind::Link { .. } | MarkKind::NoteReference { .. }) => out.raw("</ref>"),
        // Two notes may share a number, so there is no unique id to point to.
        Piece::Open(MarkKind::NoteReference { number, .. }) => {
            out.numbered("<ref type=\"note\" n=\"", *number, "\">");
        }
        Piece::Open(kind) => match element(kind) {
            Some(("hi", rend)) => out.extend(["<hi rend=\"", rend, "\">"]),
            Some((name, _)) => out.extend(["<", name, ">"]),
            None => {}
        },
        Piece::Close(kind) => {
            if let Some((name, _)) = element(kind) {
                out.extend(["</", name, ">"]);
            }
        }
        Piece::Point(MarkKind::Image { source, alt, title }) => push_image(source, alt, title, out),
        Piece::Point(MarkKind::Math { tex, display }) => {
            out.raw("<formula notation=\"TeX\"");
            out.raw(if *display { " rend=\"display\">" } else { ">" });
            out.text(tex);
            out.raw("</formula>");
        }
        Piece::Point(MarkKind::Embed { target, title }) => {
            out.raw("<ref type=\"media\"");
            push_uri("target", target, out);
            out.raw(">");
            out.text(if title.is_empty() { target } else { title });
            out.raw("</ref>");
        }
        Piece::Point(_) => {}
    });
}

fn push_image(source: &str, alt: &str, title: &str, out: &mut Out) {
    out.raw("<graphic");
    push_uri("url", source, out);
    out.raw(">");
    for text in [alt, title].into_iter().filter(|text| !text.is_empty()) {
        out.raw("<desc>");
        out.text(text);
        out.raw("</desc>");
    }
    out.raw("</graphic>");
}

/// Returns the element of a mark, and the rendition where TEI has no element for its meaning.
fn element(kind: &MarkKind) -> Option<(&'static str, &'static str)> {
    match kind {
        MarkKind::Emphasis => Some(("hi", "italic")),
        MarkKind::Strong => Some(("hi", "bold")),
        MarkKind::Highlight => Some(("hi", "highlight")),
        MarkKind::Keyboard => Some(("hi", "keyboard")),
        MarkKind::Superscript => Some(("hi", "superscript")),
        MarkKind::Subscript => Some(("hi", "subscript")),
        MarkKind::Deleted => Some(("del", "")),
        MarkKind::Inserted => Some(("add", "")),
        MarkKind::Code
        | MarkKind::Link { .. }
        | MarkKind::NoteReference { .. }
        | MarkKind::Image { .. }
        | MarkKind::Math { .. }
        | MarkKind::Embed { .. } => None,
    }
}
