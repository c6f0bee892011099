//! Collects a page's metadata from its head, its structured data and its text.
//!
//! ```text
//! open / text / close → captures (scripts, elements, short lines) → Found, by source → Metadata
//! ```
//!
//! The reader sees every element before any rule does. It works in one pass and keeps only the best value of each
//! property; values, names and tags are bounded.

mod byline;
mod capture;
mod date;
mod found;
mod hints;
mod json;
mod json_ld;
mod language;
mod line;
mod lines;
mod meta_tags;
mod microdata;
mod reader;
mod search;
mod title;

pub(crate) use json_ld::is_json_ld;
pub(crate) use language::LanguageSample;
#[cfg(feature = "batch")]
pub(crate) use language::{iso_639_3, language_codes, short_code};
pub(crate) use line::{fold, letters, one_line};
pub(crate) use reader::MetadataReader;
pub(crate) use title::{SEPARATORS, SITE_NAME_MAX, is_about, is_title, same_matter, split_site};

/// Metadata of a page. Properties that the page does not state are absent.
///
/// Each text is one line without markup, a few kilobytes long at most.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Metadata {
    /// The title, without the site's name.
    pub title: Option<String>,
    /// The authors' names, in the page's order; 32 at most.
    pub authors: Vec<String>,
    /// The publication date (ISO 8601), as precise as the page states it, in the page's time zone.
    pub published: Option<String>,
    /// The date of the last change (ISO 8601).
    pub modified: Option<String>,
    /// The site's name.
    pub site: Option<String>,
    /// The page's canonical URL (canonical link, `og:url`, JSON-LD).
    pub canonical: Option<String>,
    /// The language that the page declares (BCP 47).
    pub lang: Option<String>,
    /// The language identified from the kept text (BCP 47), if the result is reliable and
    /// [identification is on](crate::Options::identify_language).
    pub lang_identified: Option<String>,
    /// How certain the identified language is, in percent.
    pub lang_confidence: Option<u8>,
    /// A short description of the page.
    pub description: Option<String>,
    /// The URL of the lead image.
    pub image: Option<String>,
    /// The section of the site: "Sport".
    pub section: Option<String>,
    /// Keywords; 64 at most.
    pub tags: Vec<String>,
    /// The licence of the page: a URL where it links one.
    pub licence: Option<String>,
    /// What the page says that it is: "article", "website".
    pub page_type: Option<String>,
    /// The URL of the page's AMP version.
    pub amp: Option<String>,
    /// Versions of the page in other languages, each a language tag (BCP 47) or `x-default`, a space and a URL.
    pub alternates: Vec<String>,
    /// Whether the page says that it is behind a paywall.
    pub paywalled: Option<bool>,
}

impl Metadata {
    /// Removes control characters from all values.
    pub(crate) fn without_controls(self) -> Metadata {
        let clean = |mut value: String| {
            if value.contains(char::is_control) {
                value.retain(|c| !c.is_control());
            }
            value
        };
        let text = |value: Option<String>| value.map(clean).filter(|value| !value.is_empty());
        let list = |values: Vec<String>| values.into_iter().map(clean).filter(|value| !value.is_empty()).collect();
        // A new field must be named here to compile.
        Metadata {
            title: text(self.title),
            authors: list(self.authors),
            published: text(self.published),
            modified: text(self.modified),
            site: text(self.site),
            canonical: text(self.canonical),
            lang: text(self.lang),
            lang_identified: text(self.lang_identified),
            lang_confidence: self.lang_confidence,
            description: text(self.description),
            image: text(self.image),
            section: text(self.section),
            tags: list(self.tags),
            licence: text(self.licence),
            page_type: text(self.page_type),
            amp: text(self.amp),
            alternates: list(self.alternates),
            paywalled: self.paywalled,
        }
    }

    /// Drops the values that do not fit into `bytes`, each counted by its length with the longest escapes; returns how
    /// many.
    pub(crate) fn fit(&mut self, mut bytes: usize) -> u64 {
        let mut dropped = 0;
        let mut fits = |value: &str| {
            let escaped = value.len() + 5 * value.bytes().filter(|&byte| b"&<>\"\'".contains(&byte)).count();
            let left = bytes.checked_sub(escaped);
            bytes = left.unwrap_or(bytes);
            dropped += u64::from(left.is_none());
            left.is_some()
        };
        let Metadata { title, site, canonical, description, image, section, licence, page_type, amp, .. } = self;
        for value in [title, site, canonical, section, licence, page_type, image, amp, description] {
            value.take_if(|value| !fits(value));
        }
        self.authors.retain(|name| fits(name));
        self.tags.retain(|tag| fits(tag));
        self.alternates.retain(|alternate| fits(alternate));
        dropped
    }
}
