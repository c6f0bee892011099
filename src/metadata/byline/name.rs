//! Cleans one name: strips titles, places, addresses and dates.

use super::labels::{after_label, after_role, is_agency, is_job};
use super::words::{WORDS, Words};
use super::{is_dense, is_edge};
use crate::metadata::date::{self, digit};

/// Longest name, in characters and in words.
const NAME_CHARS: usize = 60;
const NAME_WORDS: usize = 6;

/// Strips role words, addresses and punctuation from a name; empty if nothing that looks like a name is left.
pub(super) fn name(piece: &str, loose: bool) -> String {
    let mut name = unbracketed(piece.trim_matches(is_edge));
    if after_label(name, &WORDS.others).is_some() {
        return String::new();
    }
    name = after_label(name, &WORDS.translators).unwrap_or(name).trim_start_matches(is_edge);
    while let Some(rest) = after_role(name).filter(|rest| !rest.is_empty()) {
        // "Von der Leyen" is a name, not "von" and a name.
        if rest.starts_with(char::is_lowercase) && !name.contains([':', '：']) {
            break;
        }
        name = rest;
    }
    // "Ann Lee (al)", "Ann Lee <ann@news.example>", "Ann Lee @annlee".
    let cut = name.find(['(', '<', '[', '（', '@', '【']).filter(|&at| at > 0).unwrap_or(name.len());
    let mut words: Vec<&str> = name[..cut].split_whitespace().filter(|word| !word.contains('@')).collect();
    if name[cut..].starts_with('@') && !name[..cut].ends_with(char::is_whitespace) {
        words.pop();
    }
    if loose {
        cut_after_name(&mut words);
        if !strip_titles(&mut words) {
            return String::new();
        }
    }
    let name = words.join(" ");
    let name = name.trim_matches(is_edge);
    // "Ann Lee." ends a sentence, "Ann Lee Jr." does not.
    let is_short = words.last().is_some_and(|word| word.chars().count() <= 4);
    let name = if is_short && words.len() > 1 { name } else { name.trim_end_matches('.') };
    if is_name(name, words.len(), loose) { name.to_owned() } else { String::new() }
}

/// Removes brackets around a name, and a bracket before it: "[Seoul] Ann Lee".
fn unbracketed(name: &str) -> &str {
    let Some(open) = name.chars().next() else { return name };
    let close = match open {
        '[' => ']',
        '(' => ')',
        '（' => '）',
        '【' => '】',
        _ => return name,
    };
    let Some((inside, rest)) = name[open.len_utf8()..].split_once(close) else { return name };
    if rest.trim_matches(is_edge).is_empty() { inside } else { rest.trim_start_matches(is_edge) }
}

/// Cuts a place, a medium or a date after a name: "Ann Lee in Oslo", "Ann Lee on 3 May".
fn cut_after_name(words: &mut Vec<&str>) {
    let has_digit = |word: &&str| word.chars().any(|c| digit(c).is_some());
    let is_cut = |word: &&str| WORDS.cuts.contains(*word) || date::begins_with_sense(word);
    let least = if words.iter().any(|word| word.starts_with(is_dense)) { 1 } else { 2 };
    if let Some(at) = words.iter().skip(1).position(has_digit) {
        words.truncate(at + 1);
        let is_date = |word: &&str| {
            date::is_month(word) || Words::is(&WORDS.weekdays, word.trim_matches(is_edge)) || is_cut(word)
        };
        if words.iter().all(is_date) {
            words.clear();
        }
        while words.len() > least && words.last().is_some_and(is_date) {
            words.pop();
        }
    }
    if let Some(at) = words.iter().skip(least).position(is_cut) {
        words.truncate(at + least);
    }
}

/// Pops job titles, agencies and the texts of links; returns whether a name may be left.
fn strip_titles(words: &mut Vec<&str>) -> bool {
    let whole = words.len();
    while words.len() > 2
        && let Some(length) =
            (1..=words.len().min(5) - 2).rev().find(|length| is_agency(&words[words.len() - length..].join(" ")))
    {
        words.truncate(words.len() - length);
    }
    let is_and = |word: &str| Words::is(&WORDS.and, word.trim_matches(is_edge));
    while words.len() > 1
        && words.last().is_some_and(|word| {
            is_job(word)
                || is_and(word)
                || words.len() > 2 && Words::is(&WORDS.no_names, word)
                || words.len() < whole && Words::is(&WORDS.ranks, word)
        })
    {
        words.pop();
    }
    // What remains of a job title: "Chief" of "Chief Reporter".
    let is_rest = words.len() < whole && words.len() == 1 && words[0].is_ascii() && whole < 4;
    !(is_rest || words.len() == 1 && (is_job(words[0]) || is_and(words[0])))
}

fn is_name(name: &str, words: usize, loose: bool) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let digits = name.chars().filter(|&c| digit(c).is_some()).count();
    let is_long = name.chars().count() > NAME_CHARS || words > NAME_WORDS;
    let is_address = name.contains("://") || name.starts_with("www.") || !name.contains(' ') && name.contains(".com/");
    let folded = name.to_lowercase();
    let is_generic = folded.split_whitespace().all(|word| WORDS.organisations.contains(word) || is_job(word));
    !is_generic
        && !WORDS.no_names.contains(folded.as_str())
        && !(letters < 2 || is_long || is_address || digits > 2 || loose && digits > 0)
}

/// Returns whether a name is the address of a site.
pub(super) fn is_host(name: &str) -> bool {
    !name.contains(' ')
        && name
            .rsplit_once('.')
            .is_some_and(|(host, tld)| !host.is_empty() && (2..=4).contains(&tld.len()) && tld.is_ascii())
}

/// Returns whether a name can be a person's: two to five words, each with a capital where the script has them.
pub(super) fn looks_like_a_person(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_east_asian =
        name.chars().all(|c| matches!(u32::from(c), 0x3040..=0x9FFF | 0xAC00..=0xD7AF) || c.is_whitespace());
    if is_east_asian {
        // A word in kana is far more often a label than a name.
        let is_kana = |c| matches!(u32::from(c), 0x3040..=0x30FF);
        return (2..=6).contains(&name.chars().count()) && !name.chars().any(is_kana);
    }
    let is_capital = |word: &&str| {
        Words::is(&WORDS.particles, word) || word.chars().find(|c| c.is_alphabetic()).is_some_and(|c| !c.is_lowercase())
    };
    (2..=5).contains(&words.len())
        && words.iter().all(is_capital)
        && !name.ends_with(['!', '?', '…'])
        && !name.contains([':', '：'])
}
