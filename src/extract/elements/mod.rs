//! Applies the selector rules to elements, and makes blocks of the text: kept ones, and beside them dropped ones.
//!
//! ```text
//! element → SelectorRules → Verdict → KeptBlocks (builder, hold) → BlockFilter
//!                                   └ Removal (builder)          → Output, with the reason
//! ```

mod frame;
mod head;
mod hold;
mod kept_blocks;
mod meta_capture;
mod opening;
mod page_data;
mod protection;
mod removal;
mod scope;
mod verdict;

use url::Url;

use super::blocks::BlockFilter;
use super::event::Event;
use super::in_force::{RulesInForce, SignMet};
use super::options::Options;
use super::output::Output;
use super::sink::Sink;
use crate::html::{Element, ElementSink, Open, TextKind, Traits, tags};
use frame::{Frame, Route, Within};
use head::Head;
use kept_blocks::KeptBlocks;
use meta_capture::MetaCapture;
use page_data::PageData;
use removal::Removal;
use verdict::SelectorRules;

/// Between the tree and the block filter.
pub(super) struct ElementStage<S: Sink> {
    options: Options,
    rules: SelectorRules,
    head: Head,
    captures: MetaCapture,
    kept: KeptBlocks,
    removal: Removal,
    filter: BlockFilter<S>,
    /// State outside of all elements.
    document: Within,
    /// Whether an outermost `article` was opened.
    article_seen: bool,
    /// A stop rule has matched.
    stopped: bool,
    /// Whether a `pick = "first"` container has closed.
    picked: bool,
    reads_metadata: bool,
    data: PageData,
}

impl<S: Sink> ElementStage<S> {
    pub fn new(options: &Options, filter: BlockFilter<S>) -> Self {
        let limits = options.limits();
        ElementStage {
            options: options.clone(),
            rules: SelectorRules::default(),
            head: Head::new(options.page_url()),
            captures: MetaCapture::default(),
            kept: KeptBlocks::new(limits, filter.output.wants_targets(), filter.classifies()),
            removal: Removal::new(limits),
            filter,
            document: Within::default(),
            article_seen: false,
            stopped: false,
            picked: false,
            reads_metadata: options.reads_metadata(),
            data: PageData::default(),
        }
    }

    /// Puts the rules for a page in force. Called once, before the first element.
    pub fn choose_rules(&mut self, url: Option<&Url>) {
        let rules = RulesInForce::new(self.options.select_rules(url));
        self.rules = SelectorRules::new(&rules);
        self.filter.use_rules(rules);
    }

    pub fn output(&mut self) -> &mut Output<S> {
        &mut self.filter.output
    }

    pub fn reads_metadata(&self) -> bool {
        self.reads_metadata
    }

    /// Ends the page: flushes open blocks and held content.
    pub fn into_filter(mut self) -> BlockFilter<S> {
        self.kept.end_block(&mut self.filter);
        self.removal.end_block(&mut self.filter.output);
        self.kept.release_all(&mut self.filter);
        self.filter.output.data_bytes = self.data.bytes();
        for hits in [self.kept.hits(), self.removal.hits()] {
            self.filter.output.report.degraded.add(hits);
        }
        self.filter
    }

    /// Takes note of signs of families; what they switch on holds from here.
    fn meet(&mut self, signs: &[SignMet]) {
        if self.filter.rules.meet(signs) && self.filter.announces_content() {
            self.kept.event(Event::ContentAwaited, &mut self.filter);
        }
    }

    /// Returns the state inside the innermost of these elements.
    fn within(&self, around: &[Open<Frame>]) -> Within {
        around.last().map_or(self.document, |innermost| innermost.frame.within)
    }

    /// Returns where an element or text goes.
    fn route(&self, within: Within) -> Route {
        if within.removed.is_none() || within.kept {
            Route::Kept
        } else if self.filter.output.wants_dropped() {
            Route::Dropped
        } else {
            Route::None
        }
    }
}

impl<S: Sink> ElementSink for ElementStage<S> {
    type Frame = Frame;

