//! Decides which finished blocks are kept: tables, content container, text rules, duplicates, then the model.
//!
//! ```text
//! event → TableBuffer → Content → TextRules, Section, NoscriptDuplicates → Classifier → Output
//! ```

mod content;
mod dateline;
mod lines;
mod noscript;
mod section;
mod text_rules;

use encoding_rs::Encoding;

use super::event::Event;
use super::in_force::RulesInForce;
use super::options::Options;
use super::output::Output;
use super::reason::{Reason, Ruling};
use super::report::Report;
use super::sink::Sink;
use crate::block::{Block, Hints, Label, MarkKind, TableBuffer};
use crate::charset::EncodingSource;
use crate::classify::{Classifier, Passing};
use crate::error::Error;
use content::{Content, Placement};
use lines::Lines;
use noscript::NoscriptDuplicates;
use section::Section;
use text_rules::{Follows, Outcome, TextRules, has_rules};

const MIN_COMMENT_BYTES: usize = 25;

/// Filters finished blocks and passes them to the output.
pub(super) struct BlockFilter<S> {
    pub rules: RulesInForce,
    pub output: Output<S>,
    tables: TableBuffer,
    content: Content,
    text_rules: TextRules,
    section: Option<Section>,
    /// Why all further blocks are dropped.
    stop: Option<Reason>,
    /// Number of phrases met that end an article.
    ends: u32,
    noscript: NoscriptDuplicates,
    /// The model, if main content is wanted.
    classifier: Option<Box<Classifier<Ruling>>>,
    keeps_comments: bool,
    keeps_everything: bool,
}

impl<S: Sink> BlockFilter<S> {
    pub fn new(options: &Options, output: Output<S>) -> Self {
        let limits = options.limits();
        let settings = options.labels(output.wants_dropped());
        BlockFilter {
            rules: RulesInForce::default(),
            output,
            tables: TableBuffer::new(limits),
            content: Content::new(limits),
            text_rules: TextRules::default(),
            section: None,
            stop: None,
            ends: 0,
            noscript: NoscriptDuplicates::new(limits),
            classifier: settings.map(|settings| Box::new(Classifier::new(settings))),
            keeps_comments: options.keeps_comments(),
            keeps_everything: options.keeps_everything(),
        }
    }

    pub fn use_rules(&mut self, rules: RulesInForce) {
        for layer in rules.iter() {
            for (field, file, text) in &layer.layer.constants {
                if layer.file(*file) {
                    self.output.page.property(*field, layer.layer.rank(*file), u32::MAX, text);
                }
            }
        }
        self.rules = rules;
        if self.announces_content() {
            self.content.wait();
        }
    }

    /// Whether the rules in force name a content container for the first time. [`Event::ContentAwaited`] must follow.
    pub fn announces_content(&mut self) -> bool {
        self.rules.have_content() && self.content.announce()
    }

    /// Whether blocks are classified, so that their path in the document matters.
    pub fn classifies(&self) -> bool {
        self.classifier.is_some()
    }

    /// Ends the page's title element.
    pub fn title_ends(&mut self) {
        let headline = &mut self.output.page.headline;
        headline.title_ends();
        if let (Some(classifier), Some(title)) = (&mut self.classifier, headline.title_element()) {
            classifier.title(title);
        }
    }

    /// Whether an element's text meets the `text` condition of a rule.
    pub fn matches(&mut self, layer: usize, drop: usize, text: &str) -> bool {
        self.text_rules.match_element(&self.rules, layer, drop, text, &self.output.page)
    }

    /// Takes the next event.
    pub fn event(&mut self, event: Event) {
        match event {
            Event::Block(block) => {
                if let Some(block) = self.tables.block(block) {
                    self.place(Event::Block(block));
                }
                self.pass_tables_on();
            }
            Event::TableStart(table) => {
                self.tables.table_start(table);
                self.pass_tables_on();
            }
            Event::TableEnd(table) => {
                self.tables.table_end(table);
                self.pass_tables_on();
            }
            Event::SectionEnd if self.section.is_none() && !self.content.is_awaited() => {}
            Event::SectionStart(..) | Event::SectionEnd | Event::ContentAwaited => {
                self.flush_tables();
                self.place(event);
            }
        }
    }

