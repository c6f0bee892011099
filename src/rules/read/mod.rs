//! Reads the TOML text of a rule file into a [`RuleFile`], or reports what is wrong.
//!
//! Reads keys by hand, so that every rule and error has a position and an unknown key is an error.

mod drops;
mod sections;
mod table;
#[cfg(test)]
mod tests;
mod texts;

use toml::de::{DeTable, DeValue};

use super::file::{FileKind, Reference, RuleFile};
use super::host::HostPattern;
use crate::error::{RuleError, bidi_control};
use sections::Ids;
use table::{Source, Table, Text, WITHOUT_BIDI};

const KEYS: [&str; 20] = [
    "format", "id", "kind", "name", "hosts", "paths", "extends", "disable", "detect", "content", "meta", "drop",
    "text", "replace", "test", "note", "evidence", "licence", "updated", "lang",
];
const KINDS: [&str; 4] = ["site", "family", "lang", "generic"];

const MOST_HOSTS: usize = 10_000;
const MOST_PATHS: usize = 256;

/// Maximum number of `*` in a path: each searches the rest of the path.
const MOST_STARS: usize = 8;

const MOST_REFERENCES: usize = 256;

/// Maximum number of tests in one file: each cleans a page.
const MOST_TESTS: usize = 1_000;

const MOST_REPLACED: usize = 1_000;

/// Reads a rule file. Selectors, regular expressions and costs are checked later.
pub(crate) fn read(file: &str, source: &str) -> Result<RuleFile, RuleError> {
    // Also in comments, which could look like code ("Trojan Source").
    if let Some((start, c)) = bidi_control(source) {
        let message = format!("bidi control U+{:04X} in a rule file", u32::from(c));
        return Err(RuleError::new(file, source, start..start + c.len_utf8(), message).with_help(WITHOUT_BIDI));
    }
    let line_ends: Vec<usize> = memchr::memchr_iter(b'\n', source.as_bytes()).collect();
    let at = Source { file, text: source, line_ends: &line_ends };
    // Replaces the byte order mark by blanks, so that positions stay valid.
    let blanked;
    let toml = match source.strip_prefix('\u{feff}') {
        Some(rest) => {
            blanked = format!("   {rest}");
            &blanked
        }
        None => source,
    };
    let document = DeTable::parse(toml).map_err(|error| syntax_error(at, &error))?;
    let start = toml.len() - toml.trim_start().len();
    let top = Table::new(at, document.get_ref(), start..start);

    format(at, &top)?;
    top.only(&KEYS)?;
    let id = top.required("id", "id = \"site/example\"")?;
    if id.text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '#') {
        return Err(at.error(id.outer, "an id has no spaces and no `#`").with_help("write `id = \"site/example\"`"));
    }
    let kind = kind(at, &top, &id)?;
    for informative in ["note", "evidence", "licence", "lang"] {
        top.strings(informative)?;
    }

    let mut ids = Ids::default();
    let content = top.table("content")?.map(|table| sections::content(&table)).transpose()?;
    let mut rules = Vec::new();
    for table in top.tables("drop")? {
        rules.push((table, true));
    }
    for table in top.tables("text")? {
        rules.push((table, false));
    }
    // In file order, so that of two rules with the same id the second is refused.
    rules.sort_by_key(|(table, _)| table.span.start);
    let (mut drop_rules, mut text_rules) = (Vec::new(), Vec::new());
    for (table, is_drop) in &rules {
        if *is_drop {
            drop_rules.push(drops::drop_rule(at, table, &mut ids)?);
        } else {
            text_rules.push(texts::text_rule(at, table, &mut ids)?);
        }
    }
    let tests =
        top.some_tables("test", MOST_TESTS)?.iter().map(|table| sections::test(at, table)).collect::<Result<_, _>>()?;
    Ok(RuleFile {
        file: file.to_owned(),
        is_builtin: false,
        id: id.text,
        kind,
        name: top.string("name")?.map(|name| name.text),
        hosts: hosts(at, &top, kind)?,
        paths: paths(at, &top)?,
        extends: references(&top, "extends")?,
        disable: references(&top, "disable")?,
        detect: top.table("detect")?.map(|table| sections::detect(at, &table)).transpose()?,
        content,
        drops: drop_rules,
        texts: text_rules,
        meta: top.table("meta")?.map(|table| sections::meta(at, &table)).transpose()?.unwrap_or_default(),
        replaces: top
            .some_tables("replace", MOST_REPLACED)?
            .iter()
            .map(|table| sections::replace(at, table))
            .collect::<Result<_, _>>()?,
        tests,
    })
}

