//! Finds phrases at the ends of a folded text: those that it starts with, and those that it ends with.

use super::border::is_border;
use crate::hash::{finish, mix};

/// Folded phrases, found by a hash of their letters. Each position where a word ends is one look-up, and nothing has to
/// be built but a sorted list: an automaton of all phrases takes a fifth of the time that the command needs to start.
#[derive(Debug, Default)]
pub(super) struct Affixes {
    /// Sorted by hash before the first search.
    phrases: Vec<Affix>,
    longest: usize,
}

#[derive(Debug)]
struct Affix {
    hash: u64,
    folded: Box<str>,
    phrase: usize,
}

impl Affixes {
    pub fn reserve(&mut self, count: usize) {
        self.phrases.reserve(count);
    }

    /// Adds a phrase that texts start with.
    pub fn add_start(&mut self, folded: String, phrase: usize) {
        let hash = folded.chars().fold(0, with);
        self.add(hash, folded, phrase);
    }

    /// Adds a phrase that texts end with.
    pub fn add_end(&mut self, folded: String, phrase: usize) {
        let hash = folded.chars().rev().fold(0, with);
        self.add(hash, folded, phrase);
    }

    fn add(&mut self, hash: u64, folded: String, phrase: usize) {
        self.longest = self.longest.max(folded.len());
        self.phrases.push(Affix { hash: finish(hash), folded: folded.into(), phrase });
    }

    pub fn sort(&mut self) {
        self.phrases.sort_unstable_by_key(|affix| (affix.hash, affix.phrase));
    }

    /// Calls `found` with each phrase at the start of `text[from..]`, and its end in `text`.
    pub fn starts(&self, text: &str, from: usize, mut found: impl FnMut(usize, usize)) {
        let mut state = 0;
        for (at, c) in text[from..].char_indices() {
            state = with(state, c);
            let end = from + at + c.len_utf8();
            if end - from > self.longest {
                break;
            }
            if is_border(text, end) {
                self.look_up(state, &text[from..end], |phrase| found(phrase, end));
            }
        }
    }

    /// Calls `found` with each phrase at the end of `text[..to]`, and its start.
    pub fn ends(&self, text: &str, to: usize, mut found: impl FnMut(usize, usize)) {
        let mut state = 0;
        for (start, c) in text[..to].char_indices().rev() {
            state = with(state, c);
            if to - start > self.longest {
                break;
            }
            if is_border(text, start) {
                self.look_up(state, &text[start..to], |phrase| found(phrase, start));
            }
        }
    }

    fn look_up(&self, state: u64, text: &str, found: impl FnMut(usize)) {
        let hash = finish(state);
        let from = self.phrases.partition_point(|affix| affix.hash < hash);
        let same_hash = self.phrases[from..].iter().take_while(|affix| affix.hash == hash);
        same_hash.filter(|affix| *affix.folded == *text).map(|affix| affix.phrase).for_each(found);
    }
}

fn with(state: u64, c: char) -> u64 {
    mix(state, u32::from(c).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_end_where_words_end() {
        let mut affixes = Affixes::default();
        for (phrase, text) in ["read", "read more", "reader", "読む"].into_iter().enumerate() {
            affixes.add_start(text.to_owned(), phrase);
        }
        affixes.sort();
        let starts = |text: &str, from| {
            let mut found = Vec::new();
            affixes.starts(text, from, |phrase, end| found.push((phrase, end)));
            found
        };
        assert_eq!(starts("read more: news", 0), [(0, 4), (1, 9)]);
        assert_eq!(starts("- readers", 2), []);
        assert_eq!(starts("読む人", 0), [(3, 6)]);
        assert_eq!(starts("", 0), []);
    }

    #[test]
    fn ends_are_found_from_the_end() {
        let mut affixes = Affixes::default();
        affixes.add_end("comments".to_owned(), 7);
        affixes.add_end("2 comments".to_owned(), 8);
        affixes.sort();
        let mut found = Vec::new();
        affixes.ends("tea 12 comments:", 15, |phrase, start| found.push((phrase, start)));
        assert_eq!(found, [(7, 7)]);
    }
}
