//! Standard output, a device or a named pipe.

use std::io::{self, Write};
use std::path::Path;

use super::storage::{Commit, Storage};

const BUFFER: usize = 64 << 10;

/// A buffered stream. Unlike `BufWriter` it writes nothing when dropped, because that may happen after an error.
pub struct Stream {
    stream: Box<dyn Write + Send>,
    buffer: Vec<u8>,
}

impl Stream {
    pub fn new(stream: Box<dyn Write + Send>) -> Stream {
        Stream { stream, buffer: Vec::new() }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.write_all(&std::mem::take(&mut self.buffer))?;
        self.stream.flush()
    }
}

impl Storage for Stream {
    fn name(&self) -> Option<&Path> {
        None
    }

    fn append(&mut self, _: u64, bytes: &[u8]) -> io::Result<()> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() < BUFFER { Ok(()) } else { self.flush() }
    }

    fn sync(&mut self) -> io::Result<u64> {
        self.flush().map(|()| 0)
    }

    fn commit(&mut self, _: &Commit) -> io::Result<()> {
        Ok(())
    }

    fn complete(mut self: Box<Self>) -> io::Result<()> {
        self.flush()
    }

    fn discard(self: Box<Self>) -> io::Result<()> {
        Ok(())
    }
}
