//! Two runs on one output: one writes it, the other ends with status 2 and names the first.

use std::fs;
use std::io::Write as _;
use std::process::{Child, Stdio};
use std::thread;
use std::time::Duration;

use crate::{archive, batch, done, folder, piped, shown, tree};

/// Repetitions per form; `TAMIS_KILLS` sets another number.
const TIMES: usize = 2;

const FORMS: &[(&str, &[&str])] = &[
    ("x.jsonl", &[]),
    ("x.jsonl.gz", &[]),
    ("x.jsonl.zst", &["--force"]),
    ("x.wet.gz", &["--to", "wet"]),
    ("wet/", &["--to", "wet"]),
    ("texts/", &["--to", "files", "-f", "markdown"]),
    #[cfg(feature = "parquet")]
    ("x.parquet", &["--to", "parquet"]),
];

#[test]
fn of_two_runs_on_one_output_the_second_names_the_first() {
    let folder = folder("two-runs");
    let archive = archive::Response::TEA.member().repeat(100);
    let times = match std::env::var("TAMIS_KILLS").as_deref() {
        Ok("all") => 50,
        Ok(times) => times.parse().unwrap(),
        Err(_) => TIMES,
    };
    for (name, form) in FORMS {
        let whole = folder.join("whole").join(name);
        let output = piped(&[*form, &["-", "-o", &*shown(&whole)]].concat(), &archive);
        assert_eq!(output.status.code(), Some(0));
        for time in 0..times {
            let out = folder.join("out");
            let _ = fs::remove_dir_all(&out);
            let resume: &[&str] = if time % 2 == 1 && form.first() != Some(&"--force") { &["--resume"] } else { &[] };
            let output = shown(out.join(name));
            let arguments = [*form, resume, &["-", "-q", "-o", &*output]].concat();
            let start = || {
                let pipes = || Stdio::piped();
                batch(&arguments).stdin(pipes()).stdout(Stdio::null()).stderr(pipes()).spawn().unwrap()
            };
            let mut runs = [start(), start()];
            // Enough to detect an archive; the rest follows when one run has given up.
            let (first, rest) = archive.split_at(20 << 10);
            for run in &mut runs {
                // One run may have given up already.
                let _ = run.stdin.as_mut().unwrap().write_all(first);
            }
            let loser = loop {
                if let Some(at) = runs.iter_mut().position(|run| run.try_wait().unwrap().is_some()) {
                    break at;
                }
                thread::sleep(Duration::from_millis(2));
            };
            let [one, other] = runs;
            let (loser, mut winner) = if loser == 0 { (one, other) } else { (other, one) };
            let id = winner.id();
            winner.stdin.take().unwrap().write_all(rest).unwrap();
            assert_ended(winner, 0, "");
            assert_ended(loser, 2, &format!("is being written by tamis process {id} on "));
            let (whole, out) = (tree(&folder.join("whole")), tree(&out));
            let whole: Vec<_> = whole.iter().filter(|(path, _)| path.starts_with(name.trim_end_matches('/'))).collect();
            assert!(out.iter().eq(whole), "{name} differs");
        }
    }
}

#[track_caller]
fn assert_ended(run: Child, status: i32, message: &str) {
    let output = run.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{said}");
    assert!(said.contains(message), "{said:?} does not contain {message:?}");
}

/// The process holds the lock, so a kill releases it.
#[test]
fn a_killed_run_blocks_nobody() {
    let folder = folder("killed-holder");
    let output = shown(folder.join("x.jsonl"));
    let mut killed = batch(&["-", "-o", &output]).stdin(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let lock = folder.join("x.jsonl.tamis/lock");
    while !fs::read(&lock).is_ok_and(|text| text.ends_with(b"\n")) {
        thread::sleep(Duration::from_millis(2));
    }
    killed.kill().unwrap();
    killed.wait().unwrap();
    let page = shown(folder.join("a.html"));
    fs::write(&page, archive::Response::TEA.body).unwrap();
    done(&[&page, "-o", &output]);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 2);
}
