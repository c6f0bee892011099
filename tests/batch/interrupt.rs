//! Signals end a batch at a record border, and say how it continues; what a run shows of itself while it works.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::archive::Response;
use crate::{assert_status, batch, done, folder, run, shown};

/// Records that exceed what is read of a pipe to recognise it.
const RECORDS: usize = 60;

pub fn send(signal: &str, child: &Child) {
    Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status().unwrap();
}

/// Waits until something is so.
#[track_caller]
fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(60), "waited in vain: {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// A run that reads a named pipe, and the pipe.
fn of_pipe(folder: &Path, arguments: &[&str]) -> Option<(Child, File)> {
    let fifo = folder.join("pipe.warc");
    let _ = fs::remove_file(&fifo);
    if !Command::new("mkfifo").arg(&fifo).status().is_ok_and(|status| status.success()) {
        eprintln!("skipped: no named pipes");
        return None;
    }
    let mut command = batch(&[&[&*shown(&fifo)], arguments].concat());
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    Some((child, OpenOptions::new().write(true).open(fifo).unwrap()))
}

#[test]
fn a_signal_ends_at_a_record_border_and_the_next_run_continues_there() {
    let folder = folder("signals");
    let output = folder.join("x.jsonl");
    for (signal, status) in [("INT", 130), ("TERM", 143)] {
        let Some((child, mut pipe)) = of_pipe(&folder, &["-o", &shown(&output), "-j", "2"]) else { return };
        pipe.write_all(&Response::TEA.record().repeat(RECORDS)).unwrap();
        let part = folder.join("x.jsonl.tamis/part");
        until("the first record", || fs::metadata(&part).is_ok_and(|part| part.len() > 0));
        send(signal, &child);
        // Unless some are taken already, the run waits for the next record, at whose beginning it ends.
        let writer = thread::spawn(move || while pipe.write_all(&Response::TEA.record()).is_ok() {});
        let ended = child.wait_with_output().unwrap();
        writer.join().unwrap();
        assert_status(&ended, status, "the same command with --resume continues");
        let lines = fs::read_to_string(&part).unwrap();
        assert!(lines.ends_with('\n') && lines.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()));
        let journal = fs::read_to_string(folder.join("x.jsonl.tamis/journal")).unwrap();
        let committed = journal.lines().last().unwrap().split(' ').next().unwrap();
        assert_eq!(committed, lines.len().to_string(), "the journal covers all that is written");
        fs::remove_dir_all(folder.join("x.jsonl.tamis")).unwrap();
    }
}

#[test]
fn a_second_signal_ends_at_once() {
    let folder = folder("signals-twice");
    let Some((mut child, mut pipe)) = of_pipe(&folder, &[]) else { return };
    pipe.write_all(b"WARC/1.0\r\n").unwrap();
    // The signals count once the run handles them, and two of a kind may be merged.
    until("the end", || {
        send("INT", &child);
        child.try_wait().unwrap().is_some()
    });
    let status = child.wait().unwrap();
    assert!(status.code() == Some(130) || status.code().is_none(), "{status:?}");
}

#[test]
fn statistics_explanations_and_messages_are_for_programs() {
    let folder = folder("statistics");
    let page = |url, status| Response { url, status, ..Response::TEA }.member();
    let archive = shown(folder.join("x.warc.gz"));
    let mut damaged = page("http://c.example/", 200);
    let middle = damaged.len() / 2;
    damaged[middle..middle + 8].fill(0xFF);
    let with_nav = Response {
        url: "http://b.example/",
        body: b"<nav>Home</nav><article><p>Boil the water.</article>",
        ..Response::TEA
    };
    let records = [page("http://a.example/1", 200), page("http://a.example/2", 404), with_nav.member(), damaged];
    fs::write(&archive, records.concat()).unwrap();
    let (stats, why) = (shown(folder.join("stats.json")), shown(folder.join("why.jsonl")));
    let output = run(&[&archive, "--stats", &stats, "--explain", &why, "--log-format", "json"]);
    assert_eq!(output.status.code(), Some(1));

    let stats: Value = serde_json::from_slice(&fs::read(stats).unwrap()).unwrap();
    assert_eq!((&stats["kept"], &stats["status"], &stats["outputs"]), (&2.into(), &1.into(), &1.into()));
    assert_eq!((&stats["by_status"]["404"], &stats["by_type"]["text/html"]), (&1.into(), &2.into()));
    assert_eq!((&stats["by_host"]["a.example"], &stats["by_host"]["b.example"]), (&1.into(), &1.into()));
    assert!(stats["seconds"].is_number() && stats["by_language"].is_object() && stats["kept_degraded"] == 0);
    assert_eq!(stats["input_bytes"], fs::metadata(&archive).unwrap().len());

    let why: Vec<Value> =
        fs::read_to_string(why).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let dropped = why.iter().find(|line| line["action"] == "dropped").unwrap();
    assert_eq!((&dropped["text"], &dropped["reason"]), (&"Home".into(), &"generic/page#navigation".into()));
    assert!(dropped["id"].as_str().is_some_and(|id| id.starts_with("<urn:uuid:")));

    let messages: Vec<Value> = String::from_utf8(output.stderr)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect();
    let levels: Vec<&str> = messages.iter().map(|message| message["level"].as_str().unwrap()).collect();
    assert_eq!(levels, ["warning", "note"]);
    assert!(messages[0]["message"].as_str().unwrap().starts_with(&archive));
    let wrong = run(&["/nowhere.warc", "-o", "x.foo", "--log-format", "json"]);
    let message: Value = serde_json::from_slice(&wrong.stderr).unwrap();
    assert_eq!((wrong.status.code(), &message["level"]), (Some(2), &"error".into()));
}

