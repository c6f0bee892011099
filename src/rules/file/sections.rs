//! Turns the tables of a rule file, `[content]`, `[[drop]]`, `[[text]]` and `[[test]]`, into rules.

use std::collections::HashMap;

use super::table::{Source, Table, Text, did_you_mean, not_yet};
use super::{Content, DropRule, DropScope, Phrase, RuleTest, SelectorSource, TextAction, TextRule};
use crate::rules::diagnostic::RuleError;
use crate::rules::phrase::{PLACEHOLDERS, placeholders};

/// What a rule can be about.
const KINDS: [&str; 16] = [
    "share",
    "print",
    "send",
    "report",
    "comments",
    "related",
    "newsletter",
    "cookie",
    "ad",
    "nav",
    "tags",
    "copyright",
    "follow",
    "byline",
    "dup-title",
    "tools",
];
/// The kind of a rule that does not say.
const OTHER_KIND: &str = "boilerplate";
const NOTES: [&str; 2] = ["note", "evidence"];

/// The ids of a file, and the line of each.
pub(super) type Ids = HashMap<String, usize>;

pub(super) fn content(table: &Table<'_>) -> Result<Content, RuleError> {
    table.only(&["select", "keep", "stop", "note", "evidence"], &["pick", "else"])?;
    notes(table)?;
    Ok(Content {
        line: table.line(),
        select: selectors(table, "select")?,
        keep: selectors(table, "keep")?,
        stop: selectors(table, "stop")?,
    })
}

pub(super) fn drop_rule(at: Source<'_>, table: &Table<'_>, ids: &mut Ids) -> Result<DropRule, RuleError> {
    table.only(
        &["id", "kind", "select", "drop", "note", "evidence"],
        &["unless", "text", "has", "nth", "max-chars", "within"],
    )?;
    notes(table)?;
    let id = rule_id(at, table, ids)?;
    let select = selectors(table, "select")?;
    if select.is_empty() {
        return Err(table.missing("select", "select = ['.share']"));
    }
    let scope = table.word("drop", &["element", "contents"], &["enclosing:", "after", "section", "rest"])?;
    let scope = match scope {
        Some(word) if word.text == "contents" => DropScope::Contents,
        _ => DropScope::Element,
    };
    Ok(DropRule { id, kind: kind(table)?, line: table.line(), select, scope })
}

pub(super) fn text_rule(at: Source<'_>, table: &Table<'_>, ids: &mut Ids) -> Result<TextRule, RuleError> {
    table.only(
        &["id", "kind", "is", "starts", "ends", "contains", "action", "note", "evidence"],
        &["regex", "all", "first", "last", "capture"],
    )?;
    notes(table)?;
    let id = rule_id(at, table, ids)?;
    let action = table.word("action", &["drop-block", "drop-match"], &["drop-sentence", "stop"])?;
    let action = match action {
        Some(word) if word.text == "drop-match" => TextAction::DropMatch,
        _ => TextAction::DropBlock,
    };
    let rule = TextRule {
        id,
        kind: kind(table)?,
        line: table.line(),
        is: phrases(at, table, "is")?,
        starts: phrases(at, table, "starts")?,
        ends: phrases(at, table, "ends")?,
        contains: phrases(at, table, "contains")?,
        action,
    };
    if [&rule.is, &rule.starts, &rule.ends, &rule.contains].iter().all(|list| list.is_empty()) {
        return Err(table.missing("is", "is = ['phrase']` or one of `starts`, `ends`, `contains"));
    }
    Ok(rule)
}

pub(super) fn test(at: Source<'_>, table: &Table<'_>) -> Result<RuleTest, RuleError> {
    table.only(
        &["file", "html", "text", "url", "title", "starts", "ends", "contains", "absent", "fires", "note", "evidence"],
        &["mode", "date"],
    )?;
    notes(table)?;
    let string = |key| Ok(table.string(key)?.map(|text| text.text));
    let strings = |key| Ok(table.strings(key)?.into_iter().map(|text| text.text).collect());
    let test = RuleTest {
        line: table.line(),
        file: string("file")?,
        html: string("html")?,
        url: string("url")?,
        text: string("text")?,
        title: string("title")?,
        starts: strings("starts")?,
        ends: strings("ends")?,
        contains: strings("contains")?,
        absent: strings("absent")?,
        fires: strings("fires")?,
    };
    match [&test.file, &test.html, &test.text].iter().filter(|input| input.is_some()).count() {
        1 => Ok(test),
        0 => Err(table.missing("file", "file = \"page.html\"` or one of `html`, `text")),
        _ => Err(at
            .error(table.span.clone(), "a test has one input")
            .with_help("write only one of `file`, `html`, `text`")),
    }
}

/// Notes for people are not kept, but must be strings as everywhere.
fn notes(table: &Table<'_>) -> Result<(), RuleError> {
    NOTES.iter().try_for_each(|key| table.strings(key).map(drop))
}

fn rule_id(at: Source<'_>, table: &Table<'_>, ids: &mut Ids) -> Result<String, RuleError> {
    let id = table.required("id", "id = \"share-buttons\"")?;
    if id.text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '#') {
        return Err(at.error(id.outer, "an id has no spaces and no `#`").with_help("write `id = \"share-buttons\"`"));
    }
    if let Some(line) = ids.insert(id.text.clone(), id.line) {
        let message = format!("duplicate id `{}`: the rule at line {line} has it already", id.text);
        return Err(at.error(id.outer, message).with_help("give every rule of a file an id of its own"));
    }
    Ok(id.text)
}

fn kind(table: &Table<'_>) -> Result<String, RuleError> {
    let mut kinds = KINDS.to_vec();
    kinds.push(OTHER_KIND);
    Ok(table.word("kind", &kinds, &[])?.map_or_else(|| OTHER_KIND.to_owned(), |kind| kind.text))
}

fn selectors(table: &Table<'_>, key: &str) -> Result<Vec<SelectorSource>, RuleError> {
    let source = |text: Text| SelectorSource { text: text.text, line: text.line, span: text.span };
    Ok(table.strings(key)?.into_iter().map(source).collect())
}

fn phrases(at: Source<'_>, table: &Table<'_>, key: &str) -> Result<Vec<Phrase>, RuleError> {
    let texts = table.strings(key)?;
    for text in &texts {
        for (_, word) in placeholders(&text.text) {
            let shown = format!("{{{word}}}");
            if ["author", "date"].contains(&word) {
                return Err(not_yet(at, text.span.clone(), &shown));
            }
            if !PLACEHOLDERS.contains(&word) {
                let error = at.error(text.span.clone(), format!("unknown placeholder `{shown}`"));
                return Err(did_you_mean(error, word, &PLACEHOLDERS, || {
                    "there are `{n}`, `{title}` and `{site}`".to_owned()
                }));
            }
        }
    }
    let phrase = |text: Text| Phrase { text: text.text, line: text.line, span: text.span };
    Ok(texts.into_iter().map(phrase).collect())
}
