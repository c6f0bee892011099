//! Turns an end of a text into the few letters by which phrases are told from it, without folding more than these.

use super::form::Form;

/// Letters that are compared.
pub(super) const LETTERS: usize = 6;

/// Letters that are read at most: these, and the bullets and numbers before them.
pub(super) const READ: usize = 16;

/// The letters at an end of a folded text, from that end on. A number counts as one letter, `0`, with all that is of it:
/// digits, and marks between or behind them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Letters {
    letters: [char; READ],
    length: usize,
    in_number: bool,
}

impl Letters {
    pub fn push(&mut self, c: char) {
        let is_digit = c.is_ascii_digit();
        if self.in_number && (is_digit || matches!(c, '.' | ',' | '٬' | '٫')) {
            return;
        }
        self.in_number = is_digit;
        if let Some(next) = self.letters.get_mut(self.length) {
            *next = if is_digit { '0' } else { c };
            self.length += 1;
        }
    }

    /// Reads folded text.
    pub fn of_folded(text: impl Iterator<Item = char>) -> Letters {
        let mut letters = Letters::default();
        text.for_each(|c| letters.push(c));
        letters
    }

    /// Reads text that is not folded, up to enough letters behind the first one for which `begins` holds; `None` where
    /// the form of a character depends on others.
    pub fn of_raw(text: impl Iterator<Item = char>, begins: fn(char) -> bool) -> Option<Letters> {
        let mut letters = Letters::default();
        let mut enough = READ;
        let mut space = false;
        for c in text {
            match Form::of(c) {
                // A mark behind the last letter would be one with it.
                Form::Mark | Form::Unknown | Form::Letters => return None,
                Form::Ignored => {}
                _ if letters.length >= enough => break,
                Form::Space => space = letters.length > 0,
                Form::Letter(letter) => {
                    if std::mem::take(&mut space) {
                        letters.push(' ');
                    }
                    if enough == READ && begins(letter) {
                        enough = READ.min(letters.length + LETTERS);
                    }
                    letters.push(letter);
                }
            }
        }
        Some(letters)
    }

    /// Those that are compared.
    pub fn as_slice(&self) -> &[char] {
        &self.letters[..self.length.min(LETTERS)]
    }

    /// Those that are compared, from the first one on for which `begins` holds; `None` if that has not been read.
    pub fn from(&self, begins: fn(char) -> bool) -> Option<&[char]> {
        let at = self.letters[..self.length].iter().position(|&c| begins(c))?;
        Some(&self.letters[at..self.length.min(at + LETTERS)])
    }

    /// Whether there may be more than was read.
    pub fn is_full(&self) -> bool {
        self.length == READ
    }
}
