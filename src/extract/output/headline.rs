//! Finds the headline and the site's name in the page's head and first heading.

use crate::block::{Block, BlockKind};
use crate::metadata::{
    SEPARATORS, SITE_NAME_MAX, fold, is_about, is_title, letters, one_line, same_matter, split_site,
};

/// Maximum length of a title element, in bytes; the rest is ignored.
const TITLE_MAX: usize = 2048;

#[derive(Debug, Default)]
pub(crate) struct Headline {
    title_element: Option<String>,
    reading: String,
    og_title: Option<String>,
    h1: Option<String>,
    site: Option<String>,
    /// Cached estimate of headline and site: it is read more often than it changes.
    expected: Option<String>,
    expected_site: Option<String>,
    /// The decided headline, and its folded form for comparisons.
    decided: Option<(String, String)>,
}

impl Headline {
    pub fn expects_title(&self) -> bool {
        self.title_element.is_none()
    }

    pub fn title_text(&mut self, text: &str) {
        // Bounded per character: a title is a line, but a page may put megabytes there.
        for c in text.chars() {
            if self.reading.len() >= TITLE_MAX {
                break;
            }
            self.reading.push(c);
        }
    }

    pub fn title_ends(&mut self) {
        let title = one_line(&std::mem::take(&mut self.reading));
        if is_title(&title) {
            self.title_element = Some(title);
            self.update_expected();
        }
    }

    pub fn title_element(&self) -> Option<&str> {
        self.title_element.as_deref()
    }

    pub fn open_graph_title(&mut self, title: &str) {
        let title = one_line(title);
        if is_title(&title) {
            self.og_title.get_or_insert(title);
            self.update_expected();
        }
    }

    pub fn site_name(&mut self, name: &str) {
        let name = one_line(name);
        if !name.is_empty() && name.chars().count() <= SITE_NAME_MAX {
            self.site.get_or_insert(name);
            self.update_expected();
        }
    }

    /// Sets the title that a rule found; ignored once the headline is written.
    pub fn rule_title(&mut self, title: &str) {
        self.og_title = Some(one_line(title));
        self.update_expected();
    }

    pub fn rule_site(&mut self, name: &str) {
        self.site = Some(one_line(name));
        self.update_expected();
    }

    pub fn title(&self) -> Option<&str> {
        self.decided.as_ref().map(|(title, _)| title.as_str())
    }

    /// Returns the best estimate of the headline before the first kept block.
    pub fn expected(&self) -> Option<&str> {
        self.title().or(self.expected.as_deref())
    }

    fn update_expected(&mut self) {
        let document = self.og_title.as_deref().or(self.title_element.as_deref());
        let seen = self.h1.as_deref().filter(|h1| self.is_of_the_page(h1));
        self.expected = seen.or(document).map(|title| self.without_site(title).to_owned());
        self.expected_site = self.title_element.as_deref().and_then(split_site).map(|(_, site)| site.to_owned());
    }

    /// Returns the site's name, decided or as the title element gives it.
    pub fn expected_site(&self) -> Option<&str> {
        self.site().or(self.expected_site.as_deref())
    }

    pub fn site(&self) -> Option<&str> {
        self.site.as_deref()
    }

    /// Notes a first-level heading that is not (yet) among the kept blocks.
    pub fn heading_seen(&mut self, block: &Block) {
        if block.kind == BlockKind::Heading(1) && self.h1.is_none() && is_title(&block.text) {
            self.h1 = Some(one_line(&block.text));
            self.update_expected();
        }
    }

    /// Decides the headline when the first kept block comes. Returns whether that block is the headline.
    pub fn decide(&mut self, first: &Block) -> bool {
        let document = self.og_title.clone().or_else(|| self.title_element.clone());
        if self.site.is_none()
            && let Some(title) = &self.title_element
        {
            self.site = split_site(title).map(|(_, site)| site.to_owned());
        }
        if first.kind == BlockKind::Heading(1) && is_title(&first.text) {
            let text = one_line(&first.text);
            if self.site.is_none() {
                self.site = split_site(&text).map(|(_, site)| site.to_owned());
            }
            // A heading unrelated to the titles, such as a section's name, is not the headline.
            if self.is_of_the_page(&text) {
                self.settle(text);
                return true;
            }
        }
        let seen = self.h1.take().filter(|h1| self.is_of_the_page(h1));
        if let Some(title) = seen.or(document) {
            self.settle(title);
        }
        self.update_expected();
        false
    }

