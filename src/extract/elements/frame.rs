//! What the stages keep of one open element.

use super::verdict::RemovalCause;
use crate::block;
use crate::rules::FileRank;

/// One for each open element. What holds inside an element stands in its frame or is inherited by it, never in a
/// counter beside, so it ends with the element.
#[derive(Debug, Default)]
pub(crate) struct Frame {
    /// What holds inside.
    pub within: Within,
    /// The builder that knows the element.
    pub route: Route,
    /// What the end of the element undoes there.
    pub block: block::Frame,
    /// It stands in the path of the blocks in it.
    pub in_path: bool,
    /// The rules were not asked, because nothing in here matters.
    pub skipped: bool,
    pub keeps: bool,
    pub comments: bool,
    pub title: bool,
    /// It is a content container; perhaps of a rule that means the first one only.
    pub selects: bool,
    pub first_only: bool,
    /// A section that is being removed ends with this element.
    pub section: bool,
    /// What else goes once it has ended, because it was removed itself.
    pub afterwards: Option<Box<RemovalCause>>,
}

/// What holds inside an element, inherited by those in it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Within {
    /// It is being removed; the rank against which a rule must keep something in it.
    pub removed: Option<FileRank>,
    /// A rule keeps the element, whatever is removed around it.
    pub kept: bool,
    /// It is in the content container.
    pub content: bool,
    /// It is among readers' comments, and these are kept.
    pub comments: bool,
    pub article: bool,
    /// Its text does not count for the removal at hand: it is in a link, or among the choices of a form.
    pub linked: bool,
}

/// Where an element and its text go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Route {
    /// To no builder: the element is unwrapped, or nobody asks for what is dropped.
    #[default]
    None,
    Kept,
    Dropped,
}
