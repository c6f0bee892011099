//! Builds the blocks that no selector rule removes, and holds back those in elements that may still go.

use std::cmp::Reverse;

use url::Url;

use super::hold::{Event, Hold};
use super::verdict::RemovalCause;
use crate::block::{Block, BlockSink, Builder, DomPathStack, Frame as BlockFrame};
use crate::extract::blocks::BlockFilter;
use crate::extract::reason::Reason;
use crate::extract::sink::Sink;
use crate::html::{Element, TextKind};
use crate::limits::{Degraded, Limits};

/// The most bytes that are held for an element that may go, where the rule does not say.
const MOST_HELD: usize = 4000;

/// The way of what is kept: builder, hold, block filter.
pub(super) struct KeptBlocks {
    builder: Builder,
    hold: Hold,
    /// Where blocks stand, if they are labelled.
    trails: Option<Box<DomPathStack>>,
    /// The blocks that follow are comments.
    comments: bool,
}

/// Where kept blocks go: on, or on hold.
struct Through<'a, S> {
    hold: &'a mut Hold,
    trails: &'a mut Option<Box<DomPathStack>>,
    filter: &'a mut BlockFilter<S>,
    comment: bool,
}

impl KeptBlocks {
    pub fn new(limits: &Limits, targets: bool, labelled: bool) -> KeptBlocks {
        KeptBlocks {
            builder: Builder::new(limits, targets, true),
            hold: Hold::new(limits),
            trails: labelled.then(|| Box::new(DomPathStack::new())),
            comments: false,
        }
    }

    /// Whether blocks are to be labelled.
    pub fn is_labelled(&self) -> bool {
        self.trails.is_some()
    }

