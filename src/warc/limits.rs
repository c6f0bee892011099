//! The caps on what an archive may hold in memory or unfold to, each with its default and the reason for it.
//!
//! An archive decides nothing about memory: what exceeds a cap is passed over and named as [`Reason`](super::Reason).

/// The caps of an archive's reader.
///
/// ```
/// let limits = tamis::warc::Limits { payload_bytes: 16 << 20, ..Default::default() };
/// assert!(limits.header_bytes < limits.lookahead_bytes);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one record's header, and of one HTTP head. A longer one makes the record unreadable (64 KiB).
    ///
    /// Heads of real pages are below 16 KiB; some carry cookies or policies of 30 KiB.
    pub header_bytes: usize,
    /// Bytes that are given of one record's block, and of its payload after each decoder (256 MiB).
    ///
    /// No page comes near it. Nothing of that size is held: it is a cap on time, for what unfolds without an end.
    pub payload_bytes: u64,
    /// How many times its stored size a record may unfold to, once it exceeds [`Limits::payload_bytes`]; beyond, it is
    /// a bomb, and a compressed member is not read to its end (200). 0 is taken as 1.
    ///
    /// gzip reaches 1,032 and zstd thirty times that on runs of one byte; text compresses to a tenth, logs to a fiftieth.
    pub expansion: u64,
    /// Bytes that are read ahead to judge a `Content-Length` in doubt, because something in the block looks like the
    /// next record (1 MiB). Where the length claims more, what is around that record decides.
    pub lookahead_bytes: usize,
    /// Content and transfer codings of one payload, besides `chunked`; more are not undone (2).
    ///
    /// Two occur by mistake, of a server and its cache. Each is another factor to a bomb.
    pub codings: usize,
    /// Bytes of a zstd dictionary at the head of an archive (8 MiB). The usual ones have 0.1 to 1 MiB.
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
