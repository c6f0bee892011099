//! The state of the page so far: where prose was, what blocks of the same names were like, which headings came.
//!
//! All of it is bounded: tables stop growing at a limit, closed elements are forgotten.

use super::measure::{Ending, Measure};
use super::title::Title;
use crate::block::{Block, BlockKind, DomPath, ElementKind, NEAR};
use crate::hash::{HashMap, Hashes, hash};

/// Maximum signatures and texts stored; pages have some tens of the former.
const MOST_SIGNATURES: usize = 512;
const MOST_TEXTS: usize = 8192;

const CLOSED: usize = 256;

/// Good words before which a heading may be the headline, and after which there is an article that can have ended.
const BEGINNING: f32 = 60.0;
const ARTICLE: f32 = 100.0;

#[derive(Debug)]
pub(super) struct PageState {
    pub blocks: u32,
    pub words: f32,
    pub letters: f32,
    pub good_blocks: u32,
    pub good_words: f32,
    pub title: Title,
    /// The open elements at the last block, outermost first.
    path: Vec<Level>,
    signatures: HashMap<u32, Tally>,
    largest_signature: f32,
    parents: HashMap<u32, Tally>,
    /// Sums over the blocks before with the signatures of the current block.
    pub signature: Tally,
    pub parent_signature: Tally,
    /// Good words by element, including closed ones.
    closed: Vec<(u32, f32)>,
    texts: Hashes,
    text: u64,
    /// Ids along the path of the last good block, and along the path to the element with most of the good words.
    last_good: Vec<u32>,
    stronghold: Vec<u32>,
    pub since_good: Since,
    pub since_end: Since,
    pub since_widget: Since,
    pub since_h1: Since,
    pub since_heading: Since,
    pub since_p: Since,
    pub ends: u32,
    pub widgets: u32,
    /// Number of removals after some prose.
    pub late_ends: u32,
    pub h1s: u32,
    pub headings: u32,
    pub ps: u32,
    pub heading_level: u8,
    pub heading_linked: f32,
    /// The heading that is most likely the headline: its letters that are in the title, and its level.
    headline: Option<(f32, u8)>,
    /// Headings outside the article after it has ended, and those of its headline's level.
    pub late_headings: u32,
    pub late_headlines: u32,
    pub since_late_heading: Since,
    /// The `article` element of the last good block inside the article, and one that holds another article.
    article: u32,
    other_article: u32,
    /// Whether another article has begun outside `article` elements.
    another_follows: bool,
    pub before: [Brief; 3],
    same_signature: u32,
    same_run: u32,
    pub same_run_words: f32,
}

/// What features need of a neighbouring block.
#[derive(Debug, Clone, Copy)]
pub(super) struct Brief {
    pub unlinked: f32,
    pub link_share: f32,
    pub words: f32,
    pub stop: f32,
    pub place: f32,
    pub against: f32,
    pub body: f32,
    pub depth: f32,
    pub marked: f32,
}

/// Distance to an event; [`None`] if it never happened.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Since(Option<(u32, f32)>);

#[derive(Debug, Clone, Copy, Default)]
struct Level {
    id: u32,
    sums: Tally,
}

/// Sums over the blocks of an element or of a kind of element.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    pub blocks: f32,
    pub words: f32,
    pub linked: f32,
    pub unlinked: f32,
    pub good: f32,
    pub good_blocks: f32,
}

impl Tally {
    fn add(&mut self, measure: &Measure) {
        self.blocks += 1.0;
        self.words += measure.words;
        self.linked += measure.linked;
        self.unlinked += measure.unlinked();
        if measure.is_good() {
            self.good += measure.unlinked();
            self.good_blocks += 1.0;
        }
    }

    /// Returns the mean of unlinked words, or -1.
    pub fn mean(&self) -> f32 {
        if self.blocks > 0.0 { self.unlinked / self.blocks } else { -1.0 }
    }

    pub fn link_share(&self) -> f32 {
        if self.words > 0.0 { self.linked / self.words } else { -1.0 }
    }
}

impl Since {
    fn now(&mut self) {
        self.0 = Some((0, 0.0));
    }

    fn pass(&mut self, words: f32) {
        if let Some((blocks, passed)) = &mut self.0 {
            *blocks += 1;
            *passed += words;
        }
    }

    /// Returns the blocks since then, at most 300, or -1.
    pub fn blocks(&self) -> f32 {
        self.0.map_or(-1.0, |(blocks, _)| blocks.min(300) as f32)
    }

    /// Returns the good words since then, or -1.
    pub fn words(&self) -> f32 {
        self.0.map_or(-1.0, |(_, words)| words)
    }
}

impl Brief {
    pub fn of(measure: &Measure, trail: &DomPath, marked: bool) -> Brief {
        Brief {
            unlinked: measure.unlinked(),
            link_share: measure.link_share(),
            words: measure.words,
            stop: f32::from(u8::from(measure.ending == Ending::Stop)),
            place: f32::from(trail.tag as u8),
            against: f32::from(trail.against_near),
            body: f32::from(u8::from(trail.near.any(crate::block::Hints::BODY))),
            depth: f32::from(trail.depth),
            marked: f32::from(u8::from(marked)),
        }
    }

