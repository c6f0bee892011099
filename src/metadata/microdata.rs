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

/// The open items, the innermost last.
#[derive(Debug, Default)]
pub(super) struct Items(Vec<(usize, Item)>);

impl Items {
    /// Returns the innermost open item; the page itself, if none is open.
    pub fn innermost(&self) -> Item {
        self.0.last().map_or(Item::Article, |&(_, item)| item)
    }

    /// Opens an item at a depth, given the element's `itemprop` and `itemtype`.
    pub fn open(&mut self, depth: usize, property: Option<&str>, item_type: Option<&str>) -> Item {
        let item = item(self.innermost(), property, item_type);
        self.0.push((depth, item));
        item
    }

    pub fn close(&mut self, depth: usize) {
        self.0.pop_if(|(of, _)| *of == depth);
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
    if property.is_none() && is_page { Item::Article } else { Item::Other }
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
