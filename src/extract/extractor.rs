//! Applies the selector rules to elements and routes text into kept and dropped blocks.
//!
//! Two block builders: what a rule removes is built beside what is kept, so a removed link in the middle of a
//! paragraph leaves the paragraph whole and still says why it went. What may go, once more is known, is held back.

use std::borrow::Cow;
use std::sync::Arc;

use url::Url;

use super::hold::{Event, Hold};
use super::in_force::{InForce, in_force};
use super::options::Options;
use super::output::{Output, Sink, ends_article};
use super::reason::Reason;
use super::verdict::{Drop, Verdict};
use crate::block::{Block, BlockSink, Builder, TrailStack};
use crate::html::{Element, ElementSink, TextKind, Traits, tags};
use crate::rules::{DropScope, FAMILY_RANK, FileRank, Matcher, MetaField, Role};

/// Characters outside links that a removed element may hold before the removal ends: what has more is no widget, or
/// its end tag is missing. Rules for a site know what they do.
const MOST_DROPPED: usize = 2000;

/// The most bytes that are held for an element that may go, where the rule does not say.
const MOST_HELD: usize = 4000;

/// The most characters of an element's text that are taken for a property of the page.
const META_MAX: usize = 1000;

/// Between the tree and the output.
pub(super) struct Extractor<S: Sink> {
    options: Options,
    matchers: Vec<MatcherState>,
    kept: Builder,
    dropped: Builder,
    hold: Hold,
    /// Where blocks stand, if they are labelled.
    trails: Option<Box<TrailStack>>,
    frames: Vec<Frame>,
    /// Open elements that a rule removes, keeps, selects.
    dropping: u32,
    keeping: u32,
    selecting: u32,
    /// Open elements of which a rule says that they hold comments, where these are kept.
    commenting: u32,
    /// The removal at hand.
    removal: Option<Removal>,
    /// A stop rule has matched.
    stopped: bool,
    /// An element with a `pick = "first"` has ended.
    picked: bool,
    /// Nothing inside a removed element matters to any rule.
    ignores_dropped: bool,
    /// Lists that the element at hand matches, by layer; used again for every element.
    found: Vec<(usize, usize)>,
    /// Open elements of which the text is a property of the page.
    reading: Vec<Reading>,
    /// An outermost `article` has come.
    article_seen: bool,
    articles: u32,
    base: Option<Url>,
    output: Output<S>,
}

/// A matcher, and what rules of its layer have counted.
struct MatcherState {
    matcher: Matcher,
    /// For each rule about elements: open elements of its `unless`, and elements found.
    unless: Vec<u32>,
    found: Vec<u32>,
}

/// What is known of the removal at hand.
struct Removal {
    reason: Reason,
    rank: FileRank,
    /// Characters outside links that may still go.
    left: Option<usize>,
    /// Open links and the like inside.
    links: u32,
}

/// The text of an element on its way to be a property of the page.
struct Reading {
    depth: usize,
    field: MetaField,
    rank: FileRank,
    order: u32,
    text: String,
    /// Characters that came, taken or not.
    length: usize,
}

/// What the end of an element undoes, and which builder knows it.
#[derive(Debug, Clone, Default)]
struct Frame {
    route: Route,
    drops: bool,
    keeps: bool,
    selects: bool,
    boundary: bool,
    title: bool,
    /// The rules were not asked, because nothing in here matters.
    ignored: bool,
    /// Its text does not count as lost: a link, or the choices of a form.
    linked: bool,
    article: bool,
    /// A section that was removed ends with this element.
    section: bool,
    /// The trails know of it.
    trailed: bool,
    comments: bool,
    /// Rules whose `unless` it is.
    unless: Vec<(usize, usize)>,
    /// What else goes when it ends, because it was removed itself.
    scope: Option<Box<More>>,
    first_only: bool,
}

