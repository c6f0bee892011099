//! Turns open, text and close events into blocks: runs of text between block-level boundaries.
//!
//! A block knows its kind (heading, paragraph, code), its containers (quotes, lists, table cells) and its marks (links,
//! emphasis). Nothing here decides what is kept.

mod builder;
mod container;
mod formula;
mod grid;
mod hints;
mod inline;
mod label;
mod letters;
mod mark;
mod media;
mod notes;
mod plain;
mod resolve;
mod table;
mod trail;

use std::borrow::Cow;
use std::sync::Arc;

use crate::html::characters;
use crate::line::floor;
pub(crate) use builder::{BlockSink, Builder, Frame};
pub use container::{Alignment, Container};
pub(crate) use hints::Hints;
pub use label::Label;
pub use mark::{Mark, MarkKind};
pub(crate) use plain::PlainText;
pub(crate) use table::TableBuffer;
pub(crate) use trail::{Around, DomPath, DomPathStack, ElementKind, NEAR};

/// Splits off the longest prefix of at most `bytes` bytes, but at least one character.
pub(crate) fn split_at_most(text: &str, bytes: usize) -> (&str, &str) {
    let first = text.chars().next().map_or(0, char::len_utf8);
    text.split_at(floor(text, bytes.max(first)))
}

/// A run of text between block-level boundaries, the unit that is kept or dropped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Block {
    /// What the block is.
    pub kind: BlockKind,
    /// The text in logical order, white space collapsed except in [`BlockKind::Preformatted`]; a line feed is a line
    /// break. May be empty where there are only images or a thematic break.
    pub text: String,
    /// Links, emphasis, images and the like, ordered by start, properly nested.
    pub marks: Vec<Mark>,
    /// The quotes, list items, table cells and the like around the block, outermost first.
    pub containers: Vec<Container>,
    /// Whether the text is in a `p` of its own. Other direct text of a list item makes the list a tight one.
    pub loose: bool,
    /// The language of the text, if an element around it declares one: a BCP 47 tag as the page writes it.
    pub language: Option<Arc<str>>,
    /// The direction of the text, if an element around it declares one.
    pub direction: Option<Direction>,
    /// Whether this line of plain text input follows the one before without a blank line between.
    pub tight: bool,
    /// Whether the block comes from a `<noscript>` element.
    pub noscript: bool,
    /// Whether this is a reader's comment, kept because the caller asked for comments.
    pub comment: bool,
    /// The model's verdict on the block, if it was asked.
    pub label: Option<Label>,
    /// Bytes of the start tags since the block before; with the text, the part of the page this block accounts for.
    /// `None` for a block that was not built from a page.
    pub(crate) markup: Option<u32>,
    /// Bytes of the addresses and texts in the marks as the page writes them, whether the caller wants them or not.
    pub(crate) strings: u32,
    /// The path to the block in the page, until it is labelled.
    pub(crate) trail: Option<Box<DomPath>>,
}

impl Block {
    /// Returns the approximate memory of the block in bytes.
    pub(crate) fn bytes(&self) -> usize {
        let marks: usize = self.marks.iter().map(|mark| size_of::<Mark>() + mark.kind.bytes()).sum();
        size_of::<Block>() + self.text.len() + marks + self.containers.len() * size_of::<Container>()
    }

    /// Returns the bytes of the page that the block accounts for, or slightly less, in any encoding of the page. A
    /// block that was not built from a page accounts for its content.
    pub(crate) fn source_bytes(&self) -> usize {
        let markup = match self.markup {
            None => LEAST_TAG + self.marks.iter().map(|mark| LEAST_TAG + mark.kind.bytes()).sum::<usize>(),
            Some(markup) => markup as usize,
        };
        characters(self.text.as_bytes()) + markup
    }
}

/// Bytes of the shortest start tag, `<p>`.
pub(crate) const LEAST_TAG: usize = 3;

impl Block {
    /// The block with those of its marks that are of its text: a caller may have set others.
    pub(crate) fn with_valid_marks(&self) -> Cow<'_, Block> {
        let is_valid = |mark: &&Mark| self.text.get(mark.start..mark.end).is_some();
        if self.marks.iter().all(|mark| is_valid(&mark)) {
            return Cow::Borrowed(self);
        }
        Cow::Owned(Block { marks: self.marks.iter().filter(is_valid).cloned().collect(), ..self.clone() })
    }

    /// Returns the block without images and media; `None` if nothing else is in it.
    pub(crate) fn without_media(&self) -> Option<Cow<'_, Block>> {
        self.without(MarkKind::is_media)
    }

    /// Returns the block without some of the objects between its characters; `None` if nothing else is in it.
    pub(crate) fn without(&self, leaves_out: impl Fn(&MarkKind) -> bool) -> Option<Cow<'_, Block>> {
        let is_media = |mark: &Mark| leaves_out(&mark.kind);
        if !self.marks.iter().any(is_media) {
            return Some(Cow::Borrowed(self));
        }
        if self.text.is_empty() && self.marks.iter().all(|mark| is_media(mark) || !mark.kind.is_between()) {
            return None;
        }
        let mut block = self.clone();
        for image in self.marks.iter().rev().filter(|mark| is_media(mark)) {
            // Of the spaces on either side of an image, one remains. A caller's marks may not fit the text.
            let Some((before, after)) = block.text.split_at_checked(image.start) else { continue };
            if before.ends_with(' ') && after.starts_with([' ', '\n']) && !self.is_preformatted() {
                block.text.remove(image.start - 1);
                let moved = |at: usize| at - usize::from(at >= image.start);
                block.marks.iter_mut().for_each(|mark| (mark.start, mark.end) = (moved(mark.start), moved(mark.end)));
            }
        }
        block.marks.retain(|mark| mark.start < mark.end || mark.kind.is_between() && !leaves_out(&mark.kind));
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
    /// Text whose white space counts, and its language if the page names one.
    Preformatted(Option<String>),
    /// The term of a definition list.
    Term,
    /// The description of a definition list.
    Description,
    /// The caption of a figure or a table.
    Caption,
    /// A thematic break; the text is empty.
    Break,
}

/// The direction of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From left to right.
    LeftToRight,
    /// From right to left.
    RightToLeft,
    /// The direction of the first letter.
    Auto,
}
