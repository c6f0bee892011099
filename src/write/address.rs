//! Decides which addresses of links and images are written, and how: the rule of every format that has links.
//!
//! Allowed is what leads to a page, a picture or a mailbox. The scheme is read as a browser reads it (URL Standard,
//! "basic URL parser"), so nothing that is stripped there can hide another one here.

use std::borrow::Cow;

use super::runs::{self, Sort};

/// Schemes that run nothing.
const SCHEMES: [&str; 3] = ["http", "https", "mailto"];

/// The address without what a browser would strip, spaces and controls percent-encoded; none where it is empty or of
/// a scheme that is not allowed. Relative references are.
pub(super) fn allowed(address: &str) -> Option<Cow<'_, str>> {
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

const NOT_PLAIN: Sort = runs::sort(b"<>`", &[(0, b' '), (0x7F, 0xFF)]);

/// A reference without a scheme is relative: nothing before its first colon, or a path, query or fragment is.
fn has_allowed_scheme(address: &str) -> bool {
    let end = address.bytes().position(|byte| matches!(byte, b':' | b'/' | b'?' | b'#')).unwrap_or(address.len());
    !address[end..].starts_with(':') || SCHEMES.iter().any(|scheme| address[..end].eq_ignore_ascii_case(scheme))
}

/// Whether the character could end a destination or steer a terminal.
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
    fn pages_mailboxes_and_relative_references_are_let_through() {
        for address in ["http://a/", "HTTPS://a/?b=c:d", "mailto:a@b", "//a/b", "a/b:c", "?a:b", "#a", "a.html", "\\a"]
        {
            assert_eq!(allowed(address).as_deref(), Some(address));
        }
    }

    #[test]
    fn schemes_that_may_run_code_are_refused_however_they_are_hidden() {
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
    fn what_could_end_a_destination_or_steer_a_terminal_is_encoded() {
        assert_eq!(allowed(" /a b<c>\u{85}` ").as_deref(), Some("/a%20b%3Cc%3E%C2%85%60"));
    }
}
