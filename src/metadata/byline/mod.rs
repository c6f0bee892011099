//! Takes the names out of what stands for the author: "By Ann Lee and Bo Li, AFP" → Ann Lee, Bo Li.

mod words;

use std::sync::LazyLock;

use words::{AFTER, AGENCIES, AND, BEFORE, PARTICLES};

use super::date::digit;
use super::line::{fold, one_line};

/// Names of one page; what lists more is a directory.
pub(super) const NAMES: usize = 32;

/// Longest name, in characters and in words.
const NAME_CHARS: usize = 60;
const NAME_WORDS: usize = 6;

/// The names in a value, in order. `loose` text is what a reader sees, not a field made for machines: agencies and
/// what does not look like a name are left out of it.
pub(super) fn names(text: &str, loose: bool) -> Vec<String> {
    let line = one_line(text);
    let line = line.trim_matches(is_edge);
    let mut found: Vec<String> = Vec::new();
    for piece in pieces(line) {
        let name = name(&piece, loose);
        if name.is_empty() || found.iter().any(|other| fold(other) == fold(&name)) {
            continue;
        }
        found.push(name);
        if found.len() >= NAMES {
            break;
        }
    }
    // A house with its address: "news.example, Paris, France".
    if found.len() > 1 && is_host(&found[0]) {
        found.truncate(1);
    }
    if found.len() > 1 {
        let keeps = |name: &String| !(is_host(name) || loose && is_agency(name));
        if found.iter().any(keeps) {
            found.retain(keeps);
        }
    }
    found
}

/// The names of a line that says itself that it is a byline: "Von Ann Lee".
pub(super) fn of_line(line: &str) -> Option<Vec<String>> {
    if line.len() > 120 && line.chars().count() > 120 {
        return None;
    }
    let rest = after_role(line.trim_start_matches(is_edge))?;
    let names = names(rest, true);
    let all_people = !names.is_empty() && names.iter().all(|name| looks_like_a_person(name));
    all_people.then_some(names)
}

/// The names in the text of an element that its class calls a byline.
pub(super) fn of_element(text: &str) -> Vec<String> {
    let people = |text: &str| {
        let names = names(text, true);
        let whole = names.iter().all(|name| looks_like_a_person(name) || is_agency(name));
        if whole { names } else { Vec::new() }
    };
    let whole = people(text);
    if !whole.is_empty() {
        return whole;
    }
    text.lines().flat_map(people).take(NAMES).collect()
}

/// The first two bytes of the words for the author in Latin letters, as bits: five tell letters apart.
const BEGINNINGS: [u32; 32] = {
    let (mut table, mut at) = ([0; 32], 0);
    while at < BEFORE.len() {
        let role = BEFORE[at].as_bytes();
        table[role[0] as usize & 31] |= 1 << (role[1] & 31);
        at += 1;
    }
    table
};

/// Whether a text may be a line that says itself that it is a byline, by how it begins: most do not begin so.
pub(super) fn may_begin(text: &str) -> bool {
    match text.as_bytes() {
        [first, second @ b' '..=b'~', ..] if first.is_ascii_alphanumeric() => {
            BEGINNINGS[usize::from(first & 31)] >> (second & 31) & 1 != 0
        }
        // What else a line may begin with is much, and rare.
        _ => true,
    }
}

/// The words for the author in the order of their first two letters, which stand before them.
static ROLES: LazyLock<Vec<(char, Option<char>, &str)>> = LazyLock::new(|| {
    let with_letters = |role: &&'static str| {
        let mut letters = role.chars();
        Some((letters.next()?, letters.next(), *role))
    };
    let mut roles: Vec<_> = BEFORE.iter().filter_map(with_letters).collect();
    roles.sort_unstable();
    roles
});

