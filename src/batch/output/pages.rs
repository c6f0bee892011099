//! A folder of pages, one file for each record of an archive.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use super::claim::{Claim, OLD, PART};
use super::disk::{create_again, sync_folder};
use super::journal::Journal;
use super::storage::{Commit, Storage};

pub struct Pages {
    ending: &'static str,
    journal: Journal,
    claim: Claim,
}

impl Pages {
    /// Creates the folder, or resumes the one of an earlier run.
    pub fn open(mut claim: Claim, journal: Journal, ending: &'static str, is_resumed: bool) -> io::Result<Pages> {
        let part = claim.path(PART);
        if !is_resumed {
            fs::create_dir(&part)?;
        }
        claim.register(&part);
        Ok(Pages { ending, journal, claim })
    }
}

impl Storage for Pages {
    fn name(&self) -> Option<&Path> {
        Some(self.claim.name())
    }

    fn append(&mut self, entry: u64, bytes: &[u8]) -> io::Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        let mut file = create_again(&self.claim.path(PART).join(format!("{entry:08}.{}", self.ending)))?;
        file.write_all(bytes)?;
        file.sync_data()
    }

    fn sync(&mut self) -> io::Result<u64> {
        sync_folder(&self.claim.path(PART)).map(|()| 0)
    }

    fn commit(&mut self, commit: &Commit) -> io::Result<()> {
        self.journal.commit(&self.claim, commit)
    }

    fn complete(self: Box<Self>) -> io::Result<()> {
        sync_folder(&self.claim.path(PART))?;
        if self.claim.name().is_dir() {
            // An existing output is replaced; a rename cannot replace a folder with files.
            fs::rename(self.claim.name(), self.claim.path(OLD))?;
        }
        self.claim.rename(PART)?;
        self.claim.release()
    }

    fn discard(self: Box<Self>) -> io::Result<()> {
        self.claim.release()
    }
}
