//! An input cannot be read, or changes meanwhile: its beginning is written, the others are done, and the status is 1.

use std::fs::{self, OpenOptions};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Output, Stdio};
use std::thread;

use crate::{assert_status, assert_stdout, command, file, gzip, long_page, path, tamis, with_faults, zstd};

#[test]
fn failed_inputs_leave_no_trace_in_the_output() {
    let (one, empty, three) = (file("one.html", b"<p>One"), file("empty.html", b""), file("three.html", b"<p>Three"));
    let folder = env!("CARGO_TARGET_TMPDIR");
    // A process may open its own memory, but not read it from the beginning.
    let output = tamis(&[&one, "no-such-page.html", folder, "/proc/self/mem", &empty, &three]);
    assert_status(&output, 1, "no-such-page.html: cannot open: No such file");
    assert_stdout(&output, b"One\n\nThree\n");
    let shown = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(shown.contains(": is a directory") && shown.contains("tamis: /proc/self/mem: cannot read"), "{shown}");
    assert_eq!(shown.lines().count(), 3);
}

#[test]
fn a_file_without_permission_is_named_and_the_others_are_done() {
    let (closed, fine) = (file("closed.html", b"<p>Closed"), file("fine.html", b"<p>Fine"));
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    let output = if fs::File::open(&closed).is_err() {
        tamis(&[&closed, &fine])
    } else {
        // Root can read everything, so another user runs the command; that user must reach the files.
        let other = ["--reuid=65534", "--regid=65534", "--clear-groups", env!("CARGO_BIN_EXE_tamis")];
        let run = |pages: &[&str]| command("setpriv").args(other).args(pages).stdin(Stdio::null()).output();
        match run(&[&fine]) {
            Ok(output) if output.status.success() => run(&[&closed, &fine]).unwrap(),
            _ => return eprintln!("skipped: running as root, and setpriv is missing or others cannot reach the files"),
        }
    };
    assert_status(&output, 1, "closed.html: cannot open: Permission denied");
    assert_stdout(&output, b"Fine\n");
}

#[test]
fn an_interrupted_read_is_repeated() {
    let page = long_page();
    let whole = tamis(&[&file("interrupted.html", &page)]).stdout;
    for (name, content) in
        [("interrupted.html", page.clone()), ("interrupted.gz", gzip(&page)), ("interrupted.zst", zstd(&page))]
    {
        let path = file(name, &content);
        let Some(output) = with_faults("read:error=EINTR:when=1+2", &path, &[&path]) else { return };
        assert_status(&output, 0, "");
        assert!(output.stdout == whole, "{name}");
    }
}

#[test]
fn a_read_error_keeps_the_text_before_it() {
    let page = file("bad-disk.html", &long_page());
    let fine = file("bad-disk-fine.html", b"<p>Fine");
    let whole = tamis(&[&page]).stdout;
    for (call, message) in [(1, "cannot read: Input/output error"), (3, "the input ends early: Input/output error")] {
        let inject = format!("read:error=EIO:when={call}");
        let Some(output) = with_faults(&inject, &page, &[&page, &fine]) else { return };
        assert_status(&output, 1, &format!("bad-disk.html: {message}"));
        let part = output.stdout.strip_suffix(b"Fine\n").expect("the other file is done");
        assert_eq!(call == 1, part.is_empty());
        assert!(part.len() < whole.len());
        assert_beginning(&whole, part);
    }
}

/// Asserts that the output is a prefix; its last paragraph may be cut, even inside a tag.
#[track_caller]
fn assert_beginning(whole: &[u8], part: &[u8]) {
    let last = part.windows(2).rposition(|found| found == b"\n\n").unwrap_or(0);
    assert!(whole.starts_with(&part[..last]));
}