    /// Whether content may have come, so that a `stop` rule applies.
    pub fn content_seen(&self) -> bool {
        !self.content.is_awaited()
    }

    pub fn begin_content(&mut self) {
        // A table around the container is layout.
        self.flush_tables();
        for event in self.content.begin() {
            match event {
                Event::Block(block) => self.output.drop_outside(&block, &Reason::OutsideContent),
                event => self.apply(event),
            }
        }
    }

    pub fn end_content(&mut self) {
        self.content.end();
    }

    pub fn stop(&mut self, reason: Reason) {
        self.flush_tables();
        self.stop = Some(reason);
    }

    pub fn finish(mut self, encoding: Option<(&'static Encoding, EncodingSource)>) -> Result<(Report, S), Error> {
        self.flush_tables();
        // No container opened: the site's rules do not fit the page, so the blocks before it count as content.
        let nothing = self.rules.keep_nothing_else();
        for event in self.content.take_held() {
            match event {
                Event::Block(block) if nothing => self.output.drop(&block, &Reason::OutsideContent),
                event => self.apply(event),
            }
        }
        if let Some(classifier) = &mut self.classifier {
            classifier.finish(&mut self.output);
        }
        self.output.pass_tail(true);
        self.output.report.degraded.large_tables = self.tables.large();
        self.output.finish(encoding)
    }

    fn flush_tables(&mut self) {
        self.tables.finish();
        self.pass_tables_on();
    }

    fn pass_tables_on(&mut self) {
        for block in self.tables.take_decided() {
            self.place(Event::Block(block));
        }
    }

    /// Takes an event after the tables before it are decided.
    fn place(&mut self, event: Event) {
        if let (Some(reason), Event::Block(block)) = (&self.stop, &event) {
            return self.output.drop(block, reason);
        }
        match self.content.place(event) {
            Placement::Inside(event) => self.apply(event),
            Placement::Outside(block) => self.output.drop_outside(&block, &Reason::OutsideContent),
            Placement::Awaits => {}
            // The page is empty without a container, which may still come.
            Placement::Missed(events) if self.rules.keep_nothing_else() => {
                self.content.end();
                events.into_iter().for_each(|event| self.place(event));
            }
            Placement::Missed(events) => {
                let blocks = events.iter().filter(|event| matches!(event, Event::Block(_))).count();
                self.output.report.degraded.released_blocks += blocks as u64;
                events.into_iter().for_each(|event| self.apply(event));
            }
        }
    }

    /// Applies an event once its place relative to the container is known.
    fn apply(&mut self, event: Event) {
        match event {
            Event::Block(block) => self.finished_block(block),
            Event::SectionStart(reason, most) => self.section = Some(Section::of_element(reason, most)),
            Event::SectionEnd => self.section = None,
            Event::ContentAwaited => self.content.wait(),
            Event::TableStart(_) | Event::TableEnd(_) => {}
        }
    }

    /// Applies text rules, duplicate detection and then the model to a block of the content.
    pub fn finished_block(&mut self, mut block: Block) {
        if self.output.has_failed() {
            return;
        }
        if self.classifier.is_some() {
            self.output.foresee(&block);
        }
        let ruling = if self.keeps_everything { Ruling::Open } else { self.rule(&mut block) };
        if let Ruling::Drop(reason) = ruling {
            return self.drop_in_turn(block, reason);
        }
        if block.comment {
            return if is_readers_text(&block) {
                self.comment(block)
            } else {
                self.drop_in_turn(block, Reason::NotContent(Label::default()))
            };
        }
        let Some(classifier) = &mut self.classifier else { return self.output.content(block, ruling) };
        if self.content.is_inside() {
            // A rule names the container: what the rules leave in it is content, so nothing waits for the model.
            classifier.flush(&mut self.output);
            return self.output.content(block, ruling);
        }
        if let Some(trail) = &mut block.trail {
            trail.ends += self.ends;
            block.comment = self.keeps_comments && trail.near.any(Hints::COMMENT) && is_readers_text(&block);
        }
        if block.text.is_empty() {
            classifier.pass(block, Ruling::Open, Passing::Along, &mut self.output);
        } else {
            classifier.push(block, ruling, &mut self.output);
        }
    }

    fn rule(&mut self, block: &mut Block) -> Ruling {
        self.text_rules.replace(block, &self.rules);
        let signs = self.text_rules.signs(block, &self.rules);
        if self.rules.meet(&signs) && self.announces_content() {
            self.content.wait();
        }
        let is_comments = |section: &Section| self.keeps_comments && section.reason.kind() == "comments";
        let has_lines =
            block.text.contains('\n') && has_rules(block) && !self.section.as_ref().is_some_and(is_comments);
        if let Some(section) = &mut self.section
            && !has_lines
        {
            if section.takes(block) {
                if self.keeps_comments && section.reason.kind() == "comments" && is_readers_text(block) {
                    block.comment = true;
                    return Ruling::Open;
                }
                return Ruling::Drop(section.reason.clone());
            }
            self.section = None;
        }
        let before = self.output.content_blocks();
        let outcome = match has_lines {
            true => self.rule_lines(block, before),
            false => self.text_rules.apply(block, &self.rules, &mut self.output.page, before),
        };
        for (part, reason) in &outcome.cut {
            self.output.drop(part, reason);
        }
        match outcome.follows {
            Some(Follows::Section(reason)) => self.section = Some(Section::of_block(reason, block)),
            Some(Follows::Rest(reason)) => self.stop = Some(reason),
            None => {}
        }
        match outcome.ruling {
            Ruling::Drop(reason) => {
                self.ends += u32::from(reason.ends_article());
                Ruling::Drop(reason)
            }
            _ if self.is_noscript_duplicate(block) => Ruling::Drop(Reason::NoscriptDouble),
            ruling => ruling,
        }
    }

    /// Applies the text rules to a block of several lines.
    fn rule_lines(&mut self, block: &mut Block, before: u64) -> Outcome {
        let (text_rules, rules, page) = (&mut self.text_rules, &self.rules, &mut self.output.page);
        if self.section.is_none()
            && let Some(outcome) = text_rules.whole(block, rules, page, before)
        {
            return outcome;
        }
        let lines = Lines::find(block, self.section.take(), text_rules, rules, page, before);
        let mut outcome = Outcome { follows: lines.stop.clone().map(Follows::Rest), ..Outcome::default() };
        if lines.is_empty
            && let Some((_, reason)) = lines.parts.first()
        {
            outcome.ruling = Ruling::Drop(reason.clone());
        } else if !lines.parts.is_empty() {
            if self.output.wants_dropped() {
                outcome.cut = lines.dropped(block);
            }
            lines.cut(block);
        }
        self.section = lines.section;
        outcome
    }

    /// Keeps a comment, after the blocks before it.
    fn comment(&mut self, mut block: Block) {
        block.comment = true;
        if let Some(classifier) = &mut self.classifier {
            classifier.flush(&mut self.output);
        }
        self.output.content(block, Ruling::Open);
    }

    fn drop_in_turn(&mut self, block: Block, reason: Reason) {
        match &mut self.classifier {
            Some(classifier) if self.output.wants_dropped() => {
                classifier.pass(block, Ruling::Drop(reason), Passing::Decided, &mut self.output);
            }
            _ => self.output.drop(&block, &reason),
        }
    }

    fn is_noscript_duplicate(&mut self, block: &Block) -> bool {
        let image = block.marks.iter().find_map(|mark| match &mark.kind {
            MarkKind::Image { source: address, .. } | MarkKind::Embed { target: address, .. } => Some(address.as_str()),
            _ => None,
        });
        let Some(key) = Some(block.text.as_str()).filter(|text| !text.is_empty()).or(image) else { return false };
        self.noscript.is_duplicate(key, block.noscript)
    }
}

/// Whether a block among comments is a reader's text rather than a button or a name.
fn is_readers_text(block: &Block) -> bool {
    let linked: usize = block.marks.iter().filter(|m| m.kind.is_link()).map(|m| m.end - m.start).sum();
    block.text.len() >= MIN_COMMENT_BYTES && linked * 3 < block.text.len()
}
