//! An exclusive claim on an output: a folder beside it, with a lock file, that holds everything unfinished.
//!
//! ```text
//! NAME               the output, once complete
//! NAME.tamis/lock    locked while a run writes the output; names that run
//!            part    the output so far: a file, or a folder of pages
//!            journal how far `part` is committed, see `journal.rs`
//!            table   the Parquet file made from `part`
//!            seen    hashes of the texts in `part` (`--dedup`)
//!            old     the pages being replaced (`--restart`)
//! ```
//!
//! No output has a name ending in `.tamis`, so nothing in the folder is ever an output. Files are created only where
//! none exists, and opened without following links.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

use super::disk::{create, is_folder, open_existing, remove_file, remove_pages, sync_folder, sync_folder_of};
use crate::batch::Error;
use crate::batch::identity::{Identity, Written};
use crate::date::iso_date;

const ENDING: &str = ".tamis";

const LOCK: &str = "lock";
pub const PART: &str = "part";
pub const JOURNAL: &str = "journal";
pub const NEW_JOURNAL: &str = "journal.new";
pub const TABLE: &str = "table";
pub const OLD: &str = "old";
pub const SEEN: &str = "seen";

/// All files in the folder besides the lock, in the order of their removal.
const OWN: [&str; 6] = [PART, OLD, TABLE, SEEN, JOURNAL, NEW_JOURNAL];

/// The start of a complete lock file.
const HEAD: &str = "tamis process ";

/// A claim on an output. Dropping it ends the claim and keeps all files for a later run.
pub struct Claim {
    name: PathBuf,
    folder: PathBuf,
    /// The folder, and the output if it exists.
    written: Vec<Written>,
    /// Closing it releases the lock.
    _lock: File,
}

/// Returns the folder that holds the output until it is complete.
pub fn folder_of(name: &Path) -> PathBuf {
    let mut folder = OsString::from(name);
    folder.push(ENDING);
    folder.into()
}

/// Whether the name is reserved for such folders.
pub fn is_reserved(name: &Path) -> bool {
    name.as_os_str().as_encoded_bytes().ends_with(ENDING.as_bytes())
}

impl Claim {
    /// Claims the output; the error names the run that holds it.
    pub fn take(name: &Path) -> Result<Claim, Error> {
        let failed = |error| Error::Output { path: Some(name.to_owned()), error };
        if is_reserved(name) {
            return Err(Error::Reserved(name.to_owned()));
        }
        let folder = folder_of(name);
        loop {
            if is_foreign(&folder).map_err(failed)? {
                return Err(Error::Foreign(folder));
            }
            let Some(mut lock) = open_lock(&folder).map_err(failed)? else { continue };
            match lock.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    return Err(Error::Busy { path: name.to_owned(), holder: holder(&mut lock).map_err(failed)? });
                }
                Err(TryLockError::Error(error)) => return Err(failed(error)),
            }
            // The previous holder may have removed the file before it was locked here; another run may hold a new one.
            if Identity::of_file(&lock).is_some_and(|own| Identity::of(&folder.join(LOCK)) != Some(own)) {
                continue;
            }
            write_own_name(&mut lock).map_err(failed)?;
            let written = [&*folder, name].into_iter().filter_map(Identity::of).map(Written::new).collect();
            return Ok(Claim { name: name.to_owned(), folder, written, _lock: lock });
        }
    }

    /// Removes the folder of a run that was killed after its output got its name.
    pub fn tidy(name: &Path) -> Result<(), Error> {
        if folder_of(name).symlink_metadata().is_err() {
            return Ok(());
        }
        let failed = |error| Error::Output { path: Some(name.to_owned()), error };
        Claim::take(name)?.release().map_err(failed)
    }

    pub fn name(&self) -> &Path {
        &self.name
    }

    pub fn path(&self, file: &str) -> PathBuf {
        self.folder.join(file)
    }

    /// Registers another file or folder as written, so that nobody reads it as an input.
    pub fn register(&mut self, path: &Path) {
        self.written.extend(Identity::of(path).map(Written::new));
    }

    /// Waits until the names in the folder, and its own name, are on the disk.
    pub fn sync(&self) -> io::Result<()> {
        sync_folder(&self.folder)?;
        sync_folder_of(&self.folder)
    }

    /// Gives the output its name and waits until that is on the disk.
    pub fn rename(&self, file: &str) -> io::Result<()> {
        fs::rename(self.path(file), &self.name)?;
        sync_folder_of(&self.name)
    }

    /// Whether an earlier run left unfinished output. An empty file is none: that run was killed before it wrote.
    pub fn has_leftovers(&self) -> bool {
        let is_empty = |path: &Path| match path.symlink_metadata() {
            Ok(found) if found.is_dir() => fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none()),
            Ok(found) => found.len() == 0,
            Err(_) => true,
        };
        OWN.iter().any(|name| !is_empty(&self.path(name)))
    }

    /// Removes everything that earlier runs left, except the lock.
    pub fn clear(&self) -> io::Result<()> {
        for name in OWN {
            let path = self.path(name);
            if is_folder(&path) { remove_pages(&path)? } else { remove_file(&path)? }
        }
        Ok(())
    }

    /// Ends the claim and removes the folder. The lock goes last: while it exists and is locked, no other run touches
    /// the rest.
    pub fn release(self) -> io::Result<()> {
        self.clear()?;
        remove_file(&self.path(LOCK))?;
        match fs::remove_dir(&self.folder) {
            // Another run is claiming the output.
            Err(error) if [io::ErrorKind::NotFound, io::ErrorKind::DirectoryNotEmpty].contains(&error.kind()) => Ok(()),
            removed => removed,
        }
    }
}

