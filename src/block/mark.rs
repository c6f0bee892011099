//! What characters of a block are, and what stands between them: emphasis, links, images, formulas.

/// A property of the characters from `start` to `end` (bytes of the block's text).
///
/// Formats leave out a mark that reaches beyond the text, begins or ends inside a character, or ends before it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// First byte.
    pub start: usize,
    /// Byte after the last; equal to `start` for what [stands between](MarkKind::is_between) characters, and for a link
    /// that holds nothing but the image behind it.
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
        /// What the page shows above the link; empty if that is nothing, or only what the link says.
        title: String,
    },
    /// The sign of a footnote: `1`, `[2]`, `*`.
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
        /// What the page shows above the image; empty if that is nothing, or the alternative text.
        title: String,
    },
    /// A formula between two characters. Its words are not among those of the text.
    Math {
        /// In TeX, as far as the page tells it; not empty.
        tex: String,
        /// It stands on a line of its own.
        display: bool,
    },
    /// A video, a sound or the like between two characters.
    Embed {
        /// Address of what is played or, of known players, of its page.
        target: String,
        /// What the page calls it; may be empty.
        title: String,
    },
}

impl MarkKind {
    /// Whether it stands between two characters, and is none itself.
    pub fn is_between(&self) -> bool {
        matches!(self, MarkKind::Image { .. } | MarkKind::Math { .. } | MarkKind::Embed { .. })
    }

    /// Whether the page links its characters to somewhere.
    pub(crate) fn is_link(&self) -> bool {
        matches!(self, MarkKind::Link { .. } | MarkKind::NoteReference { .. })
    }

    /// Whether it is to be looked at or listened to, and leaves no trace where there is only text.
    pub(crate) fn is_media(&self) -> bool {
        matches!(self, MarkKind::Image { .. } | MarkKind::Embed { .. })
    }

    /// Bytes of its addresses and texts.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            MarkKind::Link { target, title } | MarkKind::Embed { target, title } => target.len() + title.len(),
            MarkKind::Image { source, alt, title } => source.len() + alt.len() + title.len(),
            MarkKind::NoteReference { target: text, .. } | MarkKind::Math { tex: text, .. } => text.len(),
            _ => 0,
        }
    }
}
