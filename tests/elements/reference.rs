//! The reference: applies rule files to a tree in memory, as specified in `rules/README.md`.
//!
//! State that ends with some element is a list of depths; a closing element removes its own.

mod builder;
mod held;
mod removal;
mod verdict;

use crate::compare::Outcome;
use crate::events::{Block, Event, outcomes};
use crate::page::{Element, Node};
use crate::rules::{File, Scope};
use builder::Builder;
use held::Held;
use removal::{Removal, RemovalCause};

/// The rank of families, the lowest that may remove the article.
const FAMILY: u8 = 2;
/// Rank of protected elements that nothing removes, and of removals in which nothing is kept.
const ABSOLUTE: u8 = u8::MAX;

pub struct Expected {
    pub outcomes: Vec<Outcome>,
    /// Whether nothing was held, so that blocks come in the order in which they end.
    pub in_order: bool,
}

pub fn clean(page: &Element, files: &[File]) -> Expected {
    let mut walk = Walk {
        files,
        in_force: files.iter().map(|file| file.sign.is_none()).collect(),
        path: Vec::new(),
        events: Vec::new(),
        kept: Builder::default(),
        removed: Builder::default(),
        removals: Vec::new(),
        keeping: Vec::new(),
        containers: Vec::new(),
        sections: Vec::new(),
        articles: Vec::new(),
        article_seen: false,
        held: Vec::new(),
        afterwards: Vec::new(),
        counts: Vec::new(),
        content_awaited: false,
        content_begun: false,
        picked: false,
        stopped: false,
        in_order: true,
    };
    walk.await_content();
    walk.element(page);
    walk.end_removed_block();
    let or_nothing = walk.content().is_some_and(|content| content.or_nothing);
    walk.in_order &= !walk.content_awaited;
    Expected { outcomes: outcomes(&walk.events, or_nothing), in_order: walk.in_order }
}

struct Walk<'a> {
    files: &'a [File],
    in_force: Vec<bool>,
    path: Vec<&'a Element>,
    events: Vec<Event>,
    kept: Builder,
    removed: Builder,
    /// Open removals, in the order in which they began. The first gives the reason and the limit.
    removals: Vec<Removal>,
    keeping: Vec<usize>,
    /// Depth of each container, and whether it has `pick = "first"`.
    containers: Vec<(usize, bool)>,
    sections: Vec<usize>,
    articles: Vec<usize>,
    article_seen: bool,
    held: Vec<Held<'a>>,
    /// What is removed after the element at a depth.
    afterwards: Vec<(usize, RemovalCause)>,
    counts: Vec<((u8, usize), usize)>,
    content_awaited: bool,
    content_begun: bool,
    picked: bool,
    stopped: bool,
    in_order: bool,
}

impl<'a> Walk<'a> {
    fn element(&mut self, element: &'a Element) {
        self.path.push(element);
        let depth = self.path.len();
        // A table is buffered until its end, to tell it from layout.
        self.in_order &= element.name != "table";
        let is_reached = element.name == "main" || element.has("itemprop");
        if self.keeping.is_empty()
            && let Some(Some(left)) = self.removals.first().map(|removal| removal.left)
            && (left == 0 || is_reached)
        {
            self.end_limited_removals();
        }
        let lasting = !self.removals.is_empty();
        if !lasting {
            self.meet_signs();
        }
        let mut verdict = self.judge(lasting);
        if !self.keeping.is_empty() {
            (verdict.drop, verdict.hold) = (None, Vec::new());
        } else if verdict.drop.is_none() && element.has("hidden") && self.protection() < ABSOLUTE {
            verdict.drop =
                Some(RemovalCause { reason: "hidden".into(), rank: 0, max_chars: None, scope: Scope::Element });
        }
        let around = self.removals.iter().map(|removal| removal.rank).max().unwrap_or(0);
        let least = around.max(verdict.drop.as_ref().map_or(0, |drop| drop.rank));
        let keeps = verdict.keep.is_some_and(|rank| rank >= least);
        let drop = verdict.drop.filter(|_| !keeps);
        verdict.hold.retain(|(rank, ..)| verdict.keep.is_none_or(|keep| keep < *rank));
        let waits = drop.is_none() && !lasting && element.is_block() && !verdict.hold.is_empty();
        if let Some(reason) = verdict.stop
            && !self.stopped
            && (!self.content_awaited || self.content_begun)
        {
            self.end_kept_block();
            self.held.clear();
            self.stopped = true;
            self.events.push(Event::Stop { reason });
        }
        if keeps || verdict.select.is_some() || (waits || drop.is_some() && element.is_block()) && self.keeps_here() {
            self.end_kept_block();
        }
        if keeps && lasting {
            self.end_removed_block();
        }
        if let Some(cause) = drop {
            self.remove_from(depth, cause.clone(), cause.rank);
            if !lasting {
                self.afterwards.push((depth, cause));
            }
        }
        if element.name == "a" {
            self.removals.iter_mut().for_each(|removal| removal.links.push(depth));
        }
        if element.name == "article" && !lasting {
            self.articles.push(depth);
            self.article_seen = true;
        }
        if keeps {
            self.keeping.push(depth);
        }
        if let Some(first_only) = verdict.select {
            self.held.clear();
            self.containers.push((depth, first_only));
            self.content_begun = true;
            self.events.push(Event::ContentBegins);
        }
        if waits {
            self.in_order = false;
            for (rank, drop, selector) in verdict.hold {
                self.held.push(Held { depth, rank, drop, selector, start: self.events.len(), proved: false });
            }
        }
        let is_kept = self.keeps_here();
        if element.is_block() {
            self.end_block(is_kept);
        }
        if !(verdict.unwraps && is_kept) {
            self.builder(is_kept).open(element, depth);
        }
        if self.removals.is_empty() {
            for (rank, drop) in verdict.proofs {
                self.prove(rank, drop);
            }
        }
        for child in &element.children {
            match child {
                Node::Text(text) => self.text(text),
                Node::Element(element) => self.element(element),
            }
        }
        self.close(is_kept);
    }