/// What else goes when a removed element has ended.
#[derive(Debug, Clone)]
struct More {
    scope: DropScope,
    reason: Reason,
    rank: FileRank,
    most: Option<usize>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Route {
    /// No builder: the element is unwrapped, or nobody asks for what is dropped.
    #[default]
    None,
    Kept,
    Dropped,
}

/// Where kept blocks go: on, or on hold.
struct Through<'a, S: Sink> {
    hold: &'a mut Hold,
    trails: &'a mut Option<Box<TrailStack>>,
    output: &'a mut Output<S>,
    comment: bool,
}

impl<S: Sink> BlockSink for Through<'_, S> {
    fn block(&mut self, mut block: Block) {
        block.comment = self.comment;
        // A block without text is built in some formats only, and may change nothing for the others.
        if let Some(trails) = self.trails.as_mut().filter(|_| !block.text.is_empty()) {
            block.trail = Some(Box::new(trails.trail()));
        }
        if self.hold.is_empty() { self.output.block(block) } else { self.hold.block(block) }
    }
    fn table_start(&mut self, table: u32) {
        if self.hold.is_empty() { self.output.table_start(table) } else { self.hold.table_start(table) }
    }
    fn table_end(&mut self, table: u32) {
        if self.hold.is_empty() { self.output.table_end(table) } else { self.hold.table_end(table) }
    }
}

impl<S: Sink> Extractor<S> {
    pub fn new(options: &Options, output: Output<S>) -> Self {
        let targets = output.wants_targets();
        Extractor {
            options: options.clone(),
            matchers: Vec::new(),
            kept: Builder::new(options.limits(), targets, true),
            dropped: Builder::new(options.limits(), false, false),
            hold: Hold::new(options.limits()),
            trails: output.classifies().then(|| Box::new(TrailStack::new())),
            frames: Vec::new(),
            dropping: 0,
            keeping: 0,
            selecting: 0,
            commenting: 0,
            removal: None,
            stopped: false,
            picked: false,
            ignores_dropped: false,
            found: Vec::new(),
            reading: Vec::new(),
            article_seen: false,
            articles: 0,
            base: options.page_url().cloned(),
            output,
        }
    }

    /// Puts the rules for a page in force. Called once, before the first element.
    pub fn choose_rules(&mut self, url: Option<&Url>) {
        let layers = in_force(self.options.select_rules(url));
        self.ignores_dropped = !layers.iter().any(|layer| layer.looks_inside());
        let state = |layer: &InForce| MatcherState {
            matcher: Matcher::new(Arc::clone(&layer.layer.index)),
            unless: vec![0; layer.layer.drops.len()],
            found: vec![0; layer.layer.drops.len()],
        };
        self.matchers = layers.iter().map(state).collect();
        self.output.use_layers(layers);
    }

    pub fn output(&mut self) -> &mut Output<S> {
        &mut self.output
    }

    pub fn into_output(mut self) -> Output<S> {
        self.end_kept_block();
        self.let_all_go();
        for hits in [self.kept.hits(), self.dropped.hits()] {
            self.output.report.degraded.add(hits);
        }
        self.output.report.degraded.released_elements = self.hold.released();
        self.output
    }

    fn end_kept_block(&mut self) {
        self.kept.end_block(&mut Through {
            hold: &mut self.hold,
            trails: &mut self.trails,
            output: &mut self.output,
            comment: self.commenting > 0,
        });
    }

    /// Asks the rules about an element that has opened.
    fn judge(&mut self, element: Element<'_>) -> Verdict {
        let mut found = std::mem::take(&mut self.found);
        found.clear();
        for (number, state) in self.matchers.iter_mut().enumerate() {
            found.extend(state.matcher.open(element).iter().map(|&list| (number, list as usize)));
        }
        let mut verdict = Verdict::default();
        if !found.is_empty() {
            // What makes a family known is judged by its rules already.
            self.read_signs(&found);
            self.read_exceptions(&found, &mut verdict);
            self.read_rules(&found, element, &mut verdict);
        }
        self.found = found;
        verdict
    }

