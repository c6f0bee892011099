//! What is said on standard error, with nothing in it that a terminal would obey.

use std::io::{self, Write};

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

    /// Something worked, but not wholly.
    pub fn warning(&self, text: &str) {
        if !self.quiet {
            write_line(&format!("tamis: warning: {text}"));
        }
    }
}

/// Writes a line; a closed standard error is nobody's loss.
pub fn write_line(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", harmless(text));
}

/// The text with every control that a terminal might obey made visible, bidi overrides included.
pub fn harmless(text: &str) -> String {
    let obeyed = |c: char| {
        (c.is_control() && c != '\n' && c != '\t') || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if obeyed(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}
