//! The last stage before the sink: tables, content frame, text rules, doubles, headline.

use std::borrow::Cow;
use std::io;
use std::sync::Arc;

use encoding_rs::Encoding;
use url::Url;

use super::headline::Headline;
use super::in_force::InForce;
use super::options::Options;
use super::properties::Properties;
use super::reason::{Reason, Report};
use super::section::Section;
use super::seen::Seen;
use super::tail::Tail;
use crate::block::{Block, BlockKind, BlockSink, Hints, Label, MarkKind, TableBuffer};
use crate::charset::EncodingSource;
use crate::classify::{Classifier, Fate, LabelSink, Passing};
use crate::error::Error;
use crate::metadata::{Metadata, MetadataReader};
use crate::rules::{Context, FileRank, MetaField, Scratch, TextAction, sentence};

/// Receives the blocks of one document, in order.
///
/// Implemented by [`Formatter`](crate::Formatter), which makes text of them. An error ends the document.
pub trait Sink: Send + 'static {
    /// Takes note of what is known of the page when the first kept block comes; without one, when the page has ended.
    /// Called only if [`wants_beginning`](Sink::wants_beginning) says so. The rest comes with [`finish`](Sink::finish).
    ///
    /// # Errors
    ///
    /// As for [`block`](Sink::block).
    fn begin(&mut self, known: &Report) -> io::Result<()> {
        let _ = known;
        Ok(())
    }

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

    /// Whether what is known before the first block is to be gathered and handed over; that costs time.
    fn wants_beginning(&self) -> bool {
        false
    }

    /// Whether dropped blocks are to be built and handed over; that costs time.
    fn wants_dropped(&self) -> bool {
        false
    }

    /// Whether link targets and images are wanted; resolving them costs time.
    fn wants_targets(&self) -> bool {
        true
    }

    /// Takes what the model sees of a block, kept or not, in the order of [`feature_names`](crate::feature_names).
    #[doc(hidden)]
    fn features(&mut self, block: &Block, row: &[f32]) {
        let _ = (block, row);
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
    pub metadata: MetadataReader,
    layers: Vec<InForce>,
    properties: Properties,
    section: Option<Section>,
    tail: Tail,
    scratch: Scratch,
    tables: TableBuffer,
    content: Content,
    stop: Option<Reason>,
    /// Blocks that wait for the content container, and their size.
    held: Vec<Block>,
    held_bytes: usize,
    max_held: usize,
    wants_dropped: bool,
    wants_targets: bool,
    writes_title: bool,
    identifies_language: bool,
    headline_decided: bool,
    /// Blocks that no rule removed so far, the headline's own not counted.
    content_blocks: u64,
    /// The model, where it is asked.
    classifier: Option<Box<Classifier<Payload>>>,
    /// Phrases met that end an article.
    ends: u32,
    keeps_comments: bool,
    keeps_everything: bool,
    seen: Seen,
}

