//! Turns addresses of links and images into Markdown link destinations, or refuses them.
//!
//! Only addresses that lead to a page, a picture or a mailbox are let through; what Markdown would read as a sign, a
//! character reference or the end of the destination is escaped.

use super::escape::is_reference;

/// The destination for the address; none where it is empty or of a scheme that may run code.
pub(super) fn destination(address: &str, cell: bool) -> Option<String> {
    // Browsers take these away before they look at the scheme.
    let address: String =
        address.trim_matches(|c: char| c <= ' ').chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    if address.is_empty() || address.contains(|c: char| c.is_ascii_control()) || !is_allowed(&address) {
        return None;
    }
    let balanced = is_balanced(&address);
    let mut out = String::with_capacity(address.len());
    for (at, c) in address.char_indices() {
        match c {
            ' ' | '<' | '>' | '`' => push_encoded(c, &mut out),
            c if c.is_control() => push_encoded(c, &mut out),
            '(' | ')' if !balanced => out.extend(['\\', c]),
            // Else two of them in a line could be taken for those around a formula.
            '\\' | '$' => out.extend(['\\', c]),
            '|' if cell => out.push_str("\\|"),
            '&' if is_reference(&address[at + 1..]) => out.push_str("\\&"),
            _ => out.push(c),
        }
    }
    Some(out)
}

fn is_allowed(address: &str) -> bool {
    let end = address.find([':', '/', '?', '#']).unwrap_or(address.len());
    !address[end..].starts_with(':')
        || ["http", "https", "mailto"].iter().any(|scheme| address[..end].eq_ignore_ascii_case(scheme))
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

fn push_encoded(c: char, out: &mut String) {
    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
        out.push_str(&format!("%{byte:02X}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(address: &str) -> Option<String> {
        destination(address, false)
    }

    #[test]
    fn pages_mailboxes_and_relative_references_are_let_through() {
        for address in ["http://a/", "HTTPS://a/?b=c:d", "mailto:a@b", "//a/b", "a/b:c", "?a:b", "#a", "a.html"] {
            assert_eq!(of(address).as_deref(), Some(address));
        }
    }

    #[test]
    fn schemes_that_may_run_code_are_refused_however_they_are_hidden() {
        for address in
            ["javascript:a", "JavaScript:a", " \u{1}java\nscript:a", "java\u{0}script:a", "data:a", "x:y", ""]
        {
            assert_eq!(of(address), None, "{address:?}");
        }
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