    fn open(&mut self, element: Element<'_>, around: &mut [Open<Frame>]) -> Frame {
        let page = &mut self.filter.output.page;
        if self.reads_metadata {
            page.metadata.open(element);
        }
        self.data.open(element);
        if matches!(element.tag(), tags::LINK | tags::BASE | tags::META)
            && let Some(name) = self.head.open(element, page)
        {
            let signs = self.filter.rules.generator_signs(name.trim());
            self.meet(&signs);
        }
        let mut within = self.within(around);
        let is_removed = within.removed.is_some() && !within.kept;
        if is_removed && (self.removal.is_limited() && protection::ends_removal(element) || self.removal.is_exhausted())
        {
            self.end_limited_removals(around);
            within = self.within(around);
        }
        let verdict = self.judge(element, within);
        let title = self.reads_title(element, within);
        if verdict.is_none() && !self.hides(element, within) {
            let mut frame = Frame { within, title, ..Frame::default() };
            self.enter(element, &mut frame, within, false);
            self.kept.relieve(false, &mut self.filter);
            return frame;
        }
        let mut verdict = verdict.unwrap_or_default();
        let proofs = std::mem::take(&mut verdict.proofs);
        let unwraps = verdict.unwraps;
        let mut frame = Frame { title, ..self.apply(element, within, verdict) };
        self.enter(element, &mut frame, within, unwraps);
        if frame.within.removed.is_none() {
            for (layer, drop) in proofs {
                self.prove(layer, drop, &mut frame, around);
            }
        }
        self.kept.relieve(false, &mut self.filter);
        frame
    }

    fn close(&mut self, closed: Open<Frame>, around: &mut [Open<Frame>]) {
        let Open { traits, mut frame, .. } = closed;
        let depth = around.len();
        let outside = self.within(around);
        let page = &mut self.filter.output.page;
        if self.reads_metadata {
            page.metadata.close();
        }
        if !self.captures.is_empty() {
            self.captures.close(depth, page);
        }
        match frame.route {
            Route::Kept => self.kept.close(frame.block, &mut self.filter),
            Route::Dropped => self.removal.close(frame.block, &mut self.filter.output),
            Route::None => {}
        }
        let bounds = traits.has(Traits::BLOCK);
        // Only the builder knows whether an element that it was given bounds blocks: in code, it is a line.
        if bounds && frame.route != Route::Kept && self.route(frame.within) == Route::Kept
            || frame.keeps
            || frame.selects
            || frame.comments
            || self.kept.is_candidate(depth)
        {
            self.kept.end_block(&mut self.filter);
        }
        let removed = frame.within.removed.is_some();
        if (bounds || frame.keeps) && removed {
            self.removal.end_block(&mut self.filter.output);
        }
        if let Some(cause) = self.kept.settle(depth, &mut self.filter) {
            frame.afterwards = cause.afterwards();
        }
        self.rules.close(depth);
        if frame.in_path {
            self.kept.leave();
        }
        if removed {
            self.removal.end_with(depth, &mut self.filter.output);
        }
        if frame.keeps {
            self.kept.mark_kept(outside.kept);
        }
        if frame.comments {
            self.kept.mark_comments(outside.comments);
        }
        if frame.selects && !outside.content {
            self.kept.release_all(&mut self.filter);
            self.filter.end_content();
            self.picked |= frame.first_only;
        }
        if frame.section {
            self.kept.end_block(&mut self.filter);
            self.kept.event(Event::SectionEnd, &mut self.filter);
        }
        if frame.title {
            self.filter.title_ends();
        }
        if let Some(cause) = frame.afterwards {
            self.remove_more(*cause, around);
        }
    }

    fn text(&mut self, text: &str, kind: TextKind, around: &mut [Open<Frame>]) {
        let page = &mut self.filter.output.page;
        if self.reads_metadata {
            page.metadata.text(text, kind);
        }
        if kind == TextKind::Script {
            self.data.script(text);
        }
        let within = match around.last() {
            Some(parent) if parent.frame.title => return page.headline.title_text(text),
            Some(parent) => parent.frame.within,
            None => self.document,
        };
        self.captures.text(text);
        if within.removed.is_none() || within.kept {
            return self.kept.text(text, kind, &mut self.filter);
        }
        if !within.linked && !matches!(kind, TextKind::Script | TextKind::RawText) {
            self.removal.count(text);
        }
        if self.filter.output.wants_dropped() {
            self.removal.text(text, kind, &mut self.filter.output);
        }
    }
}
