//! Turns blocks into a TEI document (Text Encoding Initiative, P5): header, sections under their headings, lists,
//! tables, quotations. `docs/tei.rng` defines the vocabulary, a subset of TEI.
//!
//! The header contains the metadata known before the first block. The complete metadata follows the text in `standOff`,
//! TEI's element for information about a text, in the same form.

mod inline;
mod source;
mod tags;
#[cfg(test)]
mod tests;
mod uri;

use super::nesting::Nesting;
use super::pieces::is_seen;
use super::{Form, Out, Summary, Writer, code_language, foreign_language, language_tag};
use crate::block::{Block, BlockKind, Container};
use inline::push_inline;
use source::push_source;
use tags::TeiTags;

#[derive(Debug, Default)]
pub(super) struct Tei {
    form: Form,
    begun: bool,
    /// The language declared around the blocks.
    language: Option<String>,
    /// Whether the outermost section has content.
    has_text: bool,
    /// The heading levels of the open sections within the outermost one.
    sections: Vec<u8>,
    nesting: Nesting,
    tags: TeiTags,
}

impl Writer for Tei {
    fn wants_beginning(&self) -> bool {
        true
    }

    fn begin(&mut self, known: &Summary<'_>, out: &mut Out) {
        self.begun = true;
        out.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TEI xmlns=\"http://www.tei-c.org/ns/1.0\">\n");
        out.raw("<teiHeader>\n<fileDesc>\n<titleStmt><title>");
        out.text(known.text("title").unwrap_or_default());
        out.raw("</title></titleStmt>\n");
        out.raw("<publicationStmt><p>The main text of a web page, taken out by a program.</p></publicationStmt>\n");
        out.raw("<sourceDesc>\n");
        push_source(known, out);
        out.raw("</sourceDesc>\n</fileDesc>\n<encodingDesc><appInfo><application ident=\"tamis\"");
        out.attribute("version", env!("CARGO_PKG_VERSION"));
        out.raw("><label>tamis</label></application></appInfo></encodingDesc>\n</teiHeader>\n<text");
        self.language = known.text("lang").and_then(language_tag).map(str::to_owned);
        if let Some(language) = &self.language {
            out.attribute("xml:lang", language);
        }
        out.raw(">\n<body>\n<div>\n");
    }

    fn block(&mut self, block: &Block, out: &mut Out) {
        if !is_seen(block, self.form) {
            return;
        }
        if !self.begun {
            self.begin(&Summary::default(), out);
        }
        let bare = self.nesting.enter(block, &mut self.tags, out);
        let in_figure = matches!(block.containers.last(), Some(Container::Figure { .. }));
        match &block.kind {
            BlockKind::Title if !self.has_text => self.push_element("head", block, out),
            BlockKind::Title if self.nesting.is_empty() => self.section(1, block, out),
            BlockKind::Heading(level) if self.nesting.is_empty() => self.section(*level, block, out),
            // TEI allows no section in a quotation, an item or a cell.
            BlockKind::Title | BlockKind::Heading(_) => self.push_element("ab", block, out),
            BlockKind::Preformatted(language) => self.push_code(block, language.as_deref(), out),
            BlockKind::Caption if in_figure => self.push_element("head", block, out),
            BlockKind::Break => out.raw("<milestone unit=\"section\" rend=\"rule\"/>\n"),
            _ if !bare => self.push_element("p", block, out),
            // An image alone has no language.
            _ if !block.text.is_empty() && self.foreign_language(block).is_some() => {
                self.push_element("foreign", block, out)
            }
            _ => push_inline(block, self.form, out),
        }
        self.has_text = true;
    }

    fn finish(&mut self, summary: &Summary<'_>, out: &mut Out) {
        if !self.begun {
            self.begin(summary, out);
        }
        self.nesting.leave(0, &mut self.tags, out);
        self.end_sections(0, out);
        out.raw("</div>\n</body>\n</text>\n<standOff>\n<listBibl>\n");
        push_source(summary, out);
        out.raw("</listBibl>\n</standOff>\n</TEI>\n");
        *self = Tei::new(self.form);
    }
}

impl Tei {
    pub fn new(form: Form) -> Self {
        Tei { form, ..Tei::default() }
    }

    /// Begins the section of a heading; ends the sections of its level and deeper.
    fn section(&mut self, level: u8, heading: &Block, out: &mut Out) {
        self.end_sections(level, out);
        self.sections.push(level);
        out.raw("<div>\n");
        self.push_element("head", heading, out);
    }

    fn end_sections(&mut self, level: u8, out: &mut Out) {
        while self.sections.pop_if(|open| *open >= level).is_some() {
            out.raw("</div>\n");
        }
    }

    fn push_element(&self, name: &'static str, block: &Block, out: &mut Out) {
        out.extend(["<", name]);
        if name == "ab" {
            out.attribute("type", "head");
        }
        self.push_language(block, out);
        out.raw(">");
        push_inline(block, self.form, out);
        out.extend(["</", name, ">"]);
        out.raw(if name == "foreign" { "" } else { "\n" });
    }

    /// Appends code; TEI's `code` holds only characters.
    fn push_code(&self, block: &Block, language: Option<&str>, out: &mut Out) {
        out.raw("<p");
        self.push_language(block, out);
        out.raw("><code xml:space=\"preserve\"");
        if let Some(language) = code_language(language) {
            out.attribute("lang", language);
        }
        out.raw(">");
        out.text(&block.text);
        out.raw("</code></p>\n");
    }

    fn push_language(&self, block: &Block, out: &mut Out) {
        if let Some(language) = self.foreign_language(block) {
            out.attribute("xml:lang", language);
        }
    }

    fn foreign_language<'a>(&self, block: &'a Block) -> Option<&'a str> {
        foreign_language(block, self.language.as_deref())
    }
}
