//! Writes messages to standard error, without control characters for the terminal.

use std::env;
use std::io::{self, IsTerminal as _, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::ColorChoice;
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
    let text = if level == Level::Warning { &format!("warning: {text}") } else { text };
    let _ = writeln!(io::stderr().lock(), "{}{}", name_of_program(level), shown(text));
}

/// Returns `tamis: `, in the colour of the level.
fn name_of_program(level: Level) -> &'static str {
    match level {
        _ if !HAS_COLOURS.load(Ordering::Relaxed) => "tamis: ",
        Level::Error => "\x1B[1;31mtamis:\x1B[0m ",
        Level::Warning => "\x1B[1;33mtamis:\x1B[0m ",
        Level::Note | Level::Progress => "\x1B[1mtamis:\x1B[0m ",
    }
}

/// Whether messages have colours.
static HAS_COLOURS: AtomicBool = AtomicBool::new(false);

/// Chooses colours by `--color`, and otherwise by the terminal and the variables that programs agree on.
pub fn use_colours(choice: ColorChoice) {
    let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    let is_smart = || env::var_os("TERM").is_some_and(|name| name != "dumb");
    let has_colours = match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => {
            !is_set("NO_COLOR") && (is_set("CLICOLOR_FORCE") || io::stderr().is_terminal() && is_smart())
        }
    };
    HAS_COLOURS.store(has_colours, Ordering::Relaxed);
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
        if is_json() {
            return say(Level::Error, text);
        }
        let _ = write!(io::stderr().lock(), "{}", name_of_program(Level::Error));
        write_text(text);
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
