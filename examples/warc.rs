//! Lists the records of WARC and ARC archives: `cargo run --example warc -- crawl.warc.gz`, or from a pipe.
//!
//! Prints a line for each record: offset, type, HTTP status, bytes of the decoded payload, and URL. Reports damage with
//! its reason on standard error; the exit status is then 1.

use std::error::Error;
use std::fs::File;
use std::io::{self, Read};
use std::process::ExitCode;

use tamis::warc::{Entry, Reader, Record, RecordType};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let names: Vec<String> = std::env::args().skip(1).collect();
    let mut damaged = 0;
    for name in &names {
        damaged += list(name, File::open(name)?)?;
    }
    if names.is_empty() {
        damaged += list("standard input", io::stdin().lock())?;
    }
    Ok(if damaged == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Lists an archive. Returns the number of damaged places.
fn list(name: &str, archive: impl Read) -> Result<u64, Box<dyn Error>> {
    let mut reader = Reader::new(archive).map_err(|error| format!("{name} {error}"))?;
    let (mut records, mut damaged) = (0, 0);
    while let Some(entry) = reader.next_entry()? {
        let damage = match entry {
            Entry::Record(record) => {
                records += 1;
                show(record)?
            }
            Entry::Damaged(damage) => Some(damage.to_string()),
        };
        if let Some(damage) = damage {
            damaged += 1;
            eprintln!("{name}: {damage}");
        }
    }
    eprintln!("{name}: {records} records, {damaged} damaged places");
    Ok(damaged)
}

/// Prints a record. Returns its damage, which is known only after all of it was read.
fn show(mut record: Record<'_, impl Read>) -> io::Result<Option<String>> {
    let header = record.header().clone();
    let mut payload = record.payload()?;
    let status = payload.http().and_then(|head| head.status()).map_or("-".to_owned(), |status| status.to_string());
    let bytes = io::copy(&mut payload, &mut io::sink())?;
    let in_payload = payload.finish().map(|reason| format!("{}: {reason}", header.offset()));
    let in_record = record.finish()?.map(|damage| damage.to_string());
    let kind = match header.record_type() {
        RecordType::Other(name) => name.clone(),
        known => format!("{known:?}").to_lowercase(),
    };
    println!("{} {kind} {status} {bytes} {}", header.offset().stored, header.target_uri().unwrap_or("-"));
    Ok(in_record.or(in_payload))
}
