//! Reads the attributes that say what an element's text is: a property, a byline, a date.

use std::borrow::Cow;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::html::{Element, NameSet};

const NAMES: NameSet = NameSet::all(&["class", "datetime", "id", "itemprop", "itemscope", "itemtype", "rel"]);

/// What the attributes of an element say.
#[derive(Default)]
pub(super) struct Hints<'a> {
    /// `itemprop`
    pub property: Option<Cow<'a, str>>,
    /// `itemscope`
    pub scope: bool,
    /// `itemtype`
    pub item_type: Option<Cow<'a, str>>,
    /// The `rel` or the class is that of an author.
    pub is_author: bool,
    pub has_date: bool,
    pub is_licence: bool,
    pub class: Option<ClassMeaning>,
    /// The class or the id names readers' comments, a sidebar, or a list of other pages.
    pub is_elsewhere: bool,
}

/// What a class name says of an element's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ClassMeaning {
    Byline,
    /// Of a change or of the publication, if the name says which.
    Date {
        modified: Option<bool>,
    },
}

impl Hints<'_> {
    /// Reads the attributes, classes only `with_class`.
    pub fn of(element: Element<'_>, with_class: bool) -> Hints<'_> {
        let attributes = element.attributes();
        if !attributes.names().meets(NAMES) {
            return Hints::default();
        }
        let rel = attributes.value("rel").map(|rel| rel.decode_bytes());
        let is_rel = |name: &[u8]| rel.as_ref().is_some_and(|rel| rel.eq_ignore_ascii_case(name));
        let value = |name| attributes.value(name).filter(|value| with_class && may_mean(value.source()));
        let class = value("class").map(|class| class.decode());
        let id = value("id").map(|id| id.decode());
        Hints {
            property: attributes.get("itemprop"),
            scope: attributes.value("itemscope").is_some(),
            item_type: attributes.get("itemtype"),
            is_author: is_rel(b"author") || class.as_deref().is_some_and(is_author),
            has_date: attributes.value("datetime").is_some(),
            is_licence: is_rel(b"license"),
            class: class.as_deref().and_then(meaning).or_else(|| meaning(id.as_deref()?)),
            is_elsewhere: class.as_deref().is_some_and(is_elsewhere) || id.as_deref().is_some_and(is_elsewhere),
        }
    }
}

/// Substrings of class names that mean a byline, and those that mean a date.
const BYLINE: [&str; 14] = [
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
    "contributor",
];
const DATE: [&str; 11] =
    ["date", "time", "publish", "posted", "pubdat", "datum", "fecha", "tarih", "updat", "modif", "dateline"];

/// Substrings with which the same class name means something else.
const NO_BYLINE: [&str; 29] = [
    "caption",
    "copyright",
    "credit",
    "media",
    "video",
    "bio",
    "desc",
    "avatar",
    "image",
    "img",
    "photo",
    "picture",
    "social",
    "follow",
    "comment",
    "count",
    "date",
    "time",
    "more",
    "related",
    "twitter",
    "email",
    "icon",
    "role",
    "title",
    "position",
    "popup",
    "page",
    "articles",
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

/// Words that begin the name of an element outside the article, or a later part of the name.
const ELSEWHERE: [&str; 11] = [
    "comment",
    "kommentar",
    "disqus",
    "respond",
    "related",
    "sidebar",
    "teaser",
    "recommend",
    "recirc",
    "popular",
    "mostread",
];

/// All of them, and `&`: a character reference may hide any letter.
static PARTS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let parts = BYLINE.iter().chain(&DATE).chain(&ELSEWHERE).chain(&["&"]);
    AhoCorasick::builder().ascii_case_insensitive(true).build(parts).ok()
});

/// Bit set of the first three letters of each part. Five bits of a byte identify a letter, whatever its case. Rejects
/// most classes with a quarter fewer instructions than the automaton.
static PREFIXES: [u32; 1024] = {
    let (mut table, mut at) = ([0; 1024], 0);
    while at < BYLINE.len() + DATE.len() + ELSEWHERE.len() {
        let part = match at {
            _ if at < BYLINE.len() => BYLINE[at],
            _ if at < BYLINE.len() + DATE.len() => DATE[at - BYLINE.len()],
            _ => ELSEWHERE[at - BYLINE.len() - DATE.len()],
        };
        let part = part.as_bytes();
        table[(part[0] as usize & 31) << 5 | part[1] as usize & 31] |= 1 << (part[2] & 31);
        at += 1;
    }
    table
};

