//! The two routes of elements and text: what is kept goes on to the block filter, what is removed to the output.

use url::Url;

use super::grounds::Grounds;
use super::kept::Kept;
use super::protection;
use super::removal::Removal;
use crate::extract::blocks::BlockFilter;
use crate::extract::options::Options;
use crate::extract::sink::Sink;
use crate::html::{Element, TextKind};
use crate::rules::FileRank;

/// Both routes, and which one is taken.
pub(super) struct Routes<S> {
    pub kept: Kept,
    pub removal: Removal,
    /// Open elements that a rule keeps, whatever is removed around them.
    keeping: u32,
    pub filter: BlockFilter<S>,
}

/// Where an element and its text go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Route {
    /// To no builder: the element is unwrapped, or nobody asks for what is dropped.
    #[default]
    None,
    Kept,
    Dropped,
}

impl<S: Sink> Routes<S> {
    pub fn new(options: &Options, filter: BlockFilter<S>) -> Self {
        Routes {
            kept: Kept::new(options.limits(), filter.output.wants_targets(), filter.classifies()),
            removal: Removal::new(options.limits()),
            keeping: 0,
            filter,
        }
    }

    /// The route that is taken here.
    pub fn here(&self) -> Route {
        if !self.removal.lasts() || self.keeping > 0 {
            Route::Kept
        } else if self.filter.output.wants_dropped() {
            Route::Dropped
        } else {
            Route::None
        }
    }

    pub fn is_keeping(&self) -> bool {
        self.keeping > 0
    }

    /// An element opens that a rule keeps, or one that it does not. Blocks know that.
    pub fn keep(&mut self, keeps: bool) {
        self.keeping += u32::from(keeps);
        self.kept.mark_kept(self.keeping > 0);
    }

    /// Such an element closes.
    pub fn unkeep(&mut self, keeps: bool) {
        self.keeping -= u32::from(keeps);
        self.kept.mark_kept(self.keeping > 0);
    }

    /// An element has opened. `base` resolves its addresses.
    pub fn open(&mut self, route: Route, element: Element<'_>, base: Option<&Url>) {
        match route {
            Route::Kept => self.kept.open(element, base, &mut self.filter),
            Route::Dropped => self.removal.open(element, &mut self.filter.output),
            Route::None => {}
        }
    }

    /// The innermost element is about to close, which took this route.
    pub fn close(&mut self, route: Route) {
        match route {
            Route::Kept => self.kept.close(&mut self.filter),
            Route::Dropped => self.removal.close(&mut self.filter.output),
            Route::None => {}
        }
    }

    pub fn text(&mut self, text: &str, kind: TextKind) {
        let readable = !matches!(kind, TextKind::Script | TextKind::RawText);
        if self.removal.lasts() && self.keeping == 0 && readable {
            self.removal.count(text);
        }
        match self.here() {
            Route::Kept => self.kept.text(text, kind, &mut self.filter),
            Route::Dropped => self.removal.text(text, kind, &mut self.filter.output),
            Route::None => {}
        }
    }

    /// Ends the removed block at hand, if there is anything in it.
    pub fn end_removed_block(&mut self) {
        self.removal.end_block(&mut self.filter.output);
    }

    /// Ends the kept block at hand, if there is anything in it.
    pub fn end_block(&mut self) {
        self.kept.end_block(&mut self.filter);
    }

    /// Lets all that is held go on: something comes that cannot wait.
    pub fn release_all(&mut self) {
        self.kept.release_all(&mut self.filter);
    }

    /// Begins to remove an element, in which something stays only by a rule of this rank.
    pub fn begin_removal(&mut self, grounds: Grounds, rank: FileRank) {
        if !self.removal.lasts() {
            self.kept.mark_removal(&grounds.reason);
        }
        self.removal.begin(grounds, rank);
    }

    pub fn end_removal(&mut self, rank: FileRank) {
        self.removal.end(rank, &mut self.filter.output);
    }

    /// Ends the removal within its elements: it was not meant for what comes now.
    pub fn lift_removal(&mut self) {
        self.removal.lift(&mut self.filter.output);
    }

    /// Whether the removal at hand was not meant for this element: it reaches the article, from which only a rule for
    /// the site may keep it, or has taken too much.
    pub fn removal_misses(&self, element: Element<'_>) -> bool {
        self.keeping == 0
            && (self.removal.is_limited() && protection::ends_removal(element) || self.removal.is_exhausted())
    }

    /// Takes what is left, at the end of the page.
    pub fn finish(mut self) -> BlockFilter<S> {
        self.end_block();
        self.removal.lift(&mut self.filter.output);
        self.release_all();
        for hits in [self.kept.hits(), self.removal.hits()] {
            self.filter.output.report.degraded.add(hits);
        }
        self.filter
    }
}
