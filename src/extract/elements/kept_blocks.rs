//! Builds the blocks that no selector rule removes, and holds blocks of elements that may still be removed.

use std::cmp::Reverse;

use url::Url;

use super::hold::Hold;
use super::verdict::RemovalCause;
use crate::block::{Block, BlockSink, Builder, DomPathStack, Frame as BlockFrame};
use crate::extract::blocks::BlockFilter;
use crate::extract::event::Event;
use crate::extract::reason::Reason;
use crate::extract::sink::Sink;
use crate::html::{Element, TextKind};
use crate::limits::{Degraded, Limits};

/// Default maximum of text held for a candidate, in bytes.
const DEFAULT_MAX_HELD: usize = 4000;

/// The stages behind kept elements: builder, hold, block filter.
pub(super) struct KeptBlocks {
    builder: Builder,
    hold: Hold,
    /// Paths of open elements, if blocks are classified.
    trails: Option<Box<DomPathStack>>,
    comments: bool,
}

/// Routes kept blocks to the hold or to the filter.
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

    pub fn is_labelled(&self) -> bool {
        self.trails.is_some()
    }

    fn parts<'a, S: Sink>(&'a mut self, filter: &'a mut BlockFilter<S>) -> (&'a mut Builder, Through<'a, S>) {
        let comment = self.comments;
        (&mut self.builder, Through { hold: &mut self.hold, trails: &mut self.trails, filter, comment })
    }

    /// Opens an element. `base` resolves its addresses.
    pub fn open<S: Sink>(
        &mut self,
        element: Element<'_>,
        base: Option<&Url>,
        filter: &mut BlockFilter<S>,
    ) -> BlockFrame {
        let (builder, mut sink) = self.parts(filter);
        builder.open(element, base, &mut sink)
    }

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

    pub fn end_block<S: Sink>(&mut self, filter: &mut BlockFilter<S>) {
        let (builder, mut sink) = self.parts(filter);
        builder.end_block(&mut sink);
    }

    pub fn mark_comments(&mut self, comments: bool) {
        self.comments = comments;
    }

    /// Adds an element to the path of the next blocks. Returns whether [`leave`](Self::leave) must be called when it
    /// closes.
    pub fn enter(&mut self, element: Element<'_>) -> bool {
        self.trails.as_mut().is_some_and(|trails| trails.open(element))
    }

    pub fn leave(&mut self) {
        if let Some(trails) = &mut self.trails {
            trails.close();
        }
    }

    /// Tells the next blocks that something was removed before them.
    pub fn mark_removal(&mut self, reason: &Reason) {
        if let (Some(trails), Some(_)) = (&mut self.trails, reason.rule()) {
            match reason.ends_article() {
                true => trails.ends += 1,
                false => trails.widgets += 1,
            }
        }
    }

    /// Tells the next blocks whether a rule keeps them.
    pub fn mark_kept(&mut self, kept: bool) {
        if let Some(trails) = &mut self.trails {
            trails.kept = kept;
        }
    }

    /// Makes the element at a depth a candidate of these rules: layer, list, rule.
    pub fn hold<S: Sink>(&mut self, depth: usize, candidates: &[(usize, usize, usize)], filter: &mut BlockFilter<S>) {
        self.relieve(true, filter);
        for &(layer, list, drop) in candidates {
            let most = filter.rules[layer].layer.drops[drop].max_chars.unwrap_or(DEFAULT_MAX_HELD);
            self.hold.begin(depth, layer, list, drop, most);
        }
    }

    /// Passes an event on after the blocks before it.
    pub fn event<S: Sink>(&mut self, event: Event, filter: &mut BlockFilter<S>) {
        self.parts(filter).1.event(event);
    }

    pub fn is_candidate(&self, depth: usize) -> bool {
        self.hold.is_at_depth(depth)
    }

    /// Marks the candidate around the element at a depth as satisfying its `has`. If the rule has no other condition,
    /// removes the candidate with what follows in it, and returns its depth and the cause.
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
            // The text decides, when the element closes.
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

    /// Decides the candidates of the closing element: the first rule of the highest rank whose conditions hold removes
    /// it. Returns the cause.
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

    /// Releases all held blocks: an event comes that cannot wait.
    pub fn release_all<S: Sink>(&mut self, filter: &mut BlockFilter<S>) {
        while !self.hold.is_empty() {
            self.release(0, filter);
        }
    }

    /// Releases held blocks once a limit is exceeded. `more`: another candidate is about to begin.
    pub fn relieve<S: Sink>(&mut self, more: bool, filter: &mut BlockFilter<S>) {
        while let Some(events) = self.hold.relieve(more) {
            events.into_iter().for_each(|event| filter.event(event));
        }
    }

    fn release<S: Sink>(&mut self, at: usize, filter: &mut BlockFilter<S>) {
        self.hold.release(at).into_iter().for_each(|event| filter.event(event));
    }

    fn remove<S: Sink>(&mut self, at: usize, reason: &Reason, filter: &mut BlockFilter<S>) {
        let events = self.hold.remove(at);
        self.mark_removal(reason);
        for event in events {
            match event {
                Event::Block(block) => filter.output.drop(&block, reason),
                Event::ContentAwaited => self.event(event, filter),
                _ => {}
            }
        }
    }

    fn report_overfull<S: Sink>(&self, at: usize, filter: &mut BlockFilter<S>) {
        let candidate = self.hold.candidate(at);
        let id = &filter.rules[candidate.layer].layer.lists[candidate.list].rule.id;
        filter.output.report.note_released(id);
    }

    pub fn hits(&self) -> Degraded {
        Degraded { released_elements: self.hold.released(), ..self.builder.hits() }
    }
}

impl<S: Sink> Through<'_, S> {
    fn event(&mut self, event: Event) {
        if self.hold.is_empty() { self.filter.event(event) } else { self.hold.push(event) }
    }
}

impl<S: Sink> BlockSink for Through<'_, S> {
    fn block(&mut self, mut block: Block) {
        block.comment = self.comment;
        // Only some formats build blocks without text, so these must not change paths for the others.
        if let Some(trails) = self.trails.as_mut().filter(|_| !block.text.is_empty()) {
            block.trail = Some(Box::new(trails.trail()));
        }
        self.event(Event::Block(block));
    }

    fn table_start(&mut self, table: u32) {
        self.event(Event::TableStart(table));
    }

    fn table_end(&mut self, table: u32) {
        self.event(Event::TableEnd(table));
    }
}
