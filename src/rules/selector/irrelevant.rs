//! Caches class attributes that match no key: pages repeat the same ones, and most are in no rule.

use crate::hash::hash;

/// Number of slots, a power of two. A page has a few hundred different class attributes.
const REMEMBERED: usize = 512;

/// Hashes of class attributes without a class that is a key.
#[derive(Debug)]
pub(super) struct Irrelevant(Box<[u64; REMEMBERED]>);

impl Irrelevant {
    pub fn new() -> Irrelevant {
        Irrelevant(Box::new([0; REMEMBERED]))
    }

    /// Calls `look_up` unless an earlier call for the same classes returned false: found nothing.
    pub fn unless_known(&mut self, classes: &[u8], look_up: impl FnOnce() -> bool) {
        let hash = hash(classes) | 1;
        let slot = &mut self.0[(hash >> 40) as usize % REMEMBERED];
        if *slot != hash && !look_up() {
            *slot = hash;
        }
    }
}
