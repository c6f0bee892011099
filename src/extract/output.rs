//! The last stage before the sink: tables, content frame, text rules, doubles, headline.

use std::io;
use std::sync::Arc;

use encoding_rs::Encoding;

use super::headline::Headline;
use super::options::Options;
use super::reason::{Reason, Report};
use super::seen::Seen;
use crate::block::{Block, BlockKind, BlockSink, MarkKind, TableBuffer};
use crate::charset::EncodingSource;
use crate::error::Error;
use crate::rules::{Context, Layer, Scratch, TextAction};

/// Receives the blocks of one document, in order.
///
/// Implemented by [`Formatter`](crate::Formatter), which makes text of them. An error ends the document.
pub trait Sink: Send + 'static {
    /// Takes a kept block.
    ///
    /// # Errors
    ///
    /// Any error ends the document and comes back from [`Cleaner::write`](crate::Cleaner::write).
    fn block(&mut self, block: &Block) -> io::Result<()>;

    /// Takes a block that was dropped, and why. Called only if [`wants_dropped`](Sink::wants_dropped) says so.
    ///
    /// # Errors
    ///
    /// As for [`block`](Sink::block).
    fn dropped(&mut self, block: &Block, reason: &Reason) -> io::Result<()> {
        let _ = (block, reason);
        Ok(())
    }

    /// Whether dropped blocks are to be built and handed over; that costs time.
    fn wants_dropped(&self) -> bool {
        false
    }

    /// Whether link targets and images are wanted; resolving them costs time.
    fn wants_targets(&self) -> bool {
        true
    }

    /// Takes note of the end of the document.
    ///
    /// # Errors
    ///
    /// As for [`block`](Sink::block).
    fn finish(&mut self, report: &Report) -> io::Result<()> {
        let _ = report;
        Ok(())
    }
}

/// Decides about finished blocks and hands them to the sink.
pub(super) struct Output<S> {
    sink: S,
    error: Option<io::Error>,
    pub report: Report,
    pub headline: Headline,
    layers: Vec<Arc<Layer>>,
    scratch: Scratch,
    tables: TableBuffer,
    content: Content,
    stop: Option<Reason>,
    /// Blocks that wait for the content container, and their size.
    held: Vec<Block>,
    held_bytes: usize,
    max_held: usize,
    wants_dropped: bool,
    writes_title: bool,
    headline_decided: bool,
    keeps_everything: bool,
    seen: Seen,
}

/// Where the document stands with the content container that a rule names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    /// No rule names one: everything is content.
    Unframed,
    /// None has come yet; blocks are held.
    Awaited,
    /// None came in time; blocks are let go.
    Missed,
    Inside,
    Outside,
}

impl<S: Sink> Output<S> {
    pub fn new(options: &Options, sink: S) -> Self {
        let limits = options.limits();
        let url = options.page_url().map(|url| url.to_string());
        Output {
            error: None,
            report: Report { url, ..Report::default() },
            headline: Headline::default(),
            layers: Vec::new(),
            scratch: Scratch::default(),
            tables: TableBuffer::new(limits),
            content: Content::Unframed,
            stop: None,
            held: Vec::new(),
            held_bytes: 0,
            max_held: limits.held_bytes,
            wants_dropped: sink.wants_dropped(),
            writes_title: options.writes_title(),
            headline_decided: false,
            keeps_everything: options.keeps_everything(),
            seen: Seen::new(limits),
            sink,
        }
    }

    pub fn use_layers(&mut self, layers: Vec<Arc<Layer>>) {
        if layers.iter().any(|layer| layer.has_content) {
            self.content = Content::Awaited;
        }
        self.layers = layers;
    }

    pub fn wants_dropped(&self) -> bool {
        self.wants_dropped
    }

    pub fn wants_targets(&self) -> bool {
        self.sink.wants_targets()
    }

    pub fn sink(&mut self) -> &mut S {
        &mut self.sink
    }

    /// The first error of the sink, once.
    pub fn take_error(&mut self) -> Result<(), Error> {
        self.error.take().map_or(Ok(()), |error| Err(Error::Sink(error)))
    }

    /// Whether content may have come already, so that a stop rule means something.
    pub fn content_seen(&self) -> bool {
        self.content != Content::Awaited
    }

    /// The content container begins or ends.
    pub fn select(&mut self, begins: bool) {
        if !begins {
            self.content = Content::Outside;
            return;
        }
        // A table around the container is layout.
        self.flush_tables();
        for block in std::mem::take(&mut self.held) {
            self.headline.heading_seen(&block);
            self.drop(&block, &Reason::OutsideContent);
        }
        self.content = Content::Inside;
    }

    /// From here on nothing is content.
    pub fn stop(&mut self, reason: Reason) {
        self.flush_tables();
        self.stop = Some(reason);
    }

    /// A sink for the blocks of a removed element.
    pub fn dropping<'a>(&'a mut self, reason: Option<&'a Reason>) -> Dropping<'a, S> {
        Dropping { output: self, reason }
    }

