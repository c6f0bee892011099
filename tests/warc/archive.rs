//! Builds archives for the tests and reads them to the end.

use std::io::{Read, Write};

use tamis::warc::{Damage, Entry, Header, Limits, Reader, Reason};

pub fn response(uri: &str, fields: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{fields}\r\n");
    let type_of_block = "application/http; msgtype=response";
    record("response", uri, type_of_block, &[head.as_bytes(), body].concat())
}

pub fn record(record_type: &str, uri: &str, content_type: &str, block: &[u8]) -> Vec<u8> {
    let length = block.len();
    let header = format!(
        "WARC/1.1\r\nWARC-Type: {record_type}\r\nWARC-Target-URI: {uri}\r\nWARC-Date: 2026-01-02T03:04:05Z\r\n\
        WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\nContent-Type: {content_type}\r\n\
        Content-Length: {length}\r\n\r\n"
    );
    [header.as_bytes(), block, b"\r\n\r\n"].concat()
}

/// Returns this many pages, each with its own address and text.
pub fn pages(count: usize) -> Vec<Vec<u8>> {
    let words = "Boil the water, warm the pot, wait for the leaves and pour. ";
    let page = |number: usize| {
        let text: String = words.chars().cycle().skip(7 * number).take(200 + 131 * number % 700).collect();
        response(&format!("http://tea.example/{number}"), "", format!("<p>{number}: {text}").as_bytes())
    };
    (0..count).map(page).collect()
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn zstd(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = zstd::Encoder::new(Vec::new(), 3).unwrap();
    encoder.include_checksum(true).unwrap();
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn members(records: &[Vec<u8>], compress: fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    records.iter().flat_map(|record| compress(record)).collect()
}

#[derive(Debug, Default)]
pub struct Seen {
    pub records: Vec<ReadRecord>,
    /// Damage outside any record.
    pub between: Vec<Damage>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadRecord {
    pub header: Header,
    pub block: Vec<u8>,
    pub damage: Option<Reason>,
}

impl Seen {
    /// Whether any damage was reported.
    pub fn is_damaged(&self) -> bool {
        !self.between.is_empty() || self.records.iter().any(|record| record.damage.is_some())
    }

    pub fn uris(&self) -> Vec<&str> {
        self.records.iter().map(|record| record.header.target_uri().unwrap_or_default()).collect()
    }

    /// Returns the damage of each record.
    pub fn reasons(&self) -> Vec<Option<Reason>> {
        self.records.iter().map(|record| record.damage).collect()
    }
}

/// Reads blocks, not payloads.
pub fn read(archive: &[u8]) -> Seen {
    read_from(archive)
}

pub fn read_from(archive: impl Read) -> Seen {
    read_all(&mut Reader::new(archive).unwrap())
}

/// A source of single bytes, like a slow pipe.
pub struct Drip<'a>(pub &'a [u8]);

impl Read for Drip<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.0.read(&mut buffer[..1])
    }
}

pub fn read_all(reader: &mut Reader<impl Read>) -> Seen {
    let mut seen = Seen::default();
    while let Some(entry) = reader.next_entry().unwrap() {
        match entry {
            Entry::Record(mut record) => {
                let header = record.header().clone();
                let mut block = Vec::new();
                record.read_to_end(&mut block).unwrap();
                let damage = record.finish().unwrap().map(|damage| damage.reason);
                seen.records.push(ReadRecord { header, block, damage });
            }
            Entry::Damaged(damage) => seen.between.push(damage),
        }
        assert!(seen.between.len() < 100_000, "endless damage: {:?}", &seen.between[90_000..90_003]);
    }
    seen
}

/// Decodes a payload: status, body, and damage.
pub fn payload(record: &[u8], limits: &Limits) -> (Option<u16>, Vec<u8>, Option<Reason>) {
    let mut reader = Reader::with_limits(record, limits.clone()).unwrap();
    let Some(Entry::Record(mut record)) = reader.next_entry().unwrap() else { panic!("no record") };
    let mut payload = record.payload().unwrap();
    let mut body = Vec::new();
    payload.read_to_end(&mut body).unwrap();
    (payload.http().and_then(|head| head.status()), body, payload.finish())
}
