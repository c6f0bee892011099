//! The output of a batch: the form of each record, and files that get their names when complete.

mod claim;
mod compress;
mod disk;
mod journal;
mod name;
mod pages;
#[cfg(feature = "parquet")]
mod parquet;
mod part;
mod schema;
mod seen;
mod storage;
mod store;
mod stream;
mod wet;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::Job;
use super::record::{Capture, Page};
use crate::names::named;
use crate::warc::{Header, RecordType};
use crate::write::Format;

pub use claim::{folder_of, is_reserved};
pub use compress::Compression;
pub use name::fitting;
pub use schema::Schema;
#[cfg(test)]
pub use storage::{Commit, Storage};
#[cfg(test)]
pub use store::Pace;
pub use store::Store;

/// The format of a batch's output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OutputFormat {
    /// One JSON object per line and page.
    Jsonl(Compression),
    /// One conversion record per page, as in Common Crawl's WET files; each record is a compressed member of its own.
    Wet(Compression),
    /// A Parquet file with one row per page, made from JSON lines once they are complete.
    #[cfg(feature = "parquet")]
    Parquet,
    /// One file per page.
    Files,
}

named!(
    OutputFormat,
    "container",
    (OutputFormat::Jsonl(Compression::None)) = "jsonl",
    (OutputFormat::Jsonl(Compression::Gzip)) = "jsonl.gz",
    (OutputFormat::Jsonl(Compression::Zstd)) = "jsonl.zst",
    (OutputFormat::Wet(Compression::None)) = "wet",
    (OutputFormat::Wet(Compression::Gzip)) = "wet.gz",
    (OutputFormat::Wet(Compression::Zstd)) = "wet.zst",
    #[cfg(feature = "parquet")]
    (OutputFormat::Parquet) = "parquet",
    (OutputFormat::Files) = "files"
);

impl Default for OutputFormat {
    fn default() -> Self {
        OutputFormat::Jsonl(Compression::None)
    }
}

impl OutputFormat {
    pub(super) fn encode(self, job: &Job, capture: &Capture, page: &Page) -> Vec<u8> {
        match self {
            OutputFormat::Jsonl(_) => job.schema.line(capture, page),
            OutputFormat::Wet(compression) => compression.pack(&wet::conversion(job, capture, page)),
            #[cfg(feature = "parquet")]
            OutputFormat::Parquet => Schema::Tamis.line(capture, page),
            OutputFormat::Files => page.text.clone().into_bytes(),
        }
    }

    /// Encodes the description of the output, from a source record that the format [wants](OutputFormat::wants).
    pub(super) fn encode_info(self, job: &Job, capture: &Capture, block: &[u8]) -> Vec<u8> {
        match self {
            OutputFormat::Wet(compression) => compression.pack(&wet::info(job, capture, block)),
            _ => Vec::new(),
        }
    }

    /// Whether the format uses this record, which is no page.
    pub(super) fn wants(self, header: &Header) -> bool {
        matches!(self, OutputFormat::Wet(_)) && *header.record_type() == RecordType::Warcinfo && !header.is_arc()
    }

    /// Whether the output is made from JSON lines once they are complete.
    #[cfg(feature = "parquet")]
    fn is_table(self) -> bool {
        self == OutputFormat::Parquet
    }

    #[cfg(not(feature = "parquet"))]
    fn is_table(self) -> bool {
        false
    }

    /// Returns the compression of blocks of records.
    fn block_compression(self) -> Compression {
        match self {
            OutputFormat::Jsonl(compression) => compression,
            #[cfg(feature = "parquet")]
            OutputFormat::Parquet => Compression::Zstd,
            _ => Compression::None,
        }
    }

    /// Returns the output name for an input: without the ending of a compression, with the ending of the format.
    pub(super) fn name(self, format: Format, relative: &Path, is_archive: bool) -> PathBuf {
        let plain = match relative.extension() {
            Some(ending) if ending == "gz" || ending == "zst" => relative.with_extension(""),
            _ => relative.to_owned(),
        };
        let ending = match self {
            OutputFormat::Jsonl(compression) => format!(".jsonl{}", compression.ending()),
            OutputFormat::Wet(compression) => format!(".wet{}", compression.ending()),
            #[cfg(feature = "parquet")]
            OutputFormat::Parquet => ".parquet".to_owned(),
            OutputFormat::Files if is_archive => return plain,
            OutputFormat::Files => format!(".{}", file_ending(format)),
        };
        let mut name = OsString::from(plain);
        name.push(ending);
        name.into()
    }
}

fn file_ending(format: Format) -> &'static str {
    match format {
        Format::Markdown => "md",
        Format::Json => "json",
        Format::Html => "html",
        Format::Tei => "xml",
        Format::Text => "txt",
    }
}

fn media_type(format: Format) -> &'static str {
    match format {
        Format::Markdown => "text/markdown",
        Format::Json => "application/json",
        Format::Html => "text/html",
        Format::Tei => "application/tei+xml",
        Format::Text => "text/plain",
    }
}
