//! Parses the header line of an ARC record (version 1 or 2) into the fields of a WARC record.
//!
//! `URL IP-address date type length`; version 2 adds status, checksum, location, offset and file name before the
//! length. Real URLs may contain spaces, so the line is read from its end. Real dates and lengths may be invalid.

/// The used parts of a header line.
#[derive(Debug, PartialEq, Eq)]
pub struct Line<'a> {
    pub url: &'a str,
    pub ip: &'a str,
    /// Expected as `20080430204825`.
    pub date: &'a str,
    pub mime: &'a str,
    pub length: &'a str,
    /// Whether the line has more parts than those of version 1.
    pub second_version: bool,
}

impl<'a> Line<'a> {
    /// Parses a line without its line break.
    pub fn parse(line: &'a [u8]) -> Option<Line<'a>> {
        let line = std::str::from_utf8(line).ok()?.trim_end_matches('\r');
        let (scheme, _) = line.split_once(':')?;
        let is_scheme = scheme.starts_with(|c: char| c.is_ascii_lowercase())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
        if !is_scheme {
            return None;
        }
        let (start, length) = line.rsplit_once(' ')?;
        // The IP address is the last word that can be one: words before it belong to the URL.
        let (at, _) = start.rmatch_indices(' ').find(|(at, _)| {
            let mut words = start[at + 1..].split(' ');
            words.next().is_some_and(is_ip) && words.count() >= 2
        })?;
        let mut words = start[at + 1..].split(' ');
        Some(Line {
            url: &start[..at],
            ip: words.next()?,
            date: words.next()?,
            mime: words.next()?,
            length,
            second_version: words.count() >= 4,
        })
    }

    /// Returns the date in the form of WARC; unchanged if it is incomplete.
    pub fn iso_date(&self) -> String {
        match self.date {
            date if date.len() < 14 || !date.bytes().all(|byte| byte.is_ascii_digit()) => date.to_owned(),
            date => {
                let part = |from: usize| &date[from..from + 2];
                let (year, time) = (&date[..4], [part(8), part(10), part(12)].join(":"));
                format!("{year}-{}-{}T{time}Z", part(4), part(6))
            }
        }
    }
}

fn is_ip(word: &str) -> bool {
    word.parse::<std::net::IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_both_versions_are_read() {
        let line = Line::parse(b"http://tea.example/ 127.0.0.1 20080430204825 text/html 120\r").unwrap();
        assert_eq!((line.url, line.ip, line.mime), ("http://tea.example/", "127.0.0.1", "text/html"));
        assert_eq!((line.length, line.second_version), ("120", false));
        assert_eq!(line.iso_date(), "2008-04-30T20:48:25Z");
        let line = Line::parse(b"http://tea.example/a b ::1 20080430204825 text/html 200 - - 7 tea.arc 120").unwrap();
        assert_eq!((line.url, line.length, line.second_version), ("http://tea.example/a b", "120", true));
    }

    #[test]
    fn other_lines_are_refused() {
        for line in [
            "http://tea.example/ is a page of 12",
            "http://tea.example/ 127.0.0.1 20080430204825 120",
            "http://tea.example/ tea 20080430204825 text/html 120",
            "Date: 127.0.0.1 20080430204825 text/html 120",
            "",
        ] {
            assert_eq!(Line::parse(line.as_bytes()), None, "{line}");
        }
    }
}