    fn read_signs(&mut self, found: &[(usize, usize)]) {
        let mut signs = Vec::new();
        for &(number, list) in found {
            let entry = &self.output.layers()[number].layer.lists[list];
            if let Role::Sign(sign) = entry.role {
                signs.push((number, entry.file, sign));
            }
        }
        if !signs.is_empty() {
            self.signs(signs);
        }
    }

    fn read_exceptions(&mut self, found: &[(usize, usize)], verdict: &mut Verdict) {
        for &(number, list) in found {
            if let Role::Unless(drop) = self.output.layers()[number].layer.lists[list].role {
                self.matchers[number].unless[drop] += 1;
                verdict.unless.push((number, drop));
            }
        }
    }

    fn read_rules(&mut self, found: &[(usize, usize)], element: Element<'_>, verdict: &mut Verdict) {
        let protected = self.protection(element);
        for &(number, list) in found {
            let (layer, state) = (&self.output.layers()[number], &mut self.matchers[number]);
            let entry = &layer.layer.lists[list];
            let rank = layer.layer.rank(entry.file);
            if !layer.list(list) {
                continue;
            }
            match &entry.role {
                Role::Drop(drop) | Role::Candidate(drop) => {
                    let rule = &layer.layer.drops[*drop];
                    if rank < protected || rule.in_content && self.selecting == 0 || state.unless[*drop] > 0 {
                        continue;
                    }
                    if let Some(nth) = rule.nth {
                        state.found[*drop] += 1;
                        if state.found[*drop] != nth {
                            continue;
                        }
                    }
                    if matches!(entry.role, Role::Candidate(_)) {
                        verdict.candidates.push((number, list, *drop));
                    } else if rule.scope == DropScope::Contents {
                        verdict.unwraps = true;
                    } else if verdict.drop.as_ref().is_none_or(|before| before.rank < rank) {
                        verdict.drop = Some(Drop { layer: number, list, rank });
                    }
                }
                Role::Proof(drop) => verdict.proofs.push((number, *drop)),
                Role::Keep => verdict.keep = verdict.keep.max(Some(rank)),
                Role::Select { first_only } if layer.content_counts(entry.file) => {
                    verdict.selects = !(*first_only && self.picked);
                    verdict.first_only = *first_only;
                }
                Role::Stop => {
                    verdict.stop.get_or_insert_with(|| reason_of(layer, list));
                }
                Role::Meta { .. } => verdict.metas.push((number, list)),
                Role::Select { .. } | Role::Unless(_) | Role::Sign(_) => {}
            }
        }
    }

    /// The rank that a rule must have to remove the element.
    fn protection(&self, element: Element<'_>) -> FileRank {
        match element.tag() {
            // Nothing may remove these, whatever its classes are.
            tags::HTML | tags::HEAD | tags::BODY | tags::MAIN => FileRank::MAX,
            // Cards and comments are articles too, but the first one outside of others is more often the page's.
            tags::ARTICLE if self.articles == 0 && !self.article_seen => FAMILY,
            _ if holds_the_article(element) => FAMILY,
            _ => 0,
        }
    }

    fn route(&self) -> Route {
        if self.dropping == 0 || self.keeping > 0 {
            Route::Kept
        } else if self.output.wants_dropped() {
            Route::Dropped
        } else {
            Route::None
        }
    }

    /// Begins to remove an element, or lets one that is removed already weigh more.
    fn begin_removal(&mut self, reason: Reason, rank: FileRank, most: Option<usize>) {
        self.dropping += 1;
        if self.dropping == 1 {
            self.mark_removal(&reason);
            let left = most.or((rank <= FAMILY).then_some(MOST_DROPPED));
            self.removal = Some(Removal { reason, rank, left, links: 0 });
        } else if let Some(removal) = &mut self.removal {
            removal.rank = removal.rank.max(rank);
        }
    }

