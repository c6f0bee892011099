//! Killed at any moment and gone on with, a batch gives the bytes of one that was left in peace.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use crate::archive::{self, Response};
use crate::{assert_status, batch, folder, piped, run, shown, stats, tree};

/// So many kills; `TAMIS_KILLS` says how many else.
const KILLS: usize = 8;

/// What is written, and the arguments for it.
const FORMS: [(&str, &[&str]); 5] = [
    ("texts.jsonl", &["-j", "2"]),
    ("texts.jsonl.gz", &["-j", "1"]),
    ("texts.wet.gz", &["--to", "wet", "-j", "2"]),
    ("wet/", &["--to", "wet", "-j", "2"]),
    ("texts/", &["--to", "files", "-f", "markdown", "-j", "2"]),
];

#[cfg(feature = "parquet")]
const PARQUET: &[(&str, &[&str])] = &[("texts.parquet", &["--to", "parquet", "-j", "2"])];
#[cfg(not(feature = "parquet"))]
const PARQUET: &[(&str, &[&str])] = &[];

#[test]
fn what_was_killed_and_gone_on_with_is_what_was_never_killed() {
    let kills = std::env::var("TAMIS_KILLS").map_or(KILLS, |kills| kills.parse().unwrap());
    let folder = folder("kill");
    let inputs = folder.join("in");
    fs::create_dir_all(inputs.join("pages")).unwrap();
    fs::write(inputs.join("a.warc.gz"), archive::corpus(2)).unwrap();
    fs::write(inputs.join("b.warc.gz"), archive::corpus(2)).unwrap();
    for (name, page) in archive::pages().iter().take(8) {
        fs::write(inputs.join("pages").join(name), page).unwrap();
    }
    let inputs = shown(inputs);

    let (mut killed, mut gone_on_with) = (0, 0);
    let mut random = 1;
    for (name, arguments) in FORMS.iter().chain(PARQUET).cycle() {
        if killed >= kills {
            break;
        }
        let whole = folder.join("whole").join(name);
        let arguments = |output: &Path| {
            let own: Vec<String> = arguments.iter().map(|argument| argument.to_string()).collect();
            [own, vec![inputs.clone(), "-o".into(), shown(output), "--stats".into(), "json".into()]].concat()
        };
        let mut took = Duration::from_millis(1500);
        let stats_file = folder.join(name.trim_end_matches('/').to_owned() + ".stats");
        if !whole.exists() {
            let begun = Instant::now();
            let output = run(&arguments(&whole).iter().map(String::as_str).collect::<Vec<_>>());
            assert_status(&output, 0, "");
            took = begun.elapsed();
            fs::write(&stats_file, serde_json::to_string(&stats(&output)).unwrap()).unwrap();
        }
        let again = folder.join("again").join(name);
        let _ = fs::remove_dir_all(folder.join("again"));
        let mut arguments = arguments(&again);
        arguments.push("--resume".into());
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        // Often it is killed in the middle, then again in what is left.
        for _ in 0..3 {
            random = random_after(random);
            let pause = took.mul_f64(random as f64 / f64::from(u32::MAX));
            let mut child = batch(&arguments).stdin(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            thread::sleep(pause);
            child.kill().unwrap();
            let ended = child.wait().unwrap();
            killed += usize::from(ended.code().is_none());
        }
        let leftovers = folder.join("again").exists()
            && tree(&folder.join("again")).iter().any(|(path, _)| path.extension().is_some_and(|e| e == "journal"));
        gone_on_with += usize::from(leftovers);
        let last = run(&arguments);
        assert_status(&last, 0, "");
        let (of_whole, of_again) = (stats_of(&stats_file), stats(&last));
        if !name.ends_with('/') && of_again["records"] != 0 {
            // All that was counted before counts too.
            for count in ["records", "kept", "empty", "text_bytes"] {
                assert_eq!(of_whole[count], of_again[count], "{count} of {name}");
            }
        }
        if name.ends_with('/') {
            let (whole, again) = (tree(&whole), tree(&again));
            let names =
                |tree: &[(std::path::PathBuf, Vec<u8>)]| tree.iter().map(|(n, _)| n.clone()).collect::<Vec<_>>();
            assert_eq!(names(&whole), names(&again), "{name}");
            assert!(whole == again, "{name} differs after {killed} kills");
        } else {
            assert!(fs::read(&whole).unwrap() == fs::read(&again).unwrap(), "{name} differs after {killed} kills");
            let beside = tree(&folder.join("again"));
            assert_eq!(beside.len(), 1, "nothing stays beside {name}");
        }
    }
    println!("{killed} kills, {gone_on_with} outputs gone on with by their journal");
}

/// Two versions of an input in one output would be nobody's text.
#[test]
fn an_input_that_has_changed_is_not_gone_on_with() {
    let folder = folder("changed");
    let (first, second) = (folder.join("a.html"), folder.join("b.html"));
    fs::write(&first, Response::TEA.body).unwrap();
    fs::write(&second, Response::TEA.body).unwrap();
    let output = folder.join("x.jsonl");
    let journal = folder.join("x.jsonl.journal");
    let mut arguments = vec!["--files-from".to_owned(), "-".into(), "-o".into(), shown(&output)];
    let started: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut child = batch(&started).stdin(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let list = child.stdin.as_mut().unwrap();
    writeln!(list, "{}", shown(&first)).unwrap();
    // It notes how far it has come now and then, when the next record comes.
    let begun = Instant::now();
    while !journal.exists() {
        assert!(begun.elapsed() < Duration::from_secs(60), "no journal");
        thread::sleep(Duration::from_millis(300));
        writeln!(list, "{}", shown(&second)).unwrap();
    }
    child.kill().unwrap();
    child.wait().unwrap();

    arguments.push("--resume".into());
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let list = [shown(&first), vec![shown(&second); 200].join("\n")].join("\n");
    let changed = fs::metadata(&first).unwrap().modified().unwrap();
    fs::write(&first, b"<p>Another page altogether.").unwrap();
    assert_status(&piped(&arguments, list.as_bytes()), 2, "was begun with other inputs, or they have changed since");
    fs::write(&first, Response::TEA.body).unwrap();
    fs::File::options().write(true).open(&first).unwrap().set_modified(changed).unwrap();
    assert_status(&piped(&arguments, list.as_bytes()), 0, "201 kept");
}

fn stats_of(file: &Path) -> serde_json::Value {
    serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
}

/// The next number of a linear congruential generator.
fn random_after(random: u32) -> u32 {
    random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223)
}
