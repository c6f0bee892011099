//! Real pages of the development data: the same output in any chunks, and the same words in every format.
//!
//! Skipped with a message where `TAMIS_DATA` (default `../shared`) lacks them.

#[path = "quality/pages.rs"]
mod pages;
#[path = "markdown/words.rs"]
mod words;

use std::io::Write as _;
use std::process::{Command, Stdio};

use pages::pages;
use tamis::{Cleaner, Formatter, Options};

/// As in tests/markdown.
const EXTENSIONS: pulldown_cmark::Options = pulldown_cmark::Options::ENABLE_TABLES
    .union(pulldown_cmark::Options::ENABLE_STRIKETHROUGH)
    .union(pulldown_cmark::Options::ENABLE_TASKLISTS)
    .union(pulldown_cmark::Options::ENABLE_FOOTNOTES)
    .union(pulldown_cmark::Options::ENABLE_MATH);

fn clean_in_chunks(page: &[u8], options: &Options, size: usize) -> Vec<u8> {
    let mut cleaner = Cleaner::new(options, Formatter::new(options, Vec::new()));
    for chunk in page.chunks(size) {
        cleaner.write(chunk).unwrap();
    }
    cleaner.finish().unwrap().1.into_inner()
}

/// Every 40th page in debug builds; all with `TAMIS_ALL_PAGES=1` (meant for release builds).
#[test]
fn real_pages_give_the_same_output_in_any_chunks() {
    let options = Options::new().format(tamis::Format::Markdown);
    let step = if std::env::var_os("TAMIS_ALL_PAGES").is_some() { 1 } else { 40 };
    pages(step, |name, page| {
        let whole = clean_in_chunks(page, &options, page.len().max(1));
        for size in [1, 3, 7, 4096] {
            assert!(clean_in_chunks(page, &options, size) == whole, "{name} in chunks of {size}");
        }
    });
}

/// Pages of which something is lost, so that they end with status 1: two have metadata, one an address of more than 2 KiB.
/// As plain text none loses anything.
const LOSSY: [&str; 3] = ["cleaneval.jsonl.zst:300", "daniel.jsonl.zst:280", "fundus.jsonl.zst:40"];

/// Every 10th page, and every 60th through the command.
#[test]
fn ordinary_pages_lose_nothing_and_end_with_success() {
    let options = Options::new().format(tamis::Format::Markdown).collect_metadata(true);
    let mut count = 0;
    pages(10, |name, page| {
        let mut cleaner = Cleaner::new(&options, Formatter::new(&options, Vec::new()));
        cleaner.write(page).unwrap();
        let (report, _) = cleaner.finish().unwrap();
        let is_lossy = LOSSY.iter().any(|lossy| name.ends_with(lossy));
        let losses = report.losses(tamis::Format::Markdown);
        assert_eq!(losses.any() || report.cut, is_lossy, "{name}: {losses}");
        if count % 6 == 0 {
            assert_eq!(status(page), Some(0), "{name}");
        }
        count += 1;
    });
    assert!(count == 0 || count >= 300, "only {count} pages");
}

/// Runs the command on a page and returns its exit status.
fn status(page: &[u8]) -> Option<i32> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tamis"))
        .env("XDG_CONFIG_HOME", env!("CARGO_TARGET_TMPDIR"))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(page).unwrap();
    child.wait().unwrap().code()
}

/// Every 200th page in debug builds; all with `TAMIS_ALL_PAGES=1` (meant for release builds).
#[test]
fn real_pages_have_the_same_words_in_every_format() {
    let step = if std::env::var_os("TAMIS_ALL_PAGES").is_some() { 1 } else { 200 };
    pages(step, words::assert_same_words);
}
