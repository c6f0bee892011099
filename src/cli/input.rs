//! Opens what is to be read: standard input or a file, decompressed where its first bytes say so.

use std::fmt;
use std::fs::File;
use std::io::{BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use flate2::bufread::MultiGzDecoder;
use tamis::batch::binary_kind;
use tamis::{InputForm, warc};

use super::message;
use super::standard::{self, Place};

/// Where a page comes from.
pub enum Source {
    Stdin,
    File(PathBuf),
}

const GZIP: &[u8] = &[0x1F, 0x8B];
const ZSTD: &[u8] = &[0x28, 0xB5, 0x2F, 0xFD];

/// Bytes that tell what a file is.
const LONGEST_MAGIC: u64 = 16;

impl Source {
    pub fn from_argument(argument: &Path) -> Source {
        if argument == Path::new("-") { Source::Stdin } else { Source::File(argument.to_owned()) }
    }

    /// What is opened.
    pub fn place(&self) -> Place<'_> {
        match self {
            Source::Stdin => Place::Input,
            Source::File(path) => Place::File(path),
        }
    }

    /// As it stands in messages.
    pub fn shown(&self) -> String {
        match self {
            Source::Stdin => "standard input".to_owned(),
            Source::File(path) => message::name(path),
        }
    }

    /// Opens the source and looks at its first bytes.
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
        // A pipe may give its bytes one by one.
        let mut start = Vec::new();
        input.by_ref().take(LONGEST_MAGIC).read_to_end(&mut start).context("cannot read")?;
        let refusal = refusal(&start);
        let (gzip, zstd) = (start.starts_with(GZIP), start.starts_with(ZSTD));
        let input = Cursor::new(start).chain(input);
        if gzip {
            Ok(Box::new(MultiGzDecoder::new(input)))
        } else if zstd {
            Ok(Box::new(zstd::Decoder::with_buffer(input).context("cannot read zstd")?))
        } else if let Some(refusal) = refusal {
            bail!(refusal);
        } else {
            Ok(Box::new(input))
        }
    }

    /// What the name says that the file is.
    pub fn form(&self) -> InputForm {
        match self {
            Source::File(path) if is_text(path) => InputForm::Text,
            _ => InputForm::Html,
        }
    }
}

/// `page.txt`, `page.txt.gz`, `page.TXT.zst`.
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

/// Why something that begins like this is not read.
fn refusal(start: &[u8]) -> Option<String> {
    if start.starts_with(b"WARC/") {
        Some("is a WARC archive, not a page (`tamis batch` reads it)".to_owned())
    } else if let Some(name) = warc::refused_compression(start) {
        Some(format!("is compressed with {name}; unpack it first (gzip and zstd are read as they are)"))
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
