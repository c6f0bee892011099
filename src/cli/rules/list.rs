//! `tamis rules list` and `tamis rules show`: the rule files and their content.

use std::io::{self, IsTerminal};

use anyhow::{Result, bail};

use super::{columns, rule_files};
use crate::cli::{DONE, message, output};

const HOSTS: usize = 3;

pub fn list() -> Result<u8> {
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

pub fn show(id: &str) -> Result<u8> {
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
