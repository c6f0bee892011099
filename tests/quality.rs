//! Real pages of the development data: the same output in any chunks, and the same words in every format.
//!
//! Skipped with a message where `TAMIS_DATA` (default `../shared`) lacks them.

#[path = "quality/pages.rs"]
mod pages;
#[path = "markdown/words.rs"]
mod words;

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

/// Every 200th page in debug builds; all with `TAMIS_ALL_PAGES=1` (meant for release builds).
#[test]
fn real_pages_have_the_same_words_in_every_format() {
    let step = if std::env::var_os("TAMIS_ALL_PAGES").is_some() { 1 } else { 200 };
    pages(step, words::assert_same_words);
}
