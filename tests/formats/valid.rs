//! Other programs parse all output without complaint.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use roxmltree::Document;
use tamis::{Extract, Format, Options, clean};

use super::relaxng::Schema;
use super::{data, parsed};

/// Formats the whole page, because what the classifier drops must be well-formed too.
fn output(page: &[u8], format: Format) -> String {
    let options = Options::new().format(format).extract(Extract::All).keep_comments(true);
    clean(page, &options).unwrap().text
}

fn schema_path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/tei.rng")
}

/// Whether the program is available; prints a message if not.
fn has(program: &str, arguments: &[&str]) -> bool {
    let found = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let works = found.is_ok_and(|status| status.success());
    if !works {
        eprintln!("skipped: no `{program} {}` on this machine", arguments.join(" "));
    }
    works
}

#[test]
fn html_has_no_parse_errors() {
    data::pages(|name, page| {
        let html = parsed::html(&output(page, Format::Html));
        assert_eq!(html.errors, Vec::<String>::new(), "{name}");
    });
}

#[test]
fn tei_is_valid_against_our_schema() {
    let schema = Schema::read(&fs::read_to_string(schema_path()).unwrap());
    data::pages(|name, page| {
        let tei = output(page, Format::Tei);
        let document = Document::parse(&tei).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(schema.fault(&document), None, "{name}");
    });
}

/// Checks that our validator rejects invalid documents.
#[test]
fn the_schema_rejects_invalid_documents() {
    let schema = Schema::read(&fs::read_to_string(schema_path()).unwrap());
    let page = "<title>a</title><time datetime=2024-05-06></time><h2>b</h2><p>c <a href=/d>e</a><ol><li>f</ol>\
                <dl><dt>g<dd>h</dl><table><tr><th>i<th>j<tr><td>k<td>l</table>";
    let tei = output(page.as_bytes(), Format::Tei);
    let fault = |tei: &str| schema.fault(&Document::parse(tei).unwrap());
    assert_eq!(fault(&tei), None);
    for (right, wrong) in [
        ("head>", "h2>"),
        ("<p>", "<p n=\"1\">"),
        ("<p>c ", "<p>c <p/>"),
        ("<item n=\"1\">", "<item n=\"one\">"),
        ("<label>g</label>\n", ""),
        ("<row>\n<cell role", "<row/>\n<row>\n<cell role"),
        ("rend=\"numbered\"", "rend=\"x\""),
        ("rend=\"numbered\"", ""),
        ("<div>\n", "<div>text"),
        ("<bibl>", "<bibl>text"),
        ("</standOff>", "</standOff><text/>"),
        ("http://www.tei-c.org/ns/1.0", "http://www.example.org/"),
    ] {
        let broken = tei.replace(right, wrong);
        assert_ne!(broken, tei, "{right} is not in\n{tei}");
        assert!(fault(&broken).is_some(), "{wrong} is accepted");
    }
}

/// Validates with a third-party validator, where available.
#[test]
fn tei_is_valid_for_other_validators() {
    let python = "import sys; from lxml import etree; schema = etree.RelaxNG(etree.parse(sys.argv[1])); \
                  [schema.assertValid(etree.parse(name)) for name in sys.argv[2:]]";
    let schema = schema_path().display().to_string();
    let (program, arguments) = if has("xmllint", &["--version"]) {
        ("xmllint", vec!["--noout", "--relaxng", &schema])
    } else if has("python3", &["-c", "import lxml"]) {
        ("python3", vec!["-c", python, &schema])
    } else {
        return;
    };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("tei");
    fs::create_dir_all(&folder).unwrap();
    let mut number = 0;
    data::pages(|_, page| {
        number += 1;
        fs::write(folder.join(format!("{number}.xml")), output(page, Format::Tei)).unwrap();
    });
    let files: Vec<PathBuf> = (1..=number).map(|number| folder.join(format!("{number}.xml"))).collect();
    for files in files.chunks(200) {
        let answer = Command::new(program).args(&arguments).args(files).output().unwrap();
        assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn every_line_of_json_is_read_by_serde_python_and_jq() {
    let mut lines = String::new();
    data::pages(|name, page| {
        let line = output(page, Format::Json);
        let value: serde_json::Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(value["text"].is_string() && value["id"].is_string() && value["metadata"].is_object(), "{name}");
        lines.push_str(&line);
    });
    let count = lines.lines().count();
    let python = "import sys, json; print(sum(isinstance(json.loads(line)['id'], str) for line in sys.stdin.buffer))";
    for (program, arguments) in
        [("python3", vec!["-c", python]), ("jq", vec!["-n", "[inputs | .id | strings] | length"])]
    {
        if !has(program, &["--version"]) {
            continue;
        }
        let mut child =
            Command::new(program).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
        let answer = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
        assert_eq!(answer.trim(), count.to_string(), "{program}");
    }
}
