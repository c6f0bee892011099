//! The uncompressed bytes of an archive, with the borders between its members.
//!
//! A border is hard if a record starts after it, or if the data after it does not continue the data before. No record
//! crosses a hard border. Other borders are soft: whole files may be compressed in blocks independent of records.

use std::collections::VecDeque;
use std::io::{self, Read};

use super::members::{Event, MemberReader};
use super::{Offset, Reason, start};

/// Uncompressed bytes per request.
const CHUNK: usize = 64 << 10;

pub struct Stream<R> {
    members: MemberReader<R>,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Uncompressed bytes taken.
    position: u64,
    /// The borders from `position` on.
    borders: VecDeque<Border>,
    /// The member of the next byte.
    member: Border,
    ended: bool,
}

/// A position between two uncompressed bytes.
#[derive(Clone, Copy)]
struct Border {
    at: u64,
    /// Position in the file where the next member starts, or of the damage.
    stored: u64,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Too little is known about the data after it.
    Open,
    Soft,
    Hard,
    /// Damage, inside the member before the border or apart from it.
    Broken(Reason, Part),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    OfMember,
    Apart,
}

impl<R: Read> Stream<R> {
    /// Starts after `unpacked` uncompressed bytes.
    pub fn new(members: MemberReader<R>, unpacked: u64) -> Self {
        let member = Border { at: unpacked, stored: members.offset(), kind: Kind::Soft };
        Stream {
            members,
            buffer: vec![0; 4 * CHUNK],
            start: 0,
            end: 0,
            position: unpacked,
            borders: VecDeque::new(),
            member,
            ended: false,
        }
    }

    /// Returns the available bytes: at least `want`, unless a hard border or the end comes first.
    pub fn available(&mut self, want: usize) -> io::Result<&[u8]> {
        loop {
            self.cross_soft();
            let there = self.end - self.start;
            let border = self.borders.iter().find(|border| border.kind != Kind::Soft);
            let visible = border.map_or(there, |border| (border.at - self.position) as usize);
            let is_final = match border {
                Some(border) => border.kind != Kind::Open,
                None => self.ended,
            };
            if visible >= want || is_final {
                return Ok(&self.buffer[self.start..self.start + visible]);
            }
            self.pull()?;
        }
    }

    /// Returns bytes that [`Stream::available`] has shown.
    pub fn shown(&self, length: usize) -> &[u8] {
        &self.buffer[self.start..self.start + length]
    }

    /// Returns how many of the shown bytes belong to the same member as the last byte taken.
    pub fn in_member(&self, length: usize) -> usize {
        if self.position > 0 && self.position == self.member.at {
            return 0;
        }
        self.borders.front().map_or(length, |border| length.min((border.at - self.position) as usize))
    }

    pub fn consume(&mut self, length: usize) {
        self.start += length;
        self.position += length as u64;
    }

    /// Crosses a hard border at this position and reports damage there. `None` if there is no border, as at the end.
    pub fn cross(&mut self) -> Option<Crossed> {
        let border = self.take_border(|border, position| border.at == position)?;
        Some(match border.kind {
            Kind::Broken(reason, _) => {
                Crossed::Broken(reason, Offset { stored: border.stored, inside: 0, unpacked: self.position })
            }
            _ => {
                self.member = border;
                Crossed::Whole
            }
        })
    }

    /// Crosses the border at this position if a member starts there.
    pub fn cross_whole(&mut self) -> bool {
        let whole = self.take_border(|border, position| border.at == position && border.kind == Kind::Hard);
        self.member = whole.unwrap_or(self.member);
        whole.is_some()
    }

    /// Crosses the border at this position if there is damage.
    pub fn cross_broken(&mut self) -> Option<Reason> {
        self.cross_if_broken(|_| true)
    }

    /// Crosses the border at this position if the member before it is damaged.
    pub fn cross_broken_member(&mut self) -> Option<Reason> {
        self.cross_if_broken(|part| part == Part::OfMember)
    }

