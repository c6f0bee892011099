//! Conflicting names: an output that is an input, links, foreign files, and names that are too long.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Output;

use crate::archive::Response;
use crate::{assert_status, done, folder, run, shown, tree};

/// Runs a shell line in a folder; `$TAMIS` is the command.
fn shell(folder: &Path, line: &str) -> Output {
    std::process::Command::new("sh")
        .args(["-c", line])
        .env("XDG_CONFIG_HOME", env!("CARGO_TARGET_TMPDIR"))
        .env("TAMIS", env!("CARGO_BIN_EXE_tamis"))
        .current_dir(folder)
        .output()
        .unwrap()
}

fn two_records() -> Vec<u8> {
    [Response::TEA.member(), Response::TEA.member()].concat()
}

#[test]
fn no_stream_is_written_to_an_input() {
    let folder = folder("into-input");
    fs::write(folder.join("a.warc.gz"), two_records()).unwrap();
    fs::hard_link(folder.join("a.warc.gz"), folder.join("hard.warc.gz")).unwrap();
    symlink("a.warc.gz", folder.join("soft.warc.gz")).unwrap();
    for line in [
        "\"$TAMIS\" batch a.warc.gz >> a.warc.gz",
        "\"$TAMIS\" batch hard.warc.gz >> soft.warc.gz",
        "\"$TAMIS\" batch - < a.warc.gz >> hard.warc.gz",
        "echo a.warc.gz | \"$TAMIS\" batch --files-from - >> a.warc.gz",
        "\"$TAMIS\" batch a.warc.gz -o hard.warc.gz --force",
        "echo a.warc.gz | \"$TAMIS\" batch --files-from - --to jsonl -o soft.warc.gz --force",
        "\"$TAMIS\" batch - --to jsonl -o a.warc.gz --force < hard.warc.gz",
    ] {
        assert_status(&shell(&folder, line), 2, " is both an input and the output");
        assert!(fs::read(folder.join("a.warc.gz")).unwrap() == two_records(), "{line}");
    }
    // A message would be written to the input too.
    let output = shell(&folder, "\"$TAMIS\" batch a.warc.gz 2>> hard.warc.gz");
    assert_eq!(output.status.code(), Some(2));
    assert!(fs::read(folder.join("a.warc.gz")).unwrap() == two_records());
    // In a folder of inputs the output is skipped.
    let output = shell(&folder, "\"$TAMIS\" batch . > all.jsonl 2> log && cat log");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "tamis: 6 records: 6 kept\n");
}

#[test]
fn a_list_that_names_the_unfinished_output_ends() {
    let folder = folder("own-part");
    fs::write(folder.join("a.html"), Response::TEA.body).unwrap();
    for name in ["part", "lock", "../link"] {
        let _ = fs::remove_dir_all(folder.join("x.jsonl.tamis"));
        let _ = fs::remove_file(folder.join("link"));
        symlink("x.jsonl.tamis/part", folder.join("link")).unwrap();
        fs::write(folder.join("list"), format!("a.html\nx.jsonl.tamis/{name}\n")).unwrap();
        let output = shell(&folder, "\"$TAMIS\" batch --files-from list -o x.jsonl");
        assert_status(&output, 2, &format!("x.jsonl.tamis/{name} is both an input and the output"));
    }
}

#[test]
fn an_output_to_be_overwritten_cannot_be_an_input() {
    let folder = folder("again-input");
    fs::create_dir(folder.join("out")).unwrap();
    fs::write(folder.join("a"), Response::TEA.body).unwrap();
    fs::write(folder.join("out/a.jsonl"), Response::TEA.body).unwrap();
    let output = shell(&folder, "\"$TAMIS\" batch a out/a.jsonl -o out/ --force");
    assert_status(&output, 2, "out/a.jsonl is both an input and the output");
    assert!(fs::read(folder.join("out/a.jsonl")).unwrap() == Response::TEA.body);
}

