//! Identifies files independent of their names, and records which files this process writes.

use std::fs::{DirEntry, File};
use std::io;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The identity of a file or folder: equal for all its names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity(Key);

/// Device and inode.
#[cfg(unix)]
type Key = (u64, u64);
#[cfg(not(unix))]
type Key = std::path::PathBuf;

/// The files and folders that this process is writing. Global, because a run must not read the output of another run
/// in the same process.
static WRITTEN: Mutex<Vec<Identity>> = Mutex::new(Vec::new());

/// An entry in the list of written files; dropping it removes the entry.
#[derive(Debug)]
pub struct Written(Identity);

impl Identity {
    /// Returns `None` for a missing file, and for a device, which may be input and output.
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

    /// Returns `None`: this system does not identify an open file.
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

    pub fn is(&self, identity: &Identity) -> bool {
        self.0 == *identity
    }

    /// Registers standard output if it is a file.
    pub fn stdout() -> Option<Written> {
        of_stream(&io::stdout())
    }

    /// Registers standard error if it is a file.
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

/// Whether this process writes the opened file or its folder.
pub fn is_written(path: &Path, file: &File) -> bool {
    let folder = path.parent().and_then(Identity::of);
    let file = Identity::of_file(file).or_else(|| Identity::of(path));
    let written = written();
    [folder, file].into_iter().flatten().any(|identity| written.contains(&identity))
}

/// Whether this process writes this entry of a folder.
pub fn is_written_entry(entry: &DirEntry) -> bool {
    // Comparing inodes first saves a system call for every other file.
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