/// What goes along with a block through the classifier: why it goes, and whether only as one of so many last.
type Payload = Option<(Reason, Option<u32>)>;

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
            metadata: MetadataReader::new(limits, options.page_url()),
            layers: Vec::new(),
            properties: Properties::default(),
            section: None,
            tail: Tail::default(),
            scratch: Scratch::default(),
            tables: TableBuffer::new(limits),
            content: Content::Unframed,
            stop: None,
            held: Vec::new(),
            held_bytes: 0,
            max_held: limits.held_bytes,
            wants_dropped: sink.wants_dropped(),
            wants_targets: sink.wants_targets(),
            writes_title: options.writes_title(),
            identifies_language: options.identifies_language(),
            headline_decided: false,
            content_blocks: 0,
            classifier: options.labels(sink.wants_dropped()).map(|settings| Box::new(Classifier::new(settings))),
            ends: 0,
            keeps_comments: options.keeps_comments(),
            keeps_everything: options.keeps_everything(),
            seen: Seen::new(limits),
            sink,
        }
    }

    pub fn use_layers(&mut self, layers: Vec<InForce>) {
        for layer in &layers {
            for (field, file, text) in &layer.layer.constants {
                if layer.file(*file) {
                    self.properties.offer(*field, layer.layer.rank(*file), u32::MAX, text);
                }
            }
        }
        self.layers = layers;
        self.await_content();
        self.use_properties();
    }

    /// Whether blocks are labelled, so that it matters where they stand.
    pub fn classifies(&self) -> bool {
        self.classifier.is_some()
    }

    /// The page's title element has ended.
    pub fn title_ends(&mut self) {
        self.headline.title_ends();
        if let (Some(classifier), Some(title)) = (&mut self.classifier, self.headline.title_element()) {
            classifier.title(title);
        }
    }

    pub fn layers(&self) -> &[InForce] {
        &self.layers
    }

    fn await_content(&mut self) {
        if self.content == Content::Unframed && self.layers.iter().any(InForce::has_content) {
            self.content = Content::Awaited;
        }
    }

    /// Takes note of signs of families (layer, file, sign); true if that switched something on.
    pub fn signs(&mut self, signs: &[(usize, usize, u32)]) -> bool {
        let mut switched = false;
        for &(layer, file, sign) in signs {
            switched |= self.layers[layer].sign(file, sign);
        }
        if switched {
            super::in_force::choose_content(&mut self.layers);
            self.await_content();
        }
        switched
    }

    /// A property of the page, as a rule found it.
    pub fn property(&mut self, field: MetaField, rank: FileRank, order: u32, value: &str) {
        self.properties.offer(field, rank, order, value);
        self.use_properties();
    }

    fn use_properties(&mut self) {
        if let Some(title) = self.properties.get(MetaField::Title) {
            self.headline.rule_title(title);
        }
        if let Some(site) = self.properties.get(MetaField::Site) {
            self.headline.rule_site(site);
        }
    }

    /// Whether the text of an element is what a rule asks for.
    pub fn matches(&mut self, layer: usize, drop: usize, text: &str) -> bool {
        let context = context(&self.headline, &self.properties);
        let phrases = self.layers[layer].layer.drops[drop].text.as_ref();
        phrases.is_some_and(|phrases| phrases.find(text, &context, &mut self.scratch, &|_| true).is_some())
    }

    /// A rule held back more than it may.
    pub fn let_go(&mut self, layer: usize, list: usize) {
        let id = &self.layers[layer].layer.lists[list].rule.id;
        if self.report.let_go.len() < 16 && !self.report.let_go.contains(id) {
            self.report.let_go.push(id.clone());
        }
    }

    /// What follows goes too, up to the next heading or paragraph of prose.
    pub fn begin_section(&mut self, reason: Reason, most: Option<usize>) {
        self.flush_tables();
        self.section = Some(Section::of_element(reason, most));
    }

    pub fn end_section(&mut self) {
        if self.section.is_some() {
            self.flush_tables();
            self.section = None;
        }
    }

    pub fn wants_dropped(&self) -> bool {
        self.wants_dropped
    }

    pub fn wants_targets(&self) -> bool {
        self.wants_targets
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
        let nothing = self.layers.iter().any(InForce::keeps_nothing_else);
        for block in std::mem::take(&mut self.held) {
            if nothing { self.drop(&block, &Reason::OutsideContent) } else { self.finished_block(block) }
        }
        self.label(|classifier, output| classifier.finish(output));
        self.end_tail();
        self.report.degraded.large_tables = self.tables.large();
        if !self.headline_decided {
            self.headline.decide(&Block::default());
        }
        self.report.title = self.headline.title().map(str::to_owned);
        self.report.metadata = self.known();
        if self.report.kept == 0 {
            self.begin();
        }
        self.report.metadata.lang_identified = self.metadata.identify_language();
        self.report.degraded.overlong_scripts = self.metadata.overlong();
        self.report.encoding = encoding.map(|(encoding, _)| encoding.name());
        self.take_error()?;
        self.sink.finish(&self.report)?;
        Ok((self.report, self.sink))
    }

    /// Tells the sink what is known before the first block.
    fn begin(&mut self) {
        if self.error.is_none() && self.sink.wants_beginning() {
            self.report.title = self.headline.title().map(str::to_owned);
            self.report.metadata = self.known();
            self.error = self.sink.begin(&self.report).err();
        }
    }

    /// What is known of the page so far; what a rule says counts more than what the page says in general.
    fn known(&self) -> Metadata {
        let url = self.report.url.as_deref().and_then(|url| Url::parse(url).ok());
        let mut known = self.metadata.known(url.as_ref());
        let property = |field| self.properties.get(field);
        if let Some(title) =
            property(MetaField::Title).or(known.title.is_none().then(|| self.headline.title()).flatten())
        {
            known.title = Some(title.to_owned());
        }
        if let Some(author) = property(MetaField::Author) {
            known.authors = MetadataReader::names(author);
        }
        if let Some(date) = property(MetaField::Date).and_then(|date| self.metadata.date(date)) {
            known.published = Some(date);
        }
        if let Some(site) = property(MetaField::Site).or(known.site.is_none().then(|| self.headline.site()).flatten()) {
            known.site = Some(site.to_owned());
        }
        if let Some(section) = property(MetaField::Section) {
            known.section = Some(section.to_owned());
        }
        known
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
                self.held_bytes += block.bytes();
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
        let mut last_of = None;
        if self.classifier.is_some() && !self.headline_decided {
            self.headline.heading_seen(&block);
        }
        if !self.keeps_everything {
            self.replace(&mut block);
            self.text_signs(&block);
            if let Some(section) = &mut self.section {
                if section.takes(&block) {
                    if self.keeps_comments && section.reason.kind() == "comments" && is_remark(&block) {
                        return self.comment(block);
                    }
                    let reason = section.reason.clone();
                    return self.drop_in_turn(block, reason);
                }
                self.section = None;
            }
            match self.phrase(&mut block) {
                Verdict::Keep => {}
                Verdict::Drop(reason) => {
                    self.ends += u32::from(ends_article(reason.kind()));
                    return self.drop_in_turn(block, reason);
                }
                Verdict::DropIfLast(reason, last) => last_of = Some((reason, Some(last))),
            }
            if self.is_noscript_double(&block) {
                return self.drop_in_turn(block, Reason::NoscriptDouble);
            }
        }
        if block.comment {
            return if is_remark(&block) {
                self.comment(block)
            } else {
                self.drop_in_turn(block, Reason::NotContent(Label::default()))
            };
        }
        if self.classifier.is_none() {
            return self.content(block, last_of);
        }
        if self.content == Content::Inside {
            // A rule names the container: what it leaves in there is content, and nothing waits.
            self.label(|classifier, output| classifier.flush(output));
            return self.content(block, last_of);
        }
        if let Some(trail) = &mut block.trail {
            trail.ends += self.ends;
            block.comment = self.keeps_comments && trail.near.any(Hints::COMMENT) && is_remark(&block);
        }
        let labelled = !block.text.is_empty();
        self.label(|classifier, output| match labelled {
            true => classifier.push(block, last_of, output),
            false => classifier.pass(block, None, Passing::Along, output),
        });
    }

    /// A comment that is kept, after the blocks before it.
    fn comment(&mut self, mut block: Block) {
        block.comment = true;
        self.label(|classifier, output| classifier.flush(output));
        self.content(block, None);
    }

    /// Lets the classifier work, if there is one; what it labels comes back to this output.
    fn label(&mut self, work: impl FnOnce(&mut Classifier<Payload>, &mut Self)) {
        if let Some(mut classifier) = self.classifier.take() {
            work(&mut classifier, self);
            self.classifier = Some(classifier);
        }
    }

    /// Drops a block after those before it.
    fn drop_in_turn(&mut self, block: Block, reason: Reason) {
        if !self.wants_dropped || self.classifier.is_none() {
            return self.drop(&block, &reason);
        }
        self.label(|classifier, output| classifier.pass(block, Some((reason, None)), Passing::Decided, output));
    }

    /// A block that is content: headline, then the sink. It may go as one of the last.
    fn content(&mut self, mut block: Block, last_of: Payload) {
        if let Some((reason, Some(last))) = last_of {
            self.tail.wait(block, reason, last);
            return self.pass_tail(false);
        }
        if !self.headline_decided {
            self.headline_decided = true;
            let is_headline = self.headline.decide(&block);
            if let Some(title) = self.headline.title().filter(|_| self.writes_title).map(str::to_owned) {
                self.write(&Block { kind: BlockKind::Title, text: title, ..Block::default() });
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

    /// Writes a kept block, or lets it wait behind one that may be among the last.
    fn emit(&mut self, block: &Block) {
        self.content_blocks += 1;
        if self.tail.is_empty() {
            return self.write(block);
        }
        self.tail.push(block.clone());
        self.pass_tail(false);
    }

    /// Writes what waits no longer.
    fn pass_tail(&mut self, ends: bool) {
        while let Some((block, reason)) = self.tail.pop(ends) {
            match reason {
                Some(reason) => self.drop(&block, &reason),
                None => self.write(&block),
            }
        }
    }

    /// No further block comes.
    fn end_tail(&mut self) {
        self.pass_tail(true);
    }

    fn write(&mut self, block: &Block) {
        if self.report.kept == 0 {
            self.begin();
        }
        let Some(block) = self.wanted(block) else { return };
        if self.error.is_none() {
            if self.identifies_language {
                self.metadata.sample(&block.text);
            }
            self.report.kept += 1;
            self.error = self.sink.block(&block).err();
        }
    }

    fn drop(&mut self, block: &Block, reason: &Reason) {
        if self.wants_dropped
            && self.error.is_none()
            && let Some(block) = self.wanted(block)
        {
            self.report.dropped += 1;
            self.error = self.sink.dropped(&block, reason).err();
        }
    }

    /// The block as the sink wants it. Up to here all sinks get the same, so that all get the same text.
    fn wanted<'a>(&self, block: &'a Block) -> Option<Cow<'a, Block>> {
        if self.wants_targets { Some(Cow::Borrowed(block)) } else { block.without_media() }
    }

    /// Writes words in another way where a rule says so.
    fn replace(&mut self, block: &mut Block) {
        for layer in &self.layers {
            let Some(replacer) = &layer.layer.replacer else { continue };
            let found: Vec<_> =
                replacer.find.find_iter(&block.text).map(|found| (found.range(), found.pattern().as_usize())).collect();
            for (range, pattern) in found.into_iter().rev() {
                let (file, with) = &replacer.with[pattern];
                if layer.file(*file) {
                    splice(block, range, with);
                }
            }
        }
    }

    /// Families that are known by a phrase.
    fn text_signs(&mut self, block: &Block) {
        let mut signs = Vec::new();
        for (number, layer) in self.layers.iter().enumerate().filter(|(_, layer)| !layer.layer.sign_of.is_empty()) {
            let hit = layer.layer.signs.find(&block.text, &Context::default(), &mut self.scratch, &|_| true);
            signs.extend(hit.map(|hit| layer.layer.sign_of[hit.rule]).map(|sign| (number, sign.file, sign.number)));
        }
        if !signs.is_empty() {
            self.signs(&signs);
        }
    }

    /// Applies the text rules; what only a part of the block goes by goes at once.
    fn phrase(&mut self, block: &mut Block) -> Verdict {
        if block.text.is_empty() || matches!(block.kind, BlockKind::Preformatted(_)) {
            return Verdict::Keep;
        }
        // Each rule once, the site's own layer first: what takes only a part of the block leaves the rest to the others.
        let mut done = Vec::new();
        let mut layers = self.layers.len();
        while layers > 0 && done.len() < MOST_HITS {
            let number = layers - 1;
            let layer = &self.layers[number];
            let context = context(&self.headline, &self.properties);
            let first = self.content_blocks;
            let in_force = |rule: usize| {
                layer.text(rule)
                    && layer.layer.texts[rule].text.first.is_none_or(|most| first < u64::from(most))
                    && !done.contains(&(number, rule))
            };
            let found = layer.layer.phrases.find(&block.text, &context, &mut self.scratch, &in_force);
            let Some(hit) = found else {
                layers -= 1;
                continue;
            };
            done.push((number, hit.rule));
            let entry = &layer.layer.texts[hit.rule];
            let (action, last) = (entry.text.action, entry.text.last);
            let reason = Reason::Phrase { rule: Arc::clone(&entry.rule), by: hit.by, phrase: hit.phrase };
            if let (Some((field, _)), Some(value)) = (entry.text.capture, &hit.captured) {
                let rank = layer.layer.rank(entry.file);
                self.property(field, rank, 0, value);
            }
            let range = match action {
                TextAction::Keep => continue,
                TextAction::DropMatch => hit.matched,
                TextAction::DropSentence => sentence(&block.text, hit.matched),
                TextAction::DropBlock | TextAction::DropSection | TextAction::Stop => 0..block.text.len(),
            };
            if range == (0..block.text.len()) {
                match (action, last) {
                    (TextAction::DropSection, _) => self.section_from(block, reason.clone()),
                    (TextAction::Stop, _) => self.stop = Some(reason.clone()),
                    (_, Some(last)) => return Verdict::DropIfLast(reason, last),
                    _ => {}
                }
                return Verdict::Drop(reason);
            }
            let mut removed = Block { text: block.text[range.clone()].to_owned(), ..block.clone() };
            removed.marks.clear();
            splice(block, range, "");
            trim(block);
            self.drop(&removed, &reason);
            if block.text.is_empty() {
                return Verdict::Drop(reason);
            }
        }
        Verdict::Keep
    }

    fn section_from(&mut self, block: &Block, reason: Reason) {
        let level = match block.kind {
            BlockKind::Heading(level) => Some(level),
            _ => None,
        };
        self.section = Some(Section::of_block(reason, level));
    }

    fn is_noscript_double(&mut self, block: &Block) -> bool {
        let image = block.marks.iter().find_map(|mark| match &mark.kind {
            MarkKind::Image { source: address, .. } | MarkKind::Embed { target: address, .. } => Some(address.as_str()),
            _ => None,
        });
        let Some(key) = Some(block.text.as_str()).filter(|text| !text.is_empty()).or(image) else { return false };
        self.seen.is_double(key, block.noscript)
    }
}

