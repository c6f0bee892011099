//! Reads checked values from a TOML table with positions: strings, lists of strings, tables.

use std::ops::{Range, RangeInclusive};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::error::{RuleError, bidi_control};

pub(super) const WITHOUT_BIDI: &str = "remove it: phrases are compared without such controls";

const STRING_BYTES: usize = 4 << 10;

/// Keys whose strings may be longer: pages, and notes for people.
const UNBOUNDED: [&str; 4] = ["html", "text", "note", "evidence"];

#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'s> {
    pub(super) file: &'s str,
    pub(super) text: &'s str,
    /// The end of each line, found once: counting lines again for each rule is quadratic.
    pub(super) line_ends: &'s [usize],
}

#[derive(Debug, Clone)]
pub(super) struct Text {
    pub(super) text: String,
    /// Range including the quotes, for errors.
    pub(super) outer: Range<usize>,
    /// Range inside the quotes.
    pub(super) span: Range<usize>,
    pub(super) line: usize,
}

#[derive(Debug, Clone)]
pub(super) struct Table<'s> {
    source: Source<'s>,
    entries: &'s DeTable<'s>,
    pub(super) span: Range<usize>,
}

impl<'s> Source<'s> {
    pub(super) fn error(self, span: Range<usize>, message: impl Into<String>) -> RuleError {
        RuleError::new(self.file, self.text, span, message)
    }

    fn line_of(self, at: usize) -> usize {
        self.line_ends.partition_point(|&end| end < at) + 1
    }

    fn text(self, value: &Spanned<DeValue<'s>>, key: &str) -> Result<Text, RuleError> {
        let outer = value.span();
        if outer.len() > STRING_BYTES && !UNBOUNDED.contains(&key) {
            return Err(self
                .error(outer, format!("a string of more than {STRING_BYTES} bytes in `{key}`"))
                .with_help("write several shorter ones"));
        }
        let DeValue::String(text) = value.get_ref() else {
            let message = format!("`{key}` holds {}, not a string", type_name(value));
            return Err(self.error(outer, message).with_help("write a string in quotes"));
        };
        // Escapes for joiners that some scripts need are fine; bidi controls are not.
        if let Some((_, c)) = bidi_control(text) {
            let message = format!("bidi control U+{:04X} in `{key}`", u32::from(c));
            return Err(self.error(outer, message).with_help(WITHOUT_BIDI));
        }
        let written = &self.text[outer.clone()];
        let quotes = if written.starts_with("'''") || written.starts_with("\"\"\"") { 3 } else { 1 };
        // TOML ignores a line end right after three quotes.
        let skipped = match &written[quotes..] {
            rest if quotes == 3 && rest.starts_with("\r\n") => 2,
            rest if quotes == 3 && rest.starts_with('\n') => 1,
            _ => 0,
        };
        let span = outer.start + quotes + skipped..outer.end - quotes;
        Ok(Text { text: text.to_string(), line: self.line_of(span.start), outer, span })
    }
}

impl<'s> Table<'s> {
    pub(super) fn new(source: Source<'s>, entries: &'s DeTable<'s>, span: Range<usize>) -> Table<'s> {
        Table { source, entries, span }
    }

    pub(super) fn line(&self) -> usize {
        self.source.line_of(self.span.start)
    }

    pub(super) fn only(&self, known: &[&str]) -> Result<(), RuleError> {
        let mut keys: Vec<_> = self.entries.keys().collect();
        keys.sort_by_key(|key| key.span().start);
        for key in keys {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                let error = self.source.error(key.span(), format!("unknown key `{name}`"));
                return Err(did_you_mean(error, name, known, || list("the keys here are", known)));
            }
        }
        Ok(())
    }

    pub(super) fn value(&self, key: &str) -> Option<&'s Spanned<DeValue<'s>>> {
        self.entries.get(key)
    }

    /// Reads an optional string that must not be empty.
    pub(super) fn string(&self, key: &str) -> Result<Option<Text>, RuleError> {
        let text = self.any_string(key)?;
        if let Some(text) = &text {
            self.not_empty(key, text)?;
        }
        Ok(text)
    }

    /// Reads an optional string that may be empty.
    pub(super) fn any_string(&self, key: &str) -> Result<Option<Text>, RuleError> {
        self.value(key).map(|value| self.source.text(value, key)).transpose()
    }

    /// Reads an optional integer within bounds.
    pub(super) fn number(&self, key: &str, bounds: RangeInclusive<u32>) -> Result<Option<u32>, RuleError> {
        let Some(value) = self.value(key) else { return Ok(None) };
        let number = match value.get_ref() {
            DeValue::Integer(number) => number.as_str().parse().ok(),
            _ => None,
        };
        match number.filter(|number| bounds.contains(number)) {
            Some(number) => Ok(Some(number)),
            None => {
                let message = format!("`{key}` is a whole number from {} to {}", bounds.start(), bounds.end());
                let help = match value.get_ref() {
                    DeValue::Integer(_) => format!("write a number within these bounds, or leave `{key}` out"),
                    _ => "write a number, without quotes".to_owned(),
                };
                Err(self.source.error(value.span(), message).with_help(help))
            }
        }
    }

    /// Reads a boolean; false if absent.
    pub(super) fn boolean(&self, key: &str) -> Result<bool, RuleError> {
        match self.value(key).map(|value| (value, value.get_ref())) {
            None => Ok(false),
            Some((_, DeValue::Boolean(value))) => Ok(*value),
            Some((value, _)) => {
                let message = format!("`{key}` holds {}, not true or false", type_name(value));
                Err(self
                    .source
                    .error(value.span(), message)
                    .with_help(format!("write `{key} = true`, or leave it out")))
            }
        }
    }

