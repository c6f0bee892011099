//! What the command writes about itself: completions of shells, and manual pages.

use anyhow::{Result, bail};
use clap::CommandFactory as _;
use clap_complete::Shell;

use super::args::Args;
use super::{DONE, output};

pub fn completions(shell: Shell) -> Result<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "tamis", &mut script);
    output::print(&String::from_utf8_lossy(&script))?;
    Ok(DONE)
}

/// Prints the manual page of the command or of a subcommand.
pub fn manual(name: Option<&str>) -> Result<u8> {
    let mut command = Args::command();
    command.build();
    if let Some(name) = name {
        match command.find_subcommand(name) {
            Some(found) => command = found.clone(),
            None => bail!("there is no command `{name}`"),
        }
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    output::print(&String::from_utf8_lossy(&page))?;
    Ok(DONE)
}
