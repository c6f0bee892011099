//! Finds the end of a record's block, whatever its `Content-Length` says.
//!
//! A length is trusted unless something in the block looks like the next record. Then the reader looks ahead to the
//! claimed end. If a record ends there, the found one is part of this block, as in an archive inside an archive;
//! otherwise the length is wrong and the block ends where the found record starts. It also ends there if there is no
//! length, or if no empty line follows the claimed end.
//!
//! A length beyond the look-ahead cannot be checked, nor compared with the length of the file: a pipe has none, a
//! compressed file has another, and the same bytes must give the same records. So the first complete record in the
//! block decides: after an empty line, which ends a record, it is the next record; elsewhere, and at the start of the
//! payload, it belongs to an archive inside the block.

use std::io::{self, Read};

use super::stream::Stream;
use super::{Limits, Offset, Reason, fields, head, start};

pub struct Block {
    offset: Offset,
    /// Bytes left according to the header; `None` without a length.
    left: Option<u64>,
    /// Whether the search for records in the block has ended.
    trusted: bool,
    arc: bool,
    over: bool,
    taken: u64,
    /// Available bytes known to belong to the block.
    judged: usize,
    /// Start of the payload in the block, if the length is too large to check.
    payload: u64,
    last: [u8; 4],
    /// Bytes of the file read before the block.
    stored_before: u64,
    damage: Option<Reason>,
}

/// The verdict on a length when something in the block looks like a record.
enum Claim {
    /// The length is right: the record is part of this block.
    Holds,
    /// The length is wrong: the record is the next one.
    Fails,
    /// No complete record: it only looks like one.
    Open,
}

impl Block {
    pub fn new(offset: Offset, length: Option<u64>, arc: bool, stored_before: u64) -> Block {
        let damage = length.is_none().then_some(Reason::NoLength);
        Block {
            offset,
            left: length,
            trusted: false,
            arc,
            over: false,
            taken: 0,
            judged: 0,
            payload: 0,
            last: [0; 4],
            stored_before,
            damage,
        }
    }

    pub fn offset(&self) -> Offset {
        self.offset
    }

    pub fn damage(&self) -> Option<Reason> {
        self.damage
    }

    /// Returns how many bytes can be taken now; 0 at the end of the block.
    pub fn there<R: Read>(&mut self, stream: &mut Stream<R>, limits: &Limits) -> io::Result<usize> {
        if self.judged == 0 {
            self.judged = self.judge(stream, limits)?;
        }
        Ok(self.judged)
    }

    fn judge<R: Read>(&mut self, stream: &mut Stream<R>, limits: &Limits) -> io::Result<usize> {
        if self.over {
            return Ok(0);
        }
        if self.left == Some(0) {
            let shown = stream.available(start::SEEN_BYTES)?.len();
            if ends_before(stream.shown(stream.in_member(shown)), self.arc) {
                return Ok(self.end(None));
            }
            // The length is too short. Nothing separates what follows from this block, so it belongs to it.
            (self.left, self.trusted) = (None, false);
            self.damage.get_or_insert(Reason::Long);
        }
        if self.taken == 0 && self.left.is_some_and(|left| left > limits.lookahead_bytes as u64) {
            self.payload = payload_start(stream, limits)?;
        }
        let want = if self.trusted { 1 } else { start::SEEN_BYTES };
        let mut shown = stream.available(want)?;
        let length = shown.len().min(self.left.map_or(usize::MAX, |left| usize::try_from(left).unwrap_or(usize::MAX)));
        if length == 0 {
            return Ok(self.end(self.left.map(|_| Reason::Short)));
        }
        if self.trusted {
            return Ok(length);
        }
        if start::is_start(shown) && (self.arc || start::is_warc(shown)) {
            let Some(left) = self.left else { return Ok(self.end(None)) };
            match self.claim(left, stream, limits)? {
                Claim::Fails => return Ok(self.end(Some(Reason::Overrun))),
                Claim::Holds => {
                    self.trusted = true;
                    return Ok(length);
                }
                Claim::Open => shown = stream.available(want)?,
            }
        }
        Ok(match start::find(&shown[..length], self.arc) {
            Ok(before) | Err(before) => before,
        })
    }

