//! Applies text rules to a block: replaces words, cuts parts out, or drops the block.

use std::ops::Range;
use std::sync::Arc;

use super::dateline::is_dateline;
use crate::block::{Block, BlockKind, Mark};
use crate::extract::in_force::{RulesInForce, SignMet};
use crate::extract::output::Page;
use crate::extract::reason::{Reason, Ruling};
use crate::rules::{Context, Scratch, TextAction, sentence};

const MOST_HITS: usize = 8;

/// Letters in links for each one outside, from which a text counts as link text.
const LINKED_PER_UNLINKED: usize = 4;

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
        if !has_rules(block) {
            return outcome;
        }
        let mut search = Search::new(rules, before, block);
        while let Some(found) = search.next(&block.text, &|| links(block), page, &mut self.scratch) {
            if found.range == (0..block.text.len()) {
                (outcome.ruling, outcome.follows) = found.verdict();
                return outcome;
            }
            let part = cut(block, found.range);
            if block.text.is_empty() {
                outcome.ruling = Ruling::Drop(found.reason.clone());
                outcome.cut.push((part, found.reason));
                return outcome;
            }
            outcome.cut.push((part, found.reason));
        }
        outcome
    }

    /// Returns the verdict of a rule that names the block as a whole, although it has several lines.
    pub fn whole(&mut self, block: &Block, rules: &RulesInForce, page: &mut Page, before: u64) -> Option<Outcome> {
        let mut search = Search { subject: Subject::WholeOfLines, ..Search::new(rules, before, block) };
        let (ruling, follows) = search.next(&block.text, &Vec::new, page, &mut self.scratch)?.verdict();
        Some(Outcome { ruling, follows, cut: Vec::new() })
    }

    /// Begins to apply the rules to a line.
    pub fn line<'r>(&mut self, block: &Block, rules: &'r RulesInForce, before: u64) -> (Search<'r>, &mut Scratch) {
        (Search { subject: Subject::Line, ..Search::new(rules, before, block) }, &mut self.scratch)
    }
}

/// Whether text rules apply to the block.
pub(super) fn has_rules(block: &Block) -> bool {
    !block.text.is_empty() && !matches!(block.kind, BlockKind::Preformatted(_))
}

/// Returns the parts of the block's text that are links, in order, none overlapping another.
pub(super) fn links(block: &Block) -> Vec<Range<usize>> {
    let mut reached = 0;
    let mut beyond = |link: &Mark| {
        let range = link.start.max(reached)..link.end;
        reached = reached.max(link.end);
        (range.start < range.end).then_some(range)
    };
    block.marks.iter().filter(|mark| mark.kind.is_link()).filter_map(&mut beyond).collect()
}

/// The search for the rules that match a text: each rule once, the site's layer first. A rule that takes only a part
/// leaves the rest to the others.
pub(super) struct Search<'r> {
    rules: &'r RulesInForce,
    before: u64,
    done: Vec<(usize, usize)>,
    layers: usize,
    subject: Subject,
    /// Whether the block is a paragraph: a date in a list, a table or a heading is content.
    may_be_dateline: bool,
}

/// What the searched text is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Subject {
    Block,
    /// One of several lines of a block, to which a rule for last blocks does not apply.
    Line,
    /// A block of several lines: only rules whose phrases cover all of it count.
    WholeOfLines,
}

/// A rule that matches, and what it takes.
pub(super) struct Found {
    pub range: Range<usize>,
    pub action: TextAction,
    pub reason: Reason,
    last: Option<u32>,
}

impl Found {
    /// Returns the ruling on a block that the rule takes as a whole.
    fn verdict(self) -> (Ruling, Option<Follows>) {
        let Found { reason, .. } = self;
        match (self.action, self.last) {
            (TextAction::DropSection, _) => (Ruling::Drop(reason.clone()), Some(Follows::Section(reason))),
            (TextAction::Stop, _) => (Ruling::Drop(reason.clone()), Some(Follows::Rest(reason))),
            (_, Some(last)) => (Ruling::DropIfLast(reason, last), None),
            _ => (Ruling::Drop(reason), None),
        }
    }
}

