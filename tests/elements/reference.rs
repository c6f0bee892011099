//! The reference: applies rule files to a tree that is in memory as a whole, as `rules/README.md` says.
//!
//! Everything that holds until some element ends is a list of depths; an element that ends takes its own away.

use crate::compare::Outcome;
use crate::events::{Block, Event, outcomes};
use crate::page::{Element, Node};
use crate::rules::{Drop, File, Scope};
use crate::selector::Selector;

/// Characters outside links that a removal by a family or a weaker file may take.
const MOST_REMOVED: usize = 2000;
/// Bytes of text that are held back for an element.
const MOST_HELD: usize = 4000;
const FAMILY: u8 = 2;
/// Of what nothing removes, and of a removal in which nothing is kept.
const ABSOLUTE: u8 = u8::MAX;

/// Situations in which tamis is known to be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// An element is held back by two rules or selectors at once.
    HeldTwice,
    /// A section begins before the content container, and the container never comes.
    SectionWhileContentIsAwaited,
    /// A family brings a container while blocks before its sign wait: these wait for the container, too.
    ContentIsAwaitedTooEarly,
    /// A block is kept in a cell that is unwrapped or removed: it comes before what waits of the table.
    OutOfItsCell,
    /// A removal that has a bound ends inside one that has none.
    StrongerRemovalEndsToo,
    /// A removal ends early, and a rule asks for elements that opened in it, which were passed over.
    ForgottenAncestors,
}

pub struct Expected {
    pub outcomes: Vec<Outcome>,
    /// Nothing had to wait, so the blocks come in the order in which they end.
    pub in_order: bool,
    pub faults: Vec<Fault>,
}

pub fn clean(page: &Element, files: &[File]) -> Expected {
    let mut walk = Walk {
        files,
        in_force: files.iter().map(|file| file.sign.is_none()).collect(),
        path: Vec::new(),
        events: Vec::new(),
        kept: Builder::default(),
        removed: Builder::default(),
        removal: None,
        removing: Vec::new(),
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
        faults: Vec::new(),
    };
    walk.await_content();
    walk.element(page);
    walk.end_removed_block();
    let or_nothing = walk.content().is_some_and(|content| content.or_nothing);
    walk.in_order &= !walk.content_awaited;
    if walk.content_awaited && !walk.content_begun {
        let begins = |event: &Event| matches!(event, Event::SectionBegins { .. });
        let awaited = walk.events.iter().skip_while(|event| !matches!(event, Event::ContentAwaited));
        if !or_nothing && awaited.into_iter().any(begins) || walk.events.iter().any(begins) {
            walk.faults.push(Fault::SectionWhileContentIsAwaited);
        }
    }
    Expected { outcomes: outcomes(&walk.events, or_nothing), in_order: walk.in_order, faults: walk.faults }
}

struct Walk<'a> {
    files: &'a [File],
    in_force: Vec<bool>,
    /// The open elements.
    path: Vec<&'a Element>,
    events: Vec<Event>,
    kept: Builder,
    removed: Builder,
    removal: Option<Removal>,
    /// Depth and rank of each element that is removed.
    removing: Vec<(usize, u8)>,
    keeping: Vec<usize>,
    /// Depth of each container, and whether it is one of which only the first counts.
    containers: Vec<(usize, bool)>,
    /// Depth of elements with which a section ends.
    sections: Vec<usize>,
    articles: Vec<usize>,
    article_seen: bool,
    /// Elements that may go, outermost first.
    held: Vec<Held<'a>>,
    /// What goes when the element at a depth has ended.
    afterwards: Vec<(usize, Grounds)>,
    /// How often an element was found: file, rule.
    counts: Vec<((u8, usize), usize)>,
    content_awaited: bool,
    content_begun: bool,
    picked: bool,
    stopped: bool,
    in_order: bool,
    faults: Vec<Fault>,
}

/// Why an element goes, and what goes with it.
#[derive(Debug, Clone)]
struct Grounds {
    reason: String,
    rank: u8,
    max_chars: Option<usize>,
    scope: Scope,
}

/// The removal at hand.
struct Removal {
    reason: String,
    left: Option<usize>,
    links: Vec<usize>,
}

