//! Compresses pieces of output, each to a whole member or frame, so that the output can be cut and gone on with there.

use std::io::Write as _;
use std::path::Path;

use flate2::write::GzEncoder;

use crate::names::named;

/// How output is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Compression {
    /// Not at all.
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
    /// As the name of a file says.
    pub fn of(path: &Path) -> Compression {
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("gz") => Compression::Gzip,
            Some("zst") => Compression::Zstd,
            _ => Compression::None,
        }
    }

    /// What names of files end with.
    pub fn ending(self) -> &'static str {
        match self {
            Compression::None => "",
            Compression::Gzip => ".gz",
            Compression::Zstd => ".zst",
        }
    }

    /// The bytes as a member; of no bytes there is none.
    pub(super) fn pack(self, bytes: &[u8]) -> Vec<u8> {
        if bytes.is_empty() {
            return Vec::new();
        }
        // Memory takes all that is written.
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
