//! Turns plain text, as another program left it, into blocks: one a line.
//!
//! Scraped text has a paragraph a line more often than wrapped lines. Lines without a blank line between them stay
//! together in the output, so nothing is lost where lines are wrapped.

use super::{Block, BlockKind, split_at_most};
use crate::limits::Limits;

/// Splits text into lines, as it arrives.
#[derive(Debug)]
pub(crate) struct PlainText {
    line: String,
    /// The line before this one was blank, or there was none.
    after_blank: bool,
    first: bool,
    after_return: bool,
    max_line: usize,
}

impl PlainText {
    pub fn new(limits: &Limits) -> Self {
        PlainText {
            line: String::new(),
            after_blank: true,
            first: true,
            after_return: false,
            max_line: limits.block_text_bytes,
        }
    }

    pub fn push(&mut self, text: &str, out: &mut impl FnMut(Block)) {
        for piece in text.split_inclusive(['\n', '\r']) {
            let content = piece.trim_end_matches(['\n', '\r']);
            let line_feed_of_pair = std::mem::take(&mut self.after_return) && piece == "\n";
            let mut rest = content;
            while !rest.is_empty() {
                // No more at once than fits, so that where a long line is split does not depend on the chunks.
                let (now, later) = split_at_most(rest, self.max_line.saturating_sub(self.line.len()));
                self.line.push_str(now);
                if self.line.len() >= self.max_line {
                    self.end_line(out);
                }
                rest = later;
            }
            if piece.len() > content.len() && !line_feed_of_pair {
                self.end_line(out);
            }
            self.after_return = piece.ends_with('\r');
        }
    }

    pub fn finish(&mut self, out: &mut impl FnMut(Block)) {
        self.end_line(out);
    }

    /// The first line is taken as the headline, as in what scrapers and readers write.
    fn end_line(&mut self, out: &mut impl FnMut(Block)) {
        let text: String =
            self.line.trim().chars().filter(|&c| c == '\t' || !c.is_control() && c != '\u{FEFF}').collect();
        self.line.clear();
        if text.is_empty() {
            self.after_blank = true;
            return;
        }
        let kind = if std::mem::take(&mut self.first) { BlockKind::Heading(1) } else { BlockKind::Paragraph };
        out(Block { kind, text, tight: !self.after_blank, ..Block::default() });
        self.after_blank = false;
    }
}
