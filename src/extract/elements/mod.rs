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
mod hold;
mod judge;
mod kept;
mod protection;
mod readings;
mod removal;
mod verdict;

use url::Url;

use super::blocks::BlockFilter;
use super::in_force::{RulesInForce, SignMet};
use super::options::Options;
use super::output::Output;
use super::reason::Reason;
use super::sink::Sink;
use crate::html::{Element, ElementSink, TextKind, Traits, tags};
use crate::rules::{DropScope, FileRank};
use frame::{Frame, Route};
use grounds::Grounds;
use head::Head;
use judge::{Judge, Standing};
use kept::Kept;
use protection::Protection;
use readings::Readings;
use removal::Removal;
use verdict::Verdict;

/// Between the tree and the block filter.
pub(super) struct Extractor<S: Sink> {
    options: Options,
    judge: Judge,
    protection: Protection,
    head: Head,
    readings: Readings,
    kept: Kept,
    removal: Removal,
    frames: Vec<Frame>,
    /// Open elements that a rule keeps, selects.
    keeping: u32,
    selecting: u32,
    /// A stop rule has matched.
    stopped: bool,
    /// An element with a `pick = "first"` has ended.
    picked: bool,
    /// Nothing inside a removed element matters to any rule.
    ignores_dropped: bool,
    filter: BlockFilter<S>,
}

impl<S: Sink> Extractor<S> {
    pub fn new(options: &Options, filter: BlockFilter<S>) -> Self {
        Extractor {
            options: options.clone(),
            judge: Judge::default(),
            protection: Protection::default(),
            head: Head::new(options.page_url()),
            readings: Readings::default(),
            kept: Kept::new(options.limits(), filter.output.wants_targets(), filter.classifies()),
            removal: Removal::new(options.limits()),
            frames: Vec::new(),
            keeping: 0,
            selecting: 0,
            stopped: false,
            picked: false,
            ignores_dropped: false,
            filter,
        }
    }

    /// Puts the rules for a page in force. Called once, before the first element.
    pub fn choose_rules(&mut self, url: Option<&Url>) {
        let rules = RulesInForce::new(self.options.select_rules(url));
        self.ignores_dropped = !rules.look_inside();
        self.judge = Judge::new(&rules);
        self.filter.use_rules(rules);
    }

    pub fn output(&mut self) -> &mut Output<S> {
        &mut self.filter.output
    }

    pub fn into_filter(mut self) -> BlockFilter<S> {
        self.kept.end_block(&mut self.filter);
        self.kept.release_all(&mut self.filter);
        for hits in [self.kept.hits(), self.removal.hits()] {
            self.filter.output.report.degraded.add(hits);
        }
        self.filter
    }

    /// Takes note of signs of families; what they switch on holds from here.
    fn meet(&mut self, signs: &[SignMet]) {
        if self.filter.meet(signs) {
            self.ignores_dropped = !self.filter.rules.look_inside();
        }
    }

    /// Asks the rules about an element that has opened.
    fn judge(&mut self, element: Element<'_>) -> Verdict {
        if !self.judge.open(element) {
            return Verdict::default();
        }
        let signs = self.judge.signs(&self.filter.rules);
        if !signs.is_empty() {
            self.meet(&signs);
        }
        let protected = self.protection.of(element);
        let standing = Standing { protected, in_content: self.selecting > 0, picked: self.picked };
        self.judge.verdict(&self.filter.rules, standing)
    }

    fn route(&self) -> Route {
        if !self.removal.lasts() || self.keeping > 0 {
            Route::Kept
        } else if self.filter.output.wants_dropped() {
            Route::Dropped
        } else {
            Route::None
        }
    }

    /// Whether the removal at hand was not meant for this element: it reaches the article, from which only a rule for
    /// the site may keep it, or has taken too much.
    fn ends_removal(&self, element: Element<'_>) -> bool {
        self.keeping == 0
            && (self.removal.is_limited() && protection::ends_removal(element) || self.removal.is_exhausted())
    }

    fn lift_removal(&mut self) {
        for frame in &mut self.frames {
            (frame.drops, frame.linked) = (false, false);
        }
        self.removal.lift(&mut self.filter.output);
    }

    /// Begins to remove an element, or lets one that is removed already weigh more.
    fn begin_removal(&mut self, grounds: Grounds) {
        if !self.removal.lasts() {
            self.kept.mark_removal(&grounds.reason);
        }
        self.removal.begin(grounds);
    }

