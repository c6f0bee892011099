//! The examples of CommonMark and GitHub, from HTML to our Markdown and back.
//!
//! ```text
//! example's HTML → tamis → Markdown → another renderer → HTML, equal but for white space
//! ```
//!
//! Left out is what has no Markdown of ours: raw HTML, empty elements, links of schemes that are refused. The data is not
//! part of the project: it lies in `$TAMIS_DATA/conformance`, `../shared` by default. Known deviations are listed in
//! `tests/deviations/markdown.txt`; `TAMIS_BLESS=1` rewrites the list.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use pulldown_cmark::{Event, Parser};
use tamis::{Extract, Format, Options};

use super::html::{has_empty_element, normal};
use super::{EXTENSIONS, rendered};

/// Suite, examples that are tried, and of these the share that must come out equal, in percent.
const SUITES: [(&str, usize, f64); 4] = [
    ("commonmark-spec", 554, 98.0),
    ("gfm-spec", 574, 97.0),
    ("gfm-extensions", 26, 80.0),
    ("cmark-regression", 17, 94.0),
];

#[test]
fn examples_come_back_as_they_were() {
    let data = std::env::var_os("TAMIS_DATA").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let folder = data.join("conformance/commonmark");
    if !folder.is_dir() {
        return println!("skipped: no examples at {} (set TAMIS_DATA)", folder.display());
    }
    let (mut deviations, mut short) = (BTreeMap::new(), Vec::new());
    for (suite, expected, least) in SUITES {
        let text = std::fs::read_to_string(folder.join(suite).with_extension("txt")).unwrap();
        let (mut tried, mut equal, mut left_out) = (0, 0, BTreeMap::<&str, u32>::new());
        for (number, (markdown, html)) in examples(&text).into_iter().enumerate() {
            if let Some(why) = why_left_out(&markdown, &html) {
                *left_out.entry(why).or_default() += 1;
                continue;
            }
            tried += 1;
            match difference(&html) {
                None => equal += 1,
                Some(difference) => _ = deviations.insert(format!("{suite}:{:03}", number + 1), difference),
            }
        }
        let share = 100.0 * f64::from(equal) / tried as f64;
        println!("{suite}: {equal} of {tried} ({share:.1} %), left out {left_out:?}");
        if share < least || tried < expected {
            short.push(format!("{suite}: {equal} of {tried}"));
        }
    }
    check(&deviations);
    assert!(short.is_empty(), "{}", short.join("\n"));
}

/// Markdown and HTML of each example.
fn examples(text: &str) -> Vec<(String, String)> {
    let fence = "`".repeat(32);
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, example)) = rest.split_once(&format!("\n{fence} example")) {
        let (example, after) = example.split_once(&format!("\n{fence}\n")).unwrap_or((example, ""));
        let (_, example) = example.split_once('\n').unwrap();
        let (markdown, html) =
            format!("\n{example}\n").split_once("\n.\n").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        found.push((markdown.replace('→', "\t"), html.replace('→', "\t")));
        rest = after;
    }
    found
}

fn why_left_out(markdown: &str, html: &str) -> Option<&'static str> {
    let is_raw = |event| matches!(event, Event::Html(_) | Event::InlineHtml(_));
    let normal = normal(html);
    let is_refused = |line: &str| {
        let address = line.split_once("href=\"").or(line.split_once("src=\"")).map_or("", |(_, rest)| rest);
        let scheme = address.split_once(':').map_or("http", |(scheme, _)| scheme).to_lowercase();
        line.starts_with('<')
            && !scheme.contains(['/', '"', '?', '#'])
            && !["http", "https", "mailto"].contains(&&*scheme)
    };
    if Parser::new_ext(markdown, EXTENSIONS).any(is_raw) {
        Some("raw HTML")
    } else if has_empty_element(&normal) || normal.contains("src=\"\"") || normal.contains("href=\"\"") {
        Some("empty")
    } else if normal.lines().any(is_refused) {
        Some("refused scheme")
    } else {
        None
    }
}

fn difference(html: &str) -> Option<String> {
    // Else the first heading of the example would be the headline.
    let html = format!("<h1>Page</h1>\n{html}");
    let options = Options::new().format(Format::Markdown).extract(Extract::All);
    let markdown = tamis::clean(html.as_bytes(), &options.encoding("utf-8").unwrap()).unwrap().text;
    let back = rendered(&markdown);
    (normal(&html) != normal(&back)).then(|| format!("\n{html}→\n{markdown}→\n{back}"))
}

/// Fails unless the deviations are exactly those listed, each with a reason.
fn check(deviations: &BTreeMap<String, String>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/deviations/markdown.txt");
    let list = std::fs::read_to_string(&path).unwrap_or_default();
    let (comments, lines): (Vec<_>, Vec<_>) = list.lines().partition(|line| line.starts_with('#'));
    let listed: BTreeMap<&str, &str> = lines.iter().map(|line| line.split_once(' ').unwrap_or((line, ""))).collect();
    if std::env::var_os("TAMIS_BLESS").is_some_and(|value| value == "1") {
        let mut list: String = comments.iter().map(|line| format!("{line}\n")).collect();
        for test in deviations.keys() {
            list += &format!("{test} {}\n", listed.get(test.as_str()).unwrap_or(&"unexplained"));
        }
        return std::fs::write(&path, list).unwrap();
    }
    let unlisted = deviations.iter().filter(|(test, _)| !listed.contains_key(test.as_str()));
    let mut faults: Vec<String> = unlisted.map(|(test, difference)| format!("{test} deviates: {difference}")).collect();
    for (test, reason) in listed {
        if !deviations.contains_key(test) {
            faults.push(format!("{test} is listed and passes"));
        } else if matches!(reason, "" | "unexplained") {
            faults.push(format!("{test} is listed without a reason"));
        }
    }
    assert!(faults.is_empty(), "{} against {}:\n{}", faults.len(), path.display(), faults.join("\n"));
}
