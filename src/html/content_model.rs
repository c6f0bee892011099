//! Tracks lol_html's parsing state (HTML, `svg` or `math` content, raw text), to restore it in a new rewriter.
//!
//! lol_html simulates the tree builder by tag names alone and does not expose its state. This is the same simulation
//! with the same deviations from the standard: a new rewriter must resume in the state of the old one, which may differ
//! from that of the tree. Source: `parser/tree_builder_simulator/mod.rs` of lol_html 3.0.

use super::attributes::Attributes;
use super::tag::{Tag, Traits, tags};

/// Maximum entries, more than real pages nest. At the limit the outer half is dropped.
const MOST: usize = 32 << 10;

#[derive(Debug, Default)]
pub(super) struct ContentModel {
    /// `svg`, `math` and the elements in them that switch back to HTML rules, as indices into [`ENTRIES`]: one byte
    /// each, since unclosed ones add up.
    around: Vec<u8>,
    raw: Option<Tag>,
}

/// The elements that switch the rules, each with the new rules and a start tag.
const ENTRIES: [(Tag, Rules, &str); 11] = [
    (tags::SVG, Rules::Svg, "<svg>"),
    (tags::MATH, Rules::MathMl, "<math>"),
    (tags::DESC, Rules::Html, "<desc>"),
    (tags::TITLE, Rules::Html, "<title>"),
    (tags::FOREIGN_OBJECT, Rules::Html, "<foreignobject>"),
    (tags::MI, Rules::Html, "<mi>"),
    (tags::MO, Rules::Html, "<mo>"),
    (tags::MN, Rules::Html, "<mn>"),
    (tags::MS, Rules::Html, "<ms>"),
    (tags::MTEXT, Rules::Html, "<mtext>"),
    (tags::ANNOTATION_XML, Rules::Html, "<annotation-xml encoding=text/html>"),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rules {
    Html,
    Svg,
    MathMl,
}

impl ContentModel {
    pub fn raw(&self) -> Option<Tag> {
        self.raw
    }

    /// Returns the number of elements that [`start_tags`](Self::start_tags) opens around the raw text.
    pub fn depth(&self) -> usize {
        self.around.len()
    }

    /// Returns start tags that bring a new rewriter into the same state.
    pub fn start_tags(&self) -> String {
        let around = self.around.iter().map(|&entry| ENTRIES[usize::from(entry)].2);
        let mut tags: String = around.collect();
        if let Some(raw) = self.raw {
            tags.extend(["<", &raw.name(), ">"]);
        }
        tags
    }

    fn rules(&self, level: usize) -> Rules {
        let entry = self.around.len().checked_sub(level + 1).map(|at| self.around[at]);
        entry.map_or(Rules::Html, |entry| ENTRIES[usize::from(entry)].1)
    }

    pub fn start_tag(&mut self, tag: Tag, attributes: Attributes<'_>, self_closing: bool) {
        let rules = self.rules(0);
        if matches!(tag, tags::SVG | tags::MATH) {
            self.enter(tag);
        } else if rules == Rules::Html {
            self.raw = Some(tag).filter(|&tag| is_raw(tag));
        } else if leaves(tag, attributes) {
            self.around.pop();
        } else if !self_closing && (is_integration_point(tag, rules) || is_html_annotation(tag, rules, attributes)) {
            self.enter(tag);
        }
    }

    pub fn end_tag(&mut self, tag: Tag) {
        self.raw = None;
        let leaves = match self.rules(0) {
            Rules::Svg => matches!(tag, tags::SVG | tags::P | tags::BR),
            Rules::MathMl => matches!(tag, tags::MATH | tags::P | tags::BR),
            Rules::Html => {
                let outer = self.rules(1);
                is_integration_point(tag, outer) || outer == Rules::MathMl && tag == tags::ANNOTATION_XML
            }
        };
        if leaves {
            self.around.pop();
        }
    }

    fn enter(&mut self, tag: Tag) {
        if self.around.len() == MOST {
            self.around.drain(..MOST / 2);
        }
        let entry = ENTRIES.iter().position(|entry| entry.0 == tag);
        self.around.extend(entry.map(|entry| entry as u8));
    }
}

/// Whether the element's content is raw text up to its end tag.
fn is_raw(tag: Tag) -> bool {
    use tags::*;
    matches!(tag, SCRIPT | STYLE | TITLE | TEXTAREA | XMP | IFRAME | NOEMBED | NOFRAMES | NOSCRIPT | PLAINTEXT)
}

/// Whether a start tag closes one level of `svg` or `math`.
fn leaves(tag: Tag, attributes: Attributes<'_>) -> bool {
    let is_font = || tag == tags::FONT && ["color", "size", "face"].iter().any(|name| attributes.get(name).is_some());
    tag.traits().has(Traits::BREAKOUT) && tag != tags::FRAMESET || is_font()
}

fn is_integration_point(tag: Tag, outer: Rules) -> bool {
    use tags::*;
    match outer {
        Rules::Html => false,
        Rules::Svg => matches!(tag, DESC | TITLE | FOREIGN_OBJECT),
        Rules::MathMl => matches!(tag, MI | MO | MN | MS | MTEXT),
    }
}

fn is_html_annotation(tag: Tag, outer: Rules, attributes: Attributes<'_>) -> bool {
    let encodings = || attributes.raw().filter(|(name, _)| name.eq_ignore_ascii_case(b"encoding"));
    let is_html = |value: &[u8]| {
        [&b"text/html"[..], b"application/xhtml+xml"].iter().any(|html| value.eq_ignore_ascii_case(html))
    };
    outer == Rules::MathMl && tag == tags::ANNOTATION_XML && encodings().any(|(_, value)| is_html(value))
}
