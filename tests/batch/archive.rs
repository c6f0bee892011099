//! Archives for tests, made from pages of the corpus and from small ones.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

pub struct Response<'a> {
    pub url: &'a str,
    pub status: u16,
    pub media_type: &'a str,
    pub body: &'a [u8],
}

impl Response<'_> {
    pub const TEA: Response<'static> = Response {
        url: "https://tea.example/pot",
        status: 200,
        media_type: "text/html",
        body:
            b"<html lang=en><title>Tea</title><article><p>Boil the water in a kettle and warm the pot with it before \
                the leaves go in.<p>Then wait for four minutes, and pour it through the strainer.</article>",
    };

    pub fn record(&self) -> Vec<u8> {
        let Response { url, status, media_type, body } = self;
        let head =
            format!("HTTP/1.1 {status} X\r\nContent-Type: {media_type}\r\nContent-Length: {}\r\n\r\n", body.len());
        let id = format!("<urn:uuid:{:032x}>", url.len() * 1000 + body.len());
        let fields = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2024-05-18T01:58:10Z\r\nWARC-Record-ID: {id}\r\n\
             WARC-Target-URI: {url}\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n",
            head.len() + body.len()
        );
        [fields.as_bytes(), head.as_bytes(), body, b"\r\n\r\n"].concat()
    }

    pub fn member(&self) -> Vec<u8> {
        gzip(&self.record())
    }
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Returns a compressed archive of all corpus pages, repeated.
pub fn corpus(times: usize) -> Vec<u8> {
    let pages = pages();
    let mut archive = Vec::new();
    for round in 0..times {
        for (name, body) in &pages {
            let url = format!("https://pages.example/{round}/{name}");
            archive.extend(Response { url: &url, status: 200, media_type: "text/html", body }.member());
        }
    }
    archive
}

/// Returns the corpus pages, sorted by name.
pub fn pages() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/pages");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut pages: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|ending| ending == "html"))
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap()))
        .collect();
    pages.sort();
    pages
}
