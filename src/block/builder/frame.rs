//! What the end of an element undoes in the block builder.

/// What the builder keeps of one open element.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Frame {
    /// What holds around the element.
    pub(super) outside: Inside,
    /// Number of containers around it, if blocks end with it.
    pub(super) boundary: Option<u32>,
    pub(super) kind: bool,
    pub(super) list: bool,
    pub(super) table: bool,
    pub(super) silent: bool,
    pub(super) mark: bool,
    pub(super) language: bool,
    pub(super) direction: bool,
    pub(super) formula: bool,
    /// The text in here is TeX.
    pub(super) tex: bool,
    pub(super) picture: bool,
    pub(super) media: bool,
    /// Text to add at the end: a closing bracket or quotation mark.
    pub(super) after: &'static str,
}

/// What holds inside an element, inherited by those in it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Inside {
    /// The text is not for reading.
    pub silent: bool,
    pub preformatted: bool,
    pub noscript: bool,
    /// A `p` is open within the innermost container.
    pub loose: bool,
    /// Some element is a boundary of blocks.
    pub bounded: bool,
}
