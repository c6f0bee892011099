//! The file as it is stored: tells its members apart and decodes them, and finds the next one behind a corrupt one.
//!
//! A member is a gzip member or a zstd frame; a file that is not compressed is one member. What the file is shows in
//! its first bytes, and nowhere is anything sought: a pipe will do.

use std::io::{self, Read};

use super::decode::{Decode, Gzip, State as Decoded, Step, WINDOW_BYTES, Zstd, window};
use super::dictionary::{Dictionary, SKIPPABLE_HEADER, dictionary, skippable};
use super::input::Input;
use super::{Error, Limits, Reason, start};

/// What comes next in the file.
pub enum Event {
    /// A member, at this byte of the file.
    Member(u64),
    /// So many uncompressed bytes.
    Data(usize),
    /// Something that cannot be read, at this byte of the file. What follows does not continue what came before.
    Broken(Reason, u64),
    /// Nothing.
    End,
}

pub struct Container<R> {
    input: Input<R>,
    state: State,
    format: Option<Format>,
    /// Where the current member starts.
    member: u64,
    /// Bytes left to pass of a skippable frame.
    skip: u64,
    /// Bytes that were looked at more than once.
    again: u64,
    gzip: Gzip,
    zstd: Option<Zstd>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Plain,
    Gzip,
    Zstd,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Between members.
    Between,
    Inside,
    /// Inside a member that failed in a call which gave something too; that comes first.
    Failed(Reason),
    /// Behind something that cannot be read, looking for a member.
    Lost,
    Ended,
}

/// Bytes of compressed data that are looked at in order to know whether a record comes of them. Of zstd nothing comes
/// before a whole block is there, and that may have 128 KiB.
const PROBED: usize = (128 << 10) + 32;
/// How often every byte of the file may be looked at again, on average, in order to find a member. A file made of
/// what looks like members would take for ever otherwise.
const AGAIN: u64 = 8;
/// Bytes that may be looked at again in any file.
const AGAIN_AT_LEAST: u64 = 8 << 20;
/// More than the head of any frame has.
const FRAME_HEAD: usize = 18;

impl<R: Read> Container<R> {
    /// Looks at the first bytes of an archive.
    pub fn open(source: R, limits: &Limits) -> Result<Self, Error> {
        let mut input = Input::new(source, 0);
        let first = input.peek(8)?;
        if let Some(name) = refused_compression(first) {
            return Err(Error::Compression(name));
        }
        let (zstd, skip) = match dictionary(&mut input, limits)? {
            Dictionary::Whole(dictionary) => (Zstd::new(&dictionary), 0),
            Dictionary::None => (Zstd::new(&[]), 0),
            Dictionary::Cut(missing) => (None, missing),
        };
        Ok(Container { input, state: State::Between, format: None, member: 0, skip, again: 0, gzip: Gzip::new(), zstd })
    }

    /// Goes on with a file that was opened before, from where a member starts in it.
    pub fn resume<S: Read>(self, source: S, member: u64) -> Container<S> {
        let Container { format, gzip, zstd, .. } = self;
        let input = Input::new(source, member);
        Container { input, state: State::Between, format, member, skip: 0, again: 0, gzip, zstd }
    }

    /// Bytes of the file that were taken so far.
    pub fn offset(&self) -> u64 {
        self.input.offset()
    }

    /// Takes what comes next; uncompressed bytes go into `room`, which must not be empty.
    pub fn next(&mut self, room: &mut [u8]) -> io::Result<Event> {
        loop {
            let event = match self.state {
                State::Between => self.begin()?,
                State::Inside => self.go_on(room)?,
                State::Failed(reason) => Some(self.recover(reason)?),
                State::Lost => self.search()?,
                State::Ended => Some(Event::End),
            };
            if let Some(event) = event {
                return Ok(event);
            }
        }
    }

    /// Gives the current member up. Reading goes on at the next one that has a record.
    pub fn abandon(&mut self) {
        if self.format != Some(Format::Plain) && self.state == State::Inside {
            self.state = State::Lost;
        }
    }

    /// Whether the file is compressed, as far as is known.
    pub fn is_compressed(&self) -> bool {
        matches!(self.format, Some(Format::Gzip | Format::Zstd))
    }

    fn begin(&mut self) -> io::Result<Option<Event>> {
        if self.skip > 0 {
            let there = self.input.peek(1)?.len() as u64;
            let passed = there.min(self.skip);
            self.input.consume(passed as usize);
            self.skip -= passed;
            if there == 0 {
                (self.skip, self.state) = (0, State::Ended);
                return Ok(Some(Event::Broken(Reason::Cut, self.member)));
            }
            return Ok(None);
        }
        let offset = self.input.offset();
        let first = self.input.peek(FRAME_HEAD)?;
        if first.is_empty() {
            self.state = State::Ended;
            return Ok(None);
        }
        // Zeros fill the last block of a tape or a disk; empty lines are left by editors.
        let blank = first.iter().take_while(|byte| matches!(byte, 0 | b'\r' | b'\n')).count();
        if blank > 0 {
            self.input.consume(blank);
            return Ok(None);
        }
        self.member = offset;
        if first.starts_with(Gzip::MAGIC) {
            self.gzip.reset();
            self.format = Some(Format::Gzip);
        } else if first.starts_with(Zstd::MAGIC) {
            self.format = Some(Format::Zstd);
            if window(first).is_some_and(|window| window > WINDOW_BYTES) {
                self.input.consume(Zstd::MAGIC.len());
                self.state = State::Lost;
                return Ok(Some(Event::Broken(Reason::Window, offset)));
            }
            if let Some(zstd) = &mut self.zstd {
                zstd.reset();
            }
        } else if let Some(length) = skippable(first) {
            self.skip = SKIPPABLE_HEADER as u64 + length;
            return Ok(None);
        } else if !self.is_compressed() && self.starts_plain()? {
            self.format = Some(Format::Plain);
        } else {
            self.state = State::Lost;
            return Ok(Some(Event::Broken(Reason::Garbage, offset)));
        }
        self.state = State::Inside;
        Ok(Some(Event::Member(offset)))
    }

