//! Tests that tamis removes the same blocks for the same reasons as the reference, on random pages and rule files.

use crate::compare::{compile, difference};
use crate::page::{self, Element};
use crate::random::Random;
use crate::rules::{self, File};
use crate::shrink::shrink;

/// Default number of pages. `TAMIS_RANDOM_PAGES` sets another number, `TAMIS_SEED` other pages.
const PAGES: usize = 6_000;
const PAGES_FOR_A_RULE_SET: usize = 4;

#[test]
fn random_pages_agree_with_the_reference() {
    let pages = std::env::var("TAMIS_RANDOM_PAGES").map_or(PAGES, |pages| pages.parse().unwrap());
    let seed = std::env::var("TAMIS_SEED").map_or(1, |seed| seed.parse().unwrap());
    for case in 0..pages.div_ceil(PAGES_FOR_A_RULE_SET) {
        let mut random = Random(seed * 1_000_003 + case as u64);
        let files = rules::random(&mut random);
        let options = compile(&files);
        for _ in 0..PAGES_FOR_A_RULE_SET {
            let page = page::random(&mut random);
            if difference(&page, &files, &options).is_some() {
                fail(case, page, files);
            }
        }
    }
    println!("{pages} pages compared");
}

/// Panics with the smallest case that still differs.
fn fail(case: usize, page: Element, files: Vec<File>) -> ! {
    let difference = |page: &Element, files: &[File]| difference(page, files, &compile(files));
    let (page, files) = shrink(page, files, |page, files| difference(page, files).is_some());
    let rules: Vec<String> = files.iter().map(rules::toml).collect();
    panic!(
        "case {case}\n{}\n\n{}\n{}",
        page::html(&page),
        rules.join("\n"),
        difference(&page, &files).unwrap_or_default()
    );
}
