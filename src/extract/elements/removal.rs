//! The removal at hand: why, how much may still go, and the blocks that are made of what goes.
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
use crate::rules::FAMILY_RANK;

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
    /// Characters outside links that may still go.
    left: Option<usize>,
}

impl Removal {
    pub fn new(limits: &Limits) -> Removal {
        Removal { builder: Builder::new(limits, false, false), at_hand: None }
    }

    /// Begins to remove, unless something around is removed already.
    pub fn begin(&mut self, cause: RemovalCause) {
        let RemovalCause { reason, rank, most, .. } = cause;
        let left = most.or((rank <= FAMILY_RANK).then_some(MOST_DROPPED));
        self.at_hand.get_or_insert(AtHand { reason, left });
    }

    /// Ends the removal.
    pub fn end<S: Sink>(&mut self, output: &mut Output<S>) {
        self.end_block(output);
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
