//! Describes where a block is: the block-level elements around it, the hints of their names, what came before.

use super::hints::{Hints, NameReader, Named};
use crate::hash::mix;
use crate::html::{Element, NameSet, Tag, Traits, tags};

/// Number of innermost elements whose ids a block records.
pub(crate) const NEAR: usize = 16;

/// The block-level elements around a block, innermost last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct DomPath {
    /// Ids of the innermost elements: unique in the page, ascending.
    pub ids: [u32; NEAR],
    pub depth: u16,
    /// Kinds of the innermost element and its parent.
    pub tag: ElementKind,
    pub parent: ElementKind,
    /// Equal for all blocks in elements of the same names: over three levels, and over three from one level up.
    pub signature: u32,
    pub parent_signature: u32,
    /// Hints of the innermost element, the three innermost, and the ten innermost.
    pub own: Hints,
    pub near: Hints,
    pub far: Hints,
    /// Numbers of hints against content among the three and the ten innermost elements.
    pub against_near: u8,
    pub against_far: u8,
    /// Levels up to the first element with hints against content and for it; [`NONE`] if there is none.
    pub against_level: u8,
    pub body_level: u8,
    pub around: Around,
    /// Id of the outermost `article` element; 0 if there is none.
    pub article: u32,
    /// Bit `n` is set if the element `n` levels up is a table or a list.
    pub wholes: u16,
    /// Number of images since the block before.
    pub images: u8,
    /// Numbers of removals by rules so far: ends of an article, and other widgets.
    pub ends: u32,
    pub widgets: u32,
    /// Whether a rule keeps the block unconditionally.
    pub kept: bool,
}

/// The value for "no such level".
pub(crate) const NONE: u8 = 12;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum ElementKind {
    P,
    Quote,
    Article,
    #[default]
    Div,
    Cell,
    Item,
    H1,
    H2,
    H4,
    HeaderCell,
    Caption,
    Control,
    List,
    Pre,
    Definition,
}

/// A set of the elements around a block.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Around(pub u16);

impl Around {
    pub const MAIN: u16 = 1;
    pub const ARTICLE: u16 = 1 << 1;
    pub const SECTION: u16 = 1 << 2;
    pub const NAV: u16 = 1 << 3;
    pub const ASIDE: u16 = 1 << 4;
    pub const HEADER: u16 = 1 << 5;
    pub const FOOTER: u16 = 1 << 6;
    pub const FORM: u16 = 1 << 7;
    pub const TABLE: u16 = 1 << 8;
    pub const LIST: u16 = 1 << 9;
    pub const QUOTE: u16 = 1 << 10;
    pub const FIGURE: u16 = 1 << 11;
    /// Hidden by a style or from screen readers.
    pub const HIDDEN: u16 = 1 << 12;
    /// Not shown: the `hidden` attribute, or a closed dialog.
    pub const NOT_SHOWN: u16 = 1 << 14;
    pub const INNER_ARTICLE: u16 = 1 << 13;

    pub fn has(self, elements: u16) -> bool {
        self.0 & elements != 0
    }
}

const READ: NameSet = NameSet::all(&["id", "role", "class", "itemprop", "open", "style", "hidden", "aria-hidden"]);

/// Tracks the open elements and returns the path of a block that ends.
#[derive(Debug)]
pub(crate) struct DomPathStack {
    names: NameReader,
    nodes: Vec<Node>,
    next: u32,
    images: u8,
    pub ends: u32,
    pub widgets: u32,
    pub kept: bool,
}

#[derive(Debug, Clone, Copy)]
struct Node {
    id: u32,
    kind: ElementKind,
    /// Hash of the tag and the first name.
    hash: u32,
    hints: Hints,
    around: Around,
    /// Id of the outermost `article` element.
    article: u32,
    /// Whether it is a table or a list.
    whole: bool,
}

impl DomPath {
    /// Returns the id of the element some levels up; 0 if there is none or it is too far away.
    pub fn id(&self, level: usize) -> u32 {
        (NEAR - 1).checked_sub(level).map_or(0, |at| self.ids[at])
    }
}

impl DomPathStack {
    pub fn new() -> Self {
        DomPathStack {
            names: NameReader::new(),
            nodes: Vec::new(),
            next: 0,
            images: 0,
            ends: 0,
            widgets: 0,
            kept: false,
        }
    }

    /// Opens an element; returns whether it is block-level, so that it needs a `close`.
    pub fn open(&mut self, element: Element<'_>) -> bool {
        if !element.traits().has(Traits::BLOCK) {
            self.images = self.images.saturating_add((element.tag() == tags::IMG).into());
            return false;
        }
        let (Named { mut hints, first }, hidden) = self.read(element);
        let (outer, outer_article) = self.nodes.last().map_or(Default::default(), |node| (node.around, node.article));
        let mut around = Around(outer.0 | around_of(element.tag(), outer));
        if hidden != 0 {
            around.0 |= hidden;
            hints.0 |= Hints::HIDDEN;
        }
        let hash = (mix(element.tag().number(), first.into()) >> 32) as u32;
        self.next = self.next.wrapping_add(1);
        let (kind, whole) = (kind_of(element.tag()), is_whole(element.tag()));
        let article = if outer_article == 0 && element.tag() == tags::ARTICLE { self.next } else { outer_article };
        self.nodes.push(Node { id: self.next, kind, hash, hints, around, article, whole });
        true
    }

