//! What a batch writes: the form of each record, and the files that get their names when they are complete.

mod claim;
mod compress;
mod jsonl;
mod name;
mod pages;
#[cfg(feature = "parquet")]
mod parquet;
mod part;
mod storage;
mod store;
mod stream;
mod wet;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::Job;
use super::count::{Fate, Flaws};
use super::page::{Origin, Page, Place};
use crate::names::named;
use crate::warc::{Header, Reason, RecordType};
use crate::write::Format;

pub use claim::{Claim, JOURNAL, NEW_JOURNAL, create_again, folder_of, is_reserved};
pub use compress::Compression;
pub use name::fitting;
pub use storage::Commit;
#[cfg(test)]
pub use storage::Storage;
#[cfg(test)]
pub use store::Pace;
pub use store::Store;

/// The container of a batch's output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Container {
    /// A JSON object on a line for each page.
    Jsonl(Compression),
    /// A conversion record for each page, as in the WET files of Common Crawl; compressed, each is a member of its own.
    Wet(Compression),
    /// A Parquet file with a row for each page. It is made of lines of JSON when these are complete.
    #[cfg(feature = "parquet")]
    Parquet,
    /// A file for each page.
    Files,
}

named!(
    Container,
    "container",
    (Container::Jsonl(Compression::None)) = "jsonl",
    (Container::Jsonl(Compression::Gzip)) = "jsonl.gz",
    (Container::Jsonl(Compression::Zstd)) = "jsonl.zst",
    (Container::Wet(Compression::None)) = "wet",
    (Container::Wet(Compression::Gzip)) = "wet.gz",
    (Container::Wet(Compression::Zstd)) = "wet.zst",
    #[cfg(feature = "parquet")]
    (Container::Parquet) = "parquet",
    (Container::Files) = "files"
);

/// What became of a record, ready to be written.
#[derive(Debug)]
pub struct Done {
    pub fate: Fate,
    pub flaws: Flaws,
    /// For the output.
    pub bytes: Vec<u8>,
    pub text_bytes: usize,
    /// For standard error.
    pub notices: Vec<String>,
    /// When the page was captured.
    pub date: Option<String>,
    /// The bytes are about the output, and not of a page.
    pub is_info: bool,
}

impl Done {
    pub fn kept(bytes: Vec<u8>, text_bytes: usize) -> Done {
        Done { bytes, text_bytes, ..Done::dropped(Fate::Kept) }
    }

    pub fn dropped(fate: Fate) -> Done {
        Done {
            fate,
            flaws: Flaws::default(),
            bytes: Vec::new(),
            text_bytes: 0,
            notices: Vec::new(),
            date: None,
            is_info: false,
        }
    }

    /// Takes note of damage; what is known first is said.
    pub fn with_damage(mut self, place: &Place, damage: Option<Reason>) -> Done {
        if let Some(reason) = damage.filter(|_| !self.flaws.damaged) {
            let offset = place.offset.map(|offset| format!("{offset}: ")).unwrap_or_default();
            self.flaws.truncated |= reason.is_cut();
            self.flaws.degraded |= reason.is_limit();
            self.damaged(format!("{}: {offset}{reason}", place.name));
        }
        self
    }

    /// Takes note of damage that is named already.
    pub fn damaged(&mut self, notice: String) {
        self.flaws.damaged = true;
        self.notices.push(notice);
        // It might have been a page.
        if matches!(self.fate, Fate::Empty | Fate::NotHtml | Fate::NoPage) {
            self.fate = Fate::Damaged;
        }
    }
}

impl Container {
    /// The record as it stands in the output.
    pub(super) fn encode(self, job: &Job, origin: &Origin, page: &Page) -> Vec<u8> {
        match self {
            Container::Jsonl(_) => jsonl::line(origin, page),
            Container::Wet(compression) => compression.pack(&wet::conversion(job, origin, page)),
            #[cfg(feature = "parquet")]
            Container::Parquet => jsonl::line(origin, page),
            Container::Files => page.text.clone().into_bytes(),
        }
    }

    /// What the output says of itself, from a record of the source that the container [wants](Container::wants).
    pub(super) fn encode_info(self, job: &Job, origin: &Origin, block: &[u8]) -> Vec<u8> {
        match self {
            Container::Wet(compression) => compression.pack(&wet::info(job, origin, block)),
            _ => Vec::new(),
        }
    }

    /// Whether it has a use for a record that is no page.
    pub(super) fn wants(self, header: &Header) -> bool {
        matches!(self, Container::Wet(_)) && *header.record_type() == RecordType::Warcinfo && !header.is_arc()
    }

    /// Whether it is made of lines of JSON when they are complete.
    #[cfg(feature = "parquet")]
    fn is_table(self) -> bool {
        self == Container::Parquet
    }

    #[cfg(not(feature = "parquet"))]
    fn is_table(self) -> bool {
        false
    }

    /// How its records are put together before they are compressed.
    fn block_compression(self) -> Compression {
        match self {
            Container::Jsonl(compression) => compression,
            #[cfg(feature = "parquet")]
            Container::Parquet => Compression::Zstd,
            _ => Compression::None,
        }
    }

    /// The name of an output for an input of this name: without the ending of a compression, and with the container's.
    pub(super) fn name(self, format: Format, relative: &Path, is_archive: bool) -> PathBuf {
        let plain = match relative.extension() {
            Some(ending) if ending == "gz" || ending == "zst" => relative.with_extension(""),
            _ => relative.to_owned(),
        };
        let ending = match self {
            Container::Jsonl(compression) => format!(".jsonl{}", compression.ending()),
            Container::Wet(compression) => format!(".wet{}", compression.ending()),
            #[cfg(feature = "parquet")]
            Container::Parquet => ".parquet".to_owned(),
            Container::Files if is_archive => return plain,
            Container::Files => format!(".{}", file_ending(format)),
        };
        let mut name = OsString::from(plain);
        name.push(ending);
        name.into()
    }
}

/// The ending of a file that has text in this form.
fn file_ending(format: Format) -> &'static str {
    match format {
        Format::Markdown => "md",
        Format::Json => "json",
        Format::Html => "html",
        Format::Tei => "xml",
        Format::Text => "txt",
    }
}

/// The media type of text in this form.
fn media_type(format: Format) -> &'static str {
    match format {
        Format::Markdown => "text/markdown",
        Format::Json => "application/json",
        Format::Html => "text/html",
        Format::Tei => "application/tei+xml",
        Format::Text => "text/plain",
    }
}
