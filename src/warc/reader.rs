//! Reads an archive record by record, and goes on behind whatever is wrong.

use std::fmt;
use std::io::{self, BufRead, Read, Seek, SeekFrom};

use super::block::Block;
use super::container::Container;
use super::payload::Payload;
use super::stream::{Crossed, Stream};
use super::{Damage, Error, Header, Limits, Offset, Reason, head, start};

/// Reads the records of an archive.
///
/// The reader is given bytes as they are stored: WARC, WET or ARC; plain, gzip or zstd. It asks for no more than
/// [`Read`], in pieces of 64 KiB and more, so that no buffer is needed around a file.
pub struct Reader<R> {
    stream: Stream<R>,
    limits: Limits,
    /// The record that was given last, unless it is finished.
    block: Option<Block>,
    /// Whether records of ARC were seen.
    arc: bool,
}

impl<R> fmt::Debug for Reader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader").field("limits", &self.limits).finish_non_exhaustive()
    }
}

/// What comes next in an archive.
#[derive(Debug)]
pub enum Entry<'a, R> {
    /// A record.
    Record(Record<'a, R>),
    /// Bytes of which no record could be made, or damage of the record before that came to light while the rest of it
    /// was passed over. Reading goes on behind it.
    Damaged(Damage),
}

impl<R: Read> Reader<R> {
    /// Begins an archive with the usual limits.
    ///
    /// # Errors
    ///
    /// [`Error::Compression`] for a compression that is not read, [`Error::Io`] if the first bytes cannot be read. What
    /// is no archive at all is none: it has no records, and damage.
    pub fn new(source: R) -> Result<Self, Error> {
        Self::with_limits(source, Limits::default())
    }

    /// Begins an archive.
    ///
    /// # Errors
    ///
    /// As for [`Reader::new`].
    pub fn with_limits(source: R, limits: Limits) -> Result<Self, Error> {
        let container = Container::open(source, &limits)?;
        Ok(Reader { stream: Stream::new(container, 0), limits, block: None, arc: false })
    }

    /// Goes on with an archive from a record whose offset is known, as if all before it had been read. Where no record
    /// is, the next one is looked for, as behind damage.
    ///
    /// # Errors
    ///
    /// As for [`Reader::new`].
    pub fn resume(mut source: R, offset: Offset, limits: Limits) -> Result<Self, Error>
    where
        R: Seek,
    {
        // The head of the file tells how it is compressed, and has the dictionary.
        source.seek(SeekFrom::Start(0))?;
        let container = Container::open(&mut source, &limits)?.resume(io::empty(), offset.stored);
        source.seek(SeekFrom::Start(offset.stored))?;
        let container = container.resume(source, offset.stored);
        let mut stream = Stream::new(container, offset.unpacked.saturating_sub(offset.inside));
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

    /// The next record, or damage where one should be; nothing at the end of the archive.
    ///
    /// What was not read of the record before is passed over.
    ///
    /// # Errors
    ///
    /// Only if the source cannot be read. Another call would try to go on.
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

    /// How many bytes of the file were taken so far, for a display of progress.
    pub fn stored_bytes(&self) -> u64 {
        self.stream.stored_bytes()
    }

    /// Takes the header that starts here and begins its block. Of what is none, nothing is taken.
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

    /// Passes over the rest of the block and what separates it from the next record; tells what was wrong.
    fn finish_block(&mut self) -> io::Result<Option<Damage>> {
        // An error of the source leaves the block, for another call.
        let Some(block) = &mut self.block else { return Ok(None) };
        while let length @ 1.. = block.there(&mut self.stream, &self.limits)? {
            block.take(length, &mut self.stream, &self.limits);
        }
        let (offset, damage) = (block.offset(), block.damage());
        self.skip_blank(|byte| matches!(byte, b'\r' | b'\n'))?;
        // A checksum comes behind all of the member. What else may stand behind a record is not of it.
        let broken = if self.stream.available(1)?.is_empty() { self.stream.cross_broken_member() } else { None };
        self.block = None;
        let reason = match damage {
            // This member we broke.
            Some(Reason::Bomb | Reason::TooLarge) => damage,
            _ => broken.or(damage),
        };
        Ok(reason.map(|reason| Damage { reason, offset }))
    }

    /// Passes over bytes that say nothing.
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

    /// Passes over bytes, one at least, up to a line that starts a record or a hard border; tells what is broken there.
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

/// A record: its header, and its block to be read.
///
/// Reading gives the block as it is stored in the record, HTTP head included; [`Record::payload`] undoes what HTTP did.
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
    /// The header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The payload, decoded: without HTTP head, chunks and content codings. To be called before anything is read.
    ///
    /// # Errors
    ///
    /// Only if the source cannot be read.
    pub fn payload(&mut self) -> io::Result<Payload<'_>> {
        let limits = self.reader.limits.clone();
        Payload::of(self.header.is_response(), self, &limits)
    }

    /// Passes over the rest of the record and tells what is wrong with it: only now is all of it known.
    ///
    /// The record is over when it is dropped, too; then the damage comes as the next entry.
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
