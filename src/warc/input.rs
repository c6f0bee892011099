//! The stored bytes of an archive, with a bounded way back.
//!
//! The decoder often reads beyond the start of the next member before it detects corrupt data. So the last bytes stay
//! in the buffer and can be searched again: a pipe cannot seek.

use std::io::{self, Read};

/// Bytes that can be read again: more than most compressed records have.
const KEPT: usize = 256 << 10;
/// Minimum bytes per read.
const READ: usize = 64 << 10;

pub struct Input<R> {
    source: R,
    buffer: Box<[u8]>,
    /// The unread part of the buffer.
    start: usize,
    end: usize,
    /// The position of `start` in the file.
    offset: u64,
    ended: bool,
}

impl<R: Read> Input<R> {
    /// Reads a source that starts at byte `offset` of the file.
    pub fn new(source: R, offset: u64) -> Self {
        Input { source, buffer: vec![0; 2 * KEPT].into(), start: 0, end: 0, offset, ended: false }
    }

    /// Returns the unread bytes: at least `want` of them ([`KEPT`] at most), unless the file ends.
    pub fn peek(&mut self, want: usize) -> io::Result<&[u8]> {
        while self.end - self.start < want && !self.ended {
            if self.buffer.len() - self.end < READ {
                let from = self.start.saturating_sub(KEPT);
                self.buffer.copy_within(from..self.end, 0);
                self.start -= from;
                self.end -= from;
            }
            match self.source.read(&mut self.buffer[self.end..]) {
                Ok(0) => self.ended = true,
                Ok(length) => self.end += length,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(&self.buffer[self.start..self.end])
    }

    pub fn consume(&mut self, length: usize) {
        self.start += length;
        self.offset += length as u64;
    }

    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Goes back to a position, or as near to it as possible.
    pub fn rewind(&mut self, to: u64) {
        let back = usize::try_from(self.offset.saturating_sub(to)).map_or(self.start, |back| back.min(self.start));
        self.start -= back;
        self.offset -= back as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_bytes_can_be_read_again_and_older_ones_are_gone() {
        let file: Vec<u8> = (0..3 * KEPT).map(|at| (at % 251) as u8).collect();
        let mut input = Input::new(&file[..], 0);
        while let length @ 1.. = input.peek(1).unwrap().len() {
            input.consume(length);
        }
        assert_eq!(input.offset(), 3 * KEPT as u64);
        let near = 2 * KEPT + 5;
        input.rewind(near as u64);
        assert_eq!(input.peek(10).unwrap()[..10], file[near..near + 10]);
        input.rewind(0);
        let reached = input.offset() as usize;
        assert!(reached > 0);
        assert_eq!(input.peek(10).unwrap()[..10], file[reached..reached + 10]);
    }
}