/// Whether a block among comments is what a reader wrote, rather than a button or a name.
fn is_remark(block: &Block) -> bool {
    let linked: usize = block.marks.iter().filter(|m| m.kind.is_link()).map(|m| m.end - m.start).sum();
    block.text.len() >= REMARK && linked * 3 < block.text.len()
}

/// Bytes of the shortest comment.
const REMARK: usize = 25;

/// Whether what is removed as such stands below articles.
pub(super) fn ends_article(kind: &str) -> bool {
    matches!(kind, "related" | "comments" | "copyright" | "newsletter")
}

impl<S: Sink> LabelSink<Payload> for Output<S> {
    fn labelled(&mut self, block: Block, payload: Payload, fate: Fate) {
        match (fate, payload) {
            (Fate::Passed { .. }, Some((reason, _))) => self.drop(&block, &reason),
            (Fate::Passed { after_kept: true }, None) => self.content(block, None),
            (Fate::Passed { after_kept: false }, None) => self.drop(&block, &Reason::NotContent(Label::default())),
            (Fate::Kept(label), payload) => {
                self.content(Block { comment: false, label: Some(label), ..block }, payload);
            }
            (Fate::Dropped(label), payload) if block.comment => {
                self.content(Block { label: Some(label), ..block }, payload);
            }
            (Fate::Dropped(label), _) => {
                self.headline.heading_seen(&block);
                self.drop(&block, &Reason::NotContent(label));
            }
            (Fate::Repeated, _) => self.drop(&block, &Reason::Repeated),
        }
    }

