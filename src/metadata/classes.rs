//! Tells from class names which elements hold a byline or a date.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

/// What an element's class says that its text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Byline,
    Date { modified: bool },
}

/// Parts of class names that mean a byline, and those that mean a date.
const BYLINE: [&str; 13] = [
    "byline",
    "author",
    "autor",
    "auteur",
    "writer",
    "journalist",
    "reporter",
    "penulis",
    "yazar",
    "redaktor",
    "kateb",
    "firma",
    "signature",
];
const DATE: [&str; 11] =
    ["date", "time", "publish", "posted", "pubdat", "datum", "fecha", "tarih", "updat", "modif", "dateline"];

/// Parts of the same class name with which it means something else.
const NO_BYLINE: [&str; 24] = [
    "bio", "desc", "avatar", "image", "img", "photo", "picture", "social", "follow", "comment", "count", "date",
    "time", "more", "related", "twitter", "email", "icon", "role", "title", "position", "popup", "page", "articles",
];
const NO_DATE: [&str; 10] = [
    "timeline",
    "comment",
    "reading",
    "read-time",
    "countdown",
    "candidate",
    "runtime",
    "lifetime",
    "related",
    "ticker",
];

static PARTS: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::builder().ascii_case_insensitive(true).build(BYLINE.iter().chain(&DATE)).ok());

/// What a `class` says. Most say nothing of the kind, and are passed over in one go.
pub(super) fn meaning(class: &[u8]) -> Option<Meaning> {
    if !PARTS.as_ref().is_some_and(|parts| parts.is_match(class)) {
        return None;
    }
    let class = String::from_utf8_lossy(class).to_ascii_lowercase();
    let names = || class.split_ascii_whitespace();
    let has = |name: &str, parts: &[&str]| parts.iter().any(|part| name.contains(part));
    if names().any(|name| has(name, &BYLINE) && !has(name, &NO_BYLINE)) {
        return Some(Meaning::Byline);
    }
    let date = names().find(|name| has(name, &DATE) && !has(name, &NO_DATE))?;
    Some(Meaning::Date { modified: has(date, &["updat", "modif"]) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_judged_name_by_name() {
        assert_eq!(meaning(b"col c-Byline__text"), Some(Meaning::Byline));
        assert_eq!(meaning(b"author-avatar"), None);
        assert_eq!(meaning(b"entry-date published"), Some(Meaning::Date { modified: false }));
        assert_eq!(meaning(b"post-updated"), Some(Meaning::Date { modified: true }));
        assert_eq!(meaning(b"navbar container"), None);
    }
}
