//! Makes one line of clean text of a value.

use std::borrow::Cow;

use crate::html::decode_references;
use crate::line::head;

/// Separates the texts of neighbouring elements in a byline: "By" and a name, a name and a job title.
pub(super) const BOUNDARY: char = '\u{1F}';

const MAX_BYTES: usize = 2048;

/// Collapses white space into single spaces, and removes control characters and soft hyphens.
pub(crate) fn one_line(text: &str) -> String {
    line(text).into_owned()
}

/// Does the same, borrowing where trimming is enough.
pub(super) fn line(text: &str) -> Cow<'_, str> {
    // `trim_ascii` is cheaper and leaves little to `trim`.
    let text = head(text, MAX_BYTES).trim_ascii().trim();
    if is_line(text.as_bytes()) {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        match word.bytes().any(|byte| byte < b' ' || matches!(byte, 0x7F | 0xC2 | 0xEF)) {
            true => line.extend(word.chars().filter(|c| !c.is_control() && !matches!(c, '\u{AD}' | '\u{FEFF}'))),
            false => line.push_str(word),
        }
    }
    line.truncate(line.trim_end().len());
    Cow::Owned(line)
}

/// Returns whether a trimmed text is such a line already: most are.
fn is_line(text: &[u8]) -> bool {
    // Branch-free, so that it vectorizes. Every non-ASCII character to remove or to replace by a space begins with one of
    // five bytes.
    let is_other = |byte: u8| matches!(byte, ..b' ' | 0x7F | 0xC2 | 0xE1 | 0xE2 | 0xE3 | 0xEF);
    let is_plain = text.iter().fold(true, |plain, byte| plain & !is_other(*byte));
    let next = text.get(1..).unwrap_or_default();
    is_plain && text.iter().zip(next).fold(true, |single, (a, b)| single & ((*a != b' ') | (*b != b' ')))
}

/// Makes a line of a value that may hold markup and character references, as values in JSON often do.
pub(super) fn of_markup(value: &str) -> String {
    let mut text = value.to_owned();
    // Twice, because some pages are encoded twice.
    for _ in 0..2 {
        if text.contains('&') {
            text = decode_references(&text).into_owned();
        }
    }
    if text.contains('<') {
        text = without_tags(&text);
    }
    one_line(&text)
}

fn without_tags(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        plain.push_str(before);
        let is_tag = tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
        match tag.find('>').filter(|_| is_tag) {
            Some(end) => rest = &tag[end + 1..],
            None => {
                plain.push('<');
                rest = &tag[1..];
            }
        }
    }
    plain.push_str(rest);
    plain
}

/// Returns the letters and digits in lower case, to compare two spellings of the same text.
pub(crate) fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

/// Collects these letters.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() {
        let mut folded = text.to_ascii_lowercase();
        folded.retain(|c| c.is_ascii_alphanumeric());
        return folded;
    }
    letters(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fast_check_agrees_with_the_full_clean_up() {
        for c in ('\0'..=char::MAX).filter(|c| !c.is_ascii_graphic()) {
            let text = format!("a{c}b");
            let spaced = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let clean = spaced.chars().filter(|c| !c.is_control() && !matches!(c, '\u{AD}' | '\u{FEFF}'));
            assert_eq!(one_line(&text), clean.collect::<String>(), "{c:?}");
        }
    }

    #[test]
    fn the_fast_path_of_fold_agrees_with_letters() {
        for text in ["", "A b-C 1!", "Ünïcode 1", "İstanbul", "plain"] {
            assert_eq!(fold(text), letters(text).collect::<String>());
        }
    }

    #[test]
    fn markup_and_references_in_a_value_are_decoded() {
        assert_eq!(of_markup("  Tea &amp;amp; <b>milk</b>\n &#8217;now&#8217; a<b "), "Tea & milk ’now’ a<b");
    }
}
