//! A set of the first letters of phrases: tells of most texts after a few letters that none of the phrases begins them.

/// Letters that are compared.
const LETTERS: usize = 6;

/// Places for each phrase; about two of them are taken.
const PLACES: usize = 16;

/// Bits at the place of some letters: that a phrase begins with them, and that there is no more to compare.
const BEGINS: u64 = 1;
const IS_SHORT: u64 = 2;

/// The first letters of some phrases, by their hashes: it may take others for them.
#[derive(Debug, Default)]
pub(super) struct Beginnings {
    places: Vec<u64>,
    /// One of them may begin with any letter.
    any: bool,
}

/// The first letters of one phrase; NUL where any may stand.
pub(super) type First = [char; LETTERS];

/// The first letters of these.
pub(super) fn first(mut letters: impl Iterator<Item = char>) -> First {
    std::array::from_fn(|_| letters.next().unwrap_or('\0'))
}

impl Beginnings {
    pub fn new(phrases: &[First]) -> Beginnings {
        let mut all = Beginnings::default();
        if !phrases.is_empty() {
            // Two bits for each place.
            all.places = vec![0; (phrases.len() * PLACES / 32).next_power_of_two()];
        }
        for phrase in phrases {
            let length = phrase.iter().take_while(|&&c| c != '\0').count();
            let mut hash = 0;
            for letter in &phrase[..length] {
                hash = next(hash, *letter);
                all.mark(hash, BEGINS);
            }
            if length < LETTERS {
                all.mark(hash, IS_SHORT);
                all.mark(next(hash, '\0'), BEGINS);
            }
            all.any |= length == 0;
        }
        all
    }

    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Whether one of the phrases may begin these letters; `None` if a letter that must be known is not.
    #[inline]
    pub fn begin(&self, mut letters: impl Iterator<Item = Option<char>>) -> Option<bool> {
        if self.any || self.is_empty() {
            return Some(self.any);
        }
        let mut hash = 0;
        for _ in 0..LETTERS {
            let Some(letter) = letters.next() else { return Some(false) };
            hash = next(hash, letter?);
            let bits = self.bits(hash);
            if bits & BEGINS == 0 {
                // A letter that is not known may make another one of this.
                return if letters.next() == Some(None) { None } else { Some(false) };
            }
            if bits & IS_SHORT != 0 && self.bits(next(hash, '\0')) & BEGINS != 0 {
                break;
            }
        }
        Some(true)
    }

    fn mark(&mut self, hash: u64, bits: u64) {
        let (word, shift) = self.place(hash);
        self.places[word] |= bits << shift;
    }

    fn bits(&self, hash: u64) -> u64 {
        let (word, shift) = self.place(hash);
        self.places[word] >> shift
    }

    /// The word of a hash, and where in it the bits are.
    fn place(&self, hash: u64) -> (usize, u32) {
        let number = (hash >> 32) as usize;
        ((number >> 5) & (self.places.len() - 1), (number as u32 & 31) * 2)
    }
}

fn next(hash: u64, letter: char) -> u64 {
    (hash.rotate_left(21) ^ u64::from(letter)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_begins_with_a_phrase_or_goes_another_way() {
        let begin = |phrases: &[&str], text: &str| {
            let phrases: Vec<_> = phrases.iter().map(|phrase| first(phrase.chars())).collect();
            Beginnings::new(&phrases).begin(text.chars().map(|c| (c != '?').then_some(c)))
        };
        assert_eq!(begin(&["read more", "ad"], "read more"), Some(true));
        assert_eq!(begin(&["read more", "ad"], "read mine"), Some(true));
        assert_eq!(begin(&["read more", "ad"], "reading"), Some(false));
        assert_eq!(begin(&["read more", "ad"], "adapt"), Some(true));
        assert_eq!(begin(&["read more", "ad"], "rea?"), None);
        assert_eq!(begin(&["read more", "ad"], "x?"), None);
        assert_eq!(begin(&["read more", "ad"], "xea?"), Some(false));
        assert_eq!(begin(&[], "read"), Some(false));
        assert_eq!(begin(&[""], "read"), Some(true));
    }
}
