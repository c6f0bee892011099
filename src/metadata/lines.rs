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

    /// Ends the line and shows it, if it is one that may matter; its text is asked, which is no line yet.
    pub fn end(&mut self, may_matter: impl FnOnce(&str) -> bool, read: impl FnOnce(&str)) {
        if self.line.text.is_empty() {
            return;
        }
        let text = self.line.text.trim_ascii_start();
        let is_passed = self.line.full || text.starts_with(|c: char| c.is_ascii_graphic()) && !may_matter(text);
        let line = if is_passed || text.is_empty() { Cow::default() } else { line(text) };
        self.count += u32::from(is_passed || !line.is_empty());
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
