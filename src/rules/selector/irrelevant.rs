//! Remembers class attributes that lead to nothing: pages have the same ones over and over, and most are in no rule.

use crate::hash::hash;

/// A power of two. A page has some hundred different class attributes.
const REMEMBERED: usize = 512;

/// Hashes of class attributes of which no class is a key.
#[derive(Debug)]
pub(super) struct Irrelevant(Box<[u64; REMEMBERED]>);

impl Irrelevant {
    pub fn new() -> Irrelevant {
        Irrelevant(Box::new([0; REMEMBERED]))
    }

    /// Calls `look_up`, which says whether it found anything, unless it is known to find nothing.
    pub fn unless_known(&mut self, classes: &[u8], look_up: impl FnOnce() -> bool) {
        let hash = hash(classes) | 1;
        let slot = &mut self.0[(hash >> 40) as usize % REMEMBERED];
        if *slot != hash && !look_up() {
            *slot = hash;
        }
    }
}
