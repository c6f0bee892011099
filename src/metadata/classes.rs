//! Tells from class names which elements hold a byline or a date.

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

/// The first three letters of each of them, as bits. An automaton for all of them takes three times as long.
static BEGINNINGS: [u32; 1024] = {
    let (mut table, mut at) = ([0; 1024], 0);
    while at < BYLINE.len() + DATE.len() {
        let part = if at < BYLINE.len() { BYLINE[at] } else { DATE[at - BYLINE.len()] }.as_bytes();
        let (place, bit) = beginning(part[0], part[1], part[2]);
        table[place] |= bit;
        at += 1;
    }
    table
};

/// Where three letters stand in the table; five bits tell letters apart, whatever their case.
const fn beginning(first: u8, second: u8, third: u8) -> (usize, u32) {
    ((first as usize & 31) << 5 | second as usize & 31, 1 << (third & 31))
}

/// Whether a `class` as it is written may say anything of the kind. Most do not, and are passed over in one go.
pub(super) fn may_mean(source: &[u8]) -> bool {
    let begins = |letters: &[u8]| {
        let (place, bit) = beginning(letters[0], letters[1], letters[2]);
        BEGINNINGS[place] & bit != 0
    };
    let is_part = |at: usize| {
        let has = |part: &&str| source[at..].get(..part.len()).is_some_and(|s| s.eq_ignore_ascii_case(part.as_bytes()));
        BYLINE.iter().chain(&DATE).any(has)
    };
    let mut places = source.windows(3).enumerate().filter(|(_, letters)| begins(letters));
    // A reference may stand for any letter.
    places.any(|(at, _)| is_part(at)) || source.contains(&b'&')
}

/// What a `class` says.
pub(super) fn meaning(class: &str) -> Option<Meaning> {
    let class = class.to_ascii_lowercase();
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
        assert_eq!(meaning("col c-Byline__text"), Some(Meaning::Byline));
        assert_eq!(meaning("author-avatar"), None);
        assert_eq!(meaning("entry-date published"), Some(Meaning::Date { modified: false }));
        assert_eq!(meaning("post-updated"), Some(Meaning::Date { modified: true }));
        assert_eq!(meaning("navbar container"), None);
    }

    #[test]
    fn what_is_passed_over_says_nothing() {
        assert!(may_mean(b"c-ByLine__text") && may_mean(b"by&#108;ine") && !may_mean(b"navbar container"));
        for part in BYLINE.iter().chain(&DATE) {
            assert!(may_mean(format!("x-{part}_y").as_bytes()), "{part}");
        }
    }
}
