//! The last stage: passes content to the sink after its headline, and dropped blocks with the reason.
//!
//! Blocks arrive decided, with two exceptions that depend on neighbours: a heading that repeats the headline is
//! dropped, and so is a block that a rule drops only near the end.

mod headline;
mod links;
mod page;
mod tail;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io;

use encoding_rs::Encoding;
use url::Url;

use super::options::Options;
use super::reason::{Reason, Ruling};
use super::report::Report;
use super::sink::Sink;
use crate::block::{Block, BlockKind, BlockSink, Container, Label, MarkKind};
use crate::charset::EncodingSource;
use crate::classify::{Fate, LabelSink};
use crate::error::Error;
use crate::metadata::LanguageSample;
use links::LinkList;
pub(super) use page::Page;
use tail::Tail;

/// Maximum size of all escaped metadata, in bytes. Formats that write it twice stay within their allowance beside the
/// text.
const METADATA: usize = 16 << 10;

/// A page with less text than this, in bytes, has it in its scripts if their data are so many times as long.
const LEAST_TEXT: usize = 500;
const TIMES_TEXT: usize = 4;

/// Passes blocks to the sink, and holds what is known of the page.
pub(super) struct Output<S> {
    sink: S,
    /// The first error of the sink; nothing is passed on after it.
    error: Option<io::Error>,
    pub report: Report,
    pub page: Page,
    tail: Tail,
    /// The numbers of the notes that kept blocks refer to.
    references: BTreeSet<u32>,
    /// The beginning of the kept text, if its language is to be identified.
    language: Option<LanguageSample>,
    /// The addresses that the kept text links to, if they are wanted.
    links: Option<LinkList>,
    /// Bytes of data in scripts, and of the kept text.
    pub data_bytes: usize,
    text_bytes: usize,
    headline_decided: bool,
    /// Number of content blocks so far, without the headline.
    content_blocks: u64,
    wants_dropped: bool,
    wants_targets: bool,
    writes_title: bool,
    keeps_everything: bool,
}

impl<S: Sink> Output<S> {
    pub fn new(options: &Options, sink: S) -> Self {
        Output {
            error: None,
            report: Report::default(),
            page: Page::new(options),
            tail: Tail::default(),
            references: BTreeSet::new(),
            language: options.identifies_language().then(LanguageSample::default),
            links: options.lists_links().then(LinkList::default),
            data_bytes: 0,
            text_bytes: 0,
            headline_decided: false,
            content_blocks: 0,
            wants_dropped: sink.wants_dropped(),
            wants_targets: sink.wants_targets(),
            writes_title: options.writes_title(),
            keeps_everything: options.keeps_everything(),
            sink,
        }
    }

    pub fn sink(&mut self) -> &mut S {
        &mut self.sink
    }

    pub fn wants_dropped(&self) -> bool {
        self.wants_dropped
    }

    /// Whether blocks need the addresses of their links and media.
    pub fn wants_targets(&self) -> bool {
        self.wants_targets || self.links.is_some()
    }

    pub fn has_failed(&self) -> bool {
        self.error.is_some()
    }

    /// Returns the first error of the sink, once.
    pub fn take_error(&mut self) -> Result<(), Error> {
        self.error.take().map_or(Ok(()), |error| Err(Error::Sink(error)))
    }

    pub fn content_blocks(&self) -> u64 {
        self.content_blocks
    }

    /// Looks at a block that may become content later: a heading may be the headline.
    pub fn foresee(&mut self, block: &Block) {
        if !self.headline_decided {
            self.page.headline.heading_seen(block);
        }
    }

    /// Whether the block belongs to a note that a kept block refers to.
    fn is_referenced(&self, block: &Block) -> bool {
        let is_known =
            |around: &Container| matches!(around, Container::Note { number, .. } if self.references.contains(number));
        block.containers.iter().any(is_known)
    }

    /// Keeps a block, unless it turns out to be near the end.
    pub fn content(&mut self, mut block: Block, ruling: Ruling) {
        self.references.extend(block.marks.iter().filter_map(|mark| match mark.kind {
            MarkKind::NoteReference { number, .. } => Some(number),
            _ => None,
        }));
        if let Ruling::DropIfLast(reason, last) = ruling {
            self.tail.wait(block, reason, last);
            return self.pass_tail(false);
        }
        if !self.headline_decided {
            self.headline_decided = true;
            let is_headline = self.page.headline.decide(&block);
            if let Some(title) = self.page.headline.title().filter(|_| self.writes_title).map(str::to_owned) {
                self.write(&Block { kind: BlockKind::Title, text: title, ..Block::default() });
            }
            if is_headline {
                return;
            }
        } else if self.page.headline.title().is_none() && block.kind == BlockKind::Heading(1) {
            self.page.headline.decide(&block);
            block.kind = BlockKind::Title;
        }
        if !self.keeps_everything && self.page.headline.repeats(&block) && block.kind != BlockKind::Title {
            return self.drop(&block, &Reason::RepeatedTitle);
        }
        self.content_blocks += 1;
        if self.tail.is_empty() {
            return self.write(&block);
        }
        self.tail.push(block);
        self.pass_tail(false);
    }

