//! Turns the text of a block into the best phrase that holds for it.

use super::border::is_border;
use super::normalise::{core, fold, fold_end, fold_start};
use super::template::{Template, number_key};
use super::{Context, Phrases, Place, Scratch, window};

/// Folded bytes at an end of a block beyond the longest phrase: bullets before it, and what tells that a word ends.
const MARGIN: usize = 48;

/// A phrase that holds, and how many bytes of folded text it covers, from its end of the block.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) phrase: usize,
    pub(super) folded: usize,
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
    pub(super) fn search(&self, text: &str, context: &Context<'_>, scratch: &mut Scratch) -> Option<Found> {
        let Scratch { key, edge, names } = scratch;
        let mut longest = [self.longest_whole, self.longest_start, self.longest_end];
        let needs_names = self.templates.iter().any(|(_, template)| template.needs_names());
        if needs_names {
            names.set(context.title, context.site);
        }
        if !self.has_contains && !self.gate.passes(text, names, edge) {
            return None;
        }
        if needs_names {
            for (id, template) in &self.templates {
                if let Some(longest) = longest.get_mut(self.phrases[*id].place as usize) {
                    *longest = template.longest(names).max(*longest);
                }
            }
        }
        let [longest_whole, longest_start, longest_end] = longest;

        let mut best = None;
        let is_short = self.has_whole && text.len() <= window(longest_whole);
        if is_short || self.has_contains {
            fold(text, edge);
            let view = View::new(edge, true, true);
            if is_short {
                self.look_up(&edge[view.core.clone()], key, names, &mut best);
            }
            self.scan(&view, names, &mut best);
            return best;
        }
        let mut read = 0;
        if longest_start > 0 {
            read = fold_start(text, longest_start + MARGIN, edge);
            self.scan(&View::new(edge, true, read == text.len()), names, &mut best);
        }
        if longest_end > 0 && read < text.len() {
            let start = fold_end(text, longest_end + MARGIN, edge);
            self.scan(&View::new(edge, start == 0, true), names, &mut best);
        }
        best
    }

    /// Finds the phrases that are the whole block.
    fn look_up(&self, whole: &str, key: &mut String, names: &super::Names, best: &mut Option<Found>) {
        if let Some(id) = self.whole.get(whole) {
            self.offer(best, *id, whole.len());
        }
        let matches = |template: &Template| template.match_at(whole, 0, names, &|end| end == whole.len()).is_some();
        if !self.numbered.is_empty() && whole.bytes().any(|b| b.is_ascii_digit()) {
            number_key(whole, key);
            for (id, template) in self.numbered.get(key.as_str()).into_iter().flatten() {
                if matches(template) {
                    self.offer(best, *id, whole.len());
                }
            }
        }
        for (id, template) in &self.templates {
            if self.phrases[*id].place == Place::Is && matches(template) {
                self.offer(best, *id, whole.len());
            }
        }
    }

    /// Finds the phrases that are not about the whole block.
    fn scan(&self, view: &View<'_>, names: &super::Names, best: &mut Option<Found>) {
        if let Some(automaton) = &self.automaton {
            for found in automaton.find_overlapping_iter(view.text) {
                let id = self.patterns[found.pattern().as_usize()];
                if let Some(folded) = view.covers(self.phrases[id].place, found.start(), found.end()) {
                    self.offer(best, id, folded);
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
                view.covers(place, start, end)
            };
            let folded = match place {
                Place::Starts => [0, view.core.start].into_iter().find_map(at),
                _ => template.starts(view.text, names).into_iter().find_map(at),
            };
            if let Some(folded) = folded {
                self.offer(best, *id, folded);
            }
        }
    }

    /// Keeps the phrase of the first rule; within a rule, the longest of the first place.
    fn offer(&self, best: &mut Option<Found>, phrase: usize, folded: usize) {
        let rank = |phrase: usize, folded: usize| {
            let entry = &self.phrases[phrase];
            (entry.rule, entry.place, std::cmp::Reverse(folded))
        };
        if best.is_none_or(|best| rank(phrase, folded) < rank(best.phrase, best.folded)) {
            *best = Some(Found { phrase, folded });
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
            Place::Is => false,
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