    fn parts<'a, S: Sink>(&'a mut self, filter: &'a mut BlockFilter<S>) -> (&'a mut Builder, Through<'a, S>) {
        let comment = self.comments;
        (&mut self.builder, Through { hold: &mut self.hold, trails: &mut self.trails, filter, comment })
    }

    /// An element has opened. `base` resolves its addresses.
    pub fn open<S: Sink>(
        &mut self,
        element: Element<'_>,
        base: Option<&Url>,
        filter: &mut BlockFilter<S>,
    ) -> BlockFrame {
        let (builder, mut sink) = self.parts(filter);
        builder.open(element, base, &mut sink)
    }

    /// The innermost element closes.
    pub fn close<S: Sink>(&mut self, frame: BlockFrame, filter: &mut BlockFilter<S>) {
        let (builder, mut sink) = self.parts(filter);
        builder.close(frame, &mut sink);
    }

    pub fn text<S: Sink>(&mut self, text: &str, kind: TextKind, filter: &mut BlockFilter<S>) {
        let (builder, mut sink) = self.parts(filter);
        builder.text(text, kind, &mut sink);
        while let Some(at) = self.hold.overfull() {
            self.report_overfull(at, filter);
            self.release(at, filter);
        }
    }

    /// Ends the block at hand, if there is anything in it.
    pub fn end_block<S: Sink>(&mut self, filter: &mut BlockFilter<S>) {
        let (builder, mut sink) = self.parts(filter);
        builder.end_block(&mut sink);
    }

    /// Whether the blocks that follow are comments.
    pub fn mark_comments(&mut self, comments: bool) {
        self.comments = comments;
    }

    /// An element has opened around blocks to come; true if it stands in their path, and [`leave`](Self::leave) wants to
    /// know of its end.
    pub fn enter(&mut self, element: Element<'_>) -> bool {
        self.trails.as_mut().is_some_and(|trails| trails.open(element))
    }

    pub fn leave(&mut self) {
        if let Some(trails) = &mut self.trails {
            trails.close();
        }
    }

    /// The blocks that follow know that something was removed before them.
    pub fn mark_removal(&mut self, reason: &Reason) {
        if let (Some(trails), Some(_)) = (&mut self.trails, reason.rule()) {
            match reason.ends_article() {
                true => trails.ends += 1,
                false => trails.widgets += 1,
            }
        }
    }

    /// The blocks that follow know whether a rule keeps them.
    pub fn mark_kept(&mut self, kept: bool) {
        if let Some(trails) = &mut self.trails {
            trails.kept = kept;
        }
    }

    /// The element that opens at a depth may go by these rules: layer, list, rule.
    pub fn hold<S: Sink>(&mut self, depth: usize, candidates: &[(usize, usize, usize)], filter: &mut BlockFilter<S>) {
        self.relieve(true, filter);
        for &(layer, list, drop) in candidates {
            let most = filter.rules[layer].layer.drops[drop].max_chars.unwrap_or(MOST_HELD);
            self.hold.begin(depth, layer, list, drop, most);
        }
    }

    /// What follows goes too, up to the next heading or paragraph of prose.
    pub fn begin_section<S: Sink>(&mut self, reason: Reason, most: Option<usize>, filter: &mut BlockFilter<S>) {
        self.pass_or_hold(Event::SectionStart(reason, most), filter);
    }

    pub fn end_section<S: Sink>(&mut self, filter: &mut BlockFilter<S>) {
        self.pass_or_hold(Event::SectionEnd, filter);
    }

    fn pass_or_hold<S: Sink>(&mut self, event: Event, filter: &mut BlockFilter<S>) {
        if self.hold.is_empty() { pass(vec![event], filter) } else { self.hold.push(event) }
    }

    /// Whether it is not yet known if the element at a depth goes.
    pub fn is_candidate(&self, depth: usize) -> bool {
        self.hold.is_at_depth(depth)
    }

    /// The element at a depth is what a candidate around it must hold. If that is all that the rule asks for, the
    /// candidate goes, and what is still to come in it as well: gives its depth and why.
    pub fn prove<S: Sink>(
        &mut self,
        layer: usize,
        drop: usize,
        depth: usize,
        filter: &mut BlockFilter<S>,
    ) -> Option<(usize, RemovalCause)> {
        let at = self.hold.find(layer, drop, depth)?;
        let layer = &filter.rules[layer];
        if layer.layer.drops[drop].text.is_some() {
            // The text decides, at the end.
            self.hold.prove(at);
            return None;
        }
        if self.hold.is_overfull(at) {
            self.report_overfull(at, filter);
            self.release(at, filter);
            return None;
        }
        let candidate = self.hold.candidate(at);
        let (depth, cause) = (candidate.depth, RemovalCause::of(layer, candidate.list, drop));
        self.end_block(filter);
        self.remove(self.hold.of_element(depth).start, &cause.reason, filter);
        Some((depth, cause))
    }

    /// Decides about the candidates that are the element which closes: it goes by the first of the highest rank that
    /// asks for its text. Gives why.
    pub fn settle<S: Sink>(&mut self, depth: usize, filter: &mut BlockFilter<S>) -> Option<RemovalCause> {
        if !self.hold.is_at_depth(depth) {
            return None;
        }
        let here = self.hold.of_element(depth);
        let mut by_rank: Vec<usize> = here.clone().collect();
        by_rank.sort_by_key(|&at| {
            let candidate = self.hold.candidate(at);
            let layer = &filter.rules[candidate.layer].layer;
            Reverse(layer.rank(layer.lists[candidate.list].file))
        });
        let mut text = None;
        for at in by_rank {
            let candidate = self.hold.candidate(at);
            let (layer, list, drop) = (candidate.layer, candidate.list, candidate.drop);
            let rule = &filter.rules[layer].layer.drops[drop];
            let asks = rule.text.is_some() && (candidate.proved || !rule.needs_proof);
            if self.hold.is_overfull(at) {
                self.report_overfull(at, filter);
            } else if asks {
                let text = text.get_or_insert_with(|| self.hold.text_of(at));
                if filter.matches(layer, drop, text.trim()) {
                    let cause = RemovalCause::of(&filter.rules[layer], list, drop);
                    self.remove(here.start, &cause.reason, filter);
                    return Some(cause);
                }
            }
        }
        here.rev().for_each(|at| self.release(at, filter));
        None
    }

    /// Lets all that is held go on: something comes that cannot wait.
    pub fn release_all<S: Sink>(&mut self, filter: &mut BlockFilter<S>) {
        while !self.hold.is_empty() {
            self.release(0, filter);
        }
    }

    /// Lets go what is held beyond the limits. `more`: another element is about to be a candidate.
    pub fn relieve<S: Sink>(&mut self, more: bool, filter: &mut BlockFilter<S>) {
        while let Some(events) = self.hold.relieve(more) {
            pass(events, filter);
        }
    }

    fn release<S: Sink>(&mut self, at: usize, filter: &mut BlockFilter<S>) {
        let events = self.hold.release(at);
        pass(events, filter);
    }

    fn remove<S: Sink>(&mut self, at: usize, reason: &Reason, filter: &mut BlockFilter<S>) {
        let events = self.hold.remove(at);
        self.mark_removal(reason);
        for event in events {
            if let Event::Block(block) = event {
                filter.output.drop(&block, reason);
            }
        }
    }

    fn report_overfull<S: Sink>(&self, at: usize, filter: &mut BlockFilter<S>) {
        let candidate = self.hold.candidate(at);
        let id = &filter.rules[candidate.layer].layer.lists[candidate.list].rule.id;
        filter.output.report.note_let_go(id);
    }

    /// Which caps were hit.
    pub fn hits(&self) -> Degraded {
        Degraded { released_elements: self.hold.released(), ..self.builder.hits() }
    }
}

fn pass<S: Sink>(events: Vec<Event>, filter: &mut BlockFilter<S>) {
    for event in events {
        match event {
            Event::Block(block) => filter.block(block),
            Event::TableStart(table) => filter.table_start(table),
            Event::TableEnd(table) => filter.table_end(table),
            Event::SectionStart(reason, most) => filter.begin_section(reason, most),
            Event::SectionEnd => filter.end_section(),
        }
    }
}

impl<S: Sink> BlockSink for Through<'_, S> {
    fn block(&mut self, mut block: Block) {
        block.comment = self.comment;
        // A block without text is built in some formats only, and may change nothing for the others.
        if let Some(trails) = self.trails.as_mut().filter(|_| !block.text.is_empty()) {
            block.trail = Some(Box::new(trails.trail()));
        }
        if self.hold.is_empty() { self.filter.block(block) } else { self.hold.block(block) }
    }

    fn table_start(&mut self, table: u32) {
        if self.hold.is_empty() { self.filter.table_start(table) } else { self.hold.table_start(table) }
    }

    fn table_end(&mut self, table: u32) {
        if self.hold.is_empty() { self.filter.table_end(table) } else { self.hold.table_end(table) }
    }
}