    /// The blocks that follow know that something was removed before them.
    fn mark_removal(&mut self, reason: &Reason) {
        if let (Some(trails), Some(_)) = (&mut self.trails, reason.rule()) {
            match ends_article(reason.kind()) {
                true => trails.ends += 1,
                false => trails.widgets += 1,
            }
        }
    }

    /// Whether a rule removes the element as comments.
    fn drops_comments(&self, verdict: &Verdict) -> bool {
        verdict
            .drop
            .as_ref()
            .is_some_and(|drop| self.output.layers()[drop.layer].layer.lists[drop.list].rule.kind == "comments")
    }

    /// The blocks that follow know whether a rule keeps them.
    fn mark_kept(&mut self) {
        if let Some(trails) = &mut self.trails {
            trails.kept = self.keeping > 0;
        }
    }

    fn end_removal(&mut self) {
        self.dropping -= 1;
        if self.dropping == 0 {
            let reason = self.removal.take().map(|removal| removal.reason);
            self.dropped.end_block(&mut self.output.dropping(reason.as_ref()));
        }
    }

    /// Ends a removal within its elements: it was not meant for what comes now.
    fn lift_removal(&mut self) {
        for frame in &mut self.frames {
            (frame.drops, frame.linked) = (false, false);
        }
        self.dropping = 1;
        self.end_removal();
    }

    /// Whether the removal at hand reaches the article, from which only a rule for the site may keep it.
    fn reaches_article(&self, element: Element<'_>) -> bool {
        let limited = self.removal.as_ref().is_some_and(|removal| removal.left.is_some());
        limited && self.keeping == 0 && (element.tag() == tags::MAIN || holds_the_article(element))
    }

    /// Lets all that is held go on: something comes that cannot wait.
    fn let_all_go(&mut self) {
        while !self.hold.is_empty() {
            let events = self.hold.release(0);
            self.pass(events);
        }
    }

    /// Lets go what is held beyond the limits.
    fn relieve_hold(&mut self, more: bool) {
        while let Some(events) = self.hold.relieve(more) {
            self.pass(events);
        }
    }

    fn pass(&mut self, events: Vec<Event>) {
        for event in events {
            match event {
                Event::Block(block) => self.output.block(block),
                Event::TableStart(table) => self.output.table_start(table),
                Event::TableEnd(table) => self.output.table_end(table),
            }
        }
    }

    fn drop_events(&mut self, events: Vec<Event>, reason: &Reason) {
        self.mark_removal(reason);
        let mut sink = self.output.dropping(Some(reason));
        for event in events {
            if let Event::Block(block) = event {
                sink.block(block);
            }
        }
    }

    /// A candidate held what its rule asks for: it goes, and what comes in it goes too.
    fn prove(&mut self, layer: usize, drop: usize) {
        let Some(at) = self.hold.find(layer, drop) else { return };
        let in_force = &self.output.layers()[layer];
        let rule = &in_force.layer.drops[drop];
        if rule.text.is_some() {
            // The text decides, at the end.
            return self.hold.prove(at);
        }
        let (list, depth, most) = (self.hold.candidate(at).list, self.hold.candidate(at).depth, rule.max_chars);
        let (scope, rank) = (rule.scope.clone(), in_force.layer.rank(in_force.layer.lists[list].file));
        let reason = reason_of(in_force, list);
        self.end_kept_block();
        let events = self.hold.remove(at);
        self.drop_events(events, &reason);
        if let Some(frame) = self.frames.get_mut(depth) {
            frame.drops = true;
            frame.scope = after_scope(scope, &reason, rank, most);
            self.begin_removal(reason, rank, most);
        }
    }

