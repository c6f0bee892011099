//! Reads the records of an archive one by one, so that other threads can clean them.
//!
//! A record is buffered up to a cap. A longer one is cleaned here, while it is read.

use std::io::{self, BufRead, Cursor, Read as _};

use super::Job;
use super::count::Outcome;
use super::limits::{HELD_BYTES, ROOM_BYTES};
use super::page;
use super::record::{Capture, Done, RecordOrigin};
use super::source::Stored;
use crate::warc::{self, Entry, Header, Limits, Offset, Reader, Reason, RecordType};

pub struct Archive {
    reader: Reader<Stored>,
    origin: RecordOrigin,
}

pub enum Taken {
    Held(Box<Held>),
    /// A record that needs no more work.
    Done(Done),
}

/// A buffered record.
pub struct Held {
    header: Header,
    origin: RecordOrigin,
    block: Vec<u8>,
    damage: Option<Reason>,
}

impl Archive {
    pub fn open(stored: Stored, origin: RecordOrigin) -> Result<Archive, warc::Error> {
        Ok(Archive { reader: Reader::new(stored)?, origin })
    }

    /// Resumes an archive at its record number `entry`, at `offset`. A pipe is read again from its start.
    pub fn resume(stored: Stored, origin: RecordOrigin, entry: u64, offset: Offset) -> Result<Archive, warc::Error> {
        let origin = RecordOrigin { entry, ..origin };
        if matches!(stored, Stored::File(_)) {
            return Ok(Archive { reader: Reader::resume(stored, offset, Limits::default())?, origin });
        }
        let mut reader = Reader::new(stored)?;
        for _ in 0..entry {
            reader.next_entry()?;
        }
        Ok(Archive { reader, origin })
    }

    pub fn stored_bytes(&self) -> u64 {
        self.reader.stored_bytes()
    }

    /// Returns the origin of a record that could not be read.
    pub fn next_origin(&self) -> RecordOrigin {
        self.origin.clone()
    }

    /// Takes the next record and its origin; `None` at the end.
    ///
    /// # Errors
    ///
    /// Only if the file cannot be read.
    pub fn take(&mut self, job: &Job) -> io::Result<Option<(RecordOrigin, Taken)>> {
        let mut origin = self.origin.clone();
        self.origin.entry += 1;
        let mut record = match self.reader.next_entry()? {
            None => return Ok(None),
            Some(Entry::Damaged(damage)) => {
                let mut done = Done::dropped(Outcome::Damaged);
                done.notices.push(format!("{}: {damage}", origin.name));
                // No offset: a run cannot resume here, because the damage may have started before.
                return Ok(Some((origin, Taken::Done(done))));
            }
            Some(Entry::Record(record)) => record,
        };
        let header = record.header().clone();
        origin.offset = Some(header.offset());
        if !may_have_page(&header) && !job.output_format.wants(&header) {
            let damage = record.finish()?.map(|damage| damage.reason);
            let done = Done::dropped(Outcome::NoPage).with_damage(&origin, damage);
            return Ok(Some((origin, Taken::Done(done))));
        }
        let block = buffered(&mut record, header.content_length())?;
        if record.fill_buf()?.is_empty() {
            let damage = record.finish()?.map(|damage| damage.reason);
            return Ok(Some((origin.clone(), Taken::Held(Box::new(Held { header, origin, block, damage })))));
        }
        let done = if may_have_page(&header) {
            page::clean_record(job, &header, &origin, Cursor::new(block).chain(&mut record))?
        } else {
            Done::dropped(Outcome::NoPage)
        };
        let damage = record.finish()?.map(|damage| damage.reason);
        let done = done.with_damage(&origin, damage);
        Ok(Some((origin, Taken::Done(done))))
    }
}

impl Held {
    pub fn clean(self, job: &Job) -> Done {
        let Held { header, origin, block, damage } = self;
        let done = if may_have_page(&header) {
            // Reading from memory does not fail.
            page::clean_record(job, &header, &origin, &block[..]).unwrap_or_else(|_| Done::dropped(Outcome::Failed))
        } else {
            let name = header.field("WARC-Filename").map(str::to_owned);
            let capture = Capture { uri: name, ..Capture::of(&header, origin.clone()) };
            let info = job.output_format.encode_info(job, &capture, &block);
            Done { bytes: info, is_info: true, ..Done::dropped(Outcome::NoPage) }
        };
        done.with_damage(&origin, damage)
    }
}

/// Buffers a block up to its cap. The claimed length may be wrong.
fn buffered(block: &mut impl BufRead, claimed: Option<u64>) -> io::Result<Vec<u8>> {
    let mut held = Vec::with_capacity(claimed.map_or(0, |length| length.min(ROOM_BYTES) as usize));
    loop {
        let there = block.fill_buf()?;
        let length = there.len().min(HELD_BYTES - held.len());
        if length == 0 {
            return Ok(held);
        }
        held.extend_from_slice(&there[..length]);
        block.consume(length);
    }
}

fn may_have_page(header: &Header) -> bool {
    matches!(header.record_type(), RecordType::Response | RecordType::Resource | RecordType::Conversion)
}
