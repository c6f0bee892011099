//! Turns addresses as browsers read them into addresses that XML Schema takes for `anyURI`: RFC 3986, section 2.

use super::super::address::allowed;
use super::super::markup::push_attribute;

/// Appends an attribute that leads somewhere; what a URI has no character for is percent-encoded.
pub(super) fn push_uri(name: &str, address: &str, out: &mut String) {
    let address = allowed(address).unwrap_or_default();
    let mut uri = String::with_capacity(address.len());
    let mut in_fragment = false;
    for (at, c) in address.char_indices() {
        let is_escape =
            || address.as_bytes().get(at + 1..at + 3).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
        match c {
            '%' if is_escape() => uri.push(c),
            '#' if !std::mem::replace(&mut in_fragment, true) => uri.push(c),
            '%' | '#' | '[' | ']' | '{' | '}' | '|' | '\\' | '^' | '"' => {
                uri.push_str(&format!("%{:02X}", u32::from(c)));
            }
            _ => uri.push(c),
        }
    }
    push_attribute(name, &uri, out);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_uri_has_no_character_for_is_encoded() {
        let mut out = String::new();
        push_uri("a", "/b[c]%20%u0041?d={e}|f#g#h", &mut out);
        assert_eq!(out, " a=\"/b%5Bc%5D%20%25u0041?d=%7Be%7D%7Cf#g%23h\"");
    }
}
