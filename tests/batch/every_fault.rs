//! Each system call that changes a file fails once, or the process is killed at it: the run ends with status 2 or by
//! the kill, and after `--resume` the output equals that of a run without faults.
//!
//! A preloaded library, compiled here, counts the calls and injects the faults.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::archive::Response;
use crate::{archive, batch, done, folder, shown, tree};

/// Faults per form, each with one number of threads; `TAMIS_KILLS=all` tries every call with each number.
const FAULTS: usize = 3;

const KINDS: [&str; 7] = ["ENOSPC", "EIO", "late", "short", "kill", "killed", "torn"];

const FORMS: &[(&str, &[&str])] = &[
    ("x.jsonl", &[]),
    ("x.jsonl.gz", &[]),
    ("x.jsonl.zst", &[]),
    ("x.wet.gz", &["--to", "wet"]),
    ("wet/", &["--to", "wet"]),
    ("lines/", &["--to", "jsonl.zst"]),
    ("texts/", &["--to", "files", "-f", "markdown"]),
    #[cfg(feature = "parquet")]
    ("x.parquet", &["--to", "parquet"]),
];

#[test]
fn after_any_fault_the_resumed_output_equals_that_of_a_run_without_faults() {
    let folder = folder("every-fault");
    let Some(library) = library(&folder) else { return };
    let inputs = folder.join("in");
    write_inputs(&inputs);
    let all = std::env::var("TAMIS_KILLS").is_ok_and(|kills| kills == "all");
    let (mut tried, mut reached, mut random) = (0, 0, 7_u64);
    let mut next = |below: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as usize % below
    };
    for (at, (name, form)) in FORMS.iter().enumerate() {
        let whole = folder.join("whole").join(name);
        done(&[*form, &[&*shown(&inputs), "-o", &shown(&whole)]].concat());
        let whole = content(&whole);
        let threads = ["2", "1", "3", "4"];
        for threads in if all { &threads[..] } else { &threads[at % 4..at % 4 + 1] } {
            let run = Run { folder: &folder, library: &library, inputs: &inputs, name, form, threads };
            let calls = run.count();
            assert!(calls > 10, "{name}: only {calls} calls");
            let faults: Vec<(usize, &str)> = if all {
                (1..=calls).flat_map(|at| KINDS.map(|kind| (at, kind))).collect()
            } else {
                (0..FAULTS).map(|_| (1 + next(calls), KINDS[next(KINDS.len())])).collect()
            };
            for (at, kind) in faults {
                tried += 1;
                let ended = run.once(at, kind);
                let said = String::from_utf8_lossy(&ended.stderr);
                match ended.status.code() {
                    // Several threads may make one call less.
                    Some(0) => {}
                    Some(status) => assert!(status == 2 && said.contains("cannot write "), "{status}: {said}"),
                    None => {}
                }
                reached += usize::from(ended.status.code() != Some(0));
                done(&run.arguments());
                let what = format!("{name} -j {threads}, {kind} at call {at}");
                assert!(whole == content(&run.output()), "{what}: the output differs");
                let beside = fs::read_dir(run.output_folder()).unwrap().count();
                assert_eq!(beside, 1, "{what}: files remain beside the output");
            }
        }
    }
    assert!(reached * 2 > tried, "{reached} of {tried} faults were reached");
    println!("{tried} faults, {reached} of them reached");
}

struct Run<'a> {
    folder: &'a Path,
    library: &'a Path,
    inputs: &'a Path,
    name: &'a str,
    form: &'a [&'a str],
    threads: &'a str,
}

impl Run<'_> {
    fn output_folder(&self) -> PathBuf {
        self.folder.join("out")
    }

    fn output(&self) -> PathBuf {
        self.output_folder().join(self.name)
    }

    fn arguments(&self) -> Vec<&str> {
        let output = Box::leak(shown(self.output()).into_boxed_str());
        let inputs = Box::leak(shown(self.inputs).into_boxed_str());
        [self.form, &[inputs, "-o", output, "--resume", "-q", "-j", self.threads]].concat()
    }

    /// Runs the command into an empty folder, with a fault.
    fn once(&self, at: usize, kind: &str) -> Output {
        let output = self.output_folder();
        let _ = fs::remove_dir_all(&output);
        fs::create_dir(&output).unwrap();
        batch(&self.arguments())
            .env("LD_PRELOAD", self.library)
            .env("TAMIS_FAULT_BELOW", &output)
            .env("TAMIS_FAULT_AT", at.to_string())
            .env("TAMIS_FAULT", kind)
            .env("TAMIS_FAULT_COUNT", self.folder.join("count"))
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// Counts the calls of a run without a fault.
    fn count(&self) -> usize {
        assert_eq!(self.once(0, "none").status.code(), Some(0));
        fs::read_to_string(self.folder.join("count")).unwrap().parse().unwrap()
    }
}

/// Compiles the library; `None` if that is not possible here.
fn library(folder: &Path) -> Option<PathBuf> {
    let (source, library) =
        (Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/batch/fault.c"), folder.join("fault.so"));
    let compiled = Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(source).output();
    if compiled.is_ok_and(|compiled| compiled.status.success()) {
        return Some(library);
    }
    eprintln!("skipped: no C compiler builds a library for this system");
    None
}

/// Writes two archives and a page; one archive fills several blocks of lines.
fn write_inputs(folder: &Path) {
    fs::create_dir(folder).unwrap();
    let long: String = (0..9000).map(|number| format!("Pot {number} is warm and full of tea. ")).collect();
    let long = format!("<article><p>{long}</article>");
    let page = |number: usize, body: &[u8]| {
        let url = format!("https://tea.example/{number}");
        Response { url: &url, body, ..Response::TEA }.member()
    };
    let small: Vec<u8> = (0..3).flat_map(|number| page(number, Response::TEA.body)).collect();
    let large: Vec<u8> = (3..7).flat_map(|number| page(number, long.as_bytes())).collect();
    fs::write(folder.join("a.warc.gz"), [&small[..], &large].concat()).unwrap();
    fs::write(folder.join("b.warc.gz"), archive::gzip(&Response::TEA.record())).unwrap();
    fs::write(folder.join("c.html"), Response::TEA.body).unwrap();
}

/// Returns the content of a file, or of all files of a folder.
fn content(path: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    if path.is_dir() { tree(path) } else { vec![(PathBuf::new(), fs::read(path).unwrap())] }
}
