//! Keeps the article from rules that mean something else: generic ones, and those of families.

use std::borrow::Cow;

use crate::html::{Element, tags};
use crate::rules::{FAMILY_RANK, FileRank};

/// Knows which elements only a rule of some rank may remove.
#[derive(Debug, Default)]
pub(super) struct Protection {
    /// An outermost `article` has come.
    article_seen: bool,
    articles: u32,
}

impl Protection {
    /// The rank that a rule must have to remove the element.
    pub fn of(&self, element: Element<'_>) -> FileRank {
        match element.tag() {
            // Nothing may remove these, whatever its classes are.
            tags::HTML | tags::HEAD | tags::BODY | tags::MAIN => FileRank::MAX,
            // Cards and comments are articles too, but the first one outside of others is more often the page's.
            tags::ARTICLE if self.articles == 0 && !self.article_seen => FAMILY_RANK,
            _ if holds_the_article(element) => FAMILY_RANK,
            _ => 0,
        }
    }

    pub fn article_opens(&mut self) {
        self.article_seen = true;
        self.articles += 1;
    }

    pub fn article_closes(&mut self) {
        self.articles -= 1;
    }
}

/// Whether a removal that does not end before this element would take the article with it.
pub(super) fn ends_removal(element: Element<'_>) -> bool {
    element.tag() == tags::MAIN || holds_the_article(element)
}

/// Whether the page says that its article is in the element.
fn holds_the_article(element: Element<'_>) -> bool {
    let named = |value: Cow<'_, str>| value.split_ascii_whitespace().any(|name| name == "articleBody");
    // In a drawing there is no article, and what shows it in words is no text.
    !element.is_foreign() && element.attribute("itemprop").is_some_and(named)
}
