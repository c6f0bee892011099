//! Runs the html5lib suites and the standard's table of references against the tokenizer and the tree.
//!
//! Only text is compared, because only text leaves the crate. The data is not part of the project: it is in
//! `$TAMIS_DATA/conformance`, `../shared` by default, and tests without their data are skipped. The files
//! `tests/deviations/*.txt` list known deviations; `TAMIS_BLESS=1` rewrites them.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{Element, ElementSink, Noscript, Open, StartTag, Tag, TextKind, TokenSink, Tokenizer, TreeBuilder};
use crate::limits::Limits;

#[derive(Default)]
struct Collect(String);

impl TokenSink for Collect {
    fn start_tag(&mut self, _: StartTag<'_>) {}
    fn end_tag(&mut self, _: Tag) {}
    fn text(&mut self, text: &str, _: TextKind) {
        self.0.push_str(text);
    }
}

impl ElementSink for Collect {
    type Frame = ();
    fn open(&mut self, _: Element<'_>, _: &mut [Open<()>]) {}
    fn close(&mut self, _: Open<()>, _: &mut [Open<()>]) {}
    fn text(&mut self, text: &str, _: TextKind, _: &mut [Open<()>]) {
        self.0.push_str(text);
    }
}

/// Returns the directory of the suites, or `None` with a message on stderr that shows even if the test passes.
pub(crate) fn data() -> Option<PathBuf> {
    let root = std::env::var_os("TAMIS_DATA").unwrap_or_else(|| "../shared".into());
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join(root).join("conformance");
    if !data.is_dir() {
        let _ = writeln!(std::io::stderr(), "skipped: no conformance data at {} (set TAMIS_DATA)", data.display());
        return None;
    }
    Some(data)
}

/// Fails unless the deviations (test and difference) are exactly those listed for the suite.
///
/// With `TAMIS_BLESS=1` rewrites the list and keeps the reasons of the remaining deviations.
pub(crate) fn check(suite: &str, total: usize, deviations: &BTreeMap<String, String>) {
    eprintln!("{suite}: {} of {total}", total - deviations.len());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/deviations/{suite}.txt"));
    let list = std::fs::read_to_string(&path).unwrap_or_default();
    let (comments, lines): (Vec<_>, Vec<_>) = list.lines().partition(|line| line.starts_with('#') || line.is_empty());
    let listed: BTreeMap<&str, &str> = lines.iter().map(|line| line.split_once(' ').unwrap_or((line, ""))).collect();
    if std::env::var_os("TAMIS_BLESS").is_some_and(|value| value == "1") {
        let mut list: String = comments.iter().map(|line| format!("{line}\n")).collect();
        for test in deviations.keys() {
            list += &format!("{test} {}\n", listed.get(test.as_str()).unwrap_or(&"unexplained"));
        }
        return std::fs::write(&path, list).unwrap();
    }
    let mut faults: Vec<String> = Vec::new();
    for (test, difference) in deviations.iter().filter(|(test, _)| !listed.contains_key(test.as_str())) {
        faults.push(format!("{test} deviates: {difference}"));
    }
    for (test, reason) in listed {
        if !deviations.contains_key(test) {
            faults.push(format!("{test} is listed and passes"));
        } else if matches!(reason, "" | "unexplained") {
            faults.push(format!("{test} is listed without a reason"));
        }
    }
    assert!(faults.is_empty(), "{} against {}:\n{}", faults.len(), path.display(), faults.join("\n"));
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Returns the files of a directory with this extension, sorted.
fn files(directory: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries.filter(|path| path.extension().is_some_and(|found| found == extension)).collect();
    files.sort();
    files
}

/// Returns the first difference when the input comes in pieces of one character, of seven, or whole.
fn difference(input: &str, expected: &str, read: impl Fn(&[&str]) -> String) -> Option<String> {
    let starts: Vec<usize> = input.char_indices().map(|(at, _)| at).chain([input.len()]).collect();
    [1, 7, starts.len()].into_iter().find_map(|size| {
        let cuts: Vec<usize> = starts.iter().copied().step_by(size).chain([input.len()]).collect();
        let pieces: Vec<&str> = cuts.windows(2).map(|cut| &input[cut[0]..cut[1]]).collect();
        let text = read(&pieces);
        (text != expected).then(|| format!("{pieces:?} gives {text:?}, not {expected:?}"))
    })
}

fn tokenized(pieces: &[&str]) -> String {
    let (mut tokenizer, mut text) = (Tokenizer::new(&Limits::default()), Collect::default());
    pieces.iter().for_each(|piece| tokenizer.push(piece, &mut text));
    tokenizer.finish(&mut text);
    text.0
}

/// Unescapes a string again if the test is double-escaped; `None` if the result has half a surrogate pair.
fn unescape(text: &str, double_escaped: bool) -> Option<String> {
    if !double_escaped {
        return Some(text.to_owned());
    }
    let mut parts = text.split("\\u");
    let mut units: Vec<u16> = parts.next()?.encode_utf16().collect();
    for part in parts {
        units.push(u16::from_str_radix(part.get(..4)?, 16).unwrap());
        units.extend(part[4..].encode_utf16());
    }
    String::from_utf16(&units).ok()
}

/// A new rewriter resumes in the state of the last one, whatever that is.
#[test]
fn an_overlong_comment_changes_nothing() {
    const TAGS: [&str; 24] = [
        "<svg>",
        "</svg>",
        "<math>",
        "</math>",
        "<title>",
        "</title>",
        "<desc>",
        "</desc>",
        "<foreignObject>",
        "</foreignObject>",
        "<mi>",
        "</mi>",
        "<annotation-xml encoding=text/html>",
        "</annotation-xml>",
        "<style>",
        "</style>",
        "<font color=x>",
        "<p>",
        "</p>",
        "<script>",
        "</script>",
        "<svg/>",
        "<textarea>",
        "</textarea>",
    ];
    let limits = Limits { rewriter_bytes: 1 << 10, ..Limits::default() };
    let long = format!("<!--{}-->", "x ".repeat(12_000));
    let mut seed: u64 = 1;
    let mut random = |end: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % end
    };
    let mut restarts = 0;
    for _ in 0..300 {
        let tags: Vec<&str> = (0..12).map(|_| TAGS[random(TAGS.len())]).collect();
        let at = random(tags.len());
        let page = |comment: &str| format!("{}{comment}{}", tags[..at].join("<b>a"), tags[at..].join("<i>b"));
        let expected = tokenized(&[&page("<!---->")]);
        let (mut tokenizer, mut found) = (Tokenizer::new(&limits), Collect::default());
        let page = page(&long);
        page.as_bytes().chunks(1000).for_each(|piece| tokenizer.push(std::str::from_utf8(piece).unwrap(), &mut found));
        tokenizer.finish(&mut found);
        restarts += tokenizer.overlong_tokens();
        // In raw text it is no comment.
        assert_eq!(found.0.replace(&long, "<!---->"), expected, "{}", tags.concat());
    }
    assert!(restarts > 50, "{restarts}");
}

#[test]
fn tokenizer_text_matches_html5lib() {
    let Some(data) = data() else { return };
    let (mut total, mut skipped, mut deviations) = (0, 0, BTreeMap::new());
    for path in files(&data.join("html5lib/tokenizer"), "test") {
        let file = path.file_name().unwrap().to_str().unwrap();
        let suite = json(&path);
        // xmlViolation.test has no `tests`.
        for (number, test) in suite["tests"].as_array().into_iter().flatten().enumerate() {
            let states = test["initialStates"].as_array();
            if states.is_some_and(|states| !states.iter().any(|state| state == "Data state")) {
                continue;
            }
            let unescape = |text: &Value| unescape(text.as_str().unwrap(), test["doubleEscaped"] == true);
            let output = test["output"].as_array().unwrap();
            let texts = output.iter().filter(|token| token[0] == "Character").map(|token| unescape(&token[1]));
            let (Some(input), Some(expected)) = (unescape(&test["input"]), texts.collect::<Option<String>>()) else {
                skipped += 1;
                continue;
            };
            total += 1;
            if let Some(difference) = difference(&input, &expected, tokenized) {
                deviations.insert(format!("{file}:{}", number + 1), difference);
            }
        }
    }
    check("tokenizer", total, &deviations);
    assert_eq!((total - deviations.len(), total, skipped), (6686, 6686, 4));
}

#[test]
fn every_named_reference_decodes_at_every_cut() {
    let Some(data) = data() else { return };
    let entities = json(&data.join("entities/entities.json"));
    let entities = entities.as_object().unwrap();
    for (name, entity) in entities {
        let expected = entity["characters"].as_str().unwrap();
        for at in 0..=name.len() {
            let (before, after) = name.split_at(at);
            assert_eq!(tokenized(&[before, after]), expected, "{before}|{after}");
        }
    }
    assert_eq!(entities.len(), 2231);
}

/// Returns the text of the tree built from these pieces. Parses `noscript` as markup unless `scripting`.
fn tree_text(pieces: &[&str], scripting: bool) -> String {
    let limits = Limits::default();
    let (mut tokenizer, mut tree) = (Tokenizer::new(&limits), TreeBuilder::new(&limits, Collect::default()));
    let mut text = if scripting {
        pieces.iter().for_each(|piece| tokenizer.push(piece, &mut tree));
        tokenizer.finish(&mut tree);
        tree.into_sink().0
    } else {
        let mut noscript = Noscript::new(&limits, tree);
        pieces.iter().for_each(|piece| tokenizer.push(piece, &mut noscript));
        tokenizer.finish(&mut noscript);
        noscript.finish();
        noscript.into_sink().into_sink().0
    };
    // block/inline.rs removes U+0000, with all control characters.
    text.retain(|c| !c.is_ascii_whitespace() && c != '\0');
    text
}

/// Returns the text of a tree in the suite's notation, without white space.
fn expected_text(tree: &str) -> String {
    let nodes = tree.trim_end_matches('\n').split("\n| ").map(|node| node.trim_start_matches(' '));
    let texts = nodes.filter_map(|node| node.strip_prefix('"')?.strip_suffix('"'));
    texts.flat_map(str::chars).filter(|c| !c.is_ascii_whitespace()).collect()
}

#[test]
fn tree_text_matches_html5lib() {
    let Some(data) = data() else { return };
    let directory = data.join("html5lib/tree-construction");
    let (mut total, mut deviations) = (0, BTreeMap::new());
    for path in [files(&directory, "dat"), files(&directory.join("scripted"), "dat")].concat() {
        let file = path.strip_prefix(&directory).unwrap().to_str().unwrap();
        let suite = format!("\n{}", std::fs::read_to_string(&path).unwrap());
        for (number, test) in suite.split("\n#data\n").enumerate().skip(1) {
            let test = format!("\n{test}");
            let (input, rest) = test.split_once("\n#errors\n").unwrap();
            let (about, tree) = rest.split_once("#document\n").unwrap_or((rest, ""));
            if about.contains("#document-fragment") {
                continue;
            }
            total += 1;
            let (input, expected) = (input.strip_prefix('\n').unwrap_or(input), expected_text(&format!("\n{tree}")));
            let scripting = !about.contains("#script-off");
            if let Some(difference) = difference(input, &expected, |pieces| tree_text(pieces, scripting)) {
                deviations.insert(format!("{file}:{number}"), difference);
            }
        }
    }
    check("tree", total, &deviations);
    assert_eq!(total, 1604);
    assert!(total - deviations.len() >= 1556, "{} of {total}", total - deviations.len());
}
