//! Folds text for comparison: one width, one case, one spelling.

use unicode_normalization::UnicodeNormalization;

use super::form::{self, Form, is_ignored, letters};
use crate::line::floor;
use crate::rules::file::{PLACEHOLDERS, placeholders};

/// Returns how many bytes of raw text a match of `folded` bytes may take.
pub(super) fn window(folded: usize) -> usize {
    folded.saturating_mul(3).saturating_add(64)
}

/// Writes the folded `text` to `out`, including punctuation. White space becomes single spaces, none at the ends.
pub(crate) fn fold(text: &str, out: &mut String) {
    fold_start(text, usize::MAX, out);
}

pub(crate) fn folded(text: &str) -> String {
    let mut folded = String::new();
    fold(text, &mut folded);
    folded
}

/// Folds a phrase. Each placeholder becomes the control character with its number in [`PLACEHOLDERS`], from 1.
pub(crate) fn fold_phrase(text: &str) -> String {
    let (mut all, mut literal) = (String::new(), String::new());
    let mut push = |all: &mut String, text: &str| {
        fold(text, &mut literal);
        // Spaces next to a placeholder count.
        if text.starts_with(char::is_whitespace) || literal.is_empty() && !text.is_empty() {
            all.push(' ');
        }
        all.push_str(&literal);
        if text.ends_with(char::is_whitespace) && !literal.is_empty() {
            all.push(' ');
        }
    };
    let mut from = 0;
    for (span, word) in placeholders(text) {
        if let Some(number) = PLACEHOLDERS.iter().position(|known| *known == word) {
            push(&mut all, &text[from..span.start]);
            all.push(char::from(number as u8 + 1));
            from = span.end;
        }
    }
    push(&mut all, &text[from..]);
    all
}

/// Folds the beginning of `text` to at least `enough` bytes. Returns the length of raw text used.
pub(super) fn fold_start(text: &str, enough: usize, out: &mut String) -> usize {
    out.clear();
    if let Some(end) = plain_start(text, enough) {
        out.push_str(&text[..end]);
        out.make_ascii_lowercase();
        return end;
    }
    out.reserve(text.len().min(enough.saturating_add(8)));
    let (mut space, mut after_mark) = (false, false);
    for (at, c) in text.char_indices() {
        let form = Form::of(c);
        match form {
            Form::Space => {
                space = !out.is_empty();
                after_mark = false;
                continue;
            }
            Form::Ignored => continue,
            // Two marks in a row may need reordering, which is left to normalisation.
            Form::Mark if !after_mark => {}
            Form::Mark | Form::Unknown => {
                let end = floor(text, window(enough));
                fold_normalised(text[..end].nfkc(), out);
                return end;
            }
            Form::Letter(_) | Form::Letters if out.len() >= enough => return at,
            Form::Letter(_) | Form::Letters => {}
        }
        if std::mem::take(&mut space) {
            out.push(' ');
        }
        after_mark = form == Form::Mark;
        match form {
            Form::Letter(letter) => out.push(letter),
            Form::Letters => out.push_str(&letters(c)),
            _ => out.push(c),
        }
    }
    text.len()
}

/// Returns the length of ASCII text that gives `enough` bytes, if folding changes only its case. Most Latin text takes
/// this path, in a tenth of the time.
fn plain_start(text: &str, enough: usize) -> Option<usize> {
    let end = enough.min(text.len());
    let (start, rest) = text.as_bytes().split_at(end);
    let is_graphic = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_graphic);
    // Without branches, so that the compiler can vectorise it.
    let is_plain = start.iter().fold(true, |plain, &byte| plain & (b' '..0x7F).contains(&byte))
        && start.windows(2).fold(true, |plain, pair| plain & !(pair[0] == b' ' && pair[1] == b' '));
    (is_plain && is_graphic(start.first()) && is_graphic(start.last()) && is_graphic(rest.first())).then_some(end)
}

/// Folds the end of `text`. Returns where it begins.
pub(super) fn fold_end(text: &str, enough: usize, out: &mut String) -> usize {
    let mut start = 0;
    // Most text folds to as many bytes as it has.
    for wanted in [enough, window(enough)] {
        start = floor(text, text.len().saturating_sub(wanted));
        fold(&text[start..], out);
        if out.len() >= enough {
            break;
        }
    }
    start
}

