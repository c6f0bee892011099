//! Extracts author names from a byline: "By Ann Lee and Bo Li, AFP" → Ann Lee, Bo Li.

mod words;

use std::sync::LazyLock;

use words::{AFTER, AGENCIES, AND, BEFORE, NO_NAMES, ORGANISATIONS, OTHERS, PARTICLES, RANKS, TRANSLATORS};

use super::date::digit;
use super::line::{BOUNDARY, fold, one_line};

/// Maximum number of names of a page; a longer list is a directory.
pub(super) const NAMES: usize = 32;

/// Longest name, in characters and in words.
const NAME_CHARS: usize = 60;
const NAME_WORDS: usize = 6;

/// Returns the names in a value, in order. `loose` text is written for readers, not a field for machines: agencies and
/// anything that does not look like a name are dropped from it.
pub(super) fn names(text: &str, loose: bool) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for run in runs(text) {
        let line = run.trim_matches(is_edge);
        for name in pieces(line).iter().map(|piece| name(piece, loose)).filter(|name| !name.is_empty()) {
            if found.len() < NAMES && !found.iter().any(|other| fold(other) == fold(&name)) {
                found.push(name);
            }
        }
    }
    // A publisher with its address: "news.example, Paris, France".
    if found.len() > 1 && is_host(&found[0]) {
        found.truncate(1);
    }
    if found.len() > 1 {
        let keeps = |name: &String| !(is_host(name) || is_organisation(name) || loose && is_agency(name));
        if found.iter().any(|name| keeps(name) && (loose || looks_like_a_person(name))) {
            found.retain(keeps);
        }
    }
    found
}

/// Joins the texts of neighbouring elements that form one name, and drops those that are a job title or a label.
fn runs(text: &str) -> Vec<String> {
    let parts: Vec<String> = text.split(BOUNDARY).map(one_line).filter(|part| !part.is_empty()).collect();
    if parts.len() < 2 {
        return parts;
    }
    let mut runs: Vec<String> = Vec::new();
    // After a label for the photographer comes a name that does not count.
    let (mut is_apart, mut is_skipped) = (true, false);
    for part in parts {
        let bare = part.trim_matches(is_edge);
        let labelled = format!("{bare}:");
        let is_other = after_label(&labelled, OTHERS).is_some_and(|rest| rest.len() < 2);
        let is_label = is_connector(bare) || after_role(&labelled).is_some_and(str::is_empty);
        if is_other || is_label || is_no_name(bare) || name(bare, true).is_empty() || is_skipped {
            (is_apart, is_skipped) = (true, is_other);
            continue;
        }
        let words = |text: &str| text.split_whitespace().count();
        let last =
            runs.last().filter(|_| !is_apart && !bare.starts_with(is_dense) && part.starts_with(char::is_alphanumeric));
        match last.map(|last| words(last)) {
            // A given name and a family name.
            Some(1) if words(bare) <= 2 => {
                if let Some(last) = runs.last_mut() {
                    *last = format!("{last} {bare}");
                }
            }
            // A place after a name.
            Some(2..) if words(bare) == 1 => {}
            _ => runs.push(part.clone()),
        }
        is_apart = part.ends_with(is_edge) || part.split_whitespace().next_back().is_some_and(is_connector);
    }
    runs
}

