//! The current removal: its cause, how much it may still remove, and the removed blocks.
//!
//! Removed text is built beside kept text, so removing a link in the middle of a paragraph leaves the paragraph whole,
//! and the link still gets its reason.

use super::verdict::RemovalCause;
use crate::block::{Builder, Frame as BlockFrame};
use crate::extract::output::Output;
use crate::extract::reason::Reason;
use crate::extract::sink::Sink;
use crate::html::{Element, TextKind};
use crate::limits::{Degraded, Limits};
use crate::rules::FAMILY_RANK;

/// Maximum number of characters outside links in a removed element. An element with more is no widget, or its end tag
/// is missing. Rules for a site are not limited.
const MOST_DROPPED: usize = 2000;

/// The builder for removed content, and the current removal.
pub(super) struct Removal {
    builder: Builder,
    current: Option<CurrentRemoval>,
}

struct CurrentRemoval {
    reason: Reason,
    /// Characters outside links that may still be removed.
    left: Option<usize>,
}

impl Removal {
    pub fn new(limits: &Limits) -> Removal {
        Removal { builder: Builder::new(limits, false, false), current: None }
    }

    /// Begins a removal, unless one is open.
    pub fn begin(&mut self, cause: RemovalCause) {
        let RemovalCause { reason, rank, most, .. } = cause;
        let left = most.or((rank <= FAMILY_RANK).then_some(MOST_DROPPED));
        self.current.get_or_insert(CurrentRemoval { reason, left });
    }

    pub fn end<S: Sink>(&mut self, output: &mut Output<S>) {
        self.end_block(output);
        self.current = None;
    }

    pub fn end_block<S: Sink>(&mut self, output: &mut Output<S>) {
        let reason = self.current.as_ref().map(|removal| &removal.reason);
        self.builder.end_block(&mut output.dropping(reason));
    }

    pub fn is_limited(&self) -> bool {
        self.current.as_ref().is_some_and(|removal| removal.left.is_some())
    }

    pub fn is_exhausted(&self) -> bool {
        self.current.as_ref().is_some_and(|removal| removal.left == Some(0))
    }

    /// Counts removed text. The limit is checked at the next tag only, because text may arrive in any pieces.
    pub fn count(&mut self, text: &str) {
        if let Some(CurrentRemoval { left: Some(left), .. }) = &mut self.current {
            *left = left.saturating_sub(text.chars().filter(|c| !c.is_whitespace()).count());
        }
    }

    pub fn open<S: Sink>(&mut self, element: Element<'_>, output: &mut Output<S>) -> BlockFrame {
        let reason = self.current.as_ref().map(|removal| &removal.reason);
        self.builder.open(element, None, &mut output.dropping(reason))
    }

    pub fn close<S: Sink>(&mut self, frame: BlockFrame, output: &mut Output<S>) {
        let reason = self.current.as_ref().map(|removal| &removal.reason);
        self.builder.close(frame, &mut output.dropping(reason));
    }

    pub fn text<S: Sink>(&mut self, text: &str, kind: TextKind, output: &mut Output<S>) {
        let reason = self.current.as_ref().map(|removal| &removal.reason);
        self.builder.text(text, kind, &mut output.dropping(reason));
    }

    pub fn hits(&self) -> Degraded {
        self.builder.hits()
    }
}
