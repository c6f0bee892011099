//! Outputs: independent of the number of threads, written once, and never over another file.

use std::fs;
use std::path::Path;

use crate::archive::{self, Response};
use crate::{assert_status, done, folder, run, shown, tree};

#[test]
fn threads_change_nothing() {
    threads_change_nothing_in(&[
        ("x.jsonl", "jsonl"),
        ("x.jsonl.zst", "jsonl"),
        ("x.wet.gz", "wet"),
        ("x/", "files"),
        ("y/", "wet"),
    ]);
}

/// Compares outputs, given by name and form, for several numbers of threads.
pub fn threads_change_nothing_in(forms: &[(&str, &str)]) {
    let folder = folder(&format!("threads-{}", forms[0].1));
    let inputs = folder.join("in");
    fs::create_dir_all(&inputs).unwrap();
    fs::write(inputs.join("a.warc.gz"), archive::corpus(1)).unwrap();
    fs::write(inputs.join("b.warc.gz"), archive::corpus(1)).unwrap();
    fs::write(inputs.join("c.html"), Response::TEA.body).unwrap();
    for (name, form) in forms {
        let outputs = ["1", "2", "5"].map(|threads| {
            let output = folder.join(threads);
            done(&[&shown(&inputs), "--to", form, "-j", threads, "-o", &shown(output.join(name))]);
            output
        });
        let one = tree(&outputs[0]);
        assert!(!one.is_empty());
        for output in &outputs[1..] {
            assert!(one == tree(output), "{name} differs in {}", output.display());
        }
        outputs.iter().for_each(|output| fs::remove_dir_all(output).unwrap());
    }
}

#[test]
fn records_list_the_links_of_the_kept_text() {
    let folder = folder("links");
    let body = b"<p>Tea is <a href='/leaf'>a leaf</a> that is dried, rolled and steeped in water just off the boil.";
    let page = Response { body, ..Response::TEA };
    fs::write(folder.join("a.warc.gz"), page.member()).unwrap();
    for (arguments, count) in [(&["--links-list", "-f", "markdown"][..], 1), (&["--links-list"], 1), (&[], 0)] {
        let run = done(&[&[&*shown(folder.join("a.warc.gz")), "-q", "--extract", "rules"], arguments].concat());
        let record: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
        let links = record["metadata"]["links"].as_array().map_or(0, Vec::len);
        assert_eq!(links, count, "{record}");
    }
}

#[test]
fn a_second_run_of_a_complete_output_does_nothing_and_says_so() {
    let folder = folder("twice");
    let inputs = folder.join("in");
    fs::create_dir_all(&inputs).unwrap();
    fs::write(inputs.join("a.warc.gz"), Response::TEA.member()).unwrap();
    fs::write(inputs.join("b.html"), Response::TEA.body).unwrap();
    fs::write(inputs.join("empty.html"), "<nav>x</nav>").unwrap();
    for (name, form) in [("x.jsonl.gz", "jsonl"), ("wet/", "wet"), ("texts/", "files")] {
        let output = folder.join("out").join(name);
        let arguments = [&shown(&inputs), "--to", form, "-o", &shown(&output), "--resume"];
        assert_status(&done(&arguments), 0, "2 kept");
        let written = tree(&folder.join("out"));
        assert_status(&done(&arguments), 0, "nothing to do: all outputs are complete");
        assert_eq!(written, tree(&folder.join("out")));
        assert_status(&run(&arguments[..5]), 2, "already exists: --resume keeps it, --force overwrites it");
        let forced = [&arguments[..5], &["--force"]].concat();
        assert_status(&done(&forced), 0, "2 kept");
        assert_eq!(written, tree(&folder.join("out")));
        fs::remove_dir_all(folder.join("out")).unwrap();
    }
}

#[test]
fn output_files_mirror_the_input_folders() {
    let folder = folder("files");
    let inputs = folder.join("in");
    fs::create_dir_all(inputs.join("tea")).unwrap();
    fs::write(inputs.join("tea/pot.html.gz"), archive::gzip(Response::TEA.body)).unwrap();
    fs::write(inputs.join("crawl.warc.gz"), [Response::TEA.member(), Response::TEA.member()].concat()).unwrap();
    fs::write(inputs.join("pot.png"), b"\x89PNG").unwrap();
    let output = folder.join("out");
    done(&[&shown(&inputs), "--to", "files", "-f", "markdown", "-o", &format!("{}/", shown(&output))]);
    let names: Vec<String> = tree(&output).iter().map(|(name, _)| shown(name)).collect();
    assert_eq!(names, ["crawl.warc/00000000.md", "crawl.warc/00000001.md", "tea/pot.html.md"]);
}

#[test]
fn the_output_is_not_an_input() {
    let folder = folder("itself");
    let page = folder.join("page.html");
    fs::write(&page, Response::TEA.body).unwrap();
    assert_status(&run(&[&shown(&page), "-o", &shown(&page), "--force"]), 2, "is both an input and the output");
    assert_eq!(fs::read(&page).unwrap(), Response::TEA.body);
    assert_status(&run(&[&shown(&folder), "-o", &shown(&folder)]), 2, "is both an input and the output");
    // In a folder of inputs the output is skipped, complete or not.
    for _ in 0..2 {
        let output = done(&[&shown(&folder), "-o", &shown(folder.join("texts.jsonl")), "--force"]);
        assert_status(&output, 0, "1 record: 1 kept");
    }
}

#[test]
fn an_output_started_with_other_options_is_not_resumed() {
    let folder = folder("otherwise");
    let page = folder.join("page.html");
    fs::write(&page, Response::TEA.body).unwrap();
    let output = folder.join("x.jsonl");
    fs::create_dir(folder.join("x.jsonl.tamis")).unwrap();
    fs::write(folder.join("x.jsonl.tamis/part"), "").unwrap();
    fs::write(folder.join("x.jsonl.tamis/journal"), "tamis batch journal 1 of another version\n").unwrap();
    let arguments = [&shown(&page), "-o", &shown(&output)];
    assert_status(&run(&[&arguments[..], &["--resume"]].concat()), 2, "was started with other options");
    done(&[&arguments[..], &["--force"]].concat());
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 2);
}

#[test]
fn wrong_usage_is_reported_before_anything_is_written() {
    let folder = folder("usage");
    let page = folder.join("page.html");
    fs::write(&page, Response::TEA.body).unwrap();
    for (arguments, message) in [
        (&["--to", "files"][..], "--to files writes to a directory"),
        (&["--resume"], "--resume needs -o"),
        (&["--url", "https://a.example/"], "a batch takes them from the records"),
        #[cfg(feature = "parquet")]
        (&["--to", "parquet"], "--to parquet writes a file"),
        (&["-o", "x.parquet"], "x.parquet needs --to parquet"),
        #[cfg(not(feature = "parquet"))]
        (&["--to", "parquet", "-o", "x"], "install it with `--features parquet`"),
        (&["-f", "json"], "-f sets the format of the text"),
        (&["--url-regex", "("], "wrong --url-regex"),
    ] {
        let output = run(&[&[shown(&page).as_str()], arguments].concat());
        assert_status(&output, 2, message);
        assert!(output.stdout.is_empty());
    }
    assert_status(&run(&["/nowhere/x.html", "-o", "/proc/x/y.jsonl"]), 2, "cannot write /proc/x/y.jsonl");
    assert!(Path::new(&page).exists());
}
