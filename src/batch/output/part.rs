//! A file that has its name only when it is complete: written beside it, synced, renamed.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

/// A file that is not complete yet, under the name that it will have and `.part`.
pub struct Part {
    file: File,
    part: PathBuf,
    name: PathBuf,
    length: u64,
}

/// The name with something behind it.
pub fn with_suffix(name: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(name);
    name.push(suffix);
    name.into()
}

/// All names that a file has until it is complete.
pub fn names_of(name: &Path) -> Vec<PathBuf> {
    ["", ".part", ".new", ".journal", ".journal.new"].map(|suffix| with_suffix(name, suffix)).into()
}

impl Part {
    /// Begins the file, or goes on behind its first `length` bytes.
    pub fn open(name: &Path, length: u64) -> io::Result<Part> {
        let part = with_suffix(name, ".part");
        let mut file = OpenOptions::new().write(true).create(true).truncate(false).open(&part)?;
        file.set_len(length)?;
        file.seek(SeekFrom::Start(length))?;
        Ok(Part { file, part, name: name.to_owned(), length })
    }

    /// How long what is there of a file is, if anything is.
    pub fn length_of(name: &Path) -> Option<u64> {
        fs::metadata(with_suffix(name, ".part")).ok().map(|found| found.len())
    }

    pub fn length(&self) -> u64 {
        self.length
    }

    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// Waits until all of it is on the disk.
    pub fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    /// Gives it its name.
    pub fn complete(self) -> io::Result<()> {
        self.file.sync_all()?;
        drop(self.file);
        rename(&self.part, &self.name)
    }

    /// Gives the name to what is made of it, and takes it away.
    #[cfg(feature = "parquet")]
    pub fn complete_as(self, make: impl FnOnce(File, &mut File) -> io::Result<()>) -> io::Result<()> {
        self.file.sync_all()?;
        let new = with_suffix(&self.name, ".new");
        let mut file = File::create(&new)?;
        make(File::open(&self.part)?, &mut file)?;
        file.sync_all()?;
        rename(&new, &self.name)?;
        self.discard()
    }

    /// Takes away what a run has left that was killed behind the renaming of [`complete_as`](Part::complete_as).
    #[cfg(feature = "parquet")]
    pub fn forget(name: &Path) -> io::Result<()> {
        match fs::remove_file(with_suffix(name, ".part")) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Takes it away.
    pub fn discard(self) -> io::Result<()> {
        drop(self.file);
        fs::remove_file(&self.part)
    }
}

/// Renames, and waits until the new name is on the disk.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)?;
    sync_folder_of(to)
}

/// Waits until the names in the folder of a file are on the disk. Not every system can.
pub fn sync_folder_of(name: &Path) -> io::Result<()> {
    sync_folder(name.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")))
}

/// Waits until the names in a folder are on the disk.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
