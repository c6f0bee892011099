//! Outputs: independent of the number of threads, written once, and never over another file.

use std::fs;
use std::path::Path;

use crate::archive::{self, Response};
use crate::{assert_status, batch, done, folder, run, shown, tree};

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
        assert_status(
            &run(&arguments[..5]),
            2,
            "already exists: --resume keeps it, --restart (or --force) overwrites it",
        );
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
fn outputs_mirror_relative_paths_and_clashes_are_found_before_the_work() {
    let folder = folder("mirrored");
    for name in ["a/index.html", "b/index.html", "b/index.html.gz"] {
        fs::create_dir_all(folder.join(name).parent().unwrap()).unwrap();
        let page = if name.ends_with("gz") { archive::gzip(Response::TEA.body) } else { Response::TEA.body.to_vec() };
        fs::write(folder.join(name), page).unwrap();
    }
    let run_in = |arguments: &[&str]| batch(arguments).current_dir(&folder).output().unwrap();
    let inputs = ["a/index.html", "./b/../b/index.html", "--to", "files", "-f", "md", "-o", "out/"];
    assert_status(&run_in(&[&inputs[..], &["--dry-run"]].concat()), 0, "");
    assert!(!folder.join("out").exists());
    let planned = run_in(&[&inputs[..], &["--dry-run"]].concat()).stdout;
    let planned = String::from_utf8(planned).unwrap();
    assert_eq!(planned.lines().next(), Some("a/index.html -> out/a/index.html.md"), "{planned}");
    assert_status(&run_in(&inputs), 0, "2 kept");
    let names: Vec<String> = tree(&folder.join("out")).iter().map(|(name, _)| shown(name)).collect();
    assert_eq!(names, ["a/index.html.md", "b/index.html.md"]);

    let told = "b/index.html and b/index.html.gz would both be written to other/index.html.md";
    assert_status(&run_in(&["b", "--to", "files", "-f", "md", "-o", "other/"]), 2, told);
    assert_status(&run_in(&["a", "b/index.html.gz", "b", "--to", "files", "-o", "other/"]), 2, "would both be written");
    fs::write(folder.join("list"), "a\nb/index.html\nb/index.html.gz\n").unwrap();
    assert_status(&run_in(&["--files-from", "list", "-o", "other/"]), 2, "would both be written");
    assert!(!folder.join("other").exists());
    assert_status(&run_in(&["b", "--exclude", "*.gz", "-o", "other/"]), 0, "1 kept");
}

#[test]
fn the_name_of_the_output_says_what_it_is() {
    let folder = folder("named");
    let page = folder.join("page.html");
    fs::write(&page, Response::TEA.body).unwrap();
    for (name, magic) in
        [("x.jsonl", &b"{"[..]), ("x.jsonl.gz", b"\x1F\x8B"), ("x.ndjson.zst", b"\x28\xB5"), ("x.wet", b"WARC")]
    {
        done(&[&shown(&page), "-o", &shown(folder.join(name))]);
        assert!(fs::read(folder.join(name)).unwrap().starts_with(magic), "{name}");
    }
}

#[test]
fn a_dry_run_tells_what_would_be_read_and_written() {
    let folder = folder("dry");
    fs::create_dir_all(folder.join("in")).unwrap();
    for (name, content) in [("a.html", Response::TEA.body), ("b.html", Response::TEA.body), ("c.css", b"p { }")] {
        fs::write(folder.join("in").join(name), content).unwrap();
    }
    fs::write(folder.join("in/d.warc.gz"), Response::TEA.member()).unwrap();
    let run_in = |arguments: &[&str]| batch(arguments).current_dir(&folder).output().unwrap();
    assert_status(&run_in(&["in/a.html", "-o", "out/in/"]), 0, "");
    fs::rename(folder.join("out/in/in"), folder.join("out/x")).unwrap();
    let output = run_in(&["in", "-o", "out/x/", "--resume", "--exclude", "b*", "--dry-run"]);
    assert_status(&output, 0, "");
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        "in/a.html -> out/x/a.html.jsonl (complete)\nin/b.html: left out: filtered by name\n\
         in/c.css: left out: text/css\nin/d.warc.gz -> out/x/d.warc.jsonl\n"
    );
    let stream = run_in(&["in/a.html", "--dry-run"]);
    assert_eq!(stream.stdout, b"in/a.html -> standard output\n");
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
        #[cfg(not(feature = "parquet"))]
        (&["-o", "x.parquet"], "install it with `--features parquet`"),
        (&["-o", "x"], "x: no ending that says what it is"),
        (&["-o", "x.jsonl.bz2"], "x.jsonl.bz2: a batch writes no such files"),
        (&["-o", "x.md"], "x.md: pages as files of their own need a directory"),
        (&["-o", "x.wet.gz", "--to", "jsonl"], "x.wet.gz is not named like what --to jsonl writes"),
        (&["--schema", "dolma", "--to", "wet"], "--schema dolma is for JSON lines"),
        (&["--status", "2"], "`2` is no HTTP status"),
        (&["--lang", "english"], "`english` is not the code of a language that tamis identifies: it knows af (afr)"),
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

/// Statistics and explanations are written beside the output: no file that the run reads or writes may be lost to them.
#[test]
fn a_file_beside_the_output_is_no_other_file_of_the_run() {
    let folder = folder("side-files");
    let [page, linked, list, old, new] =
        ["page.html", "linked.html", "list", "old.jsonl", "new.jsonl"].map(|name| shown(folder.join(name)));
    fs::write(&page, "<p>Boil water.").unwrap();
    fs::hard_link(&page, &linked).unwrap();
    fs::write(&list, format!("{page}\n")).unwrap();
    fs::write(&old, "an output of an earlier run\n").unwrap();
    let contents = |paths: &[&String]| paths.iter().map(|path| fs::read(path).ok()).collect::<Vec<_>>();
    let before = contents(&[&page, &list, &old]);
    for option in ["--stats", "--explain"] {
        for (inputs, output, side) in [
            (vec![&*page], &new, &page),
            (vec![&*page], &new, &linked),
            (vec!["--files-from", &*list], &new, &list),
            (vec!["--files-from", &*list], &new, &page),
            (vec![&*page], &new, &new),
            (vec![&*page], &old, &old),
        ] {
            let done = run(&[&inputs[..], &["-o", output, option, side]].concat());
            assert_eq!(done.status.code(), Some(2), "{option} {inputs:?} {side}");
            let _ = fs::remove_file(&new);
        }
    }
    assert_eq!(run(&[&page, "-o", &new, "--stats", &old, "--explain", &old]).status.code(), Some(2));
    // A run that is refused for another reason keeps the file too.
    assert_eq!(run(&[&page, "-o", &list, "--to", "jsonl", "--stats", &old]).status.code(), Some(2));
    assert_eq!(contents(&[&page, &list, &old]), before);
}
