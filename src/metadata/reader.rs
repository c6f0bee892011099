//! Sees every element and text of a page, and takes from it what speaks of the page itself.
//!
//! Most elements are passed over after one look at the name and one at the attributes. What is read goes into small
//! buffers with caps, one for each open element that matters, and one for the line at hand.

use url::Url;

use super::Metadata;
use super::buffer::Buffer;
use super::byline;
use super::classes::Meaning;
use super::date;
use super::found::{Found, Source};
use super::json_ld;
use super::known::known;
use super::line::one_line;
use super::lines::{self, Lines};
use super::meta_tags;
use super::microdata::{self, Item, Items, Property};
use super::readings::{Readings, What};
use super::search::Search;
use super::signs::{Signs, signs};
use crate::html::{Element, TextKind, Traits, tags};
use crate::limits::Limits;

/// Bytes of a byline, of a date and of other values that are read from text.
const LINE_BYTES: usize = 400;
const DATE_BYTES: usize = 200;
const VALUE_BYTES: usize = 2048;

/// Collects the metadata of one page.
#[derive(Debug)]
pub(crate) struct MetadataReader {
    found: Found,
    readings: Readings,
    items: Items,
    lines: Lines,
    search: Search,
    host: Option<String>,
    depth: usize,
    script_bytes: usize,
    overlong: u64,
}

impl MetadataReader {
    /// For one page; its address may tell the date and how dates are written.
    pub fn new(limits: &Limits, url: Option<&Url>) -> Self {
        let mut found = Found { value_bytes: limits.metadata_value_bytes, ..Found::default() };
        if let Some(url) = url {
            found.country = url.host_str().unwrap_or_default().rsplit('.').next().unwrap_or_default().to_owned();
            if let Some(date) = found.date(url.path()).filter(|date| date.is_of_the_web()) {
                found.published.offer(Source::Address, date);
            }
        }
        MetadataReader {
            found,
            readings: Readings::default(),
            items: Items::default(),
            lines: Lines::default(),
            search: Search::default(),
            host: url.and_then(Url::host_str).map(str::to_owned),
            depth: 0,
            script_bytes: limits.metadata_script_bytes,
            overlong: 0,
        }
    }

    /// What is known so far. `url` is the address of the page.
    pub fn known(&self, url: Option<&Url>) -> Metadata {
        known(&self.found, url)
    }

    /// Scripts that were too long to be read.
    pub fn overlong(&self) -> u64 {
        self.overlong
    }

    /// Names and a date as a rule gives them.
    pub fn names(value: &str) -> Vec<String> {
        byline::names(value, false)
    }

    pub fn date(&self, value: &str) -> Option<String> {
        self.found.date(value).map(|date| date.to_string())
    }

    /// An element has opened.
    pub fn open(&mut self, element: Element<'_>) {
        self.depth = element.depth() + 1;
        self.search.element();
        if self.lines.wanted && (element.traits().has(Traits::BLOCK) || element.tag() == tags::BR) {
            self.lines.open_block(self.depth - 1);
            self.line_ends();
        }
        if element.is_foreign() {
            return;
        }
        match element.tag() {
            tags::HTML => {
                if let Some(language) = element.attribute("lang").filter(|language| !language.trim().is_empty()) {
                    self.found.language.offer(Source::JsonLd, language.trim().to_owned());
                }
                return;
            }
            tags::META if self.items.innermost() == Item::Article => meta_tags::read_meta(element, &mut self.found),
            tags::LINK => return meta_tags::read_link(element, &mut self.found),
            tags::SCRIPT => {
                if element.attribute("type").is_some_and(|kind| json_ld::is_json_ld(&kind)) {
                    self.read(What::JsonLd, self.script_bytes);
                }
                return;
            }
            tags::TITLE if self.found.titles.window.is_none() => return self.read(What::Window, VALUE_BYTES),
            tags::BODY => self.weigh(),
            tags::H1 => {
                self.search.heading_seen = true;
                self.weigh();
                self.read(What::Heading, VALUE_BYTES);
            }
            tags::A => self.search.teaser_opens(self.depth - 1),
            tag if tag.is_heading() => {
                if !self.search.heading_seen {
                    self.read(What::LowerHeading, VALUE_BYTES);
                }
                self.search.teaser_opens(self.depth - 1);
            }
            _ => {}
        }
        let by_class = if element.tag() == tags::TIME { self.search.lasts() } else { self.seeks_by_class() };
        let signs = signs(element, by_class);
        if signs.is_licence {
            meta_tags::read_link(element, &mut self.found);
        }
        if signs.property.is_some() || signs.scope {
            self.open_item(element, &signs);
        }
        if element.tag() == tags::TIME {
            self.open_time(element, &signs);
        } else if let Some(Meaning::Date { modified }) = signs.class
            && self.search.takes_date()
            && self.search.may_try()
        {
            self.read(What::Date { modified, source: Source::Class }, DATE_BYTES);
        }
        let says_byline = signs.is_author || signs.class == Some(Meaning::Byline);
        if self.search.names && says_byline && !self.readings.reads_author() && self.takes_byline() {
            self.read(What::Names, LINE_BYTES);
        }
    }

