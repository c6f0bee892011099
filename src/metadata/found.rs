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
    /// An author that JSON-LD says to be an organisation.
    Organisation,
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

    pub fn forget(&mut self, source: Source) {
        self.0.take_if(|(best, _)| *best == source);
    }

    /// Returns whether the value comes from this source or a better one.
    pub fn has(&self, source: Source) -> bool {
        self.0.as_ref().is_some_and(|(best, _)| *best >= source)
    }
}

/// Maximum number of tags of a page, and of bytes in one. A longer list is stuffed with search words.
const TAGS: usize = 64;
const TAG_BYTES: usize = 120;

/// Maximum number of versions in other languages, and of bytes in the address of one.
const ALTERNATES: usize = 128;
const ADDRESS_BYTES: usize = 1024;

/// How certainly an article is the page's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Match {
    /// Its address or its headline is another page's.
    None,
    Unknown,
    /// Its headline is or contains a title of the page, or the reverse.
    Headline,
    /// Its address is the page's.
    Address,
}

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
    pub page_type: Best<String>,
    pub amp: Best<String>,
    /// Language and address of the versions in other languages.
    pub alternates: Vec<(String, String)>,
    pub paywalled: Best<bool>,
    /// The address that the caller gave.
    pub address: Option<String>,
    /// How certainly the article read from JSON-LD is the page's.
    pub article: Option<Match>,
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

    /// Offers the dates in a text: before each, a word may say whether it is of the publication or of a change.
    pub fn dated(&mut self, text: &str, modified: bool, source: Source) {
        for (part, says_change) in date::parts(text) {
            let is_change = says_change.unwrap_or(modified);
            if self.moment(is_change).has(source) {
                continue;
            }
            let date = if source == Source::Line { self.date_in_prose(part) } else { self.date(part) };
            if let Some(date) = date.filter(|date| source > Source::Time || date.is_of_the_web()) {
                self.moment(is_change).offer(source, date);
            }
        }
    }

    fn date_in_prose(&self, text: &str) -> Option<Moment> {
        let language = self.language.get().map_or("", String::as_str);
        date::find_in_prose(head(text, 256), language, Order::of(language, &self.country))
    }

    pub fn moment(&mut self, modified: bool) -> &mut Best<Moment> {
        if modified { &mut self.modified } else { &mut self.published }
    }

    /// Offers a property of microdata. Outside of all items (not `is_inside`), any part of the page may have stated it.
    pub fn property(&mut self, property: Property, value: &str, is_inside: bool) {
        let Some(line) = self.line(value) else { return };
        let (source, dating) =
            if is_inside { (Source::Microdata, Source::Microdata) } else { (Source::Class, Source::Time) };
        match property {
            Property::Headline => {
                self.titles.meta.get_or_insert(line);
            }
            Property::Author => self.authors(source, &line),
            Property::Published => self.dated(&line, false, dating),
            Property::Modified => self.dated(&line, true, dating),
            Property::Description => self.description.offer(source, line),
            Property::Image => self.image.offer(source, line),
            Property::Section => self.section.offer(source, line),
            Property::Keywords => self.tags(source, &line),
            Property::Licence => self.licence.offer(source, line),
            Property::Language => self.language.offer(Source::Twitter, line),
        }
    }

    /// Offers the names in a field for machines.
    pub fn authors(&mut self, source: Source, value: &str) {
        let Some(value) = self.line(value) else { return };
        // A publisher that gives its address is not the author.
        let source = if value.contains("www.") { Source::Address } else { source };
        let catalogued = (source == Source::DublinCore).then(|| byline::inverted(&value)).flatten();
        let names = catalogued.map_or_else(|| byline::names(&value, source < Source::Page), |name| vec![name]);
        self.add_names(source, names);
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

    /// Returns the authors that the best source names. A source that only names the site or an organisation comes last,
    /// and beside a person these are no authors.
    fn best_authors(&self, site: Option<&str>, host: &str) -> Vec<String> {
        let site = SiteNames::new(site, host);
        // Where nobody is, the organisation of JSON-LD is more than the site's name in a `meta`.
        let best = self.authors.iter().max_by_key(|(source, names)| {
            let is_organisation = *source == Source::Organisation;
            (!is_organisation && site.has_a_person(names), is_organisation, *source)
        });
        // Publishing systems fill the field of a page without an author with the site's name.
        let is_filled = |source: Source, names: &[String]| {
            (Source::Address..=Source::Meta).contains(&source) && names.iter().all(|name| site.is_site(name))
        };
        let best = best.filter(|(source, names)| !is_filled(*source, names));
        let mut names = best.map(|(_, names)| names.clone()).unwrap_or_default();
        if site.has_a_person(&names) {
            names.retain(|name| !(site.is_site(name) || site.is_account(name)));
        }
        names
    }

    /// Returns whether the description of the page is or begins with a line and then a sentence: where it was cut from
    /// the article, the line is the byline.
    pub fn begins_description(&self, line: &str) -> bool {
        let line = line.trim();
        let Some(description) = self.description.get().filter(|_| (4..=80).contains(&line.len())) else { return false };
        let Some(at) = description.find(line) else { return false };
        let rest = description[at + line.len()..].trim_start();
        rest.is_empty() || rest.starts_with(char::is_uppercase)
    }

    /// Returns whether a source of at least this rank names a person.
    pub fn has_people(&self, least: Source, host: &str) -> bool {
        let site = SiteNames::new(self.site.get().map(String::as_str), host);
        self.authors.iter().any(|(source, names)| *source >= least && site.has_a_person(names))
    }

    /// Adds a version of the page in another language.
    pub fn alternate(&mut self, language: &str, address: &str) {
        let language = language.trim();
        let is_tag = (2..=35).contains(&language.len())
            && language.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let is_new = !self.alternates.iter().any(|(known, _)| known.eq_ignore_ascii_case(language));
        if is_tag && is_new && address.len() <= ADDRESS_BYTES && self.alternates.len() < ALTERNATES {
            self.alternates.push((language.to_owned(), address.to_owned()));
        }
    }

    /// Forgets what an article in JSON-LD has stated, because another one is the page's.
    pub fn forget_article(&mut self) {
        self.titles.data = None;
        self.authors.retain(|(source, _)| !matches!(source, Source::JsonLd | Source::Organisation));
        let Found { published, modified, description, image, section, licence, tags, paywalled, .. } = self;
        published.forget(Source::JsonLd);
        modified.forget(Source::JsonLd);
        tags.forget(Source::JsonLd);
        paywalled.forget(Source::JsonLd);
        [description, image, section, licence].into_iter().for_each(|best| best.forget(Source::JsonLd));
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
        let alternate =
            |(language, address): &(String, String)| Some(format!("{language} {}", absolute(url, address)?));
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
            lang_confidence: None,
            description: self.description.get().cloned(),
            image: self.image.get().and_then(|address| absolute(url, address)),
            section: self.section.get().cloned(),
            tags: self.tags.get().cloned().unwrap_or_default(),
            licence: self.licence.get().cloned(),
            page_type: self.page_type.get().cloned(),
            amp: self.amp.get().and_then(|address| absolute(url, address)),
            alternates: self.alternates.iter().filter_map(alternate).collect(),
            paywalled: self.paywalled.get().copied(),
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

    /// Returns whether any of `names` is neither the site's nor an organisation's nor that of an account.
    fn has_a_person(&self, names: &[String]) -> bool {
        let is_person = |name: &String| !(self.is_site(name) || self.is_account(name) || byline::is_organisation(name));
        names.iter().any(is_person)
    }

    /// Returns whether a name is that of an account: a login, or one named after the site ("Courier D", "annlee").
    fn is_account(&self, name: &str) -> bool {
        const LEAST: usize = 5;
        let is_login = !name.contains(' ') && name.bytes().all(|byte| !byte.is_ascii_uppercase() && byte.is_ascii());
        let first = fold(name.split(' ').next().unwrap_or_default());
        is_login || first.len() >= LEAST && (self.site.starts_with(&first) || self.host.starts_with(&first))
    }

    fn is_site(&self, name: &str) -> bool {
        let (name, site) = (fold(name), &self.site);
        name == *site || self.host.contains(&name) || !site.is_empty() && (name.contains(site) || site.contains(&name))
    }
}
