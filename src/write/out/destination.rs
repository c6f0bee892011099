//! Where a link of Markdown leads, and its title.
//!
//! What is let through, `address.rs` says; what Markdown would read as a sign, a character reference or the end is
//! escaped. Where a link turns out to be none (links do not nest), both are text: no link and no element begins there.

use super::super::address::allowed;
use super::super::runs::{self, Sort};
use super::markdown::is_reference;
use super::{Out, Written, without_controls};

impl Out {
    /// Appends address and title between parentheses.
    pub fn target(&mut self, address: &str, title: &str, cell: bool) {
        self.text.push('(');
        self.destination(address, cell);
        self.title(title, cell);
        self.text.push(')');
    }

    /// Appends the destination for the address; nothing where it is not [allowed].
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
                // Else two dollar signs in a line could be taken for those around a formula.
                _ => true,
            };
            if is_escaped { Written::Behind("\\") } else { Written::AsItIs }
        });
    }

    /// Appends the title of a link behind a space, if there is one.
    pub fn title(&mut self, title: &str, cell: bool) {
        if title.is_empty() {
            return;
        }
        // First, so that what they part does not come together.
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

/// Not a backslash: some readers decode references first and take backslashes away then, so that `\&colon;` is a colon.
const AMPERSAND: Written = Written::As("&amp;");

const IN_ADDRESS: Sort = runs::sort(b"()]\\$|&", &[]);
const IN_TITLE: Sort = runs::sort(b"\"\\$|&<`]\n", &[]);

/// Whether a `]` before this would end the text of a link.
pub(super) fn is_end_of_text(rest: &str) -> bool {
    rest.starts_with(['(', '['])
}

/// Whether every parenthesis has its partner, in a depth that all readers accept.
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
    fn what_is_not_allowed_has_no_destination() {
        assert_eq!(of(" java\nscript:a"), "");
        assert_eq!(of("javascript&colon;a"), "javascript&amp;colon;a");
    }

    #[test]
    fn what_would_end_the_destination_is_encoded() {
        assert_eq!(of("/a b<c>\u{85}`"), "/a%20b%3Cc%3E%C2%85%60");
        assert_eq!(of(r"/a\b"), r"/a\\b");
    }

    #[test]
    fn parentheses_are_escaped_only_where_they_have_no_partner() {
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
    fn where_the_link_is_none_nothing_in_its_target_is_alive() {
        let mut out = Out::default();
        out.target("/a[b](c)", "<i> `a` [x](y) [z]\r\n\n\0", false);
        assert_eq!(out.text, r#"(/a[b\](c) "\<i> \`a\` [x\](y) [z]  ")"#);
    }
}