    /// Whether a heading matches a page title, or the page has none.
    fn is_of_the_page(&self, heading: &str) -> bool {
        let (og, window) = (self.og_title.as_deref(), self.title_element.as_deref());
        // Blogs write `Site: headline` as title, and their first heading is the site.
        let is_site = |title: &str| title.strip_prefix(heading).is_some_and(|rest| rest.trim_start().starts_with(':'));
        let is_section = self.expected_site().is_some_and(|site| same_matter(site, heading));
        og.is_none() && window.is_none()
            || !is_section && og.or(window).is_some_and(|title| is_about(heading, title))
            || og.is_some_and(|title| same_matter(title, heading))
            || window.is_some_and(|title| same_matter(title, heading) && (og.is_none() || !is_site(title)))
    }

    /// Whether a block repeats the headline, with or without the site's name.
    pub fn repeats(&self, block: &Block) -> bool {
        let Some((_, folded)) = &self.decided else { return false };
        let heading = matches!(block.kind, BlockKind::Heading(_));
        if !heading {
            return false;
        }
        // Comparing the first letters first rejects most headings cheaply.
        let has_site = self.site.as_deref().is_some_and(|site| block.text.contains(site));
        if has_site {
            fold(self.without_site(&one_line(&block.text))) == *folded
        } else {
            letters(&block.text).eq(folded.chars())
        }
    }

    fn settle(&mut self, title: String) {
        let title = self.without_site(&title).to_owned();
        let folded = fold(&title);
        self.decided = Some((title, folded));
    }

    fn without_site<'a>(&self, title: &'a str) -> &'a str {
        let Some(site) = &self.site else { return title };
        for separator in SEPARATORS {
            let head = title.strip_suffix(site.as_str()).and_then(|head| head.strip_suffix(separator));
            let tail = title.strip_prefix(site.as_str()).and_then(|tail| tail.strip_prefix(separator));
            if let Some(rest) = head.or(tail).filter(|rest| !rest.trim().is_empty()) {
                return rest.trim();
            }
        }
        title
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heading(text: &str) -> Block {
        Block { kind: BlockKind::Heading(1), text: text.to_owned(), ..Block::default() }
    }

    #[test]
    fn the_site_is_split_from_the_title() {
        let mut headline = Headline::default();
        headline.title_text("How tea is made | The Kettle");
        headline.title_ends();
        assert!(!headline.decide(&Block::default()));
        assert_eq!((headline.title(), headline.site()), (Some("How tea is made"), Some("The Kettle")));
        assert!(headline.repeats(&heading("How Tea is made")));
        assert!(!headline.repeats(&heading("How coffee is made")));
    }

    #[test]
    fn a_heading_about_the_title_is_the_headline() {
        let mut headline = Headline::default();
        headline.open_graph_title("How tea is made");
        assert!(headline.decide(&heading("How tea is made")));
        let mut headline = Headline::default();
        headline.open_graph_title("How tea is made");
        assert!(!headline.decide(&heading("Food")));
        assert_eq!(headline.title(), Some("How tea is made"));
    }

    #[test]
    fn the_headline_for_readers_beats_the_title_for_search_engines() {
        let mut headline = Headline::default();
        headline.open_graph_title("Swing bridge Marrow Quay closed for repairs 2024");
        assert!(headline.decide(&heading("Quay's beloved bridge is hollow inside, and nobody knew")));
        let mut headline = Headline::default();
        headline.open_graph_title("Swing bridge Marrow Quay closed for repairs 2024");
        assert!(!headline.decide(&heading("Subscribe to our newsletter today")));
    }

    #[test]
    fn a_hyphenated_title_without_a_site_stays_whole() {
        let mut headline = Headline::default();
        assert!(headline.decide(&heading("Tea - a history of the leaf that conquered the whole world")));
        assert_eq!(headline.title(), Some("Tea - a history of the leaf that conquered the whole world"));
    }
}
