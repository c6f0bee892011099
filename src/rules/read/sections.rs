//! Reads the smaller tables of a rule file: `[content]`, `[detect]`, `[meta]`, `[[replace]]` and `[[test]]`.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use super::table::{Source, Table, Text};
use crate::error::RuleError;
use crate::rules::file::{Content, Detect, MetaField, MetaRule, MetaSource, Phrase, Replace, RuleTest, SelectorSource};

/// The most bytes of a page within a test: its blocks are kept, with what each was removed by.
const MOST_TEST_BYTES: usize = 64 << 10;

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
const OTHER_KIND: &str = "boilerplate";
/// Maximum number of signs of a family: each generator name is compared with that of the page.
const MOST_SIGNS: usize = 256;

const NOTES: [&str; 2] = ["note", "evidence"];

/// The rule ids of a file, with the line of each.
pub(super) type Ids = BTreeMap<String, usize>;

pub(super) fn phrase(text: Text) -> Phrase {
    Phrase { text: text.text.into(), line: text.line, span: text.span, folded: None }
}

pub(super) fn content(table: &Table<'_>) -> Result<Content, RuleError> {
    table.only(&["select", "keep", "stop", "pick", "else", "note", "evidence"])?;
    notes(table)?;
    let is = |key, words: &[&str], word: &str| Ok(table.word(key, words)?.is_some_and(|found| found.text == word));
    Ok(Content {
        line: table.line(),
        select: selectors(table, "select")?,
        keep: selectors(table, "keep")?,
        stop: selectors(table, "stop")?,
        first_only: is("pick", &["all", "first"], "first")?,
        or_nothing: is("else", &["page", "none"], "none")?,
    })
}

pub(super) fn detect(at: Source<'_>, table: &Table<'_>) -> Result<Detect, RuleError> {
    table.only(&["need", "select", "generator", "text", "note", "evidence"])?;
    notes(table)?;
    let strings = |key| Ok::<_, RuleError>(table.strings(key)?.into_iter().map(phrase).collect::<Vec<_>>());
    let detect = Detect {
        need: table.number("need", 1..=16)?.unwrap_or(1),
        select: selectors(table, "select")?,
        generator: strings("generator")?,
        text: strings("text")?,
    };
    match detect.select.len() + detect.generator.len() + detect.text.len() {
        signs if signs > MOST_SIGNS => {
            return Err(at
                .error(table.span.clone(), format!("more than {MOST_SIGNS} signs of a family"))
                .with_help("keep the signs that most of its pages have"));
        }
        0 => return Err(table.missing("select", "select = ['link[href*=\"/wp-content/\"]']")),
        signs if signs < detect.need as usize => {
            let message = format!("`need` is {}, but the number of signs is {signs}", detect.need);
            let help = "name more signs in `select`, `generator` or `text`, or lower `need`";
            return Err(at.error(table.value("need").map_or(0..0, toml::Spanned::span), message).with_help(help));
        }
        _ => {}
    }
    Ok(detect)
}

pub(super) fn meta(at: Source<'_>, table: &Table<'_>) -> Result<Vec<MetaRule>, RuleError> {
    table.only(&MetaField::NAMES)?;
    let mut rules = Vec::new();
    for name in MetaField::NAMES {
        for (order, text) in (0..).zip(table.strings(name)?) {
            rules.push(MetaRule { field: MetaField::named(name), order, source: meta_source(at, text)? });
        }
    }
    Ok(rules)
}

