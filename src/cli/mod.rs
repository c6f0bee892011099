//! Turns arguments into options, inputs into cleaned output, and errors into an exit status.

mod args;
mod batch;
mod documents;
mod explain;
mod input;
mod message;
mod output;
mod rule_files;
mod rules;
mod standard;

use std::env;
use std::io::{self, IsTerminal, Read, Write};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::{CommandFactory, Parser};
use serde_json::json;
use tamis::{Cleaner, Format, Formatter, InputForm, Options, Report};

use args::{Args, Command};
use explain::Printer;
use input::Source;
use message::Messages;
use output::Output;

/// Success, or the reader closed the output early.
const DONE: u8 = 0;
/// Partial success: an input failed, was truncated or degraded.
const INCOMPLETE: u8 = 1;
/// Wrong usage, an invalid rule file, or an output that cannot be written.
const FAILED: u8 = 2;
/// Nothing was extracted, with `--fail-empty`.
const EMPTY: u8 = 3;

/// Runs the command.
pub fn main() -> ExitCode {
    let done = match parse() {
        Ok(mut args) => run(&mut args),
        Err(answer) => answer_instead(&answer),
    };
    let status = done.unwrap_or_else(|error| {
        if is_broken_pipe(&error) {
            return DONE;
        }
        Messages::new(true).failure(&message::chain(&error));
        FAILED
    });
    ExitCode::from(status)
}

/// Parses the arguments. Errors quote them, so they are escaped to one line first.
fn parse() -> Result<Args, clap::Error> {
    let shown = || env::args_os().map(|argument| tamis::shown(&argument.to_string_lossy()));
    let args = Args::try_parse().map_err(|error| Args::try_parse_from(shown()).err().unwrap_or(error))?;
    message::use_colours(args.color);
    Ok(args)
}

/// Prints the requested help or version, or what is wrong with the arguments.
fn answer_instead(answer: &clap::Error) -> Result<u8> {
    if answer.use_stderr() {
        // Without colours, because the text quotes the arguments.
        message::write_text(answer.render().to_string().trim_end());
        return Ok(FAILED);
    }
    // The answer comes before the arguments are parsed.
    let says = |when: &str| {
        let arguments: Vec<_> = env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect();
        arguments.iter().any(|argument| *argument == format!("--color={when}"))
            || arguments.windows(2).any(|pair| pair[0] == "--color" && pair[1] == when)
    };
    if says("always") {
        return output::print(&answer.render().ansi().to_string()).map(|()| DONE);
    }
    if says("never") {
        return output::print(&answer.render().to_string()).map(|()| DONE);
    }
    answer.print().and_then(|()| io::stdout().flush()).context("cannot write the output")?;
    Ok(DONE)
}

fn run(args: &mut Args) -> Result<u8> {
    let messages = &Messages::new(args.quiet);
    match &args.command {
        Some(Command::Rules { command }) => return rules::run(command),
        Some(Command::Batch(batch)) => return batch::run(batch),
        Some(Command::Completions { shell }) => return documents::completions(*shell),
        Some(Command::Man { command }) => return documents::manual(command.as_deref()),
        None => {}
    }
    if let Some(output) = args.output.clone().filter(|output| !standard::is_no_file(output)) {
        args.cleaning.format_of(&output)?;
    }
    let args = &*args;
    if args.files.is_empty() && io::stdin().is_terminal() {
        message::write_text(Args::command().render_help().to_string().trim_end());
        return Ok(FAILED);
    }
    if args.files.len() > 1 && args.cleaning.is_document() {
        bail!("-f html and -f tei write one document: clean one page at a time");
    }
    if let Some(told) = args.files.iter().find_map(|file| input::address(file)) {
        bail!(told);
    }
    let options = args.options(messages)?;
    let stdin = [Source::Stdin];
    let sources: Vec<Source> = args.files.iter().map(|file| Source::from_argument(file)).collect();
    let sources = if sources.is_empty() { &stdin[..] } else { &sources };
    let mut output = Output::open(args.output.as_deref(), sources)?;

    let explanations = args.explain.map(Printer::new);
    let mut status = DONE;
    let mut kept = 0;
    for source in sources {
        // A blank line separates two pages of text; JSON has one line per page.
        if args.cleaning.separates_pages() {
            output.part();
        }
        match clean(source, args, &options, output.clone(), explanations.as_ref()) {
            Ok(report) => {
                kept += report.kept;
                if report.kept == 0 && args.cleaning.selects() {
                    messages.warning(&format!("{}: no text in an element that --select matches", source.shown()));
                }
                if let Some(explanations) = &explanations {
                    explanations.released(source, &report.released);
                }
                if report.text_in_scripts {
                    messages.warning(&format!("{}: the text of the page is in a script", source.shown()));
                }
                if let Some(flaw) = flaw(&report, args.cleaning.format()) {
                    messages.warning(&format!("{}: {flaw}", source.shown()));
                    status = INCOMPLETE;
                }
            }
            Err(Failure::Input(error)) => {
                if args.cleaning.is_json() {
                    output
                        .clone()
                        .write_all(failed_line(source, &error).as_bytes())
                        .map_err(|error| output.failed(error))?;
                }
                messages.error(&format!("{}: {}", source.shown(), message::chain(&error)));
                status = INCOMPLETE;
            }
            Err(Failure::Damaged(error)) => {
                messages.error(&format!("{}: {}", source.shown(), message::chain(&error)));
                status = INCOMPLETE;
            }
            Err(Failure::Output(error)) => return Err(error),
        }
    }
    output.flush().map_err(|error| output.failed(error))?;
    if args.fail_empty && kept == 0 && status == DONE {
        messages.error("nothing was extracted");
        return Ok(EMPTY);
    }
    Ok(status)
}