    /// Drops a block that may still belong to the article: its heading may be the headline.
    pub fn drop_outside(&mut self, block: &Block, reason: &Reason) {
        self.page.headline.heading_seen(block);
        self.drop(block, reason);
    }

    pub fn drop(&mut self, block: &Block, reason: &Reason) {
        if self.wants_dropped
            && self.error.is_none()
            && let Some(block) = self.wanted(block)
        {
            self.report.dropped += 1;
            self.error = self.sink.dropped(&block, reason).err();
        }
    }

    pub fn dropping<'a>(&'a mut self, reason: Option<&'a Reason>) -> Dropping<'a, S> {
        Dropping { output: self, reason }
    }

    /// Passes on blocks that need not wait any longer. `ends`: no further block comes.
    pub fn pass_tail(&mut self, ends: bool) {
        while let Some((block, reason)) = self.tail.pop(ends) {
            match reason {
                Some(reason) => self.drop(&block, &reason),
                None => self.write(&block),
            }
        }
    }

    fn write(&mut self, block: &Block) {
        if self.report.kept == 0 {
            self.begin();
        }
        let Some(block) = self.wanted(block) else { return };
        if self.error.is_none() {
            self.text_bytes += block.text.len();
            if let Some(sample) = &mut self.language {
                sample.push(&block.text);
            }
            if let Some(links) = &mut self.links {
                links.add(&block, self.page.url.as_ref().map(Url::as_str));
            }
            self.report.kept += 1;
            self.error = self.sink.block(&block).err();
        }
    }

    /// Returns the block in the form the sink wants. All stages before see the same block, so all formats have the same
    /// text.
    fn wanted<'a>(&self, block: &'a Block) -> Option<Cow<'a, Block>> {
        if self.wants_targets { Some(Cow::Borrowed(block)) } else { block.without_media() }
    }

    /// Passes on what is known before the first block.
    fn begin(&mut self) {
        if self.error.is_none() && self.sink.wants_beginning() {
            self.report_page();
            self.error = self.sink.begin(&self.report).err();
        }
    }

    fn report_page(&mut self) {
        self.report.title = self.page.headline.title().map(str::to_owned);
        self.report.url = self.page.address();
        self.report.metadata = self.page.known();
        self.report.degraded.dropped_metadata = self.report.metadata.fit(METADATA);
    }

    pub fn finish(mut self, encoding: Option<(&'static Encoding, EncodingSource)>) -> Result<(Report, S), Error> {
        if !self.headline_decided {
            self.page.headline.decide(&Block::default());
        }
        self.report_page();
        if self.report.kept == 0 {
            self.begin();
        }
        if let Some((language, confidence)) = self.language.as_ref().and_then(LanguageSample::identify) {
            self.report.metadata.lang_identified = Some(language);
            self.report.metadata.lang_confidence = Some(confidence);
        }
        if let Some(links) = &mut self.links {
            self.report.links = links.take();
            self.report.degraded.dropped_links = links.dropped;
        }
        self.report.text_in_scripts = self.text_bytes < LEAST_TEXT && self.data_bytes > TIMES_TEXT * self.text_bytes;
        self.report.degraded.simplified_blocks = self.sink.simplified();
        self.report.degraded.overlong_scripts = self.page.metadata.overlong();
        self.report.encoding = encoding.map(|(encoding, _)| encoding.name());
        self.report.encoding_source = encoding.map(|(_, source)| source.name());
        self.take_error()?;
        self.sink.finish(&self.report)?;
        Ok((self.report, self.sink))
    }
}

impl<S: Sink> LabelSink<Ruling> for Output<S> {
    fn labelled(&mut self, block: Block, ruling: Ruling, fate: Fate) {
        match (fate, ruling) {
            (Fate::Passed { .. }, Ruling::Drop(reason) | Ruling::DropIfLast(reason, _)) => self.drop(&block, &reason),
            (Fate::Passed { after_kept: true }, Ruling::Open) => self.content(block, Ruling::Open),
            (Fate::Passed { after_kept: false }, Ruling::Open) => {
                self.drop(&block, &Reason::NotContent(Label::default()));
            }
            (Fate::Kept(label), ruling) => {
                self.content(Block { comment: false, label: Some(label), ..block }, ruling);
            }
            (Fate::Dropped(label), ruling) if block.comment => {
                self.content(Block { label: Some(label), ..block }, ruling);
            }
            (Fate::Dropped(label), ruling) if self.is_referenced(&block) => {
                self.content(Block { comment: false, label: Some(label), ..block }, ruling);
            }
            (Fate::Dropped(label), _) => self.drop_outside(&block, &Reason::NotContent(label)),
            (Fate::Repeated, _) => self.drop(&block, &Reason::Repeated),
        }
    }

    fn features(&mut self, block: &Block, row: &[f32]) {
        self.sink.features(block, row);
    }
}

/// Receives the blocks of a removed element.
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