    pub(super) fn required(&self, key: &str, example: &str) -> Result<Text, RuleError> {
        match self.string(key)? {
            Some(text) => Ok(text),
            None => Err(self.missing(key, example)),
        }
    }

    pub(super) fn word(&self, key: &str, words: &[&str]) -> Result<Option<Text>, RuleError> {
        let Some(text) = self.string(key)? else {
            return Ok(None);
        };
        let word = text.text.as_str();
        if words.contains(&word) {
            return Ok(Some(text));
        }
        let error = self.source.error(text.outer.clone(), format!("`{key}` cannot be `{word}`"));
        Err(did_you_mean(error, word, words, || list("one of", words)))
    }

    pub(super) fn strings(&self, key: &str) -> Result<Vec<Text>, RuleError> {
        let Some(value) = self.value(key) else {
            return Ok(Vec::new());
        };
        let texts = match value.get_ref() {
            DeValue::Array(values) => {
                values.iter().map(|value| self.source.text(value, key)).collect::<Result<_, _>>()?
            }
            DeValue::String(_) => vec![self.source.text(value, key)?],
            _ => {
                let message = format!("`{key}` is {}, not a string or a list of strings", type_name(value));
                return Err(self.source.error(value.span(), message).with_help(format!("write `{key} = ['…']`")));
            }
        };
        for text in &texts {
            self.not_empty(key, text)?;
        }
        Ok(texts)
    }

    /// Reads the same with a maximum number.
    pub(super) fn some_strings(&self, key: &str, most: usize) -> Result<Vec<Text>, RuleError> {
        let texts = self.strings(key)?;
        match texts.get(most) {
            None => Ok(texts),
            Some(text) => Err(self.too_many(text.outer.clone(), key, most)),
        }
    }

    /// Reads the `[[key]]` tables, with a maximum number.
    pub(super) fn some_tables(&self, key: &str, most: usize) -> Result<Vec<Table<'s>>, RuleError> {
        let tables = self.tables(key)?;
        match tables.get(most) {
            None => Ok(tables),
            Some(table) => Err(self.too_many(table.span.clone(), key, most)),
        }
    }

    fn too_many(&self, span: Range<usize>, key: &str, most: usize) -> RuleError {
        let message = format!("more than {most} of `{key}` in one file");
        self.source.error(span, message).with_help("write several files")
    }

    pub(super) fn table(&self, key: &str) -> Result<Option<Table<'s>>, RuleError> {
        let Some(value) = self.value(key) else {
            return Ok(None);
        };
        match value.get_ref() {
            DeValue::Table(entries) => Ok(Some(Table::new(self.source, entries, value.span()))),
            _ => Err(self
                .source
                .error(value.span(), format!("`{key}` is {}, not a table", type_name(value)))
                .with_help(format!("write `[{key}]` on a line of its own"))),
        }
    }

    pub(super) fn tables(&self, key: &str) -> Result<Vec<Table<'s>>, RuleError> {
        let Some(value) = self.value(key) else {
            return Ok(Vec::new());
        };
        let wrong = |value: &Spanned<DeValue<'s>>| {
            self.source
                .error(value.span(), format!("`{key}` is {}, not a list of tables", type_name(value)))
                .with_help(format!("write `[[{key}]]` on a line of its own"))
        };
        let DeValue::Array(values) = value.get_ref() else {
            return Err(wrong(value));
        };
        values
            .iter()
            .map(|value| match value.get_ref() {
                DeValue::Table(entries) => Ok(Table::new(self.source, entries, value.span())),
                _ => Err(wrong(value)),
            })
            .collect()
    }

    pub(super) fn missing(&self, key: &str, example: &str) -> RuleError {
        // Bounded: the range of a whole file would be all of it.
        let place = self.span.start..self.span.start.max(self.span.end.min(self.span.start + 80));
        self.source.error(place, format!("`{key}` is missing")).with_help(format!("write `{example}`"))
    }

    fn not_empty(&self, key: &str, text: &Text) -> Result<(), RuleError> {
        if text.text.trim().is_empty() {
            let error = self.source.error(text.outer.clone(), format!("an empty string in `{key}`"));
            return Err(error.with_help(format!("write something between the quotes, or leave `{key}` out")));
        }
        Ok(())
    }
}

/// Adds a suggestion for a misspelled word, or `otherwise`.
pub(super) fn did_you_mean(
    error: RuleError,
    word: &str,
    known: &[&str],
    otherwise: impl FnOnce() -> String,
) -> RuleError {
    let nearest = known.iter().map(|known| (distance(word, known), known)).min();
    // `drop` for an action is not a misspelling of `stop`, because several known words begin with it.
    let begins_many = known.iter().filter(|known| known.starts_with(word)).count() > 1;
    match nearest {
        Some((distance, known)) if distance <= 1 + word.len() / 6 && !begins_many => {
            error.with_help(format!("did you mean `{known}`?"))
        }
        _ => error.with_help(otherwise()),
    }
}

fn list(before: &str, words: &[&str]) -> String {
    format!("{before}: {}", words.join(", "))
}

fn type_name(value: &Spanned<DeValue<'_>>) -> &'static str {
    match value.get_ref() {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// Returns the edit distance: letters to add, remove, change or swap with the next.
fn distance(from: &str, to: &str) -> usize {
    let from: Vec<char> = from.chars().take(40).collect();
    let to: Vec<char> = to.chars().collect();
    let mut rows = vec![(0..=to.len()).collect::<Vec<usize>>()];
    for (i, a) in from.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in to.iter().enumerate() {
            let mut least = (rows[i][j] + usize::from(a != b)).min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == to[j - 1] && from[i - 1] == *b {
                least = least.min(rows[i - 1][j - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[from.len()][to.len()]
}
