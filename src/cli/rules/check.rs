//! `tamis rules check`: errors and warnings with positions on standard error, a summary on standard output.

use std::path::PathBuf;

use anyhow::Result;
use tamis::{Lint, Rules};

use super::{count, sources};
use crate::cli::{DONE, FAILED, message, output};

pub fn run(paths: &[PathBuf]) -> Result<u8> {
    let files = sources(paths)?;
    let mut errors = 0;
    let mut complain = |error: &dyn std::fmt::Display| {
        errors += 1;
        message::write_text(&format!("{error}\n"));
    };
    // Loads all files first, so that they may refer to each other.
    let mut rules = Rules::builtin();
    let mut good = Vec::new();
    for file in &files {
        let is_builtin = rules.files().any(|known| known.file == file.name);
        match if is_builtin { Ok(rules.clone()) } else { rules.with_file(&file.name, &file.source) } {
            Ok(more) => {
                rules = more;
                good.push(file);
            }
            Err(error) => complain(&error),
        }
    }
    let mut warnings = 0;
    for file in good {
        match rules.check(&file.name, &file.source, &mut file.pages()) {
            Ok(checked) => {
                let (wrong, doubtful): (Vec<Lint>, Vec<Lint>) = checked.lints.into_iter().partition(Lint::is_error);
                warnings += doubtful.len();
                doubtful.iter().for_each(|lint| message::write_text(&format!("{lint}\n")));
                wrong.iter().for_each(|lint| complain(lint));
            }
            Err(error) => complain(&error),
        }
    }
    let summary = [count(files.len(), "file"), count(errors, "error"), count(warnings, "warning")].join(", ");
    output::print(&format!("{summary}\n"))?;
    Ok(if errors > 0 { FAILED } else { DONE })
}
