//! The arguments of `tamis batch`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum, value_parser};
use regex::Regex;
use tamis::UnknownName;
use tamis::batch::{Compression, Filters, Job, OutputFormat, Schema, Statuses, Target, fingerprint};

use super::super::args::{Cleaning, named};
use super::super::explain;
use super::super::message;
use super::super::standard::{self, Endpoint};
use super::container;

const HELP: &str = "\
Examples:
  tamis batch crawl/*.warc.gz -o texts.jsonl.gz --resume
  tamis batch CC-MAIN-*.warc.gz --to wet -o wet/
  curl -s $WARC | tamis batch - | jq -r .text
  find pages -name '*.html' -print0 | tamis batch -0 --files-from - -o pages.jsonl
  tamis batch pages/ --to files -f markdown -o texts/

An output gets its name only when it is complete and on the disk. Until then it is kept
in the folder NAME.tamis beside it, which only one run at a time can write.

Exit status:
  0  success
  1  partial success: an input could not be read, or an archive is damaged
  2  wrong usage, an invalid rule file, or the output cannot be written, exists already,
     is unfinished, is an input, or is being written by another run
  130, 143  ended by SIGINT or SIGTERM, at a record border";

/// Cleans whole crawls.
#[derive(Debug, Args)]
#[command(after_long_help = HELP)]
pub struct BatchArgs {
    /// Files, and folders whose files are read in name order; `-` is standard input
    ///
    /// WARC, ARC and WET archives, HTML and text; plain, gzip or zstd, detected from the first bytes.
    #[arg(value_name = "PATH")]
    pub inputs: Vec<PathBuf>,

    /// Read names of further inputs from a file, one per line; `-` is standard input
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    pub files_from: Option<PathBuf>,

    /// Names in --files-from end with a zero byte
    #[arg(short = '0', long, requires = "files_from", help_heading = "Input")]
    pub null: bool,

    /// What the output is; by default what the name of -o says, else `jsonl`
    ///
    /// `jsonl` writes one JSON object per line and page, `wet` one conversion record per page as Common Crawl does,
    /// `parquet` a table with one row per page (in builds with that feature), `files` one file per page below the
    /// directory of -o. A name with an ending that tamis does not write is refused.
    #[arg(long, value_parser = container(), value_name = "CONTAINER", help_heading = "Output")]
    to: Option<OutputFormat>,

    /// Output: one file, or a directory with one file per input
    ///
    /// A directory exists already or ends in `/`. The default is standard output.
    #[arg(short, long, value_name = "PATH", help_heading = "Output")]
    output: Option<PathBuf>,

    /// Number of threads, at most 1024; by default one per core
    #[arg(short = 'j', long, value_name = "NUMBER", value_parser = value_parser!(u16).range(1..=1024), help_heading = "Run")]
    threads: Option<u16>,

    /// Continue unfinished outputs of an earlier run and skip complete ones
    #[arg(long, help_heading = "Output")]
    resume: bool,

    /// Start over: overwrite outputs, complete or not
    #[arg(long, visible_alias = "force", conflicts_with = "resume", help_heading = "Output")]
    restart: bool,

    /// Say what would be read and written, and do nothing
    #[arg(long, help_heading = "Output")]
    pub dry_run: bool,

    /// Keys of JSON lines: all that is known, or those that Dolma or datatrove read
    #[arg(long, value_parser = named(Schema::ALL), value_name = "SCHEMA", default_value_t, help_heading = "Output")]
    schema: Schema,

    /// Drop pages with a text that the output has already
    #[arg(long, value_enum, value_name = "HOW", help_heading = "Output")]
    dedup: Option<Dedup>,

    /// Read only files in folders with such names: `*.html` in every folder, `news/*.html` below the named one
    #[arg(long, value_name = "GLOB", help_heading = "Input")]
    include: Vec<String>,

    /// Leave out files and folders with such names
    #[arg(long, value_name = "GLOB", help_heading = "Input")]
    exclude: Vec<String>,

    /// Read hidden files in folders too
    #[arg(long, help_heading = "Input")]
    hidden: bool,

    /// Keep only these media types, such as text/plain or text/*; by default, HTML and text
    #[arg(long, value_name = "TYPES", value_delimiter = ',', value_parser = media_type, help_heading = "Filters")]
    mime: Vec<String>,

    /// Keep only these HTTP statuses: all, 2xx, 200,404 or 200-299
    #[arg(long, value_name = "STATUSES", default_value = "2xx", help_heading = "Filters")]
    status: Statuses,

    /// Keep only pages in these languages, by ISO 639 codes such as fr,en or fra,eng
    #[arg(long, value_name = "LANGUAGES", value_delimiter = ',', help_heading = "Filters")]
    lang: Vec<String>,

    /// Keep only pages with at least this many words of text
    #[arg(long, value_name = "NUMBER", default_value_t = 0, hide_default_value = true, help_heading = "Filters")]
    min_words: u64,

    /// Keep only pages whose address matches
    #[arg(long, value_name = "REGEX", help_heading = "Filters")]
    url_regex: Option<String>,

    /// Write what became of the records, by status, type, language and host, as JSON to a file
    ///
    /// `json` writes it to standard error instead.
    #[arg(long, value_name = "FILE", help_heading = "Run")]
    pub stats: Option<PathBuf>,

    /// Write why each block was dropped, or how likely a kept one is content, as JSON lines to a file
    #[arg(long, value_name = "FILE", help_heading = "Run")]
    pub explain: Option<PathBuf>,

    /// Form of messages and progress on standard error
    #[arg(long, value_enum, value_name = "FORM", default_value = "text", help_heading = "Run")]
    pub log_format: LogFormat,

    /// Print no progress, no notices of damage and no summary
    #[arg(short, long, help_heading = "Run")]
    pub quiet: bool,

    #[command(flatten)]
    cleaning: Cleaning,

    /// Refused, with the reason.
    #[arg(long, hide = true)]
    url: Option<String>,

    /// Refused, with the reason.
    #[arg(long, hide = true)]
    content_type: Option<String>,
}

/// The containers by their names; one that this build cannot write is told apart from one that there is not.
fn container() -> impl TypedValueParser<Value = OutputFormat> {
    const PARQUET: &str = "parquet";
    let names = OutputFormat::ALL.iter().map(|container| PossibleValue::new(container.as_str()));
    let others = (!cfg!(feature = "parquet")).then(|| PossibleValue::new(PARQUET).hide(true));
    PossibleValuesParser::new(names.chain(others)).try_map(|name| match name.parse() {
        Err(_) if name == PARQUET => Err(container::NO_PARQUET.to_owned()),
        container => container.map_err(|error: UnknownName| error.to_string()),
    })
}

/// Reads `type/subtype` or `type/*`.
fn media_type(value: &str) -> Result<String, String> {
    let is_token = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+*".contains(&byte))
    };
    match value.split_once('/') {
        Some((kind, subtype)) if is_token(kind) && is_token(subtype) => Ok(value.to_owned()),
        _ => Err("a media type is like text/html or text/*".to_owned()),
    }
}

/// What makes two texts the same.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Dedup {
    /// Every character.
    Exact,
}

/// The form of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    Text,
    Json,
}

impl BatchArgs {
    pub fn job(&self) -> Result<Job> {
        if self.url.is_some() || self.content_type.is_some() {
            bail!("--url and --content-type describe one page; a batch takes them from the records");
        }
        let target = self.target();
        let output_format = self.output_format(&target)?;
        if output_format != OutputFormat::Files && self.cleaning.is_json() {
            bail!("-f sets the format of the text in each record: use `-f text`, or --to files");
        }
        if self.schema != Schema::Tamis && !matches!(output_format, OutputFormat::Jsonl(_)) {
            bail!("--schema {} is for JSON lines: --to jsonl", self.schema);
        }
        if self.resume && target == Target::Stream {
            bail!("--resume needs -o: standard output cannot be resumed");
        }
        let url = match &self.url_regex {
            Some(pattern) => Some(Regex::new(pattern).with_context(|| format!("wrong --url-regex `{pattern}`"))?),
            None => None,
        };
        let filters = Filters::new()
            .mime(self.mime.iter().cloned())
            .status(self.status.clone())
            .languages(self.lang.iter().map(String::as_str))?
            .min_words(self.min_words)
            .files(&self.include, &self.exclude)?;
        let filters = url.into_iter().fold(filters, Filters::url);
        let job = self.explain.iter().fold(Job::new(&self.inputs), |job, _| job.explain(explain::line));
        let job = job
            // Most formats include metadata, whatever the format of the text.
            .options(self.cleaning.options()?.collect_metadata(true))
            .filters(filters)
            .hidden(self.hidden)
            .output_format(output_format)
            .target(target)
            .resume(self.resume)
            .overwrite(self.restart)
            .schema(self.schema)
            .dedup(self.dedup.is_some())
            .signature(self.signature()?);
        let job = self.threads.into_iter().fold(job, |job, threads| job.threads(threads.into()));
        Ok(self.cleaning.input_form().into_iter().fold(job, Job::input))
    }

    fn output_format(&self, target: &Target) -> Result<OutputFormat> {
        let to = self.to.unwrap_or_default();
        Ok(match target {
            Target::Folder(_) if to == OutputFormat::Wet(Compression::None) => OutputFormat::Wet(Compression::Gzip),
            Target::Folder(_) => to,
            // Devices have no endings.
            Target::File(name) if standard::is_no_file(name) || self.is_refused(name) => to,
            Target::File(name) => container::of_file(name, self.to)?,
            _ if to == OutputFormat::Files => bail!("--to files writes to a directory: -o DIR/"),
            #[cfg(feature = "parquet")]
            _ if to == OutputFormat::Parquet => bail!("--to parquet writes a file: -o FILE, or -o DIR/"),
            _ => to,
        })
    }

    /// Whether the run refuses the output for a better reason than its ending.
    fn is_refused(&self, name: &Path) -> bool {
        let identity = |path: &Path| standard::identity(&Endpoint::File(path));
        let own = identity(name);
        name.extension().is_some_and(|ending| ending == "tamis")
            || own.is_some() && self.inputs.iter().any(|input| identity(input) == own)
    }

    /// Returns the file of `--stats`; `json` stands for standard error.
    pub fn stats_file(&self) -> Option<&Path> {
        self.stats.as_deref().filter(|path| path.as_os_str() != "json")
    }

    /// Returns the files that are written beside the output.
    pub fn side_files(&self) -> impl Iterator<Item = &Path> {
        self.stats_file().into_iter().chain(self.explain.as_deref())
    }

    /// Checks that no file is both a side file and the output, the list of inputs or another side file.
    pub fn expect_side_files_apart(&self) -> Result<()> {
        let output = self.output.as_deref().filter(|path| path.as_os_str() != "-");
        let stdout = if output.is_none() { standard::identity(&Endpoint::Output) } else { None };
        let mut others: Vec<&Path> = output.into_iter().chain(self.files_from.as_deref()).collect();
        for path in self.side_files() {
            let own = standard::identity(&Endpoint::File(path));
            let is_same =
                |other: &&&Path| **other == path || own.is_some() && standard::identity(&Endpoint::File(other)) == own;
            if others.iter().any(|other| is_same(&other)) || own.is_some() && own == stdout {
                bail!("{} would be written twice, or read too: name another file", message::name(path));
            }
            others.push(path);
        }
        Ok(())
    }

    pub fn target(&self) -> Target {
        match &self.output {
            None => Target::Stream,
            Some(path) if path.as_os_str() == "-" => Target::Stream,
            Some(path) if path.is_dir() || path.as_os_str().as_encoded_bytes().ends_with(b"/") => {
                Target::Folder(path.clone())
            }
            Some(path) => Target::File(path.clone()),
        }
    }

    /// Returns a fingerprint of everything that affects the output: version, options, filters and rules.
    fn signature(&self) -> Result<String> {
        let BatchArgs {
            to,
            schema,
            dedup,
            include,
            exclude,
            hidden,
            mime,
            status,
            lang,
            min_words,
            url_regex,
            cleaning,
            ..
        } = self;
        let files = format!("{include:?} {exclude:?} {hidden} {schema:?} {dedup:?}");
        let options = format!("{to:?} {files} {mime:?} {status:?} {lang:?} {min_words} {url_regex:?} {cleaning:?}");
        let rules = cleaning.rule_sources()?;
        let text = format!("{}\n{options}\n{rules}", env!("CARGO_PKG_VERSION"));
        Ok(fingerprint(text.as_bytes()))
    }
}
