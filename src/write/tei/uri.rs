//! Turns addresses as browsers read them into values that XML Schema accepts as `anyURI`: RFC 3986, section 2.

use std::ops::Range;

use super::super::Out;
use super::super::address::allowed;

/// Appends an attribute with an address; characters that a URI does not allow are percent-encoded.
pub(super) fn push_uri(name: &'static str, address: &str, out: &mut Out) {
    let address = allowed(address).unwrap_or_default();
    let mut uri = String::with_capacity(address.len());
    let mut in_fragment = false;
    let host = host(&address);
    for (at, c) in address.char_indices() {
        let is_escape =
            || address.as_bytes().get(at + 1..at + 3).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
        match c {
            '%' if is_escape() => uri.push(c),
            ':' if host.contains(&at) && !is_port(&address[at + 1..host.end]) => uri.push_str("%3A"),
            '#' if !std::mem::replace(&mut in_fragment, true) => uri.push(c),
            '%' | '#' | '[' | ']' | '{' | '}' | '|' | '\\' | '^' | '"' => {
                uri.push_str(&format!("%{:02X}", u32::from(c)));
            }
            _ => uri.push(c),
        }
    }
    out.attribute(name, &uri);
}

fn host(address: &str) -> Range<usize> {
    let start = match address.find("//") {
        Some(at) if at == 0 || address[..at].ends_with(':') => at + 2,
        _ => return 0..0,
    };
    let end = address[start..].find(['/', '?', '#', '\\']).map_or(address.len(), |length| start + length);
    let name = address[start..end].rfind('@').map_or(start, |at| start + at + 1);
    name..end
}

fn is_port(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_a_uri_does_not_allow_are_encoded() {
        let mut out = Out::default();
        push_uri("a", "/b[c]%20%u0041?d={e}|f#g#h", &mut out);
        assert_eq!(out.as_str(), " a=\"/b%5Bc%5D%20%25u0041?d=%7Be%7D%7Cf#g%23h\"");
    }

    #[test]
    fn a_colon_without_a_port_is_encoded() {
        let uri = |address| {
            let mut out = Out::default();
            push_uri("a", address, &mut out);
            out.as_str()[4..out.len() - 1].to_owned()
        };
        assert_eq!(uri("http://http://a.example/b:c"), "http://http%3A//a.example/b:c");
        assert_eq!(uri("https://Best%20of:%20Books"), "https://Best%20of%3A%20Books");
        for right in ["http://a.example:80/b:c?d:e", "//u:v@a.example", "mailto:a@b.example", "/b:c", "b//c:d"] {
            assert_eq!(uri(right), right);
        }
    }
}
