//! Turns the text and marks of a block into HTML.

use super::super::address::allowed;
use super::super::pieces::{Piece, pieces};
use super::super::{Form, Out};
use crate::block::{Block, MarkKind};

/// Appends the block with its line feeds as `<br>`.
pub(super) fn push_inline(block: &Block, form: Form, out: &mut Out) {
    push(block, form, "<br>", out);
}

/// Appends the block with its line feeds unchanged.
pub(super) fn push_code(block: &Block, form: Form, out: &mut Out) {
    push(block, form, "\n", out);
}

fn push(block: &Block, form: Form, line_break: &'static str, out: &mut Out) {
    pieces(block, form, |piece| match piece {
        Piece::Text(text) => {
            for (number, line) in text.split('\n').enumerate() {
                out.raw(if number > 0 { line_break } else { "" });
                out.text(line);
            }
        }
        Piece::Open(MarkKind::Link { target, title }) => push_link(target, title, "", out),
        Piece::Close(MarkKind::Link { .. } | MarkKind::NoteReference { .. }) => out.raw("</a>"),
        Piece::Open(MarkKind::NoteReference { number, .. }) => out.numbered("<a href=\"#note-", *number, "\">"),
        Piece::Open(kind) => out.extend(["<", name(kind), ">"]),
        Piece::Close(kind) => out.extend(["</", name(kind), ">"]),
        Piece::Point(MarkKind::Image { source, alt, title }) => {
            out.raw("<img");
            push_address("src", source, out);
            out.attribute("alt", alt);
            push_title(title, out);
            out.raw(">");
        }
        // The delimiters that formula scripts on web pages look for.
        Piece::Point(MarkKind::Math { tex, display }) => {
            out.raw(if *display { "<span class=\"math\">\\[" } else { "<span class=\"math\">\\(" });
            out.text(tex);
            out.raw(if *display { "\\]</span>" } else { "\\)</span>" });
        }
        Piece::Point(MarkKind::Embed { target, title }) => {
            push_link(target, "", "media", out);
            out.text(if title.is_empty() { target } else { title });
            out.raw("</a>");
        }
        Piece::Point(_) => {}
    });
}

fn push_link(target: &str, title: &str, class: &'static str, out: &mut Out) {
    out.raw("<a");
    push_address("href", target, out);
    push_title(title, out);
    if !class.is_empty() {
        out.attribute("class", class);
    }
    out.raw(">");
}

fn push_address(name: &'static str, address: &str, out: &mut Out) {
    out.attribute(name, &allowed(address).unwrap_or_default());
}

fn push_title(title: &str, out: &mut Out) {
    if !title.is_empty() {
        out.attribute("title", title);
    }
}

/// Returns the element of a mark without attributes.
fn name(kind: &MarkKind) -> &'static str {
    match kind {
        MarkKind::Emphasis => "em",
        MarkKind::Strong => "strong",
        MarkKind::Code => "code",
        MarkKind::Keyboard => "kbd",
        MarkKind::Highlight => "mark",
        MarkKind::Deleted => "del",
        MarkKind::Inserted => "ins",
        MarkKind::Superscript => "sup",
        MarkKind::Subscript => "sub",
        // `push` writes these.
        MarkKind::Link { .. }
        | MarkKind::NoteReference { .. }
        | MarkKind::Image { .. }
        | MarkKind::Math { .. }
        | MarkKind::Embed { .. } => "span",
    }
}
