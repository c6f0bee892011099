//! Turns kept blocks into text, Markdown, HTML, TEI or JSON.
//!
//! A block is written as soon as it comes. What stands between two blocks is therefore written before the second
//! one, and a writer remembers no more than where the last block stood.

mod address;
mod form;
mod front_matter;
mod html;
mod json;
mod layout;
mod markdown;
mod nesting;
mod out;
mod pieces;
mod proportion;
mod runs;
mod tei;
mod text;

pub(crate) use form::Form;
pub use form::{Images, Links};
pub(crate) use front_matter::push_front_matter;
#[cfg(feature = "batch")]
pub(crate) use json::json_line;
pub(crate) use out::Out;
pub use out::{json_text, shown};
use proportion::Proportion;

use crate::block::Block;
use crate::limits::Degraded;
use crate::names::named;

/// The form of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Format {
    /// Plain text: paragraphs between blank lines, list markers, table cells between tabs.
    #[default]
    Text,
    /// Markdown as GitHub reads it: CommonMark with tables.
    Markdown,
    /// One JSON object on one line: the plain text and what is known of the page.
    Json,
    /// A whole HTML document of few elements, without anything that runs.
    Html,
    /// An XML document after the guidelines of the Text Encoding Initiative (TEI P5).
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
    /// Whether it writes where links lead, and images.
    pub(crate) fn has_targets(self) -> bool {
        matches!(self, Format::Markdown | Format::Html | Format::Tei)
    }
}

/// What is known of the document (for formats that say so).
#[derive(Debug, Clone, Default)]
pub(crate) struct Summary<'a> {
    /// The address of the page.
    pub url: Option<&'a str>,
    /// When it was published (ISO 8601).
    pub date: Option<&'a str>,
    /// Further properties by name, in the order in which they are written; only those that are known.
    pub texts: Vec<(&'static str, &'a str)>,
    /// Properties of several values.
    pub lists: Vec<(&'static str, &'a [String])>,
    /// The output ends before the page does.
    pub cut: bool,
    /// Which limits were hit.
    pub degraded: Degraded,
}

impl Summary<'_> {
    /// The property of this name.
    fn text(&self, name: &str) -> Option<&str> {
        self.texts.iter().find(|(key, _)| *key == name).map(|(_, value)| *value)
    }

    /// The values of the property of this name.
    fn list(&self, name: &str) -> &[String] {
        self.lists.iter().find(|(key, _)| *key == name).map_or(&[], |(_, values)| values)
    }
}

/// Formats blocks one after the other.
///
/// Output is appended to `out`; a writer keeps only what it needs to separate blocks, never a page.
pub(crate) trait Writer: Send {
    /// Whether it has a use for [`begin`](Writer::begin); what is known by then costs time to gather.
    fn wants_beginning(&self) -> bool {
        false
    }
    /// Appends what stands before the first block, from what is known by then.
    fn begin(&mut self, known: &Summary<'_>, out: &mut Out) {
        let _ = (known, out);
    }
    /// Appends the block, and before it what separates it from the one before.
    fn block(&mut self, block: &Block, out: &mut Out);
    /// Appends what ends the document.
    fn finish(&mut self, summary: &Summary<'_>, out: &mut Out);
    /// Blocks that were written with less than they have, to keep the output in proportion.
    fn simplified(&self) -> u64 {
        0
    }
}

/// A writer of the format, for one document, whose output is in proportion to the page.
pub(crate) fn writer(format: Format, form: Form) -> Box<dyn Writer> {
    Box::new(Proportion::new(inner(format, form)))
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

/// The programming language that a page names, if it is a name; else it could be anything.
fn code_language(name: Option<&str>) -> Option<&str> {
    name.filter(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "+#._-".contains(c)))
}

/// The language that the block declares, where that is not the one of the text around it.
fn foreign_language<'a>(block: &'a Block, around: Option<&str>) -> Option<&'a str> {
    let language = language_tag(block.language.as_deref()?)?;
    (!around.is_some_and(|around| around.eq_ignore_ascii_case(language))).then_some(language)
}

/// The language, if it is formed like a tag of BCP 47; HTML and XML have no other.
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

    /// A block of the kind in the containers.
    pub(super) fn block(kind: BlockKind, text: &str, containers: &[Container]) -> Block {
        Block { kind, text: text.into(), containers: containers.to_vec(), ..Block::default() }
    }

    /// A paragraph in the containers.
    pub(super) fn paragraph(text: &str, containers: &[Container]) -> Block {
        block(BlockKind::Paragraph, text, containers)
    }

    /// An item; the list is the tens of the id.
    pub(super) fn item(id: u32) -> Container {
        Container::Item { list: id / 10, id, number: None, task: None }
    }

    /// An item of an ordered list; the list is the tens of the id.
    pub(super) fn numbered(id: u32, number: i32) -> Container {
        Container::Item { list: id / 10, id, number: Some(number), task: None }
    }

    /// A cell; the table is the tens of the row.
    pub(super) fn cell(row: u32, column: u16) -> Container {
        Container::Cell { table: row / 10, row, column, header: false, alignment: None }
    }

    /// What the writer of the format makes of the blocks.
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