/// Why cleaning a page failed.
enum Failure {
    /// The input cannot be opened; nothing is written.
    Input(anyhow::Error),
    /// The input cannot be read to its end; what could be read is written already.
    Damaged(anyhow::Error),
    /// The output failed, which ends the run.
    Output(anyhow::Error),
}

/// Cleans one input into the output.
fn clean(
    source: &Source,
    args: &Args,
    options: &Options,
    output: Output,
    explanations: Option<&Printer>,
) -> Result<Report, Failure> {
    let mut input = source.open().map_err(Failure::Input)?;
    let options = match args.cleaning.input_form().unwrap_or_else(|| source.form()) {
        InputForm::Text => options.clone().input(InputForm::Text),
        _ => options.clone(),
    };
    let mut written = output.clone();
    let mut formatter = Formatter::new(&options, output.clone());
    if let Source::File(_) = source {
        formatter = formatter.id(source.name());
        formatter.add_member("input", source.name());
    }
    if let Some(explanations) = explanations {
        formatter = formatter.explain(explanations.blocks(source.to_string()));
    }
    let mut cleaner = Cleaner::new(&options, formatter);
    let failed = |error: tamis::Error| match error {
        tamis::Error::Sink(error) => Failure::Output(output.failed(error)),
        other => Failure::Output(other.into()),
    };
    let flush_explanations = || explanations.into_iter().for_each(Printer::flush);
    let mut chunk = vec![0; 64 << 10];
    let read = loop {
        match input.read(&mut chunk) {
            Ok(0) => break Ok(()),
            Ok(length) => {
                cleaner.write(&chunk[..length]).map_err(failed)?;
                // The reader of the output gets it while the page still arrives.
                flush_explanations();
                written.flush().map_err(|error| failed(tamis::Error::Sink(error)))?;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => break Err(error),
        }
    };
    let read = read.map_err(damage);
    if let Err(error) = &read {
        cleaner.with_sink(|formatter| formatter.add_member("error", message::chain(error)));
    }
    // A truncated input still gives its beginning.
    let finished = cleaner.finish().map_err(failed);
    flush_explanations();
    let (report, _) = finished?;
    match read {
        Ok(()) => Ok(report),
        Err(error) => Err(Failure::Damaged(error)),
    }
}

/// Says what is wrong with an input that cannot be read to its end.
fn damage(error: io::Error) -> anyhow::Error {
    // An error that is neither the system's nor an early end comes from a decompressor.
    let is_end = error.raw_os_error().is_some() || error.kind() == io::ErrorKind::UnexpectedEof;
    let what = match error.kind() {
        io::ErrorKind::Unsupported => "the input cannot be decompressed",
        _ if is_end => "the input ends early",
        _ => "the input is damaged",
    };
    anyhow::Error::new(error).context(what)
}

fn flaw(report: &Report, format: Format) -> Option<String> {
    let mut flaws = Vec::new();
    if report.cut {
        flaws.push("the page ends inside a tag or comment; everything before it is written".to_owned());
    }
    let losses = report.losses(format);
    if losses.any() {
        flaws.push(format!("the page exceeds a limit: {losses}"));
    }
    Some(flaws.join("; ")).filter(|flaw| !flaw.is_empty())
}

/// The line of JSON for an input that failed before it gave anything.
fn failed_line(source: &Source, error: &anyhow::Error) -> String {
    let mut members = json!({ "error": message::chain(error) });
    if let Source::File(_) = source {
        members["input"] = source.name().into();
    }
    format!("{}\n", tamis::json_text(&members))
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let broken = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
    error.chain().any(|cause| cause.downcast_ref::<io::Error>().is_some_and(broken))
}
