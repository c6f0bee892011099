//! Turns bytes into settings and an archive, and the archive into records and payloads.
//!
//! Asserts that reading ends, that nothing exceeds the limits, that everything before the first damage does not depend
//! on the pieces, and that each record there is found again from its offset. How much a decoder gives of a broken
//! member does depend on the pieces.
use std::io::{self, Cursor, Read};

use tamis::warc::{Damage, Entry, Error, Header, Limits, Offset, Reader, Reason};

use crate::pieces::{Cuts, assert_equal};

/// What was read from one entry.
#[derive(Debug, PartialEq)]
enum Seen {
    Record {
        header: Header,
        block: Vec<u8>,
        damage: Option<Reason>,
    },
    /// Offset and length of a payload, and its damage or that of its record.
    Payload(Offset, usize, Option<Reason>),
    Between(Damage),
}

/// The part to read of each record.
#[derive(Clone, Copy)]
enum Part {
    Block,
    Payload,
}

/// Reads an archive: the first byte sets the pieces, the second the limits.
pub fn warc(data: &[u8]) {
    let [cuts, small, archive @ ..] = data else { return };
    let limits = match small % 3 {
        0 => Limits::default(),
        1 => Limits { payload_bytes: 1000, expansion: 4, ..Limits::default() },
        _ => Limits { header_bytes: 1024, lookahead_bytes: 64, codings: 1, ..Limits::default() },
    };
    for part in [Part::Block, Part::Payload] {
        let whole = entries(archive, &limits, part);
        for cuts in [Cuts::new(*cuts), Cuts::Every(1)] {
            let pieces = entries(Pieces::new(archive, cuts), &limits, part);
            let what = format!("the entries depend on the cuts {cuts:?}");
            assert_equal(&whole.as_deref().map(sound), &pieces.as_deref().map(sound), &what);
        }
        if let (Part::Block, Some(whole)) = (part, &whole) {
            found_again(archive, &limits, sound(whole).0);
        }
    }
}

impl Seen {
    fn is_damaged(&self) -> bool {
        match self {
            Seen::Record { damage, .. } | Seen::Payload(_, _, damage) => damage.is_some(),
            Seen::Between(_) => true,
        }
    }
}

/// Returns the entries before the first damaged one, and whether there is one.
fn sound(entries: &[Seen]) -> (&[Seen], bool) {
    let end = entries.iter().position(Seen::is_damaged);
    (&entries[..end.unwrap_or(entries.len())], end.is_some())
}

/// Returns all entries; `None` for an unsupported compression.
fn entries(archive: impl Read, limits: &Limits, part: Part) -> Option<Vec<Seen>> {
    let mut reader = match Reader::with_limits(archive, limits.clone()) {
        Ok(reader) => reader,
        Err(Error::Compression(_)) => return None,
        Err(error) => panic!("memory is read without errors: {error}"),
    };
    let mut seen = Vec::new();
    while let Some(entry) = next(&mut reader, limits, part) {
        seen.push(entry);
        assert!(seen.len() < 100_000, "endless entries");
    }
    Some(seen)
}

fn next(reader: &mut Reader<impl Read>, limits: &Limits, part: Part) -> Option<Seen> {
    let mut record = match reader.next_entry().expect("memory is read") {
        None => return None,
        Some(Entry::Damaged(damage)) => return Some(Seen::Between(damage)),
        Some(Entry::Record(record)) => record,
    };
    let (header, mut bytes) = (record.header().clone(), Vec::new());
    if let Part::Block = part {
        record.read_to_end(&mut bytes).expect("memory is read");
        assert!(bytes.len() as u64 <= limits.payload_bytes, "a block of {} bytes", bytes.len());
        let damage = record.finish().expect("memory is read").map(|damage| damage.reason);
        return Some(Seen::Record { header, block: bytes, damage });
    }
    let mut payload = record.payload().expect("memory is read");
    payload.read_to_end(&mut bytes).expect("memory is read");
    assert!(bytes.len() as u64 <= limits.payload_bytes, "a payload of {} bytes", bytes.len());
    let of_payload = payload.finish();
    let of_record = record.finish().expect("memory is read").map(|damage| damage.reason);
    let damage = of_payload.or(of_record);
    Some(Seen::Payload(header.offset(), bytes.len(), damage))
}

/// Asserts that resuming at the offset of a record returns that record.
fn found_again(archive: &[u8], limits: &Limits, whole: &[Seen]) {
    // Limited to a few records, because each one costs a new reader.
    for seen in whole.iter().take(8) {
        let Seen::Record { header, .. } = seen else { continue };
        let mut reader = Reader::resume(Cursor::new(archive), header.offset(), limits.clone()).expect("memory is read");
        let again = next(&mut reader, limits, Part::Block);
        assert_equal(&Some(seen), &again.as_ref(), &format!("the record is not found again at {}", header.offset()));
    }
}

/// A source that returns one piece per read.
struct Pieces<'a>(Vec<&'a [u8]>);

impl<'a> Pieces<'a> {
    fn new(bytes: &'a [u8], cuts: Cuts) -> Pieces<'a> {
        // An empty piece would mean the end.
        let mut pieces: Vec<&[u8]> = cuts.of(bytes).filter(|piece| !piece.is_empty()).collect();
        pieces.reverse();
        Pieces(pieces)
    }
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(piece) = self.0.pop() else { return Ok(0) };
        let (now, later) = piece.split_at(piece.len().min(buffer.len()));
        buffer[..now.len()].copy_from_slice(now);
        if !later.is_empty() {
            self.0.push(later);
        }
        Ok(now.len())
    }
}
