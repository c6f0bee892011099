//! Character data and attribute values that HTML and XML read alike.
//!
//! Every markup character is escaped in any context. Of control characters, only tab and line feed pass; noncharacters,
//! which neither HTML nor XML allows, become U+FFFD.

use super::super::runs::{self, ByteSet};
use super::{Out, Written, is_unwanted};

impl Out {
    pub fn text(&mut self, text: &str) {
        self.markup(text, false);
    }

    pub fn attribute(&mut self, name: &'static str, value: &str) {
        self.text.extend([" ", name, "=\""]);
        self.markup(value, true);
        self.text.push('"');
    }

    fn markup(&mut self, text: &str, quoted: bool) {
        self.push(text, 0, &MAY_BE_SPECIAL, |_, c| match c {
            '&' => Written::As("&amp;"),
            '<' => Written::As("&lt;"),
            '>' => Written::As("&gt;"),
            '"' if quoted => Written::As("&quot;"),
            c if is_unwanted(c) => Written::As(""),
            c if is_noncharacter(c) => Written::As("\u{FFFD}"),
            _ => Written::AsItIs,
        });
    }
}

/// The first bytes of special characters and of some others: 0xC2 leads control characters, 0xEF and above
/// noncharacters.
const MAY_BE_SPECIAL: ByteSet = runs::set(b"&<>\"\x7F\xC2", &[(0, 0x1F), (0xEF, 0xFF)]);

/// Whether Unicode reserves the code point as a noncharacter.
fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{FDD0}'..='\u{FDEF}') || u32::from(c) & 0xFFFE == 0xFFFE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_in_its_element_and_its_quotes() {
        let mut out = Out::default();
        out.attribute("a", "\"><b c='&amp;'>");
        out.text("<!-- \"&lt;\" -->");
        assert_eq!(out.as_str(), " a=\"&quot;&gt;&lt;b c='&amp;amp;'&gt;\"&lt;!-- \"&amp;lt;\" --&gt;");
    }

    #[test]
    fn control_characters_are_stripped_and_noncharacters_replaced() {
        let mut out = Out::default();
        out.text("a\t\n\u{1b}[1m\r\u{9b}b\u{FFFF}\u{1FFFE}\u{FDD0}\u{200F}");
        assert_eq!(out.as_str(), "a\t\n[1mb\u{FFFD}\u{FFFD}\u{FFFD}\u{200F}");
    }
}