    /// Decides about the candidates that are the element that closes.
    fn settle(&mut self, depth: usize) {
        while let Some(at) = self.hold.at_depth(depth) {
            let candidate = self.hold.candidate(at).clone();
            let in_force = &self.output.layers()[candidate.layer];
            let rule = &in_force.layer.drops[candidate.drop];
            let overfull = self.hold.is_overfull(at);
            let asks = rule.text.is_some() && (candidate.proved || !rule.needs_proof);
            if overfull {
                self.output.let_go(candidate.layer, candidate.list);
            }
            let matches =
                asks && !overfull && self.output.matches(candidate.layer, candidate.drop, self.hold.text_of(at).trim());
            if !matches {
                let events = self.hold.release(at);
                self.pass(events);
                continue;
            }
            let in_force = &self.output.layers()[candidate.layer];
            let rank = in_force.layer.rank(in_force.layer.lists[candidate.list].file);
            let reason = reason_of(in_force, candidate.list);
            let (scope, most) = (rule_scope(in_force, candidate.drop), in_force.layer.drops[candidate.drop].max_chars);
            let events = self.hold.remove(at);
            self.drop_events(events, &reason);
            if let Some(frame) = self.frames.get_mut(depth) {
                frame.scope = after_scope(scope, &reason, rank, most);
            }
        }
    }

    /// What goes with an element that was removed, once it has ended; the frames are those around it.
    fn remove_more(&mut self, more: More) {
        let More { scope, reason, rank, most } = more;
        let owner = match scope {
            DropScope::Section => {
                let last = self.frames.len().checked_sub(1);
                if let Some(at) = last {
                    self.frames[at].section = true;
                }
                return self.output.begin_section(reason, most);
            }
            DropScope::After => self.frames.len().checked_sub(1),
            _ => self.frames.iter().rposition(|frame| frame.selects),
        };
        let most = most.or(Some(usize::MAX));
        let Some(owner) = owner else {
            // To the end of the document.
            self.end_kept_block();
            return self.begin_removal(reason, rank, most);
        };
        if !self.frames[owner].drops {
            self.end_kept_block();
            self.frames[owner].drops = true;
            self.begin_removal(reason, rank, most);
        }
    }

    /// What the page says of itself.
    fn read_metadata(&mut self, element: Element<'_>) {
        let is = |name: &str, value: &str| {
            let found = element.attribute(name).unwrap_or_default();
            found.split_ascii_whitespace().any(|token| token.eq_ignore_ascii_case(value))
        };
        match element.tag() {
            tags::LINK if is("rel", "canonical") => self.address(element.attribute("href").as_deref(), false),
            tags::BASE => self.address(element.attribute("href").as_deref(), true),
            tags::META => {
                let content = element.attribute("content");
                let content = content.as_deref();
                if is("property", "og:url") {
                    self.address(content, false);
                } else if is("property", "og:title") {
                    self.output.headline.document_title(content.unwrap_or_default(), true);
                } else if is("property", "og:site_name") {
                    self.output.headline.site_name(content.unwrap_or_default());
                } else if is("name", "generator") {
                    self.generator(content.unwrap_or_default().trim());
                }
            }
            _ => {}
        }
    }

    fn generator(&mut self, name: &str) {
        let mut signs = Vec::new();
        for (number, layer) in self.output.layers().iter().enumerate() {
            signs.extend(layer.generator_signs(name).into_iter().map(|(file, sign)| (number, file, sign)));
        }
        self.signs(signs);
    }

    /// Takes note of signs of families; what they switch on holds from here.
    fn signs(&mut self, signs: Vec<(usize, usize, u32)>) {
        if self.output.signs(&signs) {
            self.ignores_dropped = !self.output.layers().iter().any(InForce::looks_inside);
        }
    }

    /// An address the page gives: for links, and as its own if the caller gave none.
    fn address(&mut self, address: Option<&str>, is_base: bool) {
        let Some(address) = address.map(str::trim) else { return };
        let url = match &self.base {
            Some(base) if is_base => base.join(address).ok(),
            _ => Url::parse(address).ok(),
        };
        let Some(url) = url.filter(Url::has_host) else { return };
        if !is_base && self.output.report.url.is_none() {
            self.output.report.url = Some(url.clone().into());
        }
        if is_base || self.base.is_none() {
            self.base = Some(url);
        }
    }

