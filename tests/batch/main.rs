//! `tamis batch` as its users see it: archives and folders in, one or many outputs, with faults in between.

mod archive;
mod bounds;
#[cfg(target_os = "linux")]
mod every_fault;
#[cfg(target_os = "linux")]
mod faults;
mod input;
#[cfg(unix)]
mod interrupt;
#[cfg(unix)]
mod kill;
#[cfg(unix)]
mod mirror;
mod output;
#[cfg(feature = "parquet")]
mod parquet;
mod records;
mod resume;
#[cfg(unix)]
mod safe_names;
#[cfg(unix)]
mod two_runs;
mod wet;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Returns the command without user rules.
fn batch(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tamis"));
    command.env("XDG_CONFIG_HOME", env!("CARGO_TARGET_TMPDIR")).arg("batch").args(arguments);
    command
}

fn run(arguments: &[&str]) -> Output {
    batch(arguments).stdin(Stdio::null()).output().unwrap()
}

fn piped(arguments: &[&str], input: &[u8]) -> Output {
    let pipes = || Stdio::piped();
    let mut child = batch(arguments).stdin(pipes()).stdout(pipes()).stderr(pipes()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    output
}

#[track_caller]
fn done(arguments: &[&str]) -> Output {
    let output = run(arguments);
    assert_status(&output, 0, "");
    output
}

/// Asserts the exit status and part of the messages.
#[track_caller]
fn assert_status(output: &Output, status: i32, message: &str) {
    let shown = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{shown}");
    assert!(shown.contains(message), "{shown:?} does not contain {message:?}");
}

/// Parses the counts of `--stats json`, the last line of standard error.
#[track_caller]
fn stats(output: &Output) -> serde_json::Map<String, serde_json::Value> {
    let shown = String::from_utf8_lossy(&output.stderr);
    let stats: serde_json::Value = serde_json::from_str(shown.lines().last().unwrap_or_default())
        .unwrap_or_else(|error| panic!("{error} in {shown:?}"));
    stats.as_object().unwrap().clone()
}

/// Asserts that the fates add up to the number of records.
#[track_caller]
fn assert_adds_up(stats: &serde_json::Map<String, serde_json::Value>) {
    let fates = ["kept", "url", "status", "mime", "lang", "words", "duplicate", "name"];
    let fates = fates.iter().chain(&["no_file", "no_page", "not_html", "empty", "damaged", "failed"]);
    let sum: u64 = fates.map(|fate| stats[*fate].as_u64().unwrap()).sum();
    assert_eq!(stats["records"], sum, "{stats:?}");
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("batch").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn shown(path: impl AsRef<Path>) -> String {
    path.as_ref().to_str().unwrap().to_owned()
}

/// Returns all files below a folder with their content.
fn tree(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push((path.strip_prefix(folder).unwrap().to_owned(), fs::read(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}
