//! The regular expressions of text rules: one pass finds those that match a block.

use std::sync::{Arc, OnceLock};

use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};

/// Maximum length of a block for regular expressions, in bytes. Boilerplate is short, and prose need not pay for it.
const TEXT_MAX: usize = 500;

/// The most memory that one expression may take when compiled, and all of a file together.
const SIZE_MAX: usize = 512 << 10;
const SIZE_TOGETHER: usize = 512 << 10;

/// The message for an expression over the limit.
pub(crate) const TOO_BIG: &str = "it is too big";

/// Maximum size of the search cache; beyond it, a search is slower, not wrong.
const CACHE_MAX: usize = 1 << 20;

/// Compiles one expression, ignoring case.
pub(crate) fn regex(text: &str) -> Result<Regex, String> {
    let built = RegexBuilder::new(text).case_insensitive(true).size_limit(SIZE_MAX).dfa_size_limit(CACHE_MAX).build();
    built.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => TOO_BIG.to_owned(),
        error => error.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned(),
    })
}

/// Whether valid expressions fit together into the memory limit of a file.
pub(crate) fn fit_together<'t>(texts: impl Iterator<Item = &'t Arc<str>>) -> bool {
    set(texts, SIZE_TOGETHER).is_ok()
}

fn set<'t>(texts: impl Iterator<Item = &'t Arc<str>>, size: usize) -> Result<RegexSet, regex::Error> {
    RegexSetBuilder::new(texts).case_insensitive(true).size_limit(size).dfa_size_limit(CACHE_MAX).build()
}

/// The expressions of a layer, compiled when a page first needs them.
#[derive(Debug, Default)]
pub(super) struct Regexes {
    sources: Vec<Source>,
    set: OnceLock<Option<RegexSet>>,
}

#[derive(Debug)]
struct Source {
    phrase: usize,
    rule: usize,
    text: Arc<str>,
    /// By itself, for where it matches.
    single: OnceLock<Option<Regex>>,
}

impl Regexes {
    /// Adds an expression, which has been compiled once before.
    pub fn add(&mut self, phrase: usize, rule: usize, text: Arc<str>) {
        self.sources.push(Source { phrase, rule, text, single: OnceLock::new() });
    }

    /// Returns the phrases of matching expressions, if any of their rules is in force.
    pub fn matches(&self, text: &str, in_force: &dyn Fn(usize) -> bool) -> impl Iterator<Item = usize> {
        let asks = text.len() <= TEXT_MAX && self.sources.iter().any(|source| in_force(source.rule));
        let all = || set(self.sources.iter().map(|source| &source.text), SIZE_TOGETHER * self.sources.len()).ok();
        let set = asks.then(|| self.set.get_or_init(all).as_ref()).flatten();
        let found: Vec<usize> = set.into_iter().flat_map(|set| set.matches(text)).collect();
        found.into_iter().map(|at| self.sources[at].phrase)
    }

    pub fn get(&self, phrase: usize) -> Option<&Regex> {
        let source = self.sources.iter().find(|source| source.phrase == phrase)?;
        source.single.get_or_init(|| regex(&source.text).ok()).as_ref()
    }
}
