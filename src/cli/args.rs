//! The arguments of the command.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::{Parser, Subcommand, ValueEnum};
use tamis::{Extract, Favor, Format, Images, InputForm, Links, Model, Options, Rules};

use super::batch::BatchArgs;
use super::message;
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
For a page in a file called `rules`, write `./rules`.

Exit status:
  0  success, also if the reader closes the output early
  1  partial success: an input failed, is damaged or truncated, or exceeded a limit;
     or a test in a rule file failed
  2  wrong usage, an invalid rule file, or the output cannot be written or is an input
  3  nothing extracted from readable input; only with --fail-empty";

/// Extracts the article from web pages: HTML in, clean text or Markdown out, while the page still arrives.
#[derive(Debug, Parser)]
#[command(name = "tamis", version, after_long_help = EXAMPLES)]
#[command(args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
pub struct Args {
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Pages to read: HTML or text, plain or compressed with gzip or zstd; `-` is standard input
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,

    #[command(flatten)]
    pub cleaning: Cleaning,

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
}

/// Cleaning options for single pages and crawls.
#[derive(Debug, clap::Args)]
pub struct Cleaning {
    /// Output format
    #[arg(short, long, value_enum, default_value_t = FormatName::Text)]
    format: FormatName,

    /// What to keep
    ///
    /// `main` keeps the main content, `rules` what no rule removes, `all` every visible block.
    #[arg(long, value_enum, default_value_t = ExtractName::Main, value_name = "WHAT")]
    extract: ExtractName,

    /// Which mistakes are worse
    ///
    /// For `main`: `precision` avoids kept boilerplate, `recall` avoids lost content.
    #[arg(long, value_enum, default_value_t = FavorName::Balanced, value_name = "WHAT")]
    favor: FavorName,

    /// Also keep reader comments, marked with `> `
    #[arg(long)]
    comments: bool,

    /// Blocks of look-ahead for each decision of `main`, at most 64
    #[arg(long, value_name = "BLOCKS", default_value_t = 10, hide_short_help = true)]
    #[arg(value_parser = clap::value_parser!(u8).range(..=64))]
    lookahead: u8,

    /// Model of main content, for training
    #[arg(long, value_name = "FILE", hide = true)]
    model: Option<PathBuf>,

    /// Address of the page: selects site rules and resolves links
    #[arg(long)]
    url: Option<String>,

    /// Encoding of the page, if known from elsewhere
    #[arg(long, value_name = "LABEL")]
    encoding: Option<String>,

    /// HTTP Content-Type of the page
    #[arg(long, value_name = "VALUE")]
    content_type: Option<String>,

    /// Input form; by default, files ending in .txt are text
    #[arg(long, value_enum, value_name = "FORM")]
    from: Option<FormName>,

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
    #[arg(long, value_enum, default_value_t = LinksName::Inline, value_name = "FORM")]
    links: LinksName,

    /// How images are written
    ///
    /// `inline` writes address and alternative text, `alt` only that text, `none` nothing.
    #[arg(long, value_enum, default_value_t = ImagesName::Inline, value_name = "FORM")]
    images: ImagesName,

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
    Rules {
        #[command(subcommand)]
        command: RulesCommand,
    },
    /// Clean whole crawls (WARC archives, folders of pages) on all cores; resumable
    Batch(Box<BatchArgs>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormatName {
    Text,
    Markdown,
    Json,
    Html,
    Tei,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ExtractName {
    Main,
    Rules,
    All,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FavorName {
    Precision,
    Balanced,
    Recall,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormName {
    Html,
    Text,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LinksName {
    Inline,
    Reference,
    None,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ImagesName {
    Inline,
    Alt,
    None,
}

/// The form of explanations.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ExplainForm {
    Text,
    Json,
}

impl Cleaning {
    pub fn options(&self) -> Result<Options> {
        if self.front_matter && self.format != FormatName::Markdown {
            bail!("--front-matter needs -f markdown");
        }
        let mut options = Options::new()
            .format(match self.format {
                FormatName::Text => Format::Text,
                FormatName::Markdown => Format::Markdown,
                FormatName::Json => Format::Json,
                FormatName::Html => Format::Html,
                FormatName::Tei => Format::Tei,
            })
            .links(match self.links {
                LinksName::Inline => Links::Inline,
                LinksName::Reference => Links::Reference,
                LinksName::None => Links::None,
            })
            .images(match self.images {
                ImagesName::Inline => Images::Inline,
                ImagesName::Alt => Images::Alt,
                ImagesName::None => Images::None,
            })
            .extract(match self.extract {
                ExtractName::Main => Extract::Main,
                ExtractName::Rules => Extract::Rules,
                ExtractName::All => Extract::All,
            })
            .favor(match self.favor {
                FavorName::Precision => Favor::Precision,
                FavorName::Balanced => Favor::Balanced,
                FavorName::Recall => Favor::Recall,
            })
            .comments(self.comments)
            .lookahead(self.lookahead.into())
            .title(!self.no_title)
            .front_matter(self.front_matter)
            .metadata(self.front_matter || !matches!(self.format, FormatName::Text | FormatName::Markdown))
            .rules(self.rule_set()?);
        if let Some(path) = &self.model {
            let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", message::name(path)))?;
            let model = Model::read(&text).map_err(|fault| anyhow::anyhow!("{}: {fault}", message::name(path)))?;
            options = options.model(model);
        }
        if let Some(url) = &self.url {
            options = options.url(url)?;
        }
        if let Some(value) = &self.content_type {
            options = options.content_type(value);
        }
        if let Some(label) = &self.encoding {
            options = options.encoding(label)?;
        }
        Ok(options)
    }

    /// Whether the arguments describe one page; a batch takes these values from each record.
    pub fn names_one_page(&self) -> bool {
        self.url.is_some() || self.content_type.is_some()
    }

    pub fn is_json(&self) -> bool {
        self.format == FormatName::Json
    }

    /// Whether each page is a complete document, so that a file holds only one.
    pub fn is_document(&self) -> bool {
        matches!(self.format, FormatName::Html | FormatName::Tei)
    }

    /// Returns the source of all rule files except the built-in ones.
    pub fn rule_sources(&self) -> Result<String> {
        let own = if self.no_rules { Vec::new() } else { rule_files::of_user()? };
        let named = self.rules.iter().map(|path| rule_files::at(path)).collect::<Result<Vec<_>>>()?.concat();
        Ok(own.iter().chain(&named).map(|file| format!("{}\n{}\n", file.name, file.source)).collect())
    }

    pub fn input_form(&self) -> Option<InputForm> {
        match self.from? {
            FormName::Html => Some(InputForm::Html),
            FormName::Text => Some(InputForm::Text),
        }
    }

    pub fn separates_pages(&self) -> bool {
        self.format != FormatName::Json
    }

    fn rule_set(&self) -> Result<Rules> {
        let mut rules = if self.no_rules { Rules::none() } else { rule_files::standing()? };
        for path in &self.rules {
            for file in rule_files::at(path)? {
                rules = rules.with_file(&file.name, &file.source)?;
            }
        }
        for selector in &self.select {
            rules = rules.with_select(selector)?;
        }
        for selector in &self.remove {
            rules = rules.with_remove(selector)?;
        }
        Ok(rules)
    }
}
