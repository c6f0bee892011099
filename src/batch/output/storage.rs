//! What a store needs of the place where its output is kept.

use std::io;
use std::path::Path;

use crate::batch::count::Counts;
use crate::batch::page::Place;

/// A place where one output is kept: a file, a folder of pages, a stream, or the model of a disk in a test.
///
/// After an error it is dropped, whatever the error was: nothing is written to it again in this run.
pub trait Storage: Send {
    /// The name of the output; `None` for a stream, which cannot be resumed.
    fn name(&self) -> Option<&Path>;

    /// Appends what came of a record. A folder of pages has a file for each record, named by `entry`.
    fn append(&mut self, entry: u64, bytes: &[u8]) -> io::Result<()>;

    /// Waits until everything is on the disk; returns how long the output is.
    fn sync(&mut self) -> io::Result<u64>;

    /// Adds a line to the journal, and waits until it is on the disk. What it says must be there before.
    fn commit(&mut self, commit: &Commit) -> io::Result<()>;

    /// Gives the output its name.
    fn complete(self: Box<Self>) -> io::Result<()>;

    /// Removes everything: there will be no output.
    fn discard(self: Box<Self>) -> io::Result<()>;
}

/// How far an output has come. Its parts are known, written and read together only.
#[derive(Debug, Clone, Default)]
pub struct Commit {
    /// Bytes of the output.
    pub length: u64,
    /// The record that comes next.
    pub next: Place,
    /// The counts of all records before that.
    pub counts: Counts,
}
