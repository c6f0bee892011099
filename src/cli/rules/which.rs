//! `tamis rules which`: the rule files that apply to an address, weakest first, and why.

use anyhow::{Result, anyhow};
use tamis::{InForce, Why};
use url::Url;

use super::{columns, rule_files};
use crate::cli::{DONE, message, output};

pub fn run(address: &str) -> Result<u8> {
    let url = Url::parse(address).map_err(|error| anyhow!("`{address}` is not an absolute URL: {error}"))?;
    let found = rule_files::standing()?.which(url.host_str().unwrap_or_default(), url.path());
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
