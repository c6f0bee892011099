//! Header fields of WARC records and HTTP responses: bytes in, names and values out.
//!
//! Parsing is more tolerant than the standards: lines may end with a bare line feed, continue in the next line, or
//! have no colon; values need not be UTF-8.

/// Header fields in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Parses all lines; skips those without a colon.
    pub(super) fn parse(lines: &[u8]) -> Fields {
        let mut fields: Vec<(String, String)> = Vec::new();
        for line in lines.split(|byte| *byte == b'\n') {
            let text = String::from_utf8_lossy(line.trim_ascii());
            if line.starts_with(b" ") || line.starts_with(b"\t") {
                // A folded value continues; the line break and the blanks count as one space.
                if let Some((_, value)) = fields.last_mut().filter(|_| !text.is_empty()) {
                    value.push_str(if value.is_empty() { "" } else { " " });
                    value.push_str(&text);
                }
            } else if let Some((name, value)) = text.split_once(':') {
                fields.push((name.trim_end().to_owned(), value.trim_start().to_owned()));
            }
        }
        Fields(fields)
    }

    /// Returns the value of the first field with this name, ignoring case.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Iterates over all names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    pub(super) fn push(&mut self, name: &str, value: String) {
        self.0.push((name.to_owned(), value));
    }
}

/// Returns the length of a head with its empty line, if that is there.
pub fn head_length(bytes: &[u8]) -> Option<usize> {
    memchr::memchr_iter(b'\n', bytes).find_map(|at| match &bytes[at + 1..] {
        [b'\n', ..] => Some(at + 2),
        [b'\r', b'\n', ..] => Some(at + 3),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folded_lines_bare_line_feeds_and_lines_without_colon_are_accepted() {
        let fields = Fields::parse(b"A: one\r\n two\r\nb :\n x:y\nnothing\n\tmore\nC:\nA: again\nD: caf\xe9\n");
        let all: Vec<_> = fields.iter().collect();
        let d = ("D", "caf\u{FFFD}");
        assert_eq!(all, [("A", "one two"), ("b", "x:y more"), ("C", ""), ("A", "again"), d]);
        assert_eq!(fields.get("a"), Some("one two"));
        assert_eq!(fields.get("E"), None);
    }

    #[test]
    fn a_head_ends_after_its_empty_line() {
        assert_eq!(head_length(b"A: b\r\n\r\nbody"), Some(8));
        assert_eq!(head_length(b"A: b\n\nbody"), Some(6));
        assert_eq!(head_length(b"A: b\r\n"), None);
    }
}
