//! Turns the text rules of a layer into one matcher over the text of finished blocks.
//!
//! Most blocks are told by their first and last letters. Of the others, whole-block phrases are looked up by hash, the
//! rest is found by one automaton over a window at each end of the block (over all of it only while a rule in force says
//! `contains`). Phrases with `{title}` or `{site}` are few and tried one by one.

mod beginnings;
mod border;
mod form;
mod gate;
mod letters;
pub(crate) mod normalise;
mod parts;
pub(crate) mod regexes;
mod search;
mod sentence;
mod template;

use std::ops::Range;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

pub(crate) use regexes::{TOO_BIG, fit_together, regex};
pub(crate) use sentence::sentence;
pub(crate) use template::{PLACEHOLDERS, placeholders};

use normalise::fold;

use super::file::{TextAction, TextRule};
use gate::{Draft, Gate, first_of_word};
use parts::Parts;
use regexes::Regexes;
use template::{Names, Template};

use crate::hash::HashMap;

/// The compiled text rules of one layer.
#[derive(Debug, Default)]
pub(crate) struct Phrases {
    actions: Vec<TextAction>,
    phrases: Vec<Entry>,
    /// Whole blocks without placeholders, to the phrase of the first rule.
    whole: HashMap<String, usize>,
    /// Whole blocks with `{n}`, by their form with `{n}` for every number.
    numbered: HashMap<String, Vec<(usize, Template)>>,
    automaton: Option<AhoCorasick>,
    /// The phrase of each pattern of the automaton.
    patterns: Vec<usize>,
    templates: Vec<(usize, Template)>,
    /// Some template asks for a title, a site or an author.
    needs_names: bool,
    gate: Gate,
    regexes: Regexes,
    parts: Parts,
    /// For a rule of which each list must match: a bit for each [`Place`] that has one; else 0.
    needs: Vec<u8>,
    captures: Vec<Option<usize>>,
    longest_whole: usize,
    longest_start: usize,
    longest_end: usize,
    has_whole: bool,
    /// The rules with phrases that may stand anywhere.
    anywhere: Vec<usize>,
}

/// A phrase as written, and where it stands.
#[derive(Debug)]
struct Entry {
    rule: usize,
    place: Place,
    text: Arc<str>,
}

/// Where in a block a phrase must stand. The order is that of preference within a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Is,
    Starts,
    Ends,
    Contains,
    Regex,
    /// The block is made of these and nothing else.
    MadeOf,
}

/// What is known of the document that a block is in, as it stands in the document.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Context<'a> {
    /// The title, for `{title}`.
    pub title: Option<&'a str>,
    /// The name of the site, for `{site}`.
    pub site: Option<&'a str>,
    /// The author, for `{author}`.
    pub author: Option<&'a str>,
}

/// A text rule that holds for a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hit {
    /// The index of the rule among those given to [`Phrases::new`].
    pub rule: usize,
    /// The phrase as written in the rule file.
    pub phrase: String,
    /// The key of the phrase: `is`, `starts`, `ends`, `contains`, `regex` or `made-of`.
    pub by: &'static str,
    /// The bytes of the block that the rule is about: the match where a rule drops only that or its sentence,
    /// else all.
    pub matched: Range<usize>,
    /// What the rule is to remember.
    pub captured: Option<String>,
}

/// Buffers that are used again for every block.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    key: String,
    edge: String,
    names: Names,
    /// Rules of which some lists have matched, and which ones.
    partly: Vec<(usize, u8)>,
}

/// A phrase in the form in which it is compared.
pub(crate) fn folded(text: &str) -> String {
    let mut folded = String::new();
    fold(text, &mut folded);
    folded
}

/// How many bytes of raw text to look at for a match of `folded` bytes.
fn window(folded: usize) -> usize {
    folded.saturating_mul(3).saturating_add(64)
}

