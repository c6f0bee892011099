//! Applies the selector rules to elements, and makes blocks of the text: kept ones, and beside them dropped ones.
//!
//! ```text
//! element → Judge → Verdict → Kept (builder, hold) ──→ BlockFilter
//!                           └ Removal (builder)    ──→ Output, with the reason
//! ```
//!
//! For every open element a frame says what its end undoes.

mod frame;
mod grounds;
mod head;
mod hidden;
mod hold;
mod judge;
mod kept;
mod protection;
mod readings;
mod removal;
mod routes;
mod verdict;

use url::Url;

use super::blocks::BlockFilter;
use super::in_force::{RulesInForce, SignMet};
use super::options::Options;
use super::output::Output;
use super::reason::Reason;
use super::sink::Sink;
use crate::html::{Element, ElementSink, TextKind, Traits, tags};
use crate::rules::{DropScope, FAMILY_RANK, FileRank};
use frame::Frame;
use grounds::Grounds;
use head::Head;
use hidden::is_hidden;
use judge::{Judge, Standing};
use protection::Protection;
use readings::Readings;
use routes::{Route, Routes};
use verdict::Verdict;

/// Between the tree and the block filter.
pub(super) struct Extractor<S: Sink> {
    options: Options,
    judge: Judge,
    protection: Protection,
    head: Head,
    readings: Readings,
    routes: Routes<S>,
    frames: Vec<Frame>,
    /// Open elements that are content containers.
    selecting: u32,
    /// A stop rule has matched.
    stopped: bool,
    /// An element with a `pick = "first"` has ended.
    picked: bool,
    /// Nothing inside a removed element matters to any rule.
    ignores_dropped: bool,
    reads_metadata: bool,
}

impl<S: Sink> Extractor<S> {
    pub fn new(options: &Options, filter: BlockFilter<S>) -> Self {
        Extractor {
            options: options.clone(),
            judge: Judge::default(),
            protection: Protection::default(),
            head: Head::new(options.page_url()),
            readings: Readings::default(),
            routes: Routes::new(options, filter),
            frames: Vec::new(),
            selecting: 0,
            stopped: false,
            picked: false,
            ignores_dropped: false,
            reads_metadata: options.reads_metadata(),
        }
    }

    /// Puts the rules for a page in force. Called once, before the first element.
    pub fn choose_rules(&mut self, url: Option<&Url>) {
        let rules = RulesInForce::new(self.options.select_rules(url));
        self.ignores_dropped = !rules.look_inside();
        self.judge = Judge::new(&rules);
        self.routes.filter.use_rules(rules);
    }

    pub fn output(&mut self) -> &mut Output<S> {
        &mut self.routes.filter.output
    }

    pub fn into_filter(self) -> BlockFilter<S> {
        self.routes.finish()
    }

    /// Takes note of signs of families; what they switch on holds from here.
    fn meet(&mut self, signs: &[SignMet]) {
        if self.routes.filter.meet(signs) {
            self.ignores_dropped = !self.routes.filter.rules.look_inside();
        }
    }

    /// Asks the rules about an element that has opened.
    fn judge(&mut self, element: Element<'_>) -> Verdict {
        if !self.judge.open(element) {
            return Verdict::default();
        }
        // What is removed tells nothing of the page.
        let removed = self.routes.removal.lasts();
        let signs = self.judge.signs(&self.routes.filter.rules);
        if !signs.is_empty() && !removed {
            self.meet(&signs);
        }
        let protected = self.protection.of(element);
        let standing = Standing { protected, removed, in_content: self.selecting > 0, picked: self.picked };
        self.judge.verdict(&self.routes.filter.rules, standing)
    }

    /// An element opens inside a removed one, in which nothing matters.
    fn ignore(&mut self, element: Element<'_>, linked: bool) {
        let route = self.routes.here();
        // The removal may end before the element does.
        let boundary = element.traits().has(Traits::BLOCK);
        self.frames.push(Frame { ignored: true, linked, boundary, route, ..Frame::default() });
        if linked {
            self.routes.removal.link_opens();
        }
        self.routes.open(route, element, None);
    }

