//! WARC, WET and ARC archives, as they are found: stored bytes in, records and their decoded payloads out.
//!
//! This module knows nothing of HTML and can be used alone. A [`Reader`] takes anything that implements
//! [`Read`](std::io::Read), a pipe included, and gives one [`Record`] after another: a [`Header`], and a block to be
//! read, which [`Record::payload`] decodes. No record is held in memory.
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
//! # What is read
//!
//! WARC of all versions, WET (`conversion` records), ARC of version 1 and 2; as they are, in gzip or in zstd, with one
//! member for each record, one for the whole file, or blocks that know nothing of records; zstd with a dictionary at
//! the head of the file. What it is shows in the bytes. Other compressions are refused by name.
//!
//! # What is wrong
//!
//! A damaged record costs itself only. What is wrong is told as a [`Reason`], with the [`Offset`] of the record, and the
//! reader goes on at the next record: behind the next member in a compressed file, else behind the next line that
//! starts one. Some damage shows only at the end of a record, such as a checksum, hence [`Record::finish`].
//!
//! Nothing is sized by a number in the archive; what unfolds without an end is cut off by [`Limits`].
//!
//! # Going on later
//!
//! The [`Offset`] of a record is all that [`Reader::resume`] needs to start at that record. Where each record is a member of
//! its own, or nothing is compressed, it costs nothing; else the member is decoded up to there.
//!
//! # Several threads
//!
//! The length of a gzip member is not known before it is decoded, so that one thread at a time can read. That is no
//! loss where each record is worked on: the threads share the reader behind a [`Mutex`](std::sync::Mutex), and each
//! takes the next record whole (as far as it fits), lets the reader go, and decodes and cleans with
//! [`Payload::new`] from its own memory. So reading in one thread and work in the others go side by side, with
//! nothing between them. `examples/warc_threads.rs` does it, and counts.

mod arc;
mod block;
mod container;
mod damage;
mod decode;
mod dictionary;
mod fields;
mod head;
mod header;
mod http;
mod input;
mod limits;
mod payload;
mod reader;
mod stage;
mod start;
mod stream;
mod unpack;

use std::io;

pub use container::refused_compression;
pub use damage::{Damage, Reason};
pub use fields::Fields;
pub use header::{Header, Offset, RecordType};
pub use http::HttpHead;
pub use limits::Limits;
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
    /// The archive is compressed with something that is not read here.
    #[error("is compressed with {0}; unpack it first (gzip and zstd are read as they are)")]
    Compression(&'static str),
}
