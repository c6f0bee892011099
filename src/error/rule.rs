//! Builds an error from a position in a rule file and a message; it shows the line with a caret.

use std::fmt;
use std::ops::Range;

use crate::line::{floor, is_bidi_control};

/// Maximum length of a quoted source line, in characters.
const WIDTH: usize = 96;

const LONGEST: usize = 600;

/// An error in a rule file or selector.
///
/// `Display` writes the whole message for a user: what is wrong, where, the source line with a caret, and, where
/// possible, what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleError {
    // Boxed to keep the `Result` of the parsers small.
    detail: Box<Detail>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Detail {
    file: String,
    line: usize,
    column: usize,
    message: String,
    help: Option<String>,
    /// The source line, without control characters, cut around the position.
    excerpt: String,
    /// The characters of `excerpt` to underline.
    caret: Range<usize>,
}

impl RuleError {
    /// Creates an error at `span` (bytes) of `source`, the text of `file`.
    pub(crate) fn new(file: &str, source: &str, span: Range<usize>, message: impl Into<String>) -> Self {
        let start = floor(source, span.start);
        let line_start = source[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = source[start..].find('\n').map_or(source.len(), |at| start + at);
        let end = floor(source, span.end).clamp(start, line_end);

        let line_text = source[line_start..line_end].trim_end_matches('\r');
        // A byte order mark does not count as a column.
        let mark = usize::from(line_start == 0 && line_text.starts_with('\u{feff}'));
        let before = source[line_start..start].chars().count().saturating_sub(mark);
        let marked = source[start..end].chars().count().max(1);
        let (excerpt, caret) = excerpt(&neutral(line_text.trim_start_matches('\u{feff}')), before, marked);
        RuleError {
            detail: Box::new(Detail {
                file: neutral(file),
                line: line_of(source, start),
                column: before + 1,
                message: neutral(&shortened(message.into())),
                help: None,
                excerpt,
                caret,
            }),
        }
    }

    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.detail.help = Some(neutral(&shortened(help.into())));
        self
    }

    /// Returns the file name as the caller gave it.
    pub fn file(&self) -> &str {
        &self.detail.file
    }

    /// Returns the line, counted from 1.
    pub fn line(&self) -> usize {
        self.detail.line
    }

    /// Returns the column in characters, counted from 1.
    pub fn column(&self) -> usize {
        self.detail.column
    }

    /// Returns what is wrong, without the position.
    pub fn message(&self) -> &str {
        &self.detail.message
    }

    /// Returns what to write instead, if known.
    pub fn help(&self) -> Option<&str> {
        self.detail.help.as_deref()
    }

    /// Writes the whole message; `label` is the severity.
    pub(crate) fn write(&self, f: &mut fmt::Formatter<'_>, label: &str) -> fmt::Result {
        let Detail { file, line, column, message, help, excerpt, caret } = &*self.detail;
        let gutter = line.to_string().len();
        // Keeps tabs, so that the caret is below its position whatever the tab width.
        let indent: String = excerpt.chars().take(caret.start).map(|c| if c == '\t' { c } else { ' ' }).collect();
        writeln!(f, "{label}: {message}")?;
        writeln!(f, "{:gutter$}--> {file}:{line}:{column}", "")?;
        writeln!(f, "{:gutter$} |", "")?;
        writeln!(f, "{line} | {excerpt}")?;
        write!(f, "{:gutter$} | {indent}{}", "", "^".repeat(caret.len()))?;
        if let Some(help) = help {
            write!(f, "\nhelp: {help}")?;
        }
        Ok(())
    }
}

impl std::error::Error for RuleError {}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, "error")
    }
}

fn line_of(source: &str, at: usize) -> usize {
    memchr::memchr_iter(b'\n', &source.as_bytes()[..at.min(source.len())]).count() + 1
}

