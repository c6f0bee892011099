//! Standard input and output, and the identity of files.
//!
//! The handles of the standard library treat an unusable descriptor as empty input and as output that swallows
//! everything, so that the output would be lost silently. Hence we use our own descriptor.

use std::io::{self, Read, Write};
use std::path::Path;

pub enum Endpoint<'a> {
    Input,
    Output,
    File(&'a Path),
}

#[cfg(unix)]
pub fn input() -> io::Result<Box<dyn Read>> {
    Ok(Box::new(unix::input()?))
}

#[cfg(unix)]
pub fn output() -> io::Result<Box<dyn Write + Send>> {
    Ok(Box::new(unix::output()?))
}

/// Whether a name belongs to a device or a named pipe.
pub fn is_no_file(path: &Path) -> bool {
    path.metadata().is_ok_and(|found| !found.is_file() && !found.is_dir())
}

/// Returns the identity of a regular file: equal for all its names.
#[cfg(unix)]
pub fn identity(endpoint: &Endpoint<'_>) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    let found = match endpoint {
        Endpoint::Input => unix::input().and_then(|file| file.metadata()),
        Endpoint::Output => unix::output().and_then(|file| file.metadata()),
        Endpoint::File(path) => path.metadata(),
    };
    found.ok().filter(std::fs::Metadata::is_file).map(|found| (found.dev(), found.ino()))
}

#[cfg(unix)]
mod unix {
    use std::fs::File;
    use std::io;
    use std::os::fd::AsFd as _;

    pub fn input() -> io::Result<File> {
        io::stdin().as_fd().try_clone_to_owned().map(File::from)
    }

    pub fn output() -> io::Result<File> {
        io::stdout().as_fd().try_clone_to_owned().map(File::from)
    }
}

#[cfg(not(unix))]
pub fn input() -> io::Result<Box<dyn Read>> {
    Ok(Box::new(io::stdin()))
}

#[cfg(not(unix))]
pub fn output() -> io::Result<Box<dyn Write + Send>> {
    Ok(Box::new(io::stdout()))
}

/// Returns `None`: not available on this system.
#[cfg(not(unix))]
pub fn identity(_: &Endpoint<'_>) -> Option<(u64, u64)> {
    None
}
