//! Compresses pieces of output, each as a whole member or frame, so that the output can be truncated and resumed there.

use std::io::Write as _;
use std::path::Path;

use flate2::write::GzEncoder;

use crate::names::named;

/// The compression of an output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Compression {
    /// No compression.
    #[default]
    None,
    /// gzip.
    Gzip,
    /// zstd.
    Zstd,
}

named!(
    Compression,
    "compression",
    (Compression::None) = "none",
    (Compression::Gzip) = "gzip",
    (Compression::Zstd) = "zstd"
);

impl Compression {
    /// Chooses the compression by a file name.
    pub fn of(path: &Path) -> Compression {
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("gz") => Compression::Gzip,
            Some("zst") => Compression::Zstd,
            _ => Compression::None,
        }
    }

    /// Returns the file name ending.
    pub fn ending(self) -> &'static str {
        match self {
            Compression::None => "",
            Compression::Gzip => ".gz",
            Compression::Zstd => ".zst",
        }
    }

    /// Compresses the bytes to one member; no bytes make no member.
    pub(super) fn pack(self, bytes: &[u8]) -> Vec<u8> {
        if bytes.is_empty() {
            return Vec::new();
        }
        // Writing to memory does not fail.
        let packed = match self {
            Compression::None => return bytes.to_vec(),
            Compression::Gzip => {
                let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::new(6));
                encoder.write_all(bytes).and_then(|()| encoder.finish())
            }
            Compression::Zstd => zstd::Encoder::new(Vec::new(), 3).and_then(|mut encoder| {
                encoder.include_checksum(true)?;
                encoder.write_all(bytes)?;
                encoder.finish()
            }),
        };
        packed.unwrap_or_default()
    }
}
