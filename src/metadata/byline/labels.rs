//! Recognises the words before a name that say whose it is: the author's, or somebody else's.

use super::words::{Labels, WORDS, Words};
use super::{is_dense, is_edge};

/// Maximum words and bytes of a label of several words: "Text und Fotos:".
const LABEL_WORDS: usize = 6;
const LABEL_BYTES: usize = 60;

/// Returns whether a text can begin with a word for the author. Rejects most lines by their first two bytes.
pub(in super::super) fn may_begin(text: &str) -> bool {
    match text.as_bytes() {
        [first, second @ b' '..=b'~', ..] if first.is_ascii_alphanumeric() => WORDS.may_begin(*first, *second),
        // Other first characters are many, and rare.
        _ => true,
    }
}

/// Returns the text after the word for the author, if the line begins with one.
pub(super) fn after_role(line: &str) -> Option<&str> {
    let word = after_joint_label(line).or_else(|| after_word(line)).or_else(|| after_genre(line))?;
    Some(word.trim_start_matches(is_edge))
}

fn after_word(line: &str) -> Option<&str> {
    let mut letters = line.chars().map(|c| c.to_lowercase().next());
    let (first, second) = (letters.next()??, letters.next().flatten());
    let mut best = None;
    for role in WORDS.before(first, second) {
        let Some(end) = starts_with_folded(line, role) else { continue };
        let rest = &line[end..];
        // Scripts without spaces write some of these words directly before the name.
        let is_joining = |c| matches!(u32::from(c), 0x0E00..=0x0E7F | 0x3040..=0x9FFF);
        let joined = role.chars().count() > 1 && role.chars().all(is_joining);
        let ends = ends_label(rest) || joined || role.ends_with(':');
        if ends && best.is_none_or(|(length, _)| length < end) {
            best = Some((end, rest));
        }
    }
    best.map(|(_, rest)| rest)
}

fn ends_label(rest: &str) -> bool {
    rest.starts_with(|c: char| c.is_whitespace() || matches!(c, ':' | '：' | '/' | '／' | '|' | '・' | '='))
}

/// Returns the text after a label of several words that are all labels: "Text und Fotos:".
fn after_joint_label(line: &str) -> Option<&str> {
    let at = line.find([':', '：']).filter(|&at| at <= LABEL_BYTES)?;
    let (label, rest) = line.split_at(at);
    let words: Vec<&str> = label.split([' ', '/', '&', '·', '・', '+', 'ㆍ']).filter(|word| !word.is_empty()).collect();
    let is_author = |word: &str| after_word(&format!("{word}:")).is_some_and(|rest| rest.len() < 2);
    let is_part = |word: &&str| is_author(word) || is_other(word) || Words::is(&WORDS.and, word);
    let is_joint = (2..=LABEL_WORDS).contains(&words.len()) && words.iter().all(is_part);
    (is_joint && words.iter().any(|word| is_author(word))).then_some(rest)
}

/// Returns the text after what the article is and a word for the author: "Eine Kolumne von".
fn after_genre(line: &str) -> Option<&str> {
    let mut has_genre = false;
    for (number, (at, _)) in line.match_indices(' ').enumerate().take(4) {
        let word = line[..at].rsplit(' ').next().unwrap_or_default();
        has_genre |= WORDS.genres.contains(word.to_lowercase().as_str());
        let rest = line[at..].trim_start();
        let is_name = |rest: &str| rest.trim_start_matches(is_edge).starts_with(|c: char| !c.is_lowercase());
        if has_genre
            && number < 3
            && let Some(name) = after_word(rest).filter(|rest| is_name(rest))
        {
            return Some(name);
        }
    }
    None
}

/// Returns whether a word says whose the name is that follows, if a colon does.
pub(super) fn is_label(word: &str) -> bool {
    let labelled = format!("{word}:");
    let is_end = |rest: &str| rest.len() < 2;
    after_word(&labelled).is_some_and(is_end)
        || is_other(word)
        || after_label(&labelled, &WORDS.translators).is_some_and(is_end)
}

fn is_other(word: &str) -> bool {
    after_label(&format!("{word}:"), &WORDS.others).is_some_and(|rest| rest.len() < 2)
}

/// Returns the text after one of these words and a colon or a space.
pub(super) fn after_label<'a>(line: &'a str, labels: &Labels) -> Option<&'a str> {
    let words = labels.get(&line.chars().next()?.to_lowercase().next()?)?;
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
        // A colon stands for either form.
        let is_same = c == wanted || c == '：' && wanted == ':' || c.to_lowercase().eq(std::iter::once(wanted));
        if !is_same {
            return None;
        }
    }
    Some(chars.next().map_or(line.len(), |(at, _)| at))
}

/// Returns whether a word is a job title.
pub(super) fn is_job(word: &str) -> bool {
    let folded = word.trim_matches(is_edge).to_lowercase();
    WORDS.after.contains(folded.as_str()) || WORDS.after_dense.contains(&folded.as_str())
}

/// Returns whether a text beside a name is a job title or a link's text.
pub(super) fn is_no_name(text: &str) -> bool {
    let folded = text.to_lowercase();
    WORDS.no_names.contains(folded.as_str())
        || WORDS.after_dense.contains(&folded.as_str())
        || folded.split(|c: char| !c.is_alphanumeric()).any(|word| WORDS.after.contains(word))
}

pub(super) fn is_agency(name: &str) -> bool {
    WORDS.agencies.contains(name.to_lowercase().as_str())
}

/// Returns whether a name is that of a newsroom, a medium or a company.
pub(in super::super) fn is_organisation(name: &str) -> bool {
    let folded = name.to_lowercase();
    let organisations = &WORDS.organisations;
    is_agency(name)
        || folded.split(|c: char| !c.is_alphanumeric()).any(|word| organisations.contains(word))
        || folded.contains(is_dense)
            && organisations.iter().any(|part| part.starts_with(is_dense) && folded.contains(part))
}
