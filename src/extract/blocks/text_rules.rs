//! Applies text rules to a block: replaces words, cuts parts out, or drops the block.

use std::ops::Range;
use std::sync::Arc;

use crate::block::{Block, BlockKind};
use crate::extract::in_force::{RulesInForce, SignMet};
use crate::extract::output::Page;
use crate::extract::reason::{Reason, Ruling};
use crate::rules::{Context, Scratch, TextAction, sentence};

const MOST_HITS: usize = 8;

/// Bytes by which replacements may lengthen any page.
const LEAST_ROOM: usize = 4 << 10;

pub(super) struct TextRules {
    scratch: Scratch,
    /// Bytes by which replacements may still lengthen the page.
    room: usize,
}

#[derive(Default)]
pub(super) struct Outcome {
    pub ruling: Ruling,
    pub cut: Vec<(Block, Reason)>,
    /// What else is dropped after the block.
    pub follows: Option<Follows>,
}

/// What is dropped after a block that a rule drops.
pub(super) enum Follows {
    Section(Reason),
    Rest(Reason),
}

impl Default for TextRules {
    fn default() -> TextRules {
        TextRules { scratch: Scratch::default(), room: LEAST_ROOM }
    }
}

impl TextRules {
    /// Applies `[[replace]]` rules, as long as they make the page at most twice as long.
    pub fn replace(&mut self, block: &mut Block, rules: &RulesInForce) {
        self.room += block.text.len();
        for layer in rules.iter() {
            let Some(replacer) = &layer.layer.replacer else { continue };
            let mut words = Vec::new();
            for found in replacer.find.find_iter(&block.text) {
                let (file, with) = &replacer.with[found.pattern().as_usize()];
                let growth = with.len().saturating_sub(found.len());
                if layer.file(*file) && growth <= self.room {
                    self.room -= growth;
                    words.push((found.range(), with.as_str()));
                }
            }
            if !words.is_empty() {
                rewrite(block, &words);
            }
        }
    }

    /// Returns the family signs among the block's phrases.
    pub fn signs(&mut self, block: &Block, rules: &RulesInForce) -> Vec<SignMet> {
        let mut signs = Vec::new();
        for (number, layer) in rules.iter().enumerate().filter(|(_, layer)| !layer.layer.sign_of.is_empty()) {
            let hit = layer.layer.signs.find(&block.text, &Context::default(), &mut self.scratch, &|_| true);
            let sign = hit.map(|hit| layer.layer.sign_of[hit.rule]);
            signs.extend(sign.map(|sign| SignMet { layer: number, file: sign.file, number: sign.number }));
        }
        signs
    }

    pub fn match_element(&mut self, rules: &RulesInForce, layer: usize, drop: usize, text: &str, page: &Page) -> bool {
        let phrases = rules[layer].layer.drops[drop].text.as_ref();
        phrases.is_some_and(|phrases| phrases.find(text, &page.context(), &mut self.scratch, &|_| true).is_some())
    }

    /// Applies the text rules. `before` is the number of content blocks so far. Captured values go to `page`.
    pub fn apply(&mut self, block: &mut Block, rules: &RulesInForce, page: &mut Page, before: u64) -> Outcome {
        let mut outcome = Outcome::default();
        if block.text.is_empty() || matches!(block.kind, BlockKind::Preformatted(_)) {
            return outcome;
        }
        // Each rule once, the site's layer first. A rule that takes only a part leaves the rest to the others.
        let mut done = Vec::new();
        let mut layers = rules.len();
        while layers > 0 && done.len() < MOST_HITS {
            let number = layers - 1;
            let layer = &rules[number];
            let in_force = |rule: usize| {
                layer.text(rule)
                    && layer.layer.texts[rule].first.is_none_or(|most| before < u64::from(most))
                    && !done.contains(&(number, rule))
            };
            let found = layer.layer.phrases.find(&block.text, &page.context(), &mut self.scratch, &in_force);
            let Some(hit) = found else {
                layers -= 1;
                continue;
            };
            done.push((number, hit.rule));
            let entry = &layer.layer.texts[hit.rule];
            let reason = Reason::Phrase { rule: Arc::clone(&entry.rule), by: hit.by, phrase: hit.phrase };
            if let (Some(field), Some(value)) = (entry.capture, &hit.captured) {
                page.property(field, layer.layer.rank(entry.file), 0, value);
            }
            let whole = 0..block.text.len();
            let range = match entry.action {
                TextAction::Keep => continue,
                TextAction::DropMatch => hit.matched,
                TextAction::DropSentence => sentence(&block.text, hit.matched),
                TextAction::DropBlock | TextAction::DropSection | TextAction::Stop => whole.clone(),
            };
            if range == whole {
                (outcome.ruling, outcome.follows) = match (entry.action, entry.last) {
                    (TextAction::DropSection, _) => (Ruling::Drop(reason.clone()), Some(Follows::Section(reason))),
                    (TextAction::Stop, _) => (Ruling::Drop(reason.clone()), Some(Follows::Rest(reason))),
                    (_, Some(last)) => (Ruling::DropIfLast(reason, last), None),
                    _ => (Ruling::Drop(reason), None),
                };
                return outcome;
            }
            let part = cut(block, range);
            if block.text.is_empty() {
                outcome.ruling = Ruling::Drop(reason.clone());
                outcome.cut.push((part, reason));
                return outcome;
            }
            outcome.cut.push((part, reason));
        }
        outcome
    }
}

/// Cuts a part out of a block and returns it as a block of its own.
fn cut(block: &mut Block, range: Range<usize>) -> Block {
    let mut part = Block { text: block.text[range.clone()].to_owned(), ..block.clone() };
    part.marks.clear();
    splice(block, range, "");
    let end = block.text.trim_end().len();
    splice(block, end..block.text.len(), "");
    let start = block.text.len() - block.text.trim_start().len();
    splice(block, 0..start, "");
    part
}

/// Replaces ranges of a block's text, given in order, and moves its marks. One pass: a block may consist of such words.
fn rewrite(block: &mut Block, words: &[(Range<usize>, &str)]) {
    let mut text = String::with_capacity(block.text.len());
    // The end of each replacement in the new text.
    let mut ends = Vec::with_capacity(words.len());
    let mut from = 0;
    for (range, with) in words {
        text.push_str(&block.text[from..range.start]);
        text.push_str(with);
        ends.push(text.len());
        from = range.end;
    }
    text.push_str(&block.text[from..]);
    let moved = |at: usize| match words.partition_point(|(range, _)| range.start < at).checked_sub(1) {
        Some(last) => ends[last] + at.saturating_sub(words[last].0.end),
        None => at,
    };
    for mark in &mut block.marks {
        (mark.start, mark.end) = (moved(mark.start), moved(mark.end));
    }
    block.text = text;
    block.marks.retain(|mark| mark.start < mark.end || mark.kind.is_between());
}

fn splice(block: &mut Block, range: Range<usize>, with: &str) {
    block.text.replace_range(range.clone(), with);
    let moved = |at: usize| match at {
        _ if at <= range.start => at,
        _ if at >= range.end => at - range.len() + with.len(),
        _ => range.start + with.len(),
    };
    for mark in &mut block.marks {
        (mark.start, mark.end) = (moved(mark.start), moved(mark.end));
    }
    block.marks.retain(|mark| mark.start < mark.end || mark.kind.is_between());
}
