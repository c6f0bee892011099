//! Damage in an archive: what and where.
//!
//! Damage is never an error: the reader reports it and continues after it.

use std::fmt;

use super::Offset;

/// Damage in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Damage {
    /// The kind of damage.
    pub reason: Reason,
    /// The damaged record, or the first byte that belongs to no record.
    pub offset: Offset,
}

/// `byte 1040 (uncompressed 5310): the compressed data is corrupt`.
impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.offset, self.reason)
    }
}

/// Why a record is not, or may not be, what was stored. Displays as a clause for messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// Bytes in place of a record or a compressed member.
    #[error("bytes outside any record")]
    Garbage,
    /// The compressed data cannot be decoded from some point on; what came before was given.
    #[error("the compressed data is corrupt")]
    Corrupt,
    /// The data decoded, but does not match its checksum.
    #[error("the checksum of the compressed data does not match")]
    Checksum,
    /// The file ends inside a compressed member.
    #[error("the file ends inside compressed data")]
    Cut,
    /// A zstd frame needs a window of more than 8 MiB, and was skipped.
    #[error("the zstd frame needs a window of more than 8 MiB")]
    Window,
    /// The header is truncated, or runs into the next record.
    #[error("the record header is truncated")]
    Header,
    /// The header exceeds [`Limits::header_bytes`](super::Limits::header_bytes).
    #[error("the record header is too long")]
    LongHeader,
    /// There is no numeric `Content-Length`. The block extends to the next record.
    #[error("no valid Content-Length")]
    NoLength,
    /// The block ends before its `Content-Length`, at the end of its member or of the file.
    #[error("the record is shorter than its Content-Length")]
    Short,
    /// The next record starts before the `Content-Length` ends. The block extends to there.
    #[error("the next record starts before the Content-Length ends")]
    Overrun,
    /// The block continues after its `Content-Length`. It extends to the next record.
    #[error("the record is longer than its Content-Length")]
    Long,
    /// The record exceeds [`Limits::payload_bytes`](super::Limits::payload_bytes); the rest was not given.
    #[error("the record exceeds the size limit")]
    TooLarge,
    /// The record expands to more than [`Limits::expansion`](super::Limits::expansion) allows; the rest was not given.
    #[error("the record is a decompression bomb")]
    Bomb,
    /// The HTTP head is truncated, or exceeds [`Limits::header_bytes`](super::Limits::header_bytes).
    #[error("the HTTP head is truncated or too long")]
    HttpHead,
    /// A chunked body cannot be decoded from some point on; what came before was given.
    #[error("the chunked body is corrupt")]
    Chunks,
    /// A compressed body cannot be decoded from some point on; what came before was given.
    #[error("the compressed body is corrupt")]
    Body,
    /// A chunked or compressed body ends too early; what there was, was given.
    #[error("the body is truncated")]
    BodyCut,
    /// An unknown content coding, or more codings than [`Limits::codings`](super::Limits::codings). The body was given
    /// undecoded.
    #[error("the content coding is not supported")]
    Coding,
}

impl Reason {
    /// Whether only the end is missing, and what was given is right.
    pub fn is_cut(self) -> bool {
        matches!(self, Reason::Cut | Reason::Short | Reason::BodyCut)
    }

    /// Whether the reader stopped at a limit, because the record is too large or expands too much.
    pub fn is_limit(self) -> bool {
        matches!(self, Reason::TooLarge | Reason::Bomb | Reason::Window | Reason::LongHeader)
    }
}
