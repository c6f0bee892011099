//! Cuts a byline between its names.

use std::borrow::Cow;

use super::labels::{after_role, is_label};
use super::words::{WORDS, Words};

/// Cuts a byline between its names.
pub(super) fn pieces(line: &str) -> Vec<String> {
    let line = with_colons(line);
    let line = after_role(&line).unwrap_or(&line);
    let mut pieces = Vec::new();
    for part in line.split([',', ';', '،', '؛', '、', '，', '；', '|', '·', 'ㆍ', '•', '／']) {
        for part in labelled(part.trim()) {
            for part in slashed(part) {
                split_at_and(part, &mut pieces);
            }
        }
    }
    pieces
}

/// Replaces the slash after a label by a colon: "文／山田花子 写真／佐藤一郎".
fn with_colons(line: &str) -> Cow<'_, str> {
    if !line.contains('／') {
        return Cow::Borrowed(line);
    }
    let words = line.split(' ').map(|word| match word.split_once('／') {
        Some((label, name)) if is_label(label) => format!("{label}：{name}"),
        _ => word.to_owned(),
    });
    Cow::Owned(words.collect::<Vec<_>>().join(" "))
}

/// Splits "作者：X 翻訳者：Y" before each word that ends in a colon.
pub(super) fn labelled(part: &str) -> Vec<&str> {
    let is_colon = [':', '：'];
    let mut labelled = Vec::new();
    let mut from = 0;
    let spaces = part.match_indices(char::is_whitespace).filter(|_| part.contains(is_colon));
    for (at, _) in spaces {
        let word = part[at..].split_whitespace().next().unwrap_or_default();
        let Some((label, _)) = word.split_once(is_colon) else { continue };
        // "Text und Bild: Ann Lee" is one label.
        if is_label(label) && (from > 0 || !is_label(part[..at].trim_end_matches(is_colon))) {
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
    if are_chinese_names(&words) {
        pieces.extend(words.iter().map(ToString::to_string));
        return;
    }
    let is_and = |word: &str| Words::is(&WORDS.and, word);
    let mut from = 0;
    for (at, word) in words.iter().enumerate() {
        if at >= from + 2 && at + 1 < words.len() && is_joined(word) {
            pieces.push(words[from..at].join(" "));
            let rest = word.chars().skip(1).chain([' ']).collect::<String>() + &words[at + 1..].join(" ");
            return split_at_and(&rest, pieces);
        }
        if at <= from || at + 1 >= words.len() || !is_and(word) {
            continue;
        }
        let rest = words[at + 1..].iter().position(|word| is_and(word));
        let (before, after) = (at - from, rest.unwrap_or(words.len() - at - 1));
        // "Ortega y Gasset" is one person, "Le Figaro et AFP" one publisher.
        if (before > 1) == (after > 1) {
            pieces.push(words[from..at].join(" "));
            from = at + 1;
        }
    }
    pieces.push(words[from..].join(" "));
}

/// Returns whether an Arabic or Hebrew word begins with the letter for "and".
fn is_joined(word: &str) -> bool {
    word.starts_with(['و', 'ו']) && word.chars().count() > 2 && !WORDS.no_conjunctions.contains(word)
}

/// Returns whether words are the names of several Chinese people: "王小明 李大力".
fn are_chinese_names(words: &[&str]) -> bool {
    let is_name = |word: &&str| {
        (2..=4).contains(&word.chars().count())
            && word.chars().all(|c| matches!(c, '\u{4E00}'..='\u{9FFF}'))
            && word.chars().next().is_some_and(|c| WORDS.surnames.contains(c.encode_utf8(&mut [0; 4]) as &str))
    };
    words.len() > 1 && words.iter().all(is_name)
}
