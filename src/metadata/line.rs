//! One line of clean text out of whatever a page puts into a value.

use std::borrow::Cow;

use crate::html::decode_references;

/// The longest line, in bytes: a page that puts megabytes there means something else.
const MOST_BYTES: usize = 2048;

/// A line: white space in single spaces, no controls, no soft hyphens.
pub(crate) fn one_line(text: &str) -> String {
    line(text).into_owned()
}

/// The same, borrowed where the text is such a line but for its ends.
pub(super) fn line(text: &str) -> Cow<'_, str> {
    // Most of what is trimmed is ASCII, for which bytes do.
    let text = head(text, MOST_BYTES).trim_ascii().trim();
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

/// Whether this is such a line already, without spaces at its ends: most are.
fn is_line(text: &[u8]) -> bool {
    // Without branches, so that many bytes are looked at together. What is no ASCII and not to be in a line, or only as a
    // simple space, begins with one of five bytes.
    let is_other = |byte: u8| matches!(byte, ..b' ' | 0x7F | 0xC2 | 0xE1 | 0xE2 | 0xE3 | 0xEF);
    let is_plain = text.iter().fold(true, |plain, byte| plain & !is_other(*byte));
    let next = text.get(1..).unwrap_or_default();
    is_plain && text.iter().zip(next).fold(true, |single, (a, b)| single & ((*a != b' ') | (*b != b' ')))
}

/// A line from a value that may hold markup and character references of its own, as values in JSON often do.
pub(super) fn of_markup(value: &str) -> String {
    let mut text = value.to_owned();
    // Twice, because some pages encode what their system has encoded already.
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

/// Letters and digits only, in lower case: what is left when two writings of the same thing are compared.
pub(crate) fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

/// The same as a string.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() {
        let mut folded = text.to_ascii_lowercase();
        folded.retain(|c| c.is_ascii_alphanumeric());
        return folded;
    }
    letters(text).collect()
}

/// The beginning of a text, at most so many bytes of it.
pub(super) fn head(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_line_already_stays_as_it_is() {
        for c in ('\0'..=char::MAX).filter(|c| !c.is_ascii_graphic()) {
            let text = format!("a{c}b");
            let spaced = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let clean = spaced.chars().filter(|c| !c.is_control() && !matches!(c, '\u{AD}' | '\u{FEFF}'));
            assert_eq!(one_line(&text), clean.collect::<String>(), "{c:?}");
        }
    }

    #[test]
    fn letters_are_folded_alike_in_all_texts() {
        for text in ["", "A b-C 1!", "Ünïcode 1", "İstanbul", "plain"] {
            assert_eq!(fold(text), letters(text).collect::<String>());
        }
    }

    #[test]
    fn markup_and_references_in_a_value_become_text() {
        assert_eq!(of_markup("  Tea &amp;amp; <b>milk</b>\n &#8217;now&#8217; a<b "), "Tea & milk ’now’ a<b");
    }
}
