//! Decides where the text is searched for bylines and dates: wherever no better source provides them.

/// Maximum number of bylines and dates by class to try; a page with more lists other pages.
const TRIES: u32 = 24;

/// Maximum number of elements between the names of one byline.
const NEAR: u64 = 12;

/// The current search and the position in the page.
#[derive(Debug, Default)]
pub(super) struct Search {
    pub names: bool,
    pub date: bool,
    /// Whether the page's heading was seen: an `h1`, or a heading that is part of a title.
    pub heading_seen: bool,
    /// Depth of the outermost open link or lower heading; dates inside belong to other pages.
    teaser: Option<usize>,
    elements: u64,
    /// The value of `elements` at the end of the last byline.
    byline_end: u64,
    tries: u32,
}

impl Search {
    pub fn is_on(&self) -> bool {
        self.names || self.date
    }

    pub fn element(&mut self) {
        self.elements += 1;
    }

    /// Opens a link or a lower heading.
    pub fn teaser_opens(&mut self, depth: usize) {
        self.teaser.get_or_insert(depth);
    }

    pub fn element_closes(&mut self, depth: usize) {
        self.teaser.take_if(|teaser| *teaser == depth);
    }

    /// Returns whether a date here is searched for and belongs to the page.
    pub fn takes_date(&self) -> bool {
        self.date && self.teaser.is_none()
    }

    pub fn may_try(&self) -> bool {
        self.tries < TRIES
    }

    pub fn tried(&mut self) {
        self.tries += 1;
    }

    pub fn byline_ends(&mut self) {
        self.byline_end = self.elements;
    }

    /// Returns whether a byline here continues the last one.
    pub fn is_near_byline(&self) -> bool {
        self.elements - self.byline_end <= NEAR
    }
}
