//! The dictionary at the start of a zstd archive, and skippable frames (RFC 8878, section 3.1.2).
//!
//! A skippable frame holds the dictionary, plain or compressed with zstd (the WARC zstd proposal).

use std::io::{self, Read};

use super::Limits;
use super::decode::{Decode, StreamState, Zstd};
use super::input::Input;

/// Bytes 2 to 4 of a skippable frame: its magic number is `0x184D2A5?`, little-endian.
const SKIPPABLE: [u8; 3] = [0x2A, 0x4D, 0x18];
/// The first byte of a skippable frame with a dictionary (the WARC zstd proposal).
const DICTIONARY: u8 = 0x5D;
/// Bytes of a skippable frame's header: four of magic number, four of length.
pub const SKIPPABLE_HEADER: usize = 8;

/// Bytes of a compressed dictionary that are decoded at once.
const UNPACKED: usize = 64 << 10;

/// Whether a skippable frame starts with these bytes, which may be fewer than its header.
pub fn is_skippable(first: &[u8]) -> bool {
    let [low, rest @ ..] = first else { return false };
    low & 0xF0 == 0x50 && SKIPPABLE.starts_with(&rest[..rest.len().min(SKIPPABLE.len())])
}

/// Returns the bytes after the header of a skippable frame.
pub fn skippable(first: &[u8]) -> Option<u64> {
    let size = first.get(4..)?.first_chunk::<4>()?;
    is_skippable(first).then(|| u64::from(u32::from_le_bytes(*size)))
}

pub enum Dictionary {
    /// No dictionary, or one over the limit.
    None,
    Whole(Vec<u8>),
    /// A truncated dictionary that misses this many bytes.
    Cut(u64),
}

/// Reads the dictionary at the start of an archive, if any.
pub fn dictionary<R: Read>(input: &mut Input<R>, limits: &Limits) -> io::Result<Dictionary> {
    let first = input.peek(SKIPPABLE_HEADER)?;
    let Some(length) = skippable(first).filter(|_| first[0] == DICTIONARY) else { return Ok(Dictionary::None) };
    let Some(length) = usize::try_from(length).ok().filter(|length| *length <= limits.dictionary_bytes) else {
        return Ok(Dictionary::None);
    };
    input.consume(SKIPPABLE_HEADER);
    let mut stored = Vec::new();
    while stored.len() < length {
        let there = input.peek(1)?;
        let taken = there.len().min(length - stored.len());
        stored.extend_from_slice(&there[..taken]);
        input.consume(taken);
        if taken == 0 {
            return Ok(Dictionary::Cut((length - stored.len()) as u64));
        }
    }
    if !stored.starts_with(Zstd::MAGIC) {
        return Ok(Dictionary::Whole(stored));
    }
    Ok(Dictionary::Whole(unpack(&stored, limits.dictionary_bytes)))
}

/// Decodes at most `limit` bytes. The buffer grows with what comes, as the limit may be beyond all memory.
fn unpack(mut stored: &[u8], limit: usize) -> Vec<u8> {
    let mut unpacked = Vec::new();
    let Some(mut decoder) = Zstd::new(&[]) else { return unpacked };
    while unpacked.len() < limit {
        let start = unpacked.len();
        unpacked.resize(limit.min(start.saturating_add(UNPACKED)), 0);
        let step = decoder.decode(stored, &mut unpacked[start..]);
        stored = &stored[step.read..];
        unpacked.truncate(start + step.written);
        if step.read == 0 && step.written == 0 || !matches!(step.state, StreamState::Going) {
            break;
        }
    }
    unpacked
}
