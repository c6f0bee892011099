//! The features that the model sees of a block: its own, of the page before it, of the blocks after it.
//!
//! No feature depends on a language: letters are counted, element names and the page's shape are read. -1 stands for
//! unknown.

use super::measure::{Ending, Measure};
use super::state::{Brief, PageState};
use crate::block::{Around, Block, BlockKind, Container, DomPath, Hints, NEAR};

/// Defines a list of features: their names, for the model file and for explanations, and how each is computed.
macro_rules! features {
    ($(#[$about:meta])* $names:ident, $fill:ident($($argument:ident: $type:ty),*) { $($name:literal = $value:expr;)* }) => {
        pub(super) const $names: &[&str] = &[$($name),*];
        $(#[$about])*
        pub(super) fn $fill(row: &mut [f32], $($argument: $type),*) {
            let values = [$(Figure::figure($value)),*];
            row.copy_from_slice(&values);
        }
    };
}

trait Figure {
    fn figure(self) -> f32;
}

impl Figure for f32 {
    fn figure(self) -> f32 {
        self
    }
}

impl Figure for bool {
    fn figure(self) -> f32 {
        f32::from(u8::from(self))
    }
}

impl Figure for u8 {
    fn figure(self) -> f32 {
        f32::from(self)
    }
}

impl Figure for u16 {
    fn figure(self) -> f32 {
        f32::from(self)
    }
}

impl Figure for usize {
    fn figure(self) -> f32 {
        self as f32
    }
}

impl Figure for u32 {
    fn figure(self) -> f32 {
        self as f32
    }
}

features! {
    /// The block itself and its position in the page.
    OWN, own(block: &Block, m: &Measure, trail: &DomPath, state: &PageState) {
        "unlinked words" = m.unlinked();
        "link share" = m.link_share();
        "words" = m.words;
        "links" = m.links;
        "letters a run" = per(m.letters, m.runs);
        "longest run" = m.longest;
        "digit share" = per(m.digits, m.letters);
        "commas" = m.commas;
        "stops" = m.stops;
        "quotation marks" = m.quotes;
        "bars" = m.bars;
        "marks a run" = per(m.marks + m.bars, m.runs);
        "lines" = m.lines;
        "ends in a stop" = m.ending == Ending::Stop;
        "ends in an ellipsis" = m.ending == Ending::Ellipsis;
        "ends in a colon" = m.ending == Ending::Colon;
        "overlap with the title" = state.title.overlap(&block.text, m.letters);
        "text came before" = state.is_repeated();
        "element" = trail.tag as u8;
        "parent" = trail.parent as u8;
        "heading level" = match block.kind { BlockKind::Heading(level) => level, _ => 0 };
        "list depth" = count(block, |c| matches!(c, Container::Item { .. }));
        "quote depth" = count(block, |c| matches!(c, Container::Quote { .. }));
        "cell depth" = count(block, |c| matches!(c, Container::Cell { .. }));
        "in noscript" = block.noscript;
        "images before" = trail.images;
        "depth" = trail.depth;
        "names against, near" = trail.against_near;
        "names against, far" = trail.against_far;
        "level of names against" = trail.against_level;
        "level of names for" = trail.body_level;
        "named content" = trail.far.any(Hints::BODY);
        "named content, near" = trail.near.any(Hints::BODY);
        "named article body" = trail.far.any(Hints::STRONG);
        "named comment" = trail.far.any(Hints::COMMENT);
        "named related" = level(trail, Hints::RELATED);
        "named share" = level(trail, Hints::SHARE);
        "named navigation" = level(trail, Hints::NAV);
        "named byline" = level(trail, Hints::META);
        "named notice" = level(trail, Hints::AD);
        "named post" = level(trail, Hints::POST);
        "named product" = level(trail, Hints::PRODUCT);
        "named card" = level(trail, Hints::CARD);
        "hidden" = trail.around.has(Around::HIDDEN);
        "not shown" = trail.around.has(Around::NOT_SHOWN);
        "in main" = trail.around.has(Around::MAIN);
        "in article" = trail.around.has(Around::ARTICLE);
        "in inner article" = trail.around.has(Around::INNER_ARTICLE);
        "in section" = trail.around.has(Around::SECTION);
        "in nav" = trail.around.has(Around::NAV);
        "in aside" = trail.around.has(Around::ASIDE);
        "in header" = trail.around.has(Around::HEADER);
        "in footer" = trail.around.has(Around::FOOTER);
        "in form" = trail.around.has(Around::FORM);
        "in table" = trail.around.has(Around::TABLE);
        "in list" = trail.around.has(Around::LIST);
        "in figure" = trail.around.has(Around::FIGURE);
    }
}

features! {
    /// The page before the block.
    BEFORE, before(trail: &DomPath, unit: usize, state: &PageState) {
        "blocks so far" = state.blocks.min(300);
        "words so far" = state.words;
        "good words so far" = state.good_words;
        "good share so far" = ratio(state.good_words, state.words);
        "signature mean" = state.signature.mean();
        "signature sum" = state.signature.unlinked;
        "signature share" = state.signature_share();
        "signature links" = state.signature.link_share();
        "signature good share" = ratio(state.signature.good_blocks, state.signature.blocks);
        "parent signature mean" = state.parent_signature.mean();
        "parent signature links" = state.parent_signature.link_share();
        "good words of grandparent" = state.good_of(trail.id(2));
        "good share in parent" = state.share(1);
        "good share in grandparent" = state.share(2);
        "blocks in parent" = state.element(1).blocks;
        "mean in parent" = state.element(1).mean();
        "links in parent" = state.element(1).link_share();
        "blocks in grandparent" = state.element(2).blocks;
        "mean in grandparent" = state.element(2).mean();
        "links in grandparent" = state.element(2).link_share();
        "level of half" = state.level_of_half();
        "levels outside" = state.outside();
        "levels away" = state.away();
        "blocks since prose" = state.since_good.blocks();
        "blocks since removal" = state.since_end.blocks();
        "prose since removal" = state.since_end.words();
        "removals after prose" = state.late_ends;
        "blocks since widget" = state.since_widget.blocks();
        "prose since widget" = state.since_widget.words();
        "blocks since first h1" = state.since_h1.blocks();
        "prose since first h1" = state.since_h1.words();
        "h1s" = state.h1s;
        "blocks since heading" = state.since_heading.blocks();
        "prose since heading" = state.since_heading.words();
        "last heading level" = state.heading_level;
        "last heading linked" = state.heading_linked;
        "blocks since p" = state.since_p.blocks();
        "p so far" = state.ps.min(300);
        "run of signature" = state.same_run();
        "run words" = ratio(state.same_run_words, state.same_run());
        "levels of unit" = unit;
        "unit blocks" = state.element(unit).blocks;
        "unit words" = state.element(unit).words;
        "unit links" = state.element(unit).link_share();
        "good share around unit" = state.share(unit + 1);
        "mean around unit" = state.element(unit + 1).mean();
        "links around unit" = state.element(unit + 1).link_share();
        "good words around unit" = state.good_of(trail.id(unit + 1));
        "1 before: unlinked" = state.before[0].unlinked;
        "1 before: link share" = state.before[0].link_share;
        "1 before: words" = state.before[0].words;
        "1 before: stop" = state.before[0].stop;
        "1 before: element" = state.before[0].place;
        "1 before: names against" = state.before[0].against;
        "1 before: names for" = state.before[0].body;
        "1 before: depth" = f32::from(trail.depth) - state.before[0].depth;
        "1 before: marked" = state.before[0].marked;
        "2 before: unlinked" = state.before[1].unlinked;
        "2 before: link share" = state.before[1].link_share;
        "2 before: stop" = state.before[1].stop;
        "2 before: element" = state.before[1].place;
        "2 before: names against" = state.before[1].against;
        "3 before: unlinked" = state.before[2].unlinked;
        "3 before: link share" = state.before[2].link_share;
        "3 before: stop" = state.before[2].stop;
        "3 before: element" = state.before[2].place;
    }
}

/// Sums over the blocks after one.
#[derive(Debug, Default)]
pub(super) struct Ahead {
    /// Unlinked words of good blocks in the same parent and the same grandparent.
    in_parent: f32,
    in_grandparent: f32,
    around_unit: f32,
    linked_in_grandparent: f32,
    words_in_grandparent: f32,
    good_of_five: f32,
    p_of_five: f32,
    unlinked: f32,
    words: f32,
    good: f32,
    headings: f32,
    same_signature: f32,
    same_signature_words: f32,
    removals: f32,
    first_good: f32,
    leaves_parent: f32,
    leaves_grandparent: f32,
}

pub(super) struct Following<'a> {
    pub measure: &'a Measure,
    pub trail: &'a DomPath,
    pub heading: bool,
    pub marked: bool,
}

impl Ahead {
    pub fn of<'a>(own: &DomPath, unit: usize, after: impl Iterator<Item = Following<'a>>) -> (Ahead, [Brief; 3]) {
        let mut ahead = Ahead { first_good: -1.0, leaves_parent: -1.0, leaves_grandparent: -1.0, ..Ahead::default() };
        let mut briefs = [Brief::NONE; 3];
        let mut ends = own.ends;
        for (at, Following { measure, trail, heading, marked }) in after.enumerate() {
            let number = at as f32 + 1.0;
            if let Some(brief) = briefs.get_mut(at) {
                *brief = Brief::of(measure, trail, marked);
            }
            let (unlinked, good) = (measure.unlinked(), measure.is_good());
            ahead.unlinked += unlinked;
            ahead.words += measure.words;
            ahead.headings += heading.figure();
            ahead.removals += (trail.ends - ends) as f32;
            ends = trail.ends;
            if good {
                ahead.good += 1.0;
                if ahead.first_good < 0.0 {
                    ahead.first_good = number;
                }
            }
            if at < 5 {
                ahead.good_of_five += good.figure();
                ahead.p_of_five += (trail.tag == crate::block::ElementKind::P).figure();
            }
            if trail.signature == own.signature {
                ahead.same_signature += 1.0;
                ahead.same_signature_words += unlinked;
            }
            if good && is_below(trail, own, unit + 1) {
                ahead.around_unit += unlinked;
            }
            match is_below(trail, own, 1) {
                true if good => ahead.in_parent += unlinked,
                true => {}
                false if ahead.leaves_parent < 0.0 => ahead.leaves_parent = number,
                false => {}
            }
            if is_below(trail, own, 2) {
                ahead.in_grandparent += if good { unlinked } else { 0.0 };
                ahead.linked_in_grandparent += measure.linked;
                ahead.words_in_grandparent += measure.words;
            } else if ahead.leaves_grandparent < 0.0 {
                ahead.leaves_grandparent = number;
            }
        }
        (ahead, briefs)
    }
}

