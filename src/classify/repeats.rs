//! Detects repeated text: pages contain their article two to four times, for other views and machines.

use super::class::Class;
use crate::hash::{Hashes, hash, mix};

/// Maximum word groups stored: enough for 99 of 100 pages, half a megabyte.
const MOST: usize = 64 << 10;

const GROUP: usize = 4;

/// Words below which a repeated text means nothing, as a whole and by groups.
const FEWEST_WHOLE: usize = 5;
const FEWEST: usize = 8;

#[derive(Debug, Default)]
pub(super) struct Repeats {
    kept: Hashes,
    wholes: Hashes,
    groups: Vec<u64>,
}

impl Repeats {
    /// Whether the whole text or four fifths of it was kept before; if not, stores it.
    pub fn is_repeated(&mut self, text: &str) -> bool {
        let words = self.read(text);
        let whole = hash(text.as_bytes());
        if words >= FEWEST_WHOLE && self.wholes.contains(whole) {
            return true;
        }
        if words >= FEWEST {
            let mut unseen = self.groups.iter().filter(|&&group| !self.kept.contains(group));
            if unseen.nth(self.groups.len() / 5).is_none() {
                return true;
            }
        }
        if self.kept.len() + self.groups.len() <= MOST {
            self.groups.iter().for_each(|&group| self.kept.insert(group));
        }
        if words >= FEWEST_WHOLE && self.wholes.len() < MOST / 8 {
            self.wholes.insert(whole);
        }
        false
    }

    /// Reads the word groups of a text; returns its number of words.
    fn read(&mut self, text: &str) -> usize {
        self.groups.clear();
        let mut last = [0; GROUP - 1];
        let (mut words, mut word) = (0, 0);
        // A non-letter ends the last word.
        for c in text.chars().chain(['\0']) {
            if Class::of(c).is_letter() {
                word = mix(word, u64::from(c));
            } else if word != 0 {
                words += 1;
                if words >= GROUP {
                    self.groups.push(mix(last.iter().fold(0, |hash, &word| mix(hash, word)), word));
                }
                last = [last[1], last[2], word];
                word = 0;
            }
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_paragraph_is_detected_and_a_repeated_word_is_not() {
        let mut repeats = Repeats::default();
        assert!(!repeats.is_repeated("The old library opens its doors again after three years."));
        assert!(repeats.is_repeated("The old library opens its doors again after three years."));
        assert!(repeats.is_repeated("The old library opens its doors again after three years. Now."));
        assert!(!repeats.is_repeated("Yes."));
        assert!(!repeats.is_repeated("Yes."));
    }
}
