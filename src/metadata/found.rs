//! What a page says of itself so far: for each property the word of the best source.

use super::byline::{self, NAMES};
use super::date::{self, Moment, Order};
use super::line::{fold, head, of_markup};
use super::microdata::Property;
use super::title::Titles;

/// Where a value stands; later ones count more. The order was chosen by measurement on news pages (README, Metadata).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    /// A date in the address.
    Address,
    /// A `time` element before the first heading: often today's date, or that of other news.
    EarlyTime,
    /// A line of text that says that it is a byline or a dateline.
    Line,
    /// Text in an element whose class or `rel` says so.
    Class,
    /// A `time` element.
    Time,
    /// JSON-LD of something that is no article.
    Page,
    Twitter,
    DublinCore,
    Meta,
    Microdata,
    OpenGraph,
    /// JSON-LD of an article.
    JsonLd,
}

/// The value of the best source; the first one of equals.
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

    /// Whether a source as good as this has spoken.
    pub fn has(&self, source: Source) -> bool {
        self.0.as_ref().is_some_and(|(best, _)| *best >= source)
    }
}

/// Tags of one page, and their length in bytes; what has more is a list of search words.
const TAGS: usize = 64;
const TAG_BYTES: usize = 120;

/// All that was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub titles: Titles,
    /// Names by source, in the order in which the sources spoke.
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
    /// The language of the page as it declares it.
    pub language: Best<String>,
    /// The last label of the host, which may be a country.
    pub country: String,
    pub value_bytes: usize,
}

impl Found {
    /// A value in one line, without its markup; none if it is empty.
    pub fn line(&self, value: &str) -> Option<String> {
        let line = of_markup(head(value, self.value_bytes));
        (!line.is_empty()).then_some(line)
    }

    /// The date in a value.
    pub fn date(&self, value: &str) -> Option<Moment> {
        let language = self.language.get().map_or("", String::as_str);
        date::find(head(value, 256), language, Order::of(language, &self.country))
    }

    /// A text that should be a date.
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

    /// When the page was changed last, or published.
    fn moment(&mut self, of_change: bool) -> &mut Best<Moment> {
        if of_change { &mut self.modified } else { &mut self.published }
    }

    /// A property of microdata.
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

    /// Names from a field that machines read.
    pub fn authors(&mut self, source: Source, value: &str) {
        let Some(value) = self.line(value) else { return };
        // A house that gives its address is not who wrote.
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

    /// The authors that the best source names. One that only names the site counts less than any other.
    pub fn best_authors(&self, site: Option<&str>, host: &str) -> Vec<String> {
        let house = House::new(site, host);
        let best = self.authors.iter().max_by_key(|(source, names)| (house.is_left_by(names), *source));
        best.map(|(_, names)| names.clone()).unwrap_or_default()
    }

    /// Whether a source that is better than the text names somebody besides the site.
    pub fn has_people(&self, host: &str) -> bool {
        let house = House::new(self.site.get().map(String::as_str), host);
        self.authors.iter().any(|(source, names)| *source > Source::Class && house.is_left_by(names))
    }

    /// Tags, in one value between commas or each on its own.
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

    pub fn best_tags(&self) -> Vec<String> {
        self.tags.get().cloned().unwrap_or_default()
    }
}

/// The names of a site.
struct House {
    site: String,
    host: String,
}

impl House {
    fn new(site: Option<&str>, host: &str) -> Self {
        House { site: site.map(fold).unwrap_or_default(), host: fold(host) }
    }

    /// Whether names are left when those of the site are taken away.
    fn is_left_by(&self, names: &[String]) -> bool {
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
