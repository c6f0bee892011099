//! The metadata found so far: for each property the value of the best source.

use url::Url;

use super::Metadata;
use super::byline::{self, NAMES};
use super::date::{self, Moment, Order};
use super::line::{fold, of_markup};
use super::microdata::Property;
use super::title::{Titles, split_site};
use crate::line::head;

/// Where a value comes from, the best source last. The order was measured on news pages (README, Metadata).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    /// A date in the page's URL.
    Address,
    /// A `time` element before the first heading: often today's date, or that of other news.
    EarlyTime,
    /// A line of text that is a byline or a dateline.
    Line,
    /// Text in an element whose class or `rel` says so.
    Class,
    Time,
    /// JSON-LD of anything but an article.
    Page,
    Twitter,
    DublinCore,
    Meta,
    Microdata,
    OpenGraph,
    /// JSON-LD of an article.
    JsonLd,
}

/// The value of the best source; of equal sources, the first value.
#[derive(Debug, Clone)]
pub(super) struct Best<T>(Option<(Source, T)>);

impl<T> Default for Best<T> {
    fn default() -> Self {
        Best(None)
    }
}

impl<T> Best<T> {
    pub fn offer(&mut self, source: Source, value: T) {
        if self.0.as_ref().is_none_or(|(best, _)| *best < source) {
            self.0 = Some((source, value));
        }
    }

    pub fn get(&self) -> Option<&T> {
        self.0.as_ref().map(|(_, value)| value)
    }

    /// Returns whether the value comes from this source or a better one.
    pub fn has(&self, source: Source) -> bool {
        self.0.as_ref().is_some_and(|(best, _)| *best >= source)
    }
}

/// Maximum number of tags of a page, and of bytes in one. A longer list is stuffed with search words.
const TAGS: usize = 64;
const TAG_BYTES: usize = 120;

#[derive(Debug, Default)]
pub(super) struct Found {
    pub titles: Titles,
    /// Names by source, in the order in which the sources were read.
    pub authors: Vec<(Source, Vec<String>)>,
    pub published: Best<Moment>,
    pub modified: Best<Moment>,
    pub site: Best<String>,
    pub url: Best<String>,
    pub description: Best<String>,
    pub image: Best<String>,
    pub section: Best<String>,
    pub licence: Best<String>,
    pub tags: Best<Vec<String>>,
    pub language: Best<String>,
    /// The last label of the host, often a country.
    pub country: String,
    pub value_bytes: usize,
}

impl Found {
    /// Returns a value as one line without markup; `None` if it is empty.
    pub fn line(&self, value: &str) -> Option<String> {
        let line = of_markup(head(value, self.value_bytes));
        (!line.is_empty()).then_some(line)
    }

    pub fn date(&self, value: &str) -> Option<Moment> {
        let language = self.language.get().map_or("", String::as_str);
        date::find(head(value, 256), language, Order::of(language, &self.country))
    }

    /// Offers the date in a text.
    pub fn dated(&mut self, text: &str, modified: bool, source: Source) {
        let is_change = modified || date::begins_with_change(text);
        if self.moment(is_change).has(source) {
            return;
        }
        let Some(date) = self.date(text) else { return };
        if source <= Source::Time && !date.is_of_the_web() {
            return;
        }
        self.moment(is_change).offer(source, date);
    }

    fn moment(&mut self, modified: bool) -> &mut Best<Moment> {
        if modified { &mut self.modified } else { &mut self.published }
    }

    /// Offers a property of microdata.
    pub fn property(&mut self, property: Property, value: &str) {
        let Some(line) = self.line(value) else { return };
        match property {
            Property::Headline => {
                self.titles.meta.get_or_insert(line);
            }
            Property::Author => self.authors(Source::Microdata, &line),
            Property::Published => self.dated(&line, false, Source::Microdata),
            Property::Modified => self.dated(&line, true, Source::Microdata),
            Property::Description => self.description.offer(Source::Microdata, line),
            Property::Image => self.image.offer(Source::Microdata, line),
            Property::Section => self.section.offer(Source::Microdata, line),
            Property::Keywords => self.tags(Source::Microdata, &line),
            Property::Licence => self.licence.offer(Source::Microdata, line),
            Property::Language => self.language.offer(Source::Twitter, line),
        }
    }

    /// Offers the names in a field for machines.
    pub fn authors(&mut self, source: Source, value: &str) {
        let Some(value) = self.line(value) else { return };
        // A publisher that gives its address is not the author.
        let source = if value.contains("www.") { Source::Address } else { source };
        self.add_names(source, byline::names(&value, source < Source::Page));
    }

