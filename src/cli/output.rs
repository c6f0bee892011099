//! The output: standard output or a file, shared by all pages of a run.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Error, Result, bail};

use super::input::Source;
use super::message;
use super::standard::{self, Endpoint};

/// The output of a run. Clones share it.
///
/// The writer flushes after each piece of input, so that the reader of a pipe gets it at once.
#[derive(Clone)]
pub struct Output {
    path: Option<PathBuf>,
    stream: Arc<Mutex<Stream>>,
}

struct Stream {
    writer: BufWriter<Box<dyn Write + Send>>,
    /// Whether anything was written.
    begun: bool,
    /// Whether a blank line precedes the next output.
    separated: bool,
}

impl Output {
    /// Opens standard output or a truncated file. It must not be an input, which would be lost, or grow for ever.
    pub fn open(path: Option<&Path>, sources: &[Source]) -> Result<Output> {
        let own = standard::identity(&path.map_or(Endpoint::Output, Endpoint::File));
        let is_output = |source: &&Source| own.is_some() && standard::identity(&source.endpoint()) == own;
        if let Some(source) = sources.iter().find(is_output) {
            bail!("{} is also the output: write to another file", source.shown());
        }
        if let Some(folder) = path.filter(|path| path.is_dir() || path.as_os_str().as_encoded_bytes().ends_with(b"/")) {
            let folder = message::name(folder);
            bail!("{folder} is a directory: `tamis batch --to files -o {folder}` writes one file for each page");
        }
        let inner = match path {
            None => standard::output(),
            Some(path) => File::create(path).map(|file| Box::new(file) as Box<dyn Write + Send>),
        };
        let writer = BufWriter::with_capacity(32 << 10, inner.with_context(|| cannot_write(path))?);
        let stream = Stream { writer, begun: false, separated: false };
        Ok(Output { path: path.map(Path::to_owned), stream: Arc::new(Mutex::new(stream)) })
    }

    /// Starts another page: a blank line separates it from earlier output, if it writes any.
    pub fn part(&self) {
        let mut stream = self.stream();
        stream.separated = stream.begun;
    }

    /// Adds the name of the output to an error.
    pub fn failed(&self, error: io::Error) -> Error {
        Error::new(error).context(cannot_write(self.path.as_deref()))
    }

    fn stream(&self) -> MutexGuard<'_, Stream> {
        self.stream.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        let mut stream = self.stream();
        if std::mem::take(&mut stream.separated) {
            stream.writer.write_all(b"\n")?;
        }
        stream.begun = true;
        stream.writer.write_all(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream().writer.flush()
    }
}

/// Writes text to standard output.
pub fn print(text: &str) -> Result<()> {
    standard::output().and_then(|mut out| out.write_all(text.as_bytes())).with_context(|| cannot_write(None))
}

fn cannot_write(path: Option<&Path>) -> String {
    match path {
        None => "cannot write the output".to_owned(),
        Some(path) => format!("cannot write to {}", message::name(path)),
    }
}