/// What follows the word for the author, if the line begins with one.
fn after_role(line: &str) -> Option<&str> {
    let mut letters = line.chars().map(|c| c.to_lowercase().next());
    let (first, second) = (letters.next()??, letters.next().flatten());
    let of_first = ROLES[ROLES.partition_point(|(letter, ..)| *letter < first)..].iter();
    let of_both = of_first
        .take_while(|(letter, ..)| *letter == first)
        .filter(|(_, letter, _)| letter.is_none() || *letter == second);
    let mut best = None;
    for (.., role) in of_both {
        let Some(end) = starts_with_folded(line, role) else { continue };
        let rest = &line[end..];
        // Scripts without spaces write some of these words right before the name.
        let is_dense = |c| matches!(u32::from(c), 0x0E00..=0x0E7F | 0x3040..=0x9FFF);
        let joined = role.chars().count() > 1 && role.chars().all(is_dense);
        let apart = rest.starts_with(|c: char| c.is_whitespace() || matches!(c, ':' | '：' | '/' | '／' | '|'));
        let ends = apart || joined;
        if ends && best.is_none_or(|(length, _)| length < end) {
            best = Some((end, rest));
        }
    }
    best.map(|(_, rest)| rest.trim_start_matches(is_edge))
}

/// Where a beginning ends, compared without case.
fn starts_with_folded(line: &str, start: &str) -> Option<usize> {
    let mut chars = line.char_indices();
    for wanted in start.chars() {
        let (_, c) = chars.next()?;
        if c != wanted && !c.to_lowercase().eq(std::iter::once(wanted)) {
            return None;
        }
    }
    Some(chars.next().map_or(line.len(), |(at, _)| at))
}

fn is_edge(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            ':' | '：'
                | ','
                | ';'
                | '-'
                | '–'
                | '—'
                | '|'
                | '/'
                | '／'
                | '·'
                | '•'
                | '،'
                | '؛'
                | '、'
                | '*'
                | '~'
                | '>'
        )
}

/// Cuts a byline between its names.
fn pieces(line: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    for part in line.split([',', ';', '،', '؛', '、', '|', '·', '•', '／', '\u{2022}']) {
        let part = part.trim();
        for part in slashed(part) {
            split_at_and(part, &mut pieces);
        }
    }
    pieces
}

/// "Ann Lee / Bo Li" are two; "srf/ann" is one sign of an office.
fn slashed(part: &str) -> Vec<&str> {
    if part.contains(" / ") || part.split('/').all(|side| side.split_whitespace().count() > 1) {
        return part.split('/').map(str::trim).collect();
    }
    vec![part]
}

fn split_at_and(part: &str, pieces: &mut Vec<String>) {
    let words: Vec<&str> = part.split_whitespace().collect();
    let mut from = 0;
    for (at, word) in words.iter().enumerate() {
        if at <= from || at + 1 >= words.len() || !AND.contains(&word.to_lowercase().as_str()) {
            continue;
        }
        let rest = words[at + 1..].iter().position(|word| AND.contains(&word.to_lowercase().as_str()));
        let (before, after) = (at - from, rest.unwrap_or(words.len() - at - 1));
        // "Ortega y Gasset" is one man, "Le Figaro et AFP" one house.
        if (before > 1) == (after > 1) {
            pieces.push(words[from..at].join(" "));
            from = at + 1;
        }
    }
    pieces.push(words[from..].join(" "));
}

/// A name without what stands around it; empty if it is none.
fn name(piece: &str, loose: bool) -> String {
    let mut name = piece.trim_matches(is_edge);
    while let Some(rest) = after_role(name).filter(|rest| !rest.is_empty()) {
        // "Von der Leyen" begins like a byline and is none.
        if rest.starts_with(char::is_lowercase) && !name.contains([':', '：']) {
            break;
        }
        name = rest;
    }
    // "Ann Lee (al)", "Ann Lee <ann@news.example>", "Ann Lee @annlee".
    let cut = name.find(['(', '<', '[', '（', '@']).filter(|&at| at > 0).unwrap_or(name.len());
    let kept: Vec<&str> = name[..cut].split_whitespace().filter(|word| !word.contains(['@'])).collect();
    let cut_inside_of_word = name[cut..].starts_with('@') && !name[..cut].ends_with(char::is_whitespace);
    let mut words = kept;
    if cut_inside_of_word {
        words.pop();
    }
    while words.len() > 1 && words.last().is_some_and(|word| AFTER.contains(&word.to_lowercase().as_str())) && loose {
        words.pop();
    }
    let name = words.join(" ");
    let name = name.trim_matches(is_edge).trim_end_matches(|c| c == '.' && words.len() < 2);
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let digits = name.chars().filter(|&c| digit(c).is_some()).count();
    let too_long = name.chars().count() > NAME_CHARS || words.len() > NAME_WORDS;
    let is_address = name.contains("://") || name.starts_with("www.");
    if letters < 2 || too_long || is_address || digits > 2 || loose && digits > 0 {
        return String::new();
    }
    name.to_owned()
}

