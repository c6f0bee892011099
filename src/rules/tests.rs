//! Tests that every rule file in the repository is valid and passes its own tests.

use std::fs;
use std::path::{Path, PathBuf};

use super::{RuleFile, Rules, builtin, parse, prepared};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rule_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rule_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
    files.sort();
    files
}

#[test]
fn every_rule_file_passes_its_own_tests() {
    let mut wrong = Vec::new();
    for folder in ["rules", "corpus/pages"].map(|folder| root().join(folder)) {
        for path in rule_files(&folder) {
            let source = fs::read_to_string(&path).unwrap();
            let name = path.strip_prefix(root()).unwrap().display().to_string();
            let embedded = builtin::FILES.iter().find(|(_, embedded)| *embedded == source);
            let beside = path.parent().unwrap();
            let checked = Rules::builtin()
                .check(embedded.map_or(name.as_str(), |(name, _)| name), &source, &mut |file| {
                    fs::read(beside.join(file))
                })
                .unwrap_or_else(|error| panic!("{error}"));
            let failures = checked.failures.iter();
            wrong.extend(failures.map(|failure| format!("{name}:{}: {}", failure.line, failure.message)));
            wrong.extend(checked.lints.iter().filter(|lint| lint.is_error()).map(ToString::to_string));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_file_is_embedded_and_valid() {
    let mut embedded = Rules::none();
    for (name, source) in builtin::FILES {
        embedded = embedded.with_file(name, source).unwrap_or_else(|error| panic!("{error}"));
    }
    let files = rule_files(&root().join("rules"));
    assert_eq!(files.len(), builtin::FILES.len());
    for path in files {
        let name = format!("builtin:{}", path.strip_prefix(root().join("rules")).unwrap().display());
        assert!(builtin::FILES.iter().any(|(listed, _)| *listed == name), "{name} is not embedded");
    }
}

#[test]
fn prepared_files_are_those_of_the_repository() {
    let ranges = regex::Regex::new(r"span: \d+\.\.\d+").unwrap();
    let shown = |file: &RuleFile| ranges.replace_all(&format!("{file:?}"), "").into_owned();
    for ((name, source), prepared) in builtin::FILES.iter().zip(Rules::builtin().parsed()) {
        let read = RuleFile { is_builtin: true, tests: Vec::new(), ..parse(name, source).unwrap() };
        let mut prepared = RuleFile::clone(prepared);
        prepared::phrases(&mut prepared).for_each(|phrase| phrase.folded = None);
        assert!(shown(&read) == shown(&prepared), "{name} differs");
    }
}

#[test]
fn costly_files_are_refused() {
    let file = |body: String| Rules::none().with_file("x.toml", &format!("format = 1\nid = 'generic/x'\n{body}"));
    let wide = |count| (0..count).map(|n| format!("[[drop]]\nid = 'r{n}'\nselect = 'div:nth-child({n})'\n")).collect();
    assert!(file(wide(128)).is_ok());
    assert!(file(wide(129)).unwrap_err().message().contains("more than 128 selectors"));
    let regexes = |count| (0..count).map(|n| format!("[[text]]\nid = 'r{n}'\nregex = 'a{n}'\n")).collect();
    assert!(file(regexes(16)).is_ok());
    assert!(file(regexes(17)).unwrap_err().message().contains("more than 16 regular expressions"));
}
