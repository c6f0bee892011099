//! Runs a test of a rule file: cleans its page and compares the output.

use std::io;

use super::Failure;
use crate::extract::{Document, Extract, InputForm, Options, Reason, clean};
use crate::rules::Rules;
use crate::rules::file::{RuleFile, RuleTest};

/// Maximum length of quoted output in a message, in characters.
const SHOWN: usize = 60;

#[derive(Debug, Default)]
pub(super) struct Trial {
    pub failures: Vec<Failure>,
    pub fired: Vec<String>,
    /// Whether a block was outside the content.
    pub framed: bool,
}

pub(super) fn run(
    file: &RuleFile,
    test: &RuleTest,
    rules: &Rules,
    load: &mut dyn FnMut(&str) -> io::Result<Vec<u8>>,
) -> Trial {
    let fail = |message| Failure { line: test.line, message };
    match output(test, rules, load) {
        Err(message) => Trial { failures: vec![fail(message)], ..Trial::default() },
        Ok(document) => {
            let reasons = || document.blocks.iter().filter_map(|block| block.reason.as_ref());
            let fired: Vec<String> = reasons().filter_map(Reason::rule).map(|rule| rule.id.clone()).collect();
            let failures = compare(file, test, &document, &fired).into_iter().map(fail).collect();
            Trial { failures, fired, framed: reasons().any(|reason| *reason == Reason::OutsideContent) }
        }
    }
}

fn output(
    test: &RuleTest,
    rules: &Rules,
    load: &mut dyn FnMut(&str) -> io::Result<Vec<u8>>,
) -> Result<Document, String> {
    let mut options = Options::new().extract(Extract::Rules).rules(rules.clone());
    if let Some(url) = &test.url {
        options = options.url(url).map_err(|error| error.to_string())?;
    }
    let page = match (&test.file, &test.html, &test.text) {
        (Some(name), _, _) => load(name).map_err(|error| format!("cannot read {name:?}: {error}"))?,
        (_, Some(html), _) => html.clone().into_bytes(),
        (_, _, text) => {
            options = options.input(InputForm::Text);
            text.clone().unwrap_or_default().into_bytes()
        }
    };
    clean(&page, &options).map_err(|error| error.to_string())
}

fn compare(file: &RuleFile, test: &RuleTest, document: &Document, fired: &[String]) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut expect = |holds: bool, what: String| {
        if !holds {
            wrong.push(what);
        }
    };
    let body = match &document.report.title {
        Some(title) => document.text.strip_prefix(title.as_str()).unwrap_or(&document.text).trim(),
        None => document.text.trim(),
    };
    if let Some(title) = &test.title {
        let found = document.report.title.as_deref().unwrap_or_default();
        expect(found == title, format!("the title is {found:?}, not {title:?}"));
    }
    for start in &test.starts {
        expect(body.starts_with(start.as_str()), format!("does not start with {start:?} but with {:?}", first(body)));
    }
    for end in &test.ends {
        expect(body.ends_with(end.as_str()), format!("does not end with {end:?} but with {:?}", last(body)));
    }
    for phrase in &test.contains {
        expect(document.text.contains(phrase), format!("does not contain {phrase:?}"));
    }
    for phrase in &test.absent {
        expect(!document.text.contains(phrase), format!("still contains {phrase:?}"));
    }
    for rule in &test.fires {
        let id = if rule.contains('#') { rule.clone() } else { format!("{}#{rule}", file.id) };
        expect(fired.contains(&id), format!("{id} does not fire"));
    }
    wrong
}

fn first(text: &str) -> &str {
    text.char_indices().nth(SHOWN).map_or(text, |(end, _)| &text[..end])
}

fn last(text: &str) -> &str {
    text.char_indices().rev().nth(SHOWN - 1).map_or(text, |(start, _)| &text[start..])
}
