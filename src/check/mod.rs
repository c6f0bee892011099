//! Checks a rule file for its author: which of its tests fail, and what looks wrong.
//!
//! Opens no files: the caller provides the file that a test names.

mod lint;
mod others;
mod trial;

use std::fmt;
use std::io;
use std::ops::Range;

use crate::error::RuleError;
use crate::rules::file::RuleFile;
use crate::rules::{self, RuleFileInfo, Rules, listing};

/// Maximum number of lints for one file: nobody reads more.
const MOST_LINTS: usize = 100;

/// The result of checking a rule file that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Checked {
    /// The file.
    pub file: RuleFileInfo,
    /// Number of tests in the file.
    pub tests: usize,
    /// Number of failed tests.
    pub failed: usize,
    /// Failed expectations, in file order.
    pub failures: Vec<Failure>,
    /// Ids of the rules that removed something in some test, including those of other files.
    pub fired: Vec<String>,
    /// What looks wrong, in file order.
    pub lints: Vec<Lint>,
}

/// An expectation of a test that was not met.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure {
    /// The line of the test, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

/// Something in a rule file that is valid but probably a mistake.
///
/// `Display` writes the whole message for a user, like that of a [`RuleError`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lint {
    is_error: bool,
    place: RuleError,
}

impl Rules {
    /// Runs the tests of a rule file and looks for probable mistakes.
    ///
    /// Adds the file to these rules if they do not have it. `load` returns the content of a file that a test
    /// names, relative to the rule file.
    ///
    /// ```
    /// let source = r#"
    ///     format = 1
    ///     id = "generic/mine"
    ///     [[drop]]
    ///     id = "promo"
    ///     select = ".promo"
    ///     [[test]]
    ///     html = "<p class=promo>Buy</p><p>Text</p>"
    ///     absent = "Buy"
    ///     ends = "More"
    ///     fires = "promo"
    /// "#;
    /// let mut no_files = |_: &str| Err(std::io::ErrorKind::NotFound.into());
    /// let checked = tamis::Rules::builtin().check("mine.toml", source, &mut no_files)?;
    /// assert_eq!(checked.fired, ["generic/mine#promo"]);
    /// assert_eq!(checked.failures[0].message, "does not end with \"More\" but with \"Text\"");
    /// assert!(checked.lints.is_empty());
    /// # Ok::<(), tamis::RuleError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the file cannot be added to the rules, as for [`with_file`](Rules::with_file).
    pub fn check(
        &self,
        name: &str,
        source: &str,
        load: &mut dyn FnMut(&str) -> io::Result<Vec<u8>>,
    ) -> Result<Checked, RuleError> {
        let file = rules::parse(name, source)?;
        let is_there = self.parsed().iter().any(|other| other.id == file.id && other.file == file.file);
        let rules = if is_there { self.clone() } else { self.with_parsed(file.clone(), source)? };
        let trials: Vec<_> = file.tests.iter().map(|test| trial::run(&file, test, &rules, load)).collect();
        let mut lints = Lints { file: &file, source, found: Vec::new() };
        lints.look(&rules, &trials);
        let mut fired: Vec<String> = trials.iter().flat_map(|trial| trial.fired.iter().cloned()).collect();
        fired.sort();
        fired.dedup();
        Ok(Checked {
            lints: lints.in_order(),
            file: listing::info(&file),
            tests: trials.len(),
            failed: trials.iter().filter(|trial| !trial.failures.is_empty()).count(),
            failures: trials.into_iter().flat_map(|trial| trial.failures).collect(),
            fired,
        })
    }
}

/// Collects the lints of a file.
struct Lints<'f> {
    file: &'f RuleFile,
    source: &'f str,
    found: Vec<Lint>,
}

impl Lints<'_> {
    fn warn(&mut self, span: Range<usize>, message: String, help: &str) {
        // Stops early: reporting a lint reads the source up to its position.
        if self.found.len() >= MOST_LINTS {
            return;
        }
        let place = RuleError::new(&self.file.file, self.source, span, message).with_help(help);
        self.found.push(Lint { is_error: false, place });
    }

    fn error(&mut self, span: Range<usize>, message: &str, help: &str) {
        let place = RuleError::new(&self.file.file, self.source, span, message).with_help(help);
        self.found.push(Lint { is_error: true, place });
    }

    /// Returns the byte range of a line, counted from 1.
    fn line(&self, line: usize) -> Range<usize> {
        let mut lines = self.source.split_inclusive('\n');
        let start = lines.by_ref().take(line.saturating_sub(1)).map(str::len).sum();
        start..start + lines.next().map_or(0, |line| line.trim_end().len())
    }

    fn in_order(mut self) -> Vec<Lint> {
        self.found.sort_by_key(|lint| (lint.place.line(), lint.place.column()));
        self.found
    }
}

impl Lint {
    /// Whether the file should be refused for it; otherwise it is a warning.
    pub fn is_error(&self) -> bool {
        self.is_error
    }

    /// Returns the line, from 1.
    pub fn line(&self) -> usize {
        self.place.line()
    }

    /// Returns the message, without the position.
    pub fn message(&self) -> &str {
        self.place.message()
    }
}

impl fmt::Display for Lint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.place.write(f, if self.is_error { "error" } else { "warning" })
    }
}

#[cfg(test)]
mod tests;
