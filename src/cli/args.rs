//! The arguments of the command.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Result, bail};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{ColorChoice, Parser, Subcommand, ValueEnum};
use tamis::{Extract, Favor, Format, Images, InputForm, Links, Options, Rules, UnknownName};

use super::batch::BatchArgs;
use super::message::{self, Messages};
use super::rule_files;
use super::rules::RulesCommand;

const EXAMPLES: &str = "\
Examples:
  curl -s https://example.org/page | tamis --url https://example.org/page
  tamis -f markdown page.html > page.md
  tamis --select article --remove '.promo' page.html
  tamis --explain page.html > /dev/null
  tamis --from text scraped.txt
  tamis rules which https://example.org/page

Your own rules in $XDG_CONFIG_HOME/tamis/rules, or ~/.config/tamis/rules, apply to every run.
For a page in a file that is called like a command, write `./rules`.
`tamis completions SHELL` prints completions, `tamis man [COMMAND]` a manual page.

Exit status:
  0  success, also if the reader closes the output early
  1  partial success: an input failed, is damaged or truncated, or lost something to a limit;
     or a test in a rule file failed
  2  wrong usage, an invalid rule file, or the output cannot be written or is an input
  3  nothing extracted from readable input; only with --fail-empty";

/// Extracts the article from web pages: HTML in, clean text or Markdown out, while the page still arrives.
#[derive(Debug, Parser)]
#[command(name = "tamis", version, after_long_help = EXAMPLES)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Pages to read: HTML or text, plain or compressed with gzip or zstd; `-` is standard input
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// Explain on standard error why a block was dropped, or how likely a kept one is content
    #[arg(long, value_enum, value_name = "FORM", num_args = 0..=1, require_equals = true, default_missing_value = "text")]
    pub explain: Option<ExplainForm>,

    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Exit with status 3 if nothing was extracted
    #[arg(long)]
    pub fail_empty: bool,

    /// Print no warnings
    #[arg(short, long)]
    pub quiet: bool,

    /// When messages and help have colours; NO_COLOR turns them off too
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_short_help = true)]
    pub color: ColorChoice,

    /// Address of the page: selects site rules and resolves links
    #[arg(long)]
    url: Option<String>,

    /// HTTP Content-Type of the page
    #[arg(long, value_name = "VALUE", hide_short_help = true)]
    content_type: Option<String>,

    #[command(flatten)]
    pub cleaning: Cleaning,
}

/// Reads an option of the library by its names, which help lists.
pub fn named<T>(all: &'static [T]) -> impl TypedValueParser<Value = T>
where
    T: Copy + Into<&'static str> + FromStr<Err = UnknownName> + Send + Sync + 'static,
{
    PossibleValuesParser::new(all.iter().map(|&value| value.into())).try_map(|name| name.parse())
}

/// The formats by their names, with the endings of their files as short names.
fn formats() -> impl TypedValueParser<Value = Format> {
    let names = Format::ALL.iter().map(|format| match format {
        Format::Markdown => PossibleValue::new("markdown").alias("md"),
        Format::Text => PossibleValue::new("text").alias("txt"),
        format => PossibleValue::new(format.as_str()),
    });
    PossibleValuesParser::new(names).try_map(|name| match &*name {
        "md" => Ok(Format::Markdown),
        "txt" => Ok(Format::Text),
        name => name.parse::<Format>(),
    })
}

/// Cleaning options for single pages and crawls.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Cleaning")]
pub struct Cleaning {
    /// Output format (also md, txt); by default that of the name of -o, else text
    #[arg(short, long, value_parser = formats())]
    format: Option<Format>,

    /// What to keep
    ///
    /// `main` keeps the main content, `rules` what no rule removes, `all` every visible block.
    #[arg(long, value_parser = named(Extract::ALL), default_value_t, value_name = "WHAT")]
    extract: Extract,

    /// Which mistakes are worse
    ///
    /// For `main`: `precision` avoids kept boilerplate, `recall` avoids lost content.
    #[arg(long, value_parser = named(Favor::ALL), default_value_t, value_name = "WHAT")]
    favor: Favor,

    /// Also keep reader comments, marked with `> `
    #[arg(long)]
    comments: bool,

    /// Blocks of look-ahead for each decision of `main`, at most 64
    #[arg(long, value_name = "BLOCKS", default_value_t = 10, hide_short_help = true)]
    #[arg(value_parser = clap::value_parser!(u8).range(..=64))]
    lookahead: u8,

    /// Model of main content, for training
    #[cfg(feature = "training")]
    #[arg(long, value_name = "FILE", hide = true)]
    model: Option<PathBuf>,

    /// Encoding of the page, if known from elsewhere
    #[arg(long, value_name = "LABEL", hide_short_help = true)]
    encoding: Option<String>,

    /// Input form; by default, files ending in .txt are text
    #[arg(long, value_parser = named(InputForm::ALL), value_name = "FORM", hide_short_help = true)]
    from: Option<InputForm>,

    /// Additional rules, from a file or from all .toml files below a directory
    #[arg(long, value_name = "PATH")]
    rules: Vec<PathBuf>,

    /// Use neither the built-in rules nor those in your own directory
    #[arg(long)]
    no_rules: bool,

    /// Keep only elements that match this CSS selector
    #[arg(long, value_name = "CSS")]
    select: Vec<String>,

    /// Remove elements that match this CSS selector
    #[arg(long, value_name = "CSS")]
    remove: Vec<String>,

    /// Do not start with the headline
    #[arg(long)]
    no_title: bool,

    /// How links are written
    ///
    /// `inline` puts the address after the text, `reference` a number, with the addresses after the block; `none` keeps
    /// only the text.
    #[arg(long, value_parser = named(Links::ALL), default_value_t, value_name = "FORM")]
    links: Links,

    /// List the addresses that the kept text links to, as `links` in the metadata of JSON
    #[arg(long)]
    links_list: bool,

    /// How images are written
    ///
    /// `inline` writes address and alternative text, `alt` only that text, `none` nothing.
    #[arg(long, value_parser = named(Images::ALL), default_value_t, value_name = "FORM")]
    images: Images,

    /// Start Markdown with the metadata of the page
    ///
    /// As YAML, with the metadata known when the first block is written.
    #[arg(long)]
    front_matter: bool,
}

/// Subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check, test, list and show rule files
    #[command(override_usage = "tamis rules <COMMAND>")]
    Rules {
        #[command(subcommand)]
        command: RulesCommand,
    },
    /// Clean whole crawls (archives, folders) on all cores; resumable
    Batch(Box<BatchArgs>),
    /// Print completions for a shell
    // Of use once, and the help is to fit on one screen: the long one names them.
    #[command(hide = true)]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print a manual page
    #[command(hide = true)]
    Man {
        /// The command it is about, such as `batch`; by default `tamis` itself
        command: Option<String>,
    },
}

