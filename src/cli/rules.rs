//! `tamis rules`: checks, tests and lists rule files, and shows which apply to an address.

mod check;
mod list;
mod test;
mod which;

use std::path::PathBuf;

use anyhow::Result;
use clap::Subcommand;

use super::rule_files::{self, RuleSource};

/// The actions on rule files.
#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// Report errors and likely mistakes in rule files
    ///
    /// Status 2 if a file is invalid, else 0.
    Check {
        /// Rule files, or directories of them; by default the built-in ones and your own
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// Run the tests in rule files, each file on top of the built-in rules
    ///
    /// Status 1 if a test fails, 2 if a file is invalid, else 0.
    Test {
        /// Rule files, or directories of them; by default the built-in ones
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// List the built-in rule files and your own
    List,
    /// Print a rule file
    Show {
        /// Its id, such as generic/page
        id: String,
    },
    /// Show which rule files apply to an address, and why
    Which {
        /// The address, such as https://example.org/news/1
        url: String,
    },
}

pub fn run(command: &RulesCommand) -> Result<u8> {
    match command {
        RulesCommand::Check { paths } => check::run(paths),
        RulesCommand::Test { paths } => test::run(paths),
        RulesCommand::List => list::list(),
        RulesCommand::Show { id } => list::show(id),
        RulesCommand::Which { url } => which::run(url),
    }
}

fn sources(paths: &[PathBuf]) -> Result<Vec<RuleSource>> {
    let files: Vec<_> = paths.iter().map(|path| rule_files::at(path)).collect::<Result<_>>()?;
    Ok(files.concat())
}

/// Formats rows with aligned columns; the last one is not padded.
fn columns(rows: &[Vec<String>]) -> String {
    let mut widths: Vec<usize> = Vec::new();
    for row in rows {
        for (at, cell) in row.iter().enumerate() {
            widths.resize(widths.len().max(at + 1), 0);
            widths[at] = widths[at].max(cell.chars().count());
        }
    }
    let line = |row: &Vec<String>| {
        let cells: Vec<_> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        format!("{}\n", cells.join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}

/// Formats `1 file` or `2 files`.
fn count(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}
