//! Every form of an archive gives the same records.

use std::io::{Cursor, Read, Write};

use tamis::warc::{Entry, Error, Limits, Offset, Reader, RecordType};

use crate::archive::{self, Drip, gzip, members, pages, read, read_all, read_from, zstd};

/// Returns the same records in every form.
fn forms(records: &[Vec<u8>]) -> Vec<(&'static str, Vec<u8>)> {
    let plain = records.concat();
    let blocks: Vec<Vec<u8>> = plain.chunks(777).map(gzip).collect();
    let dictionary = plain[..2000].to_vec();
    let with_dictionary = |record: &[u8]| {
        let mut encoder = zstd::Encoder::with_dictionary(Vec::new(), 3, &dictionary).unwrap();
        encoder.write_all(record).unwrap();
        encoder.finish().unwrap()
    };
    let frames: Vec<u8> = records.iter().flat_map(|record| with_dictionary(record)).collect();
    let frame = |magic: u32, payload: &[u8]| {
        [&magic.to_le_bytes()[..], &(payload.len() as u32).to_le_bytes(), payload].concat()
    };
    vec![
        ("plain", plain.clone()),
        ("gzip", members(records, gzip)),
        ("one gzip member", gzip(&plain)),
        ("gzip in blocks", blocks.concat()),
        ("zstd", members(records, zstd)),
        ("one zstd frame", zstd(&plain)),
        ("zstd with dictionary", [frame(0x184D_2A5D, &dictionary), frames.clone()].concat()),
        ("zstd with compressed dictionary", [frame(0x184D_2A5D, &zstd(&dictionary)), frames].concat()),
        ("zstd with a frame to skip", [frame(0x184D_2A50, b"tea"), members(records, zstd)].concat()),
        ("zeros at the end", [members(records, gzip), vec![0; 100_000]].concat()),
    ]
}

#[test]
fn every_form_gives_the_same_records() {
    let records = pages(20);
    let expected = read(&records.concat());
    assert_eq!(expected.records.len(), 20);
    for (form, archive) in forms(&records) {
        for seen in [read(&archive), read_from(Drip(&archive))] {
            assert!(!seen.is_damaged(), "{form}: {:?} {:?}", seen.between, seen.reasons());
            assert_eq!(seen.uris(), expected.uris(), "{form}");
            let same = seen.records.iter().zip(&expected.records).all(|(own, other)| own.block == other.block);
            assert!(same, "{form}");
        }
    }
}

#[test]
fn reading_resumes_at_any_record() {
    for (form, archive) in forms(&pages(20)) {
        let seen = read(&archive);
        for (index, record) in seen.records.iter().enumerate() {
            let offset = record.header.offset();
            let mut reader = Reader::resume(Cursor::new(&archive), offset, Limits::default()).unwrap();
            let rest = read_all(&mut reader);
            assert_eq!(rest.records, seen.records[index..], "{form}, from record {index}");
            assert!(rest.between.is_empty());
        }
    }
}

#[test]
fn an_offset_without_a_record_leads_to_the_next_one() {
    let records = pages(3);
    let archive = members(&records, gzip);
    let offset = Offset { stored: 5, inside: 9, unpacked: 3 };
    let seen = read_all(&mut Reader::resume(Cursor::new(&archive), offset, Limits::default()).unwrap());
    assert_eq!(seen.uris(), ["http://tea.example/1", "http://tea.example/2"]);
    assert_eq!(seen.between.len(), 1);
}

#[test]
fn offsets_are_those_of_members() {
    let records = pages(3);
    let archive = members(&records, gzip);
    let first = gzip(&records[0]).len() as u64;
    let offset = read(&archive).records[1].header.offset();
    assert_eq!((offset.stored, offset.inside, offset.unpacked), (first, 0, records[0].len() as u64));
    assert_eq!(offset.to_string(), format!("byte {first} (uncompressed {})", records[0].len()));
    let plain = read(&records.concat()).records[1].header.offset();
    assert_eq!((plain.stored, plain.inside), (records[0].len() as u64, 0));
}

