//! The block of one record: where it ends, whatever its `Content-Length` says.
//!
//! A length is believed unless something in the block looks like the next record. Then as much is read ahead as the
//! length claims: if a record ends there, the other one is a part of this block (archives in archives are), else the
//! length was wrong and the block ends where the next record starts. It ends there, too, if there is no length, or if
//! behind the length the block goes on instead of coming to an empty line.

use std::io::{self, Read};

use super::stream::Stream;
use super::{Limits, Offset, Reason, start};

/// A block that is being read.
pub struct Block {
    offset: Offset,
    /// Bytes left as the header says; nothing if it does not say.
    left: Option<u64>,
    /// Whether nothing in the block is looked at any more.
    trusted: bool,
    arc: bool,
    over: bool,
    taken: u64,
    /// Bytes that are there and known to be of the block.
    judged: usize,
    /// Bytes of the file that were taken before the block.
    stored_before: u64,
    damage: Option<Reason>,
}

impl Block {
    /// The block behind a header.
    pub fn new(offset: Offset, length: Option<u64>, arc: bool, stored_before: u64) -> Block {
        let damage = length.is_none().then_some(Reason::NoLength);
        let left = length;
        Block { offset, left, trusted: false, arc, over: false, taken: 0, judged: 0, stored_before, damage }
    }

    /// The record that has the block.
    pub fn offset(&self) -> Offset {
        self.offset
    }

    /// What is wrong with it, as far as is known.
    pub fn damage(&self) -> Option<Reason> {
        self.damage
    }

    /// How many bytes of the block can be taken now; none at its end.
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
            // The length is too short. What follows is of this block, as nothing tells it from it.
            (self.left, self.trusted) = (None, false);
            self.damage.get_or_insert(Reason::Long);
        }
        let want = if self.trusted { 1 } else { start::SEEN_BYTES };
        let shown = stream.available(want)?;
        let length = shown.len().min(self.left.map_or(usize::MAX, |left| usize::try_from(left).unwrap_or(usize::MAX)));
        if length == 0 {
            return Ok(self.end(self.left.map(|_| Reason::Short)));
        }
        if self.trusted {
            return Ok(length);
        }
        if start::is_start(shown) && (self.arc || start::is_warc(shown)) {
            match self.left {
                None => return Ok(self.end(None)),
                Some(left) if !holds(left, stream, limits)? => return Ok(self.end(Some(Reason::Overrun))),
                Some(_) => self.trusted = true,
            }
            return Ok(length);
        }
        Ok(match start::find(&shown[..length], self.arc) {
            Ok(before) | Err(before) => before,
        })
    }

    /// Takes bytes that are there. A bomb is given up.
    pub fn take<R: Read>(&mut self, length: usize, stream: &mut Stream<R>, limits: &Limits) {
        if length == 0 {
            return;
        }
        stream.consume(length);
        self.judged -= length;
        self.left = self.left.map(|left| left - length as u64);
        self.taken += length as u64;
        if self.taken > limits.payload_bytes && self.offset.inside == 0 {
            // Behind a broken member the file is gone back in, to look for the next one.
            let stored = stream.stored_bytes().saturating_sub(self.stored_before);
            if self.taken / limits.expansion > stored && stream.abandon() {
                self.end(Some(Reason::Bomb));
            }
        }
    }

    /// How many of the bytes that are there may be given.
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

/// Whether a record ends behind `left` bytes. Where that is too far to see, it is believed.
fn holds<R: Read>(left: u64, stream: &mut Stream<R>, limits: &Limits) -> io::Result<bool> {
    let Some(left) = usize::try_from(left).ok().filter(|left| *left <= limits.lookahead_bytes) else { return Ok(true) };
    let shown = stream.available(left + start::SEEN_BYTES)?;
    let Some(behind) = shown.get(left..) else { return Ok(false) };
    let next = behind.trim_ascii_start();
    Ok(start::is_start(next) || next.is_empty() && behind.len() < start::SEEN_BYTES)
}

/// Whether a block ends before these bytes: with an empty line (or the end of a line, in ARC), with a record, or with
/// nothing. The bytes are [`start::SEEN_BYTES`] or all there are.
fn ends_before(bytes: &[u8], arc: bool) -> bool {
    let line_end = |bytes: &[u8]| match bytes {
        [b'\n', ..] => 1,
        [b'\r', b'\n', ..] => 2,
        _ => 0,
    };
    let first = line_end(bytes);
    let second = if arc { first } else { line_end(&bytes[first..]) };
    let next = bytes.trim_ascii_start();
    // Of the next record there may be no more than this.
    let is_rest = bytes.len() < start::SEEN_BYTES && b"WARC/1.".starts_with(next);
    (first > 0 && second > 0) || start::is_start(next) || is_rest
}