#[test]
fn each_error_is_said_once() {
    for arguments in [&["/nowhere/x.html", "-o", "/proc/x/y.jsonl"][..], &["--files-from", "/nowhere"]] {
        let output = run(arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(said.matches("No such file").count(), 1, "{said}");
    }
}

/// Runs a batch of a named pipe on a terminal of so many columns; returns the exit status, and what the terminal showed.
fn on_terminal(folder: &Path, columns: usize, interrupted: bool) -> Option<(Option<i32>, String)> {
    let (transcript, output) = (folder.join("transcript"), folder.join("x.jsonl"));
    let fifo = folder.join("pipe.warc");
    let _ = (fs::remove_file(&fifo), fs::remove_file(&transcript), fs::remove_file(&output));
    let _ = fs::remove_dir_all(folder.join("x.jsonl.tamis"));
    let has = |program: &str, argument: &str| {
        Command::new(program).arg(argument).output().is_ok_and(|output| output.status.success())
    };
    if !has("script", "--version") || !Command::new("mkfifo").arg(&fifo).status().is_ok_and(|status| status.success()) {
        eprintln!("skipped: no script(1), or no named pipes");
        return None;
    }
    let line = format!(
        "stty cols {columns} rows 24; exec '{}' batch '{}' -o '{}'",
        env!("CARGO_BIN_EXE_tamis"),
        shown(&fifo),
        shown(&output)
    );
    let mut script = Command::new("script")
        .args(["-qefc", &line, &shown(&transcript)])
        .env("XDG_CONFIG_HOME", env!("CARGO_TARGET_TMPDIR"))
        .env("TERM", "xterm")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut pipe = OpenOptions::new().write(true).open(&fifo).unwrap();
    pipe.write_all(&Response::TEA.record().repeat(RECORDS)).unwrap();
    let seen = || String::from_utf8_lossy(&fs::read(&transcript).unwrap_or_default()).into_owned();
    let is_told = |part: &str| part.ends_with(|c: char| c.is_ascii_digit()) && !part.ends_with(", 0");
    until("the line of progress", || seen().rsplit_once(" kept").is_some_and(|(before, _)| is_told(before)));
    if interrupted {
        script.stdin.as_mut().unwrap().write_all(b"\x03").unwrap();
        let is_answer = |shown: &str| shown.contains("stopping at the next record") || shown.contains("interrupted");
        until("the answer to the interrupt", || is_answer(&seen()));
    }
    while interrupted && pipe.write_all(&Response::TEA.record()).is_ok() {}
    drop(pipe);
    let ended = script.wait().unwrap();
    Some((ended.code(), seen()))
}

/// Returns the lines that a terminal shows for a while, without the sequences that move the cursor.
fn shown_lines(transcript: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut rest = transcript.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\x1B' => while rest.next().is_some_and(|c| !c.is_ascii_alphabetic()) {},
            '\r' | '\n' => lines.push(String::new()),
            c => lines.last_mut().unwrap().push(c),
        }
    }
    lines.retain(|line| !line.trim().is_empty());
    lines
}

#[test]
fn progress_fits_the_terminal_and_an_interrupt_is_answered() {
    let folder = folder("terminal");
    for columns in [50, 80, 200] {
        let Some((status, transcript)) = on_terminal(&folder, columns, false) else { return };
        assert_eq!(status, Some(0), "{transcript:?}");
        let lines = shown_lines(&transcript);
        let progress: Vec<&String> =
            lines.iter().filter(|line| line.contains(" kept") && !line.contains("tamis:")).collect();
        assert!(!progress.is_empty() && progress.iter().all(|line| line.chars().count() <= columns), "{progress:#?}");
        assert!(columns < 80 || progress.iter().any(|line| line.trim_end().ends_with("B/s")), "{progress:#?}");
        assert!(lines.iter().any(|line| *line == format!("tamis: {RECORDS} records: {RECORDS} kept")), "{lines:#?}");
    }
    for columns in [50, 200] {
        let Some((status, transcript)) = on_terminal(&folder, columns, true) else { return };
        assert_eq!(status, Some(130), "{transcript:?}");
        let lines = shown_lines(&transcript);
        assert!(lines.iter().any(|line| line.contains("--resume continues")), "{lines:#?}");
    }
}

#[test]
fn what_is_no_terminal_gets_no_control_characters() {
    let folder = folder("no-terminal");
    let page: PathBuf = folder.join("a.html");
    fs::write(&page, Response::TEA.body).unwrap();
    let Output { stderr, .. } = done(&[&shown(&page), "-o", &shown(folder.join("x.jsonl"))]);
    assert_eq!(stderr, b"tamis: 1 record: 1 kept\n");
}
