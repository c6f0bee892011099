//! Reads a `[[text]]` table, or the `text` condition of a drop, into a text rule.

use super::sections::{Ids, kind, notes, phrase, rule_id};
use super::table::{Source, Table, did_you_mean};
use crate::error::RuleError;
use crate::rules::file::{MetaField, PLACEHOLDERS, Phrase, TextAction, TextRule, placeholders};

const KEYS: [&str; 17] = [
    "id",
    "kind",
    "is",
    "starts",
    "ends",
    "contains",
    "regex",
    "made-of",
    "before-links",
    "dateline",
    "all",
    "action",
    "first",
    "last",
    "capture",
    "note",
    "evidence",
];
const ACTIONS: [&str; 6] = ["drop-block", "drop-match", "drop-sentence", "drop-section", "stop", "keep"];

pub(super) fn text_rule(at: Source<'_>, table: &Table<'_>, ids: &mut Ids) -> Result<TextRule, RuleError> {
    table.only(&KEYS)?;
    notes(table)?;
    let id = rule_id(at, table, ids)?;
    let mut rule = condition(at, table, id, kind(table)?)?;
    if !has_phrase(&rule) {
        return Err(table.missing(
            "is",
            "is = ['phrase']` or `starts`, `ends`, `contains`, `regex`, `made-of`, `before-links` or `dateline",
        ));
    }
    rule.action = match table.word("action", &ACTIONS)?.map(|word| word.text).as_deref() {
        Some("drop-match") => TextAction::DropMatch,
        Some("drop-sentence") => TextAction::DropSentence,
        Some("drop-section") => TextAction::DropSection,
        Some("stop") => TextAction::Stop,
        Some("keep") => TextAction::Keep,
        _ => TextAction::DropBlock,
    };
    rule.first = table.number("first", 1..=1000)?;
    rule.last = table.number("last", 1..=16)?;
    if let Some(inner) = table.table("capture")? {
        inner.only(&["to", "group"])?;
        let to = match inner.word("to", &MetaField::NAMES)? {
            Some(word) => MetaField::named(&word.text),
            None => return Err(inner.missing("to", "to = \"date\"")),
        };
        rule.capture = Some((to, inner.number("group", 0..=99)?.unwrap_or(0) as usize));
    }
    Ok(rule)
}

pub(super) fn condition(at: Source<'_>, table: &Table<'_>, id: String, kind: String) -> Result<TextRule, RuleError> {
    Ok(TextRule {
        id,
        kind,
        line: table.line(),
        is: phrases(at, table, "is")?,
        starts: phrases(at, table, "starts")?,
        ends: phrases(at, table, "ends")?,
        contains: phrases(at, table, "contains")?,
        regex: table.strings("regex")?.into_iter().map(phrase).collect(),
        made_of: made_of(at, table)?,
        before_links: phrases(at, table, "before-links")?,
        dateline: table.boolean("dateline")?,
        all: table.boolean("all")?,
        ..TextRule::default()
    })
}

pub(super) fn has_phrase(rule: &TextRule) -> bool {
    let lists = [&rule.is, &rule.starts, &rule.ends, &rule.contains, &rule.regex, &rule.made_of, &rule.before_links];
    rule.dateline || lists.iter().any(|list| !list.is_empty())
}

/// Reads the phrases of `made-of`. Numbers between them need not be written.
fn made_of(at: Source<'_>, table: &Table<'_>) -> Result<Vec<Phrase>, RuleError> {
    let texts = table.strings("made-of")?;
    match texts.iter().find(|text| placeholders(&text.text).next().is_some()) {
        Some(text) => Err(at
            .error(text.outer.clone(), "`made-of` has no placeholders")
            .with_help("leave `{n}` out: numbers between the phrases are always allowed")),
        None => Ok(texts.into_iter().map(phrase).collect()),
    }
}

fn phrases(at: Source<'_>, table: &Table<'_>, key: &str) -> Result<Vec<Phrase>, RuleError> {
    let texts = table.strings(key)?;
    for text in &texts {
        for (_, word) in placeholders(&text.text) {
            if !PLACEHOLDERS.contains(&word) {
                let error = at.error(text.span.clone(), format!("unknown placeholder `{{{word}}}`"));
                return Err(did_you_mean(error, word, &PLACEHOLDERS, || {
                    "there are `{n}`, `{title}`, `{site}`, `{author}` and `{date}`".to_owned()
                }));
            }
        }
    }
    Ok(texts.into_iter().map(phrase).collect())
}

impl MetaField {
    pub(crate) const NAMES: [&str; 5] = ["title", "author", "date", "site", "section"];
    pub(crate) const ALL: [MetaField; 5] =
        [MetaField::Title, MetaField::Author, MetaField::Date, MetaField::Site, MetaField::Section];

    pub(crate) fn named(name: &str) -> MetaField {
        let at = MetaField::NAMES.iter().position(|known| *known == name);
        MetaField::ALL[at.unwrap_or(0)]
    }
}
