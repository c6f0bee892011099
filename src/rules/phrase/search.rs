//! Finds the best matching phrase in the text of a block.

use super::border::is_border;
use super::normalise::{core, fold, fold_end, fold_start, window};
use super::parts;
use super::template::{Names, Template, number_key};
use super::{Context, Phrases, Position, Scratch};

/// Folded bytes beyond the longest phrase at an end of a block: for bullets before it, and the next letter after it.
const MARGIN: usize = 48;

/// The most places of a block where a phrase is found, and where one with placeholders is tried; a block with more
/// repeats them to cost time.
const MOST_PLACES: usize = 16 << 10;
const MOST_STARTS: usize = 2 << 10;

/// A phrase that matches, and its position in the folded text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) phrase: usize,
    /// Its start; meaningful only for phrases anywhere.
    pub(super) start: usize,
    /// Bytes it covers from its end of the block; for a phrase anywhere, its end.
    pub(super) folded: usize,
}

struct Best<'a> {
    found: Option<Found>,
    partly: &'a mut Vec<(usize, u8)>,
    in_force: &'a dyn Fn(usize) -> bool,
}

/// Folded text of a block, or of a window at one of its ends.
struct View<'t> {
    text: &'t str,
    /// Whether the view includes the start (`at_tail`: the end) of the block.
    at_head: bool,
    at_tail: bool,
    core: std::ops::Range<usize>,
}

impl Phrases {
    pub(super) fn search(
        &self,
        text: &str,
        context: &Context<'_>,
        scratch: &mut Scratch,
        in_force: &dyn Fn(usize) -> bool,
    ) -> Option<Found> {
        let Scratch { key, edge, names, partly } = scratch;
        partly.clear();
        let mut best = Best { found: None, partly, in_force };
        if self.needs_names {
            names.set(context);
        }
        let anywhere = self.anywhere.iter().any(|rule| in_force(*rule));
        if anywhere || self.gate.passes(text, [names.heads(), names.tails()], edge) {
            self.search_phrases(text, anywhere, key, edge, names, &mut best);
        }
        for phrase in self.regexes.matches(text, in_force) {
            self.offer(&mut best, Found { phrase, start: 0, folded: 0 });
        }
        best.found
    }

    /// Searches for the best phrase. `anywhere`: a phrase in force may be anywhere.
    fn search_phrases(
        &self,
        text: &str,
        anywhere: bool,
        key: &mut String,
        edge: &mut String,
        names: &Names,
        best: &mut Best<'_>,
    ) {
        let mut longest = [self.longest_whole, self.longest_start, self.longest_end];
        for (id, template) in &self.templates {
            let end = match self.phrases[*id].position {
                Position::BeforeLinks => Position::Starts,
                position => position,
            };
            if let Some(longest) = longest.get_mut(end as usize) {
                *longest = template.longest(names).max(*longest);
            }
        }
        let [longest_whole, longest_start, longest_end] = longest;
        let is_short = self.has_whole && text.len() <= window(longest_whole);
        let may_be_tools = !self.parts.is_empty() && text.len() <= window(parts::TEXT_MAX);
        if is_short || anywhere || may_be_tools {
            fold(text, edge);
            let view = View::new(edge, true, true);
            if is_short {
                self.look_up(&edge[view.core.clone()], key, names, best);
            }
            for phrase in self.parts.find(&edge[view.core.clone()]) {
                self.offer(best, Found { phrase, start: 0, folded: edge.len() });
            }
            return self.scan(&view, names, best);
        }
        let mut read = 0;
        if longest_start > 0 {
            read = fold_start(text, longest_start + MARGIN, edge);
            self.scan(&View::new(edge, true, read == text.len()), names, best);
        }
        if longest_end > 0 && read < text.len() {
            let start = fold_end(text, longest_end + MARGIN, edge);
            self.scan(&View::new(edge, start == 0, true), names, best);
        }
    }

