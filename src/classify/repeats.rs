//! Knows texts that were kept before: pages carry their article two to four times, for other views and machines.

use std::collections::HashSet;
use std::hash::BuildHasherDefault;

use super::hash::{Same, hash_text, mix};
use super::measure::is_letter;

/// The most groups of words that are remembered: enough for 99 of 100 pages, half a megabyte.
const MOST: usize = 64 << 10;

/// Words in a row that are compared.
const GROUP: usize = 4;

/// A shorter text says nothing by being repeated.
const FEWEST_WHOLE: usize = 5;
const FEWEST: usize = 8;

/// Groups of words of the kept blocks.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    kept: HashSet<u64, BuildHasherDefault<Same>>,
    wholes: HashSet<u64, BuildHasherDefault<Same>>,
    groups: Vec<u64>,
}

impl Repeats {
    /// Whether the text was kept before, all of it or four fifths; if not, it is remembered.
    pub fn is_repeated(&mut self, text: &str) -> bool {
        self.groups.clear();
        let mut last = [0u64; GROUP];
        let mut count = 0;
        for word in text.split(|c: char| !is_letter(c)).filter(|word| !word.is_empty()) {
            last.rotate_left(1);
            last[GROUP - 1] = hash_text(word);
            count += 1;
            if count >= GROUP {
                self.groups.push(last.iter().fold(0, |hash, &word| mix(hash, word)));
            }
        }
        let whole = hash_text(text);
        if count >= FEWEST_WHOLE && self.wholes.contains(&whole) {
            return true;
        }
        let seen = self.groups.iter().filter(|group| self.kept.contains(group)).count();
        if count >= FEWEST && seen * 5 >= self.groups.len() * 4 {
            return true;
        }
        if self.kept.len() + self.groups.len() <= MOST {
            self.kept.extend(&self.groups);
        }
        if count >= FEWEST_WHOLE && self.wholes.len() < MOST / 8 {
            self.wholes.insert(whole);
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_paragraph_is_known_and_a_repeated_word_is_not() {
        let mut repeats = Repeats::default();
        assert!(!repeats.is_repeated("The old library opens its doors again after three years."));
        assert!(repeats.is_repeated("The old library opens its doors again after three years."));
        assert!(repeats.is_repeated("The old library opens its doors again after three years. Now."));
        assert!(!repeats.is_repeated("Yes."));
        assert!(!repeats.is_repeated("Yes."));
    }
}
