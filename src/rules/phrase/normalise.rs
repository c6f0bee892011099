//! Turns text into the form in which phrases are compared: one width, one case, one spelling.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// The zeros of the decimal digits that pages count comments and shares with.
const ZEROS: [u32; 17] = [
    0x0660, 0x06f0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0e50, 0x0ed0, 0x0f20,
    0x1040, 0x17e0, 0x1810,
];

/// Writes the form of a whole block into `out`: folded, without the bullets before it and the
/// colons, arrows, dashes and full stops after it.
pub(crate) fn normalise(text: &str, out: &mut String) {
    fold(text, out);
    let core = core(out);
    out.truncate(core.end);
    out.drain(..core.start);
}

/// Writes the form of `text` into `out`, with all its punctuation. White space becomes single
/// spaces, none of them at the ends.
pub(crate) fn fold(text: &str, out: &mut String) {
    out.clear();
    if text.is_ascii() {
        for word in text.split_ascii_whitespace() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.extend(word.chars().map(|c| c.to_ascii_lowercase()));
        }
    } else if is_nfkc_quick(text.chars()) == IsNormalized::Yes {
        fold_chars(text.chars(), out);
    } else {
        fold_chars(text.nfkc(), out);
    }
}

/// The part of folded text between the marks at its ends; all of it when it is nothing else.
pub(crate) fn core(folded: &str) -> std::ops::Range<usize> {
    let start = folded.len() - folded.trim_start_matches(is_lead).len();
    let end = folded.trim_end_matches(is_trail).len();
    if start < end { start..end } else { 0..folded.len() }
}

/// True for what folding leaves out altogether.
pub(crate) fn is_ignored(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{640}' | '\u{670}' | '\u{61c}' | '\u{2060}' | '\u{feff}'
        | '\u{64b}'..='\u{65f}'
        | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        | '\u{fe00}'..='\u{fe0f}')
}

fn fold_chars(chars: impl Iterator<Item = char>, out: &mut String) {
    let mut space = false;
    for c in chars {
        if c.is_whitespace() {
            space = true;
            continue;
        }
        if is_ignored(c) {
            continue;
        }
        if space && !out.is_empty() {
            out.push(' ');
        }
        space = false;
        match fold_char(c) {
            Some(folded) => out.push(folded),
            None => out.extend(c.to_lowercase()),
        }
    }
}

/// The letter that stands for `c` in all its spellings; `None` where lower case is enough.
fn fold_char(c: char) -> Option<char> {
    Some(match c {
        '\0'..='\u{7f}' => c.to_ascii_lowercase(),
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ی' => 'ي',
        'ة' | 'ۀ' | 'ہ' | 'ۂ' | 'ە' => 'ه',
        'ک' => 'ك',
        'ς' => 'σ',
        '‘' | '’' | '‛' => '\'',
        '“' | '”' => '"',
        // The Hebrew maqaf is a hyphen as well.
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{5be}' => '-',
        _ => {
            let code = u32::from(c);
            let value = ZEROS.iter().find_map(|zero| code.checked_sub(*zero).filter(|value| *value < 10))?;
            char::from_digit(value, 10)?
        }
    })
}

/// Bullets and the like, with which list items and menu entries begin.
fn is_lead(c: char) -> bool {
    is_mark(c) || c == '*' || c == '«'
}

/// What follows a heading or a link and says nothing.
fn is_trail(c: char) -> bool {
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
        normalise(text, &mut out);
        out
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
    fn arabic_spellings_fall_together() {
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