/// Explains a TOML syntax error, with its most common cause.
fn syntax_error(at: Source<'_>, error: &toml::de::Error) -> RuleError {
    let help = match error.message() {
        message if message.contains("escape") => {
            "use '…' instead of \"…\": in single quotes, a backslash is a backslash"
        }
        message if message.contains("duplicate key") => "write each key once per table; use a list for several values",
        _ => "this is TOML: `key = 'text'`, `key = ['one', 'two']`, `[table]`, `[[one-of-many]]`; see https://toml.io",
    };
    at.error(error.span().unwrap_or(0..0), error.message().replace('\n', ", ")).with_help(help)
}

fn format(at: Source<'_>, top: &Table<'_>) -> Result<(), RuleError> {
    let Some(value) = top.value("format") else {
        return Err(top.missing("format", "format = 1"));
    };
    match value.get_ref() {
        DeValue::Integer(number) if number.as_str() == "1" => Ok(()),
        DeValue::Integer(number) => Err(at
            .error(value.span(), format!("format {} is unknown to this version", number.as_str()))
            .with_help("this version reads `format = 1`")),
        _ => Err(at.error(value.span(), "`format` is a number").with_help("write `format = 1`")),
    }
}

fn kind(at: Source<'_>, top: &Table<'_>, id: &Text) -> Result<FileKind, RuleError> {
    let written = top.word("kind", &KINDS)?;
    let word = match &written {
        Some(word) => word.text.as_str(),
        None => id.text.split('/').next().unwrap_or_default(),
    };
    match word {
        "site" => Ok(FileKind::Site),
        "family" => Ok(FileKind::Family),
        "lang" => Ok(FileKind::Lang),
        "generic" => Ok(FileKind::Generic),
        _ => Err(at
            .error(id.outer.clone(), "unknown kind of file: no `kind`, and none in the id")
            .with_help("write `kind = \"site\"`, or an id such as `site/example`; kinds: site, family, lang, generic")),
    }
}

fn references(top: &Table<'_>, key: &str) -> Result<Vec<Reference>, RuleError> {
    Ok(top
        .some_strings(key, MOST_REFERENCES)?
        .into_iter()
        .map(|text| Reference { text: text.text, span: text.span })
        .collect())
}

fn paths(at: Source<'_>, top: &Table<'_>) -> Result<Vec<String>, RuleError> {
    let paths = top.some_strings("paths", MOST_PATHS)?;
    if let Some(path) = paths.iter().find(|path| path.text.matches('*').count() > MOST_STARS) {
        let message = format!("more than {MOST_STARS} `*` in a path");
        return Err(at.error(path.outer.clone(), message).with_help("write the beginning of the path"));
    }
    match paths.iter().find(|path| !path.text.starts_with('/')) {
        Some(path) => Err(at
            .error(path.outer.clone(), "a path begins with `/`")
            .with_help(format!("write `\"/{}\"`; `*` matches anything", path.text))),
        None => Ok(paths.into_iter().map(|path| path.text).collect()),
    }
}

fn hosts(at: Source<'_>, top: &Table<'_>, kind: FileKind) -> Result<Vec<HostPattern>, RuleError> {
    let mut hosts = Vec::new();
    for text in top.some_strings("hosts", MOST_HOSTS)? {
        let host = HostPattern::parse(&text.text)
            .map_err(|error| at.error(text.outer, error.message).with_help(error.help))?;
        hosts.push(host);
    }
    if kind == FileKind::Site && hosts.is_empty() {
        return Err(match top.value("hosts") {
            Some(value) => {
                at.error(value.span(), "a site file needs a host").with_help("write `hosts = [\"example.com\"]`")
            }
            None => top.missing("hosts", "hosts = [\"example.com\"]"),
        });
    }
    Ok(hosts)
}
