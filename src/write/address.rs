//! Decides which addresses of links and images are written, and how, for every format with links.
//!
//! Addresses of pages, images and mailboxes are allowed. The scheme is read as a browser reads it (URL Standard, "basic
//! URL parser"), so characters that browsers strip cannot hide one.

use std::borrow::Cow;

use super::runs::{self, ByteSet};

/// Schemes that cannot run code.
const SCHEMES: [&str; 3] = ["http", "https", "mailto"];

/// Returns the address without what a browser strips, spaces and control characters percent-encoded; `None` where it is
/// empty or its scheme is not allowed. Relative references are.
pub(crate) fn allowed(address: &str) -> Option<Cow<'_, str>> {
    if is_plain(address) {
        return (!address.is_empty() && has_allowed_scheme(address)).then_some(Cow::Borrowed(address));
    }
    let address = address.trim_matches(|c: char| c <= ' ');
    let mut address = Cow::Borrowed(address);
    if address.contains(['\t', '\n', '\r']) {
        address.to_mut().retain(|c| !matches!(c, '\t' | '\n' | '\r'));
    }
    if address.is_empty() || address.contains(|c: char| c.is_ascii_control()) || !has_allowed_scheme(&address) {
        return None;
    }
    if !address.contains(is_encoded) {
        return Some(address);
    }
    let mut encoded = String::with_capacity(address.len() + 16);
    for c in address.chars() {
        if is_encoded(c) { push_encoded(c, &mut encoded) } else { encoded.push(c) }
    }
    Some(Cow::Owned(encoded))
}

/// Whether the address is [allowed].
pub(super) fn is_allowed(address: &str) -> bool {
    if is_plain(address) { !address.is_empty() && has_allowed_scheme(address) } else { allowed(address).is_some() }
}

/// Whether nothing is stripped or encoded, as in most addresses.
fn is_plain(address: &str) -> bool {
    runs::find(address.as_bytes(), &NOT_PLAIN).is_none()
}

const NOT_PLAIN: ByteSet = runs::set(b"<>`", &[(0, b' '), (0x7F, 0xFF)]);

/// A reference is relative unless its first colon comes before any path, query or fragment.
fn has_allowed_scheme(address: &str) -> bool {
    let end = address.bytes().position(|byte| matches!(byte, b':' | b'/' | b'?' | b'#')).unwrap_or(address.len());
    !address[end..].starts_with(':') || SCHEMES.iter().any(|scheme| address[..end].eq_ignore_ascii_case(scheme))
}

/// Whether the character could end a destination or control a terminal.
fn is_encoded(c: char) -> bool {
    matches!(c, ' ' | '<' | '>' | '`') || c.is_control()
}

fn push_encoded(c: char, out: &mut String) {
    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
        out.push_str(&format!("%{byte:02X}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_mailboxes_and_relative_references_are_allowed() {
        for address in ["http://a/", "HTTPS://a/?b=c:d", "mailto:a@b", "//a/b", "a/b:c", "?a:b", "#a", "a.html", "\\a"]
        {
            assert_eq!(allowed(address).as_deref(), Some(address));
        }
    }

    #[test]
    fn schemes_that_may_run_code_are_refused_even_when_hidden() {
        for address in [
            "javascript:a",
            "JavaScript:a",
            " \u{1}java\nscript:a",
            "java\u{0}script:a",
            "data:a",
            "x:y",
            ":a",
            " ",
            "",
        ] {
            assert_eq!(allowed(address), None, "{address:?}");
        }
    }

    #[test]
    fn characters_that_end_a_destination_or_control_a_terminal_are_encoded() {
        assert_eq!(allowed(" /a b<c>\u{85}` ").as_deref(), Some("/a%20b%3Cc%3E%C2%85%60"));
    }
}
