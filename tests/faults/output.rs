//! The output cannot be written: status 2, a message that names it, and nothing but a prefix of the output.

use std::fs;
use std::io::Read as _;
use std::process::Stdio;

use crate::{assert_status, command, file, long_page, path, shell, tamis, with_faults};

#[test]
fn a_full_device_gives_status_two_whatever_is_written() {
    let page = file("full.html", b"<title>Tea</title><p>Boil water.");
    for arguments in [
        "-f text \"$1\"",
        "-f markdown \"$1\"",
        "-f json \"$1\"",
        "--help",
        "--version",
        "rules list",
        "rules show generic/page",
        "rules which https://example.org/",
        "rules test",
    ] {
        let output = shell(&format!("\"$TAMIS\" {arguments} > /dev/full"), &[&page]);
        assert_status(&output, 2, "tamis: cannot write the output: No space left on device");
    }
    assert_status(&tamis(&["-o", "/dev/full", &page]), 2, "tamis: cannot write to /dev/full: No space left");
    assert_status(&tamis(&["-o", "/nowhere/x", &page]), 2, "tamis: cannot write to /nowhere/x: No such file");
}

#[test]
fn a_full_disk_leaves_a_prefix_and_the_message_names_the_file() {
    let page = file("fills.html", &long_page());
    let whole = tamis(&[&page]).stdout;
    let written = path("fills.txt");
    for (fault, message) in [("ENOSPC", "No space left on device"), ("EIO", "Input/output error")] {
        for call in 1..=4 {
            let inject = format!("write:error={fault}:when={call}");
            let Some(output) = with_faults(&inject, &written, &["-o", &written, &page]) else { return };
            assert_status(&output, 2, &format!("tamis: cannot write to {written}: {message}"));
            let part = fs::read(&written).unwrap();
            assert!(whole.starts_with(&part) && part.len() < whole.len(), "{fault} at write {call}");
        }
    }
}

#[test]
fn an_interrupted_write_is_repeated() {
    let page = file("interrupted-write.html", &long_page());
    let whole = tamis(&[&page]).stdout;
    let written = path("interrupted-write.txt");
    let Some(output) = with_faults("write:error=EINTR:when=1+2", &written, &["-o", &written, &page]) else { return };
    assert_status(&output, 0, "");
    assert_eq!(fs::read(&written).unwrap(), whole);
}

/// With a file size limit, the write that reaches it is partial, and the next one fails.
#[test]
fn a_partial_write_is_continued() {
    let page = file("short-write.html", &long_page());
    let whole = tamis(&[&page]).stdout;
    let written = path("short-write.txt");
    let output = shell("trap '' XFSZ; ulimit -f 80; \"$TAMIS\" \"$1\" > \"$2\"", &[&page, &written]);
    assert_status(&output, 2, "tamis: cannot write the output: File too large");
    let part = fs::read(&written).unwrap();
    assert!(whole.starts_with(&part) && part.len().is_multiple_of(512) && !part.is_empty(), "{} bytes", part.len());
}

#[test]
fn a_pipe_closed_at_any_moment_is_no_error() {
    let page = file("broken-pipe.html", &long_page());
    for format in ["text", "markdown", "json"] {
        for taken in [0, 1, 4096, 100_000] {
            let mut child = command(env!("CARGO_BIN_EXE_tamis"))
                .args(["-f", format, &page])
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            let mut reader = child.stdout.take().unwrap();
            reader.read_exact(&mut vec![0; taken]).unwrap();
            drop(reader);
            assert_status(&child.wait_with_output().unwrap(), 0, "");
        }
    }
    let output = shell("{ \"$TAMIS\" \"$1\"; echo $? >&2; } | head -1", &[&page]);
    assert_eq!((&output.stdout[..], &output.stderr[..]), (&b"Paragraph number 0 of a long page.\n"[..], &b"0\n"[..]));
    for other in ["rules list", "rules show generic/page", "--help"] {
        let output = shell(&format!("{{ sleep 0.1; \"$TAMIS\" {other}; echo $? >&2; }} | true"), &[]);
        assert_eq!(String::from_utf8_lossy(&output.stderr), "0\n", "{other}");
    }
}

#[test]
fn an_input_is_never_overwritten() {
    let content = b"<p>This is the only copy.";
    let page = file("same.html", content);
    let linked = path("same-linked.html");
    let _ = fs::remove_file(&linked);
    fs::hard_link(&page, &linked).unwrap();
    for line in ["-o \"$1\" \"$1\"", "-o \"$2\" \"$1\"", "-o \"$1\" < \"$2\"", "\"$1\" >> \"$2\"", "< \"$1\" >> \"$1\""]
    {
        let output = shell(&format!("\"$TAMIS\" {line}"), &[&page, &linked]);
        assert_status(&output, 2, " is also the output: write to another file");
        assert_eq!(fs::read(&page).unwrap(), content, "{line}");
    }
}
