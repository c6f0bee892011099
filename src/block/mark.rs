//! Marks on a block's text: emphasis, links, images, formulas.

/// A property of the characters from `start` to `end` (bytes of the block's text).
///
/// Formats leave out a mark that reaches beyond the text, begins or ends inside a character, or ends before it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// First byte.
    pub start: usize,
    /// Byte after the last. Equal to `start` for an object [between](MarkKind::is_between) characters, and for a link
    /// around nothing but the image that follows it.
    pub end: usize,
    /// What the characters are.
    pub kind: MarkKind,
}

/// What the characters of a [`Mark`] are.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum MarkKind {
    /// `em`, `i` and the like.
    Emphasis,
    /// `strong`, `b`.
    Strong,
    /// `code`, `samp`, `tt`.
    Code,
    /// `kbd`: what a user types.
    Keyboard,
    /// `mark`.
    Highlight,
    /// `del`, `s`, `strike`: no longer true, or no longer part of the text.
    Deleted,
    /// `ins`: added later.
    Inserted,
    /// `sup`.
    Superscript,
    /// `sub`.
    Subscript,
    /// A link.
    Link {
        /// Address, resolved where the page's address is known; may be empty, and of any scheme.
        target: String,
        /// The tooltip of the link; empty if there is none or the link's text contains it.
        title: String,
    },
    /// A reference to a footnote: `1`, `[2]`, `*`.
    NoteReference {
        /// The number of the note: that of its [`Container::Note`](super::Container::Note), if the page has it.
        number: u32,
        /// Where the page links to, as in [`MarkKind::Link`].
        target: String,
    },
    /// An image between two characters.
    Image {
        /// Address, resolved where the page's address is known.
        source: String,
        /// Alternative text, white space collapsed.
        alt: String,
        /// The tooltip of the image; empty if there is none or it equals the alternative text.
        title: String,
    },
    /// A formula between two characters. The block's text does not contain it.
    Math {
        /// The TeX that the page provides; not empty.
        tex: String,
        /// Whether it is a display formula, on its own line.
        display: bool,
    },
    /// A video, audio or the like between two characters.
    Embed {
        /// The address of the media or, for known players, of its page.
        target: String,
        /// The title that the page gives it; may be empty.
        title: String,
    },
}

impl MarkKind {
    /// Whether the mark is an object between two characters and covers none itself.
    pub fn is_between(&self) -> bool {
        matches!(self, MarkKind::Image { .. } | MarkKind::Math { .. } | MarkKind::Embed { .. })
    }

    /// Whether the page links its characters to an address.
    pub(crate) fn is_link(&self) -> bool {
        matches!(self, MarkKind::Link { .. } | MarkKind::NoteReference { .. })
    }

    /// Whether it is visual or audible content, which plain text drops.
    pub(crate) fn is_media(&self) -> bool {
        matches!(self, MarkKind::Image { .. } | MarkKind::Embed { .. })
    }

    /// Returns the bytes of its addresses and texts.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            MarkKind::Link { target, title } | MarkKind::Embed { target, title } => target.len() + title.len(),
            MarkKind::Image { source, alt, title } => source.len() + alt.len() + title.len(),
            MarkKind::NoteReference { target: text, .. } | MarkKind::Math { tex: text, .. } => text.len(),
            _ => 0,
        }
    }
}
