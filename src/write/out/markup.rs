//! Character data and attribute values that HTML and XML read alike.
//!
//! Every sign of markup is escaped, in whatever place it stands. Of controls only tab and line feed pass; what neither
//! HTML nor XML has for a character becomes U+FFFD.

use super::super::runs::{self, Sort};
use super::{Out, Written, is_unwanted};

impl Out {
    /// Appends character data.
    pub fn text(&mut self, text: &str) {
        self.markup(text, false);
    }

    /// Appends an attribute behind a space.
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

/// The first bytes of what is special, and of some that is not: 0xC2 leads controls, 0xEF and what is above
/// noncharacters.
const MAY_BE_SPECIAL: Sort = runs::sort(b"&<>\"\x7F\xC2", &[(0, 0x1F), (0xEF, 0xFF)]);

/// The code points that Unicode sets aside for ever.
fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{FDD0}'..='\u{FDEF}') || u32::from(c) & 0xFFFE == 0xFFFE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_gets_out_of_its_element_or_its_quotes() {
        let mut out = Out::default();
        out.attribute("a", "\"><b c='&amp;'>");
        out.text("<!-- \"&lt;\" -->");
        assert_eq!(out.as_str(), " a=\"&quot;&gt;&lt;b c='&amp;amp;'&gt;\"&lt;!-- \"&amp;lt;\" --&gt;");
    }

    #[test]
    fn controls_go_and_noncharacters_are_replaced() {
        let mut out = Out::default();
        out.text("a\t\n\u{1b}[1m\r\u{9b}b\u{FFFF}\u{1FFFE}\u{FDD0}\u{200F}");
        assert_eq!(out.as_str(), "a\t\n[1mb\u{FFFD}\u{FFFD}\u{FFFD}\u{200F}");
    }
}
