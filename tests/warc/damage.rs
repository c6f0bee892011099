//! Archives truncated anywhere, or with any byte changed.
//!
//! Truncated: all records before the cut are complete, the beginning of the cut record is read, and the damage is
//! reported. Changed: all records but the one with the byte are unaffected, and with a checksum every effective change
//! is reported.
//!
//! A normal run cuts the archives made here at every byte, and samples those of `TAMIS_DATA`; the full run takes
//! minutes: `cargo test --release --test warc -- --ignored`.

use std::fs;
use std::path::PathBuf;

use tamis::warc::{Limits, Reader};

use crate::archive::{ReadRecord, Seen, gzip, members, pages, read, read_all, response, zstd};
use crate::public;

/// Size up to which the full run cuts archives at every byte.
const EVERY_BYTE: u64 = 64 << 10;

#[test]
fn own_archives_cut_at_every_byte_give_what_came_before() {
    let records = pages(4);
    for archive in [records.concat(), members(&records, gzip), members(&records, zstd), gzip(&records.concat())] {
        let whole = read(&archive);
        for length in 0..archive.len() {
            assert_cut(&whole, &archive, length, "an archive of pages");
        }
    }
}

#[test]
fn public_archives_cut_in_some_places_give_what_came_before() {
    cut_public(|length| (length / 12).max(1));
}

#[test]
#[ignore = "takes minutes: cargo test --release --test warc -- --ignored"]
fn public_archives_cut_at_every_byte_give_what_came_before() {
    cut_public(|_| 1);
}

#[test]
fn own_archives_with_any_byte_changed_lose_one_record_at_most() {
    let records = pages(4);
    let mut random = Random(1);
    for (archive, checked) in
        [(records.concat(), false), (members(&records, gzip), true), (members(&records, zstd), true)]
    {
        let whole = read(&archive);
        for at in 0..archive.len() {
            assert_change(&whole, &archive, at, random.next() as u8 | 1, checked, "an archive of pages");
        }
    }
}

#[test]
fn public_archives_with_some_bytes_changed_lose_one_record_at_most() {
    change_public(1000);
}

#[test]
#[ignore = "takes minutes: cargo test --release --test warc -- --ignored"]
fn public_archives_with_many_bytes_changed_lose_one_record_at_most() {
    change_public(30_000);
}

#[test]
fn a_large_record_in_a_cut_member_keeps_its_beginning() {
    let mut archive = gzip(&response("http://tea.example/", "", &b"Boil the water, warm the pot. ".repeat(100)));
    archive.truncate(archive.len() - 8);
    let limits = Limits { payload_bytes: 1000, expansion: 4, ..Limits::default() };
    let seen = read_all(&mut Reader::with_limits(&archive[..], limits).unwrap());
    assert_eq!((seen.records.len(), seen.records[0].block.len()), (1, 1000));
    assert!(seen.records[0].damage.is_some());
}

/// Returns the archives of the folder that are small enough, with their names.
fn public_archives() -> Vec<(String, Vec<u8>)> {
    let Some(folder) = public::folder() else { return Vec::new() };
    let mut files: Vec<PathBuf> = Vec::new();
    for group in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        files.extend(fs::read_dir(group).unwrap().map(|entry| entry.unwrap().path()));
    }
    files.sort();
    let small = files.into_iter().filter(|file| fs::metadata(file).unwrap().len() <= EVERY_BYTE);
    let is_read = |archive: &[u8]| tamis::warc::Reader::new(archive).is_ok();
    let archives = small.map(|file| {
        let name = file.strip_prefix(&folder).unwrap().display().to_string();
        (name, fs::read(&file).unwrap())
    });
    archives.filter(|(_, archive)| is_read(archive)).collect()
}