    /// Properties of the page that rules find in this element.
    fn read_properties(&mut self, element: Element<'_>, metas: &[(usize, usize)]) {
        for &(number, list) in metas {
            let layer = &self.output.layers()[number];
            let entry = &layer.layer.lists[list];
            let rank = layer.layer.rank(entry.file);
            let Role::Meta { field, order, attribute } = &entry.role else { continue };
            let (field, order) = (*field, *order);
            match attribute {
                Some(name) => {
                    if let Some(value) = element.attribute(name) {
                        self.output.property(field, rank, order, &value);
                    }
                }
                None => {
                    let depth = self.frames.len();
                    self.reading.push(Reading { depth, field, rank, order, text: String::new(), length: 0 });
                }
            }
        }
    }

    /// Counts text that is removed. Whether it is too much is asked at the next tag: text may come in any pieces.
    fn count_removed(&mut self, text: &str) {
        if let Some(Removal { left: Some(left), links: 0, .. }) = &mut self.removal {
            *left = left.saturating_sub(text.chars().filter(|c| !c.is_whitespace()).count());
        }
    }

    fn removes_too_much(&self) -> bool {
        self.keeping == 0 && self.removal.as_ref().is_some_and(|removal| removal.left == Some(0))
    }
}

/// Rules of families and below are guarded; those for sites know what they do.
const FAMILY: FileRank = FAMILY_RANK;

/// Whether the page says that its article is in the element.
fn holds_the_article(element: Element<'_>) -> bool {
    let named = |value: Cow<'_, str>| value.split_ascii_whitespace().any(|name| name == "articleBody");
    // In a drawing there is no article, and what shows it in words is no text.
    !element.is_foreign() && element.attribute("itemprop").is_some_and(named)
}

fn reason_of(layer: &InForce, list: usize) -> Reason {
    let list = &layer.layer.lists[list];
    Reason::Selector { rule: Arc::clone(&list.rule), selector: list.selector.clone() }
}

fn rule_scope(layer: &InForce, drop: usize) -> DropScope {
    layer.layer.drops[drop].scope.clone()
}

/// What is left to do when a removed element ends, if anything.
fn after_scope(scope: DropScope, reason: &Reason, rank: FileRank, most: Option<usize>) -> Option<Box<More>> {
    matches!(scope, DropScope::After | DropScope::Section | DropScope::Rest)
        .then(|| Box::new(More { scope, reason: reason.clone(), rank, most }))
}

impl<S: Sink> ElementSink for Extractor<S> {
    fn open(&mut self, element: Element<'_>) {
        self.output.metadata.open(element);
        self.read_metadata(element);
        let linked = matches!(element.tag(), tags::A | tags::SELECT | tags::DATALIST | tags::TEXTAREA | tags::SVG);
        if self.dropping > 0 {
            if self.reaches_article(element) || self.removes_too_much() {
                self.lift_removal();
            } else if self.ignores_dropped && self.keeping == 0 {
                self.frames.push(Frame { ignored: true, linked, route: self.route(), ..Frame::default() });
                if linked && let Some(removal) = &mut self.removal {
                    removal.links += 1;
                }
                if self.route() == Route::Dropped {
                    let reason = self.removal.as_ref().map(|removal| &removal.reason);
                    self.dropped.open(element, None, &mut self.output.dropping(reason));
                }
                return;
            }
        }
        let verdict = self.judge(element);
        self.apply(element, linked, verdict);
        self.relieve_hold(false);
    }

