//! Turns the text of a block into the best phrase that holds for it.

use super::border::is_border;
use super::normalise::{core, fold, fold_end, fold_start};
use super::parts;
use super::template::{Names, Template, number_key};
use super::{Context, Phrases, Place, Scratch, window};

/// Folded bytes at an end of a block beyond the longest phrase: bullets before it, and what tells that a word ends.
const MARGIN: usize = 48;

/// The most places of a block where a phrase is found, and where one with placeholders is tried; a block with more
/// repeats them to cost time.
const MOST_PLACES: usize = 16 << 10;
const MOST_STARTS: usize = 2 << 10;

/// A phrase that holds, and where it stands in the folded text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) phrase: usize,
    /// Where it starts; means something for phrases anywhere only.
    pub(super) start: usize,
    /// How many bytes it covers, from its end of the block; for a phrase anywhere, where it ends.
    pub(super) folded: usize,
}

/// The best phrase so far.
struct Best<'a> {
    found: Option<Found>,
    partly: &'a mut Vec<(usize, u8)>,
    in_force: &'a dyn Fn(usize) -> bool,
}

/// Folded text of a block, or of a window at one of its ends.
struct View<'t> {
    text: &'t str,
    /// The view begins where the block begins, and ends where it ends.
    at_head: bool,
    at_tail: bool,
    /// Where the block begins and ends without bullets and the like.
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
        if anywhere || self.gate.passes(text, names, edge) {
            self.search_phrases(text, anywhere, key, edge, names, &mut best);
        }
        for phrase in self.regexes.matches(text, in_force) {
            self.offer(&mut best, Found { phrase, start: 0, folded: 0 });
        }
        best.found
    }

    /// `anywhere`: a phrase in force may stand anywhere.
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
            if let Some(longest) = longest.get_mut(self.phrases[*id].place as usize) {
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

    /// Finds the phrases that are the whole block.
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
            if self.phrases[*id].place == Place::Is && matches(template) {
                self.offer(best, Found { phrase: *id, start: 0, folded: whole.len() });
            }
        }
    }

    /// Finds the phrases that are not about the whole block.
    fn scan(&self, view: &View<'_>, names: &Names, best: &mut Best<'_>) {
        if let Some(automaton) = &self.automaton {
            for found in automaton.find_overlapping_iter(view.text).take(MOST_PLACES) {
                let id = self.patterns[found.pattern().as_usize()];
                if let Some(folded) = view.covers(self.phrases[id].place, found.start(), found.end()) {
                    self.offer(best, Found { phrase: id, start: found.start(), folded });
                }
            }
        }
        for (id, template) in &self.templates {
            let place = self.phrases[*id].place;
            if place == Place::Is {
                continue;
            }
            let at = |start: usize| {
                let end =
                    template.match_at(view.text, start, names, &|end| view.covers(place, start, end).is_some())?;
                Some(Found { phrase: *id, start, folded: view.covers(place, start, end)? })
            };
            let found = match place {
                Place::Starts => [0, view.core.start].into_iter().find_map(at),
                _ => template.starts(view.text, names).into_iter().take(MOST_STARTS).find_map(at),
            };
            if let Some(found) = found {
                self.offer(best, found);
            }
        }
    }

    /// Keeps the phrase of the first rule; within a rule, the longest of the first place.
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
            best.partly[at].1 |= entry.place.bit();
            if best.partly[at].1 != needs {
                return;
            }
        }
        let rank = |found: Found| {
            let entry = &self.phrases[found.phrase];
            (entry.rule, entry.place, std::cmp::Reverse(found.folded))
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

    /// How much a match covers, when it stands where its place says and cuts no word.
    fn covers(&self, place: Place, start: usize, end: usize) -> Option<usize> {
        let in_place = match place {
            Place::Is | Place::Regex | Place::MadeOf => false,
            Place::Starts => self.at_head && (start == 0 || start == self.core.start),
            Place::Ends => self.at_tail && (end == self.text.len() || end == self.core.end),
            Place::Contains => self.at_head && self.at_tail,
        };
        // What follows a window is not known, and may go on with the word.
        let cut = (start == 0 && !self.at_head) || (end == self.text.len() && !self.at_tail);
        if !in_place || cut || !is_border(self.text, start) || !is_border(self.text, end) {
            return None;
        }
        Some(if place == Place::Ends { self.text.len() - start } else { end })
    }
}