/// Returns the names in a line that begins with a word for the author: "Von Ann Lee".
pub(super) fn of_line(line: &str) -> Option<Vec<String>> {
    if line.len() > 120 && line.chars().count() > 120 {
        return None;
    }
    let line = line.trim_start_matches(is_edge);
    let rest = after_role(line).filter(|_| after_label(line, TRANSLATORS).is_none())?;
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

/// Returns the names in a line that is nothing but names of people.
pub(super) fn of_bare_line(line: &str) -> Vec<String> {
    let names = names(line, true);
    let is_all = names.iter().all(|name| looks_like_a_person(name) && !is_organisation(name));
    let length: usize = names.iter().map(|name| fold(name).len()).sum();
    if is_all && length == fold(line).len() { names } else { Vec::new() }
}

fn is_connector(word: &str) -> bool {
    AND.contains(&word.to_lowercase().as_str())
}

/// Returns whether a text beside a name is a job title or a link's text.
fn is_no_name(text: &str) -> bool {
    let folded = text.to_lowercase();
    NO_NAMES.contains(&folded.as_str())
        || AFTER.iter().any(|role| {
            !role.starts_with(is_dense) && folded.split(|c: char| !c.is_alphanumeric()).any(|word| word == *role)
        })
        || AFTER.contains(&folded.as_str())
}

/// Returns whether a name is that of a newsroom, a medium or a company.
pub(super) fn is_organisation(name: &str) -> bool {
    let folded = name.to_lowercase();
    let has = |word: &str| ORGANISATIONS.contains(&word);
    is_agency(name)
        || folded.split(|c: char| !c.is_alphanumeric()).any(has)
        || ORGANISATIONS.iter().any(|part| part.starts_with(is_dense) && folded.contains(part))
}

/// Returns whether a letter belongs to a script without spaces between words.
fn is_dense(c: char) -> bool {
    matches!(u32::from(c), 0x0E00..=0x0E7F | 0x3040..=0x9FFF | 0xAC00..=0xD7AF)
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
        let is_joining = |c| matches!(u32::from(c), 0x0E00..=0x0E7F | 0x3040..=0x9FFF);
        let joined = role.chars().count() > 1 && role.chars().all(is_joining);
        let apart =
            rest.starts_with(|c: char| c.is_whitespace() || matches!(c, ':' | '：' | '/' | '／' | '|' | '・' | '='));
        let ends = apart || joined;
        if ends && best.is_none_or(|(length, _)| length < end) {
            best = Some((end, rest));
        }
    }
    best.map(|(_, rest)| rest.trim_start_matches(is_edge))
}

/// Returns the text after one of these words and a colon or a space.
fn after_label<'a>(line: &'a str, words: &[&str]) -> Option<&'a str> {
    let after = |word: &&str| {
        let rest = &line[starts_with_folded(line, word)?..];
        rest.starts_with(|c: char| c.is_whitespace() || matches!(c, ':' | '：' | '/' | '／' | '・')).then_some(rest)
    };
    words.iter().filter_map(after).min_by_key(|rest| rest.len())
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
                | '・'
                | '='
                | BOUNDARY
        )
}

/// Cuts a byline between its names.
fn pieces(line: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    for part in line.split([',', ';', '،', '؛', '、', '，', '；', '|', '·', '•', '／']) {
        for part in labelled(part.trim()) {
            for part in slashed(part) {
                split_at_and(part, &mut pieces);
            }
        }
    }
    pieces
}