/// Whether a block is inside the element `level` levels above another block.
fn is_below(trail: &DomPath, other: &DomPath, level: usize) -> bool {
    let Some(at) = (NEAR - 1).checked_sub(level) else { return false };
    match other.ids[at] {
        // Id 0 is the page itself.
        0 => usize::from(trail.depth) < NEAR,
        // The same depth in both.
        id => trail.ids.get((at + usize::from(other.depth)).wrapping_sub(trail.depth.into())) == Some(&id),
    }
}

features! {
    /// The blocks after the block.
    AFTER, after(own: &DomPath, ahead: &Ahead, next: &[Brief; 3]) {
        "prose ahead in parent" = ahead.in_parent;
        "prose ahead in grandparent" = ahead.in_grandparent;
        "prose ahead around unit" = ahead.around_unit;
        "links ahead in grandparent" = ratio(ahead.linked_in_grandparent, ahead.words_in_grandparent);
        "good of next 5" = ahead.good_of_five;
        "p of next 5" = ahead.p_of_five;
        "unlinked words ahead" = ahead.unlinked;
        "unlinked share ahead" = ratio(ahead.unlinked, ahead.words);
        "good ahead" = ahead.good;
        "headings ahead" = ahead.headings;
        "signature ahead" = ahead.same_signature;
        "signature words ahead" = ratio(ahead.same_signature_words, ahead.same_signature);
        "removals ahead" = ahead.removals;
        "next prose" = ahead.first_good;
        "leaves parent" = ahead.leaves_parent;
        "leaves grandparent" = ahead.leaves_grandparent;
        "1 after: unlinked" = next[0].unlinked;
        "1 after: link share" = next[0].link_share;
        "1 after: words" = next[0].words;
        "1 after: stop" = next[0].stop;
        "1 after: element" = next[0].place;
        "1 after: names against" = next[0].against;
        "1 after: names for" = next[0].body;
        "1 after: depth" = if next[0].depth < 0.0 { -99.0 } else { next[0].depth - f32::from(own.depth) };
        "1 after: marked" = next[0].marked;
        "2 after: unlinked" = next[1].unlinked;
        "2 after: link share" = next[1].link_share;
        "2 after: stop" = next[1].stop;
        "2 after: element" = next[1].place;
        "2 after: names against" = next[1].against;
        "3 after: unlinked" = next[2].unlinked;
        "3 after: link share" = next[2].link_share;
        "3 after: stop" = next[2].stop;
        "3 after: element" = next[2].place;
    }
}

