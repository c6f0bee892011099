//! What the end of an element undoes in the block builder.

#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Frame {
    /// The state around the element.
    pub(super) outside: Inside,
    /// Number of containers around it, if it bounds blocks.
    pub(super) boundary: Option<u32>,
    pub(super) kind: bool,
    pub(super) list: bool,
    pub(super) table: bool,
    pub(super) silent: bool,
    pub(super) mark: bool,
    pub(super) language: bool,
    pub(super) direction: bool,
    pub(super) formula: bool,
    pub(super) tex: bool,
    pub(super) picture: bool,
    pub(super) media: bool,
    /// Text to add at the end: a closing bracket or quotation mark.
    pub(super) after: &'static str,
}

/// State inside an element, inherited by nested elements.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Inside {
    /// Whether the text is not meant to be read.
    pub silent: bool,
    pub preformatted: bool,
    pub noscript: bool,
    /// Whether a `p` is open within the innermost container.
    pub loose: bool,
    /// Whether an element around bounds blocks.
    pub bounded: bool,
}
