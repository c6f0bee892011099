//! Writes messages to standard error, without control characters for the terminal.

use std::env;
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;
use tamis::shown;

/// What a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Error,
    Warning,
    Note,
    Progress,
}

/// Whether messages are JSON objects, one on each line.
static IS_JSON: AtomicBool = AtomicBool::new(false);

pub fn log_as_json() {
    IS_JSON.store(true, Ordering::Relaxed);
}

pub fn is_json() -> bool {
    IS_JSON.load(Ordering::Relaxed)
}

/// Writes a message on one line.
pub fn say(level: Level, text: &str) {
    if is_json() {
        let level = match level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "note",
            Level::Progress => "progress",
        };
        return write_object(&json!({ "level": level, "message": text }));
    }
    match level {
        Level::Warning => write_line(&format!("tamis: warning: {text}")),
        _ => write_line(&format!("tamis: {text}")),
    }
}

/// Writes an object on one line.
pub fn write_object(object: &serde_json::Value) {
    let _ = writeln!(io::stderr().lock(), "{}", tamis::json_text(object));
}

/// Writes messages; `quiet` discards warnings.
pub struct Messages {
    quiet: bool,
}

impl Messages {
    pub fn new(quiet: bool) -> Messages {
        Messages { quiet }
    }

    /// Writes an error, even with `--quiet`.
    pub fn error(&self, text: &str) {
        say(Level::Error, text);
    }

    /// Writes a fatal error. The text may have several lines, like an error in a rule file.
    pub fn failure(&self, text: &str) {
        if is_json() { say(Level::Error, text) } else { write_text(&format!("tamis: {text}")) }
    }

    pub fn warning(&self, text: &str) {
        if !self.quiet {
            say(Level::Warning, text);
        }
    }
}

/// Formats an error with its causes, each said once: some errors say their cause themselves.
pub fn chain(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain().map(ToString::to_string) {
        match text.is_empty() {
            true => text = cause,
            false if text.ends_with(&cause) => {}
            false => text = format!("{text}: {cause}"),
        }
    }
    text
}

/// Writes exactly one line, whatever names the text contains. Ignores a closed standard error.
pub fn write_line(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", shown(text));
}

/// Writes text with our own line breaks. Arguments quoted in it are escaped to one line, like names.
pub fn write_text(text: &str) {
    let mut text = text.to_owned();
    for argument in env::args_os().skip(1) {
        let argument = argument.to_string_lossy();
        for part in [&*argument, argument.split_once('=').map_or("", |(_, value)| value)] {
            if part.contains(char::is_control) {
                text = text.replace(part, &shown(part));
            }
        }
    }
    let _ = writeln!(io::stderr().lock(), "{}", harmless(&text));
}

/// Replaces every control character a terminal may obey, including bidi overrides.
pub fn harmless(text: &str) -> String {
    let shown = |c| if is_obeyed(c) && c != '\n' && c != '\t' { char::REPLACEMENT_CHARACTER } else { c };
    text.chars().map(shown).collect()
}

/// Formats a file name on one line, so that it cannot pass for a message; escapes keep it recognisable.
pub fn name(path: &Path) -> String {
    shown(&path.to_string_lossy())
}

fn is_obeyed(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