pub(super) const COUNT: usize = OWN.len() + BEFORE.len() + AFTER.len();

/// The features of one block. Unused slots are below every value, so a one-byte index is never out of bounds.
pub(super) type Row = [f32; 256];

/// The index of a feature that does not exist.
pub(super) const UNUSED: u8 = u8::MAX;

pub(super) const EMPTY: Row = [f32::NEG_INFINITY; 256];

const _: () = assert!(COUNT <= UNUSED as usize);

pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    OWN.iter().chain(BEFORE).chain(AFTER).copied()
}

/// Fills the features known when the block arrives.
pub(super) fn fill_known(row: &mut Row, block: &Block, measure: &Measure, trail: &DomPath, state: &PageState) {
    let (own_part, rest) = row.split_at_mut(OWN.len());
    own(own_part, block, measure, trail, state);
    before(&mut rest[..BEFORE.len()], trail, unit_level(block, trail), state);
}

pub(super) fn fill_ahead(row: &mut Row, trail: &DomPath, ahead: &Ahead, next: &[Brief; 3]) {
    after(&mut row[OWN.len() + BEFORE.len()..COUNT], trail, ahead, next);
}

fn per(a: u32, b: u32) -> f32 {
    ratio(a as f32, b as f32)
}

fn ratio(a: f32, b: f32) -> f32 {
    if b > 0.0 { a / b } else { -1.0 }
}

