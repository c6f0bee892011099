//! Tells one file from another, under whatever names, and knows which files this process writes.

use std::fs::{DirEntry, File};
use std::io;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The same for two names of one file or folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity(Key);

/// Device and inode.
#[cfg(unix)]
type Key = (u64, u64);
#[cfg(not(unix))]
type Key = std::path::PathBuf;

/// All files and folders that this process writes at the moment. It belongs to the process, because a run must not read
/// what another run of the same process writes either.
static WRITTEN: Mutex<Vec<Identity>> = Mutex::new(Vec::new());

/// The entry of a file or folder in the list of what is written; dropping it removes the entry.
#[derive(Debug)]
pub struct Written(Identity);

impl Identity {
    /// Returns `None` if there is nothing, and for a device, which may well be input and output.
    #[cfg(unix)]
    pub fn of(path: &Path) -> Option<Identity> {
        path.metadata().ok().as_ref().and_then(Identity::of_metadata)
    }

    #[cfg(not(unix))]
    pub fn of(path: &Path) -> Option<Identity> {
        path.canonicalize().ok().map(Identity)
    }

    #[cfg(unix)]
    pub fn of_file(file: &File) -> Option<Identity> {
        file.metadata().ok().as_ref().and_then(Identity::of_metadata)
    }

    /// Without a way to ask, no file is known by its handle.
    #[cfg(not(unix))]
    pub fn of_file(_: &File) -> Option<Identity> {
        None
    }

    #[cfg(unix)]
    fn of_metadata(found: &std::fs::Metadata) -> Option<Identity> {
        use std::os::unix::fs::MetadataExt as _;
        (found.is_file() || found.is_dir()).then(|| Identity((found.dev(), found.ino())))
    }
}

impl Written {
    pub fn new(identity: Identity) -> Written {
        written().push(identity.clone());
        Written(identity)
    }

    /// Whether it is this file or folder.
    pub fn is(&self, identity: &Identity) -> bool {
        self.0 == *identity
    }

    /// The file behind standard output, if it is a file.
    pub fn stdout() -> Option<Written> {
        of_stream(&io::stdout())
    }

    /// The file behind standard error, if it is a file.
    pub fn stderr() -> Option<Written> {
        of_stream(&io::stderr())
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        let mut written = written();
        if let Some(at) = written.iter().position(|identity| *identity == self.0) {
            written.swap_remove(at);
        }
    }
}

/// Whether this process writes the file that was opened, or the folder in which its name stands.
pub fn is_written(path: &Path, file: &File) -> bool {
    let folder = path.parent().and_then(Identity::of);
    let file = Identity::of_file(file).or_else(|| Identity::of(path));
    let written = written();
    [folder, file].into_iter().flatten().any(|identity| written.contains(&identity))
}

/// Whether this process writes what was found in a folder.
pub fn is_written_entry(entry: &DirEntry) -> bool {
    // The number is part of the entry: nothing is asked of the system for files of other numbers.
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirEntryExt as _;
        if !written().iter().any(|identity| identity.0.1 == entry.ino()) {
            return false;
        }
    }
    Identity::of(&entry.path()).is_some_and(|identity| written().contains(&identity))
}

fn written() -> MutexGuard<'static, Vec<Identity>> {
    WRITTEN.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(unix)]
fn of_stream(stream: &impl std::os::fd::AsFd) -> Option<Written> {
    let file = stream.as_fd().try_clone_to_owned().map(File::from).ok()?;
    Identity::of_file(&file).map(Written::new)
}

#[cfg(not(unix))]
fn of_stream<T>(_: &T) -> Option<Written> {
    None
}