    fn close(&mut self, was_kept: bool) {
        let (element, depth) = (self.path[self.path.len() - 1], self.path.len());
        if element.is_block() {
            self.end_block(was_kept);
        }
        let is_held = self.held.last().is_some_and(|held| held.depth == depth);
        let is_container = self.containers.last().is_some_and(|(container, _)| *container == depth);
        let is_keep = self.keeping.last() == Some(&depth);
        if element.is_block() && self.keeps_here() || is_keep || is_container || is_held {
            self.end_kept_block();
        }
        if element.is_block() || is_keep {
            self.end_removed_block();
        }
        self.settle(depth);
        self.path.pop();
        self.builder(true).close(depth);
        self.builder(false).close(depth);
        self.removals.iter_mut().for_each(|removal| removal.links.retain(|link| *link < depth));
        self.end_removals(|removal| removal.depth == depth);
        self.keeping.retain(|kept| *kept < depth);
        self.articles.retain(|article| *article < depth);
        if let Some((_, first_only)) = self.containers.pop_if(|(container, _)| *container == depth)
            && self.containers.is_empty()
        {
            self.events.push(Event::ContentEnds);
            self.picked |= first_only;
        }
        if self.sections.contains(&depth) {
            self.end_kept_block();
            self.events.push(Event::SectionEnds);
            self.sections.retain(|section| *section < depth);
        }
        if let Some(at) = self.afterwards.iter().position(|(removed, _)| *removed == depth) {
            let (_, cause) = self.afterwards.remove(at);
            self.remove_more(cause);
        }
    }

    fn text(&mut self, text: &str) {
        if self.keeps_here() {
            self.kept.push(text);
            let events = &self.events;
            self.held.retain(|held| !held.is_overfull(events));
            return;
        }
        if let Some(Removal { left: Some(left), links, .. }) = self.removals.first_mut()
            && links.is_empty()
        {
            *left = left.saturating_sub(text.chars().filter(|c| !c.is_whitespace()).count());
        }
        self.removed.push(text);
    }

    fn keeps_here(&self) -> bool {
        self.removals.is_empty() || !self.keeping.is_empty()
    }

    fn builder(&mut self, kept: bool) -> &mut Builder {
        if kept { &mut self.kept } else { &mut self.removed }
    }

    fn end_block(&mut self, kept: bool) {
        if kept { self.end_kept_block() } else { self.end_removed_block() }
    }

    fn end_kept_block(&mut self) {
        self.events.extend(self.kept.take().map(|block| Event::Block(Block { was_held: true, ..block })));
    }

    fn end_removed_block(&mut self) {
        let reason = self.removals.first().map(|removal| removal.cause.reason.clone());
        self.events.extend(self.removed.take().map(|block| Event::Block(Block { reason, ..block })));
    }
}
