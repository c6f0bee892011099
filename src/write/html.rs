//! Turns blocks into an HTML document: the few elements that say what the page said, and no others.
//!
//! Elements and attributes are those written here; nothing of the page's own markup passes. Every text is escaped, every
//! address goes through the list of what is allowed. What the page says of itself is written as far as it is known when
//! the first block leaves: address, language, title.

use super::address::allowed;
use super::markup::{push_attribute, push_text};
use super::nesting::{Element, Nesting, Tags};
use super::pieces::{Piece, is_seen, pieces};
use super::{Summary, Writer, code_language, language_tag};
use crate::block::{Block, BlockKind, MarkKind};

/// Writes HTML.
#[derive(Debug, Default)]
pub(super) struct Html {
    begun: bool,
    nesting: Nesting,
}

impl Writer for Html {
    fn wants_beginning(&self) -> bool {
        true
    }

    fn begin(&mut self, known: &Summary<'_>, out: &mut String) {
        self.begun = true;
        out.push_str("<!DOCTYPE html>\n<html");
        if let Some(language) = known.text("lang").and_then(language_tag) {
            push_attribute("lang", language, out);
        }
        out.push_str(">\n<head>\n<meta charset=\"utf-8\">\n<title>");
        push_text(known.text("title").or(known.url).unwrap_or_default(), out);
        out.push_str("</title>\n");
        if let Some(url) = known.url.and_then(allowed) {
            out.push_str("<link rel=\"canonical\"");
            push_attribute("href", &url, out);
            out.push_str(">\n");
        }
        // Where the page declares no direction, the first letter tells it.
        out.push_str("</head>\n<body>\n<article dir=\"auto\">\n");
    }

    fn block(&mut self, block: &Block, out: &mut String) {
        if !is_seen(block) {
            return;
        }
        if !self.begun {
            self.begin(&Summary::default(), out);
        }
        let bare = self.nesting.enter(block, &mut HtmlTags, out);
        push_block(block, bare, out);
    }

    fn finish(&mut self, summary: &Summary<'_>, out: &mut String) {
        if !self.begun {
            self.begin(summary, out);
        }
        self.nesting.leave(0, &mut HtmlTags, out);
        out.push_str("</article>\n</body>\n</html>\n");
        *self = Html::default();
    }
}

fn push_block(block: &Block, bare: bool, out: &mut String) {
    match &block.kind {
        BlockKind::Break => out.push_str("<hr>\n"),
        BlockKind::Title => push_element("h1", block, out),
        BlockKind::Heading(level) => {
            push_element(["h1", "h2", "h3", "h4", "h5", "h6"][usize::from(*level).clamp(1, 6) - 1], block, out);
        }
        BlockKind::Preformatted(language) => {
            out.push_str("<pre><code");
            if let Some(language) = code_language(language.as_deref()) {
                push_attribute("class", &format!("language-{language}"), out);
            }
            out.push('>');
            push_inline(block, "\n", out);
            out.push_str("</code></pre>\n");
        }
        BlockKind::Paragraph | BlockKind::Term | BlockKind::Description if bare => push_inline(block, "<br>", out),
        BlockKind::Paragraph | BlockKind::Term | BlockKind::Description => push_element("p", block, out),
    }
}

fn push_element(name: &str, block: &Block, out: &mut String) {
    out.extend(["<", name, ">"]);
    push_inline(block, "<br>", out);
    out.extend(["</", name, ">\n"]);
}

fn push_inline(block: &Block, line_break: &str, out: &mut String) {
    pieces(block, |piece| match piece {
        Piece::Text(text) => {
            for (number, line) in text.split('\n').enumerate() {
                out.push_str(if number > 0 { line_break } else { "" });
                push_text(line, out);
            }
        }
        Piece::Open(MarkKind::Link(target)) => {
            if let Some(target) = allowed(target) {
                out.push_str("<a");
                push_attribute("href", &target, out);
                out.push('>');
            }
        }
        Piece::Close(MarkKind::Link(target)) => out.push_str(if allowed(target).is_some() { "</a>" } else { "" }),
        Piece::Open(kind) => out.extend(name(kind).map(|name| format!("<{name}>"))),
        Piece::Close(kind) => out.extend(name(kind).map(|name| format!("</{name}>"))),
        Piece::Point(MarkKind::Image { source, alt }) => {
            if let Some(source) = allowed(source) {
                out.push_str("<img");
                push_attribute("src", &source, out);
                push_attribute("alt", alt, out);
                out.push('>');
            }
        }
        Piece::Point(_) => {}
    });
}

/// The element of a mark without attributes.
fn name(kind: &MarkKind) -> Option<&'static str> {
    match kind {
        MarkKind::Emphasis => Some("em"),
        MarkKind::Strong => Some("strong"),
        MarkKind::Code => Some("code"),
        MarkKind::Link(_) | MarkKind::Image { .. } => None,
    }
}

struct HtmlTags;

impl Tags for HtmlTags {
    fn begin(&mut self, element: Element, out: &mut String) {
        match element {
            Element::List { next: Some(first), .. } if first != 1 => out.push_str(&format!("<ol start=\"{first}\">\n")),
            Element::Item { number: Some(number), in_order: false, .. } => {
                out.push_str(&format!("<li value=\"{number}\">"));
            }
            _ => {
                out.extend(["<", element_name(element), ">"]);
                out.push_str(if holds_blocks(element) { "\n" } else { "" });
            }
        }
    }

    fn end(&mut self, element: Element, out: &mut String) {
        out.extend(["</", element_name(element), ">\n"]);
    }
}

fn element_name(element: Element) -> &'static str {
    match element {
        Element::Comment => "aside",
        Element::Quote { .. } => "blockquote",
        Element::List { next: Some(_), .. } => "ol",
        Element::List { next: None, .. } => "ul",
        Element::Item { .. } => "li",
        Element::Definitions { .. } => "dl",
        Element::Term { .. } => "dt",
        Element::Description { .. } => "dd",
        Element::Table { .. } => "table",
        Element::Row { .. } => "tr",
        Element::Cell { header: true, .. } => "th",
        Element::Cell { header: false, .. } => "td",
    }
}

/// Whether lines of their own stand in it.
fn holds_blocks(element: Element) -> bool {
    !matches!(element, Element::Item { .. } | Element::Term { .. } | Element::Description { .. } | Element::Cell { .. })
}
