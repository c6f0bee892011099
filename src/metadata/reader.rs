//! Reads the metadata of a page from its elements and text.
//!
//! Most elements are rejected by their name and attributes. Text goes into small capped buffers: one for each open
//! element that may hold metadata, and one for the current line.

use url::Url;

use super::Metadata;
use super::byline;
use super::capture::{Buffer, CaptureKind, Captures};
use super::date;
use super::found::{Found, Source};
use super::hints::{self, ClassMeaning, Hints};
use super::json_ld;
use super::line::one_line;
use super::lines::{self, Lines};
use super::meta_tags;
use super::microdata::{self, Item, Items, Property};
use super::search::Search;
use crate::html::{Element, TextKind, Traits, tags};
use crate::limits::Limits;

/// Maximum length in bytes of a byline, a date and other values in text.
const LINE_BYTES: usize = 400;
const DATE_BYTES: usize = 200;
const VALUE_BYTES: usize = 2048;

#[derive(Debug)]
pub(crate) struct MetadataReader {
    found: Found,
    captures: Captures,
    items: Items,
    lines: Lines,
    search: Search,
    host: Option<String>,
    /// Whether the open author item has given its name.
    author_named: bool,
    depth: usize,
    script_bytes: usize,
    overlong: u64,
}

impl MetadataReader {
    /// Creates the reader of one page. The page's URL may contain the date, and its host may tell the order of dates.
    pub fn new(limits: &Limits, url: Option<&Url>) -> Self {
        let mut found = Found { value_bytes: limits.metadata_value_bytes, ..Found::default() };
        if let Some(url) = url {
            found.address = Some(url.to_string());
            found.country = url.host_str().unwrap_or_default().rsplit('.').next().unwrap_or_default().to_owned();
            if let Some(date) = found.date(url.path()).filter(|date| date.is_of_the_web()) {
                found.published.offer(Source::Address, date);
            }
        }
        MetadataReader {
            found,
            captures: Captures::default(),
            items: Items::default(),
            lines: Lines::default(),
            search: Search::default(),
            host: url.and_then(Url::host_str).map(str::to_owned),
            author_named: false,
            depth: 0,
            script_bytes: limits.metadata_script_bytes,
            overlong: 0,
        }
    }

    /// Returns what is known so far. `url` is the page's address.
    pub fn known(&self, url: Option<&Url>) -> Metadata {
        self.found.metadata(url)
    }

    /// Returns the number of scripts that were too long to read.
    pub fn overlong(&self) -> u64 {
        self.overlong
    }

    /// Returns the names in a value that a rule gives.
    pub fn names(value: &str) -> Vec<String> {
        byline::names(value, false)
    }

    /// Returns the date in a value that a rule gives.
    pub fn date(&self, value: &str) -> Option<String> {
        self.found.date(value).map(|date| date.to_string())
    }

