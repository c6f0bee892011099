//! The removal at hand: why, until where, how much may still go, and the blocks that are made of what goes.
//!
//! Removed text is built beside what is kept, so a removed link in the middle of a paragraph leaves the paragraph whole
//! and still says why it went.

use super::verdict::RemovalCause;
use crate::block::{Builder, Frame as BlockFrame};
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
    at_hand: Option<AtHand>,
}

/// What is known of the removal while it lasts.
struct AtHand {
    reason: Reason,
    rank: FileRank,
    /// The element with whose end it ends, by the number of elements around it; `None` is the document.
    owner: Option<usize>,
    /// Characters outside links that may still go.
    left: Option<usize>,
}

impl Removal {
    pub fn new(limits: &Limits) -> Removal {
        Removal { builder: Builder::new(limits, false, false), at_hand: None }
    }

    pub fn lasts(&self) -> bool {
        self.at_hand.is_some()
    }

    /// Whether it lasts until this element ends, or longer.
    pub fn outlasts(&self, owner: Option<usize>) -> bool {
        self.at_hand.as_ref().is_some_and(|removal| removal.owner <= owner)
    }

    /// The rank that a rule must have to keep something inside.
    pub fn rank(&self) -> FileRank {
        self.at_hand.as_ref().map_or(0, |removal| removal.rank)
    }

    /// Removes what comes until the owner ends. A removal that lasts already goes on, weighs more if this rule does,
    /// and ends with the outer owner of the two.
    pub fn begin(&mut self, cause: RemovalCause, owner: Option<usize>) {
        let RemovalCause { reason, rank, most, .. } = cause;
        match &mut self.at_hand {
            Some(removal) => {
                removal.rank = removal.rank.max(rank);
                removal.owner = removal.owner.min(owner);
            }
            None => {
                let left = most.or((rank <= FAMILY_RANK).then_some(MOST_DROPPED));
                self.at_hand = Some(AtHand { reason, rank, owner, left });
            }
        }
    }

    /// An element has closed: the removal ends if that is its owner.
    pub fn close_owner<S: Sink>(&mut self, depth: usize, output: &mut Output<S>) {
        if self.at_hand.as_ref().is_some_and(|removal| removal.owner == Some(depth)) {
            self.end(output);
        }
    }

    /// Ends the removal.
    pub fn end<S: Sink>(&mut self, output: &mut Output<S>) {
        let reason = self.at_hand.take().map(|removal| removal.reason);
        self.builder.end_block(&mut output.dropping(reason.as_ref()));
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
        if let Some(AtHand { left: Some(left), .. }) = &mut self.at_hand {
            *left = left.saturating_sub(text.chars().filter(|c| !c.is_whitespace()).count());
        }
    }

    /// An element inside has opened.
    pub fn open<S: Sink>(&mut self, element: Element<'_>, output: &mut Output<S>) -> BlockFrame {
        let reason = self.at_hand.as_ref().map(|removal| &removal.reason);
        self.builder.open(element, None, &mut output.dropping(reason))
    }

    /// The innermost element closes.
    pub fn close<S: Sink>(&mut self, frame: BlockFrame, output: &mut Output<S>) {
        let reason = self.at_hand.as_ref().map(|removal| &removal.reason);
        self.builder.close(frame, &mut output.dropping(reason));
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
