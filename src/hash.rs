//! One hash for the whole crate: the same in every run and on every machine, and fast on the short texts of pages.
//!
//! Nothing in it is secret, so a page can be made whose texts share a hash. That hurts nobody but the page: where only
//! the hash is compared, one of its blocks is taken for another. It does not cost time either, because each table that
//! a page fills has a cap ([`Hashes`] bounds each search too), and the maps by text hold rules, not pages.

use std::hash::{BuildHasherDefault, Hasher};

/// A map whose order is the same in every run.
pub(crate) type HashMap<K, V> = std::collections::HashMap<K, V, BuildHasherDefault<WordHasher>>;

/// The hash of a text.
pub(crate) fn hash(text: &[u8]) -> u64 {
    continued(0, text)
}

/// The hash of a text after another that gave `start`.
pub(crate) fn continued(start: u64, text: &[u8]) -> u64 {
    finish(add(start, text))
}

/// One more word into a state. The high bits of a state depend on all words.
pub(crate) const fn mix(state: u64, word: u64) -> u64 {
    (state.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The hash of a state, whose low bits are as good as the high ones.
pub(crate) const fn finish(state: u64) -> u64 {
    state ^ state >> 32
}

fn add(start: u64, text: &[u8]) -> u64 {
    let mut state = mix(start, text.len() as u64);
    let (words, rest) = text.as_chunks();
    for &word in words {
        state = mix(state, u64::from_le_bytes(word));
    }
    // The length is in already, so that the halves may overlap.
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

/// Hashes the keys of a [`HashMap`].
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

/// A set of hashes, each in the first free place from the one that its highest bits name.
///
/// Smaller and faster than a set of the standard library: the hashes look random already, and most of the time they are
/// all different.
#[derive(Debug, Default)]
pub(crate) struct Hashes {
    /// A power of two of them; 0 is free.
    places: Vec<u64>,
    count: usize,
}

/// Places at first. At most half of them are taken.
const FIRST: usize = 64;

/// A hash that finds no place so near to its own is not remembered: hashes made to meet cost little time.
const FURTHEST: usize = 128;

impl Hashes {
    pub fn len(&self) -> usize {
        self.count
    }

    pub fn contains(&self, hash: u64) -> bool {
        self.count > 0 && self.place(hash.max(1)).is_some_and(|at| self.places[at] != 0)
    }

    pub fn insert(&mut self, hash: u64) {
        if self.count * 2 >= self.places.len() {
            self.grow();
        }
        self.put(hash.max(1));
    }

    fn put(&mut self, hash: u64) {
        if let Some(at) = self.place(hash) {
            self.count += usize::from(self.places[at] == 0);
            self.places[at] = hash;
        }
    }

    /// Where the hash is, or would be.
    fn place(&self, hash: u64) -> Option<usize> {
        let mask = self.places.len() - 1;
        let first = hash.rotate_left(self.places.len().trailing_zeros()) as usize & mask;
        (first..first + FURTHEST).map(|at| at & mask).find(|&at| self.places[at] == 0 || self.places[at] == hash)
    }

    fn grow(&mut self) {
        let places = vec![0; (self.places.len() * 2).max(FIRST)];
        let old = std::mem::replace(&mut self.places, places);
        self.count = 0;
        old.into_iter().filter(|&hash| hash != 0).for_each(|hash| self.put(hash));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_the_same_hashes_on_every_machine() {
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
    fn texts_that_differ_a_little_have_other_hashes() {
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
    fn what_was_put_in_is_in_and_nothing_else() {
        let mut hashes = Hashes::default();
        (0..5000).chain(100..200).for_each(|number| hashes.insert(mix(0, number)));
        assert_eq!(hashes.len(), 5000);
        assert!((0..5000).all(|number| hashes.contains(mix(0, number))));
        assert!(!(5000..20_000).any(|number| hashes.contains(mix(0, number))));
    }

    #[test]
    fn hashes_that_meet_are_forgotten_rather_than_looked_for() {
        let mut hashes = Hashes::default();
        (0..10_000).for_each(|hash| hashes.insert(hash));
        assert!(hashes.len() < 10_000 && hashes.contains(5) && !hashes.contains(10_001));
    }
}