/// Splits "作者：X 翻訳者：Y" before each word that ends in a colon.
fn labelled(part: &str) -> Vec<&str> {
    let mut labelled = Vec::new();
    let mut from = 0;
    for (at, _) in part.match_indices(char::is_whitespace) {
        let word = part[at..].trim_start().split(char::is_whitespace).next().unwrap_or_default();
        // "Text und Bild: Ann Lee" is one label.
        let has_label = part[from..at].contains([':', '：']);
        if has_label
            && word.contains([':', '：'])
            && (after_role(word).is_some()
                || [OTHERS, TRANSLATORS].iter().any(|words| after_label(word, words).is_some()))
        {
            labelled.push(part[from..at].trim());
            from = at;
        }
    }
    labelled.push(part[from..].trim());
    labelled
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
    if after_label(name, OTHERS).is_some() {
        return String::new();
    }
    name = after_label(name, TRANSLATORS).unwrap_or(name).trim_start_matches(is_edge);
    while let Some(rest) = after_role(name).filter(|rest| !rest.is_empty()) {
        // "Von der Leyen" is a name, not "von" and a name.
        if rest.starts_with(char::is_lowercase) && !name.contains([':', '：']) {
            break;
        }
        name = rest;
    }
    // "Ann Lee (al)", "Ann Lee <ann@news.example>", "Ann Lee @annlee".
    let cut = name.find(['(', '<', '[', '（', '@']).filter(|&at| at > 0).unwrap_or(name.len());
    let kept: Vec<&str> = name[..cut].split_whitespace().filter(|word| !word.contains('@')).collect();
    let cut_inside_of_word = name[cut..].starts_with('@') && !name[..cut].ends_with(char::is_whitespace);
    let mut words = kept;
    if cut_inside_of_word {
        words.pop();
    }
    let is_of = |word: &str, list: &[&str]| list.contains(&word.trim_matches(is_edge).to_lowercase().as_str());
    if loose {
        let whole = words.len();
        while words.len() > 1
            && words
                .last()
                .is_some_and(|word| is_of(word, AFTER) || is_of(word, AND) || words.len() < whole && is_of(word, RANKS))
        {
            words.pop();
        }
        // What remains of a job title: "Chief" of "Chief Reporter".
        let is_rest = words.len() < whole && words.len() == 1 && words[0].is_ascii() && whole < 4;
        if is_rest || words.len() == 1 && (is_of(words[0], AFTER) || is_of(words[0], AND)) {
            return String::new();
        }
    }
    let name = words.join(" ");
    let name = name.trim_matches(is_edge).trim_end_matches(|c| c == '.' && words.len() < 2);
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let digits = name.chars().filter(|&c| digit(c).is_some()).count();
    let too_long = name.chars().count() > NAME_CHARS || words.len() > NAME_WORDS;
    let is_address = name.contains("://") || name.starts_with("www.") || !name.contains(' ') && name.contains(".com/");
    let folded = name.to_lowercase();
    let is_generic = folded.split_whitespace().all(|word| ORGANISATIONS.contains(&word) || AFTER.contains(&word));
    if is_generic || NO_NAMES.contains(&folded.as_str()) {
        return String::new();
    }
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
    fn neighbouring_elements_are_names_labels_or_job_titles() {
        assert_eq!(read("By\u{1F}Ada Quill\u{1F}Staff Writer\u{a0}"), ["Ada Quill"]);
        assert_eq!(read("By\u{1F}Ada\u{1F}Quill"), ["Ada Quill"]);
        assert_eq!(read("Von\u{1F}Anna Amsel\u{1F}und\u{1F}Bernd Buche\u{1F}Berlin"), ["Anna Amsel", "Bernd Buche"]);
        assert_eq!(read("文\u{1F}山田花子\u{1F}写真\u{1F}佐藤一郎"), ["山田花子"]);
        assert_eq!(read("بقلم\u{1F}ليلى حداد\u{1F}مراسلة"), ["ليلى حداد"]);
        assert_eq!(read("Ada Quill\u{1F}View profile\u{1F}@adaq\u{1F}ada@quay.example"), ["Ada Quill"]);
    }

    #[test]
    fn labels_inside_a_line_separate_names() {
        assert_eq!(read("作者：山田花子 翻訳者：佐藤一郎"), ["山田花子", "佐藤一郎"]);
        assert_eq!(read("文・山田花子"), ["山田花子"]);
        assert_eq!(read("Text: Anna Amsel Fotos: Bernd Buche"), ["Anna Amsel"]);
    }

    #[test]
    fn an_organisation_is_an_author_only_where_no_person_is() {
        assert_eq!(read("Ada Quill, Harbour News"), ["Ada Quill"]);
        assert_eq!(read("By Ada Quill, Chief Reporter"), ["Ada Quill"]);
        assert_eq!(read("Harbour News"), ["Harbour News"]);
        assert_eq!(names("admin", false), Vec::<String>::new());
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
