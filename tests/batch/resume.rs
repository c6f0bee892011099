//! A killed run is resumed only with the same inputs and settings.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::archive::Response;
use crate::{assert_status, batch, folder, run, shown};

/// Runs a list of two pages, the second repeated, and kills the run once the first page is committed.
fn killed(folder: &Path, arguments: &[&str]) {
    let (first, second, output) = (folder.join("a.html"), folder.join("b.html"), shown(folder.join("x.jsonl")));
    fs::write(&first, Response::TEA.body).unwrap();
    fs::write(&second, Response::TEA.body).unwrap();
    let arguments = [&["--files-from", "-", "-o", &output], arguments].concat();
    let mut child = batch(&arguments).stdin(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let list = child.stdin.as_mut().unwrap();
    writeln!(list, "{}", shown(&first)).unwrap();
    let is_committed = || {
        let journal = fs::read_to_string(folder.join("x.jsonl.tamis/journal")).unwrap_or_default();
        // A commit without bytes may precede that of the first page.
        journal.ends_with('\n') && journal.lines().skip(1).any(|line| !line.starts_with("0 "))
    };
    let begun = Instant::now();
    while !is_committed() {
        assert!(begun.elapsed() < Duration::from_secs(60), "no journal");
        // A commit happens when the next page arrives, if it is time.
        thread::sleep(Duration::from_millis(50));
        writeln!(list, "{}", shown(&second)).unwrap();
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

fn resumed(folder: &Path, arguments: &[&str]) -> Output {
    let (list, output) = (shown(folder.join("list")), shown(folder.join("x.jsonl")));
    let second = format!("{}\n", shown(folder.join("b.html")));
    fs::write(&list, format!("{}\n{}", shown(folder.join("a.html")), second.repeat(2000))).unwrap();
    run(&[&["--files-from", &list, "-o", &output, "--resume"], arguments].concat())
}

#[test]
fn a_changed_input_is_detected_and_the_output_kept() {
    let folder = folder("changed");
    killed(&folder, &[]);
    let first = folder.join("a.html");
    let written = fs::metadata(&first).unwrap().modified().unwrap();
    let begun = fs::read(folder.join("x.jsonl.tamis/part")).unwrap();
    let assert_detected = || {
        let message = "x.jsonl was started with other inputs, or they have changed since: --restart starts over";
        assert_status(&resumed(&folder, &[]), 2, message);
        // Bytes not yet committed may be gone.
        let part = fs::read(folder.join("x.jsonl.tamis/part")).unwrap();
        assert!(!part.is_empty() && begun.starts_with(&part));
    };
    fs::write(&first, "<p>Another page altogether.").unwrap();
    assert_detected();
    fs::write(&first, Response::TEA.body).unwrap();
    fs::File::options().write(true).open(&first).unwrap().set_modified(std::time::UNIX_EPOCH).unwrap();
    assert_detected();
    fs::remove_file(&first).unwrap();
    assert_detected();
    // With the original input, the run resumes.
    fs::write(&first, Response::TEA.body).unwrap();
    fs::File::options().write(true).open(&first).unwrap().set_modified(written).unwrap();
    assert_status(&resumed(&folder, &[]), 0, "2001 kept");
}

#[test]
fn an_output_without_its_journal_starts_over() {
    let folder = folder("anew");
    killed(&folder, &[]);
    fs::write(folder.join("a.html"), "<article><p>Another page, which has words enough to be kept.</article>").unwrap();
    assert_status(&resumed(&folder, &[]), 2, "they have changed since");
    fs::remove_file(folder.join("x.jsonl.tamis/journal")).unwrap();
    assert_status(&resumed(&folder, &[]), 0, "2001 kept");
    assert!(fs::read_to_string(folder.join("x.jsonl")).unwrap().starts_with("{\"text\":\"Another page"));
}

#[test]
fn other_settings_are_detected() {
    let folder = folder("settings");
    let rules = folder.join("own.toml");
    let own = "format = 1\nid = \"own\"\nkind = \"generic\"\nnote = \"For a test.\"\n";
    fs::write(&rules, own).unwrap();
    let with_rules = ["--rules", &shown(&rules), "--min-words", "2"];
    killed(&folder, &with_rules);
    assert_status(&resumed(&folder, &[&with_rules[..3], &["3"]].concat()), 2, "was started with other options");
    assert_status(&resumed(&folder, &[&with_rules[..], &["--links", "none"]].concat()), 2, "with other options");
    fs::write(&rules, format!("{own}\n[[drop]]\nid = \"x\"\nkind = \"nav\"\nselect = ['.x']\n")).unwrap();
    assert_status(&resumed(&folder, &with_rules), 2, "was started with other options");
    fs::write(&rules, own).unwrap();
    assert_status(&resumed(&folder, &with_rules), 0, "2001 kept");
}

#[test]
fn an_unfinished_output_is_told_and_never_discarded_silently() {
    let folder = folder("unfinished");
    killed(&folder, &[]);
    let (page, output) = (shown(folder.join("a.html")), shown(folder.join("x.jsonl")));
    let begun = fs::read(folder.join("x.jsonl.tamis/part")).unwrap();
    for _ in 0..2 {
        let told = "an earlier run left ";
        assert_status(&run(&[&page, "-o", &output]), 2, told);
        assert_status(
            &run(&[&page, "-o", &output]),
            2,
            "x.jsonl unfinished: --resume continues it, --restart starts over",
        );
        assert_eq!(fs::read(folder.join("x.jsonl.tamis/part")).unwrap(), begun);
    }
    assert_status(&run(&[&page, "-o", &output, "--restart"]), 0, "1 kept");
    assert!(!folder.join("x.jsonl.tamis").exists());
    assert_status(&run(&[&page, "-o", &output]), 2, "already exists");
}