/// Returns how near an element with the hint is: 3 for the element itself, 2 among the nearest, 1 further away, 0 for
/// none.
fn level(trail: &DomPath, hint: u16) -> u8 {
    u8::from(trail.own.any(hint)) + u8::from(trail.near.any(hint)) + u8::from(trail.far.any(hint))
}

/// Returns the levels up to the table or list that is judged as one with the block; 0 for a block in none.
pub(super) fn unit_level(block: &Block, trail: &DomPath) -> usize {
    let is =
        |c: &&Container| matches!(c, Container::Cell { .. } | Container::Item { .. } | Container::Definitions { .. });
    let mut wholes = trail.wholes;
    for _ in 1..block.containers.iter().filter(is).count() {
        wholes &= wholes.wrapping_sub(1);
    }
    match block.containers.iter().any(|container| is(&container)) && wholes != 0 {
        true => wholes.trailing_zeros() as usize,
        false => 0,
    }
}

fn count(block: &Block, is: impl Fn(&Container) -> bool) -> u32 {
    block.containers.iter().filter(|container| is(container)).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_inside_an_element_on_its_path() {
        // Two paths that diverge after `shared` elements.
        let trail = |depth: usize, shared: usize, own: u32| {
            let id = |at: usize| at as u32 + if at < shared { 1 } else { own };
            let mut trail = DomPath { depth: depth as u16, ..DomPath::default() };
            for (at, slot) in (0..depth).rev().zip(trail.ids.iter_mut().rev()) {
                *slot = id(at);
            }
            trail
        };
        for (own_depth, depth) in (1..24).flat_map(|own_depth| (0..24).map(move |depth| (own_depth, depth))) {
            for shared in 0..24 {
                let (own, other) = (trail(own_depth, shared, 100), trail(depth, shared, 200));
                for level in [1, 2] {
                    let on_path = other.ids.contains(&own.ids[NEAR - 1 - level]);
                    assert_eq!(is_below(&other, &own, level), on_path, "{own_depth} {depth} {shared} {level}");
                }
            }
        }
    }
}