/// Returns whether the source of a `class` can hold such a part. Rejects most classes in one pass.
fn may_mean(source: &[u8]) -> bool {
    let (mut letters, mut begins) = (0, 0);
    for &byte in source {
        letters = letters << 5 | usize::from(byte & 31);
        begins |= PREFIXES[letters >> 5 & 1023] >> (letters & 31) | u32::from(byte == b'&');
    }
    begins & 1 != 0 && PARTS.as_ref().is_some_and(|parts| parts.is_match(source))
}

fn meaning(class: &str) -> Option<ClassMeaning> {
    let class = class.to_ascii_lowercase();
    let names = || class.split_ascii_whitespace().filter(|name| may_mean(name.as_bytes()));
    let has = |name: &str, parts: &[&str]| parts.iter().any(|part| name.contains(part));
    if names().any(|name| has(name, &BYLINE) && !has(name, &NO_BYLINE)) {
        return Some(ClassMeaning::Byline);
    }
    let dates = || names().filter(|name| has(name, &DATE) && !has(name, &NO_DATE));
    dates().next()?;
    let is_change = dates().any(|name| has(name, &["updat", "modif"]));
    let is_known = is_change || dates().any(|name| has(name, &["publish", "posted", "pubdat", "created"]));
    let modified = is_known.then_some(is_change);
    Some(ClassMeaning::Date { modified })
}

fn is_author(class: &str) -> bool {
    let names = ["author", "author-name", "author_name", "authorname", "byline-name"];
    class.split_ascii_whitespace().any(|class| names.iter().any(|name| class.eq_ignore_ascii_case(name)))
}

/// Returns whether an address has a part that names the pages of authors: `/author/ann-lee`.
pub(super) fn is_author_page(address: &str) -> bool {
    const PARTS: [&str; 24] = [
        "author",
        "authors",
        "autor",
        "autores",
        "autore",
        "autori",
        "autoren",
        "auteur",
        "auteurs",
        "by",
        "byline",
        "columnist",
        "columnists",
        "contributor",
        "contributors",
        "correspondents",
        "journalist",
        "journalists",
        "profile",
        "redakteur",
        "reporter",
        "reporters",
        "writer",
        "writers",
    ];
    let path = address.split(['?', '#']).next().unwrap_or(address);
    let path = path.trim_end_matches('/').rsplit_once('/').map_or("", |(path, _)| path);
    path.split('/').any(|part| PARTS.iter().any(|name| part.eq_ignore_ascii_case(name)))
}

/// Returns whether a name in a `class` or an `id` says that the element is not part of the article.
fn is_elsewhere(names: &str) -> bool {
    let names = names.to_ascii_lowercase();
    let is_part = |name: &str| name.split(['-', '_']).any(|part| ELSEWHERE.iter().any(|word| part.starts_with(word)));
    // "with-sidebar", "comments-open" and the like describe the page.
    let is_of_page = |name: &str| {
        ["has-", "with-", "no-", "is-"].iter().any(|start| name.starts_with(start))
            || ["-open", "-closed", "-enabled", "-count", "-link"].iter().any(|end| name.ends_with(end))
    };
    names.split_ascii_whitespace().any(|name| is_part(name) && !is_of_page(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn class_names_are_read_one_by_one() {
        assert_eq!(meaning("col c-Byline__text"), Some(ClassMeaning::Byline));
        assert_eq!(meaning("author-avatar"), None);
        assert_eq!(meaning("entry-date published"), Some(ClassMeaning::Date { modified: Some(false) }));
        assert_eq!(meaning("post-date"), Some(ClassMeaning::Date { modified: None }));
        assert_eq!(meaning("post-updated"), Some(ClassMeaning::Date { modified: Some(true) }));
        assert_eq!(meaning("navbar container"), None);
    }

    #[test]
    fn names_of_other_parts_of_a_page() {
        for names in ["comment-author author", "post-comments", "widget js-related", "entry_sidebar", "mostRead"] {
            assert!(is_elsewhere(names), "{names}");
        }
        for names in ["post comments-open", "has-sidebar", "comment-count", "correlated", "byline"] {
            assert!(!is_elsewhere(names), "{names}");
        }
    }

    #[test]
    fn no_class_with_a_meaning_is_rejected() {
        assert!(may_mean(b"c-ByLine__text") && may_mean(b"by&#108;ine") && !may_mean(b"navbar container"));
        for part in BYLINE.iter().chain(&DATE).chain(&ELSEWHERE) {
            assert!(may_mean(format!("x-{part}_y").as_bytes()), "{part}");
        }
    }
}
