//! Reads the stored file: separates its members, decodes them, and finds the next one after a corrupt one.
//!
//! A member is a gzip member or a zstd frame; an uncompressed file is one member. The format is detected from the first
//! bytes, and nothing seeks, so that pipes work.

use std::io::{self, Read};

use super::decode::{Decode, Gzip, Step, StreamState, WINDOW_BYTES, Zstd, window};
use super::dictionary::{Dictionary, SKIPPABLE_HEADER, dictionary, skippable};
use super::input::Input;
use super::{Error, Limits, Reason, start};

pub enum Event {
    Member(u64),
    /// This many uncompressed bytes.
    Data(usize),
    /// Unreadable data at this byte of the file. What follows does not continue what came before.
    Broken(Reason, u64),
    End,
}

pub struct MemberReader<R> {
    input: Input<R>,
    position: Position,
    format: Option<Format>,
    member: u64,
    /// Bytes left of a skippable frame.
    skip: u64,
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
enum Position {
    Between,
    Inside,
    /// In a member that failed in a call that also gave data; the data comes first.
    Failed(Reason),
    /// After unreadable data, in search of a member.
    Lost,
    Ended,
}

/// Compressed bytes probed for a record. zstd gives nothing before a complete block, which may have 128 KiB.
const PROBED: usize = (128 << 10) + 32;
/// How often, on average, each byte of the file may be read again in search of a member. A file full of fake members
/// would otherwise take quadratic time.
const AGAIN: u64 = 8;
/// Bytes that may be read again in any file.
const AGAIN_AT_LEAST: u64 = 8 << 20;
/// Bytes of the longest frame header.
const FRAME_HEAD: usize = 18;

impl<R: Read> MemberReader<R> {
    /// Opens an archive and reads its first bytes.
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
        Ok(MemberReader {
            input,
            position: Position::Between,
            format: None,
            member: 0,
            skip,
            again: 0,
            gzip: Gzip::new(),
            zstd,
        })
    }

    /// Resumes an opened file at the start of a member.
    pub fn resume<S: Read>(self, source: S, member: u64) -> MemberReader<S> {
        let MemberReader { format, gzip, zstd, .. } = self;
        let input = Input::new(source, member);
        MemberReader { input, position: Position::Between, format, member, skip: 0, again: 0, gzip, zstd }
    }

    pub fn offset(&self) -> u64 {
        self.input.offset()
    }

    /// Returns the next event; uncompressed bytes go into `room`, which must not be empty.
    pub fn next(&mut self, room: &mut [u8]) -> io::Result<Event> {
        loop {
            let event = match self.position {
                Position::Between => self.begin()?,
                Position::Inside => self.decode(room)?,
                Position::Failed(reason) => Some(self.recover(reason)?),
                Position::Lost => self.search()?,
                Position::Ended => Some(Event::End),
            };
            if let Some(event) = event {
                return Ok(event);
            }
        }
    }

    /// Abandons the current member. Reading continues at the next one that holds a record.
    pub fn abandon(&mut self) {
        if self.format != Some(Format::Plain) && self.position == Position::Inside {
            self.position = Position::Lost;
        }
    }

    /// Whether the file is known to be compressed.
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
                (self.skip, self.position) = (0, Position::Ended);
                return Ok(Some(Event::Broken(Reason::Cut, self.member)));
            }
            return Ok(None);
        }
        let offset = self.input.offset();
        let first = self.input.peek(FRAME_HEAD)?;
        if first.is_empty() {
            self.position = Position::Ended;
            return Ok(None);
        }
        // Zeros pad the last block of a tape or a disk; editors leave empty lines.
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
                self.position = Position::Lost;
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
            self.position = Position::Lost;
            return Ok(Some(Event::Broken(Reason::Garbage, offset)));
        }
        self.position = Position::Inside;
        Ok(Some(Event::Member(offset)))
    }

    /// Whether an uncompressed record starts here, perhaps after empty lines.
    fn starts_plain(&mut self) -> io::Result<bool> {
        let first = self.input.peek(1)?;
        // A slow pipe may not have sent more than the version line.
        let is_version = b"WARC/".starts_with(&first[..first.len().min(5)]);
        let first = self.input.peek(if is_version { 16 } else { start::SEEN_BYTES })?;
        Ok(start::is_start(first.trim_ascii_start()))
    }

    fn decode(&mut self, room: &mut [u8]) -> io::Result<Option<Event>> {
        let input = self.input.peek(1)?;
        if input.is_empty() {
            if self.format == Some(Format::Plain) {
                self.position = Position::Ended;
                return Ok(None);
            }
            return self.recover(Reason::Cut).map(Some);
        }
        let step = match self.format {
            Some(Format::Gzip) => self.gzip.decode(input, room),
            Some(Format::Zstd) => match &mut self.zstd {
                Some(zstd) => zstd.decode(input, room),
                // The dictionary is corrupt: nothing can be decoded.
                None => Step { read: 0, written: 0, state: StreamState::Failed(Reason::Corrupt) },
            },
            _ => {
                let length = input.len().min(room.len());
                room[..length].copy_from_slice(&input[..length]);
                Step { read: length, written: length, state: StreamState::Going }
            }
        };
        self.input.consume(step.read);
        self.position = match step.state {
            StreamState::Going => Position::Inside,
            StreamState::Done => Position::Between,
            StreamState::Failed(reason) => Position::Failed(reason),
        };
        Ok((step.written > 0).then_some(Event::Data(step.written)))
    }

    /// Recovers after a failed member.
    fn recover(&mut self, reason: Reason) -> io::Result<Event> {
        let next = self.input.peek(Gzip::MAGIC.len())?;
        if reason == Reason::Checksum && (next.is_empty() || next.starts_with(Gzip::MAGIC)) {
            self.position = Position::Between;
        } else {
            // The decoder may have read into the next member before it noticed.
            if self.may_look_again(self.input.offset() - self.member) {
                self.input.rewind(self.member);
            }
            if self.input.offset() <= self.member {
                self.input.consume(1);
            }
            self.position = Position::Lost;
        }
        Ok(Event::Broken(reason, self.member))
    }

    /// Skips to the next member with a record in it.
    fn search(&mut self) -> io::Result<Option<Event>> {
        let plain = !self.is_compressed();
        let there = self.input.peek(PROBED)?;
        if there.is_empty() {
            self.position = Position::Ended;
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
                        self.position = Position::Between;
                    }
                } else if self.probe()? {
                    self.position = Position::Between;
                } else {
                    self.input.consume(1);
                }
            }
        }
        Ok(None)
    }

    /// Whether a member starts here, and with a record.
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

    /// Whether this many more bytes may be read again.
    fn may_look_again(&mut self, bytes: u64) -> bool {
        self.again += bytes;
        self.again <= AGAIN_AT_LEAST + AGAIN * self.input.offset()
    }
}

/// Returns the name of an unsupported compression with these first bytes. Eight bytes suffice.
pub fn refused_compression(start: &[u8]) -> Option<&'static str> {
    REFUSED.iter().find(|(magic, _)| start.starts_with(magic)).map(|(_, name)| *name)
}

/// Compressions found among archives, but not supported.
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
