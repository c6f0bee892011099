//! Turns text into character data and attribute values that HTML and XML read alike.
//!
//! Every sign of markup is escaped, in whatever place it stands. Of controls only tab and line feed pass; what neither
//! HTML nor XML has for a character becomes U+FFFD.

use super::runs::{self, Sort};

/// Appends character data.
pub(super) fn push_text(text: &str, out: &mut String) {
    push(text, false, out);
}

/// Appends an attribute behind a space.
pub(super) fn push_attribute(name: &str, value: &str, out: &mut String) {
    out.extend([" ", name, "=\""]);
    push(value, true, out);
    out.push('"');
}

fn push(text: &str, quoted: bool, out: &mut String) {
    let (mut written, mut at) = (0, 0);
    // What stands for itself is nearly all, and is taken together.
    while let Some(found) = runs::find(&text.as_bytes()[at..], &MAY_BE_SPECIAL) {
        at += found;
        let Some(c) = text[at..].chars().next() else { break };
        if is_special(c) || quoted && c == '"' {
            let escape = match c {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                c if c.is_control() => "",
                _ => "\u{FFFD}",
            };
            out.extend([&text[written..at], escape]);
            written = at + c.len_utf8();
        }
        at += c.len_utf8();
    }
    out.push_str(&text[written..]);
}

/// The first bytes of what is special, and of some that is not: 0xC2 leads controls, 0xEF and what is above
/// noncharacters.
const MAY_BE_SPECIAL: Sort = runs::sort(b"&<>\"\x7F\xC2", &[(0, 0x1F), (0xEF, 0xFF)]);

fn is_special(c: char) -> bool {
    matches!(c, '&' | '<' | '>') || c.is_control() && !matches!(c, '\t' | '\n') || is_noncharacter(c)
}

/// The code points that Unicode sets aside for ever.
fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{FDD0}'..='\u{FDEF}') || u32::from(c) & 0xFFFE == 0xFFFE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_gets_out_of_its_element_or_its_quotes() {
        let mut out = String::new();
        push_attribute("a", "\"><b c='&amp;'>", &mut out);
        push_text("<!-- \"&lt;\" -->", &mut out);
        assert_eq!(out, " a=\"&quot;&gt;&lt;b c='&amp;amp;'&gt;\"&lt;!-- \"&amp;lt;\" --&gt;");
    }

    #[test]
    fn controls_go_and_noncharacters_are_replaced() {
        let mut out = String::new();
        push_text("a\t\n\u{1b}[1m\r\u{9b}b\u{FFFF}\u{1FFFE}\u{FDD0}\u{200F}", &mut out);
        assert_eq!(out, "a\t\n[1mb\u{FFFD}\u{FFFD}\u{FFFD}\u{200F}");
    }
}
