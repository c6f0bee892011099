//! WET files: our records compared with those that Common Crawl published for the same archive.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::{assert_status, run, shown};

/// Returns the header fields and the block of each record.
fn records(wet: &str) -> Vec<(Vec<(&str, &str)>, &str)> {
    let records = wet.split("WARC/1.0\r\n").skip(1);
    let parts = records.map(|record| record.split_once("\r\n\r\n").unwrap());
    parts.map(|(head, block)| (head.lines().map(|line| line.split_once(": ").unwrap()).collect(), block)).collect()
}

/// Returns the folder with an archive and its published text.
fn sample() -> Option<PathBuf> {
    let data = std::env::var_os("TAMIS_DATA").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let sample = data.join("warc/whirlwind");
    if sample.is_dir() {
        return Some(sample);
    }
    eprintln!("skipped: no {} (set TAMIS_DATA)", sample.display());
    None
}

/// Returns the published text and ours, of the whole page.
fn texts(sample: &Path) -> (String, String) {
    let output = run(&[&shown(sample.join("whirlwind.warc.gz")), "--to", "wet", "--extract", "all"]);
    assert_status(&output, 0, "1 kept");
    (fs::read_to_string(sample.join("whirlwind.warc.wet")).unwrap(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn fields_and_their_order_match_common_crawl() {
    let Some((published, ours)) = sample().map(|sample| texts(&sample)) else { return };
    let (ours, published) = (records(&ours), records(&published));
    assert_eq!(ours.len(), published.len());
    for ((our_fields, our_block), (fields, block)) in ours.iter().zip(&published) {
        let is_info = fields.contains(&("WARC-Type", "warcinfo"));
        assert_fields(our_fields, fields, |name| match name {
            "WARC-Record-ID" | "WARC-Block-Digest" | "Content-Length" => true,
            // Ours is the date of the source, not the current time.
            "WARC-Date" => is_info,
            _ => false,
        });
        if is_info {
            let fields = |block| str::lines(block).filter_map(|line| line.split_once(": ")).collect::<Vec<_>>();
            assert_fields(&fields(our_block), &fields(block), |name| {
                matches!(name, "Software-Info" | "Extracted-Date")
            });
        }
    }
}

/// Asserts equal names in equal order, and equal values unless they may differ.
#[track_caller]
fn assert_fields(ours: &[(&str, &str)], published: &[(&str, &str)], may_differ: impl Fn(&str) -> bool) {
    let names = |fields: &[(&str, &str)]| fields.iter().map(|(name, _)| (*name).to_owned()).collect::<Vec<_>>();
    assert_eq!(names(ours), names(published));
    for ((name, ours), (_, published)) in ours.iter().zip(published) {
        assert!(may_differ(name) || ours == published, "{name}: {ours} is not {published}");
    }
}

#[test]
fn differences_from_common_crawl_are_those_in_docs_wet_md() {
    let Some((published, ours)) = sample().map(|sample| texts(&sample)) else { return };
    let found = differences(records(&published)[1].1, records(&ours)[1].1);
    let document = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/wet.md")).unwrap();
    let (_, text) = document.split_once("## Text").unwrap();
    let rows = text.lines().filter_map(|line| {
        let (kind, rest) = line.strip_prefix("| `")?.split_once("` | ")?;
        Some((kind, rest.split_once(" |")?.0.parse().unwrap()))
    });
    assert_eq!(found, rows.collect::<BTreeMap<_, usize>>(), "left: found; right: docs/wet.md");
}

/// Counts the differences by kind, over every word and the white space before it.
#[track_caller]
fn differences(published: &str, ours: &str) -> BTreeMap<&'static str, usize> {
    let mut published = words(published);
    let mut found = BTreeMap::new();
    let mut note = |kind| *found.entry(kind).or_default() += 1;
    let (mut marked, mut last) = (None, "");
    for (space, word) in words(ours) {
        let is_marker = word == "-" || word.strip_suffix('.').is_some_and(is_number);
        if space.contains('\n') && is_marker {
            note("list marker");
            marked = Some(space);
            continue;
        }
        let mut theirs = published.next().expect("ours has more words");
        if theirs.1 == "↑" && word != "↑" {
            note("link back");
            theirs = published.find(|(_, word)| *word != "↑" && !is_number(word)).expect("ours has more words");
        }
        assert_eq!(theirs.1, word, "after {last:?}");
        white_space(theirs.0, marked.take().unwrap_or(space)).into_iter().for_each(&mut note);
        last = word;
    }
    assert_eq!(published.next(), None, "ours has fewer words");
    found
}

/// Returns the kinds of difference in the white space before a word.
#[track_caller]
fn white_space(published: &str, ours: &str) -> Vec<&'static str> {
    let lines = |space: &str| space.matches('\n').count();
    let indent = ours.trim_start_matches('\n');
    let mut kinds = Vec::new();
    match (lines(published), lines(ours)) {
        _ if ours.contains('\t') => kinds.push("table cell"),
        (0, 2) => kinds.push("table cell"),
        (1, 0) => kinds.push("button"),
        (1, 2) => kinds.push("blank line"),
        (theirs, ours) => assert_eq!(theirs, ours, "line breaks"),
    }
    if indent.contains('\u{A0}') {
        kinds.push("no-break space");
    } else if lines(ours) > 0 && !indent.is_empty() {
        kinds.push("indented list");
    }
    assert!(published == ours || !kinds.is_empty(), "{published:?} is {ours:?}");
    kinds
}

/// Splits the text into words, each with the white space before it.
fn words(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let word = rest.trim_start();
        let end = word.find(char::is_whitespace).unwrap_or(word.len());
        let found = (&rest[..rest.len() - word.len()], &word[..end]);
        rest = &word[end..];
        (end > 0).then_some(found)
    })
}

/// Whether the word is `3`, or `1,0`, the number of a link to a source cited more than once.
fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit() || byte == b',')
}

#[test]
fn records_depend_on_the_source_and_ids_on_the_options() {
    let record = crate::archive::Response::TEA.member();
    let wet = |arguments: &[&str]| crate::piped(&[arguments, &["--to", "wet", "-"]].concat(), &record).stdout;
    let id = |wet: &[u8]| {
        let wet = String::from_utf8_lossy(wet).into_owned();
        let (fields, _) = records(&wet).pop().unwrap();
        fields.iter().find(|(name, _)| *name == "WARC-Record-ID").unwrap().1.to_owned()
    };
    let (one, same, other) = (wet(&[]), wet(&[]), wet(&["--extract", "all"]));
    assert_eq!(one, same);
    assert_ne!(id(&one), id(&other));
}