    /// Checks the length where something looks like a record, with `left` bytes to go.
    fn claim<R: Read>(&self, left: u64, stream: &mut Stream<R>, limits: &Limits) -> io::Result<Claim> {
        let sure = |holds| if holds { Claim::Holds } else { Claim::Fails };
        if left <= limits.lookahead_bytes as u64 {
            return Ok(sure(holds(left, stream, limits)?));
        }
        if self.taken == self.payload {
            return Ok(Claim::Holds);
        }
        let ends = stream.available(limits.lookahead_bytes)?.len() < limits.lookahead_bytes;
        Ok(match () {
            () if ends => Claim::Fails,
            () if is_record(stream, limits)? => sure(!self.is_behind_record()),
            () => Claim::Open,
        })
    }

    /// Whether the last bytes are the separator between two records.
    fn is_behind_record(&self) -> bool {
        self.last.ends_with(b"\n\n") || self.last.ends_with(b"\n\r\n") || self.arc && self.last.ends_with(b"\n")
    }

    /// Takes available bytes. Abandons a decompression bomb.
    pub fn take<R: Read>(&mut self, length: usize, stream: &mut Stream<R>, limits: &Limits) {
        if length == 0 {
            return;
        }
        let last = &stream.shown(length)[length.saturating_sub(self.last.len())..];
        self.last.rotate_left(last.len());
        let kept = self.last.len() - last.len();
        self.last[kept..].copy_from_slice(last);
        stream.consume(length);
        self.judged -= length;
        self.left = self.left.map(|left| left - length as u64);
        self.taken += length as u64;
        if self.taken > limits.payload_bytes && self.offset.inside == 0 {
            // After a broken member the file is searched again, for the next one.
            let stored = stream.stored_bytes().saturating_sub(self.stored_before);
            if limits.is_bomb(self.taken, stored) && stream.abandon() {
                self.end(Some(Reason::Bomb));
            }
        }
    }

    /// Returns how many of the available bytes are within the limit.
    pub fn allowed(&mut self, there: usize, limits: &Limits) -> usize {
        let room = limits.payload_bytes.saturating_sub(self.taken);
        if room == 0 && there > 0 {
            self.damage.get_or_insert(Reason::TooLarge);
        }
        there.min(usize::try_from(room).unwrap_or(usize::MAX))
    }

    fn end(&mut self, damage: Option<Reason>) -> usize {
        self.over = true;
        self.judged = 0;
        self.damage = self.damage.or(damage);
        0
    }
}

/// Whether a record ends after `left` bytes. A claim beyond the look-ahead is believed.
fn holds<R: Read>(left: u64, stream: &mut Stream<R>, limits: &Limits) -> io::Result<bool> {
    let Some(left) = usize::try_from(left).ok().filter(|left| *left <= limits.lookahead_bytes) else { return Ok(true) };
    let shown = stream.available(left.saturating_add(start::SEEN_BYTES))?;
    let Some(behind) = shown.get(left..) else { return Ok(false) };
    let next = behind.trim_ascii_start();
    Ok(start::is_start(next) || next.is_empty() && behind.len() < start::SEEN_BYTES)
}

/// Returns where the payload starts in a block: after its HTTP head, if any.
fn payload_start<R: Read>(stream: &mut Stream<R>, limits: &Limits) -> io::Result<u64> {
    if !stream.available(start::SEEN_BYTES)?.starts_with(b"HTTP/") {
        return Ok(0);
    }
    let shown = stream.available(limits.header_bytes)?;
    Ok(fields::head_length(&shown[..shown.len().min(limits.header_bytes)]).unwrap_or(0) as u64)
}

/// Whether a complete record starts here: with a type and a length that leads to another record. A length beyond the
/// look-ahead is believed.
fn is_record<R: Read>(stream: &mut Stream<R>, limits: &Limits) -> io::Result<bool> {
    let Ok((header, length)) = head::header(stream, limits)? else { return Ok(false) };
    let has_type = header.is_arc() || header.field("WARC-Type").is_some();
    let block = header.content_length().filter(|_| has_type);
    block.map_or(Ok(false), |block| holds(block.saturating_add(length as u64), stream, limits))
}

/// Whether a block ends before these bytes: with an empty line (in ARC, a line break), with a record, or at the end.
/// The bytes are [`start::SEEN_BYTES`] or all that remain.
fn ends_before(bytes: &[u8], arc: bool) -> bool {
    let line_end = |bytes: &[u8]| match bytes {
        [b'\n', ..] => 1,
        [b'\r', b'\n', ..] => 2,
        _ => 0,
    };
    let first = line_end(bytes);
    let second = if arc { first } else { line_end(&bytes[first..]) };
    let next = bytes.trim_ascii_start();
    // The file may end inside the version line of the next record.
    let is_rest = bytes.len() < start::SEEN_BYTES && b"WARC/1.".starts_with(next);
    (first > 0 && second > 0) || start::is_start(next) || is_rest
}