impl Phrases {
    /// Compiles rules; their order is their precedence.
    pub(crate) fn new<'r>(rules: impl IntoIterator<Item = &'r TextRule>) -> Phrases {
        let mut phrases = Phrases::default();
        let (mut patterns, mut gate) = (Vec::new(), Draft::default());
        for (index, rule) in rules.into_iter().enumerate() {
            phrases.actions.push(rule.action);
            let mut places = 0;
            for (place, list) in [
                (Place::Is, &rule.is),
                (Place::Starts, &rule.starts),
                (Place::Ends, &rule.ends),
                (Place::Contains, &rule.contains),
                (Place::Regex, &rule.regex),
                (Place::MadeOf, &rule.made_of),
            ] {
                for phrase in list {
                    let entry = Entry { rule: index, place, text: phrase.text.clone() };
                    places |= place.bit();
                    match place {
                        Place::Regex => {
                            phrases.regexes.add(phrases.phrases.len(), index, phrase.text.clone());
                            phrases.phrases.push(entry);
                        }
                        Place::MadeOf => {
                            let template = Template::new(&phrase.text, true);
                            let first =
                                phrases.parts.add(template.literal().unwrap_or_default(), phrases.phrases.len());
                            gate.words.extend(first.map(first_of_word));
                            phrases.phrases.push(entry);
                        }
                        _ => phrases.add(entry, &mut patterns, &mut gate),
                    }
                }
            }
            phrases.needs.push(if rule.all { places } else { 0 });
            phrases.captures.push(rule.capture.map(|(_, group)| group));
        }
        phrases.gate = Gate::new(&gate);
        if !patterns.is_empty() {
            // The kind that is built soonest: few blocks are searched.
            let automaton = AhoCorasick::builder().kind(Some(AhoCorasickKind::ContiguousNFA)).build(&patterns);
            // Fails only beyond 2^31 states, gigabytes of phrases.
            phrases.automaton = Some(automaton.expect("phrases fit an automaton"));
        }
        phrases
    }

    fn add(&mut self, entry: Entry, patterns: &mut Vec<String>, gate: &mut Draft) {
        let place = entry.place;
        let template = Template::new(&entry.text, place == Place::Is);
        // Nothing but white space or characters that are ignored: it would hold everywhere.
        if template.literal() == Some("") {
            return;
        }
        let longest = template.longest(&Names::default());
        match place {
            Place::Is => {
                gate.heads.push(template.head());
                self.has_whole = true;
                self.longest_whole = self.longest_whole.max(longest);
            }
            Place::Starts => {
                gate.heads.push(template.head());
                self.longest_start = self.longest_start.max(longest);
            }
            Place::Ends => {
                gate.tails.push(template.tail());
                self.longest_end = self.longest_end.max(longest);
            }
            Place::Contains if self.anywhere.last() == Some(&entry.rule) => {}
            Place::Contains => self.anywhere.push(entry.rule),
            Place::Regex | Place::MadeOf => {}
        }
        let id = self.phrases.len();
        self.phrases.push(entry);
        match (place, template.into_literal()) {
            (Place::Is, Ok(literal)) => {
                self.whole.entry(literal).or_insert(id);
            }
            (Place::Is, Err(template)) if template.has_only_numbers() => {
                self.numbered.entry(template.number_key()).or_default().push((id, template));
            }
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

    /// True when there is nothing to look for.
    pub(crate) fn is_empty(&self) -> bool {
        self.phrases.is_empty()
    }

    /// The first rule that holds for a block, of those that are in force.
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
        let regex = (entry.place == Place::Regex).then(|| self.regexes.get(found.phrase)).flatten();
        let captured = self.captures[entry.rule].and_then(|group| match regex {
            Some(regex) => regex.captures(text)?.get(group).map(|found| found.as_str().to_owned()),
            None => Some(text.to_owned()),
        });
        let matched = match (self.actions[entry.rule], entry.place) {
            (TextAction::DropMatch | TextAction::DropSentence, place) => match place {
                Place::Is | Place::MadeOf => 0..text.len(),
                Place::Starts => 0..border::raw_prefix(text, found.folded, &mut scratch.edge),
                Place::Ends => border::raw_suffix(text, found.folded, &mut scratch.edge)..text.len(),
                Place::Contains => border::raw_range(text, found.start, found.folded, &mut scratch.edge),
                Place::Regex => regex.and_then(|regex| regex.find(text)).map_or(0..text.len(), |found| found.range()),
            },
            _ => 0..text.len(),
        };
        Some(Hit { rule: entry.rule, phrase: entry.text.to_string(), by: entry.place.key(), matched, captured })
    }
}

impl Place {
    fn key(self) -> &'static str {
        match self {
            Place::Is => "is",
            Place::Starts => "starts",
            Place::Ends => "ends",
            Place::Contains => "contains",
            Place::Regex => "regex",
            Place::MadeOf => "made-of",
        }
    }

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

#[cfg(test)]
mod tests;
