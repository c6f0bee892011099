//! Extracts author names from a byline: "By Ann Lee and Bo Li, AFP" → Ann Lee, Bo Li.

mod labels;
mod name;
mod pieces;
mod words;

pub(super) use labels::{is_organisation, may_begin};

use labels::{after_label, after_role, is_agency, is_no_name};
use name::{is_host, looks_like_a_person, name};
use pieces::{labelled, pieces};
use words::{WORDS, Words};

use super::date;
use super::line::{BOUNDARY, fold, one_line};

/// Maximum number of names of a page; a longer list is a directory.
pub(super) const NAMES: usize = 32;

/// Maximum length of a byline in characters.
const LINE_CHARS: usize = 120;

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
    // A place or a degree after a name: "Ann Lee, PhD, Oslo".
    if loose && found.first().is_some_and(|first| looks_like_a_person(first)) {
        found.retain(|name| name.contains(' ') || name.contains(is_dense));
    }
    found
}

/// Returns the family name and the given name, as catalogues write them, in their usual order: "Lee, Ann".
pub(super) fn inverted(name: &str) -> Option<String> {
    let (family, given) = name.split_once(',')?;
    let (family, given) = (family.trim(), given.trim());
    let is_given = (1..=3).contains(&given.split_whitespace().count()) && !given.contains([',', ';']);
    (is_given && !family.is_empty() && !family.contains(' ')).then(|| format!("{given} {family}"))
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
        let is_other = after_label(&labelled, &WORDS.others).is_some_and(|rest| rest.len() < 2);
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
    if line.len() > LINE_CHARS && line.chars().count() > LINE_CHARS {
        return None;
    }
    let line = line.trim_start_matches(is_edge);
    let rest = if after_label(line, &WORDS.translators).is_some() {
        return None;
    } else if let Some(rest) = after_role(line) {
        rest
    } else if after_label(line, &WORDS.others).is_some() {
        // "来源：新华社 作者：王小明".
        let parts = labelled(line);
        parts.iter().any(|part| after_role(part).is_some()).then_some(line)?
    } else {
        after_date(line).or_else(|| before_job(line))?
    };
    let names = names(rest, true);
    let all_people = !names.is_empty() && names.iter().all(|name| looks_like_a_person(name));
    all_people.then_some(names)
}

/// Returns the text after a date and a word for the author: "Posted on 3 May 2024 by Ann Lee".
fn after_date(line: &str) -> Option<&str> {
    let is_dated = line.starts_with(|c: char| date::digit(c).is_some()) || date::begins_with_sense(line);
    if !is_dated {
        return None;
    }
    let rest = line.match_indices(' ').filter(|(at, _)| date::has_numbers(&line[..*at]));
    rest.filter_map(|(at, _)| after_role(line[at..].trim_start())).find(|rest| rest.starts_with(char::is_uppercase))
}

/// Returns the line if a job title follows the name, as in Korean and Chinese bylines: "김하늘 기자".
fn before_job(line: &str) -> Option<&str> {
    const MOST: usize = 40;
    let words = || line.split_whitespace().filter(|word| !word.contains('@'));
    let is_short = line.chars().count() <= MOST && words().count() > 1;
    (is_short && words().next_back().is_some_and(|word| WORDS.after_dense.contains(&word))).then_some(line)
}

/// Returns the names in an element whose class says byline: in the whole text, else in each line that is all names.
pub(super) fn of_element(text: &str) -> Vec<String> {
    let is_person = |name: &String| looks_like_a_person(name) || is_agency(name);
    let people = |text: &str| {
        let mut names = names(text, true);
        // What follows the names may be a job title of any kind: "Ann Lee, Special to the Courier".
        let people = names.iter().filter(|name| is_person(name)).count();
        let is_byline = people >= names.len() - people && names.first().is_some_and(is_person);
        names.retain(|name| is_byline && is_person(name));
        names
    };
    let whole = people(text);
    if !whole.is_empty() {
        return whole;
    }
    text.lines().flat_map(people).take(NAMES).collect()
}

/// Returns the only word in an element that certainly has an author, if it is a name or a pseudonym.
pub(super) fn pseudonym(text: &str) -> Option<String> {
    let names = names(text, true);
    let [name] = names.as_slice() else { return None };
    let is_word = !name.contains(' ') && (3..=30).contains(&name.chars().count()) && !is_organisation(name);
    (is_word && fold(text).ends_with(&fold(name))).then(|| name.clone())
}

/// Returns the names in a line that is nothing but names of people.
pub(super) fn of_bare_line(line: &str) -> Vec<String> {
    let names = names(line, true);
    let is_all = names.iter().all(|name| looks_like_a_person(name) && !is_organisation(name));
    let length: usize = names.iter().map(|name| fold(name).len()).sum();
    if is_all && length == fold(line).len() { names } else { Vec::new() }
}

/// Returns the name that alone signs a text, in a script with capitals.
pub(super) fn of_signature(line: &str) -> Vec<String> {
    let is_capital = |word: &str| word.starts_with(char::is_uppercase);
    if line.split_whitespace().all(is_capital) { of_bare_line(line) } else { Vec::new() }
}

fn is_connector(word: &str) -> bool {
    Words::is(&WORDS.and, word)
}

/// Returns whether a letter belongs to a script without spaces between words.
fn is_dense(c: char) -> bool {
    matches!(u32::from(c), 0x0E00..=0x0E7F | 0x3040..=0x9FFF | 0xAC00..=0xD7AF)
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
        for role in WORDS.before.values().flatten() {
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
