//! Opens an input: standard input or a file, decompressed if its first bytes are those of gzip or zstd.

use std::fmt;
use std::fs::File;
use std::io::{BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use tamis::InputForm;
use tamis::batch::binary_kind;
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
        // A pipe may deliver single bytes.
        let mut start = Vec::new();
        input.by_ref().take(LONGEST_MAGIC).read_to_end(&mut start).context("cannot read")?;
        let refusal = refusal(&start);
        if warc::is_packed(&start) {
            return Ok(Box::new(Unpacked::new(Cursor::new(start).chain(input))));
        }
        match refusal {
            Some(refusal) => bail!(refusal),
            None => Ok(Box::new(Cursor::new(start).chain(input))),
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

/// Returns why a file with these first bytes is rejected, if it is.
fn refusal(start: &[u8]) -> Option<String> {
    if start.starts_with(b"WARC/") {
        Some("is a WARC archive, not a page (`tamis batch` reads it)".to_owned())
    } else if let Some(name) = warc::refused_compression(start) {
        Some(format!("is compressed with {name}; unpack it first (gzip and zstd need no unpacking)"))
    } else {
        binary_kind(start).map(|kind| format!("is {kind}, not a page"))
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Stdin => f.write_str("standard input"),
            Source::File(path) => path.display().fmt(f),
        }
    }
}
