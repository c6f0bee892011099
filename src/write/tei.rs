//! Turns blocks into a TEI document (Text Encoding Initiative, P5): header, sections below their headings, lists,
//! tables, quotations. The vocabulary is that of `docs/tei.rng`, a part of TEI.
//!
//! The header comes first and says what is known by then; all that is known when the page has ended stands behind the
//! text in `standOff`, which TEI has for what is said about a text. The two have the same form.

mod source;

use super::address::allowed;
use super::markup::{push_attribute, push_text};
use super::nesting::{Element, Nesting, Tags};
use super::pieces::{Piece, is_seen, pieces};
use super::{Summary, Writer, code_language, language_tag};
use crate::block::{Block, BlockKind, MarkKind};
use source::push_source;

/// Writes TEI.
#[derive(Debug, Default)]
pub(super) struct Tei {
    begun: bool,
    /// Something stands in the outermost section.
    has_text: bool,
    /// The levels of the headings whose sections are open, below the outermost section.
    sections: Vec<u8>,
    nesting: Nesting,
    tags: TeiTags,
}

impl Writer for Tei {
    fn wants_beginning(&self) -> bool {
        true
    }

    fn begin(&mut self, known: &Summary<'_>, out: &mut String) {
        self.begun = true;
        out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TEI xmlns=\"http://www.tei-c.org/ns/1.0\">\n");
        out.push_str("<teiHeader>\n<fileDesc>\n<titleStmt><title>");
        push_text(known.text("title").unwrap_or_default(), out);
        out.push_str("</title></titleStmt>\n");
        out.push_str(
            "<publicationStmt><p>The main text of a web page, taken out by a program.</p></publicationStmt>\n",
        );
        out.push_str("<sourceDesc>\n");
        push_source(known, out);
        out.push_str("</sourceDesc>\n</fileDesc>\n<encodingDesc><appInfo><application ident=\"tamis\"");
        push_attribute("version", env!("CARGO_PKG_VERSION"), out);
        out.push_str("><label>tamis</label></application></appInfo></encodingDesc>\n</teiHeader>\n<text");
        if let Some(language) = known.text("lang").and_then(language_tag) {
            push_attribute("xml:lang", language, out);
        }
        out.push_str(">\n<body>\n<div>\n");
    }

    fn block(&mut self, block: &Block, out: &mut String) {
        if !is_seen(block) {
            return;
        }
        if !self.begun {
            self.begin(&Summary::default(), out);
        }
        let bare = self.nesting.enter(block, &mut self.tags, out);
        match block.kind {
            BlockKind::Title if !self.has_text => push_element("head", block, out),
            BlockKind::Title if self.nesting.is_empty() => self.section(1, block, out),
            BlockKind::Heading(level) if self.nesting.is_empty() => self.section(level, block, out),
            // A section cannot stand in a quotation, an item or a cell.
            BlockKind::Title | BlockKind::Heading(_) => {
                out.push_str("<ab type=\"head\">");
                push_inline(block, out);
                out.push_str("</ab>\n");
            }
            BlockKind::Preformatted(ref language) => push_code(block, language.as_deref(), out),
            BlockKind::Break => out.push_str("<milestone unit=\"section\" rend=\"rule\"/>\n"),
            BlockKind::Paragraph | BlockKind::Term | BlockKind::Description if bare => push_inline(block, out),
            BlockKind::Paragraph | BlockKind::Term | BlockKind::Description => push_element("p", block, out),
        }
        self.has_text = true;
    }

    fn finish(&mut self, summary: &Summary<'_>, out: &mut String) {
        if !self.begun {
            self.begin(summary, out);
        }
        self.nesting.leave(0, &mut self.tags, out);
        self.end_sections(0, out);
        out.push_str("</div>\n</body>\n</text>\n<standOff>\n<listBibl>\n");
        push_source(summary, out);
        out.push_str("</listBibl>\n</standOff>\n</TEI>\n");
        *self = Tei::default();
    }
}

impl Tei {
    /// Begins the section of a heading; sections of its level and of deeper ones end.
    fn section(&mut self, level: u8, heading: &Block, out: &mut String) {
        self.end_sections(level, out);
        self.sections.push(level);
        out.push_str("<div>\n");
        push_element("head", heading, out);
    }

    fn end_sections(&mut self, level: u8, out: &mut String) {
        while self.sections.pop_if(|open| *open >= level).is_some() {
            out.push_str("</div>\n");
        }
    }
}

