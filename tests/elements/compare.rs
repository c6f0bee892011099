//! Cleans a page with tamis and compares its blocks with those of the reference.

use tamis::{Extract, Options, Rules};

use crate::page::{self, Element};
use crate::reference;
use crate::rules::{self, File};

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Outcome {
    pub text: String,
    pub reason: Option<String>,
}

pub fn compile(files: &[File]) -> Options {
    let add = |rules: Rules, file: &File| rules.with_file(file.kind, &rules::toml(file)).expect("a good rule file");
    let rules = files.iter().fold(Rules::none(), add);
    Options::new().extract(Extract::Rules).write_title(false).rules(rules).url("https://site.example/").unwrap()
}

/// Returns the difference between the blocks of tamis and those of the reference, if any.
pub fn difference(page: &Element, files: &[File], options: &Options) -> Option<String> {
    let expected = reference::clean(page, files);
    let document = tamis::clean(page::html(page).as_bytes(), options).unwrap();
    let found = document.blocks.iter().map(|labelled| Outcome {
        text: labelled.block.text.clone(),
        reason: labelled.reason.as_ref().map(|reason| match reason.matched() {
            Some((_, selector)) => format!("{} {selector}", reason.id()),
            None => reason.id().to_owned(),
        }),
    });
    let (expected, found) = (arranged(expected.outcomes, expected.in_order), arranged(found, expected.in_order));
    (expected != found).then(|| format!("expected:\n{}found:\n{}", listing(&expected), listing(&found)))
}

/// Sorts the outcomes if their order is not defined: held blocks are decided later than blocks removed around them, so
/// then only kept blocks have an order.
fn arranged(outcomes: impl IntoIterator<Item = Outcome>, in_order: bool) -> Vec<Outcome> {
    let mut outcomes: Vec<Outcome> = outcomes.into_iter().collect();
    if !in_order {
        outcomes.sort_by_key(|outcome| outcome.reason.as_ref().map(|_| outcome.clone()));
    }
    outcomes
}

fn listing(outcomes: &[Outcome]) -> String {
    let short = |text: &str| match text.char_indices().nth(40) {
        Some((end, _)) => format!("{} … {} bytes", &text[..end], text.len()),
        None => text.to_owned(),
    };
    let line = |Outcome { text, reason }: &Outcome| match reason {
        Some(reason) => format!("  - {}   [{reason}]\n", short(text)),
        None => format!("  + {}\n", short(text)),
    };
    outcomes.iter().map(line).collect()
}
