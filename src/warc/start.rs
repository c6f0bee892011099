//! Detects the start of a record: the version line of WARC or the header line of ARC.

use memchr::memmem;

use super::arc;

/// Bytes that suffice to decide: the longest recognised header line of ARC.
pub const SEEN_BYTES: usize = 4 << 10;

/// Whether a record starts here. The bytes are [`SEEN_BYTES`] or all that remain.
pub fn is_start(bytes: &[u8]) -> bool {
    is_warc(bytes) || is_arc(bytes)
}

/// Whether the first line is a version such as `WARC/1.0`. Unknown versions are accepted.
pub fn is_warc(bytes: &[u8]) -> bool {
    let Some(version) = bytes.strip_prefix(b"WARC/") else { return false };
    let digits = |bytes: &[u8]| bytes.iter().take_while(|byte| byte.is_ascii_digit()).take(4).count();
    let major = digits(version);
    let Some(minor) = version[major..].strip_prefix(b".") else { return false };
    let rest = &minor[digits(minor)..];
    let line = rest.iter().position(|byte| *byte == b'\n').map_or(rest, |end| &rest[..end]);
    major > 0 && rest.len() < minor.len() && line.iter().all(u8::is_ascii_whitespace)
}

/// Whether the first line is the header line of an ARC record.
pub fn is_arc(bytes: &[u8]) -> bool {
    let seen = &bytes[..bytes.len().min(SEEN_BYTES)];
    // Nearly all candidates are no header line, and show that in their first bytes.
    let scheme = seen.iter().take(16).position(|byte| *byte == b':');
    scheme.is_some() && memchr::memchr(b'\n', seen).is_some_and(|end| arc::Line::parse(&seen[..end]).is_some())
}

/// Finds the first record start after the first byte; those of ARC only if `arc`. If there is none, the error is the
/// number of bytes, at least one, that can be skipped.
///
/// An incomplete line may be a start: it is kept, so that it comes first the next time.
pub fn find(bytes: &[u8], arc: bool) -> Result<usize, usize> {
    let complete = |at: usize| bytes.len() - at >= SEEN_BYTES || memchr::memchr(b'\n', &bytes[at..]).is_some();
    let interesting = |at: &usize| is_start(&bytes[*at..]) || !complete(*at);
    // After lost bytes a record may start in the middle of a line. A text about records has blanks there.
    let apart = |at: &usize| *at > 0 && !matches!(bytes[at - 1], b' ' | b'\t');
    let warc = memmem::find_iter(bytes, b"WARC/").filter(apart).find(interesting);
    let arc = arc.then(|| memmem::find_iter(bytes, b"\nhttp").map(|at| at + 1).find(interesting)).flatten();
    if let Some(at) = warc.into_iter().chain(arc).min() {
        return if complete(at) { Ok(at) } else { Err(at) };
    }
    // The bytes may end inside a start. ARC records with other schemes are found only at their expected position.
    let tail = bytes.len().saturating_sub(LONGEST_PATTERN).max(1);
    let beginning = |at: &usize| b"WARC/".starts_with(&bytes[*at..]) || arc_begins(&bytes[*at - 1..]);
    Err((tail..bytes.len()).find(beginning).unwrap_or(bytes.len()))
}

fn arc_begins(end: &[u8]) -> bool {
    b"\nhttp".starts_with(end)
}

const LONGEST_PATTERN: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_lines_start_records_and_mentions_do_not() {
        for start in ["WARC/1.0\r\nWARC-Type", "WARC/0.17\n", "WARC/1.1", "WARC/2.0 \r\n"] {
            assert!(is_start(start.as_bytes()), "{start}");
        }
        for other in ["WARC/1.0 is a format\r\n", "WARC/\r\n", "WARC/1\r\n", "warc/1.0\r\n", "", "WARC/x.0\r\n"] {
            assert!(!is_start(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn a_start_is_found_after_other_bytes_but_not_in_running_text() {
        assert_eq!(find(b"text\r\n\r\nWARC/1.0\r\nWARC-Type", false), Ok(8));
        assert_eq!(find(b"textWARC/1.0\r\nWARC-Type", false), Ok(4));
        assert_eq!(find(b"see WARC/1.0\r\nand WARC/1.1\r\n", false), Err(28));
        assert_eq!(find(b"see\nWARC/1.0 and\nWARC/1.1\r\n", false), Ok(17));
        assert_eq!(find(b"WARC/1.0\r\n", false), Err(10));
    }

    #[test]
    fn an_incomplete_line_is_kept() {
        assert_eq!(find(b"text\nWA", false), Err(5));
        assert_eq!(find(b"text\nWARC/1.", false), Err(5));
        assert_eq!(find(b"text\nmore text", false), Err(14));
    }

    #[test]
    fn arc_lines_are_found_only_if_requested() {
        let text = b"text\nhttp://tea.example/ 127.0.0.1 20080430204825 text/html 120\nHTTP/1.1";
        assert_eq!(find(text, true), Ok(5));
        assert_eq!(find(text, false), Err(text.len()));
    }
}