    /// An element opens inside a removed one, in which nothing matters.
    fn ignore(&mut self, element: Element<'_>, linked: bool) {
        let route = self.route();
        self.frames.push(Frame { ignored: true, linked, route, ..Frame::default() });
        if linked {
            self.removal.link_opens();
        }
        if route == Route::Dropped {
            self.removal.open(element, &mut self.filter.output);
        }
    }

    /// Does what the rules say of an element that has opened.
    fn apply(&mut self, element: Element<'_>, linked: bool, mut verdict: Verdict) {
        let depth = self.frames.len();
        let boundary = element.traits().has(Traits::BLOCK);
        let hidden = verdict.drop.is_none() && self.hides(element);
        let comments = self.options.keeps_comments() && self.drops_comments(&verdict);
        if comments {
            verdict.drop = None;
        }
        let least = self.removal.rank().max(verdict.drop_rank());
        let keeps = verdict.keep.is_some_and(|rank| rank >= least);
        let drops = !keeps && (verdict.drop.is_some() || hidden);
        let selects = verdict.selects;
        if let Some(reason) = verdict.stop.take() {
            self.stop(reason);
        }
        let waits = !drops && !keeps && !self.removal.lasts() && boundary && !verdict.candidates.is_empty();
        if (keeps || selects || waits || comments || drops && boundary) && self.route() == Route::Kept {
            self.kept.end_block(&mut self.filter);
        }
        let page = &mut self.filter.output.page;
        self.readings.open(element, depth, &verdict.metas, &self.filter.rules, page);
        let mut frame = Frame { drops, keeps, selects, boundary, comments, ..Frame::default() };
        frame.title = !self.removal.lasts()
            && element.tag() == tags::TITLE
            && !element.is_foreign()
            && page.headline.expects_title();
        frame.unless = verdict.unless;
        frame.first_only = verdict.first_only;
        if comments {
            self.kept.comments_open();
        }
        if drops {
            let rule = verdict.drop.map(|rule| Grounds::of(&self.filter.rules[rule.layer], rule.list, rule.drop));
            let grounds = rule.unwrap_or_else(Grounds::hidden);
            frame.afterwards = grounds.afterwards();
            self.begin_removal(grounds);
        }
        frame.linked = linked && self.removal.link_opens();
        frame.article = element.tag() == tags::ARTICLE;
        if frame.article {
            self.protection.article_opens();
        }
        self.keeping += u32::from(keeps);
        self.kept.mark_kept(self.keeping > 0);
        self.selecting += u32::from(selects);
        if selects {
            self.kept.release_all(&mut self.filter);
            self.filter.begin_content();
        }
        if waits {
            self.kept.hold(depth, &verdict.candidates, &mut self.filter);
        }
        let route = self.route();
        frame.route = if verdict.unwraps { Route::None } else { route };
        match frame.route {
            Route::Kept => self.kept.open(element, self.head.base(), &mut self.filter),
            Route::Dropped => self.removal.open(element, &mut self.filter.output),
            Route::None if verdict.unwraps && boundary => self.kept.end_block(&mut self.filter),
            Route::None => {}
        }
        frame.trailed = route == Route::Kept && self.kept.enter(element);
        self.frames.push(frame);
        if !self.removal.lasts() {
            for (layer, drop) in verdict.proofs {
                self.prove(layer, drop);
            }
        }
    }

    /// Whether the element goes because the page hides it.
    fn hides(&self, element: Element<'_>) -> bool {
        // Where blocks are labelled, being hidden is one sign among others: scripts show some of it.
        (!self.kept.is_labelled() || self.selecting > 0)
            && is_hidden(element)
            && self.protection.of(element) < FileRank::MAX
    }