    /// Ends the document.
    pub fn finish(mut self, encoding: Option<(&'static Encoding, EncodingSource)>) -> Result<(Report, S), Error> {
        self.flush_tables();
        // The container never came: the rules for this site do not fit the page, which is better than nothing.
        for block in std::mem::take(&mut self.held) {
            self.finished_block(block);
        }
        if !self.headline_decided {
            self.headline.decide(&Block::default());
        }
        self.report.title = self.headline.title().map(str::to_owned);
        self.report.site = self.headline.site().map(str::to_owned);
        self.report.encoding = encoding.map(|(encoding, _)| encoding.name());
        self.take_error()?;
        self.sink.finish(&self.report)?;
        Ok((self.report, self.sink))
    }

    fn flush_tables(&mut self) {
        self.tables.finish();
        self.pass_tables_on();
    }

    /// The blocks of tables that are decided.
    fn pass_tables_on(&mut self) {
        for block in self.tables.take_decided() {
            self.framed_block(block);
        }
    }

    /// A block whose place in tables is settled.
    fn framed_block(&mut self, block: Block) {
        if let Some(reason) = self.stop.take() {
            self.drop(&block, &reason);
            self.stop = Some(reason);
            return;
        }
        match self.content {
            Content::Unframed | Content::Missed | Content::Inside => self.finished_block(block),
            Content::Outside => {
                self.headline.heading_seen(&block);
                self.drop(&block, &Reason::OutsideContent);
            }
            Content::Awaited => {
                self.held_bytes += size_of::<Block>() + block.text.len();
                self.held.push(block);
                if self.held_bytes > self.max_held {
                    self.content = Content::Missed;
                    let held = std::mem::take(&mut self.held);
                    self.report.degraded.released_blocks += held.len() as u64;
                    held.into_iter().for_each(|block| self.finished_block(block));
                }
            }
        }
    }

    /// A block of the content: text rules, doubles, headline, sink.
    pub fn finished_block(&mut self, mut block: Block) {
        if self.error.is_some() {
            return;
        }
        if !self.keeps_everything {
            if let Some(reason) = self.phrase(&mut block) {
                return self.drop(&block, &reason);
            }
            if self.is_noscript_double(&block) {
                return self.drop(&block, &Reason::NoscriptDouble);
            }
        }
        if !self.headline_decided {
            self.headline_decided = true;
            let is_headline = self.headline.decide(&block);
            if let Some(title) = self.headline.title().filter(|_| self.writes_title).map(str::to_owned) {
                self.emit(&Block { kind: BlockKind::Title, text: title, ..Block::default() });
            }
            if is_headline {
                return;
            }
        } else if self.headline.title().is_none() && block.kind == BlockKind::Heading(1) {
            self.headline.decide(&block);
            block.kind = BlockKind::Title;
        }
        if !self.keeps_everything && self.headline.repeats(&block) && block.kind != BlockKind::Title {
            return self.drop(&block, &Reason::RepeatedTitle);
        }
        self.emit(&block);
    }

    fn emit(&mut self, block: &Block) {
        if self.error.is_none() {
            self.report.kept += 1;
            self.error = self.sink.block(block).err();
        }
    }

    fn drop(&mut self, block: &Block, reason: &Reason) {
        if self.wants_dropped && self.error.is_none() {
            self.report.dropped += 1;
            self.error = self.sink.dropped(block, reason).err();
        }
    }

    /// Applies the text rules: the reason if the block goes, `None` if it stays, perhaps shorter.
    fn phrase(&mut self, block: &mut Block) -> Option<Reason> {
        if block.text.is_empty() || matches!(block.kind, BlockKind::Preformatted(_)) {
            return None;
        }
        let mut removals = Vec::new();
        let mut verdict = None;
        for layer in &self.layers {
            let context = Context { title: self.headline.title(), site: self.headline.site() };
            let Some(hit) = layer.phrases.find(&block.text, &context, &mut self.scratch) else { continue };
            let (rule, text) = &layer.texts[hit.rule];
            let reason = Reason::Phrase { rule: Arc::clone(rule), by: hit.by, phrase: hit.phrase };
            match text.action {
                TextAction::DropBlock => {
                    verdict = Some(reason);
                    break;
                }
                TextAction::DropMatch => {
                    let mut removed = Block { text: block.text[hit.matched.clone()].to_owned(), ..block.clone() };
                    removed.marks.clear();
                    cut(block, hit.matched);
                    removals.push((removed, reason));
                }
            }
        }
        for (removed, reason) in removals {
            self.drop(&removed, &reason);
            if block.text.is_empty() {
                verdict = Some(reason);
            }
        }
        verdict
    }

    fn is_noscript_double(&mut self, block: &Block) -> bool {
        let image = block.marks.iter().find_map(|mark| match &mark.kind {
            MarkKind::Image { source, .. } => Some(source.as_str()),
            _ => None,
        });
        let Some(key) = Some(block.text.as_str()).filter(|text| !text.is_empty()).or(image) else { return false };
        self.seen.is_double(key, block.noscript)
    }
}

/// Takes a range out of a block's text and moves its marks.
fn cut(block: &mut Block, range: std::ops::Range<usize>) {
    block.text.replace_range(range.clone(), "");
    let moved = |at: usize| if at <= range.start { at } else { at.saturating_sub(range.len()).max(range.start) };
    for mark in &mut block.marks {
        (mark.start, mark.end) = (moved(mark.start), moved(mark.end));
    }
    block.marks.retain(|mark| mark.start < mark.end || matches!(mark.kind, MarkKind::Image { .. }));
}

impl<S: Sink> BlockSink for Output<S> {
    fn block(&mut self, block: Block) {
        if let Some(block) = self.tables.block(block) {
            self.framed_block(block);
        }
        self.pass_tables_on();
    }

    fn table_start(&mut self, table: u32) {
        self.tables.table_start(table);
        self.pass_tables_on();
    }

    fn table_end(&mut self, table: u32) {
        self.tables.table_end(table);
        self.pass_tables_on();
    }
}

/// Takes the blocks of a removed element.
pub(super) struct Dropping<'a, S> {
    output: &'a mut Output<S>,
    reason: Option<&'a Reason>,
}

impl<S: Sink> BlockSink for Dropping<'_, S> {
    fn block(&mut self, block: Block) {
        if let Some(reason) = self.reason {
            self.output.drop(&block, reason);
        }
    }

    fn table_start(&mut self, _: u32) {}

    fn table_end(&mut self, _: u32) {}
}
