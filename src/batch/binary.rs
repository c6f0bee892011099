//! Names binary files by their first bytes.

use crate::warc;

/// Binary files found among pages. Compressed files are in [`warc::refused_compression`].
const KINDS: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xFF\xD8\xFF", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a RIFF file (WebP, WAV, AVI)"),
    (b"OggS", "an Ogg file"),
    (b"ID3", "an MP3 file"),
    (b"wOF", "a font"),
    (b"\x7FELF", "a program"),
    (b"SQLite format 3", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
];

/// Returns what a file with these first bytes is, such as `a PDF file`, unless it may be a page. Sixteen bytes suffice.
///
/// For compressed files see [`refused_compression`](warc::refused_compression).
pub fn binary_kind(start: &[u8]) -> Option<&'static str> {
    KINDS.iter().find(|(magic, _)| start.starts_with(magic)).map(|(_, name)| *name)
}

/// Whether these first bytes rule out a page.
pub(super) fn is_binary(start: &[u8]) -> bool {
    binary_kind(start).is_some() || warc::refused_compression(start).is_some()
}
