//! zstd frames (RFC 8878), with or without a dictionary.
//!
//! The crate binds the C library, for its dictionaries and its window limit.

use zstd::stream::raw::{DParameter, Decoder, InBuffer, Operation, OutBuffer};

use super::{Decode, Step, StreamState};
use crate::warc::Reason;

/// The largest window a frame may request: what RFC 9659 demands of every HTTP decoder, and no more.
pub const WINDOW_BYTES: u64 = 1 << WINDOW_LOG;

const WINDOW_LOG: u32 = 23;

pub struct Zstd {
    decoder: Decoder<'static>,
    /// Bytes the library asks for: the header of a frame, or a block and the header of the next. A failing call gives
    /// nothing, so it never gets more than one block.
    hint: usize,
}

/// The library's first request.
const FIRST_HINT: usize = 5;

impl Zstd {
    pub const MAGIC: &'static [u8] = &[0x28, 0xB5, 0x2F, 0xFD];

    /// Creates a decoder with a dictionary (empty for none); `None` if the dictionary is corrupt.
    pub fn new(dictionary: &[u8]) -> Option<Zstd> {
        let mut decoder = Decoder::with_dictionary(dictionary).ok()?;
        decoder.set_parameter(DParameter::WindowLogMax(WINDOW_LOG)).ok()?;
        Some(Zstd { decoder, hint: FIRST_HINT })
    }
}

impl Decode for Zstd {
    fn decode(&mut self, input: &[u8], output: &mut [u8]) -> Step {
        let (mut read, mut output) = (0_usize, OutBuffer::around(output));
        loop {
            let next = &input[read..input.len().min(read.saturating_add(self.hint))];
            let mut piece = InBuffer::around(next);
            let result = self.decoder.run(&mut piece, &mut output);
            read += piece.pos();
            let written = output.pos();
            let state = match result {
                Ok(0) => StreamState::Done,
                Ok(hint) => {
                    self.hint = hint;
                    if read < input.len() && written < output.capacity() {
                        continue;
                    }
                    StreamState::Going
                }
                Err(_) => StreamState::Failed(Reason::Corrupt),
            };
            return Step { read, written, state };
        }
    }

    fn reset(&mut self) {
        // Resetting fails only for parameters, and none are reset.
        let _ = self.decoder.reinit();
        self.hint = FIRST_HINT;
    }

    fn magic(&self) -> &'static [u8] {
        Zstd::MAGIC
    }
}

/// Returns the window that a frame requests (RFC 8878, section 3.1.1.1), from its first bytes; 18 always suffice.
pub fn window(frame: &[u8]) -> Option<u64> {
    let descriptor = *frame.get(4)?;
    let single_segment = descriptor & 0x20 != 0;
    if !single_segment {
        let window = *frame.get(5)?;
        let base = 1_u64 << (10 + (window >> 3));
        return Some(base + base / 8 * u64::from(window & 7));
    }
    // A single-segment frame is its own window. Its length follows the dictionary id.
    let at = 5 + [0, 1, 2, 4][usize::from(descriptor & 3)];
    let size = 1 << (descriptor >> 6);
    let bytes = frame.get(at..at + size)?;
    let value = bytes.iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte));
    Some(if size == 2 { value + 256 } else { value })
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn the_window_is_read_from_the_frame_header() {
        let text = vec![b'a'; 5000];
        // The frame states its length, 5000, and no other window.
        assert_eq!(window(&zstd::bulk::compress(&text, 3).unwrap()), Some(5000));
        // A stream does not know its length; level 1 has a window of 512 KiB.
        let mut stream = zstd::Encoder::new(Vec::new(), 1).unwrap();
        stream.write_all(&text).unwrap();
        stream.flush().unwrap();
        assert_eq!(window(&stream.finish().unwrap()), Some(512 << 10));
        assert_eq!(window(Zstd::MAGIC), None);
    }
}