    pub fn open(&mut self, element: Element<'_>) {
        self.depth = element.depth() + 1;
        self.search.element();
        self.captures.boundary();
        if self.lines.wanted && (element.traits().has(Traits::BLOCK) || element.tag() == tags::BR) {
            self.lines.open_block(self.depth - 1);
            self.end_line();
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
            tags::META if self.items.innermost() == Item::Article && !self.search.is_elsewhere() => {
                meta_tags::read_meta(element, &mut self.found);
            }
            tags::LINK => return meta_tags::read_link(element, &mut self.found),
            tags::SCRIPT => {
                if element.attribute("type").is_some_and(|kind| json_ld::is_json_ld(&kind)) {
                    self.capture(CaptureKind::JsonLd, self.script_bytes);
                }
                return;
            }
            tags::TITLE if self.found.titles.window.is_none() => {
                return self.capture(CaptureKind::Window, VALUE_BYTES);
            }
            tags::BODY => self.update_search(),
            tags::H1 => {
                self.capture(CaptureKind::Heading, VALUE_BYTES);
            }
            tags::FIGURE => self.search.figure_opens(self.depth - 1),
            tags::P if self.search.names && self.search.heading_seen && is_at_right(element) => {
                self.capture(CaptureKind::Signature, LINE_BYTES);
            }
            tags::A => {
                self.captures.spoil_signatures();
                // Not decoded, because most links are neither.
                if let Some(address) = element.attributes().value("href").map(|value| value.source().trim_ascii()) {
                    if meta_tags::is_creative_commons(address)
                        && self.search.takes_licence()
                        && self.items.innermost() == Item::Article
                        && let Some(address) = element.attribute("href")
                    {
                        self.found.licence.offer(Source::Line, address.trim().to_owned());
                    }
                    // A link to a place in the same page makes no teaser.
                    if !address.starts_with(b"#") {
                        self.search.teaser_opens(self.depth - 1, false);
                    }
                }
            }
            tags::ASIDE => self.search.elsewhere_opens(self.depth - 1),
            tag if tag.is_heading() => {
                if !self.search.heading_seen {
                    self.capture(CaptureKind::LowerHeading, VALUE_BYTES);
                }
                self.search.teaser_opens(self.depth - 1, true);
            }
            _ => {}
        }
        let hints = Hints::of(element, self.search.is_on());
        if hints.is_elsewhere && !matches!(element.tag(), tags::BODY | tags::MAIN) {
            self.search.elsewhere_opens(self.depth - 1);
        }
        if hints.is_licence && self.search.takes_licence() && self.items.innermost() == Item::Article {
            meta_tags::read_link(element, &mut self.found);
        }
        if hints.property.is_some() || hints.scope {
            self.open_item(element, &hints);
        }
        if element.tag() == tags::TIME || hints.has_date && !matches!(element.tag(), tags::INS | tags::DEL) {
            self.open_time(element, &hints);
        } else if let Some(ClassMeaning::Date { modified }) = hints.class
            && self.search.takes_date()
            && self.search.may_try()
        {
            self.open_date(element, modified);
        }
        if self.search.names
            && (hints.is_author || hints.class == Some(ClassMeaning::Byline) || self.is_author_link(element))
            && !self.captures.is_in_author()
            && self.takes_byline()
        {
            self.capture(CaptureKind::Names { is_certain: hints.is_author }, LINE_BYTES);
        }
    }

