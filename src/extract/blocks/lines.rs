//! Applies text rules to the lines of a block that the page cuts by `<br>`.
//!
//! Old pages write a list of other stories, a toolbar and the article as lines of one block. A rule that would drop the
//! block drops the line; one that drops a section drops the lines after it too, up to prose.

use std::ops::Range;

use super::section::Section;
use super::text_rules::{TextRules, links, rewrite, splice};
use crate::block::Block;
use crate::extract::in_force::RulesInForce;
use crate::extract::output::Page;
use crate::extract::reason::Reason;
use crate::rules::TextAction;

/// Maximum number of parts that rules take from one block; the lines after them stay. Each part is reported as a block.
const MOST_PARTS: usize = 256;

/// What the rules make of the lines of a block.
#[derive(Default)]
pub(super) struct Lines {
    /// What is taken, in order; neighbours with the same reason as one.
    pub parts: Vec<(Range<usize>, Reason)>,
    /// The section that goes on after the block.
    pub section: Option<Section>,
    /// Why everything after the block is dropped.
    pub stop: Option<Reason>,
    /// Whether no text is left.
    pub is_empty: bool,
}

impl Lines {
    /// Finds what the rules take from the lines of a block. `section` is the one that reaches it.
    pub fn find(
        block: &Block,
        section: Option<Section>,
        text_rules: &mut TextRules,
        rules: &RulesInForce,
        page: &mut Page,
        before: u64,
    ) -> Lines {
        let text = block.text.as_str();
        let mut lines = Lines { section, is_empty: true, ..Lines::default() };
        let mut begun_here = false;
        let links = links(block);
        let mut links = &links[..];
        let mut start = 0;
        for line in text.split('\n') {
            let range = start..start + line.len();
            start = range.end + 1;
            while let [first, rest @ ..] = links
                && first.end <= range.start
            {
                links = rest;
            }
            let within: Vec<Range<usize>> = links
                .iter()
                .take_while(|link| link.start < range.end)
                .map(|link| link.start.max(range.start) - range.start..link.end.min(range.end) - range.start)
                .collect();
            if lines.parts.len() >= MOST_PARTS {
                lines.is_empty &= line.trim().is_empty();
                continue;
            }
            if let Some(reason) = lines.stop.clone() {
                lines.take(range, reason, text);
                continue;
            }
            if let Some(section) = &mut lines.section {
                if section.takes_line(block, line, &within, begun_here) {
                    let reason = section.reason.clone();
                    lines.take(range, reason, text);
                    continue;
                }
                lines.section = None;
            }
            // What is left of the line: rules take parts from its ends.
            let mut left = 0..line.len();
            let (mut search, scratch) = text_rules.line(block, rules, before);
            loop {
                let shifted = || {
                    let left_of = |link: &&Range<usize>| link.end > left.start && link.start < left.end;
                    let shift = |at: usize| at.clamp(left.start, left.end) - left.start;
                    within.iter().filter(left_of).map(|link| shift(link.start)..shift(link.end)).collect()
                };
                let Some(found) = search.next(&line[left.clone()], &shifted, page, scratch) else { break };
                let taken = left.start + found.range.start..left.start + found.range.end;
                match found.action {
                    TextAction::DropSection => {
                        lines.section = Some(Section::of_block(found.reason.clone(), block));
                        begun_here = true;
                    }
                    TextAction::Stop => lines.stop = Some(found.reason.clone()),
                    _ => {}
                }
                lines.take(range.start + taken.start..range.start + taken.end, found.reason, text);
                match (taken.start == left.start, taken.end == left.end) {
                    (true, _) => left.start = taken.end,
                    (false, true) => left.end = taken.start,
                    // The rules after it would see two parts.
                    (false, false) => break,
                }
                if line[left.clone()].trim().is_empty() {
                    left = 0..0;
                    break;
                }
            }
            lines.is_empty &= line[left].trim().is_empty();
        }
        lines
    }

    /// Takes a range, with the line break after it if it is a whole line.
    fn take(&mut self, range: Range<usize>, reason: Reason, text: &str) {
        let is_line = (range.start == 0 || text[..range.start].ends_with('\n')) && text[range.end..].starts_with('\n');
        let end = range.end + usize::from(is_line);
        match self.parts.last_mut() {
            Some((last, same)) if last.end == range.start && *same == reason => last.end = end,
            _ => self.parts.push((range.start..end, reason)),
        }
    }

    /// Cuts the parts out of the block.
    pub fn cut(&self, block: &mut Block) {
        let words: Vec<(Range<usize>, &str)> = self.parts.iter().map(|(range, _)| (range.clone(), "")).collect();
        rewrite(block, &words);
        let end = block.text.trim_end().len();
        splice(block, end..block.text.len(), "");
        let start = block.text.len() - block.text.trim_start().len();
        splice(block, 0..start, "");
    }

    /// Returns the parts as blocks, each with its reason.
    pub fn dropped(&self, block: &Block) -> Vec<(Block, Reason)> {
        let part = |(range, reason): &(Range<usize>, Reason)| {
            let part = Block {
                kind: block.kind.clone(),
                text: block.text[range.clone()].trim().to_owned(),
                containers: block.containers.clone(),
                language: block.language.clone(),
                direction: block.direction,
                comment: block.comment,
                // The block accounts for the tags.
                markup: Some(0),
                ..Block::default()
            };
            (part, reason.clone())
        };
        self.parts.iter().map(part).collect()
    }
}
