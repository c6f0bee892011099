//! Measures what reading an archive costs beyond its decompression: `cargo bench --bench warc`.
//!
//! The archive repeats the pages of `corpus/`, one gzip member each, up to 200 MB. It is read in three ways, each five
//! times in turn; the fastest run counts. `cargo bench --bench warc -- crawl.warc.gz` writes that archive to a file
//! instead, for other programs and for `examples/warc_threads.rs`.

use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;
use tamis::warc::{Entry, Reader};

const STORED_BYTES: usize = 200_000_000;

/// Reads an archive and returns the number of bytes read from it.
type Way = fn(&[u8]) -> io::Result<u64>;

fn main() -> io::Result<()> {
    let members = members()?;
    if let Some(file) = std::env::args().skip(1).find(|argument| !argument.starts_with('-')) {
        let mut file = io::BufWriter::new(fs::File::create(file)?);
        for member in repeated(&members) {
            file.write_all(member)?;
        }
        return file.flush();
    }
    let archive: Vec<u8> = repeated(&members).flatten().copied().collect();
    let ways: [(&str, Way); 3] = [("flate2 alone", decompress), ("records", read_blocks), ("payloads", read_payloads)];
    let mut fastest = [Duration::MAX; 3];
    let mut bytes = [0; 3];
    for _ in 0..5 {
        for (index, (_, way)) in ways.iter().enumerate() {
            let start = Instant::now();
            bytes[index] = way(&archive)?;
            fastest[index] = fastest[index].min(start.elapsed());
        }
    }
    for (index, (name, _)) in ways.iter().enumerate() {
        let seconds = fastest[index].as_secs_f64();
        let speed = bytes[0] as f64 / seconds / 1e6;
        let ratio = fastest[0].as_secs_f64() / seconds;
        println!(
            "{name}: {} MB given in {seconds:.2} s, {speed:.0} MB/s unpacked, {ratio:.2} of flate2",
            bytes[index] / 1_000_000
        );
    }
    Ok(())
}

fn repeated(members: &[Vec<u8>]) -> impl Iterator<Item = &Vec<u8>> {
    let mut left = STORED_BYTES;
    members.iter().cycle().take_while(move |member| {
        let more = left > 0;
        left = left.saturating_sub(member.len());
        more
    })
}

fn members() -> io::Result<Vec<Vec<u8>>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/pages");
    let mut files: Vec<_> = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "html"));
    files.sort();
    files.iter().enumerate().map(|(number, file)| member(number, &fs::read(file)?)).collect()
}

fn member(number: usize, page: &[u8]) -> io::Result<Vec<u8>> {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n";
    let length = head.len() + page.len();
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    write!(
        encoder,
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://tea.example/{number}\r\n\
        WARC-Date: 2026-01-02T03:04:05Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r\n\
        Content-Type: application/http; msgtype=response\r\nContent-Length: {length}\r\n\r\n{head}"
    )?;
    encoder.write_all(page)?;
    encoder.write_all(b"\r\n\r\n")?;
    encoder.finish()
}

/// Decompresses into a buffer as large as the reader's, and discards the data.
fn decompress(archive: &[u8]) -> io::Result<u64> {
    let mut decoder = MultiGzDecoder::new(archive);
    let (mut room, mut bytes) = (vec![0; 64 << 10], 0);
    while let length @ 1.. = decoder.read(&mut room)? {
        bytes += length as u64;
    }
    Ok(bytes)
}

fn read_blocks(archive: &[u8]) -> io::Result<u64> {
    let (mut reader, mut bytes) = (reader(archive)?, 0);
    while let Some(Entry::Record(mut record)) = reader.next_entry()? {
        bytes += drain(&mut record)?;
    }
    Ok(bytes)
}

fn read_payloads(archive: &[u8]) -> io::Result<u64> {
    let (mut reader, mut bytes) = (reader(archive)?, 0);
    while let Some(Entry::Record(mut record)) = reader.next_entry()? {
        bytes += drain(&mut record.payload()?)?;
    }
    Ok(bytes)
}

fn reader(archive: &[u8]) -> io::Result<Reader<&[u8]>> {
    Reader::new(archive).map_err(io::Error::other)
}

fn drain(input: &mut impl io::BufRead) -> io::Result<u64> {
    let mut bytes = 0;
    while let length @ 1.. = input.fill_buf()?.len() {
        bytes += length as u64;
        input.consume(length);
    }
    Ok(bytes)
}
