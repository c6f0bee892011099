//! Reads an archive record by record, and continues after damage.

use std::fmt;
use std::io::{self, BufRead, Read, Seek, SeekFrom};

use super::block::Block;
use super::members::MemberReader;
use super::payload::Payload;
use super::stream::{Crossed, Stream};
use super::{Damage, Error, Header, Limits, Offset, Reason, head, start};

/// Reads the records of an archive.
///
/// The source gives the stored bytes: WARC, WET or ARC; plain, gzip or zstd. It needs only [`Read`] and is read in
/// pieces of at least 64 KiB, so that a file needs no buffer.
pub struct Reader<R> {
    stream: Stream<R>,
    limits: Limits,
    /// The block of the current record, unless finished.
    block: Option<Block>,
    /// Whether ARC records were seen.
    arc: bool,
}

impl<R> fmt::Debug for Reader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader").field("limits", &self.limits).finish_non_exhaustive()
    }
}

/// The next entry of an archive.
#[derive(Debug)]
pub enum Entry<'a, R> {
    /// A record.
    Record(Record<'a, R>),
    /// Bytes that form no record, or damage of the previous record, found while the rest of it was skipped. Reading
    /// continues after it.
    Damaged(Damage),
}

impl<R: Read> Reader<R> {
    /// Opens an archive with the default limits.
    ///
    /// # Errors
    ///
    /// [`Error::Compression`] for an unsupported compression, [`Error::Io`] if the first bytes cannot be read. A source
    /// that is no archive is no error: it has no records, and damage.
    pub fn new(source: R) -> Result<Self, Error> {
        Self::with_limits(source, Limits::default())
    }

    /// Opens an archive.
    ///
    /// # Errors
    ///
    /// As for [`Reader::new`].
    pub fn with_limits(source: R, limits: Limits) -> Result<Self, Error> {
        let members = MemberReader::open(source, &limits)?;
        Ok(Reader { stream: Stream::new(members, 0), limits, block: None, arc: false })
    }

    /// Resumes an archive at the offset of a record, as if everything before had been read. If no record is there, the
    /// reader searches for the next one, as after damage.
    ///
    /// # Errors
    ///
    /// As for [`Reader::new`].
    pub fn resume(mut source: R, offset: Offset, limits: Limits) -> Result<Self, Error>
    where
        R: Seek,
    {
        // The start of the file shows its compression and holds the dictionary.
        source.seek(SeekFrom::Start(0))?;
        let members = MemberReader::open(&mut source, &limits)?.resume(io::empty(), offset.stored);
        source.seek(SeekFrom::Start(offset.stored))?;
        let members = members.resume(source, offset.stored);
        let mut stream = Stream::new(members, offset.unpacked.saturating_sub(offset.inside));
        let mut left = offset.inside;
        while left > 0 {
            let there = stream.available(1)?.len() as u64;
            if there == 0 && !stream.cross_whole() {
                break;
            }
            stream.consume(there.min(left) as usize);
            left -= there.min(left);
        }
        Ok(Reader { stream, limits, block: None, arc: false })
    }

