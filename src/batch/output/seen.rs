//! Remembers the texts of an output, to drop repeats.
//!
//! The hashes are also in a file beside the output, so that a resumed run knows those of the earlier ones.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use super::disk::{create_again, open_existing};
use crate::batch::digest::TextHash;
use crate::batch::limits::SEEN_TEXTS;

#[derive(Default)]
pub struct Seen {
    /// The newest hashes, and those before. When the first set is full it becomes the second: so of the last
    /// [`SEEN_TEXTS`] texts none is forgotten, and the memory is bounded.
    new: BTreeSet<TextHash>,
    old: BTreeSet<TextHash>,
    /// `None` for a stream.
    file: Option<File>,
    unwritten: Vec<u8>,
}

impl Seen {
    /// Opens the file of an output; `kept` is the number of texts that an earlier run has committed.
    pub fn open(path: &Path, kept: Option<u64>) -> io::Result<Seen> {
        let mut seen = Seen::default();
        let Some(kept) = kept else {
            return Ok(Seen { file: Some(create_again(path)?), ..seen });
        };
        let mut file = open_existing(path)?;
        file.set_len(kept * size_of::<TextHash>() as u64)?;
        let mut hashes = BufReader::new(&file);
        let mut hash = TextHash::default();
        for _ in 0..kept {
            hashes.read_exact(&mut hash)?;
            seen.insert(hash);
        }
        file.seek(SeekFrom::End(0))?;
        Ok(Seen { file: Some(file), ..seen })
    }

    /// Whether the text is new; from now on it is not.
    pub fn is_new(&mut self, hash: TextHash) -> bool {
        if self.new.contains(&hash) || self.old.contains(&hash) {
            return false;
        }
        self.insert(hash);
        if self.file.is_some() {
            self.unwritten.extend(hash);
        }
        true
    }

    /// Waits until all hashes are on the disk.
    pub fn sync(&mut self) -> io::Result<()> {
        let Some(file) = &mut self.file else { return Ok(()) };
        file.write_all(&std::mem::take(&mut self.unwritten))?;
        file.sync_data()
    }

    fn insert(&mut self, hash: TextHash) {
        self.new.insert(hash);
        if self.new.len() >= SEEN_TEXTS {
            self.old = std::mem::take(&mut self.new);
        }
    }
}
