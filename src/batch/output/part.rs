//! A file that gets its name when complete.

use std::fs::File;
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use super::claim::{Claim, PART};
use super::disk::{create, open_existing};
use super::journal::Journal;
use super::storage::{Commit, Storage};

pub struct Part {
    file: File,
    length: u64,
    journal: Journal,
    /// Whether the output is a table made from the file.
    is_table: bool,
    claim: Claim,
}

impl Part {
    /// Creates the file, or resumes it after its first `length` bytes.
    pub fn open(mut claim: Claim, journal: Journal, length: Option<u64>, is_table: bool) -> io::Result<Part> {
        let path = claim.path(PART);
        let mut file = match length {
            None => create(&path)?,
            Some(_) => open_existing(&path)?,
        };
        let length = length.unwrap_or(0);
        file.set_len(length)?;
        file.seek(SeekFrom::Start(length))?;
        claim.register(&path);
        Ok(Part { file, length, journal, is_table, claim })
    }

    /// Writes the table beside the file and returns its name.
    #[cfg(feature = "parquet")]
    fn make_table(&self) -> io::Result<&'static str> {
        let mut table = super::disk::create_again(&self.claim.path(super::claim::TABLE))?;
        super::parquet::convert(File::open(self.claim.path(PART))?, &mut table)?;
        table.sync_all()?;
        Ok(super::claim::TABLE)
    }

    #[cfg(not(feature = "parquet"))]
    fn make_table(&self) -> io::Result<&'static str> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

impl Storage for Part {
    fn name(&self) -> Option<&Path> {
        Some(self.claim.name())
    }

    fn append(&mut self, _: u64, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.length += bytes.len() as u64;
        Ok(())
    }

    fn sync(&mut self) -> io::Result<u64> {
        self.file.sync_data().map(|()| self.length)
    }

    fn commit(&mut self, commit: &Commit) -> io::Result<()> {
        self.journal.commit(&self.claim, commit)
    }

    fn complete(self: Box<Self>) -> io::Result<()> {
        self.file.sync_all()?;
        let complete = if self.is_table { self.make_table()? } else { PART };
        self.claim.rename(complete)?;
        self.claim.release()
    }

    fn discard(self: Box<Self>) -> io::Result<()> {
        self.claim.release()
    }
}
