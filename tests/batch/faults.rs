//! A disk is full or a call is interrupted: status 2 with the file name, no file under its final name, nothing lost.

use std::fs;
use std::process::{Command, Output, Stdio};

use crate::{archive, assert_status, done, folder, run, shown};

/// Runs the command under strace with faults in calls on one file; `None` if strace is not available.
pub fn with_faults(inject: &str, reached: &str, arguments: &[&str]) -> Option<Output> {
    let strace = || {
        let mut strace = Command::new("strace");
        strace.env("XDG_CONFIG_HOME", env!("CARGO_TARGET_TMPDIR")).args(["-f", "-qq", "-o", "/dev/null"]);
        strace
    };
    if !strace().arg("true").output().is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: strace is missing or not permitted");
        return None;
    }
    let mut strace = strace();
    // strace counts calls per thread.
    strace.args(["-P", reached, "-e", &format!("inject={inject}"), env!("CARGO_BIN_EXE_tamis"), "batch"]);
    Some(strace.args(arguments).stdin(Stdio::null()).output().unwrap())
}

#[test]
fn a_full_device_ends_with_two() {
    let folder = folder("full");
    let archive = shown(folder.join("a.warc.gz"));
    fs::write(&archive, archive::corpus(1)).unwrap();
    for form in ["jsonl", "wet"] {
        let full = || fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = crate::batch(&[&archive, "--to", form]).stdin(Stdio::null()).stdout(full()).output().unwrap();
        assert_status(&output, 2, "cannot write the output: No space left on device");
        let output = run(&[&archive, "--to", form, "-o", "/dev/full"]);
        assert_status(&output, 2, "No space left on device");
    }
}

#[test]
fn a_disk_that_fills_up_leaves_no_output_and_can_be_resumed() {
    let folder = folder("fills");
    let archive = shown(folder.join("a.warc.gz"));
    fs::write(&archive, archive::corpus(1)).unwrap();
    let (whole, output) = (shown(folder.join("whole.jsonl")), shown(folder.join("x.jsonl")));
    done(&[&archive, "-o", &whole]);
    let part = format!("{output}.tamis/part");
    for (call, fault, message) in [
        ("write", "ENOSPC:when=1", "No space left on device"),
        ("write", "ENOSPC:when=7", "No space left on device"),
        ("write", "EIO:when=20", "Input/output error"),
        ("fdatasync", "EIO:when=1", "Input/output error"),
        ("fsync", "EIO:when=1", "Input/output error"),
        ("rename", "ENOSPC:when=1", "No space left on device"),
    ] {
        let arguments = [&archive, "-o", &output, "--resume", "-j", "1"];
        let Some(failed) = with_faults(&format!("{call}:error={fault}"), &part, &arguments) else { return };
        // A short run may end before its first commit.
        if call != "fdatasync" || failed.status.code() != Some(0) {
            assert_eq!(failed.status.code(), Some(2), "{call} {fault}");
            assert_status(&failed, 2, &format!("cannot write {output}: {message}"));
            assert!(!fs::exists(&output).unwrap(), "{call} {fault}");
        }
        done(&arguments);
        assert!(fs::read(&whole).unwrap() == fs::read(&output).unwrap(), "{call} {fault}");
        fs::remove_file(&output).unwrap();
    }
}

#[test]
fn an_interrupted_call_is_repeated_and_a_failing_input_is_reported() {
    let folder = folder("interrupted");
    let archive = shown(folder.join("a.warc.gz"));
    fs::write(&archive, archive::corpus(1)).unwrap();
    let (whole, output) = (shown(folder.join("whole.jsonl")), shown(folder.join("x.jsonl")));
    done(&[&archive, "-o", &whole]);
    for (call, reached) in [("read", archive.clone()), ("write", format!("{output}.tamis/part"))] {
        let inject = format!("{call}:error=EINTR:when=1+2");
        let Some(done) = with_faults(&inject, &reached, &[&archive, "-o", &output, "-j", "1"]) else { return };
        assert_status(&done, 0, "");
        assert!(fs::read(&whole).unwrap() == fs::read(&output).unwrap(), "{call}");
        fs::remove_file(&output).unwrap();
    }
    let Some(broken) = with_faults("read:error=EIO:when=12", &archive, &[&archive, "-o", &output, "-j", "1"]) else {
        return;
    };
    assert_status(&broken, 1, "the input ends early: Input/output error");
    assert!(fs::read(&whole).unwrap().starts_with(&fs::read(&output).unwrap()));
}

#[test]
fn a_closed_pipe_is_no_error() {
    let folder = folder("gone");
    let archive = shown(folder.join("a.warc.gz"));
    fs::write(&archive, archive::corpus(1)).unwrap();
    let mut child =
        crate::batch(&[&archive]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_status(&output, 0, "");
    assert!(output.stderr.is_empty());
}
