//! Archives of other projects, real, odd and broken, with the expected result for each.
//!
//! `expectations.tsv` lists records, damage and reasons for every file, with a note where they differ from the two
//! peers in `counts.tsv`. The files are in `TAMIS_DATA`, not in this project.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read};
use std::path::PathBuf;

use tamis::warc::{Entry, Error, Reader};

pub fn folder() -> Option<PathBuf> {
    let data = std::env::var_os("TAMIS_DATA").map_or_else(|| PathBuf::from("../shared"), PathBuf::from).join("warc");
    if data.is_dir() {
        return Some(data);
    }
    println!("skipped: no archives in {} (set TAMIS_DATA)", data.display());
    None
}

#[test]
fn every_public_archive_is_read_as_expected() {
    let Some(folder) = folder() else { return };
    let table = include_str!("expectations.tsv");
    let mut wrong = Vec::new();
    let mut expected_files = BTreeSet::new();
    for line in table.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [file, records, damaged, reasons, _note] = columns[..] else { panic!("five columns: {line}") };
        expected_files.insert(file.to_owned());
        let expected = format!("{file}\t{records}\t{damaged}\t{reasons}");
        let archive = fs::File::open(folder.join(file)).unwrap();
        let seen = format!("{file}\t{}", summary(archive));
        if seen != expected {
            wrong.push(format!("expected {expected}\n    seen {seen}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let counts = fs::read_to_string(folder.join("counts.tsv")).unwrap();
    let files = counts.lines().skip(1).map(|line| line.split('\t').next().unwrap().to_owned()).collect();
    assert_eq!(expected_files, files, "files without expectation, or the other way round");
}

/// Summarises the records, the number of damage reports, and the reasons in alphabetical order.
fn summary(archive: impl Read) -> String {
    let mut reader = match Reader::new(archive) {
        Ok(reader) => reader,
        Err(Error::Compression(name)) => return format!("refused\t0\t{name}"),
        Err(error) => panic!("{error}"),
    };
    let (mut records, mut damaged, mut reasons) = (0, 0, BTreeSet::new());
    while let Some(entry) = reader.next_entry().unwrap() {
        let reason = match entry {
            Entry::Record(mut record) => {
                records += 1;
                let mut payload = record.payload().unwrap();
                io::copy(&mut payload, &mut io::sink()).unwrap();
                let in_payload = payload.finish();
                record.finish().unwrap().map(|damage| damage.reason).or(in_payload)
            }
            Entry::Damaged(damage) => Some(damage.reason),
        };
        damaged += u32::from(reason.is_some());
        reasons.extend(reason.map(|reason| format!("{reason:?}")));
    }
    let reasons: Vec<String> = reasons.into_iter().collect();
    format!("{records}\t{damaged}\t{}", if reasons.is_empty() { "-".to_owned() } else { reasons.join(" ") })
}
