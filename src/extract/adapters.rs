//! `Read` and `Write` around a cleaner.

use std::fmt;
use std::io::{self, Read, Write};

use super::options::Options;
use super::report::Report;
use super::{Cleaner, Formatter};
use crate::error::Error;

/// A writer: HTML goes in, clean text goes to the writer inside, block by block.
///
/// ```
/// use std::io::Write;
/// let mut writer = tamis::CleanWriter::new(&tamis::Options::new(), Vec::new());
/// writer.write_all(b"<p>Boil water.</p>")?;
/// let (_report, output) = writer.finish()?;
/// assert_eq!(output, b"Boil water.\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "without `finish` the last blocks are missing"]
pub struct CleanWriter<W: Write>(Cleaner<Formatter<W>>);

impl<W: Write> CleanWriter<W> {
    /// Begins a document.
    pub fn new(options: &Options, output: W) -> Self {
        CleanWriter(Cleaner::new(options, Formatter::new(options, output)))
    }

    /// Ends the document. Without this call the last blocks are missing.
    ///
    /// # Errors
    ///
    /// [`Error::Sink`] if the writer inside failed.
    pub fn finish(self) -> Result<(Report, W), Error> {
        let (report, formatter) = self.0.finish()?;
        Ok((report, formatter.into_inner()))
    }
}

impl<W: Write> Write for CleanWriter<W> {
    fn write(&mut self, chunk: &[u8]) -> io::Result<usize> {
        self.0.write(chunk).map_err(into_io)?;
        Ok(chunk.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.with_sink(|formatter| formatter.output().flush())
    }
}

impl<W: Write + Send + 'static> fmt::Debug for CleanWriter<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CleanWriter").field(&self.0).finish()
    }
}

/// A reader: reads HTML from the reader inside and gives clean text.
///
/// ```
/// use std::io::Read;
/// let mut text = String::new();
/// tamis::CleanReader::new(&tamis::Options::new(), &b"<p>Boil water.</p>"[..]).read_to_string(&mut text)?;
/// assert_eq!(text, "Boil water.\n");
/// # Ok::<(), std::io::Error>(())
/// ```
#[must_use]
pub struct CleanReader<R> {
    input: R,
    cleaner: Option<Cleaner<Formatter<Vec<u8>>>>,
    ready: Vec<u8>,
    read: usize,
    chunk: Vec<u8>,
    report: Option<Report>,
}

impl<R: Read> CleanReader<R> {
    /// Begins a document.
    pub fn new(options: &Options, input: R) -> Self {
        CleanReader {
            input,
            cleaner: Some(Cleaner::new(options, Formatter::new(options, Vec::new()))),
            ready: Vec::new(),
            read: 0,
            chunk: vec![0; 16 << 10],
            report: None,
        }
    }

    /// The report, once the end was read.
    pub fn report(&self) -> Option<&Report> {
        self.report.as_ref()
    }
}

impl<R: Read> Read for CleanReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.read == self.ready.len() {
            let Some(cleaner) = &mut self.cleaner else { return Ok(0) };
            self.read = 0;
            self.ready.clear();
            match self.input.read(&mut self.chunk)? {
                0 => {
                    let cleaner = self.cleaner.take().map(Cleaner::finish);
                    if let Some((report, formatter)) = cleaner.transpose().map_err(into_io)? {
                        self.ready = formatter.into_inner();
                        self.report = Some(report);
                    }
                }
                length => {
                    cleaner.write(&self.chunk[..length]).map_err(into_io)?;
                    cleaner.with_sink(|formatter| std::mem::swap(formatter.output(), &mut self.ready));
                }
            }
        }
        let length = buffer.len().min(self.ready.len() - self.read);
        buffer[..length].copy_from_slice(&self.ready[self.read..self.read + length]);
        self.read += length;
        Ok(length)
    }
}

impl<R> fmt::Debug for CleanReader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CleanReader").field("report", &self.report).finish_non_exhaustive()
    }
}

fn into_io(error: Error) -> io::Error {
    match error {
        Error::Sink(error) => error,
        other => io::Error::other(other),
    }
}
