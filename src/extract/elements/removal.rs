//! The open removals: their causes, how much they may still remove, and the removed blocks.
//!
//! Removed text is built beside kept text, so removing a link in the middle of a paragraph leaves the paragraph whole,
//! and the link still gets its reason.

use super::verdict::RemovalCause;
use crate::block::{Builder, Frame as BlockFrame};
use crate::extract::output::{Dropping, Output};
use crate::extract::sink::Sink;
use crate::html::{Element, TextKind};
use crate::limits::{Degraded, Limits};
use crate::rules::{FAMILY_RANK, FileRank};

/// Maximum number of characters outside links in a removed element. An element with more is no widget, or its end tag
/// is missing. Rules for a site are not limited.
const MOST_DROPPED: usize = 2000;

/// The builder for removed content, and the open removals.
pub(super) struct Removal {
    builder: Builder,
    /// In the order in which they began. The first gives the reason and the limit.
    open: Vec<OpenRemoval>,
}

struct OpenRemoval {
    cause: RemovalCause,
    /// Depth of the element that it ends with; the document if there is none.
    owner: Option<usize>,
    /// The rank that a rule needs to keep something in it.
    rank: FileRank,
    /// Characters outside links that may still be removed.
    left: Option<usize>,
}

impl Removal {
    pub fn new(limits: &Limits) -> Removal {
        Removal { builder: Builder::new(limits, false, false), open: Vec::new() }
    }

    /// Begins a removal that ends with the element at a depth, or with the document.
    pub fn begin(&mut self, cause: RemovalCause, owner: Option<usize>, rank: FileRank) {
        let left = cause.most.or((cause.rank <= FAMILY_RANK).then_some(MOST_DROPPED));
        // One with a limit, inside another, ends with it or before it.
        if left.is_none() || self.open.first().is_none_or(|first| owner < first.owner) {
            self.open.push(OpenRemoval { cause, owner, rank, left });
        }
    }

    /// Ends the removals that end with the element at a depth.
    pub fn end_with<S: Sink>(&mut self, depth: usize, output: &mut Output<S>) {
        self.end(|removal| removal.owner == Some(depth), output);
    }

    pub fn end_limited<S: Sink>(&mut self, output: &mut Output<S>) {
        self.end(|removal| removal.left.is_some(), output);
    }

    fn end<S: Sink>(&mut self, ends: impl Fn(&OpenRemoval) -> bool, output: &mut Output<S>) {
        if self.open.first().is_some_and(&ends) {
            self.end_block(output);
        }
        self.open.retain(|removal| !ends(removal));
    }

    /// Returns the highest rank of the removals around the content of the element at a depth, or of the document.
    pub fn rank(&self, depth: Option<usize>) -> Option<FileRank> {
        self.open.iter().filter(|removal| removal.owner <= depth).map(|removal| removal.rank).max()
    }

    /// Returns what is removed after the element at a depth.
    pub fn afterwards(&self, depth: usize) -> Option<Box<RemovalCause>> {
        self.open.first().filter(|removal| removal.owner == Some(depth))?.cause.afterwards()
    }

    pub fn end_block<S: Sink>(&mut self, output: &mut Output<S>) {
        let (builder, mut sink) = self.parts(output);
        builder.end_block(&mut sink);
    }

    /// Returns the builder, and the sink that gives its blocks the reason of the removal.
    fn parts<'a, S: Sink>(&'a mut self, output: &'a mut Output<S>) -> (&'a mut Builder, Dropping<'a, S>) {
        (&mut self.builder, output.dropping(self.open.first().map(|removal| &removal.cause.reason)))
    }

    pub fn is_limited(&self) -> bool {
        self.open.first().is_some_and(|removal| removal.left.is_some())
    }

    pub fn is_exhausted(&self) -> bool {
        self.open.first().is_some_and(|removal| removal.left == Some(0))
    }

    /// Counts removed text. The limit is checked at the next tag only, because text may arrive in any pieces.
    pub fn count(&mut self, text: &str) {
        if let Some(OpenRemoval { left: Some(left), .. }) = self.open.first_mut() {
            *left = left.saturating_sub(text.chars().filter(|c| !c.is_whitespace()).count());
        }
    }

    pub fn open<S: Sink>(&mut self, element: Element<'_>, output: &mut Output<S>) -> BlockFrame {
        let (builder, mut sink) = self.parts(output);
        builder.open(element, None, &mut sink)
    }

    pub fn close<S: Sink>(&mut self, frame: BlockFrame, output: &mut Output<S>) {
        let (builder, mut sink) = self.parts(output);
        builder.close(frame, &mut sink);
    }

    pub fn text<S: Sink>(&mut self, text: &str, kind: TextKind, output: &mut Output<S>) {
        let (builder, mut sink) = self.parts(output);
        builder.text(text, kind, &mut sink);
    }

    pub fn hits(&self) -> Degraded {
        self.builder.hits()
    }
}
