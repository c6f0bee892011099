//! The real pages of the development data: the same output however they are cut into chunks, the same words in every
//! format.
//!
//! Skipped, saying so, where `TAMIS_DATA` (default `../shared`) does not hold them.

#[path = "markdown/words.rs"]
mod words;

use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;

use tamis::{Cleaner, Formatter, Options};

/// As in tests/markdown.
const EXTENSIONS: pulldown_cmark::Options = pulldown_cmark::Options::ENABLE_TABLES
    .union(pulldown_cmark::Options::ENABLE_STRIKETHROUGH)
    .union(pulldown_cmark::Options::ENABLE_TASKLISTS)
    .union(pulldown_cmark::Options::ENABLE_FOOTNOTES)
    .union(pulldown_cmark::Options::ENABLE_MATH);

fn data() -> Option<PathBuf> {
    let folder =
        std::env::var_os("TAMIS_DATA").map_or_else(|| PathBuf::from("../shared"), PathBuf::from).join("quality");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: no pages at {} (set TAMIS_DATA)", folder.display());
    None
}

/// Every page of every set, or every `step`-th.
fn pages(step: usize, mut visit: impl FnMut(&str, &[u8])) {
    let Some(folder) = data() else { return };
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "zst") {
            continue;
        }
        let mut decoder = zstd::Decoder::new(std::fs::File::open(&path).unwrap()).unwrap();
        decoder.window_log_max(27).unwrap();
        for (number, line) in BufReader::new(decoder.by_ref()).lines().enumerate() {
            if number % step != 0 {
                continue;
            }
            let page: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
            let name = format!("{}:{number}", path.display());
            match page["html"].as_str() {
                Some(html) => visit(&name, html.as_bytes()),
                None => visit(&name, &base64(page["html_b64"].as_str().unwrap())),
            }
        }
    }
}

fn base64(text: &str) -> Vec<u8> {
    let digit = |b: u8| match b {
        b'A'..=b'Z' => b - b'A',
        b'a'..=b'z' => b - b'a' + 26,
        b'0'..=b'9' => b - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    for group in text.trim_end_matches('=').as_bytes().chunks(4) {
        let bits = group.iter().fold(0u32, |bits, &b| bits << 6 | u32::from(digit(b))) << (6 * (4 - group.len()));
        bytes.extend_from_slice(&bits.to_be_bytes()[1..group.len()]);
    }
    bytes
}

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

/// Every 200th page in debug builds; all with `TAMIS_ALL_PAGES=1` (meant for release builds).
#[test]
fn real_pages_have_the_same_words_in_every_format() {
    let step = if std::env::var_os("TAMIS_ALL_PAGES").is_some() { 1 } else { 200 };
    pages(step, words::assert_same_words);
}
