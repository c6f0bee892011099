//! Sees every element and text of a page, and takes from it what speaks of the page itself.
//!
//! Most elements are passed over after one look at the name and one at the attributes. What is read goes into small
//! buffers with caps, one for each open element that matters, and one for the line at hand.

use url::Url;

use super::Metadata;
use super::buffer::Buffer;
use super::byline;
use super::classes::{self, Meaning};
use super::found::{Found, Source};
use super::json_ld;
use super::line::{head, one_line};
use super::lines::{self, Lines};
use super::meta_tags;
use super::microdata::{self, Item, Property};
use super::title::split_site;
use crate::html::{Element, TextKind, Traits, tags};
use crate::limits::Limits;

/// Open elements of which the text is read at the same time.
const READINGS: usize = 16;

/// Bytes of a byline.
const LINE_BYTES: usize = 400;

/// Bylines and dates by class that are tried: what has more is a list of other pages.
const TRIES: u32 = 24;

/// Elements between the names of one byline.
const NEAR: u64 = 12;

/// Collects the metadata of one page.
#[derive(Debug)]
pub(crate) struct MetadataReader {
    found: Found,
    readings: Vec<Reading>,
    /// Items of microdata that are open.
    scopes: Vec<Scope>,
    lines: Lines,
    /// Bylines and datelines in the text are looked for.
    wants_names: bool,
    wants_date: bool,
    host: Option<String>,
    /// The page's heading has come: one of the first level, or one that says the title.
    heading_seen: bool,
    /// Depth of the outermost open link or lower heading: dates in these are those of other pages.
    teaser: Option<usize>,
    /// Elements so far, and how many there were when the last byline ended.
    elements: u64,
    byline_end: u64,
    tries: u32,
    depth: usize,
    /// The depths of open blocks, as far as lines are wanted.
    blocks: Vec<usize>,
    script_bytes: usize,
    overlong: u64,
}

/// An open element of which the text is read.
#[derive(Debug)]
struct Reading {
    depth: usize,
    what: What,
    buffer: Buffer,
}

/// What the text of an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    JsonLd,
    Window,
    Heading,
    /// A heading of another level, which may be the page's where there is none of the first.
    LowerHeading,
    Names,
    /// The names of an author that has parts of its own; not needed if one of these is the name.
    Author,
    /// The name of such an author.
    AuthorName,
    Date {
        modified: bool,
        source: Source,
    },
    Property(Property),
}

/// An item of microdata.
#[derive(Debug, Clone, Copy)]
struct Scope {
    depth: usize,
    item: Item,
}

