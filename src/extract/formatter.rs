//! The byte sink: blocks in, formatted text out to a writer, as the blocks come.

use std::fmt;
use std::io::{self, Write};

use super::options::Options;
use super::reason::Reason;
use super::report::Report;
use super::sink::Sink;
use crate::block::Block;
use crate::write::{self, Format, Out, Summary, Writer};

/// Callback for blocks; a dropped one comes with the reason.
type Explain = Box<dyn FnMut(&Block, Option<&Reason>) -> io::Result<()> + Send>;

/// Formats blocks and writes them to `W` at once, block by block.
pub struct Formatter<W> {
    writer: Box<dyn Writer>,
    format: Format,
    front_matter: bool,
    output: W,
    text: Out,
    explain: Option<Explain>,
    id: Option<String>,
    further: Vec<(String, String)>,
}

impl<W: Write> Formatter<W> {
    /// Writes to `output` in the form that `options` names.
    pub fn new(options: &Options, output: W) -> Self {
        let format = options.output_format();
        let front_matter = options.writes_front_matter();
        Formatter {
            writer: write::writer(format, options.form()),
            format,
            front_matter,
            output,
            text: Out::default(),
            explain: None,
            id: None,
            further: Vec::new(),
        }
    }

    /// Calls `explain` for every block: with the reason if it is dropped, without one if it is kept. The label
    /// of the model is in [`Block::label`] or [`Reason::NotContent`].
    #[must_use]
    pub fn explain(self, explain: impl FnMut(&Block, Option<&Reason>) -> io::Result<()> + Send + 'static) -> Self {
        Formatter { explain: Some(Box::new(explain)), ..self }
    }

    /// Sets the `id` of a JSON object, which should stay the same for the same source. The default is the address, else
    /// the hash of the text.
    #[must_use]
    pub fn id(self, id: impl Into<String>) -> Self {
        Formatter { id: Some(id.into()), ..self }
    }

    /// Adds a member to a JSON object, after all others.
    pub fn add_member(&mut self, key: impl Into<String>, value: impl Into<String>) {
        self.further.push((key.into(), value.into()));
    }

    /// The writer that was given.
    pub fn into_inner(self) -> W {
        self.output
    }

    pub(crate) fn output(&mut self) -> &mut W {
        &mut self.output
    }

    fn pass_on(&mut self) -> io::Result<()> {
        let written = self.output.write_all(self.text.as_bytes());
        self.text.clear();
        written
    }
}

impl<W> fmt::Debug for Formatter<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Formatter { format, front_matter, .. } = self;
        f.debug_struct("Formatter").field("format", format).field("front_matter", front_matter).finish_non_exhaustive()
    }
}

impl<W: Write> Sink for Formatter<W> {
    fn begin(&mut self, known: &Report) -> io::Result<()> {
        if self.front_matter {
            write::push_front_matter(&known.summary(), &mut self.text);
        }
        self.writer.begin(&known.summary(), &mut self.text);
        self.pass_on()
    }

    fn wants_beginning(&self) -> bool {
        self.front_matter || self.writer.wants_beginning()
    }

    fn block(&mut self, block: &Block) -> io::Result<()> {
        self.writer.block(block, &mut self.text);
        self.pass_on()?;
        self.explain.as_mut().map_or(Ok(()), |explain| explain(block, None))
    }

    fn dropped(&mut self, block: &Block, reason: &Reason) -> io::Result<()> {
        self.explain.as_mut().map_or(Ok(()), |explain| explain(block, Some(reason)))
    }

    fn wants_dropped(&self) -> bool {
        self.explain.is_some()
    }

    fn wants_targets(&self) -> bool {
        self.format.has_targets()
    }

    fn simplified(&self) -> u64 {
        self.writer.simplified()
    }

    fn finish(&mut self, report: &Report) -> io::Result<()> {
        let summary = Summary { id: self.id.as_deref(), further: &self.further, ..report.summary() };
        self.writer.finish(&summary, &mut self.text);
        self.pass_on()
    }
}
