//! The head of an HTTP response: status and fields.
//!
//! The reason phrase or the whole status line may be missing; lines may end with a bare line feed.

use std::io::{self, BufRead};

use super::Fields;

/// The head of an HTTP response.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HttpHead {
    status: Option<u16>,
    fields: Fields,
}

impl HttpHead {
    /// Reads the head of a block. A block without one stays as it is.
    ///
    /// The second value is `false` if the head is truncated or longer than `limit` bytes.
    pub(super) fn take(block: &mut impl BufRead, start: &[u8], limit: usize) -> io::Result<(Option<HttpHead>, bool)> {
        let is_head = start.starts_with(b"HTTP/") || starts_with_field(start);
        if !is_head {
            return Ok((None, true));
        }
        let mut lines = Vec::new();
        let whole = take_lines(block, limit, &mut lines)?;
        Ok((Some(HttpHead::parse(&lines)), whole))
    }

    fn parse(lines: &[u8]) -> HttpHead {
        let end = lines.iter().position(|byte| *byte == b'\n').map_or(lines.len(), |end| end + 1);
        let Some(rest) = lines[..end].strip_prefix(b"HTTP") else {
            return HttpHead { status: None, fields: Fields::parse(lines) };
        };
        let line = String::from_utf8_lossy(rest);
        let status = line.split_whitespace().nth(1).and_then(|status| status.parse().ok());
        HttpHead { status, fields: Fields::parse(&lines[end..]) }
    }

    /// Returns the status, such as 200.
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// Returns the value of the first field with this name.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name)
    }

    /// Returns all fields.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// Whether another head follows: `100 Continue` and the like.
    pub(super) fn is_interim(&self) -> bool {
        self.status.is_some_and(|status| (100..200).contains(&status) && status != 101)
    }

    /// Returns `Content-Type` without its parameters, in its original case: `text/html`.
    pub fn media_type(&self) -> Option<&str> {
        self.field("Content-Type")?.split(';').next().map(str::trim).filter(|name| !name.is_empty())
    }

    /// Returns the `charset` of `Content-Type`, without quotes.
    pub fn charset(&self) -> Option<&str> {
        let parameters = self.field("Content-Type")?.split(';').skip(1);
        let named = parameters.filter_map(|parameter| parameter.split_once('='));
        let charset = named.into_iter().find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?.1;
        Some(charset.trim().trim_matches(['"', '\''])).filter(|charset| !charset.is_empty())
    }

    /// Returns the codings of a field such as `Content-Encoding`, in the order of application, in lower case.
    pub(super) fn codings(&self, name: &str) -> impl Iterator<Item = String> {
        let values = self.fields.iter().filter(move |(own, _)| own.eq_ignore_ascii_case(name));
        let codings = values.flat_map(|(_, value)| value.split(',')).map(|coding| coding.trim().to_ascii_lowercase());
        codings.filter(|coding| !coding.is_empty()).collect::<Vec<_>>().into_iter()
    }
}

/// Whether the first line is a field: a name without blanks, then a colon.
fn starts_with_field(start: &[u8]) -> bool {
    let name = start.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(byte)).count();
    name > 1 && start.get(name) == Some(&b':') && start.get(name + 1) == Some(&b' ')
}

/// Reads lines up to and including an empty one; `false` if there is none within the limit.
fn take_lines(block: &mut impl BufRead, limit: usize, lines: &mut Vec<u8>) -> io::Result<bool> {
    loop {
        let before = lines.len();
        io::Read::take(&mut *block, (limit - before) as u64).read_until(b'\n', lines)?;
        let line = &lines[before..];
        if !line.ends_with(b"\n") {
            return Ok(false);
        }
        if line.trim_ascii().is_empty() {
            return Ok(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(block: &[u8]) -> (Option<HttpHead>, bool, Vec<u8>) {
        let mut rest = block;
        let (head, whole) = HttpHead::take(&mut rest, block, 1000).unwrap();
        (head, whole, rest.to_vec())
    }

    #[test]
    fn status_and_fields_are_read_with_and_without_reason() {
        let block = b"HTTP/1.1 200 OK\r\nContent-Type: Text/HTML; charset=\"koi8-r\"\r\n\r\nbody";
        let (found, whole, rest) = head(block);
        let found = found.unwrap();
        assert_eq!(
            (found.status(), found.media_type(), found.charset()),
            (Some(200), Some("Text/HTML"), Some("koi8-r"))
        );
        assert_eq!((whole, rest.as_slice()), (true, &b"body"[..]));
        assert_eq!(head(b"HTTP/1.1 404\nA: b\n\n").0.unwrap().status(), Some(404));
        assert_eq!(head(b"HTTP/2 OK\r\n\r\n").0.unwrap().status(), None);
    }

    #[test]
    fn a_head_may_lack_its_status_line_and_a_block_its_head() {
        let (found, _, rest) = head(b"Content-Type: text/html\r\n\r\n<html>");
        assert_eq!((found.unwrap().media_type(), rest.as_slice()), (Some("text/html"), &b"<html>"[..]));
        assert_eq!(head(b"<html>: no head\r\n\r\n"), (None, true, b"<html>: no head\r\n\r\n".to_vec()));
    }

    #[test]
    fn a_truncated_head_is_reported() {
        assert!(!head(b"HTTP/1.1 200 OK\r\nA: b").1);
        assert!(!head(&[b"HTTP/1.1 200 OK\r\nA: ".to_vec(), vec![b'a'; 2000]].concat()).1);
    }
}