/// What the attributes of an element say.
#[derive(Default)]
struct Signs<'a> {
    property: Option<std::borrow::Cow<'a, str>>,
    scope: bool,
    kind: Option<std::borrow::Cow<'a, str>>,
    is_author: bool,
    is_licence: bool,
    class: Option<Meaning>,
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
            readings: Vec::new(),
            scopes: Vec::new(),
            lines: Lines::default(),
            wants_names: false,
            wants_date: false,
            host: url.and_then(Url::host_str).map(str::to_owned),
            heading_seen: false,
            teaser: None,
            elements: 0,
            byline_end: 0,
            tries: 0,
            depth: 0,
            blocks: Vec::new(),
            script_bytes: limits.metadata_script_bytes,
            overlong: 0,
        }
    }

    /// An element has opened.
    pub fn open(&mut self, element: Element<'_>) {
        self.depth = element.depth() + 1;
        self.elements += 1;
        if self.lines.wanted && (element.traits().has(Traits::BLOCK) || element.tag() == tags::BR) {
            self.blocks.push(self.depth - 1);
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
            tags::META if self.is_of_the_page() => meta_tags::read_meta(element, &mut self.found),
            tags::LINK => return meta_tags::read_link(element, &mut self.found),
            tags::SCRIPT => {
                if element.attribute("type").is_some_and(|kind| json_ld::is_json_ld(&kind)) {
                    self.read(What::JsonLd, self.script_bytes);
                }
                return;
            }
            tags::TITLE if self.found.titles.window.is_none() => return self.read(What::Window, 2048),
            tags::BODY => self.weigh(),
            tags::H1 => {
                self.heading_seen = true;
                self.weigh();
                self.read(What::Heading, 2048);
            }
            tags::A => self.teaser = self.teaser.or(Some(self.depth - 1)),
            tag if tag.is_heading() => {
                if !self.heading_seen {
                    self.read(What::LowerHeading, 2048);
                }
                self.teaser = self.teaser.or(Some(self.depth - 1));
            }
            _ => {}
        }
        let signs = signs(element, self.wants_names || self.wants_date);
        if signs.is_licence {
            meta_tags::read_link(element, &mut self.found);
        }
        if signs.property.is_some() || signs.scope {
            self.open_item(element, &signs);
        }
        if element.tag() == tags::TIME {
            self.open_time(element, &signs);
        } else if let Some(Meaning::Date { modified }) = signs.class
            && self.wants_date
            && self.teaser.is_none()
            && self.tries < TRIES
        {
            self.read(What::Date { modified, source: Source::Class }, 200);
        }
        if self.wants_names && (signs.is_author || signs.class == Some(Meaning::Byline)) && self.takes_byline() {
            self.read(What::Names, LINE_BYTES);
        }
    }

    /// The innermost element is about to close.
    pub fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        if self.blocks.last() == Some(&self.depth) {
            self.blocks.pop();
            self.line_ends();
        }
        while self.readings.last().is_some_and(|reading| reading.depth == self.depth) {
            if let Some(reading) = self.readings.pop() {
                self.take(reading);
            }
        }
        if self.scopes.last().is_some_and(|scope| scope.depth == self.depth) {
            self.scopes.pop();
        }
        if self.teaser == Some(self.depth) {
            self.teaser = None;
        }
    }

    /// Text inside the innermost element.
    pub fn text(&mut self, text: &str, kind: TextKind) {
        if matches!(kind, TextKind::RawText) {
            return;
        }
        for reading in &mut self.readings {
            if (kind == TextKind::Script) == (reading.what == What::JsonLd) {
                reading.buffer.push(text);
            }
        }
        if kind == TextKind::Data {
            self.lines.push(text);
        }
    }

    /// A block begins or ends, and the line with it.
    fn line_ends(&mut self) {
        let Some(line) = self.lines.end() else { return };
        if self.wants_names
            && let Some(names) = byline::of_line(&line)
        {
            self.found.add_names(Source::Line, names);
            self.wants_names = false;
        }
        if self.wants_date && self.teaser.is_none() && lines::may_be_dateline(&line) {
            self.dated(&line, false, Source::Line);
        }
        self.lines.wanted &= self.wants_names || self.wants_date;
    }

    /// Asks whether bylines and datelines are still to be looked for: not where better sources have spoken.
    fn weigh(&mut self) {
        self.wants_date = !self.found.published.has(Source::Line);
        self.wants_names = !self.found.has_people(self.host.as_deref().unwrap_or_default());
        self.lines.wanted = self.heading_seen && (self.wants_names || self.wants_date);
    }

    /// Scripts that were too long to be read.
    pub fn overlong(&self) -> u64 {
        self.overlong
    }

    /// What is known so far.
    pub fn known(&self, url: Option<&Url>) -> Metadata {
        let found = &self.found;
        let canonical = found.url.get().and_then(|address| absolute(url, address));
        let host = url.and_then(Url::host_str).map(str::to_owned);
        let host =
            host.or_else(|| Url::parse(canonical.as_deref()?).ok()?.host_str().map(str::to_owned)).unwrap_or_default();
        let host = host.strip_prefix("www.").unwrap_or(&host);
        let from_title = || found.titles.window.as_deref().and_then(split_site).map(|(_, site)| site.to_owned());
        let site = found.site.get().cloned().or_else(from_title);
        let language = found.language.get().map(|language| language.replace('_', "-"));
        Metadata {
            title: found.titles.best(site.as_deref(), host),
            authors: found.best_authors(site.as_deref(), host),
            published: found.published.get().map(ToString::to_string),
            modified: found.modified.get().map(ToString::to_string),
            canonical,
            lang: language.filter(|language| language.len() <= 35),
            lang_identified: None,
            description: found.description.get().cloned(),
            image: found.image.get().and_then(|address| absolute(url, address)),
            section: found.section.get().cloned(),
            tags: found.best_tags(),
            licence: found.licence.get().cloned(),
            site,
        }
    }

    /// Names and a date as a rule gives them.
    pub fn names(value: &str) -> Vec<String> {
        byline::names(value, false)
    }

    pub fn date(&self, value: &str) -> Option<String> {
        self.found.date(value).map(|date| date.to_string())
    }

    fn read(&mut self, what: What, most: usize) {
        if self.readings.len() < READINGS {
            self.readings.push(Reading { depth: self.depth - 1, what, buffer: Buffer::new(most) });
        }
    }

    /// A byline by class counts if it is the first one, or near to it.
    fn takes_byline(&self) -> bool {
        let in_author = self.readings.iter().any(|reading| reading.what == What::Author);
        !in_author && self.tries < TRIES && self.continues_byline()
    }

    fn continues_byline(&self) -> bool {
        !self.found.has_authors(Source::Class) || self.elements - self.byline_end <= NEAR
    }

    fn is_of_the_page(&self) -> bool {
        self.scopes.last().is_none_or(|scope| scope.item == Item::Article)
    }

    fn open_time(&mut self, element: Element<'_>, signs: &Signs<'_>) {
        let modified =
            signs.class == Some(Meaning::Date { modified: true }) || signs.property.as_deref() == Some("dateModified");
        let source = if self.heading_seen { Source::Time } else { Source::EarlyTime };
        let is_known = if modified { self.found.modified.has(source) } else { self.found.published.has(source) };
        if is_known {
            return;
        }
        match element.attribute("datetime").filter(|date| !date.trim().is_empty()) {
            Some(date) => self.dated(&date, modified, source),
            None => self.read(What::Date { modified, source }, 200),
        }
    }

    /// An element that is an item, or a property of one.
    fn open_item(&mut self, element: Element<'_>, signs: &Signs<'_>) {
        let inside = self.scopes.last().map_or(Item::Article, |scope| scope.item);
        let names = || signs.property.as_deref().unwrap_or_default().split_ascii_whitespace();
        if signs.scope {
            let item = microdata::item(inside, signs.property.as_deref(), signs.kind.as_deref());
            if item == Item::Author {
                self.read(What::Author, LINE_BYTES);
            }
            self.scopes.push(Scope { depth: self.depth - 1, item });
            return;
        }
        match inside {
            Item::Author if names().any(|name| name == "name") => {
                if let Some(content) = element.attribute("content") {
                    self.found.authors(Source::Microdata, &content);
                } else {
                    self.read(What::AuthorName, LINE_BYTES);
                }
            }
            Item::Article => {
                for name in names() {
                    if let Some(property) = microdata::property(name) {
                        self.open_property(element, property);
                    }
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
        let address = ["content", "datetime", "href", "src"].iter().find_map(|name| {
            let is_text =
                *name == "href" && matches!(property, Property::Author | Property::Section | Property::Keywords);
            element.attribute(name).filter(|_| !is_text)
        });
        match address {
            Some(value) => self.property(property, &value),
            None => self.read(What::Property(property), 2048),
        }
    }

    fn property(&mut self, property: Property, value: &str) {
        let Some(line) = self.found.line(value) else { return };
        match property {
            Property::Headline => {
                self.found.titles.meta.get_or_insert(line);
            }
            Property::Author => self.found.authors(Source::Microdata, &line),
            Property::Published => self.dated(&line, false, Source::Microdata),
            Property::Modified => self.dated(&line, true, Source::Microdata),
            Property::Description => self.found.description.offer(Source::Microdata, line),
            Property::Image => self.found.image.offer(Source::Microdata, line),
            Property::Section => self.found.section.offer(Source::Microdata, line),
            Property::Keywords => self.found.tags(Source::Microdata, &line),
            Property::Licence => self.found.licence.offer(Source::Microdata, line),
            Property::Language => self.found.language.offer(Source::Twitter, line),
        }
    }

    /// A text that should be a date.
    fn dated(&mut self, text: &str, modified: bool, source: Source) {
        let Some(date) = self.found.date(text) else { return };
        if source <= Source::Time && !date.is_of_the_web() {
            return;
        }
        if modified || begins_with_change(text) {
            self.found.modified.offer(source, date);
        } else {
            self.found.published.offer(source, date);
        }
    }

    /// The end of an element of which the text was read.
    fn take(&mut self, reading: Reading) {
        let Reading { what, buffer, .. } = reading;
        let text = buffer.text.as_str();
        match what {
            What::JsonLd if buffer.full => self.overlong += 1,
            What::JsonLd => {
                json_ld::read(text, &mut self.found);
                if self.wants_names || self.wants_date {
                    self.weigh();
                }
            }
            What::Window => self.found.titles.window = Some(one_line(text)).filter(|title| !title.is_empty()),
            What::Heading => self.found.titles.heading(text),
            What::LowerHeading if self.heading_seen => {}
            What::LowerHeading => {
                self.heading_seen = self.found.titles.is_said_by(text);
                if self.heading_seen {
                    self.weigh();
                }
            }
            What::Names => {
                self.tries += 1;
                if buffer.full || !self.continues_byline() {
                    return;
                }
                let names = byline::of_element(text);
                if !names.is_empty() {
                    self.byline_end = self.elements;
                    self.found.add_names(Source::Class, names);
                    // What is around it has other words, too.
                    self.readings
                        .iter_mut()
                        .filter(|outer| outer.what == What::Names)
                        .for_each(|outer| outer.buffer.full = true);
                }
            }
            What::Author if !self.found.has_authors(Source::Microdata) => self.found.authors(Source::Microdata, text),
            What::Author => {}
            What::AuthorName => self.found.authors(Source::Microdata, text),
            What::Date { modified, source } => {
                self.tries += 1;
                if !buffer.full {
                    self.dated(text, modified, source);
                }
            }
            What::Property(property) => self.property(property, text),
        }
    }
}

/// Reads the attributes once; classes only where bylines or dates are looked for.
fn signs(element: Element<'_>, with_class: bool) -> Signs<'_> {
    let mut signs = Signs::default();
    for (name, value) in element.attributes().iter() {
        match name.len() {
            3 if name.eq_ignore_ascii_case(b"rel") => {
                let rel = value.decode_bytes();
                signs.is_author = rel.eq_ignore_ascii_case(b"author");
                signs.is_licence = rel.eq_ignore_ascii_case(b"license");
            }
            5 if with_class && name.eq_ignore_ascii_case(b"class") => {
                signs.class = classes::meaning(&value.decode_bytes())
            }
            8 if name.eq_ignore_ascii_case(b"itemprop") => signs.property = Some(value.decode()),
            8 if name.eq_ignore_ascii_case(b"itemtype") => signs.kind = Some(value.decode()),
            9 if name.eq_ignore_ascii_case(b"itemscope") => signs.scope = true,
            _ => {}
        }
    }
    signs
}

/// Whether a dateline speaks of a change.
fn begins_with_change(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "updated",
        "last update",
        "modified",
        "edited",
        "aktualisiert",
        "zuletzt",
        "mis à jour",
        "modifié",
        "mise à jour",
        "actualizado",
        "actualizada",
        "atualizado",
        "atualizada",
        "aggiornato",
        "bijgewerkt",
        "oppdatert",
        "uppdaterad",
        "opdateret",
        "sist oppdatert",
        "обновлено",
        "оновлено",
        "zaktualizowano",
        "aktualizováno",
        "aktualizacja",
        "güncelleme",
        "güncellenme",
        "تحديث",
        "آخر تحديث",
        "به‌روزرسانی",
        "更新",
        "수정",
        "업데이트",
        "ενημέρωση",
        "अपडेट",
        "päivitetty",
        "frissítve",
    ];
    let text = head(text.trim_start(), 64).to_lowercase();
    WORDS.iter().any(|word| text.starts_with(word))
}

/// An address of the web that a page gives, resolved; none for anything else.
fn absolute(base: Option<&Url>, address: &str) -> Option<String> {
    let url = match base {
        Some(base) => base.join(address.trim()).ok()?,
        None => Url::parse(address.trim()).ok()?,
    };
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then(|| url.into())
}
