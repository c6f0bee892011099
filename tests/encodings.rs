//! Encodes real pages into every encoding that can hold them, with right, wrong and no declaration:
//! `TAMIS_GOLD=1 cargo test --release --test encodings -- --nocapture` prints how often the text is right for two hundred
//! pages, `TAMIS_GOLD=20` for every twentieth page of all sets, and `TAMIS_GOLD=all` for every page, which takes an hour.
//!
//! Skipped with a message where `TAMIS_DATA` lacks the pages.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::sync::Mutex;
use std::thread;

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

/// The sets of pages.
const SETS: [&str; 10] = [
    "fundus",
    "nonlatin",
    "wcxb",
    "trafilatura",
    "readability",
    "cleaneval",
    "cleanportaleval",
    "daniel",
    "dragnet",
    "small_multi",
];

const DECLARED: [Declared; 5] =
    [Declared::Right, Declared::RightInMeta, Declared::Utf8ByTransport, Declared::WrongInMeta, Declared::Nowhere];

/// Where a page is declared to be in an encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Declared {
    Right,
    RightInMeta,
    Utf8ByTransport,
    WrongInMeta,
    Nowhere,
}

/// Returns the text, and the name of the encoding.
fn text(bytes: &[u8], label: Option<&str>) -> (String, &'static str) {
    let options = Options::new().extract(Extract::All).rules(Rules::none()).collect_metadata(false);
    let options = label.map_or_else(|| options.clone(), |label| options.clone().encoding(label).unwrap());
    let document = tamis::clean(bytes, &options).unwrap();
    (document.text, document.report.encoding.unwrap_or("ASCII"))
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
    // Japanese encodings write ¥ as a backslash.
    let read_back = |page: &str| encoding.decode_without_bom_handling(&encoding.encode(page).0).0.into_owned();
    (20 * lacking <= letters).then(|| read_back(&replaced))
}

/// Cleans the page in an encoding under a declaration.
fn under(page: &str, encoding: &'static Encoding, declared: Declared) -> (String, &'static str) {
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

/// Returns the pages of a set that have letters outside ASCII: every `step`th, at most so many.
fn pages(set: &str, step: usize, most: usize) -> impl Iterator<Item = String> {
    let data = std::env::var_os("TAMIS_DATA").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let file = fs::File::open(data.join(format!("quality/{set}.jsonl.zst")));
    if file.is_err() {
        println!("skipped: no {set} at {} (set TAMIS_DATA)", data.display());
    }
    let lines = file.into_iter().flat_map(|file| BufReader::new(zstd::Decoder::new(file).unwrap()).lines());
    let page = |line: std::io::Result<String>| {
        let page: Value = serde_json::from_str(&line.unwrap()).unwrap();
        page["html"].as_str().map(undeclared).filter(|page| !page.is_ascii())
    };
    lines.step_by(step).take(most).filter_map(page)
}

/// How many letters outside ASCII a page has: the fewer, the more doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Letters {
    Under10,
    Under100,
    More,
    /// East Asian encodings also have the letters of other languages, which nobody writes in them.
    OfOtherScript,
    /// "Ã©" in a page that was damaged before is "é" in UTF-8.
    Utf8,
}

impl Letters {
    fn of(page: &str, encoding: &'static Encoding, bytes: &[u8]) -> Letters {
        let utf_8 = String::from_utf8_lossy(bytes);
        let wrong = utf_8.matches('\u{FFFD}').count();
        // Control characters, which no text has, are the other bytes of such letters.
        let is_damaged = page.contains(|c| matches!(c, '\u{80}'..='\u{9F}'));
        if encoding != UTF_8 && (is_damaged || utf_8.chars().filter(|c| !c.is_ascii()).count() > 2 * wrong) {
            return Letters::Utf8;
        }
        let count = |is: fn(char) -> bool| page.chars().filter(|&c| is(c)).count();
        let letters = count(|c| !c.is_ascii());
        let (han, kana) =
            (count(|c| matches!(c, '\u{4E00}'..='\u{9FFF}')), count(|c| matches!(c, '\u{3040}'..='\u{30FF}')));
        let hangul = count(|c| matches!(c, '\u{AC00}'..='\u{D7AF}'));
        let is_own = match encoding.name() {
            "EUC-KR" => 2 * hangul > letters,
            "Shift_JIS" | "EUC-JP" => 10 * kana > letters,
            "GBK" | "Big5" => 2 * han > letters && 10 * kana <= letters,
            _ => true,
        };
        if !is_own {
            return Letters::OfOtherScript;
        }
        match letters {
            ..10 => Letters::Under10,
            10..100 => Letters::Under100,
            _ => Letters::More,
        }
    }
}

