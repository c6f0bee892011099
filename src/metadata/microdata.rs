//! Tracks the items and properties of microdata (HTML Standard, "Microdata"; vocabulary of schema.org).

use std::borrow::Cow;

use crate::html::Element;

/// How an item relates to the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    /// Its properties, and those outside all items, are the page's.
    Article,
    Author,
    Publisher,
    /// Such as a comment.
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Property {
    Headline,
    Author,
    Published,
    Modified,
    Description,
    Image,
    Section,
    Keywords,
    Licence,
    Language,
}

#[derive(Debug)]
struct OpenItem {
    depth: usize,
    item: Item,
    /// Whether it is an article, not the page or a part of it.
    is_story: bool,
}

/// The open items, the innermost last.
#[derive(Debug, Default)]
pub(super) struct Items {
    open: Vec<OpenItem>,
    /// Whether the page's article has ended; further articles are other pages'.
    story_ended: bool,
}

impl Items {
    /// Returns the innermost open item; the page itself, if none is open.
    pub fn innermost(&self) -> Item {
        self.open.last().map_or(Item::Article, |open| open.item)
    }

    /// Returns whether an item is open: a property outside of all items may be anyone's.
    pub fn is_inside(&self) -> bool {
        !self.open.is_empty()
    }

    /// Opens an item at a depth, given the element's `itemprop` and `itemtype`.
    pub fn open(&mut self, depth: usize, property: Option<&str>, item_type: Option<&str>) -> Item {
        let mut item = item(self.innermost(), property, item_type);
        let item_type = item_type.unwrap_or_default().trim();
        let is_story = item == Item::Article && (item_type.ends_with("Article") || item_type.ends_with("Posting"));
        if is_story && (self.story_ended || self.open.iter().any(|open| open.is_story)) {
            item = Item::Other;
        }
        self.open.push(OpenItem { depth, item, is_story });
        item
    }

    /// Opens an item whose properties are not the page's.
    pub fn open_other(&mut self, depth: usize) {
        self.open.push(OpenItem { depth, item: Item::Other, is_story: false });
    }

    /// Closes the element at a depth. `heading_seen`: an article that ends now was the page's.
    pub fn close(&mut self, depth: usize, heading_seen: bool) {
        if let Some(closed) = self.open.pop_if(|open| open.depth == depth) {
            self.story_ended |= closed.is_story && heading_seen;
        }
    }
}

fn item(outer: Item, property: Option<&str>, item_type: Option<&str>) -> Item {
    let is = |name: &str| property.is_some_and(|names| names.split_ascii_whitespace().any(|found| found == name));
    if outer == Item::Article && (is("author") || is("creator")) {
        return Item::Author;
    }
    if outer == Item::Article && is("publisher") {
        return Item::Publisher;
    }
    let item_type = item_type.unwrap_or_default().trim().rsplit('/').next().unwrap_or_default();
    let is_page = ["Article", "Posting", "Page", "CreativeWork"].iter().any(|end| item_type.ends_with(end));
    if (property.is_none() || is("mainEntity")) && is_page { Item::Article } else { Item::Other }
}

/// Returns the property that an `itemprop` names.
pub(super) fn property(name: &str) -> Option<Property> {
    Some(match name {
        "headline" => Property::Headline,
        "author" | "creator" => Property::Author,
        "datePublished" | "dateCreated" => Property::Published,
        "dateModified" => Property::Modified,
        "description" => Property::Description,
        "image" => Property::Image,
        "articleSection" => Property::Section,
        "keywords" => Property::Keywords,
        "license" => Property::Licence,
        "inLanguage" => Property::Language,
        _ => return None,
    })
}

/// Returns the value of a property that stands in an attribute; otherwise the element's text is the value.
pub(super) fn value<'a>(element: Element<'a>, property: Property) -> Option<Cow<'a, str>> {
    ["content", "datetime", "href", "src"].iter().find_map(|name| {
        let is_text = *name == "href" && matches!(property, Property::Author | Property::Section | Property::Keywords);
        element.attribute(name).filter(|_| !is_text)
    })
}
