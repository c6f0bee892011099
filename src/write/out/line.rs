//! One line of a message or of a header: nothing that a page or the name of a file says ends it or steers a terminal.

use super::Out;

impl Out {
    /// Appends a header field as HTTP and WARC have them.
    #[cfg(any(feature = "batch", test))]
    pub fn header(&mut self, name: &'static str, value: &str) {
        self.text.extend([name, ": "]);
        self.text.extend(value.chars().filter(|c| !c.is_control()));
        self.text.push_str("\r\n");
    }
}

/// The text on one line, with what a terminal obeys as an escape: line feeds, controls, bidi overrides.
pub fn shown(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
                line.extend(c.escape_default());
            }
            c if c.is_control() => line.extend(c.escape_default()),
            c => line.push(c),
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_one_line_that_steers_nothing() {
        assert_eq!(shown("a\nb\r\u{1b}[1m\u{202e}é\u{9b}"), "a\\nb\\r\\u{1b}[1m\\u{202e}é\\u{9b}");
    }

    #[test]
    fn no_value_begins_a_field_of_its_own() {
        let mut out = Out::default();
        out.header("A", "b\r\nC: d\u{1b}\0");
        assert_eq!(out.as_str(), "A: bC: d\r\n");
    }
}
