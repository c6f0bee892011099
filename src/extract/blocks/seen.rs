//! Remembers which texts stood inside and outside `<noscript>`, so that the double of one is known.

use std::collections::HashSet;
use std::hash::{BuildHasher, BuildHasherDefault, RandomState};

use crate::classify::Same;
use crate::limits::Limits;

/// Texts by their hashes, up to [`Limits::remembered_blocks`] of each kind.
pub(super) struct Seen {
    inside: HashSet<u64, BuildHasherDefault<Same>>,
    outside: HashSet<u64, BuildHasherDefault<Same>>,
    max: usize,
    /// Goes into the hashes, so that no page can know which texts have the same.
    key: u64,
}

impl Seen {
    pub fn new(limits: &Limits) -> Self {
        let (inside, outside) = (HashSet::default(), HashSet::default());
        Seen { inside, outside, max: limits.remembered_blocks, key: RandomState::new().hash_one(()) }
    }

    /// Whether the text has stood on the other side before; if not, it is remembered for its own side.
    pub fn is_double(&mut self, text: &str, inside: bool) -> bool {
        let hash = hash(text, self.key);
        let (own, other) = match inside {
            true => (&mut self.inside, &self.outside),
            false => (&mut self.outside, &self.inside),
        };
        if other.contains(&hash) {
            return true;
        }
        if own.len() < self.max {
            own.insert(hash);
        }
        false
    }
}

/// A hash of a text for one key. Every block is hashed, which the standard one takes five times as long for.
fn hash(text: &str, key: u64) -> u64 {
    let (words, rest) = text.as_bytes().as_chunks();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let words = words.iter().chain([&last]).map(|word| u64::from_le_bytes(*word));
    words.fold(mix(key, text.len() as u64), mix)
}

/// Both halves of the product, so that each bit changes all others.
fn mix(hash: u64, value: u64) -> u64 {
    let product = u128::from(hash ^ value) * 0x9e37_79b9_7f4a_7c15;
    product as u64 ^ (product >> 64) as u64
}
