//! Turns open / text / close into blocks: runs of text between block-level boundaries.
//!
//! A block knows what it is (heading, paragraph, code), where it stands (quotes, lists, table cells) and which of
//! its characters are linked or emphasised. Nothing here decides what is kept.

mod builder;
mod hints;
mod inline;
mod label;
mod plain;
mod table;
mod trail;

use std::borrow::Cow;

pub(crate) use builder::{BlockSink, Builder};
pub(crate) use hints::Hints;
pub use label::Label;
pub(crate) use plain::PlainText;
pub(crate) use table::TableBuffer;
pub(crate) use trail::{Around, NEAR, Place, Trail, TrailStack};

/// The beginning of the text that has at most so many bytes, but at least one character, and the rest.
fn split_at_most(text: &str, bytes: usize) -> (&str, &str) {
    let first = text.chars().next().map_or(0, char::len_utf8);
    let mut at = bytes.clamp(first, text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    text.split_at(at)
}

/// A run of text between block-level boundaries, the unit that is kept or dropped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Block {
    /// What the block is.
    pub kind: BlockKind,
    /// The text in logical order, white space collapsed (but in [`BlockKind::Preformatted`]); a line feed is a
    /// line break. May be empty where only images or a thematic break stand.
    pub text: String,
    /// Links, emphasis and images, ordered by start, properly nested.
    pub marks: Vec<Mark>,
    /// The quotes, list items and table cells around the block, outermost first.
    pub containers: Vec<Container>,
    /// In plain text input: this line follows the line before without a blank line between.
    pub tight: bool,
    /// The block comes from a `<noscript>` element.
    pub noscript: bool,
    /// A reader's comment on the page, kept because the caller asked for comments.
    pub comment: bool,
    /// What the model says of the block, where it was asked.
    pub label: Option<Label>,
    /// Where it stands in the page, while it is not labelled.
    pub(crate) trail: Option<Box<Trail>>,
}

impl Block {
    /// Bytes of memory that the block takes, nearly.
    pub(crate) fn bytes(&self) -> usize {
        let marks: usize = self.marks.iter().map(|mark| size_of::<Mark>() + mark.kind.bytes()).sum();
        size_of::<Block>() + self.text.len() + marks + self.containers.len() * size_of::<Container>()
    }
}

impl Block {
    /// The block as it reads without its images; none if nothing else is in it.
    pub(crate) fn without_images(&self) -> Option<Cow<'_, Block>> {
        let is_image = |mark: &Mark| matches!(mark.kind, MarkKind::Image { .. });
        if !self.marks.iter().any(is_image) {
            return Some(Cow::Borrowed(self));
        }
        if self.text.is_empty() {
            return None;
        }
        let mut block = self.clone();
        for image in self.marks.iter().rev().filter(|mark| is_image(mark)) {
            // There may be a space on either side. Without the image, one is enough.
            let (before, after) = block.text.split_at(image.start);
            if before.ends_with(' ') && after.starts_with([' ', '\n']) && !self.is_preformatted() {
                block.text.remove(image.start - 1);
                let moved = |at: usize| at - usize::from(at >= image.start);
                block.marks.iter_mut().for_each(|mark| (mark.start, mark.end) = (moved(mark.start), moved(mark.end)));
            }
        }
        block.marks.retain(|mark| mark.start < mark.end);
        Some(Cow::Owned(block))
    }

    fn is_preformatted(&self) -> bool {
        matches!(self.kind, BlockKind::Preformatted(_))
    }
}

/// What a block is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum BlockKind {
    /// Ordinary text.
    #[default]
    Paragraph,
    /// The headline of the page; at most one, written first.
    Title,
    /// A heading of level 1 to 6.
    Heading(u8),
    /// Text whose white space counts; the language if the page names one.
    Preformatted(Option<String>),
    /// The term of a definition list.
    Term,
    /// The description of a definition list.
    Description,
    /// A thematic break; the text is empty.
    Break,
}

/// A property of the characters from `start` to `end` (bytes of the block's text).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// First byte.
    pub start: usize,
    /// Byte after the last; equal to `start` for images.
    pub end: usize,
    /// What the characters are.
    pub kind: MarkKind,
}

/// What the characters of a [`Mark`] are.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum MarkKind {
    /// `em`, `i` and their like.
    Emphasis,
    /// `strong`, `b`.
    Strong,
    /// `code`, `kbd`, `samp`, `tt`.
    Code,
    /// A link, with its target resolved against the page's address where that is known.
    Link(String),
    /// An image between two characters.
    Image {
        /// Address, resolved where the page's address is known.
        source: String,
        /// Alternative text, white space collapsed.
        alt: String,
    },
}

impl MarkKind {
    /// Bytes of its address and text.
    fn bytes(&self) -> usize {
        match self {
            MarkKind::Link(target) => target.len(),
            MarkKind::Image { source, alt } => source.len() + alt.len(),
            MarkKind::Emphasis | MarkKind::Strong | MarkKind::Code => 0,
        }
    }
}

/// Something a block stands in. Ids are unique within a document and tell where one container ends and the next begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Container {
    /// A block quotation.
    Quote {
        /// Tells quotations apart.
        id: u32,
    },
    /// A list item.
    Item {
        /// The list.
        list: u32,
        /// The item.
        id: u32,
        /// The number in an ordered list.
        number: Option<i32>,
    },
    /// A definition list.
    Definitions {
        /// Tells definition lists apart.
        id: u32,
    },
    /// A cell of a data table; layout tables leave no trace.
    Cell {
        /// The table.
        table: u32,
        /// The row, counted over the document.
        row: u32,
        /// The column, from 0, spans counted.
        column: u16,
        /// Whether it is a header cell.
        header: bool,
    },
}