/// `selector`, `selector@attribute` or `const:text`.
fn meta_source(at: Source<'_>, text: Text) -> Result<MetaSource, RuleError> {
    if let Some(constant) = text.text.strip_prefix("const:") {
        return Ok(MetaSource::Constant(constant.trim().to_owned()));
    }
    let (selector, attribute) = match text.text.rsplit_once('@') {
        Some((selector, attribute)) if !attribute.contains(['"', '\'', ']']) => {
            if attribute.is_empty() || selector.trim().is_empty() {
                return Err(at
                    .error(text.outer, "`@` needs a selector before it and an attribute after it")
                    .with_help("write, for example, `time@datetime`"));
            }
            (selector.to_owned(), Some(attribute.to_ascii_lowercase()))
        }
        _ => (text.text.clone(), None),
    };
    let span = text.span.start..text.span.start + selector.len();
    Ok(MetaSource::Element { select: SelectorSource { text: selector.into(), line: text.line, span }, attribute })
}

pub(super) fn replace(at: Source<'_>, table: &Table<'_>) -> Result<Replace, RuleError> {
    table.only(&["find", "with", "note", "evidence"])?;
    notes(table)?;
    let find = table.required("find", "find = 'text'")?;
    let Some(with) = table.any_string("with")? else { return Err(table.missing("with", "with = ''")) };
    if find.text == with.text {
        return Err(at
            .error(find.outer, "`find` and `with` are the same")
            .with_help("write the replacement in `with`"));
    }
    Ok(Replace { find: find.text, with: with.text })
}

pub(super) fn test(at: Source<'_>, table: &Table<'_>) -> Result<RuleTest, RuleError> {
    table.only(&[
        "file", "html", "text", "url", "title", "starts", "ends", "contains", "absent", "fires", "note", "evidence",
    ])?;
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
    for key in ["html", "text"] {
        if let Some(page) = table.string(key)?.filter(|page| page.text.len() > MOST_TEST_BYTES) {
            return Err(at
                .error(page.outer, format!("`{key}` has more than {MOST_TEST_BYTES} bytes"))
                .with_help("write the page in a file beside this one, and its name in `file`"));
        }
    }
    if let Some(text) = table.string("file")?
        && !Path::new(&text.text).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
    {
        return Err(at
            .error(text.outer, "the file of a test must be in the folder of the rule file, or below it")
            .with_help("write its name, as in `file = \"page.html\"`, without `..` and without `/` before it"));
    }
    match [&test.file, &test.html, &test.text].iter().filter(|input| input.is_some()).count() {
        1 => Ok(test),
        0 => Err(table.missing("file", "file = \"page.html\"` or one of `html`, `text")),
        _ => Err(at
            .error(table.span.clone(), "a test must have exactly one input")
            .with_help("write only one of `file`, `html`, `text`")),
    }
}

/// Checks notes for people: they are not kept, but must be strings.
pub(super) fn notes(table: &Table<'_>) -> Result<(), RuleError> {
    NOTES.iter().try_for_each(|key| table.strings(key).map(drop))
}

pub(super) fn rule_id(at: Source<'_>, table: &Table<'_>, ids: &mut Ids) -> Result<String, RuleError> {
    let id = table.required("id", "id = \"share-buttons\"")?;
    if id.text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '#') {
        return Err(at.error(id.outer, "an id has no spaces and no `#`").with_help("write `id = \"share-buttons\"`"));
    }
    if let Some(line) = ids.insert(id.text.clone(), id.line) {
        let message = format!("duplicate id `{}`: the rule at line {line} has it already", id.text);
        return Err(at.error(id.outer, message).with_help("give each rule in a file its own id"));
    }
    Ok(id.text)
}

pub(super) fn kind(table: &Table<'_>) -> Result<String, RuleError> {
    let mut kinds = KINDS.to_vec();
    kinds.push(OTHER_KIND);
    Ok(table.word("kind", &kinds)?.map_or_else(|| OTHER_KIND.to_owned(), |kind| kind.text))
}

pub(super) fn selectors(table: &Table<'_>, key: &str) -> Result<Vec<SelectorSource>, RuleError> {
    let source = |text: Text| SelectorSource { text: text.text.into(), line: text.line, span: text.span };
    Ok(table.strings(key)?.into_iter().map(source).collect())
}