/// Opens the lock file; `None` if its folder was removed meanwhile.
fn open_lock(folder: &Path) -> io::Result<Option<File>> {
    let is_gone = |error: &io::Error| error.kind() == io::ErrorKind::NotFound;
    match fs::create_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        created => created?,
    }
    let path = folder.join(LOCK);
    match create(&path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => match open_existing(&path) {
            Err(error) if is_gone(&error) => Ok(None),
            opened => opened.map(Some),
        },
        Err(error) if is_gone(&error) => Ok(None),
        created => created.map(Some),
    }
}

/// Whether the folder's name belongs to something that no run created.
fn is_foreign(folder: &Path) -> io::Result<bool> {
    match folder.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
        Ok(found) if !found.is_dir() => return Ok(true),
        Ok(_) => {}
    }
    let is_own = |entry: io::Result<fs::DirEntry>| {
        entry.map(|entry| OWN.iter().chain([&LOCK]).any(|own| entry.file_name() == *own))
    };
    let own: io::Result<Vec<bool>> = fs::read_dir(folder)?.map(is_own).collect();
    Ok(own?.contains(&false))
}

/// Reads from the lock file which run holds it.
fn holder(lock: &mut File) -> io::Result<String> {
    // The holder writes its line right after it locks the file.
    for _ in 0..100 {
        thread::sleep(Duration::from_millis(20));
        let mut text = String::new();
        lock.rewind()?;
        lock.take(4096).read_to_string(&mut text)?;
        if let Some((line, _)) = text.split_once('\n').filter(|_| text.starts_with(HEAD)) {
            return Ok(line.to_owned());
        }
    }
    Ok("another run".to_owned())
}

/// Writes `tamis process 4242 on host, started 2024-05-31T01:16:46Z` into the lock file.
fn write_own_name(lock: &mut File) -> io::Result<()> {
    let line = format!("{HEAD}{} on {}, started {}\n", std::process::id(), host(), iso_date(SystemTime::now()));
    lock.write_all(line.as_bytes())?;
    lock.set_len(line.len() as u64)
}

#[cfg(unix)]
fn host() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

#[cfg(not(unix))]
fn host() -> String {
    std::env::var("COMPUTERNAME").unwrap_or_else(|_| "this machine".to_owned())
}
