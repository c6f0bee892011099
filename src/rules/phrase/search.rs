//! Turns the text of a block into the best phrase that holds for it.

use super::border::is_border;
use super::normalise::{core, fold, normalise};
use super::template::{Template, number_key};
use super::{Context, Phrases, Place, Scratch, window};

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
        let Scratch { whole, key, edge, names } = scratch;
        let (mut longest_whole, mut longest_edge) = (self.longest_whole, self.longest_edge);
        if self.templates.iter().any(|(_, template)| template.needs_names()) {
            names.set(context.title, context.site);
            for (id, template) in &self.templates {
                let longest = match self.phrases[*id].place {
                    Place::Is => &mut longest_whole,
                    _ => &mut longest_edge,
                };
                *longest = template.longest(names).max(*longest);
            }
        }

        let mut best = None;
        if self.has_whole && text.len() <= window(longest_whole) {
            normalise(text, whole);
            if let Some(id) = self.whole.get(whole.as_str()) {
                self.offer(&mut best, *id, whole.len());
            }
            let matches = |template: &Template| template.match_at(whole, 0, names, &|end| end == whole.len()).is_some();
            if !self.numbered.is_empty() && whole.bytes().any(|b| b.is_ascii_digit()) {
                number_key(whole, key);
                for (id, template) in self.numbered.get(key.as_str()).into_iter().flatten() {
                    if matches(template) {
                        self.offer(&mut best, *id, whole.len());
                    }
                }
            }
            for (id, template) in &self.templates {
                if self.phrases[*id].place == Place::Is && matches(template) {
                    self.offer(&mut best, *id, whole.len());
                }
            }
        }

        let width = window(longest_edge);
        if self.has_contains || text.len() <= 2 * width {
            if self.has_contains || longest_edge > 0 {
                fold(text, edge);
                self.scan(&View::new(edge, true, true), names, &mut best);
            }
        } else if longest_edge > 0 {
            fold(&text[..text.floor_char_boundary_at(width)], edge);
            self.scan(&View::new(edge, true, false), names, &mut best);
            fold(&text[text.floor_char_boundary_at(text.len() - width)..], edge);
            self.scan(&View::new(edge, false, true), names, &mut best);
        }
        best
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

/// `str::floor_char_boundary`, which is newer than our oldest compiler.
trait FloorCharBoundary {
    fn floor_char_boundary_at(&self, at: usize) -> usize;
}

impl FloorCharBoundary for str {
    fn floor_char_boundary_at(&self, at: usize) -> usize {
        (0..=at.min(self.len())).rev().find(|at| self.is_char_boundary(*at)).unwrap_or(0)
    }
}
