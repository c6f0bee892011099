//! Reads a `[[drop]]` table into an element rule.

use super::sections::{Ids, kind, notes, rule_id, selectors};
use super::table::{Source, Table};
use super::texts::{condition, has_phrase};
use crate::error::RuleError;
use crate::rules::file::{DropRule, DropScope};

const KEYS: [&str; 12] =
    ["id", "kind", "select", "drop", "unless", "text", "has", "nth", "max-chars", "within", "note", "evidence"];
const SCOPES: [&str; 5] = ["element", "contents", "after", "section", "rest"];
const ENCLOSING: &str = "enclosing:";

pub(super) fn drop_rule(at: Source<'_>, table: &Table<'_>, ids: &mut Ids) -> Result<DropRule, RuleError> {
    table.only(&KEYS)?;
    notes(table)?;
    let id = rule_id(at, table, ids)?;
    let select = selectors(table, "select")?;
    if select.is_empty() {
        return Err(table.missing("select", "select = ['.share']"));
    }
    let kind = kind(table)?;
    let text = match table.table("text")? {
        Some(inner) => {
            inner.only(&["is", "starts", "ends", "contains", "regex", "all"])?;
            let rule = condition(at, &inner, id.clone(), kind.clone())?;
            if !has_phrase(&rule) {
                return Err(inner.missing("is", "is = ['phrase']` or one of `starts`, `ends`, `contains`, `regex"));
            }
            Some(rule)
        }
        None => None,
    };
    let has = selectors(table, "has")?;
    let scope = scope(at, table)?;
    if let (DropScope::Enclosing(_), true) = (&scope, text.is_some() || !has.is_empty()) {
        return Err(at
            .error(table.span.clone(), "`drop = \"enclosing:…\"` cannot be combined with `has` or `text`")
            .with_help("let `select` find an element inside the enclosing one"));
    }
    if scope == DropScope::Contents && (text.is_some() || !has.is_empty()) {
        return Err(at
            .error(table.span.clone(), "`drop = \"contents\"` cannot be combined with `has` or `text`")
            .with_help("use `select` alone: the tags are written before the contents are known"));
    }
    Ok(DropRule {
        id,
        kind,
        line: table.line(),
        select,
        unless: selectors(table, "unless")?,
        has,
        text,
        scope,
        nth: table.number("nth", 1..=100_000)?,
        max_chars: table.number("max-chars", 1..=262_144)?.map(|most| most as usize),
        in_content: table.word("within", &["page", "content"])?.is_some_and(|word| word.text == "content"),
    })
}

fn scope(at: Source<'_>, table: &Table<'_>) -> Result<DropScope, RuleError> {
    if let Some(text) = table.string("drop")?
        && let Some(tag) = text.text.strip_prefix(ENCLOSING)
    {
        let is_name = !tag.is_empty() && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        return match is_name {
            true => Ok(DropScope::Enclosing(tag.to_ascii_lowercase())),
            false => Err(at
                .error(text.outer, format!("`{tag}` is not the name of an element"))
                .with_help("write a name, as in `drop = \"enclosing:li\"`")),
        };
    }
    Ok(match table.word("drop", &SCOPES)? {
        Some(word) => match word.text.as_str() {
            "contents" => DropScope::Contents,
            "after" => DropScope::After,
            "section" => DropScope::Section,
            "rest" => DropScope::Rest,
            _ => DropScope::Element,
        },
        None => DropScope::Element,
    })
}
