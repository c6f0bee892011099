//! The regular expressions of text rules: one pass tells which of them match a block.

use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};

/// The longest block, in bytes, that regular expressions look at. Boilerplate is short; prose need not pay.
const TEXT_MAX: usize = 1000;

/// The most memory that one expression may take when compiled.
const SIZE_MAX: usize = 4 << 20;

/// The most memory that the states of a search may take; beyond it the search is slower, not wrong.
const CACHE_MAX: usize = 256 << 10;

/// Compiles one expression; letters match in both cases.
pub(crate) fn regex(text: &str) -> Result<Regex, String> {
    let built = RegexBuilder::new(text).case_insensitive(true).size_limit(SIZE_MAX).dfa_size_limit(CACHE_MAX).build();
    built.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "it is too big".to_owned(),
        error => error.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned(),
    })
}

/// The expressions of a layer.
#[derive(Debug, Default)]
pub(super) struct Regexes {
    set: Option<RegexSet>,
    /// The phrase of each, and the expression by itself for where it matches.
    single: Vec<(usize, Regex)>,
}

impl Regexes {
    /// Takes the number and the text of each; all have been compiled once before.
    pub fn new(texts: &[(usize, &str)]) -> Regexes {
        let single: Vec<_> = texts.iter().filter_map(|&(id, text)| Some((id, regex(text).ok()?))).collect();
        if single.is_empty() {
            return Regexes::default();
        }
        let set = RegexSetBuilder::new(single.iter().map(|(_, regex)| regex.as_str()))
            .case_insensitive(true)
            .size_limit(SIZE_MAX * single.len())
            .dfa_size_limit(CACHE_MAX)
            .build();
        Regexes { set: set.ok(), single }
    }

    pub fn is_empty(&self) -> bool {
        self.single.is_empty()
    }

    /// The phrases of those that match.
    pub fn matches(&self, text: &str) -> impl Iterator<Item = usize> {
        let set = self.set.as_ref().filter(|_| text.len() <= TEXT_MAX).map(|set| set.matches(text));
        set.into_iter().flatten().filter_map(|at| self.single.get(at)).map(|(id, _)| *id)
    }

    /// The expression of a phrase.
    pub fn get(&self, phrase: usize) -> Option<&Regex> {
        self.single.iter().find(|(id, _)| *id == phrase).map(|(_, regex)| regex)
    }
}
