//! Compiles the text rules of a layer into one matcher for finished blocks.
//!
//! Most blocks are rejected by their first and last letters. In the others, whole-block phrases are looked up by hash,
//! and so is what the block starts and ends with. One automaton finds phrases anywhere, only while a rule with
//! `contains` is in force. Phrases with `{title}` or `{site}` are few and tried one by one.

mod affixes;
mod border;
mod form;
mod gate;
mod letters;
pub(crate) mod normalise;
mod parts;
mod prefix_set;
pub(crate) mod regexes;
mod search;
mod sentence;
mod template;

use std::ops::Range;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

pub(crate) use regexes::{TOO_BIG, fit_together, regex};
pub(crate) use sentence::sentence;

pub(crate) use normalise::folded;
use normalise::window;

use super::file::{Phrase, TextAction, TextRule};
use affixes::Affixes;
use gate::{Draft, Gate, first_of_word};
use parts::Parts;
use regexes::Regexes;
use template::{Names, Template};

use crate::hash::HashMap;

#[derive(Debug, Default)]
pub(crate) struct Phrases {
    actions: Vec<TextAction>,
    phrases: Vec<Entry>,
    /// Whole-block phrases without placeholders, to the phrase of the first rule.
    whole: HashMap<String, usize>,
    /// Whole-block phrases with `{n}`, keyed with `{n}` for every number.
    numbered: HashMap<String, Vec<(usize, Template)>>,
    starts: Affixes,
    ends: Affixes,
    /// Finds the phrases of `contains`.
    automaton: Option<AhoCorasick>,
    /// The phrase of each pattern in the automaton.
    patterns: Vec<usize>,
    templates: Vec<(usize, Template)>,
    /// Whether some template needs a title, site or author.
    needs_names: bool,
    gate: Gate,
    regexes: Regexes,
    parts: Parts,
    /// For a rule with `all`: a bit for each [`Position`] that has a list; otherwise 0.
    needs: Vec<u8>,
    captures: Vec<Option<usize>>,
    longest_whole: usize,
    longest_start: usize,
    longest_end: usize,
    has_whole: bool,
    anywhere: Vec<usize>,
}

/// A phrase as written, and where it must be in a block.
#[derive(Debug)]
struct Entry {
    rule: usize,
    position: Position,
    text: Arc<str>,
}

/// Where in a block a phrase must be, in order of preference within a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Position {
    Is,
    Starts,
    Ends,
    Contains,
    Regex,
    /// The block consists of these phrases only.
    MadeOf,
    /// At the start; the caller checks that the rest is link text.
    BeforeLinks,
}

/// What is known of the block's document, unfolded.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Context<'a> {
    pub title: Option<&'a str>,
    pub site: Option<&'a str>,
    pub author: Option<&'a str>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hit {
    /// The index of the rule among those given to [`Phrases::new`].
    pub rule: usize,
    pub phrase: String,
    /// The key of the phrase: `is`, `starts`, `ends`, `contains`, `regex`, `made-of` or `before-links`.
    pub by: &'static str,
    /// The end of a `before-links` phrase, after which the block must be link text.
    pub before_links: Option<usize>,
    /// The bytes of the block that the rule takes: the match if it drops only that or its sentence, otherwise the whole
    /// block.
    pub matched: Range<usize>,
    pub captured: Option<String>,
}

#[derive(Debug, Default)]
pub(crate) struct Scratch {
    key: String,
    edge: String,
    names: Names,
    /// Rules that need a match of each list, and the lists that have matched.
    partly: Vec<(usize, u8)>,
}