    /// Does what the rules say of an element that has opened.
    fn apply(&mut self, element: Element<'_>, linked: bool, mut verdict: Verdict) {
        let depth = self.frames.len();
        let boundary = element.traits().has(Traits::BLOCK);
        let (inside, keeping) = (self.routes.removal.lasts(), self.routes.is_keeping());
        let hidden = verdict.drop.is_none() && !keeping && self.hides(element);
        let comments = self.options.keeps_comments() && verdict.drops_comments(&self.routes.filter.rules);
        if comments || keeping {
            verdict.drop = None;
        }
        if keeping {
            // Nothing in a kept element goes, at once or later.
            verdict.candidates.clear();
        }
        let least = self.routes.removal.rank().max(verdict.drop_rank());
        let keeps = verdict.keep.is_some_and(|rank| rank >= least);
        let drops = !keeps && (verdict.drop.is_some() || hidden);
        let selects = verdict.selects;
        if let Some(reason) = verdict.stop.take() {
            self.stop(reason);
        }
        let waits = !drops && !inside && boundary && !verdict.candidates.is_empty();
        if keeps || selects || (waits || comments || drops && boundary) && self.routes.here() == Route::Kept {
            self.routes.end_block();
        }
        if keeps && inside {
            self.routes.end_removed_block();
        }
        let page = &mut self.routes.filter.output.page;
        self.readings.open(element, depth, &verdict.metas, &self.routes.filter.rules, page);
        let mut frame = Frame { keeps, selects, boundary, comments, ..Frame::default() };
        frame.title = !inside && element.tag() == tags::TITLE && !element.is_foreign() && page.headline.expects_title();
        frame.unless = std::mem::take(&mut verdict.unless);
        frame.first_only = verdict.first_only;
        if comments {
            self.routes.kept.comments_open();
        }
        if drops {
            let grounds = verdict.grounds(&self.routes.filter.rules);
            // Around it, all goes already.
            frame.afterwards = grounds.afterwards().filter(|_| !inside);
            frame.drops = Some(grounds.rank);
            let rank = grounds.rank;
            self.routes.begin_removal(grounds, rank);
        }
        frame.linked = linked && self.routes.removal.link_opens();
        frame.article = element.tag() == tags::ARTICLE && !inside;
        if frame.article {
            self.protection.article_opens();
        }
        self.routes.keep(keeps);
        self.selecting += u32::from(selects);
        if selects {
            self.routes.release_all();
            self.routes.filter.begin_content();
        }
        if waits {
            self.routes.kept.hold(depth, &verdict.candidates, &mut self.routes.filter);
        }
        let route = self.routes.here();
        let unwraps = verdict.unwraps && route == Route::Kept;
        frame.route = if unwraps { Route::None } else { route };
        if unwraps && boundary {
            self.routes.end_block();
        }
        self.routes.open(frame.route, element, self.head.base());
        frame.trailed = route == Route::Kept && self.routes.kept.enter(element);
        self.frames.push(frame);
        if !self.routes.removal.lasts() {
            for (layer, drop) in verdict.proofs {
                self.prove(layer, drop);
            }
        }
    }

    /// Whether the element goes because the page hides it.
    fn hides(&self, element: Element<'_>) -> bool {
        // Where blocks are labelled, being hidden is one sign among others: scripts show some of it.
        (!self.routes.kept.is_labelled() || self.selecting > 0)
            && is_hidden(element)
            && self.protection.of(element) < FileRank::MAX
    }

    /// A stop rule has matched; it means something once content may have come.
    fn stop(&mut self, reason: Reason) {
        if self.routes.filter.content_seen() && !self.stopped {
            self.routes.end_block();
            self.routes.release_all();
            self.stopped = true;
            self.routes.filter.stop(reason);
        }
    }

    /// The element that has opened is what a candidate must hold.
    fn prove(&mut self, layer: usize, drop: usize) {
        // The frame of the element itself is there already.
        let depth = self.frames.len() - 1;
        let Some((depth, grounds)) = self.routes.kept.prove(layer, drop, depth, &mut self.routes.filter) else {
            return;
        };
        // What was held back is gone, whatever keeps it; so is the rest.
        for frame in &mut self.frames[depth..] {
            self.routes.unkeep(std::mem::take(&mut frame.keeps));
        }
        let frame = &mut self.frames[depth];
        frame.drops = Some(FileRank::MAX);
        frame.afterwards = grounds.afterwards();
        self.routes.begin_removal(grounds, FileRank::MAX);
    }

