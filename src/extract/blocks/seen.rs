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
    hasher: RandomState,
}

impl Seen {
    pub fn new(limits: &Limits) -> Self {
        let (inside, outside) = (HashSet::default(), HashSet::default());
        Seen { inside, outside, max: limits.remembered_blocks, hasher: RandomState::new() }
    }

    /// Whether the text has stood on the other side before; if not, it is remembered for its own side.
    pub fn is_double(&mut self, text: &str, inside: bool) -> bool {
        let hash = self.hasher.hash_one(text);
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