/// Returns the first bidi control and its position. Such controls make text read in another order than it is stored in.
pub(crate) fn bidi_control(text: &str) -> Option<(usize, char)> {
    // All bidi controls begin with this byte, and few other characters do.
    let candidates = memchr::memchr_iter(0xe2, text.as_bytes());
    candidates.filter_map(|at| Some((at, text[at..].chars().next()?))).find(|(_, c)| is_bidi_control(*c))
}

/// Makes text from a file safe to print: replaces control characters.
fn neutral(text: &str) -> String {
    let unsafe_char = |c: char| (c.is_control() && c != '\t') || is_bidi_control(c);
    text.chars().map(|c| if unsafe_char(c) { '\u{fffd}' } else { c }).collect()
}

/// Shortens a message, which may quote a word of any length.
fn shortened(mut message: String) -> String {
    if message.len() > LONGEST {
        message.truncate(floor(&message, LONGEST));
        message.push('…');
    }
    message
}

/// Returns a part of `line`, at most `WIDTH` characters plus two ellipses, that includes the marked characters, and
/// their position in it.
fn excerpt(line: &str, before: usize, marked: usize) -> (String, Range<usize>) {
    let length = line.chars().count();
    if length <= WIDTH {
        let end = (before + marked).min(length.max(before + 1));
        return (line.to_owned(), before..end);
    }
    let shown = marked.min(WIDTH);
    let from = before.saturating_sub((WIDTH - shown) / 2).min(length - WIDTH);
    let to = from + WIDTH;
    let mut cut = String::new();
    if from > 0 {
        cut.push('…');
    }
    let caret = before - from + cut.chars().count();
    cut.extend(line.chars().skip(from).take(WIDTH));
    if to < length {
        cut.push('…');
    }
    (cut, caret..caret + shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_shows_the_line_and_points_at_the_place() {
        let source = format!("{}slect = ['h2']\n", "\n".repeat(13));
        let error = RuleError::new("rules/site/x.toml", &source, 13..18, "unknown key `slect`")
            .with_help("did you mean `select`?");
        assert_eq!(
            error.to_string(),
            "error: unknown key `slect`\n  --> rules/site/x.toml:14:1\n   |\n14 | slect = ['h2']\n   | ^^^^^\nhelp: did you mean `select`?"
        );
        assert_eq!((error.line(), error.column()), (14, 1));
        assert_eq!((error.message(), error.help()), ("unknown key `slect`", Some("did you mean `select`?")));
    }

    #[test]
    fn columns_count_characters_and_tabs_are_kept() {
        let source = "\u{feff}\té = 'ü' # x\r\n";
        let at = source.find("'ü'").unwrap();
        let error = RuleError::new("f", source, at..at + 4, "m");
        assert_eq!(error.column(), 6);
        assert!(error.to_string().ends_with("1 | \té = 'ü' # x\n  | \t    ^^^"), "{error}");
    }

    #[test]
    fn a_long_line_is_cut_around_the_caret() {
        let source = format!("{}HERE{}", "a".repeat(500), "b".repeat(500));
        let error = RuleError::new("f", &source, 500..504, "m").to_string();
        let lines: Vec<&str> = error.lines().collect();
        let caret = lines[4].find('^').unwrap();
        assert!(lines[3].chars().count() <= 102, "{error}");
        assert_eq!(lines[3].chars().skip(caret).take(4).collect::<String>(), "HERE");
    }

    #[test]
    fn controls_and_bidi_overrides_do_not_reach_the_terminal() {
        let error = RuleError::new("f\u{1b}", "a = '\u{1b}[31m\u{202e}'", 0..1, "x\u{1b}").with_help("\u{2066}");
        assert!(!error.to_string().contains(['\u{1b}', '\u{202e}', '\u{2066}']));
    }

    #[test]
    fn spans_outside_the_source_are_clamped() {
        for span in [0..0, 5..9, 2..900] {
            let error = RuleError::new("f", "é", span, "m");
            assert_eq!(error.line(), 1);
            assert!(error.to_string().contains('^'));
        }
        assert_eq!(RuleError::new("f", "a\nb\n", 4..4, "m").line(), 3);
    }
}
