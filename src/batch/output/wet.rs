//! A page as a conversion record, with the same fields as in Common Crawl's WET files.
//!
//! Everything derives from the source and the options: identifiers come from those of the source records (UUID
//! version 5), dates from the capture. So the same source gives the same bytes.

use super::super::Job;
use super::super::digest;
use super::super::record::{Capture, Page};
use super::media_type;
use crate::metadata;
use crate::write::Out;

pub fn conversion(job: &Job, capture: &Capture, page: &Page) -> Vec<u8> {
    let language = page.report.metadata.lang_identified.as_deref().map(metadata::iso_639_3);
    let mut head = Head::new("conversion");
    let uri = capture.uri.as_deref().or(page.report.url.as_deref());
    head.push("WARC-Target-URI", uri);
    head.push("WARC-Date", capture.date.as_deref());
    head.push("WARC-Record-ID", Some(&record_id(job, "conversion", capture)));
    head.push("WARC-Refers-To", capture.record_id.as_deref());
    head.push("WARC-Block-Digest", Some(&digest::labelled(page.text.as_bytes())));
    head.push("WARC-Identified-Content-Language", language);
    head.push("Content-Type", Some(media_type(job.options.output_format())));
    head.record(page.text.as_bytes())
}

/// Encodes the `warcinfo` record of the output, with fields of the source's.
pub fn info(job: &Job, capture: &Capture, block: &[u8]) -> Vec<u8> {
    let source = String::from_utf8_lossy(block);
    let fields: Vec<(&str, &str)> = source
        .lines()
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim(), value.trim()))
        .collect();
    let field =
        |wanted: &str| fields.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| *value);
    let date = capture.date.as_deref();
    let mut text = Out::default();
    text.header("Software-Info", concat!("tamis/", env!("CARGO_PKG_VERSION")));
    let extracted = date.and_then(http_date);
    let lines =
        std::iter::once(("Extracted-Date", extracted.as_deref())).chain(REPEATED.map(|name| (name, field(name))));
    for (name, value) in lines {
        if let Some(value) = value {
            text.header(name, value);
        }
    }
    text.raw("\r\n");
    let name = capture.origin.name.rsplit('/').next().unwrap_or_default();
    let name = capture.uri.as_deref().unwrap_or(name);
    let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(name);
    let mut head = Head::new("warcinfo");
    head.push("WARC-Date", date);
    head.push("WARC-Filename", Some(&format!("{name}.wet.gz")));
    head.push("WARC-Record-ID", Some(&record_id(job, "warcinfo", capture)));
    head.push("Content-Type", Some("application/warc-fields"));
    head.record(text.as_bytes())
}

/// The fields copied from the source's `warcinfo`.
const REPEATED: [&str; 5] = ["robots", "isPartOf", "operator", "description", "publisher"];

/// Derives an identifier from record, options and version.
fn record_id(job: &Job, what: &str, capture: &Capture) -> String {
    let origin = &capture.origin;
    let source = match &capture.record_id {
        Some(id) => id.clone(),
        None => format!(
            "{} {} {}",
            capture.uri.as_deref().unwrap_or(&origin.name),
            capture.date.as_deref().unwrap_or_default(),
            origin.entry
        ),
    };
    format!("<urn:uuid:{}>", digest::uuid(&format!("{what} {} {source}", job.signature)))
}

struct Head(Out);

impl Head {
    fn new(record_type: &str) -> Head {
        let mut head = Out::default();
        head.raw("WARC/1.0\r\n");
        head.header("WARC-Type", record_type);
        Head(head)
    }

    fn push(&mut self, name: &'static str, value: Option<&str>) {
        if let Some(value) = value {
            self.0.header(name, value);
        }
    }

    fn record(mut self, block: &[u8]) -> Vec<u8> {
        self.push("Content-Length", Some(&block.len().to_string()));
        [self.0.as_bytes(), b"\r\n", block, b"\r\n\r\n"].concat()
    }
}

/// Converts `2024-05-31T01:16:46Z` to the HTTP form `Fri, 31 May 2024 01:16:46 GMT`.
fn http_date(date: &str) -> Option<String> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    let number = |range: std::ops::Range<usize>| date.get(range)?.parse::<usize>().ok();
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let time = date.get(11..19)?;
    let name = MONTHS.get(month.checked_sub(1)?)?;
    if !(1..=31).contains(&day) || year == 0 {
        return None;
    }
    // Sakamoto's method.
    let before = if month < 3 { year - 1 } else { year };
    let shift = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4][month - 1];
    let weekday = (before + before / 4 - before / 100 + before / 400 + shift + day) % 7;
    Some(format!("{}, {day:02} {name} {year:04} {time} GMT", DAYS[weekday]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_converted_to_the_http_form() {
        assert_eq!(http_date("2024-05-31T01:16:46Z").as_deref(), Some("Fri, 31 May 2024 01:16:46 GMT"));
        assert_eq!(http_date("2000-02-29T23:59:59Z").as_deref(), Some("Tue, 29 Feb 2000 23:59:59 GMT"));
        assert_eq!(http_date("2009-03"), None);
        assert_eq!(http_date("2009-13-65T00:00:00Z"), None);
    }

    #[test]
    fn fields_of_the_source_cannot_inject_lines_or_control_characters() {
        let source = b"operator: a\rWARC-Type: x\x1b[31m\0\xC2\x85b\r\nfoo: c\r\npublisher: d\r\n";
        let record = String::from_utf8(info(&Job::default(), &Capture::default(), source)).unwrap();
        assert!(record.contains("\r\noperator: aWARC-Type: x[31mb\r\npublisher: d\r\n"), "{record:?}");
        let is_odd = |c: char| c.is_control() && !matches!(c, '\r' | '\n');
        assert!(!record.replace("\r\n", "").contains(['\r', '\n']) && !record.contains(is_odd), "{record:?}");
    }

    #[test]
    fn no_value_can_inject_a_line() {
        let mut head = Head::new("conversion");
        head.push("WARC-Target-URI", Some("http://a/\r\nWARC-Type: x"));
        let record = String::from_utf8(head.record(b"x")).unwrap();
        assert_eq!(
            record,
            "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: http://a/WARC-Type: x\r\nContent-Length: 1\r\n\r\nx\r\n\r\n"
        );
    }
}
