//! Limits the cost of a file's phrases for each block of a page.

use std::ops::Range;

use super::{Load, STATES};
use crate::error::RuleError;
use crate::rules::file::{Phrase, RuleFile, TextRule, placeholders};
use crate::rules::phrase::folded;

/// Maximum length of one phrase, in bytes; no boilerplate block is as long.
const PHRASE_BYTES: usize = 1 << 10;

/// Maximum number of phrases that are suffixes of one phrase: all of them match at the same position.
pub(crate) const NESTED: usize = 8;

/// Maximum number of phrases with placeholders, which are tried one by one; of those with dates; and of those in
/// `contains`, which are tried at every position.
const TEMPLATES: usize = 64;
const TEMPLATES_WITH_DATE: usize = 8;
const TEMPLATES_ANYWHERE: usize = 4;

/// Maximum number of rules with `contains`: each block checks whether one of them is in force.
const ANYWHERE: usize = 256;

/// Maximum number of placeholders in one phrase, and of dates, which may end at several positions.
const PLACEHOLDERS: usize = 8;
const DATES: usize = 2;

/// Refuses phrases that would slow down every page. Returns the cost of the others.
pub(crate) fn phrases<'f>(file: &'f RuleFile, source: &str) -> Result<Load, RuleError> {
    let refuse = |span: &Range<usize>, message: String, help: &str| {
        Err(RuleError::new(&file.file, source, span.clone(), message).with_help(help))
    };
    let rules = || file.texts.iter().chain(file.drops.iter().filter_map(|drop| drop.text.as_ref()));
    let signs = || file.detect.iter().flat_map(|detect| &detect.text);
    let lists = |rule: &'f TextRule| [&rule.starts, &rule.ends, &rule.contains, &rule.before_links];
    let sought = || rules().flat_map(lists).flatten().chain(signs());
    let (mut templates, mut with_date) = (0, 0);
    for phrase in rules().flat_map(|rule| [&rule.is, &rule.made_of]).flatten().chain(sought()) {
        if phrase.text.len() > PHRASE_BYTES {
            let message = format!("a phrase of more than {PHRASE_BYTES} bytes");
            return refuse(&phrase.span, message, "write its beginning in `starts`");
        }
        let dates = placeholders(&phrase.text).filter(|(_, word)| *word == "date").count();
        if dates > DATES || placeholders(&phrase.text).nth(PLACEHOLDERS).is_some() {
            let message = format!("more than {PLACEHOLDERS} placeholders in a phrase, or more than {DATES} dates");
            return refuse(&phrase.span, message, "write a part of the phrase in `starts` or `ends`");
        }
        templates += usize::from(is_template(&phrase));
        with_date += usize::from(dates > 0);
        if templates > TEMPLATES || with_date > TEMPLATES_WITH_DATE {
            let message = format!(
                "more than {TEMPLATES} phrases with placeholders in one file, or more than {TEMPLATES_WITH_DATE} with a date"
            );
            return refuse(&phrase.span, message, "write the words beside the placeholder in `starts` or `ends`");
        }
    }
    let anywhere = || rules().filter(|rule| !rule.contains.is_empty());
    if let Some(phrase) = anywhere().flat_map(|rule| &rule.contains).filter(is_template).nth(TEMPLATES_ANYWHERE) {
        let message = format!("more than {TEMPLATES_ANYWHERE} phrases with placeholders in `contains`");
        return refuse(&phrase.span, message, "use `starts` or `ends`, which look at one end of a block");
    }
    if let Some(rule) = anywhere().nth(ANYWHERE) {
        let message = format!("more than {ANYWHERE} rules with `contains` in one file");
        return refuse(&rule.contains[0].span, message, "write several phrases in one rule: `contains = ['…', '…']`");
    }
    let texts: Vec<(String, &Phrase)> = sought().map(|phrase| (folded(&phrase.text), phrase)).collect();
    if let Some(phrase) = nested(&texts) {
        let message = format!("this phrase has more than {NESTED} others of the file at its end");
        return refuse(&phrase.span, message, "keep the shorter ones, which match the longer ones too");
    }
    let replaced = file.replaces.iter().map(|replace| replace.find.clone());
    let states = states(texts.into_iter().map(|(text, _)| text).chain(replaced).collect());
    if states > STATES {
        let first = sought().next().map_or(0..0, |phrase| phrase.span.clone());
        let message = format!("from here on, the phrases have more than {STATES} letters together");
        return refuse(&first, message, "use `is` for whole blocks: it costs almost nothing");
    }
    let expressions = rules().map(|rule| rule.regex.len()).sum();
    Ok(Load { files: 1, bytes: source.len(), states, templates, anywhere: anywhere().count(), expressions, wide: 0 })
}

fn is_template(phrase: &&Phrase) -> bool {
    placeholders(&phrase.text).next().is_some()
}

/// Returns the first text that has more than [`NESTED`] others as suffixes.
pub(crate) fn nested<T: Copy>(texts: &[(String, T)]) -> Option<T> {
    let mut turned: Vec<(Vec<u8>, T)> = texts.iter().map(|(text, of)| (text.bytes().rev().collect(), *of)).collect();
    turned.sort_by(|(a, _), (b, _)| a.cmp(b));
    let mut around: Vec<&[u8]> = Vec::new();
    for (text, of) in &turned {
        while around.pop_if(|outer| !text.starts_with(outer)).is_some() {}
        around.push(text);
        if around.len() > NESTED + 1 {
            return Some(*of);
        }
    }
    None
}

/// Returns the number of automaton states for texts: their bytes, a shared prefix counted once.
pub(crate) fn states(mut texts: Vec<String>) -> usize {
    texts.sort_unstable();
    let shared = |a: &str, b: &str| a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let all: usize = texts.iter().map(String::len).sum();
    all - texts.windows(2).map(|pair| shared(&pair[0], &pair[1])).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_texts_are_suffixes() {
        let texts = |count: usize| (1..=count).map(|length| ("a".repeat(length), length)).collect::<Vec<_>>();
        assert_eq!(nested(&texts(NESTED + 1)), None);
        assert_eq!(nested(&texts(NESTED + 2)), Some(NESTED + 2));
        let beside: Vec<_> = (1..100).map(|n| (format!("{n:03}"), n)).collect();
        assert_eq!(nested(&beside), None);
        assert_eq!(nested(&vec![("a".to_owned(), 1); NESTED + 2]), Some(1));
    }

    #[test]
    fn shared_prefixes_count_once() {
        assert_eq!(states(["abc", "abd", "x", "ab"].map(str::to_owned).to_vec()), 5);
    }
}
