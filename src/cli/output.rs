//! Where the output goes: standard output or a file, shared between the pages of a run.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};

/// The output of a run. Clones write to the same place.
///
/// Whoever writes flushes as often as the reader of a pipe is to see something: after each piece of input.
#[derive(Clone)]
pub struct Output(Arc<Mutex<BufWriter<Box<dyn Write + Send>>>>);

impl Output {
    /// Standard output, or the file, which is emptied.
    pub fn open(path: Option<&Path>) -> Result<Output> {
        let inner: Box<dyn Write + Send> = match path {
            None => Box::new(io::stdout()),
            Some(path) => Box::new(File::create(path).with_context(|| format!("cannot write to {}", path.display()))?),
        };
        Ok(Output(Arc::new(Mutex::new(BufWriter::with_capacity(32 << 10, inner)))))
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write_all(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).flush()
    }
}
