//! Turns names into numbers for the index: a fast hash, as rules are trusted and pages only look up.

use std::hash::{BuildHasherDefault, Hasher};

const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// The hash of a class, id, or attribute name.
pub(super) fn hash(text: &str) -> u64 {
    continued(0, text)
}

/// The hash of a text after another that gave `start`.
pub(super) fn continued(start: u64, text: &str) -> u64 {
    let mut state = mix(start, text.len() as u64);
    let mut words = text.as_bytes().chunks_exact(8);
    for word in &mut words {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(word);
        state = mix(state, u64::from_le_bytes(bytes));
    }
    let rest = words.remainder();
    if !rest.is_empty() {
        let mut bytes = [0; 8];
        bytes[..rest.len()].copy_from_slice(rest);
        state = mix(state, u64::from_le_bytes(bytes));
    }
    state
}

fn mix(state: u64, word: u64) -> u64 {
    let product = (state.rotate_left(5) ^ word).wrapping_mul(FACTOR);
    product ^ product >> 32
}

/// Hashes the keys of the index, which are hashes already.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct KeyHasher(u64);

/// What a `HashMap` wants to know of [`KeyHasher`].
pub(super) type BuildKeyHasher = BuildHasherDefault<KeyHasher>;

impl Hasher for KeyHasher {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(byte.into());
        }
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
        self.0
    }
}