    pub fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.captures.boundary();
        if self.lines.close_block(self.depth) {
            self.end_line();
        }
        while let Some((kind, buffer)) = self.captures.end(self.depth) {
            self.take(kind, &buffer);
        }
        self.items.close(self.depth, self.search.heading_seen);
        self.search.element_closes(self.depth);
    }

    pub fn text(&mut self, text: &str, kind: TextKind) {
        if matches!(kind, TextKind::RawText) {
            return;
        }
        self.captures.push(text, kind == TextKind::Script);
        if kind == TextKind::Data {
            self.search.text(text);
            self.lines.push(text);
        }
    }

    /// Ends the current line at the edge of a block.
    fn end_line(&mut self) {
        let MetadataReader { lines, found, search, host, .. } = self;
        let (names, date) = (
            search.names && !search.is_elsewhere() && !search.is_in_figure(),
            search.takes_date() && lines.is_near_heading(),
        );
        // Further from the heading, a byline does not contradict the page's own statement.
        let names = names && (lines.is_near_heading() || found.authors.is_empty());
        let is_bare = names && found.begins_description(lines.current());
        let may_matter =
            |text: &str| names && (is_bare || byline::may_begin(text)) || date && date::may_have_numbers(text);
        let read = |line: &str| {
            if names
                && let Some(names) = byline::of_line(line).or_else(|| is_bare.then(|| byline::of_bare_line(line)))
                && !names.is_empty()
            {
                found.add_names(Source::Line, names);
                search.names = !found.has_people(Source::Line, host.as_deref().unwrap_or_default());
            }
            if date && lines::may_be_dateline(line) {
                found.dated(line, false, Source::Line);
            }
        };
        lines.end(may_matter, read);
        lines.wanted &= search.is_on();
    }

    /// Stops the search of the text for bylines and dates where a better source has given them.
    fn update_search(&mut self) {
        self.search.date = !self.found.published.has(Source::Line);
        self.search.names = !self.found.has_people(Source::Time, self.host.as_deref().unwrap_or_default());
        self.lines.wanted = self.search.heading_seen && self.search.is_on();
    }

    fn capture(&mut self, kind: CaptureKind, max: usize) {
        self.captures.begin(self.depth - 1, kind, max);
    }

    /// Returns whether the words before a date in the same line say that it is of a change.
    fn follows_change(&self) -> bool {
        date::ends_with_change(self.lines.current())
    }

    /// Returns whether a link in a short line near the heading leads to the page of an author.
    fn is_author_link(&self, element: Element<'_>) -> bool {
        /// Maximum bytes before the link in its line; in a sentence, it leads to somebody else.
        const BEFORE: usize = 60;
        element.tag() == tags::A
            && self.lines.is_next_to_heading()
            && self.lines.current().trim().len() <= BEFORE
            && element.attribute("href").is_some_and(|address| hints::is_author_page(&address))
    }

    /// Reads the date of an element whose class says that it has one: from an attribute, or else from its text.
    fn open_date(&mut self, element: Element<'_>, modified: Option<bool>) {
        const ATTRIBUTES: [&str; 6] = ["content", "title", "data-date", "data-datetime", "data-time", "data-timestamp"];
        let modified = modified.unwrap_or_else(|| self.follows_change());
        let values = ATTRIBUTES.iter().filter_map(|name| element.attribute(name));
        let stated = values.filter_map(|value| self.found.date(&value)).find(|date| date.is_of_the_web());
        match stated {
            Some(date) => self.found.moment(modified).offer(Source::Class, date),
            None => self.capture(CaptureKind::Date { modified, source: Source::Class }, DATE_BYTES),
        }
    }

    fn takes_byline(&self) -> bool {
        self.search.may_try()
            && !self.search.is_elsewhere()
            && !self.search.is_in_figure()
            && self.continues_byline()
            && (self.lines.is_near_heading() || self.found.authors.is_empty())
    }

    /// Returns whether a byline by class would be the first one, or near it.
    fn continues_byline(&self) -> bool {
        !self.found.has_authors(Source::Class) || self.search.is_near_byline()
    }

    fn open_time(&mut self, element: Element<'_>, hints: &Hints<'_>) {
        if self.search.is_elsewhere() || self.search.is_in_teaser() {
            return;
        }
        let modified = match (hints.property.as_deref(), hints.class) {
            (Some(property), _) => property == "dateModified",
            (None, Some(ClassMeaning::Date { modified: Some(modified) })) => modified,
            _ => self.follows_change(),
        };
        let source = if self.search.heading_seen { Source::Time } else { Source::EarlyTime };
        let is_known = if modified { self.found.modified.has(source) } else { self.found.published.has(source) };
        if is_known {
            return;
        }
        match element.attribute("datetime").filter(|date| !date.trim().is_empty()) {
            Some(date) => self.found.dated(&date, modified, source),
            None => self.capture(CaptureKind::Date { modified, source }, DATE_BYTES),
        }
    }

    /// Opens an item of microdata, or a property of one.
    fn open_item(&mut self, element: Element<'_>, hints: &Hints<'_>) {
        if self.search.is_elsewhere() {
            if hints.scope {
                self.items.open_other(self.depth - 1);
            }
            return;
        }
        if hints.scope {
            let item = self.items.open(self.depth - 1, hints.property.as_deref(), hints.item_type.as_deref());
            if item == Item::Author {
                self.author_named = false;
                self.capture(CaptureKind::Author, LINE_BYTES);
            }
            return;
        }
        let mut names = hints.property.as_deref().unwrap_or_default().split_ascii_whitespace();
        match self.items.innermost() {
            Item::Author if names.any(|name| name == "name") => {
                if let Some(content) = element.attribute("content") {
                    self.author_named = true;
                    self.item_author(&content);
                } else {
                    self.capture(CaptureKind::AuthorName, LINE_BYTES);
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
        // `read_meta` has read it.
        if element.tag() == tags::META {
            return;
        }
        match microdata::value(element, property) {
            Some(value) if property == Property::Author => self.item_author(&value),
            Some(value) => self.found.property(property, &value, self.items.is_inside()),
            None => self.capture(CaptureKind::Property(property), VALUE_BYTES),
        }
    }

    /// Adds an author of microdata; outside of all items, one that comes first or near the first.
    fn item_author(&mut self, name: &str) {
        let source = if self.items.is_inside() { Source::Microdata } else { Source::Class };
        if !self.found.has_authors(source) || self.search.is_near_byline() {
            self.found.authors(source, name);
            self.search.byline_ends();
        }
    }

    /// Takes a completed capture.
    fn take(&mut self, kind: CaptureKind, buffer: &Buffer) {
        let text = buffer.text.as_str();
        match kind {
            CaptureKind::JsonLd if buffer.full => self.overlong += 1,
            CaptureKind::JsonLd => {
                self.overlong += u64::from(!json_ld::read(text, &mut self.found));
                if self.search.is_on() {
                    self.update_search();
                }
            }
            CaptureKind::Window => self.found.titles.window = Some(one_line(text)).filter(|title| !title.is_empty()),
            CaptureKind::Heading => {
                // A sidebar's or an empty heading is not the page's.
                if !(self.search.heading_seen && self.search.is_elsewhere()) && self.found.titles.heading(text) {
                    self.search.heading();
                    self.update_search();
                }
            }
            CaptureKind::LowerHeading if self.search.heading_seen => {}
            CaptureKind::LowerHeading => {
                if self.found.titles.lower_heading(text) {
                    self.search.heading();
                    self.update_search();
                }
            }
            CaptureKind::Signature => {
                let names =
                    if buffer.full || self.search.is_elsewhere() { Vec::new() } else { byline::of_signature(text) };
                if !names.is_empty() && self.search.names {
                    self.found.add_names(Source::Line, names);
                    self.search.names = false;
                }
            }
            CaptureKind::Names { is_certain } => {
                self.search.tried();
                if buffer.full || !self.continues_byline() {
                    return;
                }
                let mut names = byline::of_element(text);
                if names.is_empty() && is_certain {
                    names.extend(byline::pseudonym(text));
                }
                if !names.is_empty() {
                    self.search.byline_ends();
                    self.found.add_names(Source::Class, names);
                    // Outer elements hold this byline and other words.
                    self.captures.spoil_names();
                }
            }
            // The item has been read by its name.
            CaptureKind::Author if self.author_named => {}
            CaptureKind::Author => self.item_author(text),
            CaptureKind::AuthorName => {
                self.author_named = true;
                self.item_author(text);
            }
            CaptureKind::Date { modified, source } => {
                self.search.tried();
                if !buffer.full {
                    self.found.dated(text, modified, source);
                }
            }
            CaptureKind::Property(Property::Author) => self.item_author(text),
            CaptureKind::Property(property) => self.found.property(property, text, self.items.is_inside()),
        }
    }
}

/// Returns whether a paragraph stands at the right margin.
fn is_at_right(element: Element<'_>) -> bool {
    let is_right = |style: &str| {
        let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
        style.to_ascii_lowercase().contains("text-align:right")
    };
    element.attribute("align").is_some_and(|align| align.eq_ignore_ascii_case("right"))
        || element.attribute("style").is_some_and(|style| is_right(&style))
}
