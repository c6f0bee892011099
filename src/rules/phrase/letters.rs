//! Folds a text letter by letter, as far as the caller asks.

use super::form::Form;

/// The folded letters of a raw text, from either end. `None` where the form of a character depends on neighbours,
/// possibly the letter before it.
#[derive(Debug, Clone)]
pub(super) struct Letters<I> {
    text: I,
    after_letter: bool,
}

impl<I: Iterator<Item = char>> Letters<I> {
    pub fn new(text: I) -> Letters<I> {
        Letters { text, after_letter: false }
    }
}

impl<I: Iterator<Item = char>> Iterator for Letters<I> {
    type Item = Option<char>;

    #[inline]
    fn next(&mut self) -> Option<Option<char>> {
        loop {
            match Form::of(self.text.next()?) {
                Form::Letter(letter) => {
                    self.after_letter = true;
                    return Some(Some(letter));
                }
                Form::Space if std::mem::take(&mut self.after_letter) => return Some(Some(' ')),
                Form::Space | Form::Ignored => {}
                Form::Mark | Form::Unknown | Form::Letters => return Some(None),
            }
        }
    }
}

/// Replaces each number (digits and the separators between or after them) by one `0`.
pub(super) fn numbers_as_one(
    letters: impl Iterator<Item = Option<char>> + Clone,
) -> impl Iterator<Item = Option<char>> + Clone {
    let mut in_number = false;
    letters.filter_map(move |letter| {
        let Some(c) = letter else { return Some(None) };
        let is_digit = c.is_ascii_digit();
        if in_number && (is_digit || matches!(c, '.' | ',' | '٬' | '٫')) {
            return None;
        }
        in_number = is_digit;
        Some(Some(if is_digit { '0' } else { c }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::phrase::normalise::fold;

    #[test]
    fn letters_are_those_of_the_folded_text() {
        let mut folded = String::new();
        for c in (0..=0x2_ffff).filter_map(char::from_u32) {
            for text in [format!("{c}"), format!(" a{c} \u{a0}{c}B "), format!("{c}\u{200b}\u{64b}{c}  x")] {
                fold(&text, &mut folded);
                let forwards: Option<String> = Letters::new(text.chars()).collect();
                let backwards: Option<String> = Letters::new(text.chars().rev()).collect();
                assert!(forwards.is_none_or(|letters| letters.trim_end() == folded), "{text:?}");
                let turned: String = folded.chars().rev().collect();
                assert!(backwards.is_none_or(|letters| letters.trim_end() == turned), "{text:?}");
            }
        }
        assert_eq!(Letters::new("Ab  Ｃ".chars()).collect::<Option<String>>().as_deref(), Some("ab c"));
        assert_eq!(Letters::new("e\u{301}".chars()).collect::<Vec<_>>(), [Some('e'), None]);
    }

    #[test]
    fn a_number_is_one_letter() {
        let text = "1.234,5 x 7. 8٬9";
        let letters: String = numbers_as_one(text.chars().map(Some)).flatten().collect();
        assert_eq!(letters, "0 x 0 0");
    }
}
