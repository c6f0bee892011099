//! Splits the page's text into short lines, to find its byline and its dateline.

use std::borrow::Cow;

use super::capture::Buffer;
use super::date;
use super::line::line;

/// Maximum number of lines examined, and of bytes in a line.
const LINES: u32 = 400;
const LINE_BYTES: usize = 400;

/// Maximum length of a dateline in characters; a longer line is a sentence with a date in it. Twice as much where it
/// begins with a word for "published" or "updated".
const DATELINE_CHARS: usize = 60;

/// The current line.
#[derive(Debug)]
pub(super) struct Lines {
    pub wanted: bool,
    /// Depths of the open blocks that began while `wanted`.
    blocks: Vec<usize>,
    line: Buffer,
    count: u32,
}

/// Maximum number of lines from the heading to a dateline.
const DATELINE_LINES: u32 = 40;

/// Maximum number of lines from the heading to a byline that only a link tells.
const BYLINE_LINES: u32 = 12;

impl Default for Lines {
    fn default() -> Self {
        Lines { wanted: false, blocks: Vec::new(), line: Buffer::new(LINE_BYTES), count: 0 }
    }
}

impl Lines {
    pub fn open_block(&mut self, depth: usize) {
        self.blocks.push(depth);
    }

    /// Returns whether the current line is close enough to the heading to be its dateline.
    pub fn is_near_heading(&self) -> bool {
        self.count < DATELINE_LINES
    }

    /// Returns whether the current line is so close to the heading that a link to an author's page is a byline.
    pub fn is_next_to_heading(&self) -> bool {
        self.wanted && self.count < BYLINE_LINES
    }

    /// Closes the element at a depth; returns whether it is one of `blocks`.
    pub fn close_block(&mut self, depth: usize) -> bool {
        self.blocks.pop_if(|block| *block == depth).is_some()
    }

    /// Returns the current line so far.
    pub fn current(&self) -> &str {
        &self.line.text
    }

    pub fn push(&mut self, text: &str) {
        if self.wanted && self.count < LINES {
            self.line.push(text);
        }
    }

    /// Ends the line and passes it to `read`, unless it is too long or `may_matter`, which gets the raw text, rejects it.
    pub fn end(&mut self, may_matter: impl FnOnce(&str) -> bool, read: impl FnOnce(&str)) {
        if self.line.text.is_empty() {
            return;
        }
        let text = self.line.text.trim_ascii_start();
        let is_rejected = self.line.full || text.starts_with(|c: char| c.is_ascii_graphic()) && !may_matter(text);
        let line = if is_rejected || text.is_empty() { Cow::default() } else { line(text) };
        self.count += u32::from(is_rejected || !line.is_empty());
        if !line.is_empty() {
            read(&line);
        }
        self.line.clear();
    }
}

/// Returns whether a line is short and has enough numbers for a date.
pub(super) fn may_be_dateline(line: &str) -> bool {
    let fits = |most: usize| line.len() <= 4 * most && line.chars().count() <= most;
    (fits(DATELINE_CHARS) || fits(2 * DATELINE_CHARS) && date::begins_with_sense(line)) && date::has_numbers(line)
}
