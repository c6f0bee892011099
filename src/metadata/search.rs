//! Decides where the text is searched for bylines and dates: wherever no better source provides them.

/// Maximum number of bylines and dates by class to try; a page with more lists other pages.
const TRIES: u32 = 24;

/// Maximum number of elements and of bytes of text between the names of one byline.
const NEAR: u64 = 12;
const NEAR_BYTES: u64 = 200;

/// Minimum length in bytes of a linked heading that makes what surrounds it a teaser of another page.
const TEASER_BYTES: u64 = 24;

/// An open link or lower heading, and what it holds.
#[derive(Debug)]
struct Teaser {
    depth: usize,
    has_link: bool,
    has_heading: bool,
    /// The value of `bytes` at its start.
    start: u64,
}

/// The current search and the position in the page.
#[derive(Debug, Default)]
pub(super) struct Search {
    pub names: bool,
    pub date: bool,
    /// Whether the page's heading was seen: an `h1`, or a heading that is part of a title.
    pub heading_seen: bool,
    /// Depth of the outermost open link or lower heading; dates inside belong to other pages.
    teaser: Option<Teaser>,
    /// Depth of the outermost open element that is not the page's article: readers' comments, a sidebar, a teaser.
    elsewhere: Option<usize>,
    /// Depth of the outermost open figure; a licence inside is of its picture.
    figure: Option<usize>,
    elements: u64,
    bytes: u64,
    /// The values of `elements` and `bytes` at the end of the last byline.
    byline_end: (u64, u64),
    tries: u32,
}

impl Search {
    pub fn is_on(&self) -> bool {
        self.names || self.date
    }

    pub fn element(&mut self) {
        self.elements += 1;
    }

    /// Opens a link to another page or a lower heading.
    pub fn teaser_opens(&mut self, depth: usize, is_heading: bool) {
        let start = self.bytes;
        let teaser = self.teaser.get_or_insert(Teaser { depth, has_link: false, has_heading: false, start });
        teaser.has_heading |= is_heading;
        teaser.has_link |= !is_heading;
    }

    pub fn element_closes(&mut self, depth: usize) {
        self.elsewhere.take_if(|elsewhere| *elsewhere == depth);
        self.figure.take_if(|figure| *figure == depth);
        let Some(teaser) = self.teaser.take_if(|teaser| teaser.depth == depth) else { return };
        let is_long = self.bytes - teaser.start >= TEASER_BYTES;
        if self.heading_seen && teaser.has_link && teaser.has_heading && is_long && depth > 0 {
            self.elsewhere_opens(depth - 1);
        }
    }

    /// Opens an element whose text is not the article's.
    pub fn elsewhere_opens(&mut self, depth: usize) {
        self.elsewhere.get_or_insert(depth);
    }

    pub fn figure_opens(&mut self, depth: usize) {
        self.figure.get_or_insert(depth);
    }

    /// Returns whether a licence here is of the page.
    pub fn takes_licence(&self) -> bool {
        self.figure.is_none() && self.elsewhere.is_none()
    }

    /// Returns whether a link with a heading is open: what stands in it is about another page.
    pub fn is_in_teaser(&self) -> bool {
        self.heading_seen && self.teaser.as_ref().is_some_and(|teaser| teaser.has_link && teaser.has_heading)
    }

    /// Returns whether what stands here is of a picture or a video.
    pub fn is_in_figure(&self) -> bool {
        self.figure.is_some()
    }

    /// Returns whether what stands here is not the article's.
    pub fn is_elsewhere(&self) -> bool {
        self.elsewhere.is_some()
    }

    /// Notes the page's heading: what encloses it is the article after all.
    pub fn heading(&mut self) {
        self.heading_seen = true;
        self.elsewhere = None;
    }

    pub fn text(&mut self, text: &str) {
        self.bytes += text.len() as u64;
    }

    /// Returns whether a date here is searched for and belongs to the page.
    pub fn takes_date(&self) -> bool {
        self.date && self.teaser.is_none() && self.elsewhere.is_none()
    }

    pub fn may_try(&self) -> bool {
        self.tries < TRIES
    }

    pub fn tried(&mut self) {
        self.tries += 1;
    }

    pub fn byline_ends(&mut self) {
        self.byline_end = (self.elements, self.bytes);
    }

    /// Returns whether a byline here continues the last one.
    pub fn is_near_byline(&self) -> bool {
        let (elements, bytes) = self.byline_end;
        self.elements - elements <= NEAR && self.bytes - bytes <= NEAR_BYTES
    }
}
