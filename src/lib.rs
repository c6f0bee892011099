//! A streaming HTML cleaner: web pages in, the article as text or Markdown out, while the page is still arriving.
//!
//! # The tour
//!
//! A [`Cleaner`] takes the bytes of one page as they come and hands [`Block`]s to a [`Sink`]. A [`Formatter`] is the
//! sink that makes text, Markdown, HTML, JSON or TEI of them. [`Options`] say what the caller knows and wants, [`Rules`]
//! what is boilerplate. Options and rules are cheap to clone and meant to be shared; a cleaner is [`Send`] and serves one
//! page.
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
//! Shorter ways: [`clean`] for a page in memory, [`CleanReader`] and [`CleanWriter`] around what reads or writes.
//!
//! Whole crawls: the module `warc` reads archives and knows nothing of HTML (feature `warc`), the module `batch` cleans
//! archives and folders on all cores (feature `batch`).
//!
//! # What is kept
//!
//! Rules decide first. With [`Extract::Main`], the default, a small model labels what they leave, each block with some
//! blocks of lookahead; where a rule names the content container, nothing waits. [`Extract::Rules`] leaves the model out.
//!
//! # Why a line went
//!
//! A sink that [wants them](Sink::wants_dropped) gets the dropped blocks too, each with its [`Reason`]: the rule with
//! file and line, and what of the block matched. What the model says of a kept one stands in [`Block::label`].
//!
//! # What it promises
//!
//! The same bytes and options give the same output, whatever the chunk sizes. Memory does not grow with the page: what
//! exceeds a cap of [`Limits`] is flattened or passed over, and counted as [`Degraded`]. No page makes it panic.

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
