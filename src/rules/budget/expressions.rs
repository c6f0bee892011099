//! Limits the regular expressions of a file.

use crate::error::RuleError;
use crate::rules::file::{Phrase, RuleFile};
use crate::rules::phrase::{TOO_BIG, fit_together, regex};

const MOST: usize = 16;

/// Refuses expressions that do not compile or cost a page too much.
pub(crate) fn expressions(file: &RuleFile, source: &str) -> Result<(), RuleError> {
    let refuse =
        |span, message: String, help: &str| Err(RuleError::new(&file.file, source, span, message).with_help(help));
    let of_drops = file.drops.iter().filter_map(|drop| drop.text.as_ref());
    let all: Vec<&Phrase> = file.texts.iter().chain(of_drops).flat_map(|rule| &rule.regex).collect();
    if let Some(regex) = all.get(MOST) {
        let message = format!("more than {MOST} regular expressions in one file");
        return refuse(
            regex.span.clone(),
            message,
            "use `is`, `starts` or `ends` where possible; they cost almost nothing",
        );
    }
    for expression in &all {
        if let Err(error) = regex(&expression.text) {
            let quoted = expression.span.start - 1..expression.span.end + 1;
            return refuse(quoted, format!("not a regular expression: {error}"), advice(&error));
        }
    }
    if let Some(first) = all.first().filter(|_| !fit_together(all.iter().map(|regex| &regex.text))) {
        let message = "from here on, all regular expressions of the file together are too big";
        return refuse(first.span.clone(), message.to_owned(), advice(TOO_BIG));
    }
    Ok(())
}

fn advice(error: &str) -> &'static str {
    match error {
        TOO_BIG => "repeat less: each repetition of a class such as `\\w` takes much memory, of `.` or `[^,]` little",
        _ => "the syntax is at https://docs.rs/regex#syntax; it has no look-around and no back-references",
    }
}
