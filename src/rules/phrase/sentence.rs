//! Finds the sentence around a match.

use std::ops::Range;

/// Marks that end a sentence before a space or the end.
const SPACED: [char; 8] = ['.', '!', '?', '…', '؟', '۔', '।', ':'];
/// Marks that always end a sentence.
const ALONE: [char; 5] = ['。', '！', '？', '｡', '\n'];

/// Returns the sentence around `matched`, with the white space after it.
pub(crate) fn sentence(text: &str, matched: Range<usize>) -> Range<usize> {
    let start = text[..matched.start].char_indices().rev().find(|(at, c)| ends(text, *at, *c));
    let start = start.map_or(0, |(at, c)| at + c.len_utf8());
    let start = start + (text[start..].len() - text[start..].trim_start().len());
    // A match that ends with such a mark ends the sentence.
    let from = text[..matched.end].char_indices().next_back().map_or(matched.end, |(at, _)| at);
    let end = text[from..].char_indices().map(|(at, c)| (from + at, c)).find(|(at, c)| ends(text, *at, *c));
    let end = end.map_or(text.len(), |(at, c)| at + c.len_utf8());
    let behind = text[end..].len() - text[end..].trim_start().len();
    start.min(matched.start)..end + behind
}

fn ends(text: &str, at: usize, c: char) -> bool {
    let next = text[at + c.len_utf8()..].chars().next();
    let closes = |c: char| c.is_whitespace() || matches!(c, '"' | '”' | '»' | ')');
    ALONE.contains(&c) || SPACED.contains(&c) && next.is_none_or(closes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_sentence(text: &str, phrase: &str, left: &str) {
        let start = text.find(phrase).unwrap();
        let mut rest = text.to_owned();
        rest.replace_range(sentence(text, start..start + phrase.len()), "");
        assert_eq!(rest, left);
    }

    #[test]
    fn only_the_sentence_is_dropped() {
        assert_sentence("It rained. Click here for more news. It stopped.", "Click here", "It rained. It stopped.");
        assert_sentence("Click here!", "Click", "");
        assert_sentence("雨が降った。続きはこちら。やんだ。", "続きは", "雨が降った。やんだ。");
        assert_sentence("مطر. انقر هنا لقراءة الخبر. شمس", "انقر هنا", "مطر. شمس");
        assert_sentence("Version 2.0 is out. Follow us now", "Follow us", "Version 2.0 is out. ");
    }
}
