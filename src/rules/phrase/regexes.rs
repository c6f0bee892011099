//! The regular expressions of text rules: one pass tells which of them match a block.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};

/// The longest block, in bytes, that regular expressions look at. Boilerplate is short; prose need not pay.
const TEXT_MAX: usize = 500;

/// The most memory that one expression may take when compiled.
const SIZE_MAX: usize = 4 << 20;

/// The most memory that the states of a search may take; beyond it the search is slower, not wrong.
const CACHE_MAX: usize = 1 << 20;

/// Compiles one expression; letters match in both cases.
pub(crate) fn regex(text: &str) -> Result<Regex, String> {
    let built = RegexBuilder::new(text).case_insensitive(true).size_limit(SIZE_MAX).dfa_size_limit(CACHE_MAX).build();
    built.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "it is too big".to_owned(),
        error => error.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned(),
    })
}

/// The expressions of a layer, compiled when a page first needs them.
#[derive(Debug, Default)]
pub(super) struct Regexes {
    /// The phrase, the rule and the text of each.
    sources: Vec<(usize, usize, String)>,
    compiled: OnceLock<Compiled>,
}

#[derive(Debug)]
struct Compiled {
    set: Option<RegexSet>,
    /// Each by itself, with its phrase, for where it matches.
    single: Vec<(usize, Regex)>,
}

impl Regexes {
    /// Takes the phrase, the rule and the text of each; all have been compiled once before.
    pub fn new(sources: Vec<(usize, usize, String)>) -> Regexes {
        Regexes { sources, compiled: OnceLock::new() }
    }

    fn compiled(&self) -> &Compiled {
        self.compiled.get_or_init(|| {
            let single: Vec<_> =
                self.sources.iter().filter_map(|(phrase, _, text)| Some((*phrase, regex(text).ok()?))).collect();
            let set = RegexSetBuilder::new(single.iter().map(|(_, regex)| regex.as_str()))
                .case_insensitive(true)
                .size_limit(SIZE_MAX * single.len())
                .dfa_size_limit(CACHE_MAX)
                .build();
            Compiled { set: set.ok(), single }
        })
    }

    /// The phrases of those that match, if any of their rules is in force.
    pub fn matches(&self, text: &str, in_force: &dyn Fn(usize) -> bool) -> impl Iterator<Item = usize> {
        let asks = text.len() <= TEXT_MAX && self.sources.iter().any(|(_, rule, _)| in_force(*rule));
        let compiled = asks.then(|| self.compiled());
        let found = compiled.and_then(|compiled| Some((compiled, compiled.set.as_ref()?.matches(text))));
        found.into_iter().flat_map(|(compiled, set)| {
            set.iter().filter_map(|at| compiled.single.get(at)).map(|(phrase, _)| *phrase).collect::<Vec<_>>()
        })
    }

    /// The expression of a phrase.
    pub fn get(&self, phrase: usize) -> Option<&Regex> {
        self.compiled().single.iter().find(|(id, _)| *id == phrase).map(|(_, regex)| regex)
    }
}
