//! Finds blocks that are made of tools: nothing but phrases such as "share", "print" and "3 comments" in a row.

use aho_corasick::{AhoCorasick, MatchKind};

use super::border::is_border;

/// The longest block, in folded bytes.
const TEXT_MAX: usize = 240;

/// The fewest phrases that make a block one of tools: one alone may be a word of the article.
const LEAST: usize = 3;

/// The phrases of all rules; a block may be made of those of several.
#[derive(Debug, Default)]
pub(super) struct Parts {
    automaton: Option<AhoCorasick>,
    /// The number of each among the phrases of the layer.
    phrases: Vec<usize>,
}

impl Parts {
    /// Takes folded phrases with their numbers.
    pub fn new(parts: &[(usize, String)]) -> Parts {
        if parts.is_empty() {
            return Parts::default();
        }
        let texts = parts.iter().map(|(_, text)| text);
        let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(texts).ok();
        Parts { automaton, phrases: parts.iter().map(|(id, _)| *id).collect() }
    }

    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty()
    }

    /// The phrases that make up the folded text of a block; none if there is anything else but numbers and marks.
    pub fn find(&self, text: &str) -> Vec<usize> {
        let mut found = Vec::new();
        let Some(automaton) = self.automaton.as_ref().filter(|_| text.len() <= TEXT_MAX) else { return found };
        let is_gap = |gap: &str| !gap.chars().any(char::is_alphabetic);
        let mut reached = 0;
        for part in automaton.find_iter(text) {
            if !is_gap(&text[reached..part.start()]) || !is_border(text, part.start()) || !is_border(text, part.end()) {
                return Vec::new();
            }
            found.push(self.phrases[part.pattern().as_usize()]);
            reached = part.end();
        }
        if found.len() < LEAST || !is_gap(&text[reached..]) {
            found.clear();
        }
        found
    }
}
