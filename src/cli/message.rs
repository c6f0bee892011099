//! What is said on standard error, with nothing in it that a terminal would obey.

use std::env;
use std::io::{self, Write};
use std::path::Path;

use tamis::shown;

/// Writes messages, unless they are unwanted.
pub struct Messages {
    quiet: bool,
}

impl Messages {
    pub fn new(quiet: bool) -> Messages {
        Messages { quiet }
    }

    /// Something did not work. Written even with `--quiet`.
    pub fn error(&self, text: &str) {
        write_line(&format!("tamis: {text}"));
    }

    /// Nothing works. The text may have lines of its own, as an error in a rule file has.
    pub fn failure(&self, text: &str) {
        write_text(&format!("tamis: {text}"));
    }

    /// Something worked, but not wholly.
    pub fn warning(&self, text: &str) {
        if !self.quiet {
            write_line(&format!("tamis: warning: {text}"));
        }
    }
}

/// Writes one line, whatever names stand in the text; a closed standard error is nobody's loss.
pub fn write_line(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", shown(text));
}

/// Writes a text whose line breaks are ours. Arguments that stand in it are shown on one line each, as names are.
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

/// The text with every control that a terminal might obey made visible, bidi overrides included.
pub fn harmless(text: &str) -> String {
    let shown = |c| if is_obeyed(c) && c != '\n' && c != '\t' { char::REPLACEMENT_CHARACTER } else { c };
    text.chars().map(shown).collect()
}

/// The name of a file as it is shown: on one line, so that it passes for nothing else, and still known by its escapes.
pub fn name(path: &Path) -> String {
    shown(&path.to_string_lossy())
}

fn is_obeyed(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
