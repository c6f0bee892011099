//! Finds toolbars: blocks that consist only of phrases such as "share", "print" and "3 comments".

use unicode_normalization::char::canonical_combining_class;

use crate::hash::HashMap;

/// Maximum length of such a block, in folded bytes.
pub(super) const TEXT_MAX: usize = 240;

/// Minimum number of phrases: a single one may be part of the article.
const LEAST: usize = 3;

const WORDS_MAX: usize = 6;

/// The folded `made-of` phrases of all rules, with their numbers; one block may combine phrases of several rules.
#[derive(Debug, Default)]
pub(super) struct Parts {
    phrases: HashMap<String, usize>,
    /// For each first word, the number of words in the longest phrase. This lookup rejects most blocks.
    most_words: HashMap<String, usize>,
}

impl Parts {
    /// Adds a phrase. Returns its first word.
    pub fn add<'t>(&mut self, text: &'t str, phrase: usize) -> Option<&'t str> {
        let words: Vec<&str> = words(text).collect();
        let first = *words.first().filter(|_| words.len() <= WORDS_MAX)?;
        self.phrases.entry(words.join(" ")).or_insert(phrase);
        let most = self.most_words.entry(first.to_owned()).or_default();
        *most = words.len().max(*most);
        Some(first)
    }

    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty()
    }

    /// Returns the phrases that make up the folded text of a block; none if it contains anything else but numbers and
    /// marks.
    pub fn find(&self, text: &str) -> Vec<usize> {
        let mut found = Vec::new();
        if text.len() > TEXT_MAX {
            return found;
        }
        let mut words = words(text);
        // Words from here on, read as needed.
        let mut next: Vec<&str> = Vec::new();
        loop {
            next.extend(words.by_ref().take(usize::from(next.is_empty())));
            let Some(first) = next.first() else { break };
            let Some(&most) = self.most_words.get(*first) else { return Vec::new() };
            next.extend(words.by_ref().take(most.saturating_sub(next.len())));
            // Longest phrase first.
            let mut lengths = (1..=most.min(next.len())).rev();
            let part = lengths.find_map(|length| Some((length, self.phrases.get(&next[..length].join(" "))?)));
            let Some((length, phrase)) = part else { return Vec::new() };
            found.push(*phrase);
            next.drain(..length);
        }
        if found.len() < LEAST {
            found.clear();
        }
        found
    }
}

/// Returns the words of a text, without numbers and marks.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let pieces = text.split(|c: char| c.is_whitespace() || matches!(c, '|' | '/' | '·' | '•' | ',' | '،' | '、'));
    pieces.map(|piece| piece.trim_matches(|c: char| !is_part_of_word(c))).filter(|word| !word.is_empty())
}

/// Whether `c` is a letter, or a vowel sign that ends words in some scripts.
pub(super) fn is_part_of_word(c: char) -> bool {
    c.is_alphabetic()
        || canonical_combining_class(c) != 0
        || matches!(c, '\u{e30}'..='\u{e4e}' | '\u{900}'..='\u{d7f}') && !c.is_numeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_made_of_three_phrases_or_more_and_nothing_else() {
        let mut parts = Parts::default();
        for (phrase, text) in
            ["share", "share this article", "print", "comments", "共有", "印刷"].into_iter().enumerate()
        {
            parts.add(text, phrase);
        }
        assert_eq!(parts.find("share this article | print 12 comments"), [1, 2, 3]);
        assert_eq!(parts.find("share | print"), Vec::<usize>::new());
        assert_eq!(parts.find("share print comments help"), Vec::<usize>::new());
        assert_eq!(parts.find("共有 / 印刷 / 共有"), [4, 5, 4]);
    }
}
