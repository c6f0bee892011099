//! A batch killed or interrupted at any moment and resumed writes the same bytes as one that was never killed.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use crate::interrupt::send;
use crate::{archive, assert_status, batch, folder, run, shown, stats, tree};

/// Number of kills and interrupts of all forms; `TAMIS_KILLS` sets another, and `all` is two hundred.
const KILLS: usize = 12;

const FORMS: [(&str, &[&str]); 6] = [
    ("texts.jsonl", &["-j", "2"]),
    ("texts.jsonl.gz", &["-j", "1"]),
    ("texts.jsonl.zst", &["-j", "2", "--dedup", "exact"]),
    ("texts.wet.gz", &["--to", "wet", "-j", "2"]),
    ("wet/", &["--to", "wet", "-j", "2"]),
    ("texts/", &["--to", "files", "-f", "markdown", "-j", "2"]),
];

/// Signals, and the exit status of a run that handles them.
const SIGNALS: [(&str, Option<i32>); 4] = [("KILL", None), ("TERM", Some(143)), ("INT", Some(130)), ("KILL", None)];

#[test]
fn a_resumed_output_equals_that_of_a_run_never_killed() {
    let kills = std::env::var("TAMIS_KILLS").map_or(KILLS, |kills| kills.parse().unwrap_or(200));
    kill_and_resume("kill", &FORMS, kills);
}

/// Kills runs of these forms in turn, `kills` times in all.
pub fn kill_and_resume(name: &str, forms: &[(&str, &[&str])], kills: usize) {
    let folder = folder(name);
    let inputs = folder.join("in");
    fs::create_dir_all(inputs.join("pages")).unwrap();
    fs::write(inputs.join("a.warc.gz"), archive::corpus(2)).unwrap();
    fs::write(inputs.join("b.warc.gz"), archive::corpus(2)).unwrap();
    for (name, page) in archive::pages().iter().take(8) {
        fs::write(inputs.join("pages").join(name), page).unwrap();
    }
    let inputs = shown(inputs);

    let (mut killed, mut resumed) = (0, 0);
    let mut random = 1;
    for (name, arguments) in forms.iter().cycle() {
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
        // Often killed in the middle, then again in the rest.
        for _ in 0..3 {
            random = random_after(random);
            let pause = took.mul_f64(random as f64 / f64::from(u32::MAX));
            let mut child = batch(&arguments).stdin(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            thread::sleep(pause);
            let (signal, status) = SIGNALS[random as usize >> 8 & 3];
            send(signal, &child);
            let ended = child.wait().unwrap();
            assert!(ended.code().is_none() || [Some(0), status].contains(&ended.code()), "{signal}: {ended:?}");
            killed += usize::from(ended.code() != Some(0));
        }
        let leftovers = folder.join("again").exists()
            && tree(&folder.join("again")).iter().any(|(path, _)| path.ends_with("journal"));
        resumed += usize::from(leftovers);
        let last = run(&arguments);
        assert_status(&last, 0, "");
        let (of_whole, of_again) = (stats_of(&stats_file), stats(&last));
        if !name.ends_with('/') && of_again["records"] != 0 {
            // A resumed run includes the counts of the earlier ones.
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
            assert_eq!(beside.len(), 1, "only {name} remains");
        }
    }
    println!("{killed} kills and interrupts, {resumed} outputs resumed from their journal");
}

fn stats_of(file: &Path) -> serde_json::Value {
    serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
}

fn random_after(random: u32) -> u32 {
    random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223)
}