/// An element that may go.
#[derive(Clone)]
struct Held<'a> {
    depth: usize,
    rank: u8,
    drop: &'a Drop,
    selector: String,
    /// The number of events before it.
    start: usize,
    proved: bool,
}

/// The block at hand of what is kept or removed.
#[derive(Default)]
struct Builder {
    text: String,
    linked: usize,
    /// Depth of each link, and whether its text has begun in this block.
    links: Vec<(usize, bool)>,
    headings: Vec<usize>,
    items: Vec<usize>,
    cells: Vec<usize>,
}

/// What the rules say of an element.
#[derive(Default)]
struct Verdict<'a> {
    drop: Option<Grounds>,
    hold: Vec<(u8, &'a Drop, String)>,
    /// Rules that find in it what an element around it must hold.
    proofs: Vec<(u8, &'a Drop)>,
    unwraps: bool,
    keep: Option<u8>,
    select: Option<bool>,
    stop: Option<String>,
}

impl<'a> Walk<'a> {
    fn element(&mut self, element: &'a Element) {
        self.path.push(element);
        let depth = self.path.len();
        // A table waits for its end, to be told from layout.
        self.in_order &= element.name != "table";
        let is_reached = element.name == "main" || element.has("itemprop");
        if self.keeping.is_empty()
            && let Some(Some(left)) = self.removal.as_ref().map(|removal| removal.left)
            && (left == 0 || is_reached)
        {
            self.end_removal_early();
        }
        let lasting = self.removal.is_some();
        if !lasting {
            self.meet_signs();
        }
        let mut verdict = self.judge(lasting);
        if !self.keeping.is_empty() {
            (verdict.drop, verdict.hold) = (None, Vec::new());
        } else if verdict.drop.is_none() && element.has("hidden") && self.protection() < ABSOLUTE {
            verdict.drop = Some(Grounds { reason: "hidden".into(), rank: 0, max_chars: None, scope: Scope::Element });
        }
        let around = self.removing.iter().map(|(_, rank)| *rank).max().unwrap_or(0);
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
        if let Some(grounds) = drop {
            self.remove_from(depth, grounds.clone(), grounds.rank);
            if !lasting {
                self.afterwards.push((depth, grounds));
            }
        }
        if let Some(removal) = &mut self.removal
            && element.name == "a"
        {
            removal.links.push(depth);
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
            if verdict.hold.len() > 1 {
                self.faults.push(Fault::HeldTwice);
            }
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
        if self.removal.is_none() {
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
        self.close(is_kept, keeps || verdict.select.is_some());
    }

    fn close(&mut self, was_kept: bool, is_apart: bool) {
        let (element, depth) = (self.path[self.path.len() - 1], self.path.len());
        if element.is_block() {
            self.end_block(was_kept);
        }
        let is_held = self.held.last().is_some_and(|held| held.depth == depth);
        if element.is_block() && self.keeps_here() || is_apart || is_held {
            self.end_kept_block();
        }
        if element.is_block() || self.keeping.last() == Some(&depth) {
            self.end_removed_block();
        }
        self.settle(depth);
        self.path.pop();
        self.builder(true).close(depth);
        self.builder(false).close(depth);
        if let Some(removal) = &mut self.removal {
            removal.links.retain(|link| *link < depth);
        }
        self.removing.retain(|(removed, _)| *removed < depth);
        if self.removing.is_empty() && self.removal.is_some() {
            self.end_removed_block();
            self.removal = None;
        }
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
        if let Some((_, grounds)) = self.afterwards.pop_if(|(removed, _)| *removed == depth) {
            self.remove_more(grounds);
        }
    }

    fn text(&mut self, text: &str) {
        if self.keeps_here() {
            self.kept.push(text);
            let events = &self.events;
            self.held.retain(|held| !held.is_overfull(events));
            return;
        }
        if let Some(Removal { left: Some(left), links, .. }) = &mut self.removal
            && links.is_empty()
        {
            *left = left.saturating_sub(text.chars().filter(|c| !c.is_whitespace()).count());
        }
        self.removed.push(text);
    }

    fn keeps_here(&self) -> bool {
        self.removal.is_none() || !self.keeping.is_empty()
    }

    fn builder(&mut self, kept: bool) -> &mut Builder {
        if kept { &mut self.kept } else { &mut self.removed }
    }

    fn end_block(&mut self, kept: bool) {
        if kept { self.end_kept_block() } else { self.end_removed_block() }
    }

    fn end_kept_block(&mut self) {
        let cells = self.path.iter().filter(|element| element.name == "td").count();
        if cells > self.kept.cells.len() && !self.kept.text.is_empty() {
            self.faults.push(Fault::OutOfItsCell);
        }
        self.events.extend(self.kept.take().map(|block| Event::Block(Block { was_held: true, ..block })));
    }

    fn end_removed_block(&mut self) {
        let reason = self.removal.as_ref().map(|removal| removal.reason.clone());
        self.events.extend(self.removed.take().map(|block| Event::Block(Block { reason, ..block })));
    }

    /// The files in force whose `[content]` counts.
    fn content(&self) -> Option<&'a crate::rules::Content> {
        let in_force = self.files.iter().zip(&self.in_force).filter(|(_, in_force)| **in_force);
        in_force.filter_map(|(file, _)| file.content.as_ref()).next_back()
    }

    fn await_content(&mut self) {
        if self.content().is_some() && !self.content_awaited {
            self.content_awaited = true;
            if !self.held.is_empty() || self.path.iter().any(|element| element.name == "table") {
                self.faults.push(Fault::ContentIsAwaitedTooEarly);
            }
            self.events.push(Event::ContentAwaited);
        }
    }

    fn meet_signs(&mut self) {
        for (number, file) in self.files.iter().enumerate() {
            if file.sign.as_ref().is_some_and(|sign| sign.matches(&self.path)) {
                self.in_force[number] = true;
            }
        }
        self.await_content();
    }

    /// The rank that a rule must have to remove the innermost element.
    fn protection(&self) -> u8 {
        let element = self.path[self.path.len() - 1];
        match element.name {
            "body" | "main" => ABSOLUTE,
            "article" if !self.article_seen && self.articles.is_empty() => FAMILY,
            _ if element.has("itemprop") => FAMILY,
            _ => 0,
        }
    }

    fn judge(&mut self, lasting: bool) -> Verdict<'a> {
        let mut verdict = Verdict::default();
        let files = self.files;
        let counting = self.content();
        for (file, _) in files.iter().zip(self.in_force.clone()).filter(|(_, in_force)| *in_force) {
            if let Some(content) = &file.content
                && counting.is_some_and(|counting| std::ptr::eq(counting, content))
                && content.select.matches(&self.path)
                && !(content.first_only && self.picked)
            {
                verdict.select = Some(content.first_only);
            }
            if file.keep.iter().any(|keep| keep.matches(&self.path)) {
                verdict.keep = Some(file.rank);
            }
            if !file.stop.is_empty() && verdict.stop.is_none() {
                let stop = file.stop.iter().find(|stop| stop.matches(&self.path));
                verdict.stop = stop.map(|stop| format!("{0}/{0}#stop {stop}", file.kind));
            }
            for drop in &file.drops {
                self.judge_by(file, drop, lasting, &mut verdict);
            }
        }
        verdict
    }

    fn judge_by(&mut self, file: &'a File, drop: &'a Drop, lasting: bool, verdict: &mut Verdict<'a>) {
        let selected = drop.select.iter().find(|selector| selector.matches(&self.path));
        let is_excepted = |unless: &Selector| (1..=self.path.len()).any(|end| unless.matches(&self.path[..end]));
        let found = selected
            .filter(|_| !drop.unless.iter().any(is_excepted))
            .filter(|_| !drop.in_content || !self.containers.is_empty());
        let may_remove = file.rank >= self.protection();
        if let Scope::Enclosing(name) = drop.scope {
            if self.path[self.path.len() - 1].name == name && may_remove {
                verdict.hold.push((file.rank, drop, name.to_owned()));
            }
            if found.is_some() && self.is_the_one(file, drop, lasting) {
                verdict.proofs.push((file.rank, drop));
            }
            return;
        }
        if let Some(selector) = found.filter(|_| may_remove)
            && self.is_the_one(file, drop, lasting)
        {
            if drop.waits() {
                if drop.select.iter().filter(|selector| selector.matches(&self.path)).count() > 1 {
                    self.faults.push(Fault::HeldTwice);
                }
                verdict.hold.push((file.rank, drop, selector.to_string()));
            } else if drop.scope == Scope::Contents {
                verdict.unwraps = true;
            } else if verdict.drop.as_ref().is_none_or(|before| before.rank < file.rank) {
                verdict.drop = Some(grounds(file.rank, drop, selector));
            }
        }
        if drop.has.iter().any(|has| has.matches(&self.path)) {
            verdict.proofs.push((file.rank, drop));
        }
    }

    /// Whether the element that was found is the one that `nth` means. In removed elements nothing is counted.
    fn is_the_one(&mut self, file: &File, drop: &Drop, lasting: bool) -> bool {
        let Some(nth) = drop.nth else { return true };
        if lasting {
            return false;
        }
        let rule = (file.rank, drop.id);
        let at = self.counts.iter().position(|(counted, _)| *counted == rule).unwrap_or_else(|| {
            self.counts.push((rule, 0));
            self.counts.len() - 1
        });
        self.counts[at].1 += 1;
        self.counts[at].1 == nth
    }

    /// The element at a depth is removed from here on.
    fn remove_from(&mut self, depth: usize, grounds: Grounds, rank: u8) {
        self.removing.push((depth, rank));
        if self.removal.is_none() {
            let left = grounds.max_chars.or((grounds.rank <= FAMILY).then_some(MOST_REMOVED));
            self.removal = Some(Removal { reason: grounds.reason, left, links: Vec::new() });
        }
    }

    /// A removal was not meant for the element that opens.
    fn end_removal_early(&mut self) {
        let is_unbounded = |(_, rank): &(usize, u8)| *rank > FAMILY;
        if self.removing.len() > 1 && self.removing.iter().any(is_unbounded) {
            self.faults.push(Fault::StrongerRemovalEndsToo);
        }
        let drops = || self.files.iter().flat_map(|file| &file.drops);
        let selectors = || {
            let of_drops = drops().flat_map(|drop| drop.select.iter().chain(&drop.has).chain(&drop.unless));
            of_drops.chain(self.files.iter().filter_map(|file| file.sign.as_ref()))
        };
        if selectors().any(Selector::looks_around) || drops().any(|drop| !drop.unless.is_empty()) {
            self.faults.push(Fault::ForgottenAncestors);
        }
        self.end_removed_block();
        self.removal = None;
        self.removing.clear();
        self.afterwards.clear();
    }

    /// An element opens that others must hold in order to go.
    fn prove(&mut self, rank: u8, drop: &'a Drop) {
        let depth = self.path.len();
        let is_of_rule = |held: &Held| std::ptr::eq(held.drop, drop) && held.depth < depth;
        let Some(at) = self.held.iter().rposition(is_of_rule) else { return };
        if drop.text.is_some() {
            self.held[at].proved = true;
            return;
        }
        if self.held[at].is_overfull(&self.events) {
            self.held.remove(at);
            return;
        }
        self.end_kept_block();
        let held = self.held[at].clone();
        let grounds = grounds(rank, drop, &held.selector);
        self.remove_held(&held, &grounds);
        self.keeping.retain(|kept| *kept < held.depth);
        self.remove_from(held.depth, grounds.clone(), ABSOLUTE);
        self.afterwards.push((held.depth, grounds));
    }

    /// An element that was held back goes, with all that is in it.
    fn remove_held(&mut self, held: &Held, grounds: &Grounds) {
        for event in &mut self.events[held.start..] {
            match event {
                Event::Block(block) if block.reason.is_none() => block.reason = Some(grounds.reason.clone()),
                Event::SectionBegins { .. } => *event = Event::Nothing,
                _ => {}
            }
        }
        self.held.retain(|other| other.depth < held.depth);
    }

    /// Decides about elements held back at a depth, which end.
    fn settle(&mut self, depth: usize) {
        let mut held: Vec<Held> = self.held.iter().filter(|held| held.depth == depth).cloned().collect();
        held.sort_by_key(|held| std::cmp::Reverse(held.rank));
        for held in held {
            let is_proved = held.proved || held.drop.has.is_empty();
            let is_meant = |text: &crate::rules::Text| text.holds(&held.text(&self.events));
            if is_proved && held.drop.text.as_ref().is_some_and(is_meant) && !held.is_overfull(&self.events) {
                let grounds = grounds(held.rank, held.drop, &held.selector);
                self.remove_held(&held, &grounds);
                self.afterwards.push((depth, grounds));
            }
        }
        self.held.retain(|held| held.depth < depth);
    }

    /// What goes behind an element that has ended; the path is that around it.
    fn remove_more(&mut self, grounds: Grounds) {
        let parent = self.path.len();
        let owner = match grounds.scope {
            Scope::Section => {
                if self.removal.is_none() {
                    self.end_kept_block();
                    self.events.push(Event::SectionBegins { reason: grounds.reason, most: grounds.max_chars });
                    self.sections.push(parent);
                }
                return;
            }
            Scope::After => parent,
            Scope::Rest => self.containers.last().map_or(0, |(depth, _)| *depth),
            _ => return,
        };
        if self.removing.iter().any(|(depth, _)| *depth == owner) {
            return;
        }
        self.end_kept_block();
        // What follows has no bound but `max-chars`, and the beginning of the article.
        let most = grounds.max_chars.or((grounds.rank <= FAMILY).then_some(usize::MAX));
        let rank = grounds.rank;
        self.remove_from(owner, Grounds { max_chars: most, ..grounds }, rank);
    }
}

fn grounds(rank: u8, drop: &Drop, selector: &(impl ToString + ?Sized)) -> Grounds {
    let kind = ["generic", "", "family", "site"][usize::from(rank)];
    let reason = format!("{kind}/{kind}#d{} {}", drop.id, selector.to_string());
    Grounds { reason, rank, max_chars: drop.max_chars, scope: drop.scope.clone() }
}

impl Held<'_> {
    fn blocks<'e>(&self, events: &'e [Event]) -> impl Iterator<Item = &'e Block> {
        events[self.start..].iter().filter_map(|event| match event {
            Event::Block(block) if block.was_held => Some(block),
            _ => None,
        })
    }

    fn is_overfull(&self, events: &[Event]) -> bool {
        self.blocks(events).map(|block| block.text.len()).sum::<usize>() > self.drop.max_chars.unwrap_or(MOST_HELD)
    }

    /// What is left of its text.
    fn text(&self, events: &[Event]) -> String {
        let left = self.blocks(events).filter(|block| block.reason.is_none());
        left.map(|block| block.text.as_str()).collect::<Vec<_>>().join(" ")
    }
}

