//! The same bytes give the same output, report and explanations, however damaged they are and in any chunks.
//!
//! Pages of the corpus, each with one kind of damage in turn. `TAMIS_ALL_PAGES=1`, meant for release builds, adds 2,000
//! real pages with every kind of damage; skipped with a message where `TAMIS_DATA` (default `../shared`) lacks them.

mod damage;
#[path = "../quality/pages.rs"]
mod pages;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use damage::{DAMAGES, Random};
use tamis::{Cleaner, Format, Formatter, Limits, Options, Report};

/// Everything a run reports about a page. The exit status follows from the report.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    output: Vec<u8>,
    report: Report,
    explanations: String,
}

/// Cleans a page in pieces of random lengths.
fn clean(page: &[u8], options: &Options, mut length: impl FnMut() -> usize) -> Outcome {
    let explanations = Arc::new(Mutex::new(String::new()));
    let lines = Arc::clone(&explanations);
    let formatter = Formatter::new(options, Vec::new()).explain(move |block, reason| {
        let mut lines = lines.lock().unwrap();
        match reason {
            Some(reason) => writeln!(lines, "dropped {reason}: {}", block.text).unwrap(),
            None => writeln!(lines, "kept {:?}: {}", block.label, block.text).unwrap(),
        }
        Ok(())
    });
    let mut cleaner = Cleaner::new(options, formatter);
    let mut rest = page;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(length().clamp(1, rest.len()));
        cleaner.write(piece).unwrap();
        rest = after;
    }
    let (report, formatter) = cleaner.finish().unwrap();
    let explanations = std::mem::take(&mut *explanations.lock().unwrap());
    Outcome { output: formatter.into_inner(), report, explanations }
}

const FORMATS: [Format; 5] = [Format::Markdown, Format::Json, Format::Text, Format::Html, Format::Tei];

/// Cleans a page whole and in five chunkings; returns the differences.
fn differences(name: &str, page: &[u8], options: &Options, seed: u64) -> Vec<String> {
    let whole = clean(page, options, || usize::MAX);
    let mut random = Random::new(seed);
    let mut differ = Vec::new();
    let mut compare = |chunks: &str, other: Outcome| {
        let what = match () {
            () if other.output != whole.output => "output",
            () if other.report != whole.report => "report",
            () if other.explanations != whole.explanations => "explanations",
            () => return,
        };
        let counts = (whole.report.degraded, other.report.degraded);
        differ.push(format!("{name}, {chunks}: another {what} ({}; {})", counts.0, counts.1));
    };
    for size in [1, 7, 61, 4096] {
        compare(&format!("in chunks of {size}"), clean(page, options, || size));
    }
    compare("in pieces of any length", clean(page, options, || 1 << random.below(16)));
    differ
}

fn damaged(page: &[u8], damage: usize, seed: u64) -> Vec<u8> {
    let mut page = page.to_vec();
    DAMAGES[damage].1(&mut page, &mut Random::new(seed));
    page
}

fn options(seed: usize) -> Options {
    Options::new().format(FORMATS[seed % FORMATS.len()])
}

fn corpus() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/pages");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "html"));
    paths.sort();
    paths
}

/// Returns limits that pages of some kilobytes reach.
fn small() -> Limits {
    Limits { rewriter_bytes: 4 << 10, attribute_value_bytes: 512, ..Limits::default() }
}

#[test]
fn damaged_pages_give_the_same_output_in_any_chunks() {
    let mut differ = Vec::new();
    for (number, path) in corpus().iter().enumerate() {
        let page = std::fs::read(path).unwrap();
        let damage = number * 3 % DAMAGES.len();
        let name = format!("{} with {}", path.file_name().unwrap().display(), DAMAGES[damage].0);
        let page = damaged(&page, damage, number as u64);
        // Small limits have the effect on a short page that the defaults have on a long one.
        let limits = if number % 2 == 0 { Limits::default() } else { small() };
        differ.extend(differences(&name, &page, &options(number / 2).with_limits(limits), number as u64));
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

const REAL: usize = 2000;

#[test]
fn damaged_real_pages_give_the_same_output_in_any_chunks() {
    if std::env::var_os("TAMIS_ALL_PAGES").is_none() {
        eprintln!("skipped: set TAMIS_ALL_PAGES=1");
        return;
    }
    let mut real = Vec::new();
    pages::pages(1, |name, page| real.push((name.to_owned(), page.to_vec())));
    // Taken evenly from all sets.
    let real: Vec<_> = (0..REAL.min(real.len())).map(|at| &real[at * real.len() / REAL.min(real.len())]).collect();
    let check = |first: usize| {
        let mut differ = Vec::new();
        for (number, (name, page)) in real.iter().enumerate().skip(first).step_by(2) {
            for (damage, (kind, _)) in DAMAGES.iter().enumerate() {
                let seed = number * DAMAGES.len() + damage;
                let page = damaged(page, damage, seed as u64);
                let name = format!("{name} with {kind}");
                let found = differences(&name, &page, &options(number + damage), seed as u64);
                found.iter().for_each(|line| println!("{line}"));
                differ.extend(found);
            }
        }
        differ
    };
    let differ = std::thread::scope(|scope| {
        let threads = [0, 1].map(|first| scope.spawn(move || check(first)));
        threads.map(|thread| thread.join().unwrap()).concat()
    });
    println!("{} pages, {} damages, 5 chunkings", real.len(), DAMAGES.len());
    assert!(differ.is_empty(), "{} differ:\n{}", differ.len(), differ.join("\n"));
}
