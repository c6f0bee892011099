//! What the stages keep of one open element.

use super::verdict::RemovalCause;
use crate::block;
use crate::rules::FileRank;

/// The state of one open element. State that applies inside an element is in its frame, or inherited by its
/// descendants, and never in a separate counter, so it ends with the element.
#[derive(Debug, Default)]
pub(crate) struct Frame {
    pub within: Within,
    /// The builder that the element was opened in.
    pub route: Route,
    /// What the builder undoes when the element closes.
    pub block: block::Frame,
    pub in_path: bool,
    pub keeps: bool,
    pub comments: bool,
    pub title: bool,
    /// Whether it is a content container; `first_only`: of a rule with `pick = "first"`.
    pub selects: bool,
    pub first_only: bool,
    /// Whether the current removed section ends with this element.
    pub section: bool,
    /// What is removed after the element, because the element itself was removed.
    pub afterwards: Option<Box<RemovalCause>>,
}

/// State that applies inside an element, inherited by its descendants.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Within {
    /// The rank that a rule needs to keep something in this removed element.
    pub removed: Option<FileRank>,
    /// Whether a rule keeps the element, whatever is removed around it.
    pub kept: bool,
    pub content: bool,
    pub comments: bool,
    pub article: bool,
    /// Whether its text does not count for the removal's limit: it is in a link, or among the options of a form.
    pub linked: bool,
}

/// Where an element and its text go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Route {
    /// To no builder: the element is unwrapped, or dropped blocks are not wanted.
    #[default]
    None,
    Kept,
    Dropped,
}
