//! Turns addresses of links and images into Markdown link destinations, or refuses them.
//!
//! What is let through, `address.rs` says; what Markdown would read as a sign, a character reference or the end of the
//! destination is escaped.

use std::borrow::Cow;

use super::super::address::allowed;
use super::super::runs;
use super::escape::is_reference;

/// The destination for the address; none where it is not [allowed].
pub(super) fn destination(address: &str, cell: bool) -> Option<Cow<'_, str>> {
    let address = allowed(address)?;
    // Most addresses have none of these, and are copied as they are.
    let is_special = |b| (b == b'(') | (b == b')') | (b == b'\\') | (b == b'$') | (b == b'|') | (b == b'&');
    if runs::find(address.as_bytes(), is_special).is_none() {
        return Some(address);
    }
    let balanced = is_balanced(&address);
    let mut out = String::with_capacity(address.len());
    for (at, c) in address.char_indices() {
        match c {
            '(' | ')' if !balanced => out.extend(['\\', c]),
            // Else two of them in a line could be taken for those around a formula.
            '\\' | '$' => out.extend(['\\', c]),
            '|' if cell => out.push_str("\\|"),
            '&' if is_reference(&address[at + 1..]) => out.push_str("\\&"),
            _ => out.push(c),
        }
    }
    Some(Cow::Owned(out))
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

    fn of(address: &str) -> Option<Cow<'_, str>> {
        destination(address, false)
    }

    #[test]
    fn what_is_not_allowed_has_no_destination() {
        assert_eq!(of(" java\nscript:a"), None);
        assert_eq!(of("javascript&colon;a").as_deref(), Some(r"javascript\&colon;a"));
    }

    #[test]
    fn what_would_end_the_destination_is_encoded() {
        assert_eq!(of("/a b<c>\u{85}`").as_deref(), Some("/a%20b%3Cc%3E%C2%85%60"));
        assert_eq!(of(r"/a\b").as_deref(), Some(r"/a\\b"));
    }

    #[test]
    fn parentheses_are_escaped_only_where_they_have_no_partner() {
        assert_eq!(of("/a_(b)").as_deref(), Some("/a_(b)"));
        assert_eq!(of("/a)(b").as_deref(), Some(r"/a\)\(b"));
    }

    #[test]
    fn a_bar_is_escaped_in_cells() {
        assert_eq!(destination("/a|b", true).as_deref(), Some(r"/a\|b"));
    }
}
