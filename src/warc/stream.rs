//! The uncompressed bytes of an archive, with the borders between its members.
//!
//! A border is hard if a record starts behind it, or if what is behind it does not continue what is before it. No
//! record goes over a hard border. Others are soft: whole files are compressed in blocks that know nothing of records.

use std::collections::VecDeque;
use std::io::{self, Read};

use super::container::{Container, Event};
use super::{Offset, Reason, start};

/// Uncompressed bytes that are asked for at once.
const CHUNK: usize = 64 << 10;

pub struct Stream<R> {
    container: Container<R>,
    buffer: Vec<u8>,
    /// What is not yet taken, in the buffer.
    start: usize,
    end: usize,
    /// How many uncompressed bytes were taken.
    position: u64,
    /// The borders from `position` on.
    borders: VecDeque<Border>,
    /// The member that has the next byte.
    member: Border,
    ended: bool,
}

/// A place between two uncompressed bytes.
#[derive(Clone, Copy)]
struct Border {
    /// How many uncompressed bytes come before.
    at: u64,
    /// Where the member behind it starts in the file, or what is broken.
    stored: u64,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Not enough is known of what is behind it.
    Open,
    Soft,
    Hard,
    /// Of the member before it some bytes came, or it has nothing to do with that member.
    Broken(Reason, Part),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    OfMember,
    Apart,
}

impl<R: Read> Stream<R> {
    /// Begins with the byte that has `unpacked` uncompressed bytes before it.
    pub fn new(container: Container<R>, unpacked: u64) -> Self {
        let member = Border { at: unpacked, stored: container.offset(), kind: Kind::Soft };
        Stream {
            container,
            buffer: vec![0; 4 * CHUNK],
            start: 0,
            end: 0,
            position: unpacked,
            borders: VecDeque::new(),
            member,
            ended: false,
        }
    }

    /// What can be taken: at least `want` bytes, unless a hard border or the end comes before.
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

    /// The bytes that [`Stream::available`] has shown.
    pub fn shown(&self, length: usize) -> &[u8] {
        &self.buffer[self.start..self.start + length]
    }

    /// How many of the bytes that were shown are of the member that has the last byte taken.
    pub fn in_member(&self, length: usize) -> usize {
        if self.position > 0 && self.position == self.member.at {
            return 0;
        }
        self.borders.front().map_or(length, |border| length.min((border.at - self.position) as usize))
    }

    /// Takes bytes that were shown.
    pub fn consume(&mut self, length: usize) {
        self.start += length;
        self.position += length as u64;
    }

    /// Goes over the hard border that is next, and tells what is broken there, if something is. At the end there is
    /// none.
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

    /// Goes over the border that is next only if a member starts there.
    pub fn cross_whole(&mut self) -> bool {
        let whole = self.take_border(|border, position| border.at == position && border.kind == Kind::Hard);
        self.member = whole.unwrap_or(self.member);
        whole.is_some()
    }

    /// Goes over the border that is next only if something is broken there.
    pub fn cross_broken(&mut self) -> Option<Reason> {
        self.cross_if_broken(|_| true)
    }

    /// Goes over the border that is next only if the member before it is broken.
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

    /// Where the next byte stands.
    pub fn offset(&self) -> Offset {
        let inside = self.position - self.member.at;
        if self.container.is_compressed() {
            Offset { stored: self.member.stored, inside, unpacked: self.position }
        } else {
            Offset { stored: self.member.stored + inside, inside: 0, unpacked: self.position }
        }
    }

    /// Bytes of the file that were taken so far.
    pub fn stored_bytes(&self) -> u64 {
        self.container.offset()
    }

    /// Gives the current member up, what is already uncompressed of it included. Does nothing in a file that is not
    /// compressed, or if a later member has begun already.
    pub fn abandon(&mut self) -> bool {
        if !self.container.is_compressed() || !self.borders.is_empty() || self.ended {
            return false;
        }
        self.container.abandon();
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

    /// Takes the next border if it is `wanted` at this position.
    fn take_border(&mut self, wanted: impl Fn(&Border, u64) -> bool) -> Option<Border> {
        let next = *self.borders.front().filter(|border| wanted(border, self.position))?;
        self.borders.pop_front();
        Some(next)
    }

    /// Uncompresses some more.
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
        let event = self.container.next(&mut self.buffer[self.end..][..CHUNK])?;
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

    /// Closes the last border if it is open and what is behind it shows whether a record starts there; what there is
    /// must do if nothing follows.
    fn judge(&mut self, is_final: bool) {
        let Some(index) = self.borders.len().checked_sub(1) else { return };
        let border = self.borders[index];
        if border.kind != Kind::Open {
            return;
        }
        let behind = &self.buffer[self.start + (border.at - self.position) as usize..self.end];
        if is_final && behind.is_empty() && index > 0 && self.borders[index - 1].kind == Kind::Soft {
            // Empty members are as if they were not there, however many there are.
            self.borders.remove(index);
        } else if is_final || behind.len() >= start::SEEN_BYTES || start::is_warc(behind) {
            let hard = start::is_start(behind.trim_ascii_start());
            self.borders[index].kind = if hard { Kind::Hard } else { Kind::Soft };
        }
    }
}

/// What was behind a hard border.
pub enum Crossed {
    /// A record.
    Whole,
    /// Nothing that continues what came before.
    Broken(Reason, Offset),
}