impl<'r> Search<'r> {
    fn new(rules: &'r RulesInForce, before: u64, block: &Block) -> Search<'r> {
        let may_be_dateline = block.kind == BlockKind::Paragraph && block.containers.is_empty();
        Search { rules, before, done: Vec::new(), layers: rules.len(), subject: Subject::Block, may_be_dateline }
    }

    /// Returns the next rule that takes something of `text`. `links` returns the parts of it that are links, for the few
    /// rules that look at them.
    pub fn next(
        &mut self,
        text: &str,
        links: &dyn Fn() -> Vec<Range<usize>>,
        page: &mut Page,
        scratch: &mut Scratch,
    ) -> Option<Found> {
        while self.layers > 0 && self.done.len() < MOST_HITS {
            let number = self.layers - 1;
            let layer = &self.rules[number];
            let in_force = |rule: usize| {
                layer.text(rule)
                    && layer.layer.texts[rule].first.is_none_or(|most| self.before < u64::from(most))
                    && !(self.subject == Subject::Line && layer.layer.texts[rule].last.is_some())
                    && !self.done.contains(&(number, rule))
            };
            let Some(hit) = layer.layer.phrases.find(text, &page.context(), scratch, &in_force) else {
                self.layers -= 1;
                let looks = self.may_be_dateline && self.subject != Subject::WholeOfLines;
                let dateline = layer.layer.datelines.iter().find(|rule| looks && in_force(**rule));
                if let Some(&rule) = dateline.filter(|_| is_dateline(text, page)) {
                    let entry = &layer.layer.texts[rule];
                    let reason =
                        Reason::Phrase { rule: Arc::clone(&entry.rule), by: "dateline", phrase: String::new() };
                    return Some(Found { range: 0..text.len(), action: entry.action, reason, last: entry.last });
                }
                continue;
            };
            self.done.push((number, hit.rule));
            let is_whole = matches!(hit.by, "is" | "made-of");
            let is_partial = self.subject == Subject::WholeOfLines && !is_whole;
            if is_partial || hit.before_links.is_some_and(|end| !is_linked(text, end, &links())) {
                continue;
            }
            let entry = &layer.layer.texts[hit.rule];
            if let (Some(field), Some(value)) = (entry.capture, &hit.captured) {
                page.property(field, layer.layer.rank(entry.file), 0, value);
            }
            let range = match entry.action {
                TextAction::Keep => continue,
                TextAction::DropMatch => hit.matched,
                TextAction::DropSentence => sentence(text, hit.matched),
                TextAction::DropBlock | TextAction::DropSection | TextAction::Stop => 0..text.len(),
            };
            let reason = Reason::Phrase { rule: Arc::clone(&entry.rule), by: hit.by, phrase: hit.phrase };
            return Some(Found { range, action: entry.action, reason, last: entry.last });
        }
        None
    }
}

/// Whether the text from `start` on is link text. Outside of links, it may have a word such as "and", or a date.
fn is_linked(text: &str, start: usize, links: &[Range<usize>]) -> bool {
    let letters = |part: &str| part.chars().filter(|c| c.is_alphabetic()).count();
    let parts = links.iter().map(|link| link.start.max(start)..link.end).filter(|link| link.start < link.end);
    let linked: usize = parts.filter_map(|link| text.get(link)).map(letters).sum();
    letters(&text[start..]).saturating_sub(linked) * LINKED_PER_UNLINKED <= linked
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
pub(super) fn rewrite(block: &mut Block, words: &[(Range<usize>, &str)]) {
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

pub(super) fn splice(block: &mut Block, range: Range<usize>, with: &str) {
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
