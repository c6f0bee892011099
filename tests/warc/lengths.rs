//! Lengths that claim too much: the following records are found in every form of archive, from a file or a pipe.

use tamis::warc::Reason;

use crate::archive::{Drip, Seen, gzip, members, pages, read, read_from, record, response, zstd};

/// More than the look-ahead.
const FAR: u64 = 3 << 20;

/// Returns five pages; the second claims `length`.
fn claiming(length: &str) -> Vec<Vec<u8>> {
    let mut records = pages(5);
    let own = format!("Content-Length: {}\r\n", read(&records[1]).records[0].block.len());
    let text = String::from_utf8(records[1].clone()).unwrap();
    records[1] = text.replacen(&own, &format!("Content-Length: {length}\r\n"), 1).into_bytes();
    records
}

/// Returns the archive in every form, also in `blocks` whose borders may fall inside a record.
fn forms(records: &[Vec<u8>], blocks: bool) -> Vec<(&'static str, Vec<u8>)> {
    let plain = records.concat();
    let mut forms = vec![
        ("plain", plain.clone()),
        ("one gzip member", gzip(&plain)),
        ("one zstd frame", zstd(&plain)),
        ("gzip", members(records, gzip)),
        ("zstd", members(records, zstd)),
    ];
    if blocks {
        forms.push(("gzip in blocks", plain.chunks(777).flat_map(gzip).collect()));
    }
    forms
}

/// Asserts that all five pages are read and only the second is damaged.
#[track_caller]
fn assert_all_found(seen: &Seen, good: &Seen, what: &str) {
    assert_eq!(seen.uris(), good.uris(), "{what}");
    assert!(seen.between.is_empty(), "{what}: {:?}", seen.between);
    for (index, (own, other)) in seen.records.iter().zip(&good.records).enumerate() {
        assert_eq!(own.damage.is_some(), index == 1, "{what}: record {index}: {:?}", own.damage);
        let same = if index == 1 { own.block.starts_with(&other.block) } else { own.block == other.block };
        assert!(same, "{what}: record {index}");
    }
}

#[test]
fn no_length_loses_the_records_after_it() {
    let good = read(&pages(5).concat());
    let far = FAR.to_string();
    let lengths = [
        &*far,
        "4611686018427387904",
        "18446744073709551615",
        "18446744073709551616",
        "99999999999999999999999999",
        "-1",
        "1e9",
        "0x500",
        "5, 5",
        "",
        "many",
        "0",
        "+7",
    ];
    for length in lengths {
        for (form, archive) in forms(&claiming(length), true) {
            assert_all_found(&read(&archive), &good, &format!("{form}, Content-Length: {length}"));
            assert_all_found(&read_from(Drip(&archive)), &good, &format!("{form} dripping, Content-Length: {length}"));
        }
    }
}

#[test]
fn an_arc_record_that_claims_too_much_ends_where_the_next_one_starts() {
    let page = |number: usize, length: Option<u64>| {
        let block = format!("HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Page {number}.");
        let length = length.unwrap_or(block.len() as u64);
        format!("http://tea.example/{number} 127.0.0.1 20080430204825 text/html {length}\n{block}\n").into_bytes()
    };
    let names = "1 0 Tea\nURL IP-address Archive-date Content-type Archive-length\n";
    let head = format!("filedesc://tea.arc 127.0.0.1 20080430204825 text/plain {}\n{names}\n", names.len());
    let archive = |length| [head.clone().into_bytes(), page(1, length), page(2, None), page(3, None)];
    let good = read(&archive(None).concat());
    assert_eq!((good.records.len(), good.is_damaged()), (4, false));
    for length in [FAR, 1 << 62] {
        for (form, archive) in forms(&archive(Some(length)), true) {
            assert_all_found(&read(&archive), &good, &format!("{form}, {length}"));
        }
    }
}

#[test]
fn a_length_beyond_the_last_record_is_reported() {
    for (form, archive) in forms(&claiming("4611686018427387904")[..2], true) {
        let seen = read(&archive);
        assert_eq!(seen.records.len(), 2, "{form}");
        assert_eq!(seen.reasons()[1], Some(Reason::Short), "{form}");
    }
}

#[test]
fn the_second_record_without_a_block_claims_too_much() {
    // The block is empty, so the next record starts where a payload would.
    for head in ["", "HTTP/1.1 304 Not Modified\r\nServer: tea\r\n\r\n"] {
        let mut records = pages(5);
        records[1] = format!(
            "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://tea.example/1\r\n\
             Content-Type: application/http\r\nContent-Length: {FAR}\r\n\r\n{head}\r\n\r\n"
        )
        .into_bytes();
        let seen = read(&records.concat());
        assert_eq!(seen.records.len(), 5, "{head:?}");
        assert_eq!(seen.reasons(), [None, Some(Reason::Overrun), None, None, None]);
    }
}

#[test]
fn a_large_archive_in_an_archive_is_a_payload() {
    let page = vec![b'x'; 50_000];
    let inner: Vec<u8> = (0..100).flat_map(|at| response(&format!("http://inner/{at}"), "", &page)).collect();
    assert!(inner.len() as u64 > FAR);
    let outer = [
        response("http://tea.example/outer.warc", "", &inner),
        record("resource", "file:///outer.warc", "application/warc", &inner),
        pages(1).concat(),
    ];
    for (form, archive) in forms(&outer, false) {
        let seen = read(&archive);
        assert_eq!(
            seen.uris(),
            ["http://tea.example/outer.warc", "file:///outer.warc", "http://tea.example/0"],
            "{form}"
        );
        assert!(!seen.is_damaged(), "{form}");
        assert!(seen.records[0].block.ends_with(&inner) && seen.records[1].block == inner, "{form}");
    }
}

#[test]
fn a_large_page_that_shows_records_is_one_page() {
    // Records quoted in an article: their lengths lead to no record.
    let shown = "<pre>\r\n\r\nWARC/1.0\r\nWARC-Type: response\r\nContent-Length: 100\r\n\r\nHTTP/1.1 200 OK\r\n</pre>\r\n\r\n\
                 <pre>\n\nhttp://tea.example/ 127.0.0.1 20080430204825 text/html 120\nHTTP/1.0 200 OK\n</pre>";
    let filler = "Boil the water, warm the pot. ".repeat(FAR as usize / 30 + 1);
    let page = [shown, &filler, shown, &filler, "WARC/1.0\r\n".repeat(1000).as_str(), &filler].concat();
    let records = [response("http://tea.example/about", "", page.as_bytes()), pages(1).concat()];
    for (form, archive) in forms(&records, false) {
        let seen = read(&archive);
        assert_eq!(seen.uris(), ["http://tea.example/about", "http://tea.example/0"], "{form}");
        assert!(!seen.is_damaged(), "{form}");
        assert!(seen.records[0].block.ends_with(page.as_bytes()), "{form}");
    }
}

#[test]
fn a_page_of_headers_is_one_page() {
    // Each is checked, and no length leads to a record.
    let line = "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 900001\r\n\r\n";
    assert_ne!(900_001 % line.len(), 0);
    let body = line.repeat(4 * FAR as usize / line.len());
    let mut records = pages(3);
    records[1] = response("http://tea.example/1", "", format!("<pre>{body}").as_bytes());
    let seen = read(&records.concat());
    assert_eq!(seen.uris(), ["http://tea.example/0", "http://tea.example/1", "http://tea.example/2"]);
    assert!(!seen.is_damaged());
}
