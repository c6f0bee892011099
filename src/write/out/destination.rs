//! Destinations and titles of Markdown links.
//!
//! `address.rs` decides which addresses are allowed; here, characters that Markdown would read as markup, a character
//! reference or the end are escaped. Where the link turns out to be none (links do not nest), both are text in which no
//! link or element begins.

use super::super::address::allowed;
use super::super::runs::{self, ByteSet};
use super::markdown::is_reference;
use super::{Out, Written, without_controls};

impl Out {
    pub fn target(&mut self, address: &str, title: &str, cell: bool) {
        self.text.push('(');
        self.destination(address, cell);
        self.title(title, cell);
        self.text.push(')');
    }

    /// Appends the destination for an address; nothing where it is not [allowed].
    pub fn destination(&mut self, address: &str, cell: bool) {
        let Some(address) = allowed(address) else { return };
        let has_parentheses = memchr::memchr2(b'(', b')', address.as_bytes()).is_some();
        let balanced = !has_parentheses || is_balanced(&address);
        self.push(&address, 0, &IN_ADDRESS, |at, c| {
            let is_escaped = match c {
                '(' | ')' => !balanced,
                '|' => cell,
                '&' if is_reference(&address[at + 1..]) => return AMPERSAND,
                '&' => false,
                ']' => is_end_of_text(&address[at + 1..]),
                // Otherwise two dollar signs on a line could read as a formula.
                _ => true,
            };
            if is_escaped { Written::Behind("\\") } else { Written::AsItIs }
        });
    }

    /// Appends a space and the title of a link, if it has one.
    pub fn title(&mut self, title: &str, cell: bool) {
        if title.is_empty() {
            return;
        }
        // First, so that characters separated by a control character do not join unescaped.
        let title = &*without_controls(title);
        self.text.push_str(" \"");
        self.push(title, 0, &IN_TITLE, |at, c| {
            let is_escaped = match c {
                '|' => cell,
                '&' if is_reference(&title[at + 1..]) => return AMPERSAND,
                '&' => false,
                ']' => is_end_of_text(&title[at + 1..]),
                // A blank line would end the paragraph.
                '\n' => return Written::As(" "),
                _ => true,
            };
            if is_escaped { Written::Behind("\\") } else { Written::AsItIs }
        });
        self.text.push('"');
    }
}

/// Not a backslash: some readers decode references before they remove backslashes, so that `\&colon;` is a colon.
const AMPERSAND: Written = Written::As("&amp;");

const IN_ADDRESS: ByteSet = runs::set(b"()]\\$|&", &[]);
const IN_TITLE: ByteSet = runs::set(b"\"\\$|&<`]\n", &[]);

/// Whether a `]` before `rest` would end the text of a link.
pub(super) fn is_end_of_text(rest: &str) -> bool {
    rest.starts_with(['(', '['])
}

/// Whether the parentheses are balanced, to a depth that all readers accept.
fn is_balanced(address: &str) -> bool {
    let mut open = 0_u32;
    for c in address.chars() {
        match c {
            '(' if open == 16 => return false,
            '(' => open += 1,
            ')' if open == 0 => return false,
            ')' => open -= 1,
            _ => {}
        }
    }
    open == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(address: &str) -> String {
        let mut out = Out::default();
        out.destination(address, false);
        out.text
    }

    #[test]
    fn refused_addresses_have_no_destination() {
        assert_eq!(of(" java\nscript:a"), "");
        assert_eq!(of("javascript&colon;a"), "javascript&amp;colon;a");
    }

    #[test]
    fn characters_that_end_the_destination_are_encoded() {
        assert_eq!(of("/a b<c>\u{85}`"), "/a%20b%3Cc%3E%C2%85%60");
        assert_eq!(of(r"/a\b"), r"/a\\b");
    }

    #[test]
    fn only_unbalanced_parentheses_are_escaped() {
        assert_eq!(of("/a_(b)"), "/a_(b)");
        assert_eq!(of("/a)(b"), r"/a\)\(b");
    }

    #[test]
    fn a_bar_is_escaped_in_cells() {
        let mut out = Out::default();
        out.destination("/a|b", true);
        assert_eq!(out.text, r"/a\|b");
    }

    #[test]
    fn a_target_that_is_no_link_is_inert_text() {
        let mut out = Out::default();
        out.target("/a[b](c)", "<i> `a` [x](y) [z]\r\n\n\0", false);
        assert_eq!(out.text, r#"(/a[b\](c) "\<i> \`a\` [x\](y) [z]  ")"#);
    }
}
