//! Turns names into numbers for the index: a fast hash, as rules are trusted and pages only look up.

use std::hash::{BuildHasherDefault, Hasher};

const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// The hash of a class, id, or attribute name.
pub(super) fn hash(text: &[u8]) -> u64 {
    continued(0, text)
}

/// The hash of a name in lower case.
pub(super) fn hash_lower_case(name: &[u8]) -> u64 {
    match name.iter().any(u8::is_ascii_uppercase) {
        true => hash(&name.to_ascii_lowercase()),
        false => hash(name),
    }
}

/// The hash of a text after another that gave `start`.
pub(super) fn continued(start: u64, text: &[u8]) -> u64 {
    let mut state = mix(start, text.len() as u64);
    let mut rest = text;
    while let Some((word, after)) = rest.split_first_chunk::<8>() {
        state = mix(state, u64::from_le_bytes(*word));
        rest = after;
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

pub(super) fn mix(state: u64, word: u64) -> u64 {
    let product = (state.rotate_left(5) ^ word).wrapping_mul(FACTOR);
    product ^ product >> 32
}

/// Hashes the keys of the index, which are hashes already, and the phrases of text rules.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct KeyHasher(u64);

/// What a `HashMap` wants to know of [`KeyHasher`].
pub(crate) type BuildKeyHasher = BuildHasherDefault<KeyHasher>;

impl Hasher for KeyHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = continued(self.0, bytes);
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