    pub fn add_names(&mut self, source: Source, names: Vec<String>) {
        if names.is_empty() {
            return;
        }
        let at = self.authors.iter().position(|(known, _)| *known == source);
        let at = at.unwrap_or_else(|| {
            self.authors.push((source, Vec::new()));
            self.authors.len() - 1
        });
        let known = &mut self.authors[at].1;
        for name in names {
            if known.len() < NAMES && !known.iter().any(|other| fold(other) == fold(&name)) {
                known.push(name);
            }
        }
    }

    pub fn has_authors(&self, source: Source) -> bool {
        self.authors.iter().any(|(known, _)| *known == source)
    }

    /// Returns the authors that the best source names. A source that only names the site comes last.
    fn best_authors(&self, site: Option<&str>, host: &str) -> Vec<String> {
        let site = SiteNames::new(site, host);
        let best = self.authors.iter().max_by_key(|(source, names)| (site.lack_one_of(names), *source));
        best.map(|(_, names)| names.clone()).unwrap_or_default()
    }

    /// Returns whether a source better than the page's text names anyone besides the site.
    pub fn has_people(&self, host: &str) -> bool {
        let site = SiteNames::new(self.site.get().map(String::as_str), host);
        self.authors.iter().any(|(source, names)| *source > Source::Class && site.lack_one_of(names))
    }

    /// Offers tags: one, or several between commas.
    pub fn tags(&mut self, source: Source, value: &str) {
        let Some(value) = self.line(value) else { return };
        if !self.tags.has(source) {
            self.tags = Best(Some((source, Vec::new())));
        }
        let Some((_, tags)) = self.tags.0.as_mut().filter(|(best, _)| *best == source) else { return };
        for tag in value.split([',', ';', '،', '、', '，']).map(str::trim) {
            if !tag.is_empty() && tag.len() <= TAG_BYTES && tags.len() < TAGS && !tags.iter().any(|known| known == tag)
            {
                tags.push(tag.to_owned());
            }
        }
    }

    /// Returns the best value of each property. `url`, the page's address, is the base of relative addresses.
    pub fn metadata(&self, url: Option<&Url>) -> Metadata {
        let canonical = self.url.get().and_then(|address| absolute(url, address));
        let host = url.and_then(Url::host_str).map(str::to_owned);
        let host =
            host.or_else(|| Url::parse(canonical.as_deref()?).ok()?.host_str().map(str::to_owned)).unwrap_or_default();
        let host = host.strip_prefix("www.").unwrap_or(&host);
        let from_title = || self.titles.window.as_deref().and_then(split_site).map(|(_, site)| site.to_owned());
        let site = self.site.get().cloned().or_else(from_title);
        let language = self.language.get().map(|language| language.replace('_', "-"));
        Metadata {
            title: self.titles.best(site.as_deref(), host),
            authors: self.best_authors(site.as_deref(), host),
            published: self.published.get().map(ToString::to_string),
            modified: self.modified.get().map(ToString::to_string),
            canonical,
            lang: language.filter(|language| language.len() <= 35),
            lang_identified: None,
            description: self.description.get().cloned(),
            image: self.image.get().and_then(|address| absolute(url, address)),
            section: self.section.get().cloned(),
            tags: self.tags.get().cloned().unwrap_or_default(),
            licence: self.licence.get().cloned(),
            site,
        }
    }
}

/// Resolves an address; `None` unless the result is an `http` or `https` URL with a host.
fn absolute(base: Option<&Url>, address: &str) -> Option<String> {
    let url = match base {
        Some(base) => base.join(address.trim()).ok()?,
        None => Url::parse(address.trim()).ok()?,
    };
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then(|| url.into())
}

/// The names of a site, folded.
struct SiteNames {
    site: String,
    host: String,
}

impl SiteNames {
    fn new(site: Option<&str>, host: &str) -> Self {
        SiteNames { site: site.map(fold).unwrap_or_default(), host: fold(host) }
    }

    /// Returns whether any of `names` is not a name of the site.
    fn lack_one_of(&self, names: &[String]) -> bool {
        let is_site = |name: &String| {
            let name = fold(name);
            let site = &self.site;
            name == *site
                || self.host.contains(&name)
                || !site.is_empty() && (name.contains(site) || site.contains(&name))
        };
        !names.iter().all(is_site)
    }
}
