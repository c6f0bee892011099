//! Brotli streams (RFC 7932).

use brotli_decompressor::{BrotliDecompressStream, BrotliResult, BrotliState, StandardAlloc};

use super::{Decode, Step, StreamState};
use crate::warc::Reason;

type Heap = BrotliState<StandardAlloc, StandardAlloc, StandardAlloc>;

/// One brotli stream. Its window grows with the decoded data, to 16 MiB at most.
pub struct Brotli(Box<Heap>);

impl Brotli {
    pub fn new() -> Brotli {
        // The strict form rejects windows larger than the standard allows.
        Brotli(Box::new(BrotliState::new_strict(
            StandardAlloc::default(),
            StandardAlloc::default(),
            StandardAlloc::default(),
        )))
    }
}

impl Decode for Brotli {
    fn decode(&mut self, input: &[u8], output: &mut [u8]) -> Step {
        let (mut left, mut read, mut room, mut written) = (input.len(), 0, output.len(), 0);
        let result =
            BrotliDecompressStream(&mut left, &mut read, input, &mut room, &mut written, output, &mut 0, &mut self.0);
        let state = match result {
            BrotliResult::ResultSuccess => StreamState::Done,
            BrotliResult::NeedsMoreInput | BrotliResult::NeedsMoreOutput => StreamState::Going,
            BrotliResult::ResultFailure => StreamState::Failed(Reason::Corrupt),
        };
        Step { read, written, state }
    }

    fn reset(&mut self) {
        *self = Brotli::new();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_uncompressed_stream_comes_out_as_it_is() {
        // Window, one stored meta-block of five bytes, the end.
        let stream = b"\x0b\x02\x80hello\x03";
        let (mut decoder, mut room, mut text) = (Brotli::new(), [0; 3], Vec::new());
        let mut read = 0;
        let state = loop {
            let step = decoder.decode(&stream[read..], &mut room);
            read += step.read;
            text.extend_from_slice(&room[..step.written]);
            if step.state != StreamState::Going {
                break step.state;
            }
        };
        assert_eq!((text.as_slice(), state), (&b"hello"[..], StreamState::Done));
    }
}
