//! Encodes real pages into every encoding that can hold them, with right, wrong and no declaration:
//! `TAMIS_GOLD=1 cargo test --release --test encodings -- --nocapture` prints how often the text is right.
//!
//! Skipped with a message where `TAMIS_DATA` lacks the pages.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;

use encoding_rs::{Encoding, UTF_8};
use serde_json::Value;
use tamis::{Extract, Options, Rules};

const LEGACY: [&str; 15] = [
    "windows-1250",
    "windows-1251",
    "windows-1252",
    "windows-1253",
    "windows-1254",
    "windows-1255",
    "windows-1256",
    "windows-874",
    "iso-8859-2",
    "koi8-r",
    "shift_jis",
    "euc-jp",
    "gbk",
    "big5",
    "euc-kr",
];

/// Where a page is declared to be in an encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Declared {
    Right,
    RightInMeta,
    Utf8ByTransport,
    WrongInMeta,
    Nowhere,
}

fn text(bytes: &[u8], label: Option<&str>) -> String {
    let options = Options::new().extract(Extract::All).rules(Rules::none()).collect_metadata(false);
    let options = label.map_or_else(|| options.clone(), |label| options.clone().encoding(label).unwrap());
    tamis::clean(bytes, &options).unwrap().text
}

/// Removes the page's own declarations: both begin with the same word, which means nothing elsewhere.
fn undeclared(page: &str) -> String {
    page.replace("charset", "undeclared").replace("CHARSET", "undeclared").replace("Charset", "undeclared")
}

/// Returns the page with a question mark for each character that an encoding lacks, if it lacks few of its letters.
fn encodable(page: &str, encoding: &'static Encoding) -> Option<String> {
    let has = |c: char| c.is_ascii() || !encoding.encode(c.encode_utf8(&mut [0; 4])).2;
    let (mut letters, mut lacking) = (0, 0);
    let mut replaced = String::with_capacity(page.len());
    for c in page.chars() {
        letters += u32::from(!c.is_ascii());
        lacking += u32::from(!has(c));
        replaced.push(if has(c) { c } else { '?' });
    }
    (20 * lacking <= letters).then_some(replaced)
}

/// Cleans the page in an encoding under a declaration.
fn under(page: &str, encoding: &'static Encoding, declared: Declared) -> String {
    let in_meta = |label: &str| format!("<meta charset={label}>{page}");
    // Another encoding for the same letters, where there is one, else the most common one.
    let wrong = if encoding == UTF_8 { "windows-1252" } else { "utf-8" };
    let (page, label) = match declared {
        Declared::Right => (page.to_owned(), Some(encoding.name())),
        Declared::RightInMeta => (in_meta(encoding.name()), None),
        Declared::Utf8ByTransport => (page.to_owned(), Some("utf-8")),
        Declared::WrongInMeta => (in_meta(wrong), None),
        Declared::Nowhere => (page.to_owned(), None),
    };
    text(&encoding.encode(&page).0, label)
}

fn pages(set: &str, most: usize) -> Vec<String> {
    let data = std::env::var_os("TAMIS_DATA").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let Ok(file) = fs::File::open(data.join(format!("quality/{set}.jsonl.zst"))) else {
        println!("skipped: no {set} at {} (set TAMIS_DATA)", data.display());
        return Vec::new();
    };
    let lines = BufReader::new(zstd::Decoder::new(file).unwrap()).lines();
    let page = |line: std::io::Result<String>| {
        let page: Value = serde_json::from_str(&line.unwrap()).unwrap();
        undeclared(page["html"].as_str().unwrap())
    };
    lines.step_by(7).take(most).map(page).collect()
}

#[test]
fn pages_in_any_encoding_have_the_same_text() {
    let most = if std::env::var_os("TAMIS_GOLD").is_some() { 100 } else { 4 };
    let encodings = || LEGACY.iter().map(|label| Encoding::for_label(label.as_bytes()).unwrap()).chain([UTF_8]);
    let mut counts: BTreeMap<(&str, Declared), (u32, u32)> = BTreeMap::new();
    for page in ["fundus", "nonlatin"].iter().flat_map(|set| pages(set, most)) {
        for encoding in encodings() {
            let Some(page) = encodable(&page, encoding) else { continue };
            let expected = text(page.as_bytes(), Some("utf-8"));
            for declared in [
                Declared::Right,
                Declared::RightInMeta,
                Declared::Utf8ByTransport,
                Declared::WrongInMeta,
                Declared::Nowhere,
            ] {
                let text = under(&page, encoding, declared);
                let count = counts.entry((encoding.name(), declared)).or_default();
                count.0 += u32::from(text == expected);
                count.1 += 1;
            }
        }
    }
    for ((encoding, declared), (right, all)) in &counts {
        println!("{encoding:12} {declared:16?} {right:4} of {all}");
        // The bytes leave no doubt: they are UTF-8, or what is declared.
        let is_certain = *encoding == "UTF-8" || matches!(declared, Declared::Right | Declared::RightInMeta);
        assert!(!is_certain || right == all, "{encoding} {declared:?}: {right} of {all}");
    }
}