    /// Returns the hints of an element's names, and in which ways it is hidden.
    fn read(&self, element: Element<'_>) -> (Named, u16) {
        let (mut named, mut hidden) = (Named::default(), 0);
        let mut closed = element.tag() == tags::DIALOG;
        if !element.attributes().names().meets(READ) {
            return (named, if closed { Around::NOT_SHOWN } else { hidden });
        }
        for (name, value) in element.attributes().iter() {
            let is = |known: &str| name.eq_ignore_ascii_case(known.as_bytes());
            let value = value.source();
            match name.len() {
                2 if is("id") => named.add(self.names.read(value)),
                4 if is("role") => named.add(self.names.read(value)),
                5 if is("class") => named.add(self.names.read(value)),
                8 if is("itemprop") => named.add(self.names.read(value)),
                4 if is("open") => closed = false,
                5 if is("style") && displays_nothing(value) => hidden |= Around::HIDDEN,
                6 if is("hidden") && !value.eq_ignore_ascii_case(b"until-found") => hidden |= Around::NOT_SHOWN,
                11 if is("aria-hidden") && value.eq_ignore_ascii_case(b"true") => hidden |= Around::HIDDEN,
                _ => {}
            }
        }
        if closed {
            hidden |= Around::NOT_SHOWN;
        }
        (named, hidden)
    }

    pub fn close(&mut self) {
        self.nodes.pop();
    }

    pub fn trail(&mut self) -> DomPath {
        let mut trail = DomPath {
            depth: self.nodes.len() as u16,
            images: std::mem::take(&mut self.images),
            ends: self.ends,
            widgets: self.widgets,
            kept: self.kept,
            against_level: NONE,
            body_level: NONE,
            ..DomPath::default()
        };
        let nodes = &self.nodes[self.nodes.len().saturating_sub(NEAR)..];
        let first = NEAR - nodes.len();
        for (at, node) in nodes.iter().enumerate() {
            trail.ids[first + at] = node.id;
            trail.wholes |= u16::from(node.whole) << (nodes.len() - 1 - at);
        }
        let inner = |level: usize| nodes.len().checked_sub(level + 1).map(|at| nodes[at]);
        for (level, node) in nodes.iter().rev().take(10).enumerate() {
            let against = (node.hints.0 & Hints::AGAINST).count_ones() as u8;
            trail.against_far += against;
            trail.far.0 |= node.hints.0;
            if level < 3 {
                trail.against_near += against;
                trail.near.0 |= node.hints.0;
            }
            if against > 0 && trail.against_level == NONE {
                trail.against_level = level as u8;
            }
            if node.hints.any(Hints::BODY) && trail.body_level == NONE {
                trail.body_level = level as u8;
            }
        }
        let signature = |from: usize| {
            let hashes = (from..from + 3).map(|level| inner(level).map_or(0, |node| node.hash));
            (hashes.fold(0, |state, hash| mix(state, hash.into())) >> 32) as u32
        };
        (trail.signature, trail.parent_signature) = (signature(0), signature(1));
        if let Some(node) = inner(0) {
            (trail.tag, trail.own, trail.around) = (node.kind, node.hints, node.around);
            trail.article = node.article;
        }
        trail.parent = inner(1).map_or(ElementKind::Div, |node| node.kind);
        trail
    }
}

fn kind_of(tag: Tag) -> ElementKind {
    use tags::*;
    match tag {
        P => ElementKind::P,
        BLOCKQUOTE => ElementKind::Quote,
        PRE | LISTING | XMP | PLAINTEXT => ElementKind::Pre,
        ARTICLE | SECTION | MAIN => ElementKind::Article,
        TD => ElementKind::Cell,
        LI => ElementKind::Item,
        H1 => ElementKind::H1,
        H2 | H3 => ElementKind::H2,
        H4 | H5 | H6 => ElementKind::H4,
        TH => ElementKind::HeaderCell,
        FIGCAPTION | CAPTION | FIGURE => ElementKind::Caption,
        BUTTON | OPTION | LEGEND | SUMMARY | TEXTAREA => ElementKind::Control,
        UL | OL | DL | MENU | DIR => ElementKind::List,
        DD | DT => ElementKind::Definition,
        _ => ElementKind::Div,
    }
}

fn is_whole(tag: Tag) -> bool {
    tag == tags::TABLE || kind_of(tag) == ElementKind::List
}

fn around_of(tag: Tag, outer: Around) -> u16 {
    use tags::*;
    match tag {
        MAIN => Around::MAIN,
        ARTICLE if outer.has(Around::ARTICLE) => Around::INNER_ARTICLE,
        ARTICLE => Around::ARTICLE,
        SECTION => Around::SECTION,
        NAV => Around::NAV,
        ASIDE => Around::ASIDE,
        HEADER => Around::HEADER,
        FOOTER => Around::FOOTER,
        FORM => Around::FORM,
        TABLE => Around::TABLE,
        UL | OL | DL => Around::LIST,
        BLOCKQUOTE => Around::QUOTE,
        FIGURE | FIGCAPTION => Around::FIGURE,
        _ => 0,
    }
}

fn displays_nothing(style: &[u8]) -> bool {
    let Some(at) = memchr::memmem::find(style, b"none") else { return false };
    style[..at].trim_ascii_end().strip_suffix(b":").is_some_and(|head| head.trim_ascii_end().ends_with(b"display"))
}
