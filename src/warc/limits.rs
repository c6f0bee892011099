//! The caps on what an archive may hold in memory or expand to, each with its default and its reason.
//!
//! The content of an archive never decides how much memory is used: data over a cap is skipped and reported as
//! [`Reason`](super::Reason).

/// The caps of an archive reader.
///
/// ```
/// let limits = tamis::warc::Limits { payload_bytes: 16 << 20, ..Default::default() };
/// assert!(limits.header_bytes < limits.lookahead_bytes);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a record header, and of an HTTP head. A longer one makes the record unreadable (64 KiB).
    ///
    /// Real heads are below 16 KiB; some carry cookies or policies of 30 KiB.
    pub header_bytes: usize,
    /// Bytes given of a record's block, and of its payload after each decoder (256 MiB).
    ///
    /// No page comes near it. It caps time, not memory, for data that expands without end.
    pub payload_bytes: u64,
    /// How many times its stored size a record may expand to once it exceeds [`Limits::payload_bytes`]; beyond that,
    /// it is a bomb, and its compressed member is abandoned (200). 0 is taken as 1.
    ///
    /// gzip reaches 1,032 and zstd thirty times that on runs of one byte; text compresses to a tenth, logs to a fiftieth.
    pub expansion: u64,
    /// Bytes read ahead to check a `Content-Length` when something in the block looks like the next record (1 MiB). For
    /// a longer claim, the context of that record decides.
    pub lookahead_bytes: usize,
    /// Content and transfer codings of one payload, besides `chunked`; further ones are not decoded (2).
    ///
    /// Two occur by mistake of a server and its cache. Each adds another factor to a bomb.
    pub codings: usize,
    /// Bytes of a zstd dictionary at the start of an archive (8 MiB). Common ones have 0.1 to 1 MiB.
    pub dictionary_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            header_bytes: 64 << 10,
            payload_bytes: 256 << 20,
            expansion: 200,
            lookahead_bytes: 1 << 20,
            codings: 2,
            dictionary_bytes: 8 << 20,
        }
    }
}

impl Limits {
    /// Whether stored bytes unfold to more than they may.
    pub(super) fn is_bomb(&self, unfolded: u64, stored: u64) -> bool {
        unfolded / self.expansion.max(1) > stored
    }
}
