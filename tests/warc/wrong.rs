//! Invalid records lose only themselves.

use tamis::warc::Reason;

use crate::archive::{self, gzip, members, pages, read, response};

/// Returns three pages, the middle one changed.
fn changed(change: impl Fn(String) -> String) -> Vec<Vec<u8>> {
    let mut records = pages(3);
    records[1] = change(String::from_utf8(records[1].clone()).unwrap()).into_bytes();
    records
}

/// Changes the `Content-Length` by this much.
fn length_by(records: &[Vec<u8>], by: i64) -> Vec<Vec<u8>> {
    let length = archive::read(&records[1]).records[0].block.len() as i64;
    let (old, new) = (format!("Content-Length: {length}"), format!("Content-Length: {}", length + by));
    changed(|text| text.replacen(&old, &new, 1))
}

/// Reads the records plain, compressed one by one, and as one member; the middle record must give the same, except for
/// what the border of its member shows.
fn assert_loses_only_itself(records: &[Vec<u8>], plain: Reason, member: Reason) {
    let good = read(&pages(3).concat());
    let forms = [(records.concat(), plain), (members(records, gzip), member), (gzip(&records.concat()), plain)];
    for (archive, reason) in forms {
        let seen = read(&archive);
        assert_eq!(seen.uris(), good.uris());
        assert_eq!(seen.reasons(), [None, Some(reason), None]);
        assert_eq!((&seen.records[0].block, &seen.records[2].block), (&good.records[0].block, &good.records[2].block));
        assert!(seen.between.is_empty());
        // The text is read, whatever the length claims.
        assert!(seen.records[1].block.starts_with(&good.records[1].block));
    }
}

#[test]
fn a_length_too_long_does_not_reach_into_the_next_record() {
    let records = pages(3);
    assert_loses_only_itself(&length_by(&records, 40), Reason::Overrun, Reason::Short);
    assert_loses_only_itself(&length_by(&records, 500_000), Reason::Overrun, Reason::Short);
}

#[test]
fn a_length_too_short_loses_nothing() {
    assert_loses_only_itself(&length_by(&pages(3), -40), Reason::Long, Reason::Long);
}

#[test]
fn a_record_without_a_length_ends_where_the_next_one_starts() {
    for name in ["Content-Length: many\r\nX-", "X-Content-Length"] {
        let records = changed(|text| text.replacen("Content-Length", name, 1));
        assert_loses_only_itself(&records, Reason::NoLength, Reason::NoLength);
    }
}

#[test]
fn an_archive_in_an_archive_is_a_payload() {
    let inner = pages(5).concat();
    let records = [response("http://tea.example/outer.warc", "", &inner), pages(1).concat()];
    for archive in [records.concat(), members(&records, gzip)] {
        let seen = read(&archive);
        assert_eq!(seen.uris(), ["http://tea.example/outer.warc", "http://tea.example/0"]);
        assert!(!seen.is_damaged());
        assert!(seen.records[0].block.ends_with(&inner));
    }
}

#[test]
fn headers_are_read_with_bare_line_feeds_folds_and_angle_brackets() {
    let mut records = changed(|text| text.replacen("WARC-Target-URI: http", "WARC-Target-URI:\r\n <http", 1));
    records[1] = String::from_utf8(records[1].clone()).unwrap().replacen("/1\r\n", "/1>\r\n", 1).into_bytes();
    records.push(b"WARC/0.18\nWARC-Type: response\nContent-Length: 5\nwarc-target-uri: x y\n\nhello\n\n".to_vec());
    let seen = read(&records.concat());
    assert_eq!(seen.uris(), ["http://tea.example/0", "http://tea.example/1", "http://tea.example/2", "x y"]);
    assert!(!seen.is_damaged());
}

#[test]
fn a_truncated_header_is_reported_and_the_next_record_read() {
    let records = changed(|text| text[..120].to_owned());
    let seen = read(&records.concat());
    assert_eq!(seen.uris(), ["http://tea.example/0", "http://tea.example/2"]);
    assert_eq!(seen.between.len(), 1);
    assert_eq!((seen.between[0].reason, seen.between[0].offset.stored), (Reason::Header, records[0].len() as u64));
}

#[test]
fn garbage_between_records_is_reported_with_its_offset() {
    let records = pages(2);
    let garbage = vec![b'x'; 300_000];
    let archive = [&records[0][..], &garbage, &records[1]].concat();
    let compressed = [gzip(&records[0]), garbage, gzip(&records[1])].concat();
    for (archive, at) in [(archive, records[0].len()), (compressed, gzip(&records[0]).len())] {
        let seen = read(&archive);
        assert_eq!((seen.records.len(), seen.reasons()), (2, vec![None, None]));
        assert_eq!(seen.between.len(), 1);
        assert_eq!((seen.between[0].reason, seen.between[0].offset.stored), (Reason::Garbage, at as u64));
    }
}

#[test]
fn a_corrupt_member_keeps_its_beginning_and_the_next_one_is_read() {
    let records: Vec<Vec<u8>> = (0..3)
        .map(|number| {
            // Text without repetition, so that the member has many bytes to corrupt.
            let text: String = (0..4000_u64).map(|at| format!("{:x} ", (at + number).pow(4) % 65_521)).collect();
            response(&format!("http://tea.example/{number}"), "", text.as_bytes())
        })
        .collect();
    let whole = members(&records, gzip);
    let (first, second) = (gzip(&records[0]).len(), gzip(&records[1]).len());
    let good = read(&whole);
    for at in (first + 3000..first + second - 9).step_by(97) {
        let mut archive = whole.clone();
        archive[at] ^= 0x55;
        let seen = read(&archive);
        assert_eq!(seen.uris(), good.uris());
        assert!(matches!(seen.reasons()[..], [None, Some(Reason::Corrupt | Reason::Checksum | Reason::Short), None]));
        assert_eq!(seen.records[2].block, good.records[2].block);
        assert!(seen.records[1].block.starts_with(&good.records[1].block[..1000]));
    }
}

#[test]
fn an_archive_truncated_inside_a_record_is_reported() {
    let records = pages(2);
    let plain = records.concat();
    assert_eq!(read(&plain[..plain.len() - 20]).reasons(), [None, Some(Reason::Short)]);
    let compressed = members(&records, gzip);
    assert_eq!(read(&compressed[..compressed.len() - 4]).reasons(), [None, Some(Reason::Cut)]);
}
