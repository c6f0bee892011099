//! The removal at hand: why, how much may still go, and the blocks that are made of what goes.
//!
//! Removed text is built beside what is kept, so a removed link in the middle of a paragraph leaves the paragraph whole
//! and still says why it went.

use super::grounds::Grounds;
use crate::block::Builder;
use crate::extract::output::Output;
use crate::extract::reason::Reason;
use crate::extract::sink::Sink;
use crate::html::{Element, TextKind};
use crate::limits::{Degraded, Limits};
use crate::rules::{FAMILY_RANK, FileRank};

/// Characters outside links that a removed element may hold before the removal ends: what has more is no widget, or
/// its end tag is missing. Rules for a site know what they do.
const MOST_DROPPED: usize = 2000;

/// What is being removed.
pub(super) struct Removal {
    builder: Builder,
    /// For each open element that is removed, the rank that a rule must have to keep something in it.
    ranks: Vec<FileRank>,
    at_hand: Option<AtHand>,
}

/// What is known of the removal while it lasts.
struct AtHand {
    reason: Reason,
    /// Characters outside links that may still go.
    left: Option<usize>,
    /// Open links and the like inside.
    links: u32,
}

impl Removal {
    pub fn new(limits: &Limits) -> Removal {
        Removal { builder: Builder::new(limits, false, false), ranks: Vec::new(), at_hand: None }
    }

    pub fn lasts(&self) -> bool {
        !self.ranks.is_empty()
    }

    /// The rank that a rule must have to keep something inside.
    pub fn rank(&self) -> FileRank {
        self.ranks.iter().copied().max().unwrap_or(0)
    }

    /// An element is removed, in which something stays only by a rule of this rank.
    pub fn begin(&mut self, grounds: Grounds, rank: FileRank) {
        self.ranks.push(rank);
        if self.at_hand.is_none() {
            let left = grounds.most.or((grounds.rank <= FAMILY_RANK).then_some(MOST_DROPPED));
            self.at_hand = Some(AtHand { reason: grounds.reason, left, links: 0 });
        }
    }

    /// An element has ended that was removed against this rank.
    pub fn end<S: Sink>(&mut self, rank: FileRank, output: &mut Output<S>) {
        if let Some(at) = self.ranks.iter().rposition(|&of| of == rank) {
            self.ranks.remove(at);
        }
        if self.ranks.is_empty() {
            self.lift(output);
        }
    }

    /// Ends the removal, even within its elements.
    pub fn lift<S: Sink>(&mut self, output: &mut Output<S>) {
        self.end_block(output);
        self.ranks.clear();
        self.at_hand = None;
    }

    /// Ends the removed block at hand, if there is anything in it.
    pub fn end_block<S: Sink>(&mut self, output: &mut Output<S>) {
        let reason = self.at_hand.as_ref().map(|removal| &removal.reason);
        self.builder.end_block(&mut output.dropping(reason));
    }

    /// Whether only so much may go, as no rule for the site says otherwise.
    pub fn is_limited(&self) -> bool {
        self.at_hand.as_ref().is_some_and(|removal| removal.left.is_some())
    }

    /// Whether all has gone that may.
    pub fn is_exhausted(&self) -> bool {
        self.at_hand.as_ref().is_some_and(|removal| removal.left == Some(0))
    }

    /// Counts text that goes. Whether it is too much is asked at the next tag: text may come in any pieces.
    pub fn count(&mut self, text: &str) {
        if let Some(AtHand { left: Some(left), links: 0, .. }) = &mut self.at_hand {
            *left = left.saturating_sub(text.chars().filter(|c| !c.is_whitespace()).count());
        }
    }

    /// A link opens, of which the text does not count. True if something is being removed.
    pub fn link_opens(&mut self) -> bool {
        let Some(removal) = &mut self.at_hand else { return false };
        removal.links += 1;
        true
    }

    pub fn link_closes(&mut self) {
        if let Some(removal) = &mut self.at_hand {
            removal.links = removal.links.saturating_sub(1);
        }
    }

    /// An element inside has opened.
    pub fn open<S: Sink>(&mut self, element: Element<'_>, output: &mut Output<S>) {
        let reason = self.at_hand.as_ref().map(|removal| &removal.reason);
        self.builder.open(element, None, &mut output.dropping(reason));
    }

    /// The innermost element is about to close.
    pub fn close<S: Sink>(&mut self, output: &mut Output<S>) {
        let reason = self.at_hand.as_ref().map(|removal| &removal.reason);
        self.builder.close(&mut output.dropping(reason));
    }

    pub fn text<S: Sink>(&mut self, text: &str, kind: TextKind, output: &mut Output<S>) {
        let reason = self.at_hand.as_ref().map(|removal| &removal.reason);
        self.builder.text(text, kind, &mut output.dropping(reason));
    }

    /// Which caps were hit.
    pub fn hits(&self) -> Degraded {
        self.builder.hits()
    }
}
