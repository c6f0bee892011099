//! Standard input and output as they are, and what tells one file from another.
//!
//! The handles of Rust's library take a descriptor that cannot be used for one where nothing is read and all may be
//! written, so that the output would be lost without a word; hence a descriptor of our own.

use std::io::{self, Read, Write};
use std::path::Path;

/// Something that is read or written.
pub enum Place<'a> {
    Input,
    Output,
    File(&'a Path),
}

/// Standard input.
#[cfg(unix)]
pub fn input() -> io::Result<Box<dyn Read>> {
    Ok(Box::new(unix::input()?))
}

/// Standard output.
#[cfg(unix)]
pub fn output() -> io::Result<Box<dyn Write + Send>> {
    Ok(Box::new(unix::output()?))
}

/// The same for two places that are one regular file, under whatever names.
#[cfg(unix)]
pub fn identity(place: &Place<'_>) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    let found = match place {
        Place::Input => unix::input().and_then(|file| file.metadata()),
        Place::Output => unix::output().and_then(|file| file.metadata()),
        Place::File(path) => path.metadata(),
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

/// Standard input.
#[cfg(not(unix))]
pub fn input() -> io::Result<Box<dyn Read>> {
    Ok(Box::new(io::stdin()))
}

/// Standard output.
#[cfg(not(unix))]
pub fn output() -> io::Result<Box<dyn Write + Send>> {
    Ok(Box::new(io::stdout()))
}

/// Not known here.
#[cfg(not(unix))]
pub fn identity(_: &Place<'_>) -> Option<(u64, u64)> {
    None
}