fn is_host(name: &str) -> bool {
    !name.contains(' ')
        && name
            .rsplit_once('.')
            .is_some_and(|(host, tld)| !host.is_empty() && (2..=4).contains(&tld.len()) && tld.is_ascii())
}

fn is_agency(name: &str) -> bool {
    let name = name.to_lowercase();
    AGENCIES.contains(&name.as_str())
}

/// Whether a name could be a person's: two to five words, each with a capital where the script has them.
fn looks_like_a_person(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_east_asian =
        name.chars().all(|c| matches!(u32::from(c), 0x3040..=0x9FFF | 0xAC00..=0xD7AF) || c.is_whitespace());
    if is_east_asian {
        // Words in kana alone are labels far more often than names.
        let is_kana = |c| matches!(u32::from(c), 0x3040..=0x30FF);
        return (2..=6).contains(&name.chars().count()) && !name.chars().any(is_kana);
    }
    let is_capital = |word: &&str| {
        PARTICLES.contains(&word.to_lowercase().as_str())
            || word.chars().find(|c| c.is_alphabetic()).is_some_and(|c| !c.is_lowercase())
    };
    (2..=5).contains(&words.len()) && words.iter().all(is_capital) && !name.ends_with(['!', '?', '…'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        names(text, true)
    }

    #[test]
    fn names_stand_between_commas_and_words_for_and() {
        assert_eq!(read("By Ann Lee, Bo Li and Cy Mo"), ["Ann Lee", "Bo Li", "Cy Mo"]);
        assert_eq!(read("Von Anna Amsel und Bernd Buche"), ["Anna Amsel", "Bernd Buche"]);
        assert_eq!(read("بقلم: ليلى حداد و سامر نجم"), ["ليلى حداد", "سامر نجم"]);
        assert_eq!(read("作者：王小明、李大力"), ["王小明", "李大力"]);
        assert_eq!(read("José Ortega y Gasset"), ["José Ortega y Gasset"]);
        assert_eq!(read("Автор: Анна Белова и Иван Петров"), ["Анна Белова", "Иван Петров"]);
    }

    #[test]
    fn offices_addresses_and_agencies_are_left_out() {
        assert_eq!(read("Ann Lee (al), AFP, ann@news.example"), ["Ann Lee"]);
        assert_eq!(read("AFP"), ["AFP"]);
        assert_eq!(names("dpa", false), ["dpa"]);
        assert_eq!(read("김하늘 기자"), ["김하늘"]);
    }

    #[test]
    fn every_word_for_the_author_may_begin_a_line() {
        for role in BEFORE {
            assert!(may_begin(role) && may_begin(&role.to_uppercase()), "{role}");
        }
        assert!(may_begin("– By Ann Lee") && !may_begin("Milk and tea"));
    }

    #[test]
    fn a_line_is_a_byline_if_it_says_so() {
        assert_eq!(of_line("By Ann Lee"), Some(vec!["Ann Lee".to_owned()]));
        assert_eq!(of_line("كتبت ليلى حداد"), Some(vec!["ليلى حداد".to_owned()]));
        assert_eq!(of_line("By the sea"), None);
        assert_eq!(of_line("Von wegen"), None);
        assert_eq!(of_line("Ann Lee"), None);
    }
}
