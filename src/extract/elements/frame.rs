//! What the end of an element undoes.

use super::grounds::Grounds;
use super::routes::Route;
use crate::rules::FileRank;

/// What is to be undone at the end of one open element, and which builder knows it.
#[derive(Debug, Clone, Default)]
pub(super) struct Frame {
    pub route: Route,
    /// The rank against which the element is removed, if it is.
    pub drops: Option<FileRank>,
    pub keeps: bool,
    pub selects: bool,
    /// It is the content container of a rule that means the first one only.
    pub first_only: bool,
    pub boundary: bool,
    pub title: bool,
    /// The rules were not asked, because nothing in here matters.
    pub ignored: bool,
    /// Its text does not count as lost: a link, or the choices of a form.
    pub linked: bool,
    pub article: bool,
    /// A section that was removed ends with this element.
    pub section: bool,
    /// The trails know of it.
    pub trailed: bool,
    pub comments: bool,
    /// Rules whose `unless` it is: layer, rule.
    pub unless: Vec<(usize, usize)>,
    /// What goes as well when it has ended, because it was removed itself.
    pub afterwards: Option<Box<Grounds>>,
}