impl Builder {
    fn open(&mut self, element: &Element, depth: usize) {
        match element.name {
            "a" => self.links.push((depth, false)),
            "h2" => self.headings.push(depth),
            "li" => self.items.push(depth),
            "td" => self.cells.push(depth),
            _ => {}
        }
    }

    fn close(&mut self, depth: usize) {
        self.links.retain(|(link, _)| *link < depth);
        self.headings.retain(|heading| *heading < depth);
        self.items.retain(|item| *item < depth);
        self.cells.retain(|cell| *cell < depth);
    }

    /// Adds a text. It has a space before it.
    fn push(&mut self, text: &str) {
        let space = usize::from(!self.text.is_empty());
        if space > 0 {
            self.text.push(' ');
        }
        self.text.push_str(text);
        if let Some((_, has_begun)) = self.links.first_mut() {
            self.linked += text.len() + if *has_begun { space } else { 0 };
            *has_begun = true;
        }
    }

    fn take(&mut self) -> Option<Block> {
        self.links.iter_mut().for_each(|(_, has_begun)| *has_begun = false);
        let (text, linked) = (std::mem::take(&mut self.text), std::mem::take(&mut self.linked));
        let (is_heading, in_list) = (!self.headings.is_empty(), !self.items.is_empty());
        let block = Block { text, linked, is_heading, in_list, was_held: false, reason: None };
        Some(block).filter(|block| !block.text.is_empty())
    }
}