#[test]
fn foreign_files_are_kept() {
    let folder = folder("not-ours");
    let archive = shown(folder.join("x.warc"));
    fs::write(&archive, two_records()).unwrap();
    let out = folder.join("out");
    let arguments = [&archive, "--to", "files", "-o", &format!("{}/", shown(&out))];
    for mine in ["x.warc.part/mine", "x.warc.part/00000000.txt", "x.warc/mine", "x.warc.tamis/mine"] {
        fs::create_dir_all(out.join(mine).parent().unwrap()).unwrap();
        fs::write(out.join(mine), "mine").unwrap();
        let output = run(&[&arguments[..], &["--force"]].concat());
        if mine.contains(".part/") {
            assert_status(&output, 0, "2 kept");
            done(&[&arguments[..], &["--force"]].concat());
        } else {
            assert_status(&output, 2, " contains files that tamis did not write: move them away");
        }
        assert_eq!(fs::read_to_string(out.join(mine)).unwrap(), "mine");
        fs::remove_dir_all(&out).unwrap();
    }
}

#[test]
fn names_that_end_like_temporary_ones_do_not_collide() {
    let folder = folder("collide");
    let names = ["x.warc", "x.warc.part", "x.warc.journal", "x.warc.new"];
    let paths: Vec<String> = names.iter().map(|name| shown(folder.join(name))).collect();
    paths.iter().for_each(|path| fs::write(path, two_records()).unwrap());
    let reserved = shown(folder.join("y.tamis"));
    fs::write(&reserved, two_records()).unwrap();
    let out = folder.join("out");
    let mut arguments = vec!["--to", "files", "-j", "4", "-o"];
    let output = format!("{}/", shown(&out));
    arguments.push(&output);
    arguments.extend(paths.iter().map(String::as_str));
    arguments.push(&reserved);
    assert_status(&run(&arguments), 1, "y.tamis: no output can be named ");
    let mut expected: Vec<PathBuf> =
        names.iter().flat_map(|name| [0, 1].map(|page| PathBuf::from(format!("{name}/0000000{page}.txt")))).collect();
    expected.sort();
    assert_eq!(tree(&out).into_iter().map(|(path, _)| path).collect::<Vec<_>>(), expected);
    assert_status(&run(&[&paths[0], "-o", &shown(folder.join("z.tamis"))]), 2, "names ending in .tamis");
}

#[test]
fn no_link_is_followed() {
    let folder = folder("links");
    let page = shown(folder.join("a.html"));
    fs::write(&page, Response::TEA.body).unwrap();
    let target = folder.join("target");
    fs::create_dir(&target).unwrap();
    let output = folder.join("x.jsonl");
    let work = folder.join("x.jsonl.tamis");
    for (link, to) in [("part", "file"), ("lock", "file"), ("journal", "file"), ("journal.new", "file"), ("", "")] {
        fs::write(target.join("file"), "precious").unwrap();
        if link.is_empty() {
            symlink(&target, &work).unwrap();
        } else {
            fs::create_dir(&work).unwrap();
            symlink(target.join(to), work.join(link)).unwrap();
        }
        let ended = run(&[&page, "-o", &shown(&output)]);
        assert_eq!(fs::read_to_string(target.join("file")).unwrap(), "precious", "{link}");
        assert_eq!(fs::read_dir(&target).unwrap().count(), 1, "{link}");
        match ended.status.code() {
            Some(0) => assert!(output.symlink_metadata().unwrap().is_file()),
            status => assert_eq!(status, Some(2)),
        }
        let _ = fs::remove_file(&output);
        let _ = fs::remove_file(&work);
        let _ = fs::remove_dir_all(&work);
    }
}

#[test]
fn long_names_lose_nothing() {
    let folder = folder("long-names");
    let inputs = folder.join("in");
    fs::create_dir(&inputs).unwrap();
    for name in ["a".repeat(250), "a".repeat(249) + "b", "é".repeat(125), "z".to_owned()] {
        fs::write(inputs.join(name + ".html"), Response::TEA.body).unwrap();
    }
    for form in ["jsonl.gz", "files", "wet"] {
        let out = folder.join(form);
        let output = done(&[&shown(&inputs), "--to", form, "-o", &format!("{}/", shown(&out))]);
        assert_status(&output, 0, "4 kept");
        assert_eq!(tree(&out).len(), 4);
        let again = run(&[&shown(&inputs), "--to", form, "--resume", "-o", &format!("{}/", shown(&out))]);
        assert_status(&again, 0, "nothing to do");
    }
}