    fn cross_if_broken(&mut self, wanted: fn(Part) -> bool) -> Option<Reason> {
        let broken = |border: &Border| match border.kind {
            Kind::Broken(reason, part) if wanted(part) => Some(reason),
            _ => None,
        };
        let border = self.take_border(|border, position| border.at == position && broken(border).is_some())?;
        broken(&border)
    }

    pub fn offset(&self) -> Offset {
        let inside = self.position - self.member.at;
        if self.members.is_compressed() {
            Offset { stored: self.member.stored, inside, unpacked: self.position }
        } else {
            Offset { stored: self.member.stored + inside, inside: 0, unpacked: self.position }
        }
    }

    /// Returns the bytes of the file read so far.
    pub fn stored_bytes(&self) -> u64 {
        self.members.offset()
    }

    /// Abandons the current member, including its decoded bytes. Does nothing in an uncompressed file, or if a later
    /// member has started.
    pub fn abandon(&mut self) -> bool {
        if !self.members.is_compressed() || !self.borders.is_empty() || self.ended {
            return false;
        }
        self.members.abandon();
        self.position += (self.end - self.start) as u64;
        self.start = self.end;
        self.borders.push_back(Border {
            at: self.position,
            stored: self.member.stored,
            kind: Kind::Broken(Reason::Bomb, Part::OfMember),
        });
        true
    }

    fn cross_soft(&mut self) {
        let passed = |border: &Border, position| border.kind == Kind::Soft && border.at <= position;
        while let Some(border) = self.take_border(passed) {
            self.member = border;
        }
    }

    /// Removes the next border if it is `wanted` at this position.
    fn take_border(&mut self, wanted: impl Fn(&Border, u64) -> bool) -> Option<Border> {
        let next = *self.borders.front().filter(|border| wanted(border, self.position))?;
        self.borders.pop_front();
        Some(next)
    }

    fn pull(&mut self) -> io::Result<()> {
        if self.buffer.len() - self.end < CHUNK {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
            let room = self.end + CHUNK;
            if self.buffer.len() < room {
                self.buffer.resize(room.max(2 * self.buffer.len()), 0);
            }
        }
        let event = self.members.next(&mut self.buffer[self.end..][..CHUNK])?;
        let at = self.position + (self.end - self.start) as u64;
        match event {
            Event::Data(length) => self.end += length,
            Event::Member(stored) => {
                self.judge(true);
                self.borders.push_back(Border { at, stored, kind: Kind::Open });
            }
            Event::Broken(reason, stored) => {
                let fresh = |border: &Border| border.kind == Kind::Open && border.at == at;
                let apart =
                    self.borders.back().is_some_and(fresh) || matches!(reason, Reason::Garbage | Reason::Window);
                self.judge(true);
                let part = if apart { Part::Apart } else { Part::OfMember };
                self.borders.push_back(Border { at, stored, kind: Kind::Broken(reason, part) });
            }
            Event::End => {
                self.judge(true);
                self.ended = true;
            }
        }
        self.judge(false);
        Ok(())
    }

    /// Decides the last open border once the data after it shows whether a record starts there. If nothing follows,
    /// what there is must suffice.
    fn judge(&mut self, is_final: bool) {
        let Some(index) = self.borders.len().checked_sub(1) else { return };
        let border = self.borders[index];
        if border.kind != Kind::Open {
            return;
        }
        let behind = &self.buffer[self.start + (border.at - self.position) as usize..self.end];
        if is_final && behind.is_empty() && index > 0 && self.borders[index - 1].kind == Kind::Soft {
            // Empty members are ignored, however many there are.
            self.borders.remove(index);
        } else if is_final || behind.len() >= start::SEEN_BYTES || start::is_warc(behind) {
            let hard = start::is_start(behind.trim_ascii_start());
            self.borders[index].kind = if hard { Kind::Hard } else { Kind::Soft };
        }
    }
}

pub enum Crossed {
    Whole,
    /// Data that does not continue what came before.
    Broken(Reason, Offset),
}