    fn close(&mut self) {
        self.output.metadata.close();
        let Some(depth) = self.frames.len().checked_sub(1) else { return };
        if !self.frames[depth].ignored {
            for state in &mut self.matchers {
                state.matcher.close();
            }
        }
        while let Some(reading) = self.reading.pop_if(|reading| reading.depth == depth) {
            self.output.property(reading.field, reading.rank, reading.order, &reading.text);
        }
        let boundary = self.frames[depth].boundary;
        match self.frames[depth].route {
            Route::Kept => self.kept.close(&mut Through {
                hold: &mut self.hold,
                trails: &mut self.trails,
                output: &mut self.output,
                comment: self.commenting > 0,
            }),
            Route::Dropped => {
                let reason = self.removal.as_ref().map(|removal| &removal.reason);
                self.dropped.close(&mut self.output.dropping(reason));
            }
            Route::None => {}
        }
        let candidate = self.hold.at_depth(depth).is_some();
        if boundary && self.route() == Route::Kept
            || self.frames[depth].keeps
            || self.frames[depth].selects
            || self.frames[depth].comments
            || candidate
        {
            self.end_kept_block();
        }
        self.settle(depth);
        let Some(frame) = self.frames.pop() else { return };
        if frame.trailed
            && let Some(trails) = &mut self.trails
        {
            trails.close();
        }
        if frame.linked
            && let Some(removal) = &mut self.removal
        {
            removal.links = removal.links.saturating_sub(1);
        }
        if frame.drops {
            self.end_removal();
        }
        self.keeping -= u32::from(frame.keeps);
        self.commenting -= u32::from(frame.comments);
        self.mark_kept();
        self.articles -= u32::from(frame.article);
        for (layer, drop) in frame.unless {
            self.matchers[layer].unless[drop] -= 1;
        }
        if frame.selects {
            self.selecting -= 1;
            if self.selecting == 0 {
                self.let_all_go();
                self.output.select(false);
                self.picked |= frame.first_only;
            }
        }
        if frame.section {
            self.end_kept_block();
            self.output.end_section();
        }
        if frame.title {
            self.output.title_ends();
        }
        if let Some(more) = frame.scope {
            self.remove_more(*more);
        }
    }

    fn text(&mut self, text: &str, kind: TextKind) {
        self.output.metadata.text(text, kind);
        if self.frames.last().is_some_and(|frame| frame.title) {
            return self.output.headline.title_text(text);
        }
        for reading in self.reading.iter_mut().filter(|reading| reading.length < META_MAX) {
            reading.text.extend(text.chars().take(META_MAX.saturating_sub(reading.length)));
            reading.length += text.chars().count();
        }
        let readable = !matches!(kind, TextKind::Script | TextKind::RawText);
        if self.dropping > 0 && self.keeping == 0 && readable {
            self.count_removed(text);
        }
        match self.route() {
            Route::Kept => {
                let comment = self.commenting > 0;
                let mut sink =
                    Through { hold: &mut self.hold, trails: &mut self.trails, output: &mut self.output, comment };
                self.kept.text(text, kind, &mut sink);
                while let Some(at) = self.hold.overfull() {
                    let candidate = self.hold.candidate(at).clone();
                    self.output.let_go(candidate.layer, candidate.list);
                    let events = self.hold.release(at);
                    self.pass(events);
                }
            }
            Route::Dropped => {
                let reason = self.removal.as_ref().map(|removal| &removal.reason);
                self.dropped.text(text, kind, &mut self.output.dropping(reason));
            }
            Route::None => {}
        }
    }
}

