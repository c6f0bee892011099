//! Payloads: HTTP codings are decoded if they were applied.

use std::io::Write;

use tamis::warc::{Limits, Reason};

use crate::archive::{gzip, payload, record, response, zstd};

const PAGE: &[u8] = b"<!doctype html><title>Tea</title><p>Boil water, and wait until it is quiet. Boil it once only.";

fn body(fields: &str, body: &[u8]) -> (Vec<u8>, Option<Reason>) {
    let (status, body, damage) = payload(&response("http://tea.example/", fields, body), &Limits::default());
    assert_eq!(status, Some(200));
    (body, damage)
}

fn deflate(zlib: bool) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(PAGE).unwrap();
    let bytes = encoder.finish().unwrap();
    if zlib { bytes } else { bytes[2..bytes.len() - 4].to_vec() }
}

/// Returns a stored, uncompressed stream: `[window, length - 1]`, the bytes, the end.
fn brotli() -> Vec<u8> {
    // A window of 22 bits; a stored meta-block with a length of 16 bits, of which 4 are the bits before.
    let length = (PAGE.len() - 1) as u32;
    let bits = 0b1011 | length << 7 | 1 << 23;
    [&bits.to_le_bytes()[..3], PAGE, &[3]].concat()
}

fn chunked(body: &[u8]) -> Vec<u8> {
    let mut chunks = Vec::new();
    for chunk in body.chunks(37) {
        write!(chunks, "{:x};tea=green\r\n", chunk.len()).unwrap();
        chunks.extend_from_slice(chunk);
        chunks.extend_from_slice(b"\r\n");
    }
    chunks.extend_from_slice(b"0\r\nX-Trailer: 1\r\n\r\n");
    chunks
}

#[test]
fn codings_are_decoded() {
    let page = (PAGE.to_vec(), None);
    assert_eq!(body("", PAGE), page);
    assert_eq!(body("Content-Encoding: gzip\r\n", &gzip(PAGE)), page);
    assert_eq!(body("content-encoding: X-GZIP\r\n", &gzip(PAGE)), page);
    assert_eq!(body("Content-Encoding: zstd\r\n", &zstd(PAGE)), page);
    assert_eq!(body("Content-Encoding: br\r\n", &brotli()), page);
    assert_eq!(body("Content-Encoding: deflate\r\n", &deflate(true)), page);
    assert_eq!(body("Content-Encoding: deflate\r\n", &deflate(false)), page);
    assert_eq!(body("Content-Encoding: identity\r\n", PAGE), page);
    assert_eq!(body("Transfer-Encoding: chunked\r\n", &chunked(PAGE)), page);
    let both = "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n";
    assert_eq!(body(both, &chunked(&gzip(PAGE))), page);
    assert_eq!(body("Transfer-Encoding: gzip, chunked\r\n", &chunked(&gzip(PAGE))), page);
    assert_eq!(body("Content-Encoding: deflate, gzip\r\n", &gzip(&deflate(true))), page);
    let two_members = [gzip(&PAGE[..30]), gzip(&PAGE[30..])].concat();
    assert_eq!(body("Content-Encoding: gzip\r\n", &two_members), page);
}

#[test]
fn false_fields_are_ignored() {
    for field in
        ["Content-Encoding: gzip", "Content-Encoding: br", "Content-Encoding: zstd", "Content-Encoding: deflate"]
    {
        assert_eq!(body(&format!("{field}\r\n"), PAGE), (PAGE.to_vec(), None), "{field}");
    }
    assert_eq!(body("Transfer-Encoding: chunked\r\n", PAGE), (PAGE.to_vec(), None));
    let kept = "X-Crawler-Content-Encoding: gzip\r\nX-Crawler-Transfer-Encoding: chunked\r\nContent-Encoding: sdch\r\n";
    assert_eq!(body(kept, PAGE), (PAGE.to_vec(), None));
    // The crawler decoded one of two codings.
    assert_eq!(body("Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", &gzip(PAGE)), (PAGE.to_vec(), None));
    assert_eq!(body("Content-Encoding: gzip\r\n", b""), (vec![], None));
}

#[test]
fn a_truncated_body_keeps_its_beginning() {
    let long: Vec<u8> = (0..3000_u32).flat_map(|at| format!("{:x} ", at.pow(2) % 9973).into_bytes()).collect();
    let cases = [
        ("Content-Encoding: gzip\r\n", gzip(&long)),
        ("Content-Encoding: zstd\r\n", zstd(&long)),
        ("Transfer-Encoding: chunked\r\n", chunked(&long)),
    ];
    for (field, stored) in cases {
        let (given, damage) = body(field, &stored[..stored.len() - 20]);
        assert!(long.starts_with(&given), "{field}");
        assert_eq!(damage, Some(Reason::BodyCut), "{field}");
    }
    let mut broken = gzip(&long);
    let middle = broken.len() / 2;
    broken[middle..middle + 40].fill(0xFF);
    let (given, damage) = body("Content-Encoding: gzip\r\n", &broken);
    assert_eq!(damage, Some(Reason::Body));
    assert!(given.len() > 1000 && given[..1000] == long[..1000]);
    let (given, damage) = body("Transfer-Encoding: chunked\r\n", b"4\r\nBoil\r\nno number\r\n");
    assert_eq!((given.as_slice(), damage), (&b"Boil"[..], Some(Reason::Chunks)));
}

#[test]
fn unknown_codings_and_too_many_are_reported() {
    let coded = gzip(PAGE);
    assert_eq!(body("Content-Encoding: compress\r\n", &coded), (coded.clone(), Some(Reason::Coding)));
    let three = gzip(&gzip(&gzip(PAGE)));
    assert_eq!(body("Content-Encoding: gzip, gzip, gzip\r\n", &three), (gzip(PAGE), Some(Reason::Coding)));
}

#[test]
fn interim_heads_are_skipped_and_requests_are_no_responses() {
    let block =
        b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 404 Not Found\nContent-Type: text/html\n\n<p>No tea.";
    let found = record("response", "http://tea.example/", "application/http", block);
    assert_eq!(payload(&found, &Limits::default()), (Some(404), b"<p>No tea.".to_vec(), None));
    let asked = record("request", "http://tea.example/", "application/http", b"GET / HTTP/1.1\r\n\r\n");
    assert_eq!(payload(&asked, &Limits::default()), (None, b"GET / HTTP/1.1\r\n\r\n".to_vec(), None));
}

#[test]
fn a_revisit_has_a_head_and_no_payload() {
    let again = record("revisit", "http://tea.example/", "application/http", b"HTTP/1.1 304 Not Modified\r\n\r\n");
    assert_eq!(payload(&again, &Limits::default()), (Some(304), vec![], None));
}

#[test]
fn an_endless_head_is_reported() {
    let endless = [b"HTTP/1.1 200 OK\r\nA: ".to_vec(), vec![b'a'; 100_000]].concat();
    let found = record("response", "http://tea.example/", "application/http", &endless);
    assert_eq!(payload(&found, &Limits::default()).2, Some(Reason::HttpHead));
}