    /// The value for "no such block".
    pub const NONE: Brief = Brief {
        unlinked: -1.0,
        link_share: -1.0,
        words: -1.0,
        stop: -1.0,
        place: -1.0,
        against: -1.0,
        body: -1.0,
        depth: -1.0,
        marked: -1.0,
    };
}

impl PageState {
    pub fn new() -> Self {
        PageState {
            blocks: 0,
            words: 0.0,
            letters: 0.0,
            good_blocks: 0,
            good_words: 0.0,
            title: Title::default(),
            path: Vec::new(),
            signatures: HashMap::default(),
            largest_signature: 0.0,
            parents: HashMap::default(),
            signature: Tally::default(),
            parent_signature: Tally::default(),
            closed: vec![(0, 0.0); CLOSED],
            texts: Hashes::default(),
            text: 0,
            last_good: Vec::new(),
            stronghold: Vec::new(),
            since_good: Since::default(),
            since_end: Since::default(),
            since_widget: Since::default(),
            since_h1: Since::default(),
            since_heading: Since::default(),
            since_p: Since::default(),
            ends: 0,
            widgets: 0,
            late_ends: 0,
            h1s: 0,
            headings: 0,
            ps: 0,
            heading_level: 0,
            heading_linked: 0.0,
            headline: None,
            late_headings: 0,
            late_headlines: 0,
            since_late_heading: Since::default(),
            article: 0,
            other_article: 0,
            another_follows: false,
            before: [Brief::NONE; 3],
            same_signature: 0,
            same_run: 0,
            same_run_words: 0.0,
        }
    }

    /// Moves to the position of the next block; counts the removals since the last.
    pub fn step(&mut self, block: &Block, measure: &Measure, trail: &DomPath) {
        debug_assert!(self.ends <= trail.ends && self.widgets <= trail.widgets, "removals must come in page order");
        self.text = hash(block.text.as_bytes());
        if trail.ends > self.ends {
            self.since_end.now();
            if self.good_words > 50.0 {
                self.late_ends += trail.ends - self.ends;
            }
        }
        if trail.widgets > self.widgets {
            self.since_widget.now();
        }
        (self.ends, self.widgets) = (trail.ends, trail.widgets);
        let depth = usize::from(trail.depth);
        let seen = depth.min(NEAR);
        for (at, &id) in (depth - seen..depth).zip(&trail.ids[NEAR - seen..]) {
            if self.path.get(at).is_none_or(|level| level.id != id) {
                self.path.truncate(at);
                self.path.resize(at, Level::default());
                self.path.push(Level { id, ..Level::default() });
            }
        }
        self.path.truncate(depth);
        self.signature = self.signatures.get(&trail.signature).copied().unwrap_or_default();
        self.parent_signature = self.parents.get(&trail.parent_signature).copied().unwrap_or_default();
        if trail.signature != self.same_signature {
            (self.same_signature, self.same_run, self.same_run_words) = (trail.signature, 0, 0.0);
        }
        if let BlockKind::Heading(level) = block.kind {
            self.step_heading(level, block, measure, trail);
        }
    }

    pub fn pass(&mut self, block: &Block, measure: &Measure, trail: &DomPath, marked: bool) {
        let good = if measure.is_good() { measure.unlinked() } else { 0.0 };
        for since in [
            &mut self.since_good,
            &mut self.since_end,
            &mut self.since_widget,
            &mut self.since_h1,
            &mut self.since_heading,
            &mut self.since_p,
            &mut self.since_late_heading,
        ] {
            since.pass(good);
        }
        self.blocks += 1;
        self.words += measure.words;
        self.letters += measure.letters as f32;
        for level in &mut self.path {
            level.sums.add(measure);
        }
        let largest = &mut self.largest_signature;
        if let Some(tally) = entry(&mut self.signatures, trail.signature) {
            tally.add(measure);
            *largest = largest.max(tally.unlinked);
        }
        if let Some(tally) = entry(&mut self.parents, trail.parent_signature) {
            tally.add(measure);
        }
        self.same_run += 1;
        self.same_run_words += measure.words;
        if let BlockKind::Heading(level) = block.kind {
            self.since_heading.now();
            self.headings += 1;
            (self.heading_level, self.heading_linked) = (level, measure.link_share());
            if level == 1 {
                self.h1s += 1;
                if self.h1s == 1 {
                    self.since_h1.now();
                }
            }
        }
        if trail.tag == ElementKind::P {
            self.since_p.now();
            self.ps += 1;
        }
        if good > 0.0 {
            self.pass_good(trail, good);
        }
        self.before.rotate_right(1);
        self.before[0] = Brief::of(measure, trail, marked);
        // A text that is all links announces another place: a contents list does not make its headings repeats.
        if measure.words >= 3.0 && measure.link_share() < 1.0 && self.texts.len() < MOST_TEXTS {
            self.texts.insert(self.text);
        }
    }

