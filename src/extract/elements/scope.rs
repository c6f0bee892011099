//! Begins and ends removals: of an element, of one that satisfies `has`, and of what follows a removed element.

use super::ElementStage;
use super::frame::{Frame, Within};
use super::verdict::RemovalCause;
use crate::extract::event::Event;
use crate::extract::sink::Sink;
use crate::html::Open;
use crate::rules::{DropScope, FAMILY_RANK, FileRank};

impl<S: Sink> ElementStage<S> {
    /// Begins a removal that ends with the element at a depth, or with the document.
    pub(super) fn begin_removal(&mut self, cause: RemovalCause, owner: Option<usize>, outside: Within) {
        if outside.removed.is_none() {
            self.kept.mark_removal(&cause.reason);
        }
        let rank = cause.rank;
        self.removal.begin(cause, owner, rank);
    }

    /// Removes the candidate whose `has` the opening element satisfies, with what follows in it.
    pub(super) fn prove(&mut self, layer: usize, drop: usize, frame: &mut Frame, around: &mut [Open<Frame>]) {
        let Some((depth, cause)) = self.kept.prove(layer, drop, around.len(), &mut self.filter) else { return };
        around[depth].frame.afterwards = cause.afterwards();
        // The held part is removed even where a rule keeps it, so the rest is removed too.
        let rank = FileRank::MAX;
        for frame in around[depth..].iter_mut().map(|open| &mut open.frame).chain([frame]) {
            frame.keeps = false;
            frame.within.kept = false;
            frame.within.removed = Some(rank);
        }
        self.kept.mark_kept(false);
        self.kept.mark_removal(&cause.reason);
        self.removal.begin(cause, Some(depth), rank);
    }

    /// Applies the scope of a removed element after it closes: `after`, `section` or `rest`.
    pub(super) fn remove_more(&mut self, cause: RemovalCause, around: &mut [Open<Frame>]) {
        let within = self.within(around);
        let owner = match cause.scope {
            DropScope::Section => {
                if within.removed.is_none() {
                    if let Some(parent) = around.last_mut() {
                        parent.frame.section = true;
                    }
                    self.kept.end_block(&mut self.filter);
                    self.kept.event(Event::SectionStart(cause.reason, cause.most), &mut self.filter);
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
        // What follows has no limit of its own, but only a site's rule may remove the article.
        let most = cause.most.or((cause.rank <= FAMILY_RANK).then_some(usize::MAX));
        self.begin_removal(RemovalCause { most, scope: DropScope::Element, ..cause }, owner, within);
    }

    /// Ends the removals that have a limit before their elements close, because what follows must be kept.
    pub(super) fn end_limited_removals(&mut self, around: &mut [Open<Frame>]) {
        self.removal.end_limited(&mut self.filter.output);
        self.document.removed = self.removal.rank(None);
        for (depth, frame) in around.iter_mut().map(|open| &mut open.frame).enumerate() {
            frame.within.removed = self.removal.rank(Some(depth));
            frame.within.linked = false;
            frame.afterwards = self.removal.afterwards(depth);
        }
    }
}
