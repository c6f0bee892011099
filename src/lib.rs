//! A streaming HTML cleaner: extracts the article of a web page as text or Markdown while the page is still arriving.
//!
//! # Overview
//!
//! A [`Cleaner`] takes the bytes of one page as they arrive and passes [`Block`]s to a [`Sink`]. A [`Formatter`] is a
//! sink that writes text, Markdown, HTML, JSON or TEI. [`Options`] hold the settings, [`Rules`] define boilerplate.
//! Options and rules are cheap to clone and can be shared between threads; a cleaner is [`Send`] and cleans one page.
//!
//! ```
//! use tamis::{Cleaner, Format, Formatter, Options};
//!
//! let options = Options::new().format(Format::Markdown).url("https://tea.example/green")?;
//! let mut cleaner = Cleaner::new(&options, Formatter::new(&options, Vec::new()));
//! cleaner.write(b"<title>How to make green tea - The Kettle</title><nav><a href=/>Home</a></nav>")?;
//! cleaner.write(b"<h1>How to make green tea</h1><p>Heat the water to <a href=heat>80")?;
//! cleaner.write(b" degrees</a>.</p>")?;
//! let (report, formatter) = cleaner.finish()?;
//! assert_eq!(
//!     String::from_utf8_lossy(&formatter.into_inner()),
//!     "# How to make green tea\n\nHeat the water to [80 degrees](https://tea.example/heat).\n",
//! );
//! assert_eq!(report.metadata.site.as_deref(), Some("The Kettle"));
//! # Ok::<(), tamis::Error>(())
//! ```
//!
//! Shortcuts: [`clean`] takes a page in memory; [`CleanReader`] and [`CleanWriter`] wrap a reader or a writer.
//!
//! For whole crawls, the module `batch` cleans archives and folders on all cores (feature `batch`); the module `warc`
//! reads archives, independent of HTML (feature `warc`).
//!
//! # What is kept
//!
//! Rules decide first. With [`Extract::Main`], the default, a small model labels the blocks that no rule removes, with
//! a few blocks of lookahead; where a rule names the content container, blocks do not wait. [`Extract::Rules`] turns
//! the model off.
//!
//! # Why a block was dropped
//!
//! A sink that [asks for them](Sink::wants_dropped) also gets the dropped blocks, each with its [`Reason`]: the rule
//! with file and line, and the text that matched. [`Block::label`] has the model's label of a kept block.
//!
//! # Guarantees
//!
//! The same bytes and options give the same output, whatever the chunk sizes. Memory does not grow with the page: input
//! beyond a cap of [`Limits`] is flattened or skipped, and counted in [`Degraded`]. No page causes a panic.

#![deny(missing_docs)]
#![forbid(unsafe_code)]

#[cfg(feature = "batch")]
pub mod batch;
mod block;
mod charset;
mod classify;
mod error;
mod extract;
mod hash;
mod html;
mod limits;
mod metadata;
mod rules;
#[cfg(feature = "warc")]
pub mod warc;
mod write;

pub use block::{Alignment, Block, BlockKind, Container, Direction, Label, Mark, MarkKind};
pub use classify::{Model, feature_names};
pub use error::Error;
pub use extract::{
    CleanReader, CleanWriter, Cleaner, Document, Extract, Favor, Formatter, InputForm, LabelledBlock, Options, Reason,
    Report, Sink, clean,
};
pub use limits::{Degraded, Limits};
pub use metadata::Metadata;
pub use rules::{Checked, Failure, InForce, Lint, Rule, RuleError, RuleFileInfo, Rules, Why};
pub use write::{Format, Images, Links};
// For the command, so that it writes names and JSON as the library does.
#[doc(hidden)]
pub use write::{json_text, shown};
