//! Finds the encoding that a `<meta>` element declares, before decoding.
//!
//! Source: HTML Standard, "prescan a byte stream to determine its encoding" and "extracting a character encoding
//! from a meta element".

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Returns the encoding declared in `head`.
///
/// Unless `complete`, ignores a tag that reaches the end of `head`, so that the answer for a prefix never differs from
/// the answer for the whole.
pub(super) fn prescan(head: &[u8], complete: bool) -> Option<&'static Encoding> {
    let mut rest = head;
    while !rest.is_empty() {
        let at = memchr::memchr(b'<', rest)?;
        rest = &rest[at..];
        if rest.starts_with(b"<!--") {
            // `<!-->` is a complete comment: start and end share the dashes.
            let end = memchr::memmem::find(&rest[2..], b"-->")?;
            rest = &rest[2 + end + 3..];
        } else if is_tag(rest, b"<meta") {
            let mut attributes = AttributeReader { rest: &rest[5..] };
            let found = declared_by(&mut attributes);
            if attributes.rest.is_empty() && !complete {
                return None;
            }
            if found.is_some() {
                return found;
            }
            rest = attributes.rest;
        } else if is_letter(rest.get(1)) || (rest.get(1) == Some(&b'/') && is_letter(rest.get(2))) {
            let name_end = rest.iter().position(|&b| is_space(b) || b == b'>')?;
            let mut attributes = AttributeReader { rest: &rest[name_end..] };
            attributes.by_ref().for_each(drop);
            rest = attributes.rest;
        } else if matches!(rest.get(1), Some(b'!' | b'/' | b'?')) {
            rest = &rest[memchr::memchr(b'>', rest)? + 1..];
        } else {
            rest = &rest[1..];
        }
    }
    None
}

/// Returns the `charset` parameter of a content type such as `text/html; charset=utf-8`.
pub(crate) fn charset_parameter(content: &[u8]) -> Option<&'static Encoding> {
    let lower = content.to_ascii_lowercase();
    let mut rest = &lower[..];
    loop {
        rest = &rest[memchr::memmem::find(rest, b"charset")? + 7..];
        let after = rest.trim_ascii_start();
        if let Some(value) = after.strip_prefix(b"=") {
            let value = value.trim_ascii_start();
            let label = match value.first()? {
                quote @ (b'"' | b'\'') => {
                    let value = &value[1..];
                    &value[..memchr::memchr(*quote, value)?]
                }
                _ => &value[..value.iter().position(|&b| is_space(b) || b == b';').unwrap_or(value.len())],
            };
            return Encoding::for_label(label);
        }
    }
}

fn declared_by(attributes: &mut AttributeReader<'_>) -> Option<&'static Encoding> {
    let (mut got_pragma, mut need_pragma, mut charset) = (false, None, None);
    let mut seen: Vec<Vec<u8>> = Vec::new();
    for (name, value) in attributes.by_ref() {
        if seen.contains(&name) {
            continue;
        }
        match &name[..] {
            b"http-equiv" => got_pragma |= value == b"content-type",
            b"content" if charset.is_none() => {
                if let Some(encoding) = charset_parameter(&value) {
                    charset = Some(encoding);
                    need_pragma = Some(true);
                }
            }
            b"charset" => {
                charset = Encoding::for_label(&value);
                need_pragma = Some(false);
            }
            _ => {}
        }
        seen.push(name);
    }
    if need_pragma? && !got_pragma {
        return None;
    }
    let encoding = charset?;
    // A declaration that can be read as ASCII is not in UTF-16.
    if encoding == UTF_16LE || encoding == UTF_16BE {
        Some(UTF_8)
    } else if encoding == encoding_rs::X_USER_DEFINED {
        Some(WINDOWS_1252)
    } else {
        Some(encoding)
    }
}

/// The standard's "get an attribute": yields names and values in lower case, until `>` or the end of the bytes.
struct AttributeReader<'a> {
    rest: &'a [u8],
}

impl Iterator for AttributeReader<'_> {
    type Item = (Vec<u8>, Vec<u8>);

    fn next(&mut self) -> Option<Self::Item> {
        self.skip(|b| is_space(b) || b == b'/');
        if self.peek()? == b'>' {
            self.rest = &self.rest[1..];
            return None;
        }
        let mut name = Vec::new();
        while let Some(b) = self.peek() {
            if is_space(b) || b == b'/' || b == b'>' || (b == b'=' && !name.is_empty()) {
                break;
            }
            name.push(b.to_ascii_lowercase());
            self.rest = &self.rest[1..];
        }
        self.skip(is_space);
        if self.peek() != Some(b'=') {
            return Some((name, Vec::new()));
        }
        self.rest = &self.rest[1..];
        self.skip(is_space);
        let value = match self.peek()? {
            quote @ (b'"' | b'\'') => {
                let value = &self.rest[1..];
                let end = memchr::memchr(quote, value);
                self.rest = &value[end.map_or(value.len(), |end| end + 1)..];
                value[..end?].to_ascii_lowercase()
            }
            _ => {
                let end = self.rest.iter().position(|&b| is_space(b) || b == b'>');
                let (value, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
                self.rest = rest;
                // A value at the end of the bytes may be incomplete.
                end?;
                value.to_ascii_lowercase()
            }
        };
        Some((name, value))
    }
}

impl AttributeReader<'_> {
    fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    fn skip(&mut self, which: impl Fn(u8) -> bool) {
        let skipped = self.rest.iter().position(|&b| !which(b)).unwrap_or(self.rest.len());
        self.rest = &self.rest[skipped..];
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\x0C' | b'\r' | b' ')
}

fn is_letter(byte: Option<&u8>) -> bool {
    byte.is_some_and(u8::is_ascii_alphabetic)
}

fn is_tag(rest: &[u8], name: &[u8]) -> bool {
    rest.len() > name.len()
        && rest[..name.len()].eq_ignore_ascii_case(name)
        && (is_space(rest[name.len()]) || rest[name.len()] == b'/')
}