/// Runs the command on a file, changes the file once the first text is written, and returns the output. The page is
/// longer than a pipe buffer, so the command has not finished by then.
fn changed_while_read(name: &str, change: impl FnOnce(&str)) -> Output {
    let path = file(name, &long_page().repeat(4));
    let mut child =
        command(env!("CARGO_BIN_EXE_tamis")).arg(&path).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let mut read = vec![0; 1];
    stdout.read_exact(&mut read).unwrap();
    change(&path);
    stdout.read_to_end(&mut read).unwrap();
    Output { stdout: read, ..child.wait_with_output().unwrap() }
}

#[test]
fn a_file_that_changes_while_it_is_read_gives_its_current_content() {
    let whole = tamis(&[&file("unchanged.html", &long_page().repeat(4))]).stdout;

    let vanished = changed_while_read("vanishes.html", |path| fs::remove_file(path).unwrap());
    assert_status(&vanished, 0, "");
    assert!(vanished.stdout == whole);

    let more = b"<p>The ferry company has bought two more boats, and the harbour board has counted them twice.";
    let grown = tamis(&[&file("grown.html", &[&long_page().repeat(4)[..], more].concat())]).stdout;
    let output = changed_while_read("grows.html", |path| {
        OpenOptions::new().append(true).open(path).unwrap().write_all(more).unwrap();
    });
    assert_status(&output, 0, "");
    assert!(output.stdout == grown);

    let shrunk = changed_while_read("shrinks.html", |path| fs::write(path, b"").unwrap());
    assert!(shrunk.stdout.len() < whole.len());
    assert_beginning(&whole, &shrunk.stdout);
    assert!(matches!(shrunk.status.code(), Some(0 | 1)), "a page that ends early, inside a tag or not");
}

#[test]
fn a_pipe_may_deliver_single_bytes() {
    let page = b"<title>Tea</title><p>Boil water.".repeat(2);
    let whole = tamis(&[&file("bytewise.html", &page)]).stdout;
    let fifo = path("bytewise.fifo");
    let _ = fs::remove_file(&fifo);
    if !Command::new("mkfifo").arg(&fifo).status().is_ok_and(|status| status.success()) {
        return eprintln!("skipped: no named pipes");
    }
    for content in [page.clone(), gzip(&page), zstd(&page)] {
        let to = fifo.clone();
        let writer = thread::spawn(move || {
            let mut pipe = OpenOptions::new().write(true).open(to).unwrap();
            for byte in content {
                pipe.write_all(&[byte]).unwrap();
                thread::yield_now();
            }
        });
        let output = tamis(&[&fifo]);
        writer.join().unwrap();
        assert_status(&output, 0, "");
        assert_stdout(&output, &whole);
    }
}

#[test]
fn truncated_or_damaged_compressed_input_is_reported() {
    let page = b"<p>A page that is compressed, with some text in it.</p>".repeat(4000);
    let fine = file("compressed-fine.html", b"<p>Fine");
    let whole = tamis(&[&file("compressed.html", &page)]).stdout;
    for (name, content) in [("cut.gz", gzip(&page)), ("cut.zst", zstd(&page))] {
        for length in [4, content.len() / 2, content.len() - 1] {
            let output = tamis(&[&file(name, &content[..length]), &fine]);
            assert_status(&output, 1, &format!("{name}: the input ends early"));
            let part = output.stdout.strip_suffix(b"Fine\n").expect("the other file is done");
            assert_beginning(&whole, part);
        }
        for at in [content.len() / 2, content.len() - 3] {
            let mut damaged = content.clone();
            damaged[at] ^= 0x55;
            let output = tamis(&[&file(name, &damaged), &fine]);
            assert_status(&output, 1, &format!("{name}: the input is damaged"));
            assert!(output.stdout.ends_with(b"Fine\n"), "the other file is done");
        }
    }
    let output = tamis(&[&file("more.gz", &[&gzip(&page)[..], b"and something else"].concat())]);
    assert_status(&output, 1, "more.gz: the input is damaged");
    assert!(output.stdout == whole);
}