impl<S: Sink> Extractor<S> {
    /// Does what the rules say of an element that has opened.
    fn apply(&mut self, element: Element<'_>, linked: bool, mut verdict: Verdict) {
        let boundary = element.traits().has(Traits::BLOCK);
        // Where blocks are labelled, being hidden is one sign among others: scripts show some of it.
        let hides = (self.trails.is_none() || self.selecting > 0) && is_hidden(element);
        if hides && verdict.drop.is_none() && self.protection(element) < FileRank::MAX {
            verdict.hidden = true;
        }
        let comments = self.options.keeps_comments() && self.drops_comments(&verdict);
        if comments {
            verdict.drop = None;
        }
        let dropping_rank = self.removal.as_ref().map_or(0, |removal| removal.rank);
        let keeps = verdict.keep.is_some_and(|rank| rank >= dropping_rank.max(verdict.drop_rank()));
        let drops = !keeps && (verdict.drop.is_some() || verdict.hidden);
        let selects = verdict.selects;
        if let Some(reason) = verdict.stop.take()
            && self.output.content_seen()
            && !self.stopped
        {
            self.end_kept_block();
            self.let_all_go();
            self.stopped = true;
            self.output.stop(reason);
        }
        let waits = !drops && !keeps && self.dropping == 0 && boundary && !verdict.candidates.is_empty();
        if (keeps || selects || waits || comments || drops && boundary) && self.route() == Route::Kept {
            self.end_kept_block();
        }
        self.commenting += u32::from(comments);
        self.read_properties(element, &verdict.metas);
        let mut frame = Frame { drops, keeps, selects, boundary, linked, comments, ..Frame::default() };
        frame.title = self.dropping == 0
            && element.tag() == tags::TITLE
            && !element.is_foreign()
            && self.output.headline.expects_title();
        frame.unless = std::mem::take(&mut verdict.unless);
        frame.first_only = verdict.first_only;
        if drops {
            let (reason, rank, most, scope) = match &verdict.drop {
                Some(found) => {
                    let layer = &self.output.layers()[found.layer];
                    let Role::Drop(drop) = layer.layer.lists[found.list].role else { return };
                    let rule = &layer.layer.drops[drop];
                    (reason_of(layer, found.list), found.rank, rule.max_chars, rule.scope.clone())
                }
                None => (Reason::Hidden, 0, None, DropScope::Element),
            };
            frame.scope = after_scope(scope, &reason, rank, most);
            self.begin_removal(reason, rank, most);
        }
        if linked
            && self.dropping > 0
            && let Some(removal) = &mut self.removal
        {
            removal.links += 1;
        } else {
            frame.linked = false;
        }
        if element.tag() == tags::ARTICLE {
            frame.article = true;
            self.article_seen = true;
            self.articles += 1;
        }
        self.keeping += u32::from(keeps);
        self.mark_kept();
        self.selecting += u32::from(selects);
        if selects {
            self.let_all_go();
            self.output.select(true);
        }
        if waits {
            self.relieve_hold(true);
            for &(layer, list, drop) in &verdict.candidates {
                let most = self.output.layers()[layer].layer.drops[drop].max_chars.unwrap_or(MOST_HELD);
                self.hold.begin(self.frames.len(), layer, list, drop, most);
            }
        }
        frame.route = if verdict.unwraps { Route::None } else { self.route() };
        match frame.route {
            Route::Kept => {
                let comment = self.commenting > 0;
                let mut sink =
                    Through { hold: &mut self.hold, trails: &mut self.trails, output: &mut self.output, comment };
                self.kept.open(element, self.base.as_ref(), &mut sink);
            }
            Route::Dropped => {
                let reason = self.removal.as_ref().map(|removal| &removal.reason);
                self.dropped.open(element, None, &mut self.output.dropping(reason));
            }
            Route::None if verdict.unwraps && boundary => self.end_kept_block(),
            Route::None => {}
        }
        if self.route() == Route::Kept
            && let Some(trails) = &mut self.trails
        {
            frame.trailed = true;
            trails.open(element);
        }
        self.frames.push(frame);
        if self.dropping == 0 {
            for (layer, drop) in verdict.proofs {
                self.prove(layer, drop);
            }
        }
    }
}

/// Whether the page itself says that the element is not shown. `until-found` is shown on demand.
fn is_hidden(element: Element<'_>) -> bool {
    match element.attribute("hidden") {
        Some(value) => !value.eq_ignore_ascii_case("until-found"),
        None => element.tag() == tags::DIALOG && element.attribute("open").is_none(),
    }
}
