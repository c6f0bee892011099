//! What is known of the page besides its text, from its head, its elements and rules.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use url::Url;

use super::headline::Headline;
use crate::extract::options::Options;
use crate::metadata::{Metadata, MetadataReader, fold, one_line};
use crate::rules::{Context, FileRank, MetaField};

pub(crate) struct Page {
    /// The page's address: the caller's, or else the page's own.
    pub url: Option<Url>,
    /// The caller's address, if it cannot be parsed.
    unresolved_url: Option<String>,
    pub headline: Headline,
    pub metadata: MetadataReader,
    properties: Properties,
    folded: [Folded; 3],
}

/// A name of the page and its folded form, kept because blocks ask for it more often than it changes.
#[derive(Debug, Default)]
struct Folded {
    name: String,
    folded: String,
}

impl Page {
    pub fn new(options: &Options) -> Page {
        let url = options.page_url();
        Page {
            url: url.cloned(),
            unresolved_url: options.unresolved_page_url().map(one_line),
            headline: Headline::default(),
            metadata: MetadataReader::new(options.limits(), url),
            properties: Properties::default(),
            folded: Default::default(),
        }
    }

    /// Returns the page's address for the report.
    pub fn address(&self) -> Option<String> {
        self.unresolved_url.clone().or_else(|| self.url.as_ref().map(ToString::to_string))
    }

    /// Records a property found by a rule of this rank as its alternative number `order`.
    pub fn property(&mut self, field: MetaField, rank: FileRank, order: u32, value: &str) {
        self.properties.offer(field, rank, order, value);
        if let Some(title) = self.properties.get(MetaField::Title) {
            self.headline.rule_title(title);
        }
        if let Some(site) = self.properties.get(MetaField::Site) {
            self.headline.rule_site(site);
        }
    }

    /// Returns the title, site and author that phrases of rules may refer to.
    pub fn context(&self) -> Context<'_> {
        Context {
            title: self.headline.expected(),
            site: self.headline.expected_site(),
            author: self.properties.get(MetaField::Author),
        }
    }

    /// Brings [`Page::has_name`] up to date.
    pub fn fold_names(&mut self) {
        let Context { title, site, author } = self.context();
        let names = [title, site, author].map(Option::unwrap_or_default);
        let changed: Vec<(usize, String)> = (0..names.len())
            .filter(|&at| names[at] != self.folded[at].name)
            .map(|at| (at, names[at].to_owned()))
            .collect();
        for (at, name) in changed {
            self.folded[at] = Folded { folded: fold(&name), name };
        }
    }

    /// Whether a text is the title, the site or the author, apart from case and punctuation.
    pub fn has_name(&self, text: &str) -> bool {
        let text = fold(text);
        self.folded.iter().any(|name| name.folded == text)
    }

    /// Returns the metadata so far. A rule's finding takes precedence over the page's own statements.
    pub fn known(&self) -> Metadata {
        let mut known = self.metadata.known(self.url.as_ref());
        let property = |field| self.properties.get(field);
        if let Some(title) =
            property(MetaField::Title).or(known.title.is_none().then(|| self.headline.title()).flatten())
        {
            known.title = Some(title.to_owned());
        }
        if let Some(author) = property(MetaField::Author) {
            known.authors = MetadataReader::names(author);
        }
        if let Some(date) = property(MetaField::Date).and_then(|date| self.metadata.date(date)) {
            known.published = Some(date);
        }
        if let Some(site) = property(MetaField::Site).or(known.site.is_none().then(|| self.headline.site()).flatten()) {
            known.site = Some(site.to_owned());
        }
        if let Some(section) = property(MetaField::Section) {
            known.section = Some(section.to_owned());
        }
        known.without_controls()
    }
}

/// Properties found by rules; the best value of each is kept.
#[derive(Debug, Default)]
struct Properties(BTreeMap<MetaField, (FileRank, Reverse<u32>, String)>);

impl Properties {
    /// Offers a value that a rule of this rank found as its alternative number `order`. The first of equal rank and
    /// order wins.
    fn offer(&mut self, field: MetaField, rank: FileRank, order: u32, value: &str) {
        let value = value.split_whitespace().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        let value: String = value.chars().filter(|c| !c.is_control()).collect();
        if value.is_empty() {
            return;
        }
        let best = (rank, Reverse(order));
        match self.0.get(&field) {
            Some((rank, order, _)) if (*rank, *order) >= best => {}
            _ => {
                self.0.insert(field, (rank, Reverse(order), value));
            }
        }
    }

    fn get(&self, field: MetaField) -> Option<&str> {
        self.0.get(&field).map(|(_, _, value)| value.as_str())
    }
}
