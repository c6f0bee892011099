//! A streaming HTML cleaner: extracts the article of a web page as text or Markdown while the page is still arriving.
//!
//! # A crawler in ten minutes
//!
//! A [`Cleaner`] takes the bytes of one page as they arrive. It passes each [`Block`] (a paragraph, a heading, a table
//! cell) to a [`Sink`] as soon as the block is known to be content. A [`Formatter`] is a sink that writes blocks to any
//! [`Write`](std::io::Write). [`Options`] hold the settings.
//!
//! ```
//! use tamis::{Cleaner, Format, Formatter, Options, Report};
//!
//! /// What a fetch gives. An HTTP client has the same: the URL after redirects, a header, chunks of the body.
//! struct Response {
//!     url: &'static str,
//!     content_type: Option<&'static str>,
//!     chunks: Vec<&'static [u8]>,
//! }
//!
//! fn clean(response: Response, settings: &Options) -> Result<(Report, Vec<u8>), tamis::Error> {
//!     // The URL selects the site's rules and resolves links; the header gives the encoding.
//!     let mut options = settings.clone().url(response.url)?;
//!     if let Some(content_type) = response.content_type {
//!         options = options.content_type(content_type);
//!     }
//!     let mut cleaner = Cleaner::new(&options, Formatter::new(&options, Vec::new()));
//!     for chunk in response.chunks {
//!         cleaner.write(chunk)?;
//!     }
//!     // Without `finish` the last blocks are missing.
//!     let (report, formatter) = cleaner.finish()?;
//!     Ok((report, formatter.into_inner()))
//! }
//!
//! // Once for the whole crawl: options and rules are cheap to clone and can be shared between threads.
//! let settings = Options::new().format(Format::Markdown);
//! let response = Response {
//!     url: "https://tea.example/green",
//!     content_type: Some("text/html; charset=utf-8"),
//!     chunks: vec![
//!         b"<title>How to make green tea - The Kettle</title><nav><a href=/>Home</a></nav>",
//!         b"<h1>How to make green tea</h1><p>Heat the water to <a href=heat>80",
//!         b" degrees</a>.</p>",
//!     ],
//! };
//! let (report, text) = clean(response, &settings)?;
//! assert_eq!(
//!     String::from_utf8_lossy(&text),
//!     "# How to make green tea\n\nHeat the water to [80 degrees](https://tea.example/heat).\n",
//! );
//! assert_eq!(report.metadata.site.as_deref(), Some("The Kettle"));
//! # Ok::<(), tamis::Error>(())
//! ```
//!
//! * **Asynchronous**: a cleaner is [`Send`] if its sink is, and may be held across an `await`, so the loop becomes
//!   `while let Some(chunk) = response.chunk().await? { cleaner.write(&chunk)? }`. `examples/crawler.rs` is the whole
//!   program, `examples/thread_pool.rs` the same with threads.
//! * **Errors**: a page never causes one; `url` fails for a relative URL, `write` and `finish` if the sink fails.
//! * **What went wrong** with the page itself is in the [`Report`]: [`cut`](Report::cut), [`degraded`](Report::degraded).
//! * **Settings as text**: each option enum has [`FromStr`](std::str::FromStr) and [`Display`](std::fmt::Display), so
//!   `"markdown".parse()` gives a [`Format`].
//! * **A page in memory**: [`clean`]. Around a reader or a writer: [`CleanReader`], [`CleanWriter`].
//! * **Blocks instead of text**: implement [`Sink`], which has one required method.
//! * **Whole archives**: the module `batch` cleans archives and folders on all cores (feature `batch`); the module `warc`
//!   reads archives, independent of HTML (feature `warc`).
//!
//! The library alone, without what the command needs: `tamis = { version = "0.1", default-features = false }`. The feature
//! `serde` serializes reports. `docs/stability.md` tells what stays the same from version to version.
//!
//! # What is kept
//!
//! [`Rules`] decide first. With [`Extract::Main`], the default, a small model labels the blocks that no rule removes, with
//! a few blocks of lookahead; where a rule names the content container, blocks do not wait. [`Extract::Rules`] turns
//! the model off. Rules of your own: [`Rules::with_file`].
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
mod check;
mod classify;
mod date;
mod error;
mod extract;
mod hash;
mod html;
mod limits;
mod line;
mod metadata;
mod names;
mod rules;
#[cfg(feature = "warc")]
pub mod warc;
mod write;

pub use block::{Alignment, Block, BlockKind, Container, Direction, Label, Mark, MarkKind};
pub use check::{Checked, Failure, Lint};
#[cfg(feature = "training")]
pub use classify::{Model, feature_names};
pub use error::{Error, RuleError, UnknownName};
pub use extract::{
    CleanReader, CleanWriter, Cleaner, Document, Extract, Favor, Formatter, InputForm, LabelledBlock, Options, Reason,
    Report, Sink, clean,
};
pub use limits::{Degraded, Limits};
pub use metadata::Metadata;
pub use rules::{InForce, Rule, RuleFileInfo, Rules, Why};
pub use write::{Format, Images, Links};
// For the command, so that it writes names and JSON as the library does.
#[doc(hidden)]
pub use write::{json_text, shown};
