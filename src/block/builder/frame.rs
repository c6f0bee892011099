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
    /// Whether it is around code and pushed what it declares as the language.
    pub(super) wrapper: bool,
    /// The number of a line of code, and the length of the text where it began.
    pub(super) line: Option<(u32, usize)>,
    /// What the text of a link decides.
    pub(super) link: Option<LinkSign>,
    /// Whether its text, the rendered form of a formula, may be followed by TeX.
    pub(super) rendered: bool,
    /// Whether a space follows it if a sentence would run into the next.
    pub(super) apart: bool,
    /// Text to add at the end: a closing bracket or quotation mark.
    pub(super) after: &'static str,
}

/// What a link to an anchor may turn out to be, by its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LinkSign {
    /// A link to the heading it is in.
    Permalink,
    /// A link from a note to its reference.
    WayBack,
    /// A raised reference to a note.
    Reference,
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
    /// Whether the text is raised.
    pub raised: bool,
    /// Whether the text is part of a line: directly in a `p`, an item, a link.
    pub in_line: bool,
    /// Whether the innermost list or item around is a list.
    pub in_list: bool,
    /// Whether a line of code is open.
    pub code_line: bool,
    /// Whether the text is white space between the rows and cells of code in a table.
    pub between_cells: bool,
}
