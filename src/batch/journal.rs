//! Remembers how far an output has come, so that a run that was killed goes on at the record.
//!
//! A line each time: how long the output is, where the next record stands, and what was counted. A line that is not
//! whole says nothing. The first line says of which options it is.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::count::Counts;
use super::output::{sync_folder_of, with_suffix};
use super::page::Place;
use crate::warc::Offset;

/// The journal of one output.
pub struct Journal {
    file: File,
    path: PathBuf,
}

/// How far an output has come.
#[derive(Debug, Clone, Default)]
pub struct Commit {
    /// Bytes of the output.
    pub length: u64,
    /// What comes next in the inputs.
    pub next: Place,
    /// What was counted up to there.
    pub counts: Counts,
}

/// What a journal says.
pub enum Found {
    /// There is none, or it says nothing.
    Nothing,
    /// It is of other options, or of another version.
    Other,
    /// The last commit that the output reaches.
    Commit(Box<Commit>),
}

/// What the name of a journal ends with until it is whole.
const NEW: &str = ".new";

const HEAD: &str = "tamis batch journal 2";

impl Journal {
    /// Reads the journal of an output of which there are so many bytes.
    pub fn read(output: &Path, signature: &str, length: u64) -> io::Result<Found> {
        let text = match fs::read(path_of(output)) {
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

    /// Begins a journal, with what is known of an earlier one.
    pub fn begin(output: &Path, signature: &str, commit: Option<&Commit>) -> io::Result<Journal> {
        let path = path_of(output);
        let mut text = format!("{HEAD} {signature}\n");
        if let Some(commit) = commit {
            text.push_str(&commit.line());
        }
        // Not to lose the old one before the new one is there.
        let new = with_suffix(&path, NEW);
        fs::write(&new, text)?;
        let file = OpenOptions::new().append(true).open(&new)?;
        file.sync_all()?;
        fs::rename(&new, &path)?;
        sync_folder_of(&path)?;
        Ok(Journal { file, path })
    }

    /// Takes away what an earlier run has left.
    pub fn forget(output: &Path) -> io::Result<()> {
        let path = path_of(output);
        for path in [with_suffix(&path, NEW), path] {
            match fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    /// Writes down how far the output has come, which must be on the disk.
    pub fn commit(&mut self, commit: &Commit) -> io::Result<()> {
        self.file.write_all(commit.line().as_bytes())?;
        self.file.sync_data()
    }

    /// The output is complete.
    pub fn remove(self) -> io::Result<()> {
        fs::remove_file(&self.path)
    }
}

impl Commit {
    fn line(&self) -> String {
        let Place { input, name, inputs, entry, offset, .. } = &self.next;
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
        let next = Place { input, name: name.into(), inputs, entry, offset, ..Place::default() };
        Some(Commit { length, next, counts: Counts::from_numbers(&counts?)? })
    }
}

fn path_of(output: &Path) -> PathBuf {
    with_suffix(output, ".journal")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_gives_the_last_commit_that_the_output_reaches() {
        let output = std::env::temp_dir().join(format!("tamis-journal-{}", std::process::id()));
        let next = |entry| Place {
            input: 3,
            name: "a b\n.warc".into(),
            inputs: "x".into(),
            entry,
            offset: Some(Offset { stored: 7, inside: 8, unpacked: 9 }),
            ..Place::default()
        };
        let commit = |length, entry| Commit { length, next: next(entry), counts: Counts::default() };
        let mut journal = Journal::begin(&output, "x", None).unwrap();
        assert!(matches!(Journal::read(&output, "x", 100).unwrap(), Found::Nothing));
        journal.commit(&commit(10, 1)).unwrap();
        journal.commit(&commit(20, 2)).unwrap();
        let found = |length| match Journal::read(&output, "x", length).unwrap() {
            Found::Commit(commit) => (commit.length, commit.next.entry),
            _ => (0, 0),
        };
        assert_eq!((found(100), found(19), found(9)), ((20, 2), (10, 1), (0, 0)));
        // What was cut in the middle of a line says nothing.
        let whole = fs::read(path_of(&output)).unwrap();
        fs::write(path_of(&output), &whole[..whole.len() - 1]).unwrap();
        assert_eq!(found(100), (10, 1));
        assert!(matches!(Journal::read(&output, "y", 100).unwrap(), Found::Other));
        journal.remove().unwrap();
        assert!(matches!(Journal::read(&output, "x", 100).unwrap(), Found::Nothing));
    }
}