    /// What goes with an element that was removed, once it has ended; the frames are those around it.
    fn remove_more(&mut self, grounds: Grounds) {
        let parent = self.frames.len().checked_sub(1);
        let owner = match grounds.scope {
            DropScope::Section => {
                if self.routes.removal.lasts() {
                    return;
                }
                if let Some(parent) = parent {
                    self.frames[parent].section = true;
                }
                self.routes.end_block();
                return self.routes.kept.begin_section(grounds.reason, grounds.most, &mut self.routes.filter);
            }
            DropScope::After => parent,
            _ => self.frames.iter().rposition(|frame| frame.selects),
        };
        // Without one, to the end of the document.
        let rank = grounds.rank;
        if let Some(owner) = owner {
            let drops = &mut self.frames[owner].drops;
            if drops.is_some() {
                return;
            }
            *drops = Some(rank);
        }
        self.routes.end_block();
        // What follows has no bound of its own; but only a rule for the site reaches over the article.
        let most = grounds.most.or((rank <= FAMILY_RANK).then_some(usize::MAX));
        self.routes.begin_removal(Grounds { most, ..grounds }, rank);
    }
}

impl<S: Sink> ElementSink for Extractor<S> {
    fn open(&mut self, element: Element<'_>) {
        let page = &mut self.routes.filter.output.page;
        if self.reads_metadata {
            page.metadata.open(element);
        }
        if let Some(name) = self.head.open(element, page) {
            let signs = self.routes.filter.rules.generator_signs(name.trim());
            self.meet(&signs);
        }
        let linked = matches!(element.tag(), tags::A | tags::SELECT | tags::DATALIST | tags::TEXTAREA | tags::SVG);
        if self.routes.removal.lasts() {
            if self.routes.removal_misses(element) {
                for frame in &mut self.frames {
                    (frame.drops, frame.linked, frame.afterwards) = (None, false, None);
                }
                self.routes.lift_removal();
            } else if self.ignores_dropped && !self.routes.is_keeping() {
                return self.ignore(element, linked);
            }
        }
        let verdict = self.judge(element);
        self.apply(element, linked, verdict);
        self.routes.kept.relieve(false, &mut self.routes.filter);
    }

    fn close(&mut self) {
        let page = &mut self.routes.filter.output.page;
        if self.reads_metadata {
            page.metadata.close();
        }
        let Some(depth) = self.frames.len().checked_sub(1) else { return };
        self.readings.close(depth, page);
        let frame = &self.frames[depth];
        self.routes.close(frame.route);
        if frame.boundary && self.routes.here() == Route::Kept
            || frame.keeps
            || frame.selects
            || frame.comments
            || self.routes.kept.is_candidate(depth)
        {
            self.routes.end_block();
        }
        if (frame.boundary || frame.keeps) && self.routes.removal.lasts() {
            self.routes.end_removed_block();
        }
        let frames = &mut self.frames;
        self.routes
            .kept
            .settle(depth, &mut self.routes.filter, |grounds| frames[depth].afterwards = grounds.afterwards());
        let Some(frame) = self.frames.pop() else { return };
        if !frame.ignored {
            self.judge.close(&frame.unless);
        }
        if frame.trailed {
            self.routes.kept.leave();
        }
        if frame.linked {
            self.routes.removal.link_closes();
        }
        if let Some(rank) = frame.drops {
            self.routes.end_removal(rank);
        }
        self.routes.unkeep(frame.keeps);
        if frame.comments {
            self.routes.kept.comments_close();
        }
        if frame.article {
            self.protection.article_closes();
        }
        if frame.selects {
            self.selecting -= 1;
            if self.selecting == 0 {
                self.routes.release_all();
                self.routes.filter.end_content();
                self.picked |= frame.first_only;
            }
        }
        if frame.section {
            self.routes.end_block();
            self.routes.kept.end_section(&mut self.routes.filter);
        }
        if frame.title {
            self.routes.filter.title_ends();
        }
        if let Some(grounds) = frame.afterwards {
            self.remove_more(*grounds);
        }
    }

    fn text(&mut self, text: &str, kind: TextKind) {
        let page = &mut self.routes.filter.output.page;
        if self.reads_metadata {
            page.metadata.text(text, kind);
        }
        if self.frames.last().is_some_and(|frame| frame.title) {
            return page.headline.title_text(text);
        }
        self.readings.text(text);
        self.routes.text(text, kind);
    }
}