/// Returns the range of folded text without leading bullets and without trailing colons, arrows, dashes and full stops;
/// the whole range if it has nothing else.
pub(crate) fn core(folded: &str) -> std::ops::Range<usize> {
    let start = folded.len() - folded.trim_start_matches(is_lead).len();
    let end = folded.trim_end_matches(is_trail).len();
    if start < end { start..end } else { 0..folded.len() }
}

fn fold_normalised(chars: impl Iterator<Item = char>, out: &mut String) {
    out.clear();
    let mut space = false;
    for c in chars.filter(|&c| !is_ignored(c)) {
        if c.is_whitespace() {
            space = !out.is_empty();
            continue;
        }
        if std::mem::take(&mut space) {
            out.push(' ');
        }
        out.extend(form::fold(c));
    }
}

/// Whether `c` is a bullet or another mark that begins list items and menu entries.
pub(super) fn is_lead(c: char) -> bool {
    is_mark(c) || c == '*' || c == '«'
}

/// Whether `c` is a mark without meaning after a heading or link.
pub(super) fn is_trail(c: char) -> bool {
    is_mark(c) || matches!(c, ':' | '.' | '…' | '。' | '۔' | '।')
}

fn is_mark(c: char) -> bool {
    matches!(
        c,
        ' ' | '|'
            | '-'
            | '»'
            | '›'
            | '•'
            | '·'
            | '∙'
            | '‣'
            | '◦'
            | '⁃'
            | '→'
            | '←'
            | '■'
            | '□'
            | '▪'
            | '▫'
            | '●'
            | '○'
            | '▶'
            | '►'
            | '▸'
            | '◀'
            | '◄'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn norm(text: &str) -> String {
        let mut out = "old".to_owned();
        fold(text, &mut out);
        out[core(&out)].to_owned()
    }

    #[test]
    fn case_width_and_white_space_do_not_count() {
        assert_eq!(norm("  Read\n\t MORE  "), "read more");
        assert_eq!(norm("Read\u{a0}\u{3000}More\u{ad}s"), "read mores");
        assert_eq!(norm("ＰＲ　広告"), "pr 広告");
        assert_eq!(norm("ÜBER UNS"), "über uns");
        assert_eq!(norm("u\u{308}ber"), "über");
        assert_eq!(norm("ΣΧΟΛΙΟΣ"), norm("σχολιος"));
        assert_eq!(norm("Don’t — miss"), "don't - miss");
    }

    #[test]
    fn both_ways_to_fold_agree() {
        let scalars = || (0..=0x2_ffff).filter_map(char::from_u32);
        let (mut each, mut whole) = (String::new(), String::new());
        for c in scalars() {
            for text in
                [format!("{c}"), format!("a{c} "), format!("\u{916}{c}\u{94d}{c} {c}"), format!("{c}{c}\u{301}")]
            {
                fold(&text, &mut each);
                fold_normalised(text.nfkc(), &mut whole);
                assert_eq!(each, whole, "{text:?}");
            }
        }
        assert_eq!(fold_start("Ａ　ｂｃd", 2, &mut each), "Ａ　ｂ".len());
        assert_eq!(each, "a b");
        assert_eq!(fold_end("Ａ　ｂｃd", 2, &mut each), "Ａ　ｂ".len());
        assert_eq!(each, "cd");
    }

    #[test]
    fn arabic_spellings_are_equal() {
        assert_eq!(norm("إقرأ أيضاً"), norm("اقرأ ايضا"));
        assert_eq!(norm("مـشـاركـة"), norm("مشاركه"));
        assert_eq!(norm("کتابی"), norm("كتابي"));
        assert_eq!(norm("\u{200f}می\u{200c}خواهم"), norm("ميخواهم"));
        assert_eq!(norm("ﺗﻌﻠﻴﻖ"), norm("تعليق"));
        assert_eq!(norm("شָלוֹם"), norm("شלום"));
    }

    #[test]
    fn digits_of_every_script_are_the_same() {
        for text in ["120", "١٢٠", "۱۲۰", "१२०", "১২০", "１２０", "๑๒๐"] {
            assert_eq!(norm(text), "120");
        }
    }

    #[test]
    fn marks_around_a_block_do_not_count_unless_they_are_all_of_it() {
        assert_eq!(norm("• Read more: »"), "read more");
        assert_eq!(norm("| Weiterlesen …"), "weiterlesen");
        assert_eq!(norm("— Anzeige —"), "anzeige");
        assert_eq!(norm("» |"), "» |");
        assert_eq!(norm(""), "");
        assert_eq!(norm(" \u{200b} "), "");
    }
}
