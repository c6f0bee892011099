//! How links and images are written, where the format leaves a choice.

use crate::names::named;

/// How links are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Links {
    /// With their addresses after them: `[text](address)`.
    #[default]
    Inline,
    /// With numbers after them: `[text][1]`. The addresses follow the block or the list. In tables, and where very many
    /// wait, links stay inline.
    Reference,
    /// As their text alone.
    None,
}

/// How images are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Images {
    /// With their addresses: `![alternative text](address)`.
    #[default]
    Inline,
    /// As their alternative text.
    Alt,
    /// Not at all.
    None,
}

named!(Links, "form of links", (Links::Inline) = "inline", (Links::Reference) = "reference", (Links::None) = "none");
named!(Images, "form of images", (Images::Inline) = "inline", (Images::Alt) = "alt", (Images::None) = "none");

/// The caller's choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Form {
    pub links: Links,
    pub images: Images,
}
