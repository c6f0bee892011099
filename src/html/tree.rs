//! Turns tokens into opened and closed elements, with the standard's implied end tags and scopes.
//!
//! Source: HTML Standard, tree construction, "in body" and the table modes, as far as they decide where elements begin
//! and end. Deliberately left out: the adoption agency and the reconstruction of formatting elements (a stream cannot
//! move output), foster parenting, and implied `html`, `head`, `body` and `tbody` elements.

use super::attributes::Attributes;
use super::foreign;
use super::open_elements::{Element, Open, OpenElements};
use super::tag::{Tag, Traits, tags};
use super::token::{StartTag, TextKind, TokenSink};
use crate::limits::Limits;

/// Receives opening and closing elements and the text between them, with the elements around.
pub(crate) trait ElementSink {
    /// The sink's data for an open element.
    type Frame;
    /// Opens an element inside the innermost one of `around`.
    fn open(&mut self, element: Element<'_>, around: &mut [Open<Self::Frame>]) -> Self::Frame;
    fn close(&mut self, closed: Open<Self::Frame>, around: &mut [Open<Self::Frame>]);
    /// Receives text inside the innermost element of `around`.
    fn text(&mut self, text: &str, kind: TextKind, around: &mut [Open<Self::Frame>]);
}

/// Maintains the open-element stack and reports to a sink.
pub(crate) struct TreeBuilder<S: ElementSink> {
    sink: S,
    elements: OpenElements<S::Frame>,
    max_depth: usize,
    /// Whether to drop the next line feed, which follows `<pre>`, `<listing>` or `<textarea>`.
    skip_line_feed: bool,
    /// Number of elements closed early because the depth limit was reached.
    flattened: u64,
}

impl<S: ElementSink> TreeBuilder<S> {
    pub fn new(limits: &Limits, sink: S) -> Self {
        let elements = OpenElements::new();
        // The counters of the stack are 16 bits wide.
        let max_depth = limits.open_elements.clamp(8, usize::from(u16::MAX));
        TreeBuilder { sink, elements, max_depth, skip_line_feed: false, flattened: 0 }
    }

    pub fn sink(&mut self) -> &mut S {
        &mut self.sink
    }

    pub fn into_sink(self) -> S {
        self.sink
    }

    pub fn finish(&mut self) {
        self.close_to(0);
    }

    pub fn flattened(&self) -> u64 {
        self.flattened
    }

    fn open(&mut self, start: StartTag<'_>, foreign: bool) {
        if self.elements.depth() >= self.max_depth {
            self.flattened += 1;
            self.close_to(self.max_depth - 1);
        }
        let element = self.elements.next(start, foreign);
        let frame = self.sink.open(element, self.elements.stack());
        self.elements.push(element, frame);
    }

    fn open_and_close(&mut self, start: StartTag<'_>, foreign: bool) {
        self.open(start, foreign);
        self.close_to(self.elements.depth() - 1);
    }

    fn close_to(&mut self, depth: usize) {
        while self.elements.depth() > depth
            && let Some(closed) = self.elements.pop()
        {
            self.sink.close(closed, self.elements.stack());
        }
    }

    fn close_top_while(&mut self, closes: impl Fn(Tag) -> bool) {
        while self.elements.innermost().is_some_and(|top| closes(top.tag)) {
            self.close_to(self.elements.depth() - 1);
        }
    }

    /// Returns the depth of the innermost element in `wanted`, unless `barrier` accepts an element inside it.
    fn find(&self, wanted: &[Tag], barrier: impl Fn(Tag, Traits) -> bool) -> Option<usize> {
        if !wanted.iter().any(|&tag| self.elements.may_have(tag)) {
            return None;
        }
        for depth in (0..self.elements.depth()).rev() {
            let open = self.elements.at(depth);
            if open.foreign {
                if foreign::is_integration_point(open.tag) {
                    return None;
                }
                continue;
            }
            if wanted.contains(&open.tag) {
                return Some(depth);
            }
            if barrier(open.tag, open.traits) {
                return None;
            }
        }
        None
    }

