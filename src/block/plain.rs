//! Turns plain text that another program extracted into blocks, one per line.
//!
//! Scraped text more often has one paragraph per line than wrapped lines. Lines without a blank line between them stay
//! together in the output, so wrapped text loses nothing.

use super::{Block, BlockKind, split_at_most};
use crate::limits::Limits;

#[derive(Debug)]
pub(crate) struct PlainText {
    line: String,
    /// Whether the line before was blank or missing.
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
                // At most what fits, so that where a long line is split does not depend on the chunks.
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

    /// Ends the line. The first one is taken as the headline: scrapers and reader modes write it so.
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
