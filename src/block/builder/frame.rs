//! What the end of an element undoes in the block builder.

/// What is to be undone at the end of one open element.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Frame {
    pub boundary: bool,
    pub kind: bool,
    /// How many.
    pub containers: u8,
    pub list: bool,
    pub table: bool,
    pub silent: bool,
    pub noscript: bool,
    pub preformatted: bool,
    pub mark: bool,
    pub language: bool,
    pub direction: bool,
    pub formula: bool,
    /// The text in here is TeX.
    pub tex: bool,
    pub picture: bool,
    pub media: bool,
    /// Whether a `p` was open outside of it, if it makes a difference.
    pub loose: Option<bool>,
    /// Text to add at the end: a closing bracket or quotation mark.
    pub after: &'static str,
}