    /// Recognises a heading behind the article, which begins another one or a list of others.
    fn step_heading(&mut self, level: u8, block: &Block, measure: &Measure, trail: &DomPath) {
        let overlap = self.title.overlap(&block.text, measure.letters);
        let titled = if self.good_words < BEGINNING && overlap >= 0.6 { overlap * measure.letters as f32 } else { 0.0 };
        if self.headline.is_none_or(|(most, _)| titled > most) {
            self.headline = Some((titled, level));
        }
        if self.good_words < ARTICLE || overlap >= 0.5 || level > 2 || self.outside() < 1.0 {
            return;
        }
        let is_headline = self.headline.is_some_and(|(_, headline)| level <= headline);
        let is_other = self.article != 0 && trail.article != self.article;
        if self.late_ends > 0 {
            self.late_headings += 1;
            self.since_late_heading.now();
            self.late_headlines += u32::from(is_headline);
            self.another_follows |= is_headline && self.outside() >= 2.0;
        }
        if is_other && (self.late_ends > 0 || is_headline) {
            self.other_article = trail.article;
        }
    }

    fn pass_good(&mut self, trail: &DomPath, good: f32) {
        self.since_good.now();
        if self.late_headings == 0 && self.other_article == 0 {
            self.article = trail.article;
        }
        self.good_blocks += 1;
        self.good_words += good;
        for level in [1, 2] {
            let id = trail.ids[NEAR - 1 - level];
            let slot = &mut self.closed[id as usize % CLOSED];
            if slot.0 != id {
                *slot = (id, 0.0);
            }
            slot.1 += good;
        }
        self.last_good.clear();
        self.last_good.extend(self.path.iter().map(|level| level.id));
        if self.is_in_another_article(trail) {
            return;
        }
        let most = 0.6 * self.good_words;
        if let Some(at) = self.path.iter().rposition(|level| level.sums.good >= most) {
            self.stronghold.clear();
            self.stronghold.extend_from_slice(&self.last_good[..=at]);
        }
    }

    /// Whether the block is of another article, below the first: one with a headline of its own, or in an `article`
    /// element of its own. Readers see that it is another one, and the model often does not; out of fold the rule
    /// changes no set by more than .002.
    pub fn is_in_another_article(&self, trail: &DomPath) -> bool {
        self.another_follows || self.other_article != 0 && trail.article == self.other_article
    }

    /// Whether the exact text of the current block has come before.
    pub fn is_repeated(&self) -> bool {
        self.texts.contains(self.text)
    }

    /// Returns the unlinked words of this signature relative to the largest one.
    pub fn signature_share(&self) -> f32 {
        if self.largest_signature > 0.0 { self.signature.unlinked / self.largest_signature } else { -1.0 }
    }

    /// Returns the sums of an open element, `level` levels up.
    pub fn element(&self, level: usize) -> Tally {
        self.path.len().checked_sub(level + 1).map(|at| self.path[at].sums).unwrap_or_default()
    }

    /// Returns the share of all good words in an open element, `level` levels up; -1 before the first.
    pub fn share(&self, level: usize) -> f32 {
        if self.good_words > 0.0 { self.element(level).good / self.good_words } else { -1.0 }
    }

    /// Returns the good words with the element as parent or grandparent.
    pub fn good_of(&self, id: u32) -> f32 {
        let (known, good) = self.closed[id as usize % CLOSED];
        if known == id { good } else { 0.0 }
    }

    /// Returns the levels up to the first element with half of the good words; 12 if none, -1 before the first.
    pub fn level_of_half(&self) -> f32 {
        if self.good_words == 0.0 {
            return -1.0;
        }
        let half = 0.5 * self.good_words;
        self.path.iter().rev().take(12).position(|level| level.sums.good >= half).unwrap_or(12) as f32
    }

    /// Returns how many levels of the path to the good blocks' common element this block is outside of.
    pub fn outside(&self) -> f32 {
        self.levels_out_of(&self.stronghold)
    }

    /// Returns the same for the path of the last good block.
    pub fn away(&self) -> f32 {
        self.levels_out_of(&self.last_good)
    }

    fn levels_out_of(&self, ids: &[u32]) -> f32 {
        if ids.is_empty() {
            return -1.0;
        }
        let shared = self.path.len().min(ids.len());
        let common = (0..shared).rev().find(|&at| self.path[at].id == ids[at]).map_or(0, |at| at + 1);
        (ids.len() - common).min(20) as f32
    }

    pub fn same_run(&self) -> f32 {
        self.same_run.min(300) as f32
    }
}

/// Returns the entry of a table that does not grow beyond its limit.
fn entry(table: &mut HashMap<u32, Tally>, key: u32) -> Option<&mut Tally> {
    if table.len() >= MOST_SIGNATURES {
        return table.get_mut(&key);
    }
    Some(table.entry(key).or_default())
}