    /// Whether a rule removes the element as comments.
    fn drops_comments(&self, verdict: &Verdict) -> bool {
        let rule = |drop: &verdict::Drop| &self.filter.rules[drop.layer].layer.lists[drop.list].rule;
        verdict.drop.as_ref().is_some_and(|drop| rule(drop).kind == "comments")
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

    /// The element that has opened is what a candidate must hold.
    fn prove(&mut self, layer: usize, drop: usize) {
        let Some((depth, grounds)) = self.kept.prove(layer, drop, &mut self.filter) else { return };
        if let Some(frame) = self.frames.get_mut(depth) {
            frame.drops = true;
            frame.afterwards = grounds.afterwards();
            self.begin_removal(grounds);
        }
    }

    /// What goes with an element that was removed, once it has ended; the frames are those around it.
    fn remove_more(&mut self, grounds: Grounds) {
        let parent = self.frames.len().checked_sub(1);
        let owner = match grounds.scope {
            DropScope::Section => {
                if let Some(parent) = parent {
                    self.frames[parent].section = true;
                }
                return self.filter.begin_section(grounds.reason, grounds.most);
            }
            DropScope::After => parent,
            _ => self.frames.iter().rposition(|frame| frame.selects),
        };
        // Without one, to the end of the document.
        if let Some(owner) = owner
            && std::mem::replace(&mut self.frames[owner].drops, true)
        {
            return;
        }
        self.kept.end_block(&mut self.filter);
        self.begin_removal(Grounds { most: grounds.most.or(Some(usize::MAX)), ..grounds });
    }
}

impl<S: Sink> ElementSink for Extractor<S> {
    fn open(&mut self, element: Element<'_>) {
        let page = &mut self.filter.output.page;
        page.metadata.open(element);
        if let Some(name) = self.head.open(element, page) {
            let signs = self.filter.rules.generator_signs(name.trim());
            self.meet(&signs);
        }
        let linked = matches!(element.tag(), tags::A | tags::SELECT | tags::DATALIST | tags::TEXTAREA | tags::SVG);
        if self.removal.lasts() {
            if self.ends_removal(element) {
                self.lift_removal();
            } else if self.ignores_dropped && self.keeping == 0 {
                return self.ignore(element, linked);
            }
        }
        let verdict = self.judge(element);
        self.apply(element, linked, verdict);
        self.kept.relieve(false, &mut self.filter);
    }

    fn close(&mut self) {
        let page = &mut self.filter.output.page;
        page.metadata.close();
        let Some(depth) = self.frames.len().checked_sub(1) else { return };
        self.readings.close(depth, page);
        let frame = &self.frames[depth];
        match frame.route {
            Route::Kept => self.kept.close(&mut self.filter),
            Route::Dropped => self.removal.close(&mut self.filter.output),
            Route::None => {}
        }
        if frame.boundary && self.route() == Route::Kept
            || frame.keeps
            || frame.selects
            || frame.comments
            || self.kept.is_candidate(depth)
        {
            self.kept.end_block(&mut self.filter);
        }
        let frames = &mut self.frames;
        self.kept.settle(depth, &mut self.filter, |grounds| frames[depth].afterwards = grounds.afterwards());
        let Some(frame) = self.frames.pop() else { return };
        if !frame.ignored {
            self.judge.close(&frame.unless);
        }
        if frame.trailed {
            self.kept.leave();
        }
        if frame.linked {
            self.removal.link_closes();
        }
        if frame.drops {
            self.removal.end(&mut self.filter.output);
        }
        self.keeping -= u32::from(frame.keeps);
        self.kept.mark_kept(self.keeping > 0);
        if frame.comments {
            self.kept.comments_close();
        }
        if frame.article {
            self.protection.article_closes();
        }
        if frame.selects {
            self.selecting -= 1;
            if self.selecting == 0 {
                self.kept.release_all(&mut self.filter);
                self.filter.end_content();
                self.picked |= frame.first_only;
            }
        }
        if frame.section {
            self.kept.end_block(&mut self.filter);
            self.filter.end_section();
        }
        if frame.title {
            self.filter.title_ends();
        }
        if let Some(grounds) = frame.afterwards {
            self.remove_more(*grounds);
        }
    }

    fn text(&mut self, text: &str, kind: TextKind) {
        let page = &mut self.filter.output.page;
        page.metadata.text(text, kind);
        if self.frames.last().is_some_and(|frame| frame.title) {
            return page.headline.title_text(text);
        }
        self.readings.text(text);
        let readable = !matches!(kind, TextKind::Script | TextKind::RawText);
        if self.removal.lasts() && self.keeping == 0 && readable {
            self.removal.count(text);
        }
        match self.route() {
            Route::Kept => self.kept.text(text, kind, &mut self.filter),
            Route::Dropped => self.removal.text(text, kind, &mut self.filter.output),
            Route::None => {}
        }
    }
}

/// Whether the page itself says that the element is not shown. `until-found` is shown on demand.
fn is_hidden(element: Element<'_>) -> bool {
    match element.attribute("hidden") {
        Some(value) => !value.eq_ignore_ascii_case("until-found"),
        None => element.tag() == tags::DIALOG && element.attribute("open").is_none(),
    }
}