    /// The innermost element is about to close.
    pub fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        if self.lines.close_block(self.depth) {
            self.line_ends();
        }
        while let Some((what, buffer)) = self.readings.end(self.depth) {
            self.take(what, &buffer);
        }
        self.items.close(self.depth);
        self.search.element_closes(self.depth);
    }

    /// Text inside the innermost element.
    pub fn text(&mut self, text: &str, kind: TextKind) {
        if matches!(kind, TextKind::RawText) {
            return;
        }
        self.readings.text(text, kind == TextKind::Script);
        if kind == TextKind::Data {
            self.lines.push(text);
        }
    }

    /// A block begins or ends, and the line with it.
    fn line_ends(&mut self) {
        let MetadataReader { lines, found, search, .. } = self;
        let (names, date) = (search.names, search.takes_date());
        let may_matter = |text: &str| names && byline::may_begin(text) || date && date::may_have_numbers(text);
        let read = |line: &str| {
            if names && let Some(names) = byline::of_line(line) {
                found.add_names(Source::Line, names);
                search.names = false;
            }
            if date && lines::may_be_dateline(line) {
                found.dated(line, false, Source::Line);
            }
        };
        lines.end(may_matter, read);
        lines.wanted &= search.lasts();
    }

    /// Asks whether bylines and datelines are still to be looked for: not where better sources have spoken.
    fn weigh(&mut self) {
        self.search.date = !self.found.published.has(Source::Line);
        self.search.names = !self.found.has_people(self.host.as_deref().unwrap_or_default());
        self.lines.wanted = self.search.heading_seen && self.search.lasts();
    }

    fn read(&mut self, what: What, most: usize) {
        self.readings.begin(self.depth - 1, what, most);
    }

    /// Whether an element may be a byline or a date here because its class says so.
    fn seeks_by_class(&self) -> bool {
        self.search.may_try()
            && (self.search.takes_date()
                || self.search.names && !self.readings.reads_author() && self.continues_byline())
    }

    /// A byline by class counts if it is the first one, or near to it.
    fn takes_byline(&self) -> bool {
        self.search.may_try() && self.continues_byline()
    }

    fn continues_byline(&self) -> bool {
        !self.found.has_authors(Source::Class) || self.search.is_near_byline()
    }

    fn open_time(&mut self, element: Element<'_>, signs: &Signs<'_>) {
        let modified =
            signs.class == Some(Meaning::Date { modified: true }) || signs.property.as_deref() == Some("dateModified");
        let source = if self.search.heading_seen { Source::Time } else { Source::EarlyTime };
        let is_known = if modified { self.found.modified.has(source) } else { self.found.published.has(source) };
        if is_known {
            return;
        }
        match element.attribute("datetime").filter(|date| !date.trim().is_empty()) {
            Some(date) => self.found.dated(&date, modified, source),
            None => self.read(What::Date { modified, source }, DATE_BYTES),
        }
    }

    /// An element that is an item, or a property of one.
    fn open_item(&mut self, element: Element<'_>, signs: &Signs<'_>) {
        if signs.scope {
            let item = self.items.open(self.depth - 1, signs.property.as_deref(), signs.kind.as_deref());
            if item == Item::Author {
                self.read(What::Author, LINE_BYTES);
            }
            return;
        }
        let mut names = signs.property.as_deref().unwrap_or_default().split_ascii_whitespace();
        match self.items.innermost() {
            Item::Author if names.any(|name| name == "name") => {
                if let Some(content) = element.attribute("content") {
                    self.found.authors(Source::Microdata, &content);
                } else {
                    self.read(What::AuthorName, LINE_BYTES);
                }
            }
            Item::Article => {
                for property in names.filter_map(microdata::property) {
                    self.open_property(element, property);
                }
            }
            _ => {}
        }
    }

    fn open_property(&mut self, element: Element<'_>, property: Property) {
        // `meta` elements were read by name.
        if element.tag() == tags::META {
            return;
        }
        match microdata::value(element, property) {
            Some(value) => self.found.property(property, &value),
            None => self.read(What::Property(property), VALUE_BYTES),
        }
    }

    /// The end of an element of which the text was read.
    fn take(&mut self, what: What, buffer: &Buffer) {
        let text = buffer.text.as_str();
        match what {
            What::JsonLd if buffer.full => self.overlong += 1,
            What::JsonLd => {
                self.overlong += u64::from(!json_ld::read(text, &mut self.found));
                if self.search.lasts() {
                    self.weigh();
                }
            }
            What::Window => self.found.titles.window = Some(one_line(text)).filter(|title| !title.is_empty()),
            What::Heading => self.found.titles.heading(text),
            What::LowerHeading if self.search.heading_seen => {}
            What::LowerHeading => {
                self.search.heading_seen = self.found.titles.is_said_by(text);
                if self.search.heading_seen {
                    self.weigh();
                }
            }
            What::Names => {
                self.search.tried();
                if buffer.full || !self.continues_byline() {
                    return;
                }
                let names = byline::of_element(text);
                if !names.is_empty() {
                    self.search.byline_ends();
                    self.found.add_names(Source::Class, names);
                    // What is around it has other words, too.
                    self.readings.spoil_names();
                }
            }
            What::Author if !self.found.has_authors(Source::Microdata) => self.found.authors(Source::Microdata, text),
            What::Author => {}
            What::AuthorName => self.found.authors(Source::Microdata, text),
            What::Date { modified, source } => {
                self.search.tried();
                if !buffer.full {
                    self.found.dated(text, modified, source);
                }
            }
            What::Property(property) => self.found.property(property, text),
        }
    }
}
