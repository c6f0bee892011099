//! `tamis rules`: checks, tests and lists rule files, and shows which apply to an address.

mod check;
mod test;

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use anyhow::{Result, anyhow, bail};
use clap::Subcommand;
use tamis::{InForce, Why};
use url::Url;

use super::rule_files::{self, RuleSource};
use super::{DONE, message, output};

/// Maximum number of hosts shown for a file.
const HOSTS: usize = 3;

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
        /// Rule files, or directories of them; by default the built-in ones and your own
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
        /// The address or the host, such as https://example.org/news/1 or example.org
        url: String,

        /// Additional rules, from a file or from all .toml files below a directory
        #[arg(long, value_name = "PATH")]
        rules: Vec<PathBuf>,
    },
}

pub fn run(command: &RulesCommand) -> Result<u8> {
    match command {
        RulesCommand::Check { paths } => check::run(paths),
        RulesCommand::Test { paths } => test::run(paths),
        RulesCommand::List => list(),
        RulesCommand::Show { id } => show(id),
        RulesCommand::Which { url, rules } => which(url, rules),
    }
}

/// Lists the rule files.
fn list() -> Result<u8> {
    let mut rows = vec![["ID", "KIND", "HOSTS", "RULES", "FILE"].map(str::to_owned).to_vec()];
    for file in rule_files::standing()?.files() {
        let mut hosts = file.hosts.iter().take(HOSTS).cloned().collect::<Vec<_>>().join(" ");
        if file.hosts.len() > HOSTS {
            hosts.push_str(&format!(" +{}", file.hosts.len() - HOSTS));
        }
        let hosts = if hosts.is_empty() { "-".to_owned() } else { hosts };
        rows.push(vec![file.id, file.kind.to_owned(), hosts, file.rules.to_string(), file.file]);
    }
    output::print(&message::harmless(&columns(&rows)))?;
    Ok(DONE)
}

/// Prints a rule file.
fn show(id: &str) -> Result<u8> {
    let rules = rule_files::standing()?;
    let Some(found) = rules.files().find(|file| file.id == id) else {
        bail!("there is no rule file `{id}`: `tamis rules list` shows the ids there are");
    };
    let files = [rule_files::builtin(), rule_files::of_user()?].concat();
    let Some(file) = files.into_iter().find(|file| file.name == found.file) else {
        bail!("{} no longer exists", found.file);
    };
    // A file or a pipe gets the exact content.
    let shown = if io::stdout().is_terminal() { message::harmless(&file.source) } else { file.source };
    output::print(&shown)?;
    Ok(DONE)
}

/// Shows the rule files that apply to an address, weakest first, and why.
fn which(address: &str, paths: &[PathBuf]) -> Result<u8> {
    // `example.org:8080/a` alone would be an address of the scheme `example.org`.
    let is_whole = address.contains("://");
    let url = if is_whole { Url::parse(address) } else { Url::parse(&format!("https://{address}")) };
    let url = url.map_err(|error| anyhow!("`{address}` is neither an address nor a host: {error}"))?;
    let rules = rule_files::with_named(rule_files::standing()?, paths)?;
    let found = rules.which(url.host_str().unwrap_or_default(), url.path());
    let row = |found: &InForce| vec![found.file.id.clone(), why(found), found.file.file.clone()];
    let rows: Vec<_> = found.iter().map(row).collect();
    let mut answer = columns(&rows);
    if !found.iter().any(|found| matches!(found.why, Why::Address { .. })) {
        answer.push_str(&format!("No rule file is specific to {}.\n", url.host_str().unwrap_or("this address")));
    }
    output::print(&message::harmless(&answer))?;
    Ok(DONE)
}

fn why(found: &InForce) -> String {
    let mut why = match &found.why {
        Why::Always => "all pages".to_owned(),
        Why::Signs { need, of } => format!("pages with {need} of its {of} signs"),
        Why::Address { host, path: None } => format!("host {host}"),
        Why::Address { host, path: Some(path) } => format!("host {host}, path {path}"),
        Why::Extended(by) => format!("extended by {by}"),
        Why::SwitchedOff => "switched off by the site's file".to_owned(),
        _ => "for this address".to_owned(),
    };
    if !found.without.is_empty() {
        why.push_str(&format!(", without {}", found.without.join(" ")));
    }
    why
}

/// Reads the rule files at the paths, by default the built-in ones and the user's.
fn sources(paths: &[PathBuf]) -> Result<Vec<RuleSource>> {
    if paths.is_empty() {
        return Ok([rule_files::builtin(), rule_files::of_user()?].concat());
    }
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
