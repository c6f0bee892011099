//! Caches class attributes that match no key: pages repeat the same ones, and most are in no rule.

use crate::hash::hash;

/// Number of slots, a power of two. A page has a few hundred different class attributes.
const SLOTS: usize = 512;

/// Hashes of class attributes that match no key.
#[derive(Debug)]
pub(super) struct MissCache(Box<[u64; SLOTS]>);

impl MissCache {
    pub fn new() -> MissCache {
        MissCache(Box::new([0; SLOTS]))
    }

    /// Calls `look_up`, unless an earlier call for the same classes returned false (nothing found).
    pub fn unless_known(&mut self, classes: &[u8], look_up: impl FnOnce() -> bool) {
        let hash = hash(classes) | 1;
        let slot = &mut self.0[(hash >> 40) as usize % SLOTS];
        if *slot != hash && !look_up() {
            *slot = hash;
        }
    }
}
