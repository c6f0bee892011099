//! What can be wrong in an archive, and where.
//!
//! Damage is never an error: the reader names it and goes on behind it.

use std::fmt;

use super::Offset;

/// Something that is wrong in an archive: what, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Damage {
    /// What is wrong.
    pub reason: Reason,
    /// The record that has the damage, or the first byte of what belongs to no record.
    pub offset: Offset,
}

/// `byte 1040 (uncompressed 5310): the compressed data is corrupt`.
impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.offset, self.reason)
    }
}

/// Why a record is not, or not surely, what was once written. As text it is a clause for a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// Bytes stand where a record or a compressed member should start.
    #[error("bytes that belong to no record")]
    Garbage,
    /// The compressed data of the archive cannot be decoded from some place on; what came before it was given.
    #[error("the compressed data is corrupt")]
    Corrupt,
    /// The archive decoded, but to something else than was compressed.
    #[error("the checksum of the compressed data does not fit")]
    Checksum,
    /// The file ends inside a compressed member.
    #[error("the file ends inside of compressed data")]
    Cut,
    /// A zstd frame needs a window of more than 8 MiB, and was passed over.
    #[error("the zstd frame needs a window of more than 8 MiB")]
    Window,
    /// The record's header breaks off, or runs into the next record.
    #[error("the header of the record breaks off")]
    Header,
    /// The header exceeds [`Limits::header_bytes`](super::Limits::header_bytes).
    #[error("the header of the record is too long")]
    LongHeader,
    /// There is no `Content-Length` that is a number. The block was given up to the next record.
    #[error("no Content-Length")]
    NoLength,
    /// The block ends before its `Content-Length`, with its compressed member or with the file.
    #[error("the record is shorter than its Content-Length")]
    Short,
    /// The next record starts before the `Content-Length` is reached. The block was given up to there.
    #[error("the next record starts before the end that Content-Length tells")]
    Overrun,
    /// Behind the `Content-Length` the block goes on. It was given up to the next record.
    #[error("the record is longer than its Content-Length")]
    Long,
    /// The record exceeds [`Limits::payload_bytes`](super::Limits::payload_bytes); the rest was not given.
    #[error("the record exceeds the limit")]
    TooLarge,
    /// The record unfolds to more than [`Limits::expansion`](super::Limits::expansion) allows; the rest was not given.
    #[error("the record is a decompression bomb")]
    Bomb,
    /// The HTTP head breaks off, or exceeds [`Limits::header_bytes`](super::Limits::header_bytes).
    #[error("the HTTP head breaks off or is too long")]
    HttpHead,
    /// The chunks of a chunked body cannot be told apart from some place on; what came before it was given.
    #[error("the chunked body is corrupt")]
    Chunks,
    /// A compressed body cannot be decoded from some place on; what came before it was given.
    #[error("the compressed body is corrupt")]
    Body,
    /// A chunked or compressed body ends too early; what there is was given.
    #[error("the body breaks off")]
    BodyCut,
    /// A content coding that is not known, or more than [`Limits::codings`](super::Limits::codings). The body was
    /// given as it is.
    #[error("the content coding is not known")]
    Coding,
}

impl Reason {
    /// Whether something is missing at the end, and what was given is right as far as it goes.
    pub fn is_cut(self) -> bool {
        matches!(self, Reason::Cut | Reason::Short | Reason::BodyCut)
    }

    /// Whether the reader stopped on its own account, because the record is too large or unfolds to too much.
    pub fn is_limit(self) -> bool {
        matches!(self, Reason::TooLarge | Reason::Bomb | Reason::Window | Reason::LongHeader)
    }
}
