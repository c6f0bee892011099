//! Tells where in the text bylines and dates are looked for, which is where no better source has spoken.

/// Bylines and dates by class that are tried: what has more is a list of other pages.
const TRIES: u32 = 24;

/// Elements between the names of one byline.
const NEAR: u64 = 12;

/// What is looked for, and where the page stands.
#[derive(Debug, Default)]
pub(super) struct Search {
    pub names: bool,
    pub date: bool,
    /// The page's heading has come: one of the first level, or one that says the title.
    pub heading_seen: bool,
    /// Depth of the outermost open link or lower heading: dates in these are those of other pages.
    teaser: Option<usize>,
    /// Elements so far, and how many there were when the last byline ended.
    elements: u64,
    byline_end: u64,
    tries: u32,
}

impl Search {
    /// Whether anything is looked for.
    pub fn lasts(&self) -> bool {
        self.names || self.date
    }

    pub fn element(&mut self) {
        self.elements += 1;
    }

    /// A link or a lower heading opens, which may be of another page.
    pub fn teaser_opens(&mut self, depth: usize) {
        self.teaser.get_or_insert(depth);
    }

    pub fn element_closes(&mut self, depth: usize) {
        self.teaser.take_if(|teaser| *teaser == depth);
    }

    /// Whether dates here are those of the page, as far as they are looked for.
    pub fn takes_date(&self) -> bool {
        self.date && self.teaser.is_none()
    }

    /// Whether another element that may be a byline or a date is worth a try.
    pub fn may_try(&self) -> bool {
        self.tries < TRIES
    }

    pub fn tried(&mut self) {
        self.tries += 1;
    }

    pub fn byline_ends(&mut self) {
        self.byline_end = self.elements;
    }

    /// Whether a byline here belongs to the last one.
    pub fn is_near_byline(&self) -> bool {
        self.elements - self.byline_end <= NEAR
    }
}
