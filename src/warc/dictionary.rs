//! The dictionary at the head of a zstd archive, and frames that only pass (RFC 8878, section 3.1.2).
//!
//! The dictionary is what such a frame holds, as it is or itself in zstd (the WARC zstd proposal).

use std::io::{self, Read};

use super::Limits;
use super::decode::{Decode, State, Zstd};
use super::input::Input;

/// The first four bytes of a zstd frame to be passed over, lowest byte first and without its lower half: `0x184D2A5?`.
const SKIPPABLE: [u8; 3] = [0x2A, 0x4D, 0x18];
/// Of a skippable frame that has a dictionary (the WARC zstd proposal).
const DICTIONARY: u8 = 0x5D;
/// Bytes before what such a frame holds: four that name it, four that tell its length.
pub const SKIPPABLE_HEADER: usize = 8;

/// Bytes of a compressed dictionary that are decoded at once.
const UNPACKED: usize = 64 << 10;

/// Whether a skippable frame begins with these bytes, of which there may be too few for its head.
pub fn is_skippable(first: &[u8]) -> bool {
    let [low, rest @ ..] = first else { return false };
    low & 0xF0 == 0x50 && SKIPPABLE.starts_with(&rest[..rest.len().min(SKIPPABLE.len())])
}

/// Bytes behind the head of a skippable frame.
pub fn skippable(first: &[u8]) -> Option<u64> {
    let size = first.get(4..)?.first_chunk::<4>()?;
    is_skippable(first).then(|| u64::from(u32::from_le_bytes(*size)))
}

/// What an archive begins with.
pub enum Dictionary {
    /// None, or one too long to be read.
    None,
    /// One that is there in full.
    Whole(Vec<u8>),
    /// One in which the file ends, so many bytes too early.
    Cut(u64),
}

/// Reads the dictionary that an archive begins with, if it does.
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
        if step.read == 0 && step.written == 0 || !matches!(step.state, State::Going) {
            break;
        }
    }
    unpacked
}
