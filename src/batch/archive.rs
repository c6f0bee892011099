//! Takes the records of an archive, one after the other, so that they can be cleaned elsewhere.
//!
//! A record is held in memory up to a cap. What is longer is cleaned at once, as it is read.

use std::io::{self, BufRead, Cursor, Read as _};

use super::Job;
use super::count::Fate;
use super::limits::{HELD_BYTES, ROOM_BYTES};
use super::output::Done;
use super::page::{self, Origin, Place};
use super::source::Stored;
use crate::warc::{self, Entry, Header, Limits, Offset, Reader, Reason, RecordType};

/// The records of an archive, as far as they were not taken.
pub struct Archive {
    reader: Reader<Stored>,
    place: Place,
}

/// A record that was taken.
pub enum Taken {
    /// One to be cleaned, in memory.
    Held(Box<Held>),
    /// One with which there is nothing left to do.
    Done(Done),
}

/// A record in memory.
pub struct Held {
    header: Header,
    place: Place,
    block: Vec<u8>,
    damage: Option<Reason>,
}

impl Archive {
    /// Begins an archive, which is the input at this place.
    pub fn open(stored: Stored, place: Place) -> Result<Archive, warc::Error> {
        Ok(Archive { reader: Reader::new(stored)?, place })
    }

    /// Goes on with an archive at its record number `entry`, which stands at `offset`. In a pipe, all before it is read
    /// once more.
    pub fn resume(stored: Stored, place: Place, entry: u64, offset: Offset) -> Result<Archive, warc::Error> {
        let place = Place { entry, ..place };
        if matches!(stored, Stored::File(_)) {
            return Ok(Archive { reader: Reader::resume(stored, offset, Limits::default())?, place });
        }
        let mut reader = Reader::new(stored)?;
        for _ in 0..entry {
            reader.next_entry()?;
        }
        Ok(Archive { reader, place })
    }

    /// Bytes of the file that were read.
    pub fn stored_bytes(&self) -> u64 {
        self.reader.stored_bytes()
    }

    /// Where something stands of which nothing could be read.
    pub fn next_place(&self) -> Place {
        self.place.clone()
    }

    /// Takes the next record, and where it stands; nothing at the end.
    ///
    /// # Errors
    ///
    /// Only if the file cannot be read.
    pub fn take(&mut self, job: &Job) -> io::Result<Option<(Place, Taken)>> {
        let mut place = self.place.clone();
        self.place.entry += 1;
        let mut record = match self.reader.next_entry()? {
            None => return Ok(None),
            Some(Entry::Damaged(damage)) => {
                let mut done = Done::dropped(Fate::Damaged);
                done.notices.push(format!("{}: {damage}", place.name));
                // Not a place to go on from: what is wrong there may have begun before.
                return Ok(Some((place, Taken::Done(done))));
            }
            Some(Entry::Record(record)) => record,
        };
        let header = record.header().clone();
        place.offset = Some(header.offset());
        if !may_have_page(&header) && !job.container.wants(&header) {
            let damage = record.finish()?.map(|damage| damage.reason);
            let done = Done::dropped(Fate::NoPage).with_damage(&place, damage);
            return Ok(Some((place, Taken::Done(done))));
        }
        let block = held(&mut record, header.content_length())?;
        if record.fill_buf()?.is_empty() {
            let damage = record.finish()?.map(|damage| damage.reason);
            return Ok(Some((place.clone(), Taken::Held(Box::new(Held { header, place, block, damage })))));
        }
        let done = if may_have_page(&header) {
            page::clean_record(job, &header, &place, Cursor::new(block).chain(&mut record))?
        } else {
            Done::dropped(Fate::NoPage)
        };
        let damage = record.finish()?.map(|damage| damage.reason);
        let done = done.with_damage(&place, damage);
        Ok(Some((place, Taken::Done(done))))
    }
}

impl Held {
    /// Cleans it.
    pub fn clean(self, job: &Job) -> Done {
        let Held { header, place, block, damage } = self;
        let done = if may_have_page(&header) {
            // Memory can be read.
            page::clean_record(job, &header, &place, &block[..]).unwrap_or_else(|_| Done::dropped(Fate::Failed))
        } else {
            let name = header.field("WARC-Filename").map(str::to_owned);
            let origin = Origin { uri: name, ..Origin::of(&header, place.clone()) };
            let info = job.container.encode_info(job, &origin, &block);
            Done { bytes: info, is_info: true, ..Done::dropped(Fate::NoPage) }
        };
        done.with_damage(&place, damage)
    }
}

/// A block in memory, as much of it as may be. The length that its record claims need not be true.
fn held(block: &mut impl BufRead, claimed: Option<u64>) -> io::Result<Vec<u8>> {
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