    fn look_up(&self, whole: &str, key: &mut String, names: &Names, best: &mut Best<'_>) {
        if let Some(id) = self.whole.get(whole) {
            self.offer(best, Found { phrase: *id, start: 0, folded: whole.len() });
        }
        let matches = |template: &Template| template.match_at(whole, 0, names, &|end| end == whole.len()).is_some();
        if !self.numbered.is_empty() && whole.bytes().any(|b| b.is_ascii_digit()) {
            number_key(whole, key);
            for (id, template) in self.numbered.get(key.as_str()).into_iter().flatten() {
                if matches(template) {
                    self.offer(best, Found { phrase: *id, start: 0, folded: whole.len() });
                }
            }
        }
        for (id, template) in &self.templates {
            if self.phrases[*id].position == Position::Is && matches(template) {
                self.offer(best, Found { phrase: *id, start: 0, folded: whole.len() });
            }
        }
    }

    fn scan(&self, view: &View<'_>, names: &Names, best: &mut Best<'_>) {
        let (text, core) = (view.text, &view.core);
        if view.at_head {
            let mut found = |phrase, end| {
                if end < text.len() || view.at_tail {
                    self.offer(best, Found { phrase, start: 0, folded: end });
                }
            };
            self.starts.starts(text, 0, &mut found);
            if core.start > 0 {
                self.starts.starts(text, core.start, &mut found);
            }
        }
        if view.at_tail {
            let mut found = |phrase, start| {
                if start > 0 || view.at_head {
                    self.offer(best, Found { phrase, start, folded: text.len() - start });
                }
            };
            self.ends.ends(text, text.len(), &mut found);
            if core.end < text.len() {
                self.ends.ends(text, core.end, &mut found);
            }
        }
        if let Some(automaton) = &self.automaton {
            for found in automaton.find_overlapping_iter(view.text).take(MOST_PLACES) {
                let id = self.patterns[found.pattern().as_usize()];
                if let Some(folded) = view.covers(self.phrases[id].position, found.start(), found.end()) {
                    self.offer(best, Found { phrase: id, start: found.start(), folded });
                }
            }
        }
        for (id, template) in &self.templates {
            let position = self.phrases[*id].position;
            if position == Position::Is {
                continue;
            }
            let at = |start: usize| {
                let end =
                    template.match_at(view.text, start, names, &|end| view.covers(position, start, end).is_some())?;
                Some(Found { phrase: *id, start, folded: view.covers(position, start, end)? })
            };
            let found = match position {
                Position::Starts | Position::BeforeLinks => [0, view.core.start].into_iter().find_map(at),
                _ => template.starts(view.text, names).into_iter().take(MOST_STARTS).find_map(at),
            };
            if let Some(found) = found {
                self.offer(best, found);
            }
        }
    }

    /// Keeps the phrase of the first rule; within a rule, the longest of the first [`Position`].
    fn offer(&self, best: &mut Best<'_>, found: Found) {
        let entry = &self.phrases[found.phrase];
        if !(best.in_force)(entry.rule) {
            return;
        }
        let needs = self.needs[entry.rule];
        if needs != 0 {
            let at = best.partly.iter().position(|(rule, _)| *rule == entry.rule).unwrap_or_else(|| {
                best.partly.push((entry.rule, 0));
                best.partly.len() - 1
            });
            best.partly[at].1 |= entry.position.bit();
            if best.partly[at].1 != needs {
                return;
            }
        }
        let rank = |found: Found| {
            let entry = &self.phrases[found.phrase];
            (entry.rule, entry.position, std::cmp::Reverse(found.folded))
        };
        if best.found.is_none_or(|best| rank(found) < rank(best)) {
            best.found = Some(found);
        }
    }
}

impl<'t> View<'t> {
    fn new(text: &'t str, at_head: bool, at_tail: bool) -> View<'t> {
        View { text, at_head, at_tail, core: core(text) }
    }

    /// Returns how much a match covers, if its position fits and it ends at word boundaries.
    fn covers(&self, position: Position, start: usize, end: usize) -> Option<usize> {
        let in_position = match position {
            Position::Is | Position::Regex | Position::MadeOf => false,
            Position::Starts | Position::BeforeLinks => self.at_head && (start == 0 || start == self.core.start),
            Position::Ends => self.at_tail && (end == self.text.len() || end == self.core.end),
            Position::Contains => self.at_head && self.at_tail,
        };
        // The text after a window is unknown and may continue the word.
        let cut = (start == 0 && !self.at_head) || (end == self.text.len() && !self.at_tail);
        if !in_position || cut || !is_border(self.text, start) || !is_border(self.text, end) {
            return None;
        }
        Some(if position == Position::Ends { self.text.len() - start } else { end })
    }
}
