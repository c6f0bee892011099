//! Remembers which texts stood inside and outside `<noscript>`, so that the double of one is known.

use crate::hash::{Hashes, hash};
use crate::limits::Limits;

/// Texts by their hashes, up to [`Limits::remembered_blocks`] of each kind.
pub(super) struct Seen {
    inside: Hashes,
    outside: Hashes,
    max: usize,
}

impl Seen {
    pub fn new(limits: &Limits) -> Self {
        Seen { inside: Hashes::default(), outside: Hashes::default(), max: limits.remembered_blocks }
    }

    /// Whether the text has stood on the other side before; if not, it is remembered for its own side.
    pub fn is_double(&mut self, text: &str, inside: bool) -> bool {
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
