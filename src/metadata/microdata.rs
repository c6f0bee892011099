//! Which elements are items and properties of microdata (HTML Standard, "Microdata"; vocabulary of schema.org).

use std::borrow::Cow;

use crate::html::Element;

/// What an item is to the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    /// Its properties are those of the page. So are those outside of all items.
    Article,
    Author,
    Publisher,
    /// Something else, such as a comment.
    Other,
}

/// A property of an article.
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

/// The items that are open, the innermost last.
#[derive(Debug, Default)]
pub(super) struct Items(Vec<(usize, Item)>);

impl Items {
    /// The item at hand; the page itself, if none is open.
    pub fn innermost(&self) -> Item {
        self.0.last().map_or(Item::Article, |&(_, item)| item)
    }

    /// An item begins with the element at a depth, by its `itemprop` and `itemtype`.
    pub fn open(&mut self, depth: usize, property: Option<&str>, kind: Option<&str>) -> Item {
        let item = item(self.innermost(), property, kind);
        self.0.push((depth, item));
        item
    }

    /// The element at a depth closes.
    pub fn close(&mut self, depth: usize) {
        self.0.pop_if(|(of, _)| *of == depth);
    }
}

/// The item that begins inside another one, by its `itemprop` and `itemtype`.
fn item(inside: Item, property: Option<&str>, kind: Option<&str>) -> Item {
    let is = |name: &str| property.is_some_and(|names| names.split_ascii_whitespace().any(|found| found == name));
    if inside == Item::Article && (is("author") || is("creator")) {
        return Item::Author;
    }
    if inside == Item::Article && is("publisher") {
        return Item::Publisher;
    }
    let kind = kind.unwrap_or_default().trim().rsplit('/').next().unwrap_or_default();
    let is_page = ["Article", "Posting", "Page", "CreativeWork"].iter().any(|end| kind.ends_with(end));
    if property.is_none() && is_page { Item::Article } else { Item::Other }
}

/// The property of a name.
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

/// The value of a property in an attribute of its element; without one the text is the value.
pub(super) fn value<'a>(element: Element<'a>, property: Property) -> Option<Cow<'a, str>> {
    ["content", "datetime", "href", "src"].iter().find_map(|name| {
        let is_text = *name == "href" && matches!(property, Property::Author | Property::Section | Property::Keywords);
        element.attribute(name).filter(|_| !is_text)
    })
}
