//! Data that expands too much is cut off and reported, and the next record is read.

use std::io::Read;

use tamis::warc::{Entry, Limits, Reader, Reason};

use crate::archive::{Seen, gzip, members, pages, payload, read_all, record, response, zstd};

fn small() -> Limits {
    Limits { payload_bytes: 100_000, ..Limits::default() }
}

fn read(archive: &[u8]) -> Seen {
    read_all(&mut Reader::with_limits(archive, small()).unwrap())
}

#[test]
fn a_bomb_in_a_member_loses_only_itself() {
    let mut records = pages(3);
    records[1] = response("http://tea.example/bomb", "", &vec![b'a'; 30 << 20]);
    for compress in [gzip as fn(&[u8]) -> Vec<u8>, zstd] {
        let seen = read(&members(&records, compress));
        assert_eq!(seen.uris(), ["http://tea.example/0", "http://tea.example/bomb", "http://tea.example/2"]);
        assert!(matches!(seen.reasons()[..], [None, Some(Reason::Bomb | Reason::TooLarge), None]));
        assert_eq!(seen.records[1].block.len(), 100_000);
    }
}

#[test]
fn a_bomb_is_not_read_to_its_end() {
    let bomb = gzip(&response("http://tea.example/bomb", "", &vec![b'a'; 30 << 20]));
    let archive = [bomb, members(&pages(1), gzip)].concat();
    let mut reader = Reader::with_limits(&archive[..], small()).unwrap();
    // The caller reads nothing of it; skipping it is enough to detect the bomb.
    let Some(Entry::Record(record)) = reader.next_entry().unwrap() else { panic!("no record") };
    assert_eq!(record.finish().unwrap().map(|damage| damage.reason), Some(Reason::Bomb));
    let Some(Entry::Record(record)) = reader.next_entry().unwrap() else { panic!("no record") };
    // The member was abandoned: only a fraction of its bytes was decoded.
    assert!(record.header().offset().unpacked < 1 << 20);
}

#[test]
fn a_large_incompressible_record_is_cut_off_only_if_it_is_read() {
    let noise: Vec<u8> = (0..200_000_u64).map(|at| (at.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) as u8).collect();
    let records = [record("resource", "http://tea.example/film", "video/mp4", &noise), pages(1).concat()];
    for archive in [records.concat(), members(&records, gzip)] {
        let seen = read(&archive);
        assert_eq!(seen.reasons(), [Some(Reason::TooLarge), None]);
        assert_eq!(seen.records[0].block, noise[..100_000]);
        let mut reader = Reader::with_limits(&archive[..], small()).unwrap();
        let mut unread = 0;
        while let Some(entry) = reader.next_entry().unwrap() {
            assert!(matches!(entry, Entry::Record(_)));
            unread += 1;
        }
        assert_eq!(unread, 2);
    }
}

#[test]
fn a_bomb_in_a_body_is_cut_off() {
    for (name, stored) in [("gzip", gzip(&vec![b'a'; 30 << 20])), ("zstd", zstd(&vec![b'a'; 30 << 20]))] {
        let field = format!("Content-Encoding: {name}\r\n");
        let (_, body, damage) = payload(&response("http://tea.example/", &field, &stored), &small());
        assert!(matches!(damage, Some(Reason::Bomb | Reason::TooLarge)), "{name}: {damage:?}");
        assert_eq!(body.len(), 100_000);
    }
}

#[test]
fn a_zstd_frame_with_a_large_window_is_skipped_and_the_next_one_read() {
    let pages = pages(3);
    let mut encoder = zstd::Encoder::new(Vec::new(), 3).unwrap();
    encoder.window_log(24).unwrap();
    std::io::Write::write_all(&mut encoder, &pages[1]).unwrap();
    let wide = encoder.finish().unwrap();
    let seen = read(&[zstd(&pages[0]), wide.clone(), zstd(&pages[2])].concat());
    assert_eq!(seen.uris(), ["http://tea.example/0", "http://tea.example/2"]);
    assert_eq!(seen.between.len(), 1);
    assert_eq!(seen.between[0].reason, Reason::Window);
    let (_, _, damage) = payload(&response("http://tea.example/", "Content-Encoding: zstd\r\n", &wide), &small());
    assert_eq!(damage, Some(Reason::Window));
}

#[test]
fn an_endless_header_is_reported() {
    let pages = pages(2);
    let endless = [b"WARC/1.1\r\nX: ".to_vec(), vec![b'x'; 200_000], b"\r\n\r\n".to_vec()].concat();
    let seen = read(&[&pages[0][..], &endless, &pages[1]].concat());
    assert_eq!(seen.records.len(), 2);
    assert_eq!(seen.between.iter().map(|damage| damage.reason).collect::<Vec<_>>(), [Reason::LongHeader]);
}

#[test]
fn a_record_longer_than_the_look_ahead_is_skipped() {
    let header = "WARC/1.1\r\nWARC-Type: resource\r\nContent-Length: 50000000\r\n\r\n";
    let source = header.as_bytes().chain(std::io::repeat(b'a').take(50_000_000)).chain(&b"\r\n\r\n"[..]);
    let mut reader = Reader::new(source).unwrap();
    let Some(Entry::Record(record)) = reader.next_entry().unwrap() else { panic!("no record") };
    assert_eq!(record.finish().unwrap(), None);
    assert!(reader.next_entry().unwrap().is_none());
}

/// A setter for each field, and a pattern that no longer compiles when a field is added.
macro_rules! fields {
    ($($field:ident),+) => {{
        let _ = |Limits { $($field: _),+ }: Limits| ();
        [$((stringify!($field), (|limits, max| limits.$field = if max { !0 } else { 0 }) as fn(&mut Limits, bool))),+]
    }};
}

#[test]
fn no_value_of_a_limit_panics() {
    let fields = fields!(header_bytes, payload_bytes, expansion, lookahead_bytes, codings, dictionary_bytes);
    let claims = |length: u64| {
        format!("WARC/1.1\r\nWARC-Type: resource\r\nContent-Length: {length}\r\n\r\nab\r\n\r\n").into_bytes()
    };
    let coded = response("http://tea.example/b", "Content-Encoding: gzip\r\n", &gzip(&vec![b'b'; 200_000]));
    let large = record("resource", "http://tea.example/l", "text/plain", &vec![b'a'; 200_000]);
    let dictionary = |held: &[u8]| [b"\x5D\x2A\x4D\x18", &(held.len() as u32).to_le_bytes()[..], held].concat();
    let mut records = pages(2);
    records.extend([coded.clone(), large, claims(u64::MAX), claims(u64::MAX - 1), pages(1).concat(), claims(9)]);
    let archives = [
        records.concat(),
        members(&records, gzip),
        members(&records, zstd),
        [dictionary(b"tea"), members(&records, zstd)].concat(),
        [dictionary(&zstd(b"tea")), members(&records, zstd)].concat(),
    ];
    let mut all = [false, true].map(|max| (max, Limits::default()));
    let mut sets = Vec::new();
    for (max, all) in &mut all {
        for (name, set) in fields {
            let mut limits = small();
            set(&mut limits, *max);
            set(all, *max);
            sets.push((format!("{name}, max: {max}"), limits));
        }
    }
    sets.extend(all.map(|(max, limits)| (format!("all, max: {max}"), limits)));
    for (name, limits) in sets {
        println!("{name}");
        for archive in &archives {
            read_all(&mut Reader::with_limits(&archive[..], limits.clone()).unwrap());
        }
        payload(&coded, &limits);
    }
}
