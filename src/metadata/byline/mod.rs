//! Extracts author names from a byline: "By Ann Lee and Bo Li, AFP" → Ann Lee, Bo Li.

mod words;

use std::sync::LazyLock;

use words::{AFTER, AGENCIES, AND, BEFORE, PARTICLES};

use super::date::digit;
use super::line::{fold, one_line};

/// Maximum number of names of a page; a longer list is a directory.
pub(super) const NAMES: usize = 32;

/// Longest name, in characters and in words.
const NAME_CHARS: usize = 60;
const NAME_WORDS: usize = 6;

/// Returns the names in a value, in order. `loose` text is written for readers, not a field for machines: agencies and
/// anything that does not look like a name are dropped from it.
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
    // A publisher with its address: "news.example, Paris, France".
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

/// Returns the names in a line that begins with a word for the author: "Von Ann Lee".
pub(super) fn of_line(line: &str) -> Option<Vec<String>> {
    if line.len() > 120 && line.chars().count() > 120 {
        return None;
    }
    let rest = after_role(line.trim_start_matches(is_edge))?;
    let names = names(rest, true);
    let all_people = !names.is_empty() && names.iter().all(|name| looks_like_a_person(name));
    all_people.then_some(names)
}

/// Returns the names in an element whose class says byline: in the whole text, else in each line that is all names.
pub(super) fn of_element(text: &str) -> Vec<String> {
    let people = |text: &str| {
        let names = names(text, true);
        let only_names = names.iter().all(|name| looks_like_a_person(name) || is_agency(name));
        if only_names { names } else { Vec::new() }
    };
    let whole = people(text);
    if !whole.is_empty() {
        return whole;
    }
    text.lines().flat_map(people).take(NAMES).collect()
}

/// Bit set of the first two bytes of every word for the author. Five bits of a byte identify a Latin letter.
const PREFIXES: [u32; 32] = {
    let (mut table, mut at) = ([0; 32], 0);
    while at < BEFORE.len() {
        let role = BEFORE[at].as_bytes();
        table[role[0] as usize & 31] |= 1 << (role[1] & 31);
        at += 1;
    }
    table
};

/// Returns whether a text can begin with a word for the author. Rejects most lines by their first two bytes.
pub(super) fn may_begin(text: &str) -> bool {
    match text.as_bytes() {
        [first, second @ b' '..=b'~', ..] if first.is_ascii_alphanumeric() => {
            PREFIXES[usize::from(first & 31)] >> (second & 31) & 1 != 0
        }
        // Other first characters are many, and rare.
        _ => true,
    }
}

/// Words for the author, sorted by their first two letters.
static ROLES: LazyLock<Vec<(char, Option<char>, &str)>> = LazyLock::new(|| {
    let with_letters = |role: &&'static str| {
        let mut letters = role.chars();
        Some((letters.next()?, letters.next(), *role))
    };
    let mut roles: Vec<_> = BEFORE.iter().filter_map(with_letters).collect();
    roles.sort_unstable();
    roles
});

/// Returns the text after the word for the author, if the line begins with one.
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
        // Scripts without spaces write some of these words directly before the name.
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

/// Returns the end of the prefix `start` in `line`, ignoring case.
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

/// Splits "Ann Lee / Bo Li" at the slash, but not "srf/ann", the code of one newsroom.
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
        // "Ortega y Gasset" is one person, "Le Figaro et AFP" one publisher.
        if (before > 1) == (after > 1) {
            pieces.push(words[from..at].join(" "));
            from = at + 1;
        }
    }
    pieces.push(words[from..].join(" "));
}

/// Strips role words, addresses and punctuation from a name; empty if nothing that looks like a name is left.
fn name(piece: &str, loose: bool) -> String {
    let mut name = piece.trim_matches(is_edge);
    while let Some(rest) = after_role(name).filter(|rest| !rest.is_empty()) {
        // "Von der Leyen" is a name, not "von" and a name.
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

/// Returns whether a name can be a person's: two to five words, each with a capital where the script has them.
fn looks_like_a_person(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_east_asian =
        name.chars().all(|c| matches!(u32::from(c), 0x3040..=0x9FFF | 0xAC00..=0xD7AF) || c.is_whitespace());
    if is_east_asian {
        // A word in kana is far more often a label than a name.
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
    fn names_are_split_at_commas_and_words_for_and() {
        assert_eq!(read("By Ann Lee, Bo Li and Cy Mo"), ["Ann Lee", "Bo Li", "Cy Mo"]);
        assert_eq!(read("Von Anna Amsel und Bernd Buche"), ["Anna Amsel", "Bernd Buche"]);
        assert_eq!(read("بقلم: ليلى حداد و سامر نجم"), ["ليلى حداد", "سامر نجم"]);
        assert_eq!(read("作者：王小明、李大力"), ["王小明", "李大力"]);
        assert_eq!(read("José Ortega y Gasset"), ["José Ortega y Gasset"]);
        assert_eq!(read("Автор: Анна Белова и Иван Петров"), ["Анна Белова", "Иван Петров"]);
    }

    #[test]
    fn offices_addresses_and_agencies_are_dropped() {
        assert_eq!(read("Ann Lee (al), AFP, ann@news.example"), ["Ann Lee"]);
        assert_eq!(read("AFP"), ["AFP"]);
        assert_eq!(names("dpa", false), ["dpa"]);
        assert_eq!(read("김하늘 기자"), ["김하늘"]);
    }

    #[test]
    fn no_word_for_the_author_is_rejected_by_its_first_bytes() {
        for role in BEFORE {
            assert!(may_begin(role) && may_begin(&role.to_uppercase()), "{role}");
        }
        assert!(may_begin("– By Ann Lee") && !may_begin("Milk and tea"));
    }

    #[test]
    fn a_byline_begins_with_a_word_for_the_author_and_holds_only_names() {
        assert_eq!(of_line("By Ann Lee"), Some(vec!["Ann Lee".to_owned()]));
        assert_eq!(of_line("كتبت ليلى حداد"), Some(vec!["ليلى حداد".to_owned()]));
        assert_eq!(of_line("By the sea"), None);
        assert_eq!(of_line("Von wegen"), None);
        assert_eq!(of_line("Ann Lee"), None);
    }
}