fn cut_public(step: impl Fn(usize) -> usize) {
    let mut cuts = 0;
    for (name, archive) in public_archives() {
        let whole = read(&archive);
        let step = step(archive.len());
        for length in (step / 2..archive.len()).step_by(step) {
            assert_cut(&whole, &archive, length, &name);
            cuts += 1;
        }
    }
    println!("{cuts} cuts");
}

fn assert_cut(whole: &Seen, archive: &[u8], length: usize, name: &str) {
    let seen = read(&archive[..length]);
    let place = format!("{name}, cut at {length}");
    let count = seen.records.len();
    assert!(count <= whole.records.len(), "{place}: more records");
    for (index, (own, other)) in seen.records.iter().zip(&whole.records).enumerate() {
        assert_eq!(own.header, other.header, "{place}");
        let is_whole = own.block == other.block && own.damage == other.damage;
        // The last record may be shorter, which is reported; or longer, if the next record marks its end.
        let fits = other.block.starts_with(&own.block) || other.damage.is_some() && own.block.starts_with(&other.block);
        // A wrong length may be right for the rest.
        let told = own.damage.is_some() || other.damage.is_some();
        let is_cut = index + 1 == count && told && fits;
        assert!(is_whole || is_cut, "{place}: record {index}: {:?}", own.damage);
    }
    let lost = whole.records.len() - count;
    let at_border = whole.records.get(count).is_some_and(|next| next.header.offset().stored >= length as u64);
    // As above: nothing shows that the record is incomplete.
    let was_wrong = count > 0 && whole.records[count - 1].damage.is_some();
    assert!(lost == 0 || at_border || was_wrong || seen.is_damaged(), "{place}: a record is lost without a report");
}

fn change_public(changes: usize) {
    // No archive at all, or one whose records share a member: the only promise is an end.
    let archives: Vec<(String, Vec<u8>, Seen)> = public_archives()
        .into_iter()
        .map(|(name, archive)| {
            let whole = read(&archive);
            (name, archive, whole)
        })
        .collect();
    let mut random = Random(2);
    for _ in 0..if archives.is_empty() { 0 } else { changes } {
        let (name, archive, whole) = &archives[random.below(archives.len())];
        if archive.is_empty() {
            continue;
        }
        let at = random.below(archive.len());
        let by = random.next() as u8 | 1;
        let checked = archive.starts_with(b"\x1f\x8b");
        let separate = !whole.is_damaged() && whole.records.iter().all(|record| record.header.offset().inside == 0);
        if separate && !whole.records.is_empty() {
            assert_change(whole, archive, at, by, checked, name);
        } else {
            let mut changed = archive.clone();
            changed[at] ^= by;
            read(&changed);
        }
    }
}

fn assert_change(whole: &Seen, archive: &[u8], at: usize, by: u8, checked: bool, name: &str) {
    let mut changed = archive.to_vec();
    changed[at] ^= by;
    let seen = read(&changed);
    let place = format!("{name}, byte {at} changed by {by:#x}");
    if (at as u64) < whole.records[0].header.offset().stored {
        // A dictionary, which all records need.
        return;
    }
    let hit = whole.records.iter().rposition(|record| record.header.offset().stored <= at as u64).unwrap_or(0);
    let content = |record: &ReadRecord| (record.header.fields().clone(), record.block.clone());
    // By stored position: uncompressed positions shift with what is lost.
    for (index, record) in whole.records.iter().enumerate().filter(|(index, _)| *index != hit) {
        let offset = record.header.offset().stored;
        let same = seen.records.iter().find(|own| own.header.offset().stored == offset);
        assert!(same.is_some_and(|own| content(own) == content(record)), "{place}: record {index} is lost");
        assert!(same.is_some_and(|own| own.damage.is_none()), "{place}: record {index} is reported as damaged");
    }
    if checked {
        let same = seen.records.iter().map(content).eq(whole.records.iter().map(content));
        assert!(same || seen.is_damaged(), "{place}: nothing is reported");
    }
}

/// A generator with the same numbers in every run (xorshift).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }
}