    fn features(&mut self, block: &Block, row: &[f32]) {
        self.sink.features(block, row);
    }
}

/// The most text rules that act on one block.
const MOST_HITS: usize = 8;

/// What the text rules say of a block.
enum Verdict {
    Keep,
    Drop(Reason),
    /// It goes if fewer than so many blocks follow.
    DropIfLast(Reason, u32),
}

fn context<'a>(headline: &'a Headline, properties: &'a Properties) -> Context<'a> {
    Context { title: headline.expected(), site: headline.expected_site(), author: properties.get(MetaField::Author) }
}

/// Puts other words into a range of a block's text and moves its marks.
fn splice(block: &mut Block, range: std::ops::Range<usize>, with: &str) {
    block.text.replace_range(range.clone(), with);
    let moved = |at: usize| match at {
        _ if at <= range.start => at,
        _ if at >= range.end => at - range.len() + with.len(),
        _ => range.start + with.len(),
    };
    for mark in &mut block.marks {
        (mark.start, mark.end) = (moved(mark.start), moved(mark.end));
    }
    block.marks.retain(|mark| mark.start < mark.end || mark.kind.is_between());
}

/// Takes away white space that a removal has left at the ends.
fn trim(block: &mut Block) {
    let end = block.text.trim_end().len();
    splice(block, end..block.text.len(), "");
    let start = block.text.len() - block.text.trim_start().len();
    splice(block, 0..start, "");
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
