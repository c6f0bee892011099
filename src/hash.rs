//! The hash of the whole crate: the same in every run and on every machine, and fast on short texts.
//!
//! It has no secret key, so a page can contain texts with equal hashes. Such a page harms only itself: where only
//! hashes are compared, one of its blocks is taken for another. It costs no time, because each table that a page fills
//! is bounded ([`Hashes`] also bounds each search), and maps keyed by text hold rules, not pages.

use std::hash::{BuildHasherDefault, Hasher};

/// A map that iterates in the same order in every run.
pub(crate) type HashMap<K, V> = std::collections::HashMap<K, V, BuildHasherDefault<WordHasher>>;

pub(crate) fn hash(text: &[u8]) -> u64 {
    continued(0, text)
}

/// Returns the hash of a text that follows one with the hash `start`.
pub(crate) fn continued(start: u64, text: &[u8]) -> u64 {
    finish(add(start, text))
}

/// Mixes a word into a state. The high bits of the result depend on all words.
pub(crate) const fn mix(state: u64, word: u64) -> u64 {
    (state.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Finishes a state, so that the low bits are as good as the high ones.
pub(crate) const fn finish(state: u64) -> u64 {
    state ^ state >> 32
}

fn add(start: u64, text: &[u8]) -> u64 {
    let mut state = mix(start, text.len() as u64);
    let (words, rest) = text.as_chunks();
    for &word in words {
        state = mix(state, u64::from_le_bytes(word));
    }
    // The length is already mixed in, so the halves may overlap.
    match (rest.first_chunk::<4>(), rest.last_chunk::<4>()) {
        (Some(first), Some(last)) => {
            let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
            mix(state, u64::from(first) << 32 | u64::from(last))
        }
        _ => match *rest {
            [] => state,
            [first, .., last] => mix(state, u64::from_le_bytes([first, rest[1], last, 0, 0, 0, 0, 0])),
            [only] => mix(state, only.into()),
        },
    }
}

#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct WordHasher(u64);

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = add(self.0, bytes);
    }

    fn write_u8(&mut self, byte: u8) {
        self.write_u64(byte.into());
    }

    fn write_u32(&mut self, word: u32) {
        self.write_u64(word.into());
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = mix(self.0, word);
    }

    fn write_usize(&mut self, word: usize) {
        self.write_u64(word as u64);
    }

    fn write_isize(&mut self, word: isize) {
        self.write_u64(word as u64);
    }

    fn finish(&self) -> u64 {
        finish(self.0)
    }
}

/// A set of hashes with linear probing from the slot that the highest bits name.
///
/// Smaller and faster than the standard library's set: the hashes are already random, and most are different.
#[derive(Debug, Default)]
pub(crate) struct Hashes {
    /// Slots, a power of two of them; 0 is free.
    slots: Vec<u64>,
    count: usize,
}

/// Initial number of slots. At most half of them are used.
const INITIAL_SLOTS: usize = 64;

/// Maximum probe distance. A hash without a slot so close is not stored, so hashes made to collide cost little time.
const MAX_PROBE: usize = 128;

impl Hashes {
    pub fn len(&self) -> usize {
        self.count
    }

    pub fn contains(&self, hash: u64) -> bool {
        self.count > 0 && self.slot(hash.max(1)).is_some_and(|at| self.slots[at] != 0)
    }

    pub fn insert(&mut self, hash: u64) {
        if self.count * 2 >= self.slots.len() {
            self.grow();
        }
        self.put(hash.max(1));
    }

    fn put(&mut self, hash: u64) {
        if let Some(at) = self.slot(hash) {
            self.count += usize::from(self.slots[at] == 0);
            self.slots[at] = hash;
        }
    }

    fn slot(&self, hash: u64) -> Option<usize> {
        let mask = self.slots.len() - 1;
        let first = hash.rotate_left(self.slots.len().trailing_zeros()) as usize & mask;
        (first..first + MAX_PROBE).map(|at| at & mask).find(|&at| self.slots[at] == 0 || self.slots[at] == hash)
    }

    fn grow(&mut self) {
        let slots = vec![0; (self.slots.len() * 2).max(INITIAL_SLOTS)];
        let old = std::mem::replace(&mut self.slots, slots);
        self.count = 0;
        old.into_iter().filter(|&hash| hash != 0).for_each(|hash| self.put(hash));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_the_same_on_every_machine() {
        assert_eq!(hash(b""), 0);
        let known = [
            ("a", 0xcf5b_6a94_6acc_19ae),
            ("abc", 0xb5ce_85d8_5790_e87a),
            ("tamis", 0xdf38_a09b_1ffc_79e4),
            ("a sieve of cloth", 0x483f_6420_9476_8032),
        ];
        known.iter().for_each(|&(text, known)| assert_eq!(hash(text.as_bytes()), known, "{text}"));
    }

    #[test]
    fn similar_texts_have_different_hashes() {
        let text = [b'a'; 40];
        let mut all = std::collections::BTreeSet::new();
        for length in 0..40 {
            for at in 0..length {
                let mut text = text[..length].to_vec();
                text[at] = b'b';
                all.insert(hash(&text));
            }
        }
        assert_eq!(all.len(), (0..40).sum::<usize>());
        let low: std::collections::BTreeSet<u64> = all.iter().map(|hash| hash & 0xFFFF).collect();
        assert!(low.len() > all.len() * 95 / 100, "{} of {}", low.len(), all.len());
    }

    #[test]
    fn the_set_contains_only_what_was_inserted() {
        let mut hashes = Hashes::default();
        (0..5000).chain(100..200).for_each(|number| hashes.insert(mix(0, number)));
        assert_eq!(hashes.len(), 5000);
        assert!((0..5000).all(|number| hashes.contains(mix(0, number))));
        assert!(!(5000..20_000).any(|number| hashes.contains(mix(0, number))));
    }

    #[test]
    fn colliding_hashes_are_not_stored() {
        let mut hashes = Hashes::default();
        (0..10_000).for_each(|hash| hashes.insert(hash));
        assert!(hashes.len() < 10_000 && hashes.contains(5) && !hashes.contains(10_001));
    }
}