    fn find_in_scope(&self, wanted: &[Tag]) -> Option<usize> {
        self.find(wanted, |_, traits| traits.has(Traits::SCOPE))
    }

    fn close_p(&mut self) {
        if let Some(depth) = self.find(&[tags::P], |tag, t| t.has(Traits::SCOPE) || tag == tags::BUTTON) {
            self.close_to(depth);
        }
    }

    fn close_in_scope(&mut self, wanted: &[Tag]) {
        if let Some(depth) = self.find_in_scope(wanted) {
            self.close_to(depth);
        }
    }

    /// Closes the elements inside the innermost one of `containers`, if that is within the current table or template.
    fn clear_back_to(&mut self, containers: &[Tag]) {
        let found = self.find(containers, |tag, _| tag == tags::TEMPLATE || tag == tags::HTML);
        if let Some(depth) = found {
            self.close_to(depth + 1);
        }
    }

    /// Closes the elements that this start tag ends implicitly.
    fn imply_end_tags(&mut self, tag: Tag) {
        use tags::*;
        if tag.traits().has(Traits::CLOSES_P) {
            self.close_p();
        }
        match tag {
            H1 | H2 | H3 | H4 | H5 | H6 => {
                self.close_top_while(Tag::is_heading);
            }
            LI => self.close_item(&[LI]),
            DD | DT => self.close_item(&[DD, DT]),
            OPTION | OPTGROUP => {
                let closes = |open: Tag| open == OPTION || (tag == OPTGROUP && open == OPTGROUP);
                self.close_top_while(closes);
            }
            A => {
                // The standard looks back to the last marker: a cell, caption, object and so on.
                let marker = |tag, _| matches!(tag, APPLET | CAPTION | MARQUEE | OBJECT | TD | TH | TEMPLATE | HTML);
                if let Some(depth) = self.find(&[A], marker) {
                    self.close_to(depth);
                }
            }
            BUTTON | NOBR => self.close_in_scope(&[tag]),
            RB | RTC => self.close_ruby(&[RB, RT, RTC, RP]),
            RP | RT => self.close_ruby(&[RB, RT, RP]),
            TD | TH => self.clear_back_to(&[TR, TABLE, TBODY, THEAD, TFOOT]),
            TR => self.clear_back_to(&[TBODY, THEAD, TFOOT, TABLE]),
            TBODY | THEAD | TFOOT | CAPTION | COLGROUP => self.clear_back_to(&[TABLE]),
            COL => self.clear_back_to(&[COLGROUP, TABLE]),
            BODY | HTML => self.close_in_scope(&[HEAD]),
            _ => {}
        }
        if !tag.traits().has(Traits::HEAD) {
            self.close_top_while(|tag| tag == HEAD);
        }
    }

    /// Closes an open `li`, `dd` or `dt` of these kinds, but no list around it.
    fn close_item(&mut self, kinds: &[Tag]) {
        let stops =
            |tag, traits: Traits| traits.has(Traits::SPECIAL) && !matches!(tag, tags::ADDRESS | tags::DIV | tags::P);
        if let Some(depth) = self.find(kinds, stops) {
            self.close_to(depth);
        }
    }

    fn close_ruby(&mut self, kinds: &[Tag]) {
        if self.find_in_scope(&[tags::RUBY]).is_some() {
            self.close_top_while(|tag| kinds.contains(&tag));
        }
    }

    /// Whether foreign rules apply to the innermost element's content.
    fn in_foreign_content(&self) -> bool {
        self.elements.innermost().is_some_and(|top| top.foreign && !foreign::is_integration_point(top.tag))
    }

    fn leave_foreign_content(&mut self) {
        while self.in_foreign_content() {
            self.close_to(self.elements.depth() - 1);
        }
    }

    fn end_tag_in_foreign_content(&mut self, tag: Tag) -> bool {
        if !self.elements.may_have(tag) {
            return false;
        }
        for depth in (0..self.elements.depth()).rev() {
            let open = self.elements.at(depth);
            if !open.foreign {
                return false;
            }
            if open.tag == tag {
                self.close_to(depth);
                return true;
            }
        }
        false
    }

