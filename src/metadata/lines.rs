//! The short lines of a page, among which its byline and its dateline are.

use std::borrow::Cow;

use super::buffer::Buffer;
use super::date;
use super::line::line;

/// Lines that are looked at, and how long they are at most, in bytes.
const LINES: u32 = 400;
const LINE_BYTES: usize = 400;

/// The longest dateline, in characters; what is longer is a sentence with a date in it.
const DATELINE_CHARS: usize = 60;

/// The line at hand.
#[derive(Debug)]
pub(super) struct Lines {
    /// Whether anybody looks at lines now.
    pub wanted: bool,
    /// The depths of open blocks, as far as lines are wanted.
    blocks: Vec<usize>,
    line: Buffer,
    count: u32,
}

impl Default for Lines {
    fn default() -> Self {
        Lines { wanted: false, blocks: Vec::new(), line: Buffer::new(LINE_BYTES), count: 0 }
    }
}

impl Lines {
    /// A block begins at a depth.
    pub fn open_block(&mut self, depth: usize) {
        self.blocks.push(depth);
    }

    /// The element at a depth closes; true if it is a block that began while lines were wanted.
    pub fn close_block(&mut self, depth: usize) -> bool {
        self.blocks.pop_if(|block| *block == depth).is_some()
    }

    pub fn push(&mut self, text: &str) {
        if self.wanted && self.count < LINES {
            self.line.push(text);
        }
    }

    /// Ends the line and shows it, if it is one.
    pub fn end(&mut self, read: impl FnOnce(&str)) {
        if self.line.text.is_empty() {
            return;
        }
        let line = if self.line.full { Cow::default() } else { line(&self.line.text) };
        self.count += u32::from(self.line.full || !line.is_empty());
        if !line.is_empty() {
            read(&line);
        }
        self.line.clear();
    }
}

/// Whether a line is short and has the numbers of a date.
pub(super) fn may_be_dateline(line: &str) -> bool {
    line.len() <= 4 * DATELINE_CHARS && line.chars().count() <= DATELINE_CHARS && date::has_numbers(line)
}
