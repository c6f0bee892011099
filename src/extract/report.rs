//! The report on a finished document, and the part of it that output formats write.

use crate::limits::Degraded;
use crate::metadata::{Metadata, fold};
use crate::write::{Format, Summary};

/// The report on a finished document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Report {
    /// The headline, which is written first.
    pub title: Option<String>,
    /// The page's address: the caller's, or else the page's own.
    pub url: Option<String>,
    /// Title, authors, publication date and more. Mostly empty without [`Options::collect_metadata`](crate::Options::collect_metadata).
    pub metadata: Metadata,
    /// The addresses that the kept text links to, each once, in the order of the text, if they are
    /// [listed](crate::Options::list_links).
    pub links: Vec<String>,
    /// Name of the encoding; `None` for pure ASCII without a declaration.
    pub encoding: Option<&'static str>,
    /// Why this encoding: `bom` (a byte order mark), `declared` (by transport or page), `evidence` (the bytes are UTF-8 or
    /// UTF-16, whatever is declared) or `guess`.
    pub encoding_source: Option<&'static str>,
    /// The input ended inside a tag or comment.
    pub cut: bool,
    /// The page has hardly any text, and data in scripts from which browsers build its content.
    pub text_in_scripts: bool,
    /// Limits that were exceeded.
    pub degraded: Degraded,
    /// Ids of rules that held more text than they may and released it, at most sixteen.
    pub released: Vec<String>,
    /// Number of kept blocks. A block that is only an image counts only if the sink [wants
    /// targets](crate::Sink::wants_targets).
    pub kept: u64,
    /// Number of dropped blocks; counted only if the sink [wants them](crate::Sink::wants_dropped).
    pub dropped: u64,
}

impl Report {
    /// Records a rule that held more text than it may.
    pub(super) fn note_released(&mut self, rule: &str) {
        if self.released.len() < 16 && !self.released.iter().any(|known| known == rule) {
            self.released.push(rule.to_owned());
        }
    }

    /// Returns the limits whose excess can have changed the output in this format: an address that is too long changes no
    /// plain text.
    #[must_use]
    pub fn losses(&self, format: Format) -> Degraded {
        let losses = self.degraded.losses();
        if format.has_targets() { losses } else { Degraded { dropped_targets: 0, relative_targets: 0, ..losses } }
    }

    /// Returns the part that output formats write.
    pub(crate) fn summary(&self) -> Summary<'_> {
        let data = &self.metadata;
        let texts = [
            ("title", &data.title),
            ("modified", &data.modified),
            ("site", &data.site),
            ("canonical", &data.canonical),
            ("lang", &data.lang),
            ("lang_identified", &data.lang_identified),
            ("description", &data.description),
            ("image", &data.image),
            ("section", &data.section),
            ("licence", &data.licence),
            ("page_type", &data.page_type),
            ("amp", &data.amp),
        ];
        let texts = texts.into_iter().filter_map(|(key, value)| Some((key, value.as_deref()?)));
        let lists = [
            ("authors", &data.authors),
            ("tags", &data.tags),
            ("alternates", &data.alternates),
            ("links", &self.links),
        ];
        // The headline that is written, where the page's data call it otherwise.
        let headline = self
            .title
            .as_deref()
            .filter(|headline| data.title.as_deref().is_some_and(|title| fold(title) != fold(headline)));
        Summary {
            id: None,
            further: &[],
            url: self.url.as_deref(),
            date: data.published.as_deref(),
            texts: texts
                .chain(headline.map(|headline| ("headline", headline)))
                .chain(self.encoding.map(|encoding| ("encoding", encoding)))
                .chain(self.encoding_source.map(|source| ("encoding_source", source)))
                .collect(),
            lists: lists
                .map(|(key, values)| (key, &values[..]))
                .into_iter()
                .filter(|(_, values)| !values.is_empty())
                .collect(),
            confidence: data.lang_confidence,
            paywalled: data.paywalled,
            cut: self.cut,
            degraded: self.degraded.losses(),
        }
    }
}
