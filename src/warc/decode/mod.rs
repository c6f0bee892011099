//! Decoders without I/O: input in, output and state out.
//!
//! A decoder consumes all of its input unless its output is full, it is done, or it failed. So if a call reads and
//! writes nothing, it needs more input, and nothing is held back between calls.

mod brotli;
mod chunked;
mod deflate;
mod zstd;

pub use brotli::Brotli;
pub use chunked::Chunked;
pub use deflate::{Deflate, Gzip};
pub use zstd::{WINDOW_BYTES, Zstd, window};

use super::Reason;

pub trait Decode {
    /// Decodes some of `input` into `output`.
    fn decode(&mut self, input: &[u8], output: &mut [u8]) -> Step;

    /// Prepares for another stream of the same format.
    fn reset(&mut self);

    /// Returns the first bytes of every stream of the format, if they are fixed.
    fn magic(&self) -> &'static [u8] {
        &[]
    }

    /// Whether the input may end here, before the decoder is done.
    fn may_end(&self) -> bool {
        false
    }
}

#[derive(Debug, Clone, Copy)]
pub struct Step {
    pub read: usize,
    /// Bytes written to the output, even by a call that failed.
    pub written: usize,
    pub state: StreamState,
}

/// The state of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamState {
    /// Needs more input, or more room for output.
    Going,
    /// Complete. The rest of the input is not part of the stream.
    Done,
    Failed(Reason),
}
