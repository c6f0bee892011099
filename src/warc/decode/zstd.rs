//! zstd frames (RFC 8878), with or without a dictionary.
//!
//! The crate binds the C library, for its dictionaries and its limit of the window.

use zstd::stream::raw::{DParameter, Decoder, InBuffer, Operation, OutBuffer};

use super::{Decode, State, Step};
use crate::warc::Reason;

/// The largest window that a frame may ask for: what RFC 9659 demands of every reader of the web, and no more.
pub const WINDOW_BYTES: u64 = 1 << WINDOW_LOG;

const WINDOW_LOG: u32 = 23;

/// One zstd frame.
pub struct Zstd(Decoder<'static>);

impl Zstd {
    /// What a frame begins with.
    pub const MAGIC: &'static [u8] = &[0x28, 0xB5, 0x2F, 0xFD];

    /// Starts with a dictionary, an empty one if there is none; nothing if the dictionary is corrupt.
    pub fn new(dictionary: &[u8]) -> Option<Zstd> {
        let mut decoder = Decoder::with_dictionary(dictionary).ok()?;
        decoder.set_parameter(DParameter::WindowLogMax(WINDOW_LOG)).ok()?;
        Some(Zstd(decoder))
    }
}

impl Decode for Zstd {
    fn decode(&mut self, input: &[u8], output: &mut [u8]) -> Step {
        let (mut input, mut output) = (InBuffer::around(input), OutBuffer::around(output));
        loop {
            let result = self.0.run(&mut input, &mut output);
            let (read, written) = (input.pos(), output.pos());
            let state = match result {
                Ok(0) => State::Done,
                // The library may stop at the end of a block with both input and room left.
                Ok(_) if read < input.src.len() && written < output.capacity() => continue,
                Ok(_) => State::Going,
                Err(_) => State::Failed(Reason::Corrupt),
            };
            return Step { read, written, state };
        }
    }

    fn reset(&mut self) {
        // Fails only for parameters, and none are reset.
        let _ = self.0.reinit();
    }

    fn is_start(&self, bytes: &[u8]) -> bool {
        bytes.starts_with(Zstd::MAGIC)
    }
}

/// The window that a frame asks for (RFC 8878, section 3.1.1.1), of the frame's first bytes; 18 are always enough.
pub fn window(frame: &[u8]) -> Option<u64> {
    let descriptor = *frame.get(4)?;
    let single_segment = descriptor & 0x20 != 0;
    if !single_segment {
        let window = *frame.get(5)?;
        let base = 1_u64 << (10 + (window >> 3));
        return Some(base + base / 8 * u64::from(window & 7));
    }
    // Without a window of its own, a frame is its own window, and tells its length behind the dictionary's number.
    let at = 5 + [0, 1, 2, 4][usize::from(descriptor & 3)];
    let size = 1 << (descriptor >> 6);
    let bytes = frame.get(at..at + size)?;
    let value = bytes.iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte));
    Some(if size == 2 { value + 256 } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_is_read_off_the_frame() {
        let text = vec![b'a'; 5000];
        // The frame tells its length, 5000, and has no other window.
        assert_eq!(window(&zstd::bulk::compress(&text, 3).unwrap()), Some(5000));
        // Written as a stream, its length is not known; level 1 has a window of 512 KiB.
        assert_eq!(window(&zstd::stream::encode_all(&text[..], 1).unwrap()), Some(512 << 10));
        assert_eq!(window(Zstd::MAGIC), None);
    }
}
