//! The minimum cost of an archive, for `benches/batch.py`: `archive_yardstick crawl.warc.gz` prints the seconds and
//! bytes of its decompression alone, and of the floor yardstick over the payloads of its responses.

#[path = "mod.rs"]
mod yardstick;

use std::error::Error;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::time::{Duration, Instant};

use flate2::bufread::MultiGzDecoder;
use tamis::warc::{Entry, Reader, RecordType};

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args_os().nth(1).ok_or("usage: archive_yardstick ARCHIVE")?;
    let begun = Instant::now();
    let unpacked = decompress(File::open(&file)?)?;
    let decompression = begun.elapsed().as_secs_f64();
    let (floor, payloads) = floor(File::open(&file)?)?;
    let floor = floor.as_secs_f64();
    println!(
        "{{\"decompression\": {decompression:.3}, \"unpacked\": {unpacked}, \
        \"floor\": {floor:.3}, \"payloads\": {payloads}}}"
    );
    Ok(())
}

/// Decompresses every member into a buffer as large as the reader's and discards the data. Returns the bytes.
fn decompress(archive: File) -> io::Result<u64> {
    let mut decoder = MultiGzDecoder::new(BufReader::with_capacity(yardstick::CHUNK, archive));
    let (mut room, mut bytes) = (vec![0; yardstick::CHUNK], 0);
    while let length @ 1.. = decoder.read(&mut room)? {
        bytes += length as u64;
    }
    Ok(bytes)
}

/// Returns the time of the floor alone, without reading, unpacking and decoding, and the bytes of the payloads.
fn floor(archive: File) -> Result<(Duration, u64), Box<dyn Error>> {
    let mut reader = Reader::new(archive)?;
    let (mut taken, mut bytes) = (Duration::ZERO, 0);
    let (mut page, mut text) = (Vec::new(), String::new());
    while let Some(entry) = reader.next_entry()? {
        let Entry::Record(mut record) = entry else { return Err("the archive is damaged".into()) };
        if *record.header().record_type() != RecordType::Response {
            continue;
        }
        page.clear();
        record.payload()?.read_to_end(&mut page)?;
        bytes += page.len() as u64;
        let page = String::from_utf8_lossy(&page);
        let begun = Instant::now();
        yardstick::floor(&page, &mut text);
        taken += begun.elapsed();
    }
    Ok((taken, bytes))
}
