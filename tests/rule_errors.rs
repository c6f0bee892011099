//! Each `tests/rule_errors/NAME.toml` has one error; `NAME.txt` is the message for its author.
//!
//! `TAMIS_BLESS=1 cargo test --test rule_errors` rewrites the messages. Read the diff: each message must say what is
//! wrong, where, and how to fix it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

fn files(extension: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rule_errors");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|found| found == extension));
    files.sort();
    files
}

fn message(path: &Path) -> String {
    let name = path.file_name().unwrap().to_str().unwrap();
    match tamis::Rules::none().with_file(name, &fs::read_to_string(path).unwrap()) {
        Ok(_) => panic!("{name} is accepted"),
        Err(error) => format!("{error}\n"),
    }
}

#[test]
fn every_invalid_file_gets_its_message() {
    let bless = env::var_os("TAMIS_BLESS").is_some();
    let mut wrong = Vec::new();
    for path in files("toml") {
        let expected = path.with_extension("txt");
        let message = message(&path);
        if bless {
            fs::write(&expected, message).unwrap();
        } else if fs::read_to_string(&expected).unwrap_or_default() != message {
            wrong.push(format!("{}:\n{message}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "other messages than expected; TAMIS_BLESS=1 takes them:\n\n{}", wrong.join("\n"));
}

#[test]
fn every_message_has_a_position_and_advice() {
    for path in files("toml") {
        let message = message(&path);
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(message.contains(&format!("--> {name}:")) && message.contains('^'), "{message}");
        assert!(message.contains("\nhelp: "), "nothing says what to do:\n{message}");
    }
}

#[test]
fn every_message_belongs_to_a_file() {
    for path in files("txt") {
        assert!(path.with_extension("toml").exists(), "{} has no rule file", path.display());
    }
}
