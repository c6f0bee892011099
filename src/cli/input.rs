//! Opens an input: standard input or a file, decompressed if its first bytes are those of gzip or zstd.

use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use tamis::InputForm;
use tamis::batch::{self, binary_kind};
use tamis::warc::{self, Unpacked};

use super::message;
use super::standard::{self, Endpoint};

pub enum Source {
    Stdin,
    File(PathBuf),
}

/// Bytes that identify the type of a file.
const LONGEST_MAGIC: u64 = 16;

impl Source {
    pub fn from_argument(argument: &Path) -> Source {
        if argument == Path::new("-") { Source::Stdin } else { Source::File(argument.to_owned()) }
    }

    /// Returns the endpoint to open.
    pub fn endpoint(&self) -> Endpoint<'_> {
        match self {
            Source::Stdin => Endpoint::Input,
            Source::File(path) => Endpoint::File(path),
        }
    }

    /// Returns the name for programs: bytes that are no text are escaped.
    pub fn name(&self) -> String {
        match self {
            Source::Stdin => "standard input".to_owned(),
            Source::File(path) => batch::shown(path),
        }
    }

    pub fn shown(&self) -> String {
        match self {
            Source::Stdin => "standard input".to_owned(),
            Source::File(path) => message::name(path),
        }
    }

    /// Opens the source and checks its first bytes.
    pub fn open(&self) -> Result<Box<dyn Read>> {
        let input: Box<dyn Read> = match self {
            Source::Stdin => standard::input().context("cannot read")?,
            Source::File(path) => {
                let file = File::open(path).context("cannot open")?;
                if file.metadata().context("cannot read")?.is_dir() {
                    bail!("is a directory; name the files in it");
                }
                Box::new(file)
            }
        };
        let mut input = BufReader::with_capacity(64 << 10, input);
        let (start, failed) = beginning(&mut input);
        if let Some(error) = failed {
            return Err(error).context("cannot read");
        }
        if let Some(refusal) = self.refusal(&start) {
            bail!(refusal);
        }
        let input = Cursor::new(start.clone()).chain(input);
        if !warc::is_packed(&start) {
            return Ok(Box::new(input));
        }
        let mut unpacked = Unpacked::new(input);
        let (start, failed) = beginning(&mut unpacked);
        if let Some(refusal) = self.refusal(&start) {
            bail!(refusal);
        }
        Ok(Box::new(Cursor::new(start).chain(Failed(failed)).chain(unpacked)))
    }

    /// Returns why an input with these first bytes is rejected, if it is.
    fn refusal(&self, start: &[u8]) -> Option<String> {
        let is_archive = start.starts_with(b"WARC/") || start.starts_with(b"filedesc:") || is_dictionary(start);
        if is_archive {
            let name = match self {
                Source::Stdin => "-".to_owned(),
                Source::File(path) => message::name(path),
            };
            Some(format!("is a web archive, not a page: use `tamis batch {name}`"))
        } else if let Some(name) = warc::refused_compression(start) {
            Some(format!("is compressed with {name}; unpack it first (gzip and zstd need no unpacking)"))
        } else {
            binary_kind(start).map(|kind| format!("is {kind}, not a page"))
        }
    }

    /// Guesses the form by the file name.
    pub fn form(&self) -> InputForm {
        match self {
            Source::File(path) if is_text(path) => InputForm::Text,
            _ => InputForm::Html,
        }
    }
}

/// Whether the name is like `page.txt`, `page.txt.gz` or `page.TXT.zst`.
fn is_text(path: &Path) -> bool {
    let extension = |path: &Path| path.extension().map(|extension| extension.to_ascii_lowercase());
    match extension(path) {
        Some(compressed) if compressed == "gz" || compressed == "zst" => {
            path.file_stem().is_some_and(|stem| extension(Path::new(stem)).is_some_and(|inner| inner == "txt"))
        }
        Some(extension) => extension == "txt",
        None => false,
    }
}

/// Reads the first bytes, up to an error. A pipe may deliver single bytes.
fn beginning(input: &mut impl Read) -> (Vec<u8>, Option<io::Error>) {
    let mut start = Vec::new();
    let read = input.take(LONGEST_MAGIC).read_to_end(&mut start);
    (start, read.err())
}

/// A reader that gives an earlier error once.
struct Failed(Option<io::Error>);

impl Read for Failed {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// Whether zstd data begins with a dictionary, which only archives have.
fn is_dictionary(start: &[u8]) -> bool {
    matches!(start, [0x5D, 0x2A, 0x4D, 0x18, ..])
}

/// Returns the sentence for an argument that is the address of a page, not a file.
pub fn address(argument: &Path) -> Option<String> {
    let address = argument.to_str()?;
    let is_address = ["http://", "https://"]
        .iter()
        .any(|scheme| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
    (is_address && argument.symlink_metadata().is_err()).then(|| {
        let address = message::name(argument);
        format!("{address} is an address; tamis reads files and pipes: curl -sL '{address}' | tamis --url '{address}'")
    })
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Stdin => f.write_str("standard input"),
            Source::File(path) => path.display().fmt(f),
        }
    }
}