fn push_element(name: &str, block: &Block, out: &mut String) {
    out.extend(["<", name, ">"]);
    push_inline(block, out);
    out.extend(["</", name, ">\n"]);
}

/// TEI's `code` holds nothing but characters.
fn push_code(block: &Block, language: Option<&str>, out: &mut String) {
    out.push_str("<p><code xml:space=\"preserve\"");
    if let Some(language) = code_language(language) {
        push_attribute("lang", language, out);
    }
    out.push('>');
    push_text(&block.text, out);
    out.push_str("</code></p>\n");
}

fn push_inline(block: &Block, out: &mut String) {
    let mut in_code = false;
    pieces(block, |piece| match piece {
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
        Piece::Open(MarkKind::Link(target)) => {
            if let Some(target) = allowed(target) {
                out.push_str("<ref");
                push_attribute("target", &target, out);
                out.push('>');
            }
        }
        Piece::Close(MarkKind::Link(target)) => out.push_str(if allowed(target).is_some() { "</ref>" } else { "" }),
        Piece::Open(kind) => {
            if let Some(rend) = rend(kind) {
                out.push_str("<hi");
                push_attribute("rend", rend, out);
                out.push('>');
            }
        }
        Piece::Close(kind) => out.push_str(if rend(kind).is_some() { "</hi>" } else { "" }),
        Piece::Point(MarkKind::Image { source, alt }) => push_image(source, alt, out),
        Piece::Point(_) => {}
    });
}

fn push_image(source: &str, alt: &str, out: &mut String) {
    let Some(source) = allowed(source) else { return };
    out.push_str("<graphic");
    push_attribute("url", &source, out);
    if alt.is_empty() {
        return out.push_str("/>");
    }
    out.push_str("><desc>");
    push_text(alt, out);
    out.push_str("</desc></graphic>");
}

/// How characters are set off, for marks that TEI has no element for.
fn rend(kind: &MarkKind) -> Option<&'static str> {
    match kind {
        MarkKind::Emphasis => Some("italic"),
        MarkKind::Strong => Some("bold"),
        MarkKind::Code | MarkKind::Link(_) | MarkKind::Image { .. } => None,
    }
}

/// Writes the tags of containers.
#[derive(Debug, Default)]
struct TeiTags {
    /// The last label of the definition list has no item yet. Labels and items alternate in TEI.
    labelled: bool,
}

impl Tags for TeiTags {
    fn begin(&mut self, element: Element, out: &mut String) {
        match element {
            Element::Comment => out.push_str("<note type=\"comment\">\n"),
            Element::Quote { .. } => out.push_str("<quote>\n"),
            Element::List { next: Some(_), .. } => out.push_str("<list rend=\"numbered\">\n"),
            Element::List { next: None, .. } => out.push_str("<list rend=\"bulleted\">\n"),
            Element::Item { number: Some(number), .. } => out.push_str(&format!("<item n=\"{number}\">")),
            Element::Item { number: None, .. } => out.push_str("<item>"),
            Element::Definitions { .. } => {
                self.labelled = false;
                out.push_str("<list type=\"gloss\">\n");
            }
            Element::Term { .. } => {
                out.push_str(if self.labelled { "<item/>\n<label>" } else { "<label>" });
            }
            Element::Description { .. } => {
                out.push_str(if self.labelled { "<item>" } else { "<label/>\n<item>" });
                self.labelled = false;
            }
            Element::Table { .. } => out.push_str("<table>\n"),
            Element::Row { .. } => out.push_str("<row>\n"),
            Element::Cell { header: true, .. } => out.push_str("<cell role=\"label\">"),
            Element::Cell { header: false, .. } => out.push_str("<cell>"),
        }
    }

    fn end(&mut self, element: Element, out: &mut String) {
        out.push_str(match element {
            Element::Comment => "</note>\n",
            Element::Quote { .. } => "</quote>\n",
            Element::List { .. } => "</list>\n",
            Element::Item { .. } | Element::Description { .. } => "</item>\n",
            Element::Definitions { .. } if std::mem::take(&mut self.labelled) => "<item/>\n</list>\n",
            Element::Definitions { .. } => "</list>\n",
            Element::Term { .. } => {
                self.labelled = true;
                "</label>\n"
            }
            Element::Table { .. } => "</table>\n",
            Element::Row { .. } => "</row>\n",
            Element::Cell { .. } => "</cell>\n",
        });
    }
}
