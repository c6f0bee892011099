//! Decides whether a match in folded text ends at word boundaries, and maps it back to the raw text.

use super::form::is_ignored;
use super::normalise::fold;

pub(super) fn is_border(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at..].chars().next();
    match (before, after) {
        (Some(before), Some(after)) => !(is_word(before) && is_word(after)),
        _ => true,
    }
}

/// Whether `c` is a letter or digit of a script that puts spaces between words. Not Hangul: its endings join the word.
fn is_word(c: char) -> bool {
    c.is_alphanumeric()
        && !matches!(u32::from(c),
            0x0e00..=0x0eff         // Thai, Lao
            | 0x1000..=0x109f       // Burmese
            | 0x1100..=0x11ff       // Hangul
            | 0x1780..=0x17ff       // Khmer
            | 0x2e80..=0x31ff       // radicals, kana, Bopomofo, Hangul
            | 0x3400..=0x9fff       // Han
            | 0xa960..=0xa97f | 0xa9e0..=0xa9ff | 0xaa60..=0xaa7f
            | 0xac00..=0xd7ff       // Hangul
            | 0xf900..=0xfaff | 0xff66..=0xff9f | 0x1b000..=0x1b16f | 0x20000..=0x3ffff)
}

/// Returns the end of the shortest prefix of `raw` that folds to at least `folded` bytes, including ignored characters
/// after it.
pub(super) fn raw_prefix(raw: &str, folded: usize, buffer: &mut String) -> usize {
    let ends: Vec<usize> = window(raw.char_indices().map(|(at, c)| at + c.len_utf8()), folded);
    let found = ends.partition_point(|end| {
        fold(&raw[..*end], buffer);
        buffer.len() < folded
    });
    let mut end = ends.get(found).copied().unwrap_or(raw.len());
    end += raw[end..].chars().take_while(|c| is_ignored(*c) || c.is_whitespace()).map(char::len_utf8).sum::<usize>();
    end
}

/// Returns the raw range that folds to bytes `start` to `end` of the folded text, with the white space after it.
pub(super) fn raw_range(raw: &str, start: usize, end: usize, buffer: &mut String) -> std::ops::Range<usize> {
    let ends: Vec<usize> = raw.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
    let mut first = |beyond: &dyn Fn(usize) -> bool| {
        ends.partition_point(|end| {
            fold(&raw[..*end], buffer);
            !beyond(buffer.len())
        })
    };
    let from = first(&|length| length > start).checked_sub(1).map_or(0, |at| ends[at]);
    let to = ends.get(first(&|length| length >= end)).copied().unwrap_or(raw.len()).max(from);
    from..to + raw[to..].chars().take_while(|c| c.is_whitespace()).map(char::len_utf8).sum::<usize>()
}

/// Returns the start of the shortest suffix of `raw` that folds to at least `folded` bytes, with the white space before
/// it.
pub(super) fn raw_suffix(raw: &str, folded: usize, buffer: &mut String) -> usize {
    let starts: Vec<usize> = window(raw.char_indices().rev().map(|(at, _)| at), folded);
    let found = starts.partition_point(|start| {
        fold(&raw[*start..], buffer);
        buffer.len() < folded
    });
    let start = starts.get(found).copied().unwrap_or(0);
    raw[..start].trim_end().len()
}

/// Returns the char boundaries that may end a match: folding may shorten text to a third of its bytes and drop some of
/// it.
fn window(borders: impl Iterator<Item = usize>, folded: usize) -> Vec<usize> {
    borders.take(super::window(folded)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_end_at_boundaries_of_their_script() {
        assert!(!is_border("shares", 5));
        assert!(is_border("share it", 5));
        assert!(is_border("share", 5));
        assert!(is_border("共有する", 6));
        assert!(is_border("공유하기", 6));
        assert!(is_border("แชร์ข่าว", 12));
    }

    #[test]
    fn folded_ranges_map_to_raw_text() {
        let mut buffer = String::new();
        let raw = "  Ｒead\u{ad}  Also:\u{a0} text";
        assert_eq!(&raw[raw_prefix(raw, "read also:".len(), &mut buffer)..], "text");
        let raw = "text  -  The\u{200b} Site";
        assert_eq!(&raw[..raw_suffix(raw, "- the site".len(), &mut buffer)], "text");
        assert_eq!(raw_prefix("ab", 99, &mut buffer), 2);
    }
}
