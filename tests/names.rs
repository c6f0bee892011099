//! File names may contain anything: no message lets one forge a line or control a terminal.

#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A line that no message may contain.
const FORGED: &str = "forged: all is well";

/// Returns a name with a forged line, an escape sequence, and a byte that is not UTF-8.
fn hostile(ending: &str) -> PathBuf {
    use std::os::unix::ffi::OsStringExt as _;
    let name = [b"a\n", FORGED.as_bytes(), b"\n\x1b[31m\r\xC2\x9B\xFF\xE2\x80\xAE", ending.as_bytes()].concat();
    std::ffi::OsString::from_vec(name).into()
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("names").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn tamis(arguments: &[&dyn AsRef<std::ffi::OsStr>], config: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tamis"));
    command.env("XDG_CONFIG_HOME", config).stdin(std::process::Stdio::null());
    arguments.iter().for_each(|argument| _ = command.arg(argument));
    command.output().unwrap()
}

/// Asserts that the output contains the name, but no forged line or control character.
#[track_caller]
fn assert_honest(output: &Output) {
    let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let all = shown(&output.stdout) + "\n" + &shown(&output.stderr);
    assert!(all.contains(FORGED), "no name in {all}");
    assert!(!all.lines().any(|line| line.trim_start().starts_with(FORGED)), "{all}");
    let odd = |c: char| c.is_control() && !matches!(c, '\n' | '\t') || c == '\u{202e}';
    assert!(!all.contains(odd), "{all:?}");
}

const WRONG: &str = "format = 1\nid = 'generic/x'\n[[drop]]\nid = 'x'\nselect = ['p >']\n";
const RIGHT: &str =
    "format = 1\nid = 'generic/x'\n[[drop]]\nid = 'x'\nselect = ['.gone']\n[[test]]\nhtml = '<p>a'\nstarts = ['b']\n";

#[test]
fn inputs_and_outputs() {
    let folder = folder("inputs");
    let (page, missing) = (folder.join(hostile(".html")), folder.join("no").join(hostile("")));
    fs::write(&page, "<p>a <b").unwrap();
    let damaged = folder.join(hostile(".gz"));
    fs::write(&damaged, b"\x1F\x8B\x08\0\0\0\0\0\0\0damaged").unwrap();
    let inner = folder.join(hostile(".d"));
    fs::create_dir(&inner).unwrap();
    for input in [&page, &missing, &damaged, &inner] {
        assert_honest(&tamis(&[input], &folder));
        assert_honest(&tamis(&[&"-o", input, input], &folder));
    }
    assert_honest(&tamis(&[&"-o", &missing, &page], &folder));
    assert_honest(&tamis(&[&"--rules", &missing, &page], &folder));
    #[cfg(feature = "training")]
    assert_honest(&tamis(&[&"--model", &missing, &page], &folder));
    // Arguments other than file names.
    let bad = hostile("");
    assert_honest(&tamis(&[&"--format", &bad], &folder));
    assert_honest(&tamis(&[&"--encoding", &format!("a\n{FORGED}"), &page], &folder));
    assert_honest(&tamis(&[&"--url", &format!("a\n{FORGED}"), &page], &folder));
    assert_honest(&tamis(&[&format!("--a\n{FORGED}")], &folder));
}

#[test]
fn rule_files() {
    let folder = folder("rules");
    let (wrong, right) = (folder.join(hostile("1.toml")), folder.join(hostile("2.toml")));
    fs::write(&wrong, WRONG).unwrap();
    fs::write(&right, RIGHT).unwrap();
    let page = folder.join("page.html");
    fs::write(&page, "<p>a<p class=gone>b").unwrap();
    assert_honest(&tamis(&[&"--rules", &wrong, &page], &folder));
    for form in ["--explain=text", "--explain=json"] {
        let output = tamis(&[&"--rules", &right, &form, &page], &folder);
        // In JSON the name is complete, but escaped.
        assert_honest(&output);
    }
    for file in [&wrong, &right] {
        assert_honest(&tamis(&[&"rules", &"check", file], &folder));
        assert_honest(&tamis(&[&"rules", &"test", file], &folder));
    }
    let config = folder.join("config");
    let own = config.join("tamis/rules");
    fs::create_dir_all(&own).unwrap();
    fs::write(own.join(hostile(".toml")), RIGHT).unwrap();
    assert_honest(&tamis(&[&"rules", &"list"], &config));
    assert_honest(&tamis(&[&"rules", &"which", &"https://a.example/"], &config));
    fs::write(own.join(hostile(".toml")), WRONG).unwrap();
    assert_honest(&tamis(&[&"rules", &"list"], &config));
}

#[test]
fn batches() {
    let folder = folder("batch");
    let inputs = folder.join("in");
    fs::create_dir(&inputs).unwrap();
    fs::write(inputs.join(hostile(".warc")), "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99\r\n\r\ncut")
        .unwrap();
    fs::write(inputs.join(hostile(".html.gz")), b"\x1F\x8B\x08\0\0\0\0\0\0\0damaged").unwrap();
    let output = folder.join(hostile(".jsonl"));
    let batch = |arguments: &[&dyn AsRef<std::ffi::OsStr>]| tamis(&[&[&"batch" as _], arguments].concat(), &folder);
    assert_honest(&batch(&[&inputs]));
    fs::write(&output, "there").unwrap();
    assert_honest(&batch(&[&"-o", &output, &inputs]));
    assert_honest(&batch(&[&folder.join(hostile("missing"))]));
    assert_honest(&batch(&[&"--files-from", &folder.join(hostile("missing"))]));
    assert_honest(&batch(&[&"-o", &folder.join("no").join(hostile("")), &inputs]));
}
