//! Reads WARC, WET and ARC archives, however damaged: stored bytes in, records and decoded payloads out.
//!
//! This module is independent of HTML and can be used alone. A [`Reader`] takes any [`Read`](std::io::Read), such as a
//! pipe, and returns one [`Record`] after another: a [`Header`], and a block that [`Record::payload`] decodes. No
//! record is held in memory.
//!
//! ```
//! use std::io::Read;
//! use tamis::warc::{Entry, Reader};
//!
//! let archive = b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://tea.example/\r\n\
//!     Content-Type: application/http;msgtype=response\r\nContent-Length: 74\r\n\r\n\
//!     HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Boil water.<p>Pour it over.\r\n\r\n";
//! let mut reader = Reader::new(&archive[..])?;
//! while let Some(entry) = reader.next_entry()? {
//!     let mut record = match entry {
//!         Entry::Record(record) => record,
//!         Entry::Damaged(damage) => {
//!             println!("{damage}");
//!             continue;
//!         }
//!     };
//!     assert_eq!(record.header().target_uri(), Some("http://tea.example/"));
//!     let mut payload = record.payload()?;
//!     assert_eq!(payload.http().and_then(|head| head.media_type()), Some("text/html"));
//!     let mut page = String::new();
//!     payload.read_to_string(&mut page)?;
//!     assert_eq!(page, "<p>Boil water.<p>Pour it over.");
//!     assert_eq!(payload.finish(), None);
//!     if let Some(damage) = record.finish()? {
//!         println!("{damage}");
//!     }
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Formats
//!
//! WARC of all versions, WET (`conversion` records), ARC of versions 1 and 2; plain, gzip or zstd; one member per
//! record, one per file, or blocks independent of records; zstd with a dictionary at the start of the file. The format
//! is detected from the bytes. Other compressions are rejected by name.
//!
//! # Damage
//!
//! Damage affects only its own record. It is reported as a [`Reason`] with the [`Offset`] of the record, and the reader
//! continues at the next record: in a compressed file at the next member, otherwise at the next line that starts a
//! record. Some damage, such as a wrong checksum, shows only at the end of a record: hence [`Record::finish`].
//!
//! No number in the archive sets the size of a buffer; [`Limits`] cut off data that expands without end.
//!
//! # Resuming
//!
//! [`Reader::resume`] needs only the [`Offset`] of a record. This costs nothing if each record has its own member or
//! nothing is compressed; otherwise the member is decoded up to the record.
//!
//! # Threads
//!
//! The length of a gzip member is unknown until it is decoded, so only one thread at a time can read. That is no loss
//! when each record needs work: the threads share the reader behind a [`Mutex`](std::sync::Mutex); each takes the next
//! record into memory (up to a cap), releases the reader, and decodes and cleans the record with [`Payload::new`].
//! `examples/warc_threads.rs` does this.

mod arc;
mod block;
mod damage;
mod decode;
mod dictionary;
mod fields;
mod head;
mod header;
mod http;
mod input;
mod limits;
mod members;
mod payload;
mod reader;
mod stage;
mod start;
mod stream;
mod unpack;

use std::io;

pub use damage::{Damage, Reason};
pub use fields::Fields;
pub use header::{Header, Offset, RecordType};
pub use http::HttpHead;
pub use limits::Limits;
pub use members::refused_compression;
pub use payload::Payload;
pub use reader::{Entry, Reader, Record};
pub use unpack::{Unpacked, is_packed};

/// Why an archive cannot be read at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The source cannot be read.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The archive has an unsupported compression.
    #[error("is compressed with {0}; unpack it first (gzip and zstd need no unpacking)")]
    Compression(&'static str),
}
