//! Single lines of messages and headers, which no text from a page or file name can end.

use super::Out;
use crate::line::is_bidi_control;

impl Out {
    /// Appends a header field as in HTTP and WARC.
    #[cfg(any(feature = "batch", test))]
    pub fn header(&mut self, name: &'static str, value: &str) {
        self.text.extend([name, ": "]);
        self.text.extend(value.chars().filter(|c| !c.is_control()));
        self.text.push_str("\r\n");
    }
}

/// Returns the text on one line, with characters that control a terminal escaped: line feeds, control characters, bidi
/// overrides.
pub fn shown(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        match c.is_control() || is_bidi_control(c) || matches!(c, '\u{2028}' | '\u{2029}') {
            true => line.extend(c.escape_default()),
            false => line.push(c),
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shown_text_is_one_line_without_terminal_controls() {
        assert_eq!(shown("a\nb\r\u{1b}[1m\u{202e}é\u{9b}"), "a\\nb\\r\\u{1b}[1m\\u{202e}é\\u{9b}");
    }

    #[test]
    fn no_value_begins_another_field() {
        let mut out = Out::default();
        out.header("A", "b\r\nC: d\u{1b}\0");
        assert_eq!(out.as_str(), "A: bC: d\r\n");
    }
}
