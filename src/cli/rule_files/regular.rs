//! Reads an untrusted file: a regular one, up to a maximum size.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// Reads a regular file, following links, of at most `most` bytes.
pub fn read(path: &Path, most: usize) -> io::Result<Vec<u8>> {
    // Checked before opening, as a pipe without a writer would block; and after, as the path may have changed.
    expect_regular(&fs::metadata(path)?)?;
    let file = File::open(path)?;
    expect_regular(&file.metadata()?)?;
    let mut content = Vec::new();
    // Reads one byte more, because a file in /proc has length 0 whatever its content.
    file.take(most as u64 + 1).read_to_end(&mut content)?;
    if content.len() > most {
        return Err(io::Error::other(format!("it is larger than {most} bytes")));
    }
    Ok(content)
}

fn expect_regular(found: &fs::Metadata) -> io::Result<()> {
    match found.is_file() {
        true => Ok(()),
        false => Err(io::Error::other("it is not a regular file")),
    }
}
