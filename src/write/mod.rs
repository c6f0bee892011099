//! Turns kept blocks into text, Markdown, HTML, TEI or JSON.
//!
//! A block is written as soon as it arrives. Separators are therefore written before the second of two blocks, and a
//! writer remembers only the position of the last one.

mod address;
mod form;
mod front_matter;
mod html;
mod json;
mod layout;
mod markdown;
mod nesting;
mod notes;
mod out;
mod pieces;
mod proportion;
mod runs;
mod tei;
mod text;

pub(crate) use address::allowed as allowed_address;
pub(crate) use form::Form;
pub use form::{Images, Links};
pub(crate) use front_matter::push_front_matter;
#[cfg(feature = "batch")]
pub(crate) use json::{json_line, object_line};
use notes::Notes;
pub(crate) use out::Out;
#[cfg(feature = "batch")]
pub(crate) use out::without_controls;
pub use out::{json_text, shown};
use proportion::Proportion;

use crate::block::Block;
use crate::limits::Degraded;
use crate::names::named;

/// The output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Format {
    /// Plain text: paragraphs between blank lines, list markers, table cells between tabs.
    #[default]
    Text,
    /// Markdown as GitHub reads it: CommonMark with tables.
    Markdown,
    /// One JSON object on one line: the plain text and the metadata of the page.
    Json,
    /// A complete HTML document of few elements and without scripts.
    Html,
    /// An XML document by the guidelines of the Text Encoding Initiative (TEI P5).
    Tei,
}

named!(
    Format,
    "format",
    (Format::Text) = "text",
    (Format::Markdown) = "markdown",
    (Format::Json) = "json",
    (Format::Html) = "html",
    (Format::Tei) = "tei"
);

impl Format {
    /// Whether the format contains link targets and images.
    pub(crate) fn has_targets(self) -> bool {
        matches!(self, Format::Markdown | Format::Html | Format::Tei)
    }
}

/// The metadata of the document, for formats that contain it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Summary<'a> {
    /// What identifies the source, if the caller knows it.
    pub id: Option<&'a str>,
    /// Members that the caller adds to a JSON object.
    pub further: &'a [(String, String)],
    pub url: Option<&'a str>,
    /// The date of publication (ISO 8601).
    pub date: Option<&'a str>,
    /// Other known properties by name, in output order.
    pub texts: Vec<(&'static str, &'a str)>,
    pub lists: Vec<(&'static str, &'a [String])>,
    /// How certain the identified language is, in percent.
    pub confidence: Option<u8>,
    pub paywalled: Option<bool>,
    /// Whether the output ends before the page does.
    pub cut: bool,
    pub degraded: Degraded,
}

impl Summary<'_> {
    fn text(&self, name: &str) -> Option<&str> {
        self.texts.iter().find(|(key, _)| *key == name).map(|(_, value)| *value)
    }

    fn list(&self, name: &str) -> &[String] {
        self.lists.iter().find(|(key, _)| *key == name).map_or(&[], |(_, values)| values)
    }
}

/// Formats blocks in order.
///
/// A writer appends its output to `out` and keeps only what it needs to separate blocks, never a page.
pub(crate) trait Writer: Send {
    /// Whether it uses [`begin`](Writer::begin); the metadata for it takes time to collect.
    fn wants_beginning(&self) -> bool {
        false
    }
    /// Appends what precedes the first block, from the metadata known by then.
    fn begin(&mut self, known: &Summary<'_>, out: &mut Out) {
        let _ = (known, out);
    }
    /// Appends the block, after what separates it from the one before.
    fn block(&mut self, block: &Block, out: &mut Out);
    fn finish(&mut self, summary: &Summary<'_>, out: &mut Out);
    /// Returns how many blocks were simplified to keep the output in proportion to the page.
    fn simplified(&self) -> u64 {
        0
    }
}

/// Returns a writer for one document, whose references lead to notes and whose output stays in proportion to the page.
pub(crate) fn writer(format: Format, form: Form) -> Box<dyn Writer> {
    Box::new(Notes::new(Box::new(Proportion::new(inner(format, form)))))
}

fn inner(format: Format, form: Form) -> Box<dyn Writer> {
    match format {
        Format::Text => Box::new(text::Text::default()),
        Format::Markdown => Box::new(markdown::Markdown::new(form)),
        Format::Json => Box::new(json::Json::default()),
        Format::Html => Box::new(html::Html::new(form)),
        Format::Tei => Box::new(tei::Tei::new(form)),
    }
}

/// Returns the programming language if it looks like a name; pages may write anything there.
fn code_language(name: Option<&str>) -> Option<&str> {
    name.filter(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "+#._-".contains(c)))
}

/// Returns the language of the block where it differs from the text around it.
fn foreign_language<'a>(block: &'a Block, around: Option<&str>) -> Option<&'a str> {
    let language = language_tag(block.language.as_deref()?)?;
    (!around.is_some_and(|around| around.eq_ignore_ascii_case(language))).then_some(language)
}

/// Returns the language if it has the form of a BCP 47 tag; HTML and XML allow no other.
fn language_tag(language: &str) -> Option<&str> {
    let mut parts = language.split('-');
    let is_part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let primary = parts.next().filter(|part| is_part(part) && part.bytes().all(|byte| byte.is_ascii_alphabetic()));
    (primary.is_some() && parts.all(is_part)).then_some(language)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::{BlockKind, Container};

    pub(super) fn block(kind: BlockKind, text: &str, containers: &[Container]) -> Block {
        Block { kind, text: text.into(), containers: containers.to_vec(), ..Block::default() }
    }

    pub(super) fn paragraph(text: &str, containers: &[Container]) -> Block {
        block(BlockKind::Paragraph, text, containers)
    }

    /// An item whose list id is the tens of the item's id.
    pub(super) fn item(id: u32) -> Container {
        Container::Item { list: id / 10, id, number: None, task: None }
    }

    /// An item of an ordered list whose id is the tens of the item's id.
    pub(super) fn numbered(id: u32, number: i32) -> Container {
        Container::Item { list: id / 10, id, number: Some(number), task: None }
    }

    /// A cell whose table id is the tens of the row.
    pub(super) fn cell(row: u32, column: u16) -> Container {
        spanning(row, column, 1, 1)
    }

    /// A cell that covers columns and rows.
    pub(super) fn spanning(row: u32, column: u16, colspan: u16, rowspan: u16) -> Container {
        let (table, columns, header, alignment) = (row / 10, 0, false, None);
        Container::Cell { table, row, column, colspan, rowspan, columns, header, alignment }
    }

    pub(super) fn written(format: Format, blocks: &[Block]) -> String {
        let (mut writer, mut out) = (inner(format, Form::default()), Out::default());
        for block in blocks {
            writer.block(block, &mut out);
        }
        writer.finish(&Summary::default(), &mut out);
        out.as_str().to_owned()
    }

    #[test]
    fn a_document_without_blocks_is_empty_in_text_and_markdown() {
        assert_eq!(written(Format::Text, &[]), "");
        assert_eq!(written(Format::Markdown, &[]), "");
    }

    #[test]
    fn plain_text_is_the_default_format() {
        assert_eq!(Format::default(), Format::Text);
    }
}