    /// Returns the next record, or damage in its place; `None` at the end of the archive.
    ///
    /// Skips the unread rest of the previous record.
    ///
    /// # Errors
    ///
    /// Only if the source cannot be read. The next call tries again.
    pub fn next_entry(&mut self) -> io::Result<Option<Entry<'_, R>>> {
        if let Some(damage) = self.finish_block()? {
            return Ok(Some(Entry::Damaged(damage)));
        }
        loop {
            let blank = self.skip_blank(|byte| byte.is_ascii_whitespace() || byte == 0)?;
            if !self.stream.available(1)?.is_empty() {
                break;
            }
            match self.stream.cross() {
                Some(Crossed::Whole) => {}
                Some(Crossed::Broken(reason, offset)) => return Ok(Some(Entry::Damaged(Damage { reason, offset }))),
                None if blank == 0 => return Ok(None),
                None => {}
            }
        }
        let offset = self.stream.offset();
        Ok(Some(match self.read_header()? {
            Ok(header) => Entry::Record(Record { reader: self, header }),
            Err(reason) => {
                let reason = self.skip_to_start()?.unwrap_or(reason);
                Entry::Damaged(Damage { reason, offset })
            }
        }))
    }

    /// Returns how many bytes of the file were read, for a progress display.
    pub fn stored_bytes(&self) -> u64 {
        self.stream.stored_bytes()
    }

    /// Reads a header and starts its block. If there is none, consumes nothing.
    fn read_header(&mut self) -> io::Result<Result<Header, Reason>> {
        let offset = self.stream.offset();
        let stored_before = self.stream.stored_bytes();
        let (header, length) = match head::header(&mut self.stream, &self.limits)? {
            Ok(found) => found,
            Err(reason) => return Ok(Err(reason)),
        };
        self.arc |= header.is_arc();
        self.stream.consume(length);
        self.block = Some(Block::new(offset, header.content_length(), header.is_arc(), stored_before));
        Ok(Ok(header))
    }

    /// Skips the rest of the block and the separator after it; returns the damage.
    fn finish_block(&mut self) -> io::Result<Option<Damage>> {
        // An error of the source keeps the block, for another call.
        let Some(block) = &mut self.block else { return Ok(None) };
        while let length @ 1.. = block.there(&mut self.stream, &self.limits)? {
            block.take(length, &mut self.stream, &self.limits);
        }
        let (offset, damage) = (block.offset(), block.damage());
        self.skip_blank(|byte| matches!(byte, b'\r' | b'\n'))?;
        // A wrong checksum shows at the end of the member. Other damage after a record does not belong to it.
        let broken = if self.stream.available(1)?.is_empty() { self.stream.cross_broken_member() } else { None };
        self.block = None;
        let reason = match damage {
            // The member was abandoned here.
            Some(Reason::Bomb | Reason::TooLarge) => damage,
            _ => broken.or(damage),
        };
        Ok(reason.map(|reason| Damage { reason, offset }))
    }

    fn skip_blank(&mut self, is_blank: fn(u8) -> bool) -> io::Result<usize> {
        let mut skipped = 0;
        loop {
            let shown = self.stream.available(1)?;
            let blank = shown.iter().take_while(|byte| is_blank(**byte)).count();
            let all = blank == shown.len();
            self.stream.consume(blank);
            skipped += blank;
            if !all || blank == 0 {
                return Ok(skipped);
            }
        }
    }

    /// Skips at least one byte, up to a line that starts a record or to a hard border; returns the damage there.
    fn skip_to_start(&mut self) -> io::Result<Option<Reason>> {
        let mut passed = 0;
        loop {
            let shown = self.stream.available(start::SEEN_BYTES)?;
            if shown.is_empty() {
                return Ok(self.stream.cross_broken());
            }
            if passed > 0 && start::is_start(shown) {
                return Ok(None);
            }
            let (Ok(length) | Err(length)) = start::find(shown, self.arc);
            self.stream.consume(length);
            passed += length;
        }
    }
}

/// A record: a header and a block to read.
///
/// Reading gives the stored block, HTTP head included; [`Record::payload`] decodes it.
pub struct Record<'a, R> {
    reader: &'a mut Reader<R>,
    header: Header,
}

impl<R> fmt::Debug for Record<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record").field("header", &self.header).finish_non_exhaustive()
    }
}

impl<R: Read> Record<'_, R> {
    /// Returns the header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Returns the decoded payload: without HTTP head, chunks and content codings. Call it before reading anything.
    ///
    /// # Errors
    ///
    /// Only if the source cannot be read.
    pub fn payload(&mut self) -> io::Result<Payload<'_>> {
        let limits = self.reader.limits.clone();
        Payload::of(self.header.is_response(), self, &limits)
    }

    /// Skips the rest of the record and returns its damage, which is known only now.
    ///
    /// Dropping the record also ends it; its damage is then the next entry.
    ///
    /// # Errors
    ///
    /// Only if the source cannot be read.
    pub fn finish(self) -> io::Result<Option<Damage>> {
        self.reader.finish_block()
    }
}

impl<R: Read> BufRead for Record<'_, R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let Reader { stream, limits, block, .. } = &mut *self.reader;
        let Some(block) = block else { return Ok(&[]) };
        let there = block.there(stream, limits)?;
        Ok(stream.shown(block.allowed(there, limits)))
    }

    fn consume(&mut self, length: usize) {
        let Reader { stream, limits, block, .. } = &mut *self.reader;
        if let Some(block) = block {
            block.take(length, stream, limits);
        }
    }
}

impl<R: Read> Read for Record<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut there = self.fill_buf()?;
        let length = there.read(buffer)?;
        self.consume(length);
        Ok(length)
    }
}
