//! `tamis batch`: turns arguments into a job, events into lines on standard error, and the result into a status.

mod args;
mod container;
mod progress;
mod side_file;
mod stats;
mod stop;

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, bail};
use tamis::batch::{self, Job, Planned, Summary, Target, Watch};

pub use args::BatchArgs;
use args::LogFormat;
use progress::Progress;
use side_file::SideFile;
use stats::Statistics;
use stop::Stop;

use super::input;
use super::message::{self, Level};
use super::standard;
use super::{DONE, FAILED, INCOMPLETE};

/// Runs the batch and returns the exit status.
pub fn run(args: &BatchArgs) -> Result<u8> {
    if args.log_format == LogFormat::Json {
        message::log_as_json();
    }
    if args.inputs.is_empty() && args.files_from.is_none() {
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
    args.expect_side_files_apart()?;
    let statistics = Statistics::new();
    let open = |path: Option<&Path>| path.map(SideFile::open).transpose();
    let (stats, explanations) = (open(args.stats_file())?, open(args.explain.as_deref())?);
    for path in args.side_files() {
        job = job.writes_too(path);
    }
    let quiet = args.quiet;
    let mut watch = Watch::new()
        .stream(standard::output)
        .on_failure(|failure| progress::say(Level::Error, failure))
        .on_notice(move |notice| {
            if !quiet {
                progress::say(Level::Warning, notice);
            }
        });
    if args.stats.is_some() {
        let statistics = statistics.clone();
        watch = watch.on_record(move |record| statistics.count(record));
    }
    let explanations = explanations.map(|file| Arc::new(Mutex::new(file)));
    if let Some(explanations) = explanations.clone() {
        watch = watch.on_explanation(move |lines| {
            explanations.lock().unwrap_or_else(PoisonError::into_inner).write(lines);
        });
    }
    let stop = Stop::on_signals(&watch.stop());
    let progress = Progress::new(quiet, args.target() == Target::Stream);
    let done = progress.during(&watch, job.measure(), || batch::run(job, &watch));
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
    if let Some(explanations) = explanations {
        explanations.lock().unwrap_or_else(PoisonError::into_inner).finish()?;
    }
    match watch.untold() {
        count @ 1.. if !quiet => message::say(Level::Note, &format!("{count} more notices of damage")),
        _ => {}
    }
    let mut report = statistics.report(&summary, watch.bytes());
    match stats {
        Some(mut file) => {
            report["seconds"] = statistics.seconds().into();
            file.write(&format!("{}\n", tamis::json_text(&report)));
            file.finish()?;
        }
        None if args.stats.is_some() => message::write_object(&report),
        None => {}
    }
    if !quiet && args.stats.as_ref().is_none_or(|path| path.as_os_str() != "json") {
        close(args, &summary);
    }
    if summary.interrupted {
        return Ok(stop.status());
    }
    Ok(if summary.counts.faults > 0 { INCOMPLETE } else { DONE })
}

/// Says at the end what became of the records, and how an interrupted run continues.
fn close(args: &BatchArgs, summary: &Summary) {
    let counts = summary.counts.to_text();
    let text = match summary.complete_before {
        _ if summary.interrupted => {
            let next = match args.target() {
                Target::Stream => "the output ends after a whole record, and cannot be resumed",
                _ => "the same command with --resume continues",
            };
            format!("interrupted: {counts}; {next}")
        }
        0 => counts,
        _ if summary.outputs == 0 && summary.counts.records() == 0 => {
            "nothing to do: all outputs are complete".to_owned()
        }
        _ if summary.outputs == 0 => format!("nothing to do: all outputs are complete; {counts}"),
        before => format!("{counts}; {before} outputs were complete before"),
    };
    message::say(Level::Note, &text);
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
