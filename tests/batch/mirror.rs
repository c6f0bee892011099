//! A mirror of a site as programs save it: each file has the fate that the table says.

use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Command;

use crate::archive::{Response, gzip};
use crate::{assert_adds_up, assert_status, folder, run, shown, stats, tree};

/// What becomes of a file: the name of its output below the folder, or the count it is in.
enum Fate {
    Written(&'static str),
    Counted(&'static str),
    /// A hidden file, which is not looked at.
    Unseen,
}

use Fate::{Counted, Unseen, Written};

const ROBOTS: &[u8] = b"User-agent: *\nDisallow: /private/\n";
const TEXT: &[u8] = b"Boil the water in a kettle and warm the pot with it before the leaves go in.\n";
const PNG: &[u8] = b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR";

/// The files of the mirror.
fn table() -> Vec<(&'static [u8], Vec<u8>, Fate)> {
    let page = || Response::TEA.body.to_vec();
    vec![
        (b"index.html", page(), Written("index.html.md")),
        (b"about.html.gz", gzip(Response::TEA.body), Written("about.html.md")),
        (b"tea/index.html", page(), Written("tea/index.html.md")),
        (b"pot/index.html", page(), Written("pot/index.html.md")),
        (b"pot/deep/er/index.html", page(), Written("pot/deep/er/index.html.md")),
        (b"with space.html", page(), Written("with space.html.md")),
        (b"with\nnewline.html", page(), Written("with\nnewline.html.md")),
        (b"invalid-\xFF.html", page(), Written("invalid-\\xFF.html.md")),
        (b"page.php?id=3", page(), Written("page.php?id=3.md")),
        (b"article", page(), Written("article.md")),
        (b"notes.txt", TEXT.to_vec(), Written("notes.txt.md")),
        (b"missing.css", b"<!DOCTYPE html><p>Not found: the style sheet moved.".to_vec(), Written("missing.css.md")),
        (b"style.css", b"p { color: green }".to_vec(), Counted("not_html")),
        (b"style.css?v=2", b"p { color: red }".to_vec(), Counted("not_html")),
        (b"app.js", b"<!-- old browsers\nalert(1)".to_vec(), Counted("not_html")),
        (b"data.json", b"{\"tea\": true}".to_vec(), Counted("not_html")),
        (b"table.csv", b"tea,pot\n1,2\n".to_vec(), Counted("not_html")),
        (b"robots.txt", ROBOTS.to_vec(), Counted("not_html")),
        (b"pot.png", PNG.to_vec(), Counted("not_html")),
        (b"pot.svg", b"<svg xmlns='http://www.w3.org/2000/svg'></svg>".to_vec(), Counted("not_html")),
        (b"feed.xml", b"<?xml version='1.0'?><rss></rss>".to_vec(), Counted("not_html")),
        (b"program", b"\x7FELF\x02\x01\x01\0".to_vec(), Counted("not_html")),
        (b"random.bin", b"\x01\x02\0\x03\0\0\x04".to_vec(), Counted("not_html")),
        (b"README", TEXT.to_vec(), Counted("not_html")),
        (b"files.zip", b"PK\x03\x04....".to_vec(), Counted("not_html")),
        (b"empty.html", Vec::new(), Counted("empty")),
        (b"zero.html.gz", Vec::new(), Counted("empty")),
        (b"bare.html", b"<nav>Home</nav>".to_vec(), Counted("empty")),
        (b"packed.html.bz2", b"BZh91AY&SY".to_vec(), Counted("failed")),
        (b".hidden.html", page(), Unseen),
        (b".git/index.html", page(), Unseen),
    ]
}

/// Makes the mirror, and returns how many of its entries have each count.
fn make(mirror: &Path) -> Vec<(&'static str, u64)> {
    let mut counts = vec![("kept", 0), ("empty", 0), ("not_html", 0), ("no_file", 0), ("failed", 0)];
    let mut add = |fate: &str| counts.iter_mut().find(|(name, _)| *name == fate).unwrap().1 += 1;
    for (name, content, fate) in table() {
        let path = mirror.join(std::ffi::OsStr::from_bytes(name));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        match fate {
            Written(_) => add("kept"),
            Counted(name) => add(name),
            Unseen => {}
        }
    }
    symlink(".", mirror.join("loop")).unwrap();
    symlink("gone.html", mirror.join("dangling.html")).unwrap();
    add("no_file");
    add("failed");
    if Command::new("mkfifo").arg(mirror.join("fifo.html")).status().is_ok_and(|status| status.success()) {
        add("no_file");
    }
    let closed = mirror.join("closed.html");
    fs::write(&closed, Response::TEA.body).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    // Root reads everything.
    add(if fs::File::open(&closed).is_ok() { "kept" } else { "failed" });
    counts
}

#[test]
fn each_file_of_a_mirror_has_the_fate_in_the_table() {
    let folder = folder("mirror");
    let (mirror, texts) = (folder.join("mirror"), folder.join("texts"));
    let expected = make(&mirror);
    let arguments = [&shown(&mirror), "--to", "files", "-f", "markdown", "-o", &format!("{}/", shown(&texts))];
    let arguments = [&arguments[..], &["--resume", "--stats", "json"]].concat();
    let output = run(&arguments);
    assert_status(&output, 1, "packed.html.bz2: is compressed with bzip2; unpack it first");
    assert_status(&output, 1, "dangling.html: cannot open: No such file");
    let counts = stats(&output);
    assert_adds_up(&counts);
    for (fate, count) in &expected {
        assert_eq!(counts[*fate], *count, "{fate}");
    }
    let name = |path: &Path| {
        path.as_os_str().as_bytes().utf8_chunks().fold(String::new(), |name, chunk| {
            name + chunk.valid() + &chunk.invalid().iter().map(|byte| format!("\\x{byte:02X}")).collect::<String>()
        })
    };
    let written = tree(&texts);
    for (_, content, fate) in table() {
        if let Written(output) = fate {
            let found = written.iter().find(|(path, _)| name(path) == output);
            assert!(found.is_some_and(|(_, text)| !text.is_empty()), "{output}: {content:?}");
        }
    }
    // Pages without text have empty outputs, so that the next run skips them.
    let texts_of = |fate: &str| expected.iter().find(|(name, _)| *name == fate).unwrap().1 as usize;
    assert_eq!(written.len(), texts_of("kept") + texts_of("empty"));
    assert_eq!(written.iter().filter(|(_, text)| text.is_empty()).count(), texts_of("empty"));

    // A second run changes nothing, and says again what is missing.
    let again = run(&arguments);
    assert_status(&again, 1, "packed.html.bz2");
    let counts = stats(&again);
    assert_eq!((&counts["kept"], &counts["complete_before"]), (&0.into(), &written.len().into()));
    assert!(written == tree(&texts));
}

#[test]
fn one_output_of_a_mirror_is_complete_after_one_run() {
    let folder = folder("mirror-lines");
    let (mirror, texts) = (folder.join("mirror"), folder.join("texts.jsonl.gz"));
    make(&mirror);
    let arguments = [&shown(&mirror), "-o", &shown(&texts), "--resume"];
    assert_status(&run(&arguments), 1, "no regular file");
    let written = fs::read(&texts).unwrap();
    assert_status(&run(&arguments), 0, "nothing to do: all outputs are complete");
    assert!(written == fs::read(&texts).unwrap());
}

#[test]
fn files_in_folders_are_chosen_by_name() {
    let folder = folder("mirror-names");
    make(&folder.join("mirror"));
    let kept = |arguments: &[&str]| {
        let output = run(&[&[&*shown(folder.join("mirror")), "--stats", "json"], arguments].concat());
        let counts = stats(&output);
        assert_adds_up(&counts);
        let lines = String::from_utf8(output.stdout).unwrap();
        let mut names: Vec<String> = lines
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
            .map(|line| line["record"]["input"].as_str().unwrap().split_once("/mirror/").unwrap().1.to_owned())
            .collect();
        names.retain(|name| name != "closed.html");
        (names, counts["name"].as_u64().unwrap())
    };
    assert_eq!(
        kept(&["--include", "index.html", "--exclude", "pot/deep"]).0,
        ["index.html", "pot/index.html", "tea/index.html"]
    );
    assert_eq!(kept(&["--include", "tea/*"]).0, ["tea/index.html"]);
    let (all, none) = kept(&[]);
    let (some, left_out) = kept(&["--exclude", "*.html"]);
    assert!(none == 0 && left_out > 0 && some.len() < all.len());
    assert!(kept(&["--hidden"]).0.contains(&".git/index.html".to_owned()));
    // What is recognised counts, not what the name says.
    assert_eq!(kept(&["--mime", "text/css"]).0, ["style.css", "style.css?v=2"]);
    assert_status(&run(&[&shown(&folder), "--include", "a[", "-o", "/nowhere/x.jsonl"]), 2, "invalid pattern");
    assert_status(&run(&[&shown(&folder), "--mime", "html"]), 2, "a media type is like text/html");
}
