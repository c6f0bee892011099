//! Cleans the pages of an archive on several threads: `cargo run --release --example warc_threads -- 2 crawl.warc.gz`.
//!
//! The threads share one reader. A thread reads (and decompresses) a whole record, then releases the reader; it decodes
//! HTTP and cleans the page while another thread reads. If a record is too long to buffer, the thread keeps the reader
//! and cleans the record in chunks, so that memory stays bounded.

use std::error::Error;
use std::fs::File;
use std::io::{self, BufRead, Read};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use tamis::warc::{Entry, Header, HttpHead, Limits, Payload, Reader, RecordType};
use tamis::{CleanWriter, Options};

/// Records up to this size are buffered. Few pages are longer.
const BUFFER_BYTES: u64 = 4 << 20;

#[derive(Default)]
struct Counts {
    pages: u64,
    bytes: u64,
    damaged: u64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(threads), Some(archive)) = (arguments.next(), arguments.next()) else {
        return Err("usage: warc_threads THREADS ARCHIVE".into());
    };
    let reader = Mutex::new(Reader::new(File::open(archive)?)?);
    let start = Instant::now();
    let counts = thread::scope(|scope| {
        let threads: Vec<_> = (0..threads.parse()?).map(|_| scope.spawn(|| work(&reader))).collect();
        let mut all = Counts::default();
        for thread in threads {
            let counts = thread.join().expect("the thread panicked")?;
            all.pages += counts.pages;
            all.bytes += counts.bytes;
            all.damaged += counts.damaged;
        }
        Ok::<Counts, Box<dyn Error>>(all)
    })?;
    let Counts { pages, bytes, damaged } = counts;
    println!("{pages} pages, {bytes} bytes of text, {damaged} damaged places, {:.2} s", start.elapsed().as_secs_f64());
    Ok(())
}

/// Takes records until the archive ends.
fn work(reader: &Mutex<Reader<File>>) -> io::Result<Counts> {
    let mut counts = Counts::default();
    let mut block = Vec::new();
    loop {
        let mut turn = reader.lock().unwrap_or_else(PoisonError::into_inner);
        let mut record = match turn.next_entry()? {
            None => return Ok(counts),
            Some(Entry::Damaged(_)) => {
                counts.damaged += 1;
                continue;
            }
            Some(Entry::Record(record)) => record,
        };
        if *record.header().record_type() != RecordType::Response {
            continue;
        }
        let header = record.header().clone();
        block.clear();
        record.by_ref().take(BUFFER_BYTES).read_to_end(&mut block)?;
        let rest = !record.fill_buf()?.is_empty();
        if rest {
            let whole = (&block[..]).chain(record);
            clean(&header, whole, &mut counts)?;
        } else {
            counts.damaged += u64::from(record.finish()?.is_some());
            drop(turn);
            clean(&header, &block[..], &mut counts)?;
        }
    }
}

fn clean(header: &Header, block: impl BufRead, counts: &mut Counts) -> io::Result<()> {
    let mut payload = Payload::new(header, block, &Limits::default())?;
    let http = payload.http().cloned().unwrap_or_default();
    if http.media_type().is_none_or(|name| name != "text/html") {
        return Ok(());
    }
    let mut writer = CleanWriter::new(&options(header, &http), Vec::new());
    io::copy(&mut payload, &mut writer)?;
    let (_report, text) = writer.finish().map_err(io::Error::other)?;
    counts.pages += 1;
    counts.bytes += text.len() as u64;
    counts.damaged += u64::from(payload.finish().is_some());
    Ok(())
}

/// Returns options from the record and the HTTP header. Ignores an invalid URL.
fn options(header: &Header, http: &HttpHead) -> Options {
    let options = Options::new().content_type(http.field("Content-Type").unwrap_or_default());
    match header.target_uri() {
        Some(uri) => options.clone().url(uri).unwrap_or(options),
        None => options,
    }
}