impl Phrases {
    /// Compiles rules, in order of precedence.
    pub(crate) fn new<'r>(rules: impl IntoIterator<Item = &'r TextRule>) -> Phrases {
        let mut phrases = Phrases::default();
        let (mut patterns, mut gate) = (Vec::new(), Draft::default());
        let rules: Vec<&TextRule> = rules.into_iter().collect();
        // Growing step by step takes a tenth of the time.
        let count = |lists: fn(&TextRule) -> &Vec<Phrase>| rules.iter().map(|rule| lists(rule).len()).sum::<usize>();
        let (whole, starts) = (count(|rule| &rule.is), count(|rule| &rule.starts) + count(|rule| &rule.before_links));
        phrases.phrases.reserve(whole + starts + count(|rule| &rule.made_of));
        phrases.whole.reserve(whole);
        phrases.starts.reserve(starts);
        gate.heads.reserve(whole + starts);
        for (index, rule) in rules.into_iter().enumerate() {
            phrases.actions.push(rule.action);
            let mut positions = 0;
            for (position, list) in [
                (Position::Is, &rule.is),
                (Position::Starts, &rule.starts),
                (Position::Ends, &rule.ends),
                (Position::Contains, &rule.contains),
                (Position::Regex, &rule.regex),
                (Position::MadeOf, &rule.made_of),
                (Position::BeforeLinks, &rule.before_links),
            ] {
                for phrase in list {
                    let entry = Entry { rule: index, position, text: phrase.text.clone() };
                    positions |= position.bit();
                    match position {
                        Position::Regex => {
                            phrases.regexes.add(phrases.phrases.len(), index, phrase.text.clone());
                            phrases.phrases.push(entry);
                        }
                        Position::MadeOf => {
                            let template = Template::new(phrase, true);
                            let first =
                                phrases.parts.add(template.literal().unwrap_or_default(), phrases.phrases.len());
                            gate.words.extend(first.map(first_of_word));
                            phrases.phrases.push(entry);
                        }
                        _ => phrases.add(entry, phrase, &mut patterns, &mut gate),
                    }
                }
            }
            phrases.needs.push(if rule.all { positions } else { 0 });
            phrases.captures.push(rule.capture.map(|(_, group)| group));
        }
        phrases.gate = Gate::new(&gate);
        phrases.starts.sort();
        phrases.ends.sort();
        if !patterns.is_empty() {
            // The kind that is fastest to build: few rules have `contains`.
            let automaton = AhoCorasick::builder().kind(Some(AhoCorasickKind::ContiguousNFA)).build(&patterns);
            // Fails only beyond 2^31 states, which needs gigabytes of phrases.
            phrases.automaton = Some(automaton.expect("phrases fit an automaton"));
        }
        phrases
    }

    fn add(&mut self, entry: Entry, phrase: &Phrase, patterns: &mut Vec<String>, gate: &mut Draft) {
        let position = entry.position;
        let template = Template::new(phrase, position == Position::Is);
        // A phrase of white space and ignored characters only would match everywhere.
        if template.literal() == Some("") {
            return;
        }
        let longest = template.longest(&Names::default());
        match position {
            Position::Is => {
                gate.heads.push(template.head());
                self.has_whole = true;
                self.longest_whole = self.longest_whole.max(longest);
            }
            Position::Starts | Position::BeforeLinks => {
                gate.heads.push(template.head());
                self.longest_start = self.longest_start.max(longest);
            }
            Position::Ends => {
                gate.tails.push(template.tail());
                self.longest_end = self.longest_end.max(longest);
            }
            Position::Contains if self.anywhere.last() == Some(&entry.rule) => {}
            Position::Contains => self.anywhere.push(entry.rule),
            Position::Regex | Position::MadeOf => {}
        }
        let id = self.phrases.len();
        self.phrases.push(entry);
        match (position, template.into_literal()) {
            (Position::Is, Ok(literal)) => {
                self.whole.entry(literal).or_insert(id);
            }
            (Position::Is, Err(template)) if template.has_only_numbers() => {
                self.numbered.entry(template.number_key()).or_default().push((id, template));
            }
            (Position::Starts | Position::BeforeLinks, Ok(literal)) => self.starts.add_start(literal, id),
            (Position::Ends, Ok(literal)) => self.ends.add_end(literal, id),
            (_, Ok(literal)) => {
                patterns.push(literal);
                self.patterns.push(id);
            }
            (_, Err(template)) => {
                self.needs_names |= template.needs_names();
                self.templates.push((id, template));
            }
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.phrases.is_empty()
    }

    /// Returns the first rule in force that matches a block.
    pub(crate) fn find(
        &self,
        text: &str,
        context: &Context<'_>,
        scratch: &mut Scratch,
        in_force: &dyn Fn(usize) -> bool,
    ) -> Option<Hit> {
        if self.is_empty() {
            return None;
        }
        let found = self.search(text, context, scratch, in_force)?;
        let entry = &self.phrases[found.phrase];
        let regex = (entry.position == Position::Regex).then(|| self.regexes.get(found.phrase)).flatten();
        let captured = self.captures[entry.rule].and_then(|group| match regex {
            Some(regex) => regex.captures(text)?.get(group).map(|found| found.as_str().to_owned()),
            None => Some(text.to_owned()),
        });
        let is_before_links = entry.position == Position::BeforeLinks;
        let before_links = is_before_links.then(|| border::raw_prefix(text, found.folded, &mut scratch.edge));
        let matched = match (self.actions[entry.rule], entry.position) {
            (TextAction::DropMatch | TextAction::DropSentence, position) => match position {
                Position::Is | Position::MadeOf => 0..text.len(),
                Position::Starts => 0..border::raw_prefix(text, found.folded, &mut scratch.edge),
                Position::BeforeLinks => 0..text.len(),
                Position::Ends => border::raw_suffix(text, found.folded, &mut scratch.edge)..text.len(),
                Position::Contains => border::raw_range(text, found.start, found.folded, &mut scratch.edge),
                Position::Regex => {
                    regex.and_then(|regex| regex.find(text)).map_or(0..text.len(), |found| found.range())
                }
            },
            _ => 0..text.len(),
        };
        let (rule, phrase, by) = (entry.rule, entry.text.to_string(), entry.position.key());
        Some(Hit { rule, phrase, by, before_links, matched, captured })
    }
}

impl Position {
    fn key(self) -> &'static str {
        match self {
            Position::Is => "is",
            Position::Starts => "starts",
            Position::Ends => "ends",
            Position::Contains => "contains",
            Position::Regex => "regex",
            Position::MadeOf => "made-of",
            Position::BeforeLinks => "before-links",
        }
    }

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

#[cfg(test)]
mod tests;
