//! Compiles rule files into what a document runs: one selector index and one set of phrases.

use std::sync::Arc;

use super::Rule;
use super::diagnostic::RuleError;
use super::file::{DropScope, RuleFile, SelectorSource, TextRule};
use super::phrase::Phrases;
use super::selector;

/// Rules that apply together.
#[derive(Debug)]
pub(crate) struct Layer {
    pub index: Arc<selector::Index>,
    /// What each selector list of the index is for.
    pub actions: Vec<Action>,
    pub phrases: Phrases,
    /// The text rules that `phrases` speaks of.
    pub texts: Vec<(Arc<Rule>, TextRule)>,
    /// Whether some selector names the content container.
    pub has_content: bool,
    /// Whether some action means something inside a removed element.
    pub looks_inside: bool,
}

/// What happens to an element that a selector matches.
#[derive(Debug)]
pub(crate) struct Action {
    pub rule: Arc<Rule>,
    pub selector: String,
    pub effect: Effect,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// The element goes with all it holds.
    Drop,
    /// The element goes, its contents stay.
    Unwrap,
    /// Only what stands in such elements is content.
    Select,
    /// The element stays, whatever drops it.
    Keep,
    /// From here on nothing is content.
    Stop,
}

impl Layer {
    /// Whether every selector of the file can be compiled.
    pub fn check(file: &RuleFile, source: &str) -> Result<(), RuleError> {
        for (_, _, found) in selectors(file) {
            if let Err(error) = selector::parse(&found.text) {
                // The position within the quotes is exact for literal strings, which is how rules are written.
                let start = (found.span.start + error.at).min(found.span.end);
                let end = (start + error.len).min(found.span.end).max(start);
                let refused = RuleError::new(&file.file, source, start..end, error.message);
                return Err(error.help.into_iter().fold(refused, RuleError::with_help));
            }
        }
        Ok(())
    }

    pub fn compile(files: &[Arc<RuleFile>]) -> Layer {
        let mut index = selector::Builder::default();
        let mut actions = Vec::new();
        let mut texts = Vec::new();
        for file in files {
            for (rule, effect, found) in selectors(file) {
                // Checked when the file was added.
                let Ok(list) = selector::parse(&found.text) else { continue };
                index.add(list);
                actions.push(Action { rule: Arc::new(rule), selector: found.text.clone(), effect });
            }
            for text in &file.texts {
                texts.push((Arc::new(rule(file, &text.id, &text.kind, text.line)), text.clone()));
            }
        }
        let rules: Vec<TextRule> = texts.iter().map(|(_, text)| text.clone()).collect();
        Layer {
            index: Arc::new(index.build()),
            has_content: actions.iter().any(|action| action.effect == Effect::Select),
            looks_inside: actions.iter().any(|action| !matches!(action.effect, Effect::Drop | Effect::Unwrap)),
            actions,
            phrases: Phrases::new(&rules),
            texts,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.actions.is_empty() && self.texts.is_empty()
    }
}

/// Every selector of a file with the rule it belongs to.
fn selectors(file: &RuleFile) -> impl Iterator<Item = (Rule, Effect, &SelectorSource)> {
    let content = file.content.iter().flat_map(move |content| {
        let of = move |list: &'static str, effect, sources: &'_ [SelectorSource]| {
            let rule = rule(file, list, "content", content.line);
            sources.iter().map(|_| (rule.clone(), effect)).collect::<Vec<_>>()
        };
        let rules = [
            of("select", Effect::Select, &content.select),
            of("keep", Effect::Keep, &content.keep),
            of("stop", Effect::Stop, &content.stop),
        ];
        let sources = content.select.iter().chain(&content.keep).chain(&content.stop);
        rules.into_iter().flatten().zip(sources).map(|((rule, effect), source)| (rule, effect, source))
    });
    let drops = file.drops.iter().flat_map(move |drop| {
        let effect = match drop.scope {
            DropScope::Element => Effect::Drop,
            DropScope::Contents => Effect::Unwrap,
        };
        drop.select.iter().map(move |source| (rule(file, &drop.id, &drop.kind, source.line), effect, source))
    });
    content.chain(drops)
}

fn rule(file: &RuleFile, id: &str, kind: &str, line: usize) -> Rule {
    Rule { id: format!("{}#{id}", file.id), kind: kind.to_owned(), file: file.file.clone(), line }
}