    /// Opens and closes the empty element that a stray `</p>` or `</br>` stands for.
    fn empty_element(&mut self, tag: Tag) {
        self.open_and_close(StartTag { tag, attributes: Attributes::default(), self_closing: false }, false);
    }
}

impl<S: ElementSink> TokenSink for TreeBuilder<S> {
    fn start_tag(&mut self, mut start: StartTag<'_>) {
        self.skip_line_feed = matches!(start.tag, tags::PRE | tags::LISTING | tags::TEXTAREA);
        if self.in_foreign_content() {
            if !foreign::breaks_out(start.tag, start.attributes) {
                return match start.self_closing {
                    true => self.open_and_close(start, true),
                    false => self.open(start, true),
                };
            }
            self.leave_foreign_content();
        }
        match start.tag {
            tags::HTML | tags::BODY if self.find(&[start.tag], |_, _| false).is_some() => return,
            tags::HEAD if self.elements.depth() > 1 => return,
            tags::SVG | tags::MATH => {
                return match start.self_closing {
                    true => self.open_and_close(start, true),
                    false => self.open(start, true),
                };
            }
            tags::IMAGE => start.tag = tags::IMG,
            _ => {}
        }
        self.imply_end_tags(start.tag);
        if start.tag.traits().has(Traits::VOID) {
            self.open_and_close(start, false);
        } else {
            self.open(start, false);
        }
    }

    fn end_tag(&mut self, tag: Tag) {
        use tags::*;
        self.skip_line_feed = false;
        // In an integration point, start tags follow the HTML rules, but end tags those of the foreign element.
        let in_foreign_element = self.elements.innermost().is_some_and(|top| top.foreign);
        if in_foreign_element && self.end_tag_in_foreign_content(tag) {
            return;
        }
        match tag {
            // What follows still belongs to the body.
            BODY | HTML => {}
            HEAD => self.close_in_scope(&[HEAD]),
            P => match self.find(&[P], |open, t| t.has(Traits::SCOPE) || open == BUTTON) {
                Some(depth) => self.close_to(depth),
                None => self.empty_element(P),
            },
            BR => self.empty_element(BR),
            LI => {
                let stops = |open, traits: Traits| traits.has(Traits::SCOPE) || matches!(open, OL | UL);
                if let Some(depth) = self.find(&[LI], stops) {
                    self.close_to(depth);
                }
            }
            H1 | H2 | H3 | H4 | H5 | H6 => self.close_in_scope(&[H1, H2, H3, H4, H5, H6]),
            TABLE | TBODY | THEAD | TFOOT | TR | TD | TH | CAPTION => {
                let stops = |open, _| matches!(open, HTML | TEMPLATE) || (open == TABLE && tag != TABLE);
                if let Some(depth) = self.find(&[tag], stops) {
                    self.close_to(depth);
                }
            }
            SELECT => self.close_in_scope(&[SELECT]),
            TEMPLATE => {
                if let Some(depth) = self.find(&[TEMPLATE], |_, _| false) {
                    self.close_to(depth);
                }
            }
            _ if tag.traits().has(Traits::SCOPED_END) => self.close_in_scope(&[tag]),
            _ => {
                if let Some(depth) = self.find(&[tag], |_, traits| traits.has(Traits::SPECIAL)) {
                    self.close_to(depth);
                }
            }
        }
    }

    fn text(&mut self, mut text: &str, kind: TextKind) {
        if std::mem::take(&mut self.skip_line_feed) {
            text = text.strip_prefix('\n').unwrap_or(text);
        }
        if text == "\0" {
            // The standard drops NUL from ordinary text and replaces it by U+FFFD elsewhere.
            text = if kind == TextKind::Data && !self.in_foreign_content() { "" } else { "\u{FFFD}" };
        }
        if !text.is_empty() {
            self.sink.text(text, kind, self.elements.stack());
        }
    }
}
