//! Turns addresses of links and images into Markdown link destinations.
//!
//! What is let through, `address.rs` says; what Markdown would read as a sign, a character reference or the end of the
//! destination is escaped.

use super::super::address::allowed;
use super::super::runs::{self, Sort};
use super::escape::{is_reference, push_escaped};

/// Appends the destination for the address; nothing where it is not [allowed].
pub(super) fn push_destination(address: &str, cell: bool, out: &mut String) {
    let Some(address) = allowed(address) else { return };
    let has_parentheses = memchr::memchr2(b'(', b')', address.as_bytes()).is_some();
    let balanced = !has_parentheses || is_balanced(&address);
    push_escaped(&address, 0, &MAY_NEED_ESCAPE, out, |at| match address.as_bytes()[at] {
        b'(' | b')' => !balanced,
        b'|' => cell,
        b'&' => is_reference(&address[at + 1..]),
        // Else two dollar signs in a line could be taken for those around a formula.
        _ => true,
    });
}

const MAY_NEED_ESCAPE: Sort = runs::sort(b"()\\$|&", &[]);

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
        let mut out = String::new();
        push_destination(address, false, &mut out);
        out
    }

    #[test]
    fn what_is_not_allowed_has_no_destination() {
        assert_eq!(of(" java\nscript:a"), "");
        assert_eq!(of("javascript&colon;a"), r"javascript\&colon;a");
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
        let mut out = String::new();
        push_destination("/a|b", true, &mut out);
        assert_eq!(out, r"/a\|b");
    }
}
