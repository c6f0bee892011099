//! `tamis rules test`: one line per file, followed by its failed tests.

use std::path::PathBuf;

use anyhow::Result;
use tamis::{Checked, RuleError, RuleFileInfo, Rules};

use super::{RuleSource, count, sources};
use crate::cli::{DONE, FAILED, INCOMPLETE, message, output};

pub fn run(paths: &[PathBuf]) -> Result<u8> {
    let files = sources(paths)?;
    let known: Vec<_> = files.iter().filter_map(|file| Some((file, info(file)?))).collect();
    let (mut tests, mut failed, mut wrong) = (0, 0, 0);
    for file in &files {
        match test(file, &known) {
            Ok(checked) => {
                output::print(&format!("{}\n", message::harmless(&report(&checked))))?;
                tests += checked.tests;
                failed += checked.failed;
            }
            Err(error) => {
                message::write_text(&error.to_string());
                wrong += 1;
            }
        }
    }
    let mut summary = vec![count(files.len(), "file"), count(tests, "test"), format!("{failed} failed")];
    summary.extend((wrong > 0).then(|| format!("{} invalid", count(wrong, "file"))));
    output::print(&format!("{}\n", summary.join(", ")))?;
    Ok(match (wrong, failed) {
        (0, 0) => DONE,
        (0, _) => INCOMPLETE,
        _ => FAILED,
    })
}

fn info(file: &RuleSource) -> Option<RuleFileInfo> {
    Rules::none().with_file(&file.name, &file.source).ok()?.files().next()
}

/// Tests a file with the built-in rules and with those given files that it extends.
fn test(file: &RuleSource, known: &[(&RuleSource, RuleFileInfo)]) -> Result<Checked, RuleError> {
    let mut rules = Rules::builtin();
    let of = |name: &str| known.iter().find(|(file, _)| file.name == name).map(|(_, info)| info);
    let mut wanted = of(&file.name).map(|info| info.extends.clone()).unwrap_or_default();
    while let Some(id) = wanted.pop() {
        let found = known.iter().find(|(other, info)| info.id == id && other.name != file.name);
        if let Some((other, info)) = found
            && !rules.files().any(|there| there.file == other.name)
        {
            rules = rules.with_file(&other.name, &other.source)?;
            wanted.extend(info.extends.iter().cloned());
        }
    }
    rules.check(&file.name, &file.source, &mut file.pages())
}

fn report(checked: &Checked) -> String {
    let file = &checked.file.file;
    let mut lines = vec![match (checked.tests, checked.failed) {
        (0, _) => format!("none    {file}: no tests"),
        (tests, 0) => format!("ok      {file}: {}", count(tests, "test")),
        (tests, failed) => format!("FAILED  {file}: {failed} of {}", count(tests, "test")),
    }];
    lines.extend(checked.failures.iter().map(|failure| format!("  {file}:{}: {}", failure.line, failure.message)));
    lines.join("\n")
}
