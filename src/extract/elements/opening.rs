//! Opens an element: applies the verdict of the rules and chooses the builder.

use super::frame::{Frame, Route, Within};
use super::verdict::{Standing, Verdict};
use super::{ElementStage, protection};
use crate::extract::reason::Reason;
use crate::extract::sink::Sink;
use crate::html::{Element, Traits, tags};
use crate::rules::FileRank;

impl<S: Sink> ElementStage<S> {
    /// Matches the rules against an opening element. Returns `None` if no selector matches it.
    pub(super) fn judge(&mut self, element: Element<'_>, within: Within) -> Option<Verdict> {
        if !self.rules.open(element) {
            return None;
        }
        // Removed content gives no signs of a family.
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

    pub(super) fn rank_to_remove(&self, element: Element<'_>, within: Within) -> FileRank {
        protection::rank_to_remove(element, !within.article && !self.article_seen)
    }

    /// Whether the element is the page's title.
    pub(super) fn reads_title(&self, element: Element<'_>, outside: Within) -> bool {
        element.tag() == tags::TITLE
            && !element.is_foreign()
            && outside.removed.is_none()
            && self.filter.output.page.headline.expects_title()
    }

    /// Whether the element is removed because the page hides it.
    pub(super) fn hides(&self, element: Element<'_>, within: Within) -> bool {
        // For the model, being hidden is one feature among others: scripts show some hidden content.
        (protection::is_clipped(element)
            || (!self.kept.is_labelled() || within.content) && protection::is_hidden(element))
            && self.rank_to_remove(element, within) < FileRank::MAX
    }

    /// Applies a verdict to an element. Returns its frame, which [`enter`](Self::enter) completes.
    pub(super) fn apply(&mut self, element: Element<'_>, outside: Within, mut verdict: Verdict) -> Frame {
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
            // Nothing is removed from a kept element.
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
            // The removal around it covers what follows.
            frame.afterwards = cause.afterwards().filter(|_| !inside);
            frame.within.removed = outside.removed.max(Some(cause.rank));
            self.begin_removal(cause, Some(depth), outside);
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

    /// Opens an element in its builder.
    pub(super) fn enter(&mut self, element: Element<'_>, frame: &mut Frame, outside: Within, unwraps: bool) {
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

    /// Applies a stop rule, unless content is still awaited.
    pub(super) fn stop(&mut self, reason: Reason) {
        if self.filter.content_seen() && !self.stopped {
            self.kept.end_block(&mut self.filter);
            self.kept.release_all(&mut self.filter);
            self.stopped = true;
            self.filter.stop(reason);
        }
    }
}
