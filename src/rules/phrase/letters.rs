//! Turns a text into its letters as folding gives them, one after the other, as far as somebody asks.

use super::form::Form;

/// The letters of a text that is not folded, from either end; `None` where the form of a character depends on others.
#[derive(Debug, Clone)]
pub(super) struct Letters<I> {
    text: I,
    /// The last letter: a mark behind it would be one with it.
    held: Option<char>,
    /// White space has come since.
    space: bool,
}

impl<I: Iterator<Item = char>> Letters<I> {
    pub fn new(text: I) -> Letters<I> {
        Letters { text, held: None, space: false }
    }
}

impl<I: Iterator<Item = char>> Iterator for Letters<I> {
    type Item = Option<char>;

    #[inline]
    fn next(&mut self) -> Option<Option<char>> {
        loop {
            let Some(c) = self.text.next() else { return self.held.take().map(Some) };
            let given = match Form::of(c) {
                Form::Mark | Form::Unknown | Form::Letters => return Some(None),
                Form::Ignored => None,
                Form::Space => {
                    self.space |= self.held.is_some();
                    self.held.take()
                }
                Form::Letter(letter) => {
                    let before = self.held.replace(letter);
                    before.or(std::mem::take(&mut self.space).then_some(' '))
                }
            };
            if given.is_some() {
                return Some(given);
            }
        }
    }
}

/// The same with one `0` for a whole number: digits, and the marks between or behind them.
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
                let forwards: Vec<_> = Letters::new(text.chars()).map_while(|letter| letter).collect();
                let backwards: Vec<_> = Letters::new(text.chars().rev()).map_while(|letter| letter).collect();
                assert!(folded.chars().zip(&forwards).all(|(a, b)| a == *b), "{text:?}");
                assert!(folded.chars().rev().zip(&backwards).all(|(a, b)| a == *b), "{text:?}");
                if Letters::new(text.chars()).all(|letter| letter.is_some()) {
                    assert_eq!(folded.chars().collect::<Vec<_>>(), forwards);
                    assert_eq!(folded.chars().rev().collect::<Vec<_>>(), backwards);
                }
            }
        }
    }

    #[test]
    fn a_number_is_one_letter() {
        let text = "1.234,5 x 7. 8٬9";
        let letters: String = numbers_as_one(text.chars().map(Some)).flatten().collect();
        assert_eq!(letters, "0 x 0 0");
    }
}