/// Numbers of pages by encoding, letters and declaration: with the right text, and all.
type Counts = BTreeMap<(&'static str, Letters, Declared), (u32, u32)>;

/// Numbers of pages with a wrong text without a declaration, by encoding and what it was taken for.
type Taken = BTreeMap<(&'static str, &'static str), u32>;

fn count(page: &str, counts: &mut Counts, taken: &mut Taken) {
    // Many encodings write a page of few letters outside ASCII in the same bytes.
    let mut known = BTreeMap::new();
    for encoding in LEGACY.iter().filter_map(|label| Encoding::for_label(label.as_bytes())).chain([UTF_8]) {
        let Some(page) = encodable(page, encoding) else { continue };
        let (expected, _) = text(page.as_bytes(), Some("utf-8"));
        let bytes = encoding.encode(&page).0.into_owned();
        for declared in DECLARED {
            let is_declared = matches!(declared, Declared::Right | Declared::RightInMeta) || encoding == UTF_8;
            let key = (declared, bytes.clone());
            if is_declared || !known.contains_key(&key) {
                known.insert(key.clone(), under(&page, encoding, declared));
            }
            let (text, used) = &known[&key];
            let count = counts.entry((encoding.name(), Letters::of(&page, encoding, &bytes), declared)).or_default();
            count.0 += u32::from(*text == expected);
            count.1 += 1;
            if *text != expected && declared == Declared::Nowhere {
                *taken.entry((encoding.name(), *used)).or_default() += 1;
            }
        }
    }
}

#[test]
fn pages_in_any_encoding_have_the_same_text() {
    let gold = std::env::var("TAMIS_GOLD").ok();
    let (sets, step, most) = match gold.as_deref() {
        Some("1") => (&SETS[..2], 7, 100),
        Some(step) => (&SETS[..], step.parse().unwrap_or(1), usize::MAX),
        None => (&SETS[..2], 7, 4),
    };
    let all = Mutex::new(sets.iter().flat_map(|set| pages(set, step, most)));
    let next = || all.lock().unwrap().next();
    let (mut counts, mut taken) = (Counts::new(), Taken::new());
    thread::scope(|scope| {
        let work = || {
            let mut found = (Counts::new(), Taken::new());
            while let Some(page) = next() {
                count(&page, &mut found.0, &mut found.1);
            }
            found
        };
        let workers = [scope.spawn(work), scope.spawn(work)];
        for (more, more_taken) in workers.map(|worker| worker.join().unwrap()) {
            for (key, (right, all)) in more {
                let count = counts.entry(key).or_default();
                *count = (count.0 + right, count.1 + all);
            }
            more_taken.into_iter().for_each(|(key, more)| *taken.entry(key).or_default() += more);
        }
    });
    for ((encoding, letters, declared), (right, all)) in &counts {
        println!("{encoding:12} {letters:10?} {declared:16?} {right:5} of {all}");
    }
    for ((encoding, used), count) in &taken {
        println!("{encoding:12} taken for {used}: {count}");
    }
    for ((encoding, letters, declared), (right, all)) in &counts {
        // The bytes leave no doubt: they are UTF-8, or what is declared.
        let is_right = matches!(declared, Declared::Right | Declared::RightInMeta) && *letters != Letters::Utf8;
        let is_certain = *encoding == "UTF-8" || is_right;
        assert!(!is_certain || right == all, "{encoding} {letters:?} {declared:?}: {right} of {all}");
    }
}
