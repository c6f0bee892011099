//! Writes messages to standard error, without control characters for the terminal.

use std::env;
use std::io::{self, Write};
use std::path::Path;

use tamis::shown;

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
        write_line(&format!("tamis: {text}"));
    }

    /// Writes a fatal error. The text may have several lines, like an error in a rule file.
    pub fn failure(&self, text: &str) {
        write_text(&format!("tamis: {text}"));
    }

    pub fn warning(&self, text: &str) {
        if !self.quiet {
            write_line(&format!("tamis: warning: {text}"));
        }
    }
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
