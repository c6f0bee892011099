//! Opens an input and detects its type by its first bytes: an archive or a page; plain, gzip or zstd.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};

use super::filter::Filters;
use super::identity;
use super::input::Input;
use super::kind::{self, Kind};
use super::limits::PROBED;
use crate::warc::{self, Unpacked};

pub enum Stored {
    /// A file, which can be read from anywhere.
    File(File),
    /// A pipe: the bytes read for detection, and the rest.
    Pipe(io::Chain<Cursor<Vec<u8>>, File>),
}

impl Read for Stored {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Stored::File(file) => file.read(buffer),
            Stored::Pipe(pipe) => pipe.read(buffer),
        }
    }
}

impl Seek for Stored {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Stored::File(file) => file.seek(to),
            Stored::Pipe(_) => Err(io::ErrorKind::NotSeekable.into()),
        }
    }
}

pub enum Opened {
    Archive(Stored),
    /// A file, decompressed, and what it is.
    File(Box<dyn Read + Send>, Kind),
    /// A folder behind a link, a named pipe, a socket or a device.
    NoFile,
}

impl Opened {
    /// Whether this is an archive, or a page that the filters want.
    pub fn is_wanted(&self, filters: &Filters) -> bool {
        match self {
            Opened::Archive(_) => true,
            Opened::File(_, kind) => filters.wants_mime(kind.media, kind.form.is_some()).is_ok(),
            Opened::NoFile => false,
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("cannot open: {0}")]
    Open(io::Error),
    #[error("cannot read: {0}")]
    Read(#[from] io::Error),
    #[error("is compressed with {0}; unpack it first (gzip and zstd need no unpacking)")]
    Compression(&'static str),
    #[error("another input has the same name and is written to {0}")]
    SameName(String),
    #[error("no output can be named {0}")]
    OutputName(String),
    /// This process writes the file: it would be read for ever, or be lost.
    #[error("is an output of this run")]
    IsOutput,
}

pub fn open(input: &Input) -> Result<Opened, OpenError> {
    // Nobody may ever write to a pipe that lies in a folder.
    if input.is_found && !input.path.metadata().map_err(OpenError::Open)?.is_file() {
        return Ok(Opened::NoFile);
    }
    let mut file = if input.is_stdin() { stdin()? } else { File::open(&input.path).map_err(OpenError::Open)? };
    if identity::is_written(&input.path, &file) {
        return Err(OpenError::IsOutput);
    }
    // Standard input may be a file that was read in part.
    let is_file = !input.is_stdin() && file.metadata()?.is_file();
    let mut start = Vec::new();
    file.by_ref().take(PROBED as u64).read_to_end(&mut start)?;
    let coding = Coding::of(&start);
    let unpacked = coding.unpacked(&start);
    let is_archive =
        kind::is_archive(&unpacked) || coding == Coding::Dictionary || kind::is_named_archive(&input.relative);
    if !is_archive
        && let Some(name) = warc::refused_compression(&start)
        && (!input.is_found || kind::is_named_input(&input.relative))
    {
        return Err(OpenError::Compression(name));
    }
    let stored = if is_file {
        file.rewind()?;
        Stored::File(file)
    } else {
        Stored::Pipe(Cursor::new(start).chain(file))
    };
    if is_archive {
        return Ok(Opened::Archive(stored));
    }
    let kind = Kind::of(&input.relative, &unpacked, !input.is_found);
    Ok(match coding {
        Coding::Gzip | Coding::Zstd => Opened::File(Box::new(Unpacked::new(stored)), kind),
        _ => Opened::File(Box::new(stored), kind),
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Coding {
    Plain,
    Gzip,
    Zstd,
    /// zstd after a dictionary, as in archives only.
    Dictionary,
}

impl Coding {
    fn of(start: &[u8]) -> Coding {
        match start {
            [0x1F, 0x8B, ..] => Coding::Gzip,
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Coding::Zstd,
            [low, 0x2A, 0x4D, 0x18, ..] if low & 0xF0 == 0x50 => Coding::Dictionary,
            _ => Coding::Plain,
        }
    }

    /// Decompresses the first bytes as far as they go.
    fn unpacked(self, start: &[u8]) -> Vec<u8> {
        if !matches!(self, Coding::Gzip | Coding::Zstd) {
            return start.to_vec();
        }
        let mut unpacked = Vec::new();
        // The data is cut off here, which is no error.
        let _ = Unpacked::new(start).take(PROBED as u64).read_to_end(&mut unpacked);
        unpacked
    }
}

#[cfg(unix)]
pub fn stdin() -> io::Result<File> {
    use std::os::fd::AsFd as _;
    // A separate descriptor, so that one that cannot be read is an error.
    io::stdin().as_fd().try_clone_to_owned().map(File::from)
}

#[cfg(windows)]
pub fn stdin() -> io::Result<File> {
    use std::os::windows::io::AsHandle as _;
    io::stdin().as_handle().try_clone_to_owned().map(File::from)
}

/// Formats why an archive cannot be read.
pub fn refused(error: &warc::Error) -> String {
    match error {
        warc::Error::Io(error) => format!("cannot read: {error}"),
        other => other.to_string(),
    }
}
