//! Reads a file that a stranger may have placed: a regular one, and only as much as it may hold.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// The content of a regular file, behind links or not, of at most `most` bytes.
pub fn read(path: &Path, most: usize) -> io::Result<Vec<u8>> {
    // Before it is opened, as a pipe nobody writes to would block; and after, as the name may lead elsewhere by now.
    expect_regular(&fs::metadata(path)?)?;
    let file = File::open(path)?;
    expect_regular(&file.metadata()?)?;
    let mut content = Vec::new();
    // The length of a file under /proc is 0, whatever it holds.
    file.take(most as u64 + 1).read_to_end(&mut content)?;
    if content.len() > most {
        return Err(io::Error::other(format!("it holds more than {most} bytes")));
    }
    Ok(content)
}

fn expect_regular(found: &fs::Metadata) -> io::Result<()> {
    match found.is_file() {
        true => Ok(()),
        false => Err(io::Error::other("it is not a regular file")),
    }
}