/// The form of explanations.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ExplainForm {
    Text,
    Json,
}

impl Args {
    /// Returns the options, with what is known of the page. An address that cannot be parsed costs the page its links, not
    /// its text.
    pub fn options(&self, messages: &Messages) -> Result<Options> {
        let mut options = self.cleaning.options()?;
        if let Some(value) = &self.content_type {
            options = options.content_type(value);
            // An encoding of its own wins.
            if let Some(label) = &self.cleaning.encoding {
                options = options.encoding(label)?;
            }
        }
        let Some(url) = &self.url else { return Ok(options) };
        Ok(options.clone().url(url).unwrap_or_else(|error| {
            messages.warning(&format!("{error}; relative links stay relative"));
            options.unresolved_url(url)
        }))
    }
}

impl Cleaning {
    pub fn options(&self) -> Result<Options> {
        if self.front_matter && self.format() != Format::Markdown {
            bail!("--front-matter needs -f markdown");
        }
        let mut options = Options::new()
            .format(self.format())
            .links(self.links)
            .images(self.images)
            .list_links(self.links_list)
            .extract(self.extract)
            .favor(self.favor)
            .keep_comments(self.comments)
            .lookahead(self.lookahead.into())
            .write_title(!self.no_title)
            .front_matter(self.front_matter)
            .collect_metadata(self.front_matter || !matches!(self.format(), Format::Text | Format::Markdown))
            .rules(self.rule_set()?);
        #[cfg(feature = "training")]
        if let Some(path) = &self.model {
            use anyhow::Context as _;
            let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", message::name(path)))?;
            let model =
                tamis::Model::read(&text).map_err(|fault| anyhow::anyhow!("{}: {fault}", message::name(path)))?;
            options = options.model(model);
        }
        if let Some(label) = &self.encoding {
            options = options.encoding(label)?;
        }
        Ok(options)
    }

    pub fn format(&self) -> Format {
        self.format.unwrap_or_default()
    }

    /// Takes the format from the name of the output, unless an argument gives it.
    pub fn format_of(&mut self, output: &Path) -> Result<()> {
        let ending = output.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        let named = match &*ending {
            "md" | "markdown" => Some(Format::Markdown),
            "txt" => Some(Format::Text),
            "html" | "htm" | "xhtml" => Some(Format::Html),
            "json" | "jsonl" | "ndjson" => Some(Format::Json),
            "xml" | "tei" => Some(Format::Tei),
            "gz" | "zst" | "bz2" | "xz" | "br" | "lz4" | "zip" | "7z" => {
                bail!("{} would not be compressed: leave .{ending} out, or use a pipe", message::name(output))
            }
            "parquet" | "wet" | "warc" => bail!("{}: `tamis batch` writes such files", message::name(output)),
            "pdf" | "docx" | "odt" | "epub" | "csv" => bail!("{}: tamis writes no such files", message::name(output)),
            _ => None,
        };
        self.format = self.format.or(named);
        Ok(())
    }

    pub fn selects(&self) -> bool {
        !self.select.is_empty()
    }

    pub fn is_json(&self) -> bool {
        self.format() == Format::Json
    }

    /// Whether each page is a complete document, so that a file holds only one.
    pub fn is_document(&self) -> bool {
        matches!(self.format(), Format::Html | Format::Tei)
    }

    /// Returns the source of all rule files except the built-in ones.
    pub fn rule_sources(&self) -> Result<String> {
        let own = if self.no_rules { Vec::new() } else { rule_files::of_user()? };
        let named = self.rules.iter().map(|path| rule_files::at(path)).collect::<Result<Vec<_>>>()?.concat();
        Ok(own.iter().chain(&named).map(|file| format!("{}\n{}\n", file.name, file.source)).collect())
    }

    pub fn input_form(&self) -> Option<InputForm> {
        self.from
    }

    pub fn separates_pages(&self) -> bool {
        self.format() != Format::Json
    }

    fn rule_set(&self) -> Result<Rules> {
        let standing = if self.no_rules { Rules::none() } else { rule_files::standing()? };
        let mut rules = rule_files::with_named(standing, &self.rules)?;
        for selector in &self.select {
            rules = rules.with_select(selector)?;
        }
        for selector in &self.remove {
            rules = rules.with_remove(selector)?;
        }
        Ok(rules)
    }
}
