//! Turns the text and marks of a block into TEI.

use super::super::Form;
use super::super::markup::push_text;
use super::super::pieces::{Piece, pieces};
use super::uri::push_uri;
use crate::block::{Block, MarkKind};

/// Appends the block; its line feeds are line breaks.
pub(super) fn push_inline(block: &Block, form: Form, out: &mut String) {
    let mut in_code = false;
    pieces(block, form, |piece| match piece {
        Piece::Text(text) if in_code => push_text(text, out),
        Piece::Text(text) => {
            for (number, line) in text.split('\n').enumerate() {
                out.push_str(if number > 0 { "<lb/>" } else { "" });
                push_text(line, out);
            }
        }
        Piece::Open(MarkKind::Code) => {
            in_code = true;
            out.push_str("<code>");
        }
        Piece::Close(MarkKind::Code) => {
            in_code = false;
            out.push_str("</code>");
        }
        _ if in_code => {}
        Piece::Open(MarkKind::Link { target, .. }) => {
            out.push_str("<ref");
            push_uri("target", target, out);
            out.push('>');
        }
        Piece::Close(MarkKind::Link { .. } | MarkKind::NoteReference { .. }) => out.push_str("</ref>"),
        // Notes may have one number and be two, so there is no id to point to.
        Piece::Open(MarkKind::NoteReference { number, .. }) => {
            out.push_str(&format!("<ref type=\"note\" n=\"{number}\">"));
        }
        Piece::Open(kind) => match element(kind) {
            Some(("hi", rend)) => out.push_str(&format!("<hi rend=\"{rend}\">")),
            Some((name, _)) => out.extend(["<", name, ">"]),
            None => {}
        },
        Piece::Close(kind) => out.extend(element(kind).map(|(name, _)| format!("</{name}>"))),
        Piece::Point(MarkKind::Image { source, alt, title }) => push_image(source, alt, title, out),
        Piece::Point(MarkKind::Math { tex, display }) => {
            out.push_str("<formula notation=\"TeX\"");
            out.push_str(if *display { " rend=\"display\">" } else { ">" });
            push_text(tex, out);
            out.push_str("</formula>");
        }
        Piece::Point(MarkKind::Embed { target, title }) => {
            out.push_str("<ref type=\"media\"");
            push_uri("target", target, out);
            out.push('>');
            push_text(if title.is_empty() { target } else { title }, out);
            out.push_str("</ref>");
        }
        Piece::Point(_) => {}
    });
}

fn push_image(source: &str, alt: &str, title: &str, out: &mut String) {
    out.push_str("<graphic");
    push_uri("url", source, out);
    out.push('>');
    for text in [alt, title].into_iter().filter(|text| !text.is_empty()) {
        out.push_str("<desc>");
        push_text(text, out);
        out.push_str("</desc>");
    }
    out.push_str("</graphic>");
}

/// The element of a mark, and how its text is set off where TEI has no element that says why.
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
