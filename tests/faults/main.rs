//! System faults and the exit statuses in the README's table.
//!
//! Faults are real where possible (a full device, closed descriptors, broken pipes); strace injects the others. A test
//! without its tool is skipped with a message.
#![cfg(target_os = "linux")]

mod input;
mod output;
mod streams;

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// Returns the command without user rules.
fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.env("XDG_CONFIG_HOME", env!("CARGO_TARGET_TMPDIR")).env("TAMIS", env!("CARGO_BIN_EXE_tamis"));
    command
}

fn tamis(arguments: &[&str]) -> Output {
    command(env!("CARGO_BIN_EXE_tamis")).args(arguments).stdin(Stdio::null()).output().unwrap()
}

/// Runs a shell line with the command as `$TAMIS` and the arguments as `$1` and so on.
fn shell(line: &str, arguments: &[&str]) -> Output {
    command("sh").args(["-c", line, "sh"]).args(arguments).stdin(Stdio::null()).output().unwrap()
}

/// Runs the command under strace with faults in system calls on one file; `None` if strace is not available.
fn with_faults(inject: &str, reached: &str, arguments: &[&str]) -> Option<Output> {
    let mut strace = command("strace");
    strace.args(["-f", "-qq", "-o", "/dev/null", "-P", reached, "-e", &format!("inject={inject}")]);
    let works = |strace: &mut Command| strace.output().is_ok_and(|output| output.status.success());
    if !works(command("strace").args(["-f", "-qq", "-o", "/dev/null", "true"])) {
        eprintln!("skipped: strace is missing or not permitted");
        return None;
    }
    Some(strace.arg(env!("CARGO_BIN_EXE_tamis")).args(arguments).stdin(Stdio::null()).output().unwrap())
}

fn path(name: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("faults");
    fs::create_dir_all(&folder).unwrap();
    folder.join(name).display().to_string()
}

fn file(name: &str, content: &[u8]) -> String {
    let path = path(name);
    fs::write(&path, content).unwrap();
    path
}

/// Returns a page that takes many reads and writes.
fn long_page() -> Vec<u8> {
    (0..9000)
        .map(|number| format!("<p>Paragraph number {number} of a long page.</p>\n"))
        .collect::<String>()
        .into_bytes()
}

fn gzip(page: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(page).unwrap();
    encoder.finish().unwrap()
}

fn zstd(page: &[u8]) -> Vec<u8> {
    let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
    encoder.include_checksum(true).unwrap();
    encoder.write_all(page).unwrap();
    encoder.finish().unwrap()
}

#[track_caller]
fn assert_status(output: &Output, status: i32, message: &str) {
    let shown = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{shown}");
    assert!(shown.contains(message), "{shown:?} does not contain {message:?}");
    assert_eq!(message.is_empty(), shown.is_empty(), "{shown:?}");
}

#[track_caller]
fn assert_stdout(output: &Output, expected: &[u8]) {
    assert_eq!(String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(expected));
}
