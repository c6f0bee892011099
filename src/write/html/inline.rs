//! Turns the text and marks of a block into HTML.

use super::super::Form;
use super::super::address::allowed;
use super::super::markup::{push_attribute, push_text};
use super::super::pieces::{Piece, pieces};
use crate::block::{Block, MarkKind};

/// Appends the block; its line feeds are line breaks.
pub(super) fn push_inline(block: &Block, form: Form, out: &mut String) {
    push(block, form, "<br>", out);
}

/// Appends the block with its line feeds as they are.
pub(super) fn push_code(block: &Block, form: Form, out: &mut String) {
    push(block, form, "\n", out);
}

fn push(block: &Block, form: Form, line_break: &str, out: &mut String) {
    pieces(block, form, |piece| match piece {
        Piece::Text(text) => {
            for (number, line) in text.split('\n').enumerate() {
                out.push_str(if number > 0 { line_break } else { "" });
                push_text(line, out);
            }
        }
        Piece::Open(MarkKind::Link { target, title }) => push_link(target, title, "", out),
        Piece::Close(MarkKind::Link { .. } | MarkKind::NoteReference { .. }) => out.push_str("</a>"),
        Piece::Open(MarkKind::NoteReference { number, .. }) => out.push_str(&format!("<a href=\"#note-{number}\">")),
        Piece::Open(kind) => out.extend(["<", name(kind), ">"]),
        Piece::Close(kind) => out.extend(["</", name(kind), ">"]),
        Piece::Point(MarkKind::Image { source, alt, title }) => {
            out.push_str("<img");
            push_address("src", source, out);
            push_attribute("alt", alt, out);
            push_title(title, out);
            out.push('>');
        }
        // As the scripts that set formulas on web pages look for them.
        Piece::Point(MarkKind::Math { tex, display }) => {
            out.push_str(if *display { "<span class=\"math\">\\[" } else { "<span class=\"math\">\\(" });
            push_text(tex, out);
            out.push_str(if *display { "\\]</span>" } else { "\\)</span>" });
        }
        Piece::Point(MarkKind::Embed { target, title }) => {
            push_link(target, "", "media", out);
            push_text(if title.is_empty() { target } else { title }, out);
            out.push_str("</a>");
        }
        Piece::Point(_) => {}
    });
}

/// The start tag of a link.
fn push_link(target: &str, title: &str, class: &str, out: &mut String) {
    out.push_str("<a");
    push_address("href", target, out);
    push_title(title, out);
    if !class.is_empty() {
        push_attribute("class", class, out);
    }
    out.push('>');
}

fn push_address(name: &str, address: &str, out: &mut String) {
    push_attribute(name, &allowed(address).unwrap_or_default(), out);
}

fn push_title(title: &str, out: &mut String) {
    if !title.is_empty() {
        push_attribute("title", title, out);
    }
}

/// The element of a mark without attributes.
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
        // These are written above.
        MarkKind::Link { .. }
        | MarkKind::NoteReference { .. }
        | MarkKind::Image { .. }
        | MarkKind::Math { .. }
        | MarkKind::Embed { .. } => "span",
    }
}
