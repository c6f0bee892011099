//! The interface between a store and the place where its output is kept.

use std::io;
use std::path::Path;

use crate::batch::count::Counts;
use crate::batch::record::RecordOrigin;

/// The place of one output: a file, a folder of pages, a stream, or the model of a disk in a test.
///
/// After any error it is dropped: this run writes nothing more to it.
pub trait Storage: Send {
    /// Returns the name of the output; `None` for a stream, which cannot be resumed.
    fn name(&self) -> Option<&Path>;

    /// Appends the bytes of a record. A folder of pages stores each record in a file named by `entry`.
    fn append(&mut self, entry: u64, bytes: &[u8]) -> io::Result<()>;

    /// Waits until everything is on the disk; returns the length of the output.
    fn sync(&mut self) -> io::Result<u64>;

    /// Adds a commit to the journal and waits until it is on the disk. The output it describes must be synced before.
    fn commit(&mut self, commit: &Commit) -> io::Result<()>;

    /// Gives the output its name.
    fn complete(self: Box<Self>) -> io::Result<()>;

    /// Removes everything; there is no output.
    fn discard(self: Box<Self>) -> io::Result<()>;
}

/// How far an output is written. Its fields belong to one moment and are never changed separately.
#[derive(Debug, Clone, Default)]
pub struct Commit {
    /// Bytes of the output.
    pub length: u64,
    /// The next record.
    pub next: RecordOrigin,
    /// The counts of all records before that.
    pub counts: Counts,
}
