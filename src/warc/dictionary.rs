//! The dictionary at the head of a zstd archive, and frames that only pass (RFC 8878, section 3.1.2).
//!
//! The dictionary is what such a frame holds, as it is or itself in zstd (the WARC zstd proposal).

use std::io::{self, Read};

use super::Limits;
use super::decode::{Decode, Zstd};
use super::input::Input;

/// The first four bytes of a zstd frame to be passed over, lowest byte first and without its lower half: `0x184D2A5?`.
const SKIPPABLE: [u8; 3] = [0x2A, 0x4D, 0x18];
/// Of a skippable frame that has a dictionary (the WARC zstd proposal).
const DICTIONARY: u8 = 0x5D;
/// Bytes before what such a frame holds: four that name it, four that tell its length.
pub const SKIPPABLE_HEADER: usize = 8;

/// Bytes behind the head of a skippable frame.
pub fn skippable(first: &[u8]) -> Option<u64> {
    let [low, b, c, d, size @ ..] = first else { return None };
    let size = size.first_chunk::<4>()?;
    (low & 0xF0 == 0x50 && [*b, *c, *d] == SKIPPABLE).then(|| u64::from(u32::from_le_bytes(*size)))
}

/// Reads the dictionary that an archive begins with, if it does. One too long or cut short is none.
pub fn dictionary<R: Read>(input: &mut Input<R>, limits: &Limits) -> io::Result<Option<Vec<u8>>> {
    let first = input.peek(SKIPPABLE_HEADER)?;
    let Some(length) = skippable(first).filter(|_| first[0] == DICTIONARY) else { return Ok(None) };
    let Some(length) = usize::try_from(length).ok().filter(|length| *length <= limits.dictionary_bytes) else {
        return Ok(None);
    };
    input.consume(SKIPPABLE_HEADER);
    let mut stored = Vec::new();
    while stored.len() < length {
        let there = input.peek(1)?;
        let taken = there.len().min(length - stored.len());
        stored.extend_from_slice(&there[..taken]);
        input.consume(taken);
        if taken == 0 {
            break;
        }
    }
    if !stored.starts_with(Zstd::MAGIC) {
        return Ok(Some(stored));
    }
    let (mut decoder, mut unpacked) = (Zstd::new(&[]), vec![0; limits.dictionary_bytes]);
    let length = decoder.as_mut().map_or(0, |decoder| decoder.decode(&stored, &mut unpacked).written);
    unpacked.truncate(length);
    Ok(Some(unpacked))
}
