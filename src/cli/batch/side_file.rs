//! A file beside the output: statistics, or explanations.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::super::message;

/// It keeps what it has until the first write: a run that is refused must not cost the file of an earlier one.
pub struct SideFile {
    path: PathBuf,
    writer: BufWriter<File>,
    begun: bool,
    written: io::Result<()>,
}

impl SideFile {
    pub fn open(path: &Path) -> Result<SideFile> {
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(path);
        let writer = BufWriter::new(file.with_context(|| cannot_write(path))?);
        Ok(SideFile { path: path.to_owned(), writer, begun: false, written: Ok(()) })
    }

    /// Adds text, unless an earlier write has failed.
    pub fn write(&mut self, text: &str) {
        if self.written.is_ok() {
            self.written = self.begin().and_then(|()| self.writer.write_all(text.as_bytes()));
        }
    }

    /// Writes what is left.
    ///
    /// # Errors
    ///
    /// If this or an earlier write fails.
    pub fn finish(&mut self) -> Result<()> {
        let written = std::mem::replace(&mut self.written, Ok(()));
        let written = written.and_then(|()| self.begin()).and_then(|()| self.writer.flush());
        written.with_context(|| cannot_write(&self.path))
    }

    fn begin(&mut self) -> io::Result<()> {
        let file = self.writer.get_ref();
        if !std::mem::replace(&mut self.begun, true) && file.metadata()?.is_file() {
            file.set_len(0)?;
        }
        Ok(())
    }
}

fn cannot_write(path: &Path) -> String {
    format!("cannot write to {}", message::name(path))
}