    /// Whether a record that is not compressed stands here, behind empty lines perhaps.
    fn starts_plain(&mut self) -> io::Result<bool> {
        let first = self.input.peek(1)?;
        // A pipe may give no more for a while than the version line.
        let is_version = b"WARC/".starts_with(&first[..first.len().min(5)]);
        let first = self.input.peek(if is_version { 16 } else { start::SEEN_BYTES })?;
        Ok(start::is_start(first.trim_ascii_start()))
    }

    fn go_on(&mut self, room: &mut [u8]) -> io::Result<Option<Event>> {
        let input = self.input.peek(1)?;
        if input.is_empty() {
            if self.format == Some(Format::Plain) {
                self.state = State::Ended;
                return Ok(None);
            }
            return self.recover(Reason::Cut).map(Some);
        }
        let step = match self.format {
            Some(Format::Gzip) => self.gzip.decode(input, room),
            Some(Format::Zstd) => match &mut self.zstd {
                Some(zstd) => zstd.decode(input, room),
                // The dictionary of the archive is corrupt: nothing can be decoded.
                None => Step { read: 0, written: 0, state: Decoded::Failed(Reason::Corrupt) },
            },
            _ => {
                let length = input.len().min(room.len());
                room[..length].copy_from_slice(&input[..length]);
                Step { read: length, written: length, state: Decoded::Going }
            }
        };
        self.input.consume(step.read);
        self.state = match step.state {
            Decoded::Going => State::Inside,
            Decoded::Done => State::Between,
            Decoded::Failed(reason) => State::Failed(reason),
        };
        Ok((step.written > 0).then_some(Event::Data(step.written)))
    }

    /// Behind a member that failed.
    fn recover(&mut self, reason: Reason) -> io::Result<Event> {
        let next = self.input.peek(Gzip::MAGIC.len())?;
        if reason == Reason::Checksum && (next.is_empty() || next.starts_with(Gzip::MAGIC)) {
            self.state = State::Between;
        } else {
            // The decoder may have run into the next member before it noticed.
            if self.may_look_again(self.input.offset() - self.member) {
                self.input.rewind(self.member);
            }
            if self.input.offset() <= self.member {
                self.input.consume(1);
            }
            self.state = State::Lost;
        }
        Ok(Event::Broken(reason, self.member))
    }

    /// Passes over what is no start of a member with a record in it.
    fn search(&mut self) -> io::Result<Option<Event>> {
        let plain = !self.is_compressed();
        let there = self.input.peek(PROBED)?;
        if there.is_empty() {
            self.state = State::Ended;
            return Ok(None);
        }
        let interesting = |byte: &u8| *byte == Gzip::MAGIC[0] || *byte == Zstd::MAGIC[0] || (plain && *byte == b'\n');
        match there.iter().position(interesting) {
            None => {
                let length = there.len();
                self.input.consume(length);
            }
            Some(at) => {
                self.input.consume(at);
                let found = self.input.peek(PROBED)?;
                if found[0] == b'\n' {
                    let is_start = start::is_start(&found[1..]);
                    self.input.consume(1);
                    if is_start {
                        self.state = State::Between;
                    }
                } else if self.probe()? {
                    self.state = State::Between;
                } else {
                    self.input.consume(1);
                }
            }
        }
        Ok(None)
    }

    /// Whether a member begins here, and with a record.
    fn probe(&mut self) -> io::Result<bool> {
        let there = self.input.peek(PROBED)?;
        let there = &there[..there.len().min(PROBED)];
        let mut room = [0; 512];
        let step = if there.starts_with(Gzip::MAGIC) {
            self.gzip.reset();
            self.gzip.decode(there, &mut room)
        } else if let Some(zstd) = self.zstd.as_mut().filter(|_| there.starts_with(Zstd::MAGIC)) {
            zstd.reset();
            zstd.decode(there, &mut room)
        } else {
            return Ok(false);
        };
        let looked_at = step.read as u64;
        Ok(self.may_look_again(looked_at) && start::is_start(room[..step.written].trim_ascii_start()))
    }

    /// Whether so many bytes more may be looked at once more.
    fn may_look_again(&mut self, bytes: u64) -> bool {
        self.again += bytes;
        self.again <= AGAIN_AT_LEAST + AGAIN * self.input.offset()
    }
}

/// The name of the compression that begins like this, if it is one that is not read here. Eight bytes are enough.
pub fn refused_compression(start: &[u8]) -> Option<&'static str> {
    REFUSED.iter().find(|(magic, _)| start.starts_with(magic)).map(|(_, name)| *name)
}

/// What archives are compressed with too, but not read here.
const REFUSED: &[(&[u8], &str)] = &[
    (b"BZh", "bzip2"),
    (b"\xFD7zXZ\0", "xz"),
    (b"\x04\x22\x4D\x18", "lz4"),
    (b"LZIP", "lzip"),
    (b"7z\xBC\xAF\x27\x1C", "7z"),
    (b"PK\x03\x04", "zip"),
    (b"Rar!\x1A\x07", "rar"),
    (b"\x1F\x9D", "compress"),
    (b"\x89LZO", "lzop"),
];
