//! Records how far an output is written, so that a killed run resumes at the next record.
//!
//! Each commit adds a line: the length of the output, the next record, and the counts. An incomplete line is ignored.
//! The first line holds the signature of the options.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use super::claim::{Claim, JOURNAL, NEW_JOURNAL};
use super::disk::create_again;
use super::storage::Commit;
use crate::batch::count::Counts;
use crate::batch::record::RecordOrigin;
use crate::warc::Offset;

const HEAD: &str = "tamis batch journal 2";

/// Bytes of lines before the journal is rewritten with the last one only, because reading it loads all of it.
const LONGEST: usize = 1 << 20;

pub struct Journal {
    signature: String,
    /// `None` until the first commit.
    file: Option<File>,
    length: usize,
}

pub enum Found {
    /// There is no journal, or it is empty.
    Nothing,
    /// The journal of other options or of another version.
    Other,
    /// The last commit within the length of the output.
    Commit(Box<Commit>),
}

impl Journal {
    /// Reads the journal of an output with `length` bytes.
    pub fn read(path: &Path, signature: &str, length: u64) -> io::Result<Found> {
        let text = match fs::read(path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing),
            Err(error) => return Err(error),
        };
        let mut lines = text.split_inclusive('\n').map_while(|line| line.strip_suffix('\n'));
        match lines.next() {
            None => return Ok(Found::Nothing),
            Some(head) if head == format!("{HEAD} {signature}") => {}
            Some(_) => return Ok(Found::Other),
        }
        let commits = lines.map_while(Commit::parse).filter(|commit| commit.length <= length);
        Ok(commits.last().map_or(Found::Nothing, |commit| Found::Commit(Box::new(commit))))
    }

    /// Creates a journal; the first commit creates its file.
    pub fn new(signature: &str) -> Journal {
        Journal { signature: signature.to_owned(), file: None, length: 0 }
    }

    /// Restarts the journal with the last commit of an earlier run: its other lines must not count once the output has
    /// grown.
    pub fn resume(signature: &str, claim: &Claim, commit: &Commit) -> io::Result<Journal> {
        let mut journal = Journal::new(signature);
        journal.commit(claim, commit)?;
        Ok(journal)
    }

    /// Adds a commit and waits until it is on the disk.
    pub fn commit(&mut self, claim: &Claim, commit: &Commit) -> io::Result<()> {
        let line = commit.line();
        self.length += line.len();
        match &mut self.file {
            Some(file) if self.length <= LONGEST => {
                file.write_all(line.as_bytes())?;
                file.sync_data()
            }
            _ => {
                self.length = line.len();
                self.file = Some(begin(claim, &format!("{HEAD} {}\n{line}", self.signature))?);
                Ok(())
            }
        }
    }
}

/// Replaces the journal; the old one remains until the new one is complete.
fn begin(claim: &Claim, text: &str) -> io::Result<File> {
    let new = claim.path(NEW_JOURNAL);
    let mut file = create_again(&new)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&new, claim.path(JOURNAL))?;
    claim.sync()?;
    Ok(file)
}

impl Commit {
    fn line(&self) -> String {
        let RecordOrigin { input, name, inputs, entry, offset, .. } = &self.next;
        let offset = offset.map_or("-".to_owned(), |at| format!("{}+{}+{}", at.stored, at.inside, at.unpacked));
        let counts: Vec<String> = self.counts.numbers().iter().map(u64::to_string).collect();
        let name = serde_json::Value::from(&**name);
        format!("{} {input} {inputs} {entry} {offset} {} {name}\n", self.length, counts.join(","))
    }

    fn parse(line: &str) -> Option<Commit> {
        let mut parts = line.splitn(7, ' ');
        let mut part = || parts.next();
        let (length, input, inputs) = (part()?.parse().ok()?, part()?.parse().ok()?, part()?.into());
        let entry = part()?.parse().ok()?;
        let offset = match part()? {
            "-" => None,
            numbers => {
                let mut numbers = numbers.split('+').map(str::parse);
                let mut number = || numbers.next()?.ok();
                Some(Offset { stored: number()?, inside: number()?, unpacked: number()? })
            }
        };
        let counts: Option<Vec<u64>> = part()?.split(',').map(|number| number.parse().ok()).collect();
        let name: String = serde_json::from_str(part()?).ok()?;
        let next = RecordOrigin { input, name: name.into(), inputs, entry, offset, ..RecordOrigin::default() };
        Some(Commit { length, next, counts: Counts::from_numbers(&counts?)? })
    }
}

#[cfg(test)]
mod tests {
    use super::super::claim::folder_of;
    use super::*;

    #[test]
    fn the_last_commit_within_the_length_of_the_output_is_found() {
        let output = std::env::temp_dir().join(format!("tamis-journal-{}", std::process::id()));
        let next = |entry| RecordOrigin {
            input: 3,
            name: "a b\n.warc".into(),
            inputs: "x".into(),
            entry,
            offset: Some(Offset { stored: 7, inside: 8, unpacked: 9 }),
            ..RecordOrigin::default()
        };
        let commit = |length, entry| Commit { length, next: next(entry), counts: Counts::default() };
        let claim = Claim::take(&output).unwrap();
        let path = claim.path(JOURNAL);
        assert!(matches!(Journal::read(&path, "x", 100).unwrap(), Found::Nothing));
        let found = |length| match Journal::read(&path, "x", length).unwrap() {
            Found::Commit(commit) => (commit.length, commit.next.entry),
            _ => (0, 0),
        };
        let mut journal = Journal::new("x");
        for number in 0..30 {
            let mut long = commit(number, number);
            long.next.name = "x".repeat(100_000).into();
            journal.commit(&claim, &long).unwrap();
        }
        assert_eq!(found(100_000), (29, 29));
        assert!(fs::metadata(&path).unwrap().len() < LONGEST as u64 + 200);
        let mut journal = Journal::resume("x", &claim, &commit(10, 1)).unwrap();
        journal.commit(&claim, &commit(20, 2)).unwrap();
        assert_eq!((found(100_000), found(19), found(9)), ((20, 2), (10, 1), (0, 0)));
        // A truncated line is ignored.
        let whole = fs::read(&path).unwrap();
        fs::write(&path, &whole[..whole.len() - 1]).unwrap();
        assert_eq!(found(100), (10, 1));
        assert!(matches!(Journal::read(&path, "y", 100).unwrap(), Found::Other));
        claim.release().unwrap();
        assert!(!folder_of(&output).exists());
    }
}
