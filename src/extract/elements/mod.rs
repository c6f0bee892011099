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
mod protection;
mod removal;
mod verdict;

use url::Url;

use super::blocks::BlockFilter;
use super::in_force::{RulesInForce, SignMet};
use super::options::Options;
use super::output::Output;
use super::reason::Reason;
use super::sink::Sink;
use crate::html::{Element, ElementSink, Open, TextKind, Traits, tags};
use crate::rules::{DropScope, FAMILY_RANK, FileRank};
use frame::{Frame, Route, Within};
use head::Head;
use kept_blocks::KeptBlocks;
use meta_capture::MetaCapture;
use removal::Removal;
use verdict::{RemovalCause, SelectorRules, Standing, Verdict};

/// Between the tree and the block filter.
pub(super) struct ElementStage<S: Sink> {
    options: Options,
    rules: SelectorRules,
    head: Head,
    captures: MetaCapture,
    kept: KeptBlocks,
    removal: Removal,
    filter: BlockFilter<S>,
    /// What holds outside of all elements.
    document: Within,
    /// An outermost `article` has come.
    article_seen: bool,
    /// A stop rule has matched.
    stopped: bool,
    /// A `pick = "first"` container has closed.
    picked: bool,
    /// Nothing inside a removed element matters to any rule.
    skips_dropped: bool,
    reads_metadata: bool,
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
            skips_dropped: false,
            reads_metadata: options.reads_metadata(),
        }
    }

    /// Puts the rules for a page in force. Called once, before the first element.
    pub fn choose_rules(&mut self, url: Option<&Url>) {
        let rules = RulesInForce::new(self.options.select_rules(url));
        self.skips_dropped = !rules.look_inside();
        self.rules = SelectorRules::new(&rules);
        self.filter.use_rules(rules);
    }

    pub fn output(&mut self) -> &mut Output<S> {
        &mut self.filter.output
    }

    /// Takes what is left, at the end of the page.
    pub fn into_filter(mut self) -> BlockFilter<S> {
        self.kept.end_block(&mut self.filter);
        self.removal.end(&mut self.filter.output);
        self.kept.release_all(&mut self.filter);
        for hits in [self.kept.hits(), self.removal.hits()] {
            self.filter.output.report.degraded.add(hits);
        }
        self.filter
    }

    /// Takes note of signs of families; what they switch on holds from here.
    fn meet(&mut self, signs: &[SignMet]) {
        if self.filter.meet(signs) {
            self.skips_dropped = !self.filter.rules.look_inside();
        }
    }

    /// What holds inside the innermost of these elements.
    fn within(&self, around: &[Open<Frame>]) -> Within {
        around.last().map_or(self.document, |innermost| innermost.frame.within)
    }

    /// Where an element or a text goes.
    fn route(&self, within: Within) -> Route {
        if within.removed.is_none() || within.kept {
            Route::Kept
        } else if self.filter.output.wants_dropped() {
            Route::Dropped
        } else {
            Route::None
        }
    }

    /// Asks the rules about an element that has opened; nothing if none speaks of it.
    fn judge(&mut self, element: Element<'_>, within: Within) -> Option<Verdict> {
        if !self.rules.open(element) {
            return None;
        }
        // What is removed tells nothing of the page.
        let removed = within.removed.is_some();
        let signs = self.rules.signs(&self.filter.rules);
        if !signs.is_empty() && !removed {
            self.meet(&signs);
        }
        let standing = Standing {
            depth: element.depth(),
            protected: self.rank_to_remove(element, within),
            removed,
            in_content: within.content,
            picked: self.picked,
        };
        Some(self.rules.verdict(&self.filter.rules, standing))
    }

    fn rank_to_remove(&self, element: Element<'_>, within: Within) -> FileRank {
        protection::rank_to_remove(element, !within.article && !self.article_seen)
    }

    /// Whether the text of the element is the title of the page.
    fn reads_title(&self, element: Element<'_>, outside: Within) -> bool {
        element.tag() == tags::TITLE
            && !element.is_foreign()
            && outside.removed.is_none()
            && self.filter.output.page.headline.expects_title()
    }

    /// Whether the element goes because the page hides it.
    fn hides(&self, element: Element<'_>, within: Within) -> bool {
        // Where blocks are labelled, being hidden is one sign among others: scripts show some of it.
        (!self.kept.is_labelled() || within.content)
            && protection::is_hidden(element)
            && self.rank_to_remove(element, within) < FileRank::MAX
    }

    /// Does what the rules say of an element, and gives its frame, which is still to be entered.
    fn apply(&mut self, element: Element<'_>, outside: Within, mut verdict: Verdict) -> Frame {
        let depth = element.depth();
        let boundary = element.traits().has(Traits::BLOCK);
        let mut frame = Frame { within: outside, ..Frame::default() };
        let (inside, keeping) = (outside.removed.is_some(), outside.kept);
        let hidden = verdict.drop.is_none() && !keeping && self.hides(element, outside);
        frame.comments = self.options.keeps_comments() && verdict.drops_comments(&self.filter.rules);
        if frame.comments || keeping {
            verdict.drop = None;
        }
        if keeping {
            // Nothing in a kept element goes, at once or later.
            verdict.candidates.clear();
        }
        let least = outside.removed.unwrap_or(0).max(verdict.drop_rank());
        frame.keeps = verdict.keep.is_some_and(|rank| rank >= least);
        let drops = !frame.keeps && (verdict.drop.is_some() || hidden);
        (frame.selects, frame.first_only) = (verdict.selects, verdict.first_only);
        if let Some(reason) = verdict.stop.take() {
            self.stop(reason);
        }
        let waits = !drops && !inside && boundary && !verdict.candidates.is_empty();
        let bounds = waits || frame.comments || drops && boundary;
        if frame.keeps || frame.selects || bounds && self.route(outside) == Route::Kept {
            self.kept.end_block(&mut self.filter);
        }
        if frame.keeps && inside {
            self.removal.end_block(&mut self.filter.output);
        }
        self.captures.open(element, depth, &verdict.metas, &self.filter.rules, &mut self.filter.output.page);
        if frame.comments {
            frame.within.comments = true;
            self.kept.mark_comments(true);
        }
        if drops {
            let cause = verdict.cause(&self.filter.rules);
            // Around it, all goes already.
            frame.afterwards = cause.afterwards().filter(|_| !inside);
            frame.within.removed = outside.removed.max(Some(cause.rank));
            self.begin_removal(cause, outside);
        }
        if frame.keeps {
            frame.within.kept = true;
            self.kept.mark_kept(true);
        }
        if frame.selects {
            frame.within.content = true;
            self.kept.release_all(&mut self.filter);
            self.filter.begin_content();
        }
        if waits {
            self.kept.hold(depth, &verdict.candidates, &mut self.filter);
        }
        frame
    }

    /// Hands an element to the builder that it belongs to.
    fn enter(&mut self, element: Element<'_>, frame: &mut Frame, outside: Within, unwraps: bool) {
        if matches!(element.tag(), tags::A | tags::SELECT | tags::DATALIST | tags::TEXTAREA | tags::SVG) {
            frame.within.linked |= frame.within.removed.is_some();
        }
        if element.tag() == tags::ARTICLE && outside.removed.is_none() {
            frame.within.article = true;
            self.article_seen = true;
        }
        let route = self.route(frame.within);
        match route {
            Route::Kept if unwraps => {
                if element.traits().has(Traits::BLOCK) {
                    self.kept.end_block(&mut self.filter);
                }
            }
            Route::Kept => {
                frame.route = route;
                frame.block = self.kept.open(element, self.head.base(), &mut self.filter);
            }
            Route::Dropped => {
                frame.route = route;
                frame.block = self.removal.open(element, &mut self.filter.output);
            }
            Route::None => {}
        }
        frame.in_path = route == Route::Kept && self.kept.enter(element);
    }

    /// A stop rule has matched; it means something once content may have come.
    fn stop(&mut self, reason: Reason) {
        if self.filter.content_seen() && !self.stopped {
            self.kept.end_block(&mut self.filter);
            self.kept.release_all(&mut self.filter);
            self.stopped = true;
            self.filter.stop(reason);
        }
    }

    /// Begins to remove what comes, unless it is removed already.
    fn begin_removal(&mut self, cause: RemovalCause, outside: Within) {
        if outside.removed.is_none() {
            self.kept.mark_removal(&cause.reason);
        }
        self.removal.begin(cause);
    }

    /// The element that has opened satisfies the `has` of a rule: a candidate of that goes, with what is to come in it.
    fn prove(&mut self, layer: usize, drop: usize, frame: &mut Frame, around: &mut [Open<Frame>]) {
        let Some((depth, cause)) = self.kept.prove(layer, drop, around.len(), &mut self.filter) else { return };
        around[depth].frame.afterwards = cause.afterwards();
        // What was held back is gone, whatever keeps it; so is the rest.
        for frame in around[depth..].iter_mut().map(|open| &mut open.frame).chain([frame]) {
            frame.keeps = false;
            frame.within.kept = false;
            frame.within.removed = Some(FileRank::MAX);
        }
        self.kept.mark_kept(false);
        self.begin_removal(cause, Within::default());
    }

    /// What goes with an element that was removed, once it has closed.
    fn remove_more(&mut self, cause: RemovalCause, around: &mut [Open<Frame>]) {
        let within = self.within(around);
        let owner = match cause.scope {
            DropScope::Section => {
                if within.removed.is_none() {
                    if let Some(parent) = around.last_mut() {
                        parent.frame.section = true;
                    }
                    self.kept.end_block(&mut self.filter);
                    self.kept.begin_section(cause.reason, cause.most, &mut self.filter);
                }
                return;
            }
            DropScope::After => around.len().checked_sub(1),
            _ => around.iter().rposition(|open| open.frame.selects),
        };
        let removed = match owner {
            Some(owner) => around[owner].frame.within.removed,
            None => self.document.removed,
        };
        if removed >= Some(cause.rank) {
            return;
        }
        for frame in around[owner.unwrap_or(0)..].iter_mut().map(|open| &mut open.frame) {
            frame.within.removed = frame.within.removed.max(Some(cause.rank));
        }
        if owner.is_none() {
            self.document.removed = Some(cause.rank);
        }
        self.kept.end_block(&mut self.filter);
        // What follows has no bound of its own; but only a rule for the site reaches over the article.
        let most = cause.most.or((cause.rank <= FAMILY_RANK).then_some(usize::MAX));
        self.begin_removal(RemovalCause { most, ..cause }, within);
    }

    /// Ends the removal within its elements: it was not meant for what comes now.
    fn lift_removal(&mut self, around: &mut [Open<Frame>]) {
        self.removal.end(&mut self.filter.output);
        self.document.removed = None;
        for frame in around.iter_mut().map(|open| &mut open.frame) {
            frame.within.removed = None;
            frame.within.linked = false;
            frame.afterwards = None;
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
        if let Some(name) = self.head.open(element, page) {
            let signs = self.filter.rules.generator_signs(name.trim());
            self.meet(&signs);
        }
        let mut within = self.within(around);
        if within.removed.is_some() && !within.kept {
            if self.removal.is_limited() && protection::ends_removal(element) || self.removal.is_exhausted() {
                self.lift_removal(around);
                within = self.within(around);
            } else if self.skips_dropped {
                let mut frame = Frame { within, skipped: true, ..Frame::default() };
                self.enter(element, &mut frame, within, false);
                return frame;
            }
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
        for (layer, drop) in proofs {
            if frame.within.removed.is_none() {
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
        self.captures.close(depth, page);
        match frame.route {
            Route::Kept => self.kept.close(frame.block, &mut self.filter),
            Route::Dropped => self.removal.close(frame.block, &mut self.filter.output),
            Route::None => {}
        }
        let bounds = traits.has(Traits::BLOCK);
        if bounds && self.route(frame.within) == Route::Kept
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
        if !frame.skipped {
            self.rules.close(depth);
        }
        if frame.in_path {
            self.kept.leave();
        }
        if removed && outside.removed.is_none() {
            self.removal.end(&mut self.filter.output);
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
            self.kept.end_section(&mut self.filter);
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
