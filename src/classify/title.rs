//! Measures how much of a short text is in the page's title, by groups of three letters, in any script.

use super::class::Class;
use crate::hash::{Hashes, mix};

/// Maximum letters of a title. A longer text is no headline.
const MOST: usize = 200;

#[derive(Debug)]
pub(super) struct Title {
    groups: Hashes,
    /// A Bloom filter of the groups: few groups of other texts match it.
    sieve: [u64; SIEVE],
}

const SIEVE: usize = 64;

fn place(group: u64) -> (usize, u64) {
    ((group >> 58) as usize % SIEVE, 1 << (group >> 52 & 63))
}

impl Default for Title {
    fn default() -> Self {
        Title { groups: Hashes::default(), sieve: [0; SIEVE] }
    }
}

impl Title {
    pub fn set(&mut self, title: &str) {
        *self = Title::default();
        groups(title, |group| {
            let (word, bit) = place(group);
            self.sieve[word] |= bit;
            self.groups.insert(group);
        });
    }

    /// Returns the share of groups in both texts, relative to the shorter text; -1 if unknown.
    pub fn overlap(&self, text: &str, letters: u32) -> f32 {
        if self.groups.len() == 0 || letters as usize > MOST {
            return -1.0;
        }
        let (mut all, mut found) = (0usize, 0usize);
        groups(text, |group| {
            all += 1;
            let (word, bit) = place(group);
            found += usize::from(self.sieve[word] & bit != 0 && self.groups.contains(group));
        });
        match all.min(self.groups.len()) {
            0 => -1.0,
            fewer => (found as f32 / fewer as f32).min(1.0),
        }
    }
}

/// Passes on each three letters in a row, across words. Letters are compared unchanged: not every script has capitals.
fn groups(text: &str, mut each: impl FnMut(u64)) {
    const LETTER: u32 = 21;
    const ALL: u64 = (1 << (3 * LETTER)) - 1;
    let letters = text.chars().filter(|&c| Class::of(c).is_letter()).take(MOST);
    letters.fold(0, |last: u64, c| {
        let group = (last << LETTER | u64::from(c)) & ALL;
        if group >> (2 * LETTER) != 0 {
            // Exact: mixing in one word is injective, so each group has its own hash.
            each(mix(0, group));
        }
        group
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_overlaps_its_title_and_other_text_does_not() {
        let mut title = Title::default();
        title.set("Old library opens again - The Kettle");
        assert_eq!(title.overlap("Old library opens again", 20), 1.0);
        assert!(title.overlap("Tram drivers go on strike", 21) < 0.2);
        title.set("المكتبة القديمة تفتح أبوابها من جديد");
        assert_eq!(title.overlap("المكتبة القديمة تفتح أبوابها", 25), 1.0);
    }
}
