//! Remembers texts inside and outside `<noscript>`, to recognise duplicates.

use crate::hash::{Hashes, hash};
use crate::limits::Limits;

/// Hashes of texts, up to [`Limits::remembered_blocks`] of each kind.
pub(super) struct NoscriptDuplicates {
    inside: Hashes,
    outside: Hashes,
    max: usize,
}

impl NoscriptDuplicates {
    pub fn new(limits: &Limits) -> Self {
        NoscriptDuplicates { inside: Hashes::default(), outside: Hashes::default(), max: limits.remembered_blocks }
    }

    /// Whether the text occurred on the other side before. If not, remembers it for its own side.
    pub fn is_duplicate(&mut self, text: &str, inside: bool) -> bool {
        let hash = hash(text.as_bytes());
        let (own, other) = match inside {
            true => (&mut self.inside, &self.outside),
            false => (&mut self.outside, &self.inside),
        };
        if other.contains(hash) {
            return true;
        }
        if own.len() < self.max {
            own.insert(hash);
        }
        false
    }
}
