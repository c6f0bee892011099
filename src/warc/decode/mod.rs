//! Decoders that do no I/O: some input in, some output out, and what became of it.
//!
//! A decoder takes all of its input unless its output is full, it is done, or it failed. So a caller who sees nothing
//! read and nothing written has to bring more input, and there is nothing to hold back between two calls.

mod brotli;
mod chunked;
mod deflate;
mod zstd;

pub use brotli::Brotli;
pub use chunked::Chunked;
pub use deflate::{Deflate, Gzip};
pub use zstd::{WINDOW_BYTES, Zstd, window};

use super::Reason;

/// A decoder of one format.
pub trait Decode {
    /// Decodes some of `input` into `output`.
    fn decode(&mut self, input: &[u8], output: &mut [u8]) -> Step;

    /// Makes it ready for another stream of the same format.
    fn reset(&mut self);

    /// What every stream of the format begins with, if that is something.
    fn magic(&self) -> &'static [u8] {
        &[]
    }

    /// Whether the input may end here although the decoder is not done.
    fn may_end(&self) -> bool {
        false
    }
}

/// What one call has done.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// Bytes taken from the input.
    pub read: usize,
    /// Bytes put into the output, also by a call that failed.
    pub written: usize,
    /// How it goes on.
    pub state: State,
}

/// How a decoder goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// With more input, or more room for output.
    Going,
    /// The stream is complete. What follows in the input is not part of it.
    Done,
    /// Not at all.
    Failed(Reason),
}
