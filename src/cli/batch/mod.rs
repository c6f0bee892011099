//! `tamis batch`: turns arguments into a job, events into lines on standard error, and the result into a status.

mod args;
mod container;
mod progress;

use std::fs::File;
use std::io::{self, BufReader, BufWriter, IsTerminal, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use tamis::batch::{self, Job, Planned, Summary, Target, Watch};

pub use args::BatchArgs;
use args::StatsForm;
use progress::Progress;

use super::input;
use super::message;
use super::standard;
use super::{DONE, FAILED, INCOMPLETE};

/// Runs the batch and returns the exit status.
pub fn run(args: &BatchArgs) -> Result<u8> {
    if args.inputs.is_empty() && args.files_from.is_none() {
        if io::stdin().is_terminal() {
            message::write_line("tamis: no input: name files or folders, or `-` for standard input");
            return Ok(FAILED);
        }
        bail!("no input: name files or folders, or `-` for standard input");
    }
    if let Some(told) = args.inputs.iter().find_map(|path| input::address(path)) {
        bail!(told);
    }
    let reads_stdin = args.inputs.iter().any(|path| path.as_os_str() == "-");
    if reads_stdin && args.files_from.as_ref().is_some_and(|path| path.as_os_str() == "-") {
        bail!("standard input cannot be both the list of files and an input");
    }
    let mut job = args.job()?;
    let end = if args.null { 0 } else { b'\n' };
    job = match &args.files_from {
        None => job,
        Some(path) if path.as_os_str() == "-" => job.list(BufReader::new(io::stdin()), end),
        Some(path) => {
            let file = File::open(path).with_context(|| format!("cannot read the list {}", message::name(path)))?;
            // A pipe can be read once only.
            if standard::is_no_file(path) { job.list(BufReader::new(file), end) } else { job.list_file(path, end) }
        }
    };
    if args.dry_run {
        return plan(&job);
    }
    let progress = Progress::new(args.quiet, &args.inputs, args.target() == Target::Stream);
    let quiet = args.quiet;
    let watch = Watch::new().stream(standard::output).on_failure(progress::message).on_notice(move |notice| {
        if !quiet {
            progress::message(notice);
        }
    });
    let done = progress.during(&watch, || batch::run(job, &watch));
    let summary = match done {
        Ok(summary) => summary,
        // Keeps the I/O error, so that a closed pipe is recognised.
        Err(batch::Error::Output { path: None, error }) => {
            return Err(anyhow::Error::new(error).context("cannot write the output"));
        }
        // Standard error is an input: nothing may be written to it.
        Err(batch::Error::IsMessages(_)) => return Ok(FAILED),
        Err(error) => return Err(error.into()),
    };
    match watch.untold() {
        count @ 1.. if !args.quiet => message::write_line(&format!("tamis: {count} more notices of damage")),
        _ => {}
    }
    close(args, &summary);
    Ok(if summary.counts.faults > 0 { INCOMPLETE } else { DONE })
}

fn close(args: &BatchArgs, summary: &Summary) {
    match args.stats {
        Some(StatsForm::Json) => {
            let Summary { counts, outputs, complete_before, .. } = summary;
            let line = format!("{{{},\"outputs\":{outputs},\"complete_before\":{complete_before}}}", counts.to_json());
            let _ = writeln!(io::stderr().lock(), "{line}");
        }
        None if args.quiet => {}
        None if summary.outputs == 0 && summary.complete_before > 0 => {
            let others = match summary.counts.records() {
                0 => String::new(),
                _ => format!("; {}", summary.counts.to_text()),
            };
            message::write_line(&format!("tamis: nothing to do: all outputs are complete{others}"));
        }
        None => {
            let before = match summary.complete_before {
                0 => String::new(),
                count => format!("; {count} outputs were complete before"),
            };
            message::write_line(&format!("tamis: {}{before}", summary.counts.to_text()));
        }
    }
}

/// Prints what the run would do with each input.
fn plan(job: &Job) -> Result<u8> {
    let shown = |path: &Path| message::name(path);
    let mut lines = BufWriter::new(standard::output()?);
    let mut written = Ok(());
    job.plan(|planned| {
        let line = match planned {
            Planned::Write(input, None) => format!("{} -> standard output", shown(&input)),
            Planned::Write(input, Some(output)) => format!("{} -> {}", shown(&input), shown(&output)),
            Planned::Complete(input, output) => format!("{} -> {} (complete)", shown(&input), shown(&output)),
            Planned::LeaveOut(input, reason) => format!("{}: left out: {}", shown(&input), tamis::shown(&reason)),
            _ => return,
        };
        if written.is_ok() {
            written = writeln!(lines, "{line}");
        }
    })?;
    written.and_then(|()| lines.flush()).context("cannot write the output")?;
    Ok(DONE)
}
