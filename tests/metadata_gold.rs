//! Measures how often title, date and authors of real news pages are right:
//! `TAMIS_GOLD=1 cargo test --release --test metadata_gold -- --nocapture`.
//!
//! With `TAMIS_GOLD` also writes the results to `metadata.jsonl` in the folder of test builds, one page a line, in the
//! format that `quality/meta_score.py` of the data reads. Skipped with a message where `TAMIS_DATA` lacks the pages.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tamis::{Metadata, Options};
use unicode_normalization::UnicodeNormalization;

/// Minimum share of pages with the right title, date and set of authors.
const LEAST: [(&str, f64); 3] = [("title", 0.93), ("date", 0.99), ("authors", 0.94)];

/// Maximum share of wrong names among those given.
const MOST_WRONG: f64 = 0.03;

/// Removes case and punctuation, as the scorer does.
fn fold(text: &str) -> String {
    let plain: String =
        text.nfkc().flat_map(char::to_lowercase).map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn names<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut names: Vec<String> = names.map(fold).filter(|name| !name.is_empty()).collect();
    names.sort();
    names.dedup();
    names
}

/// Returns whether title, date and authors are right, each where the gold data has it.
fn judge(gold: &Value, found: &Metadata) -> [Option<bool>; 3] {
    let authors = names(gold["authors"].as_array().unwrap().iter().filter_map(Value::as_str));
    let title = fold(gold["title"].as_str().unwrap()) == fold(found.title.as_deref().unwrap_or_default());
    let date = gold["date"].as_str().map(|day| found.published.as_deref().is_some_and(|found| found.starts_with(day)));
    let same = names(found.authors.iter().map(String::as_str)) == authors;
    [Some(title), date, (!authors.is_empty()).then_some(same)]
}

#[test]
fn titles_dates_and_authors_of_news_pages_are_right() {
    let data = std::env::var_os("TAMIS_DATA").map_or_else(|| PathBuf::from("../shared"), PathBuf::from).join("quality");
    if !data.join("fundus_meta.json").is_file() {
        return println!("skipped: no metadata at {} (set TAMIS_DATA)", data.display());
    }
    let is_whole = std::env::var_os("TAMIS_GOLD").is_some();
    let gold: Value = serde_json::from_str(&fs::read_to_string(data.join("fundus_meta.json")).unwrap()).unwrap();
    let decoder = zstd::Decoder::new(fs::File::open(data.join("fundus.jsonl.zst")).unwrap()).unwrap();
    let mut out = String::new();
    let mut counts = [(0, 0); 3];
    let (mut given, mut wrong) = (0, 0);
    for line in BufReader::new(decoder).lines().take(if is_whole { usize::MAX } else { 10 }) {
        let page: Value = serde_json::from_str(&line.unwrap()).unwrap();
        let (id, url) = (page["id"].as_str().unwrap(), page["url"].as_str().unwrap());
        let Some(gold) = gold.get(id) else { continue };
        // The pages are decoded already, whatever they declare.
        let options = Options::new().url(url).and_then(|options| options.encoding("utf-8")).unwrap();
        let found = tamis::clean(page["html"].as_str().unwrap().as_bytes(), &options).unwrap().report.metadata;
        let authors = names(gold["authors"].as_array().unwrap().iter().filter_map(Value::as_str));
        if !authors.is_empty() {
            let names = names(found.authors.iter().map(String::as_str));
            given += names.len();
            wrong += names.iter().filter(|name| !authors.contains(name)).count();
        }
        for (at, right) in judge(gold, &found).into_iter().enumerate() {
            counts[at].0 += usize::from(right == Some(true));
            counts[at].1 += usize::from(right.is_some());
            if right == Some(false) {
                println!(
                    "{id}: {} {gold}\n    {:?} {:?} {:?}",
                    LEAST[at].0, found.title, found.published, found.authors
                );
            }
        }
        let line = json!({ "id": id, "title": found.title, "date": found.published, "authors": found.authors });
        out.push_str(&format!("{line}\n"));
    }
    let shares = LEAST.into_iter().zip(counts).map(|((name, least), (right, all))| {
        let share = right as f64 / all as f64;
        println!("{name} {right}/{all} = {share:.3}");
        (name, share, least)
    });
    let shares: Vec<_> = shares.collect();
    if is_whole {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("metadata.jsonl");
        fs::File::create(&path).and_then(|mut file| file.write_all(out.as_bytes())).unwrap();
        println!("written: {}", path.display());
    }
    println!("wrong authors {wrong}/{given} = {:.3}", wrong as f64 / given as f64);
    assert!(!is_whole || wrong as f64 <= MOST_WRONG * given as f64, "{wrong} of {given} authors are wrong");
    for (name, share, least) in shares.into_iter().filter(|_| is_whole) {
        assert!(share >= least, "{name}: {share:.3} are right, fewer than {least}");
    }
}