#[test]
fn text_records_are_unchanged() {
    let mut archive = archive::record("warcinfo", "", "application/warc-fields", b"Software-Info: tea\r\n");
    archive.extend(archive::record("conversion", "http://tea.example/", "text/plain", b"HTTP/1.1 is\n\na protocol"));
    let seen = read(&archive);
    assert_eq!(*seen.records[1].header.record_type(), RecordType::Conversion);
    let mut reader = Reader::new(&archive[..]).unwrap();
    reader.next_entry().unwrap();
    let Some(Entry::Record(mut record)) = reader.next_entry().unwrap() else { panic!("no record") };
    let mut text = String::new();
    let mut payload = record.payload().unwrap();
    assert!(payload.http().is_none());
    payload.read_to_string(&mut text).unwrap();
    assert_eq!(text, "HTTP/1.1 is\n\na protocol");
}

/// Returns an ARC archive of either version: its description, pages, and a DNS record.
fn arc(version: u8) -> Vec<Vec<u8>> {
    let rest = if version == 1 { "" } else { " 200 - - 0 tea.arc" };
    let line = |url: &str, mime: &str, block: &str| {
        format!("{url} 127.0.0.1 20080430204825 {mime}{rest} {}\n{block}\n", block.len()).into_bytes()
    };
    let names = "URL IP-address Archive-date Content-type Archive-length\n";
    vec![
        line("filedesc://tea.arc", "text/plain", &format!("{version} 0 Tea\n{names}")),
        line("http://tea.example/a b", "text/html", "HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Boil water."),
        line("dns:tea.example", "text/dns", "20080430204825\ntea.example. 10 IN A 127.0.0.1\n"),
        line("http://tea.example/old", "text/html", "<p>Without a head."),
    ]
}

#[test]
fn arc_records_have_the_fields_of_warc() {
    for version in [1, 2] {
        for archive in [arc(version).concat(), members(&arc(version), gzip), gzip(&arc(version).concat())] {
            let seen = read(&archive);
            assert!(!seen.is_damaged(), "{:?} {:?}", seen.between, seen.reasons());
            let names = ["filedesc://tea.arc", "http://tea.example/a b", "dns:tea.example", "http://tea.example/old"];
            assert_eq!(seen.uris(), names);
            let header = &seen.records[1].header;
            assert_eq!((header.version(), header.date()), (&*format!("ARC/{version}"), Some("2008-04-30T20:48:25Z")));
            assert_eq!(*header.record_type(), RecordType::Response);
            assert_eq!(header.field("Content-Type"), Some("text/html"));
        }
        let page = &arc(version)[1];
        assert_eq!(archive::payload(page, &Limits::default()), (Some(200), b"<p>Boil water.".to_vec(), None));
        let old = &arc(version)[3];
        assert_eq!(archive::payload(old, &Limits::default()), (None, b"<p>Without a head.".to_vec(), None));
    }
}

#[test]
fn other_compressions_are_rejected_by_name() {
    for (magic, name) in [(&b"BZh91AY&SY"[..], "bzip2"), (b"\xFD7zXZ\0\0\x04", "xz"), (b"\x04\x22\x4D\x18d", "lz4")] {
        match Reader::new(magic) {
            Err(Error::Compression(found)) => assert_eq!(found, name),
            _ => panic!("{name} is read"),
        }
    }
}

#[test]
fn other_files_are_damage_and_empty_ones_are_not() {
    let page = read(b"<!doctype html><p>Boil water.");
    assert_eq!((page.records.len(), page.between.len()), (0, 1));
    let compressed = read(&gzip(b"<!doctype html><p>Boil water."));
    assert_eq!((compressed.records.len(), compressed.between.len()), (0, 1));
    for nothing in [&b""[..], &gzip(b""), b"\r\n"] {
        let seen = read(nothing);
        assert_eq!((seen.records.len(), seen.between.len()), (0, 0));
    }
}
