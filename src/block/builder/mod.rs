//! Builds blocks from elements and text.
//!
//! `open` returns a frame that says what the end of the element undoes; the open-element stack keeps it.

mod allowance;
mod attributes;
mod code;
mod declared;
mod frame;
mod links;
mod objects;
mod role;
mod surroundings;

use url::Url;

use super::formula::{self, Formula, Rendered};
use super::inline::Inline;
use super::media;
use super::notes::{self, NoteNumbers};
use super::resolve::resolve;
use super::{Block, BlockKind, Container, MarkKind};
use crate::html::{Element, Tag, TextKind, Traits, tags};
use crate::limits::{Degraded, Limits};
use allowance::Allowance;
use code::Source;
pub(crate) use frame::Frame;
use role::CodeRole;
use surroundings::Surroundings;

pub(crate) trait BlockSink {
    fn block(&mut self, block: Block);
    fn table_start(&mut self, table: u32);
    fn table_end(&mut self, table: u32);
}

pub(crate) struct Builder {
    inline: Inline,
    around: Surroundings,
    /// Whether the innermost list item is still empty.
    item_begins: bool,
    /// The open formula, and whether the page had one before.
    formula: Option<Formula>,
    formulas: bool,
    /// The rendered form of a formula whose TeX may follow.
    rendered: Option<Rendered>,
    notes: NoteNumbers,
    /// Where the text of the open link begins, and the name that it leads to if it may be a reference to a note.
    link_start: usize,
    reference: Option<String>,
    /// The open source text.
    source: Source,
    /// The address that the open `picture` offers.
    picture: Option<String>,
    /// The title of an open `video` or `audio` that has given no address yet.
    media: Option<String>,
    blocks: u32,
    allowance: Allowance,
    max_target: usize,
    hits: Degraded,
    /// Whether the caller wants link targets and resolved image addresses.
    targets: bool,
    /// Whether images are recorded. They separate words even where the caller does not want them.
    images: bool,
}

impl Builder {
    pub fn new(limits: &Limits, targets: bool, images: bool) -> Self {
        Builder {
            inline: Inline::new(limits),
            around: Surroundings::new(limits),
            item_begins: false,
            formula: None,
            formulas: false,
            rendered: None,
            notes: NoteNumbers::default(),
            link_start: 0,
            reference: None,
            source: Source::default(),
            picture: None,
            media: None,
            blocks: 0,
            allowance: Allowance::default(),
            max_target: limits.link_target_bytes,
            hits: Degraded::default(),
            targets,
            images,
        }
    }

    pub fn hits(&self) -> Degraded {
        Degraded { flattened_containers: self.around.flattened(), ..self.hits }
    }

    /// Opens an element whose addresses `base` resolves; the returned frame belongs to its `close`.
    pub fn open(&mut self, element: Element<'_>, base: Option<&Url>, sink: &mut impl BlockSink) -> Frame {
        let tag = element.tag();
        let mut frame = Frame { outside: self.around.inside, ..Frame::default() };
        self.allowance.open(element);
        if element.is_foreign() {
            frame.silent = matches!(tag, tags::SVG | tags::ANNOTATION | tags::ANNOTATION_XML);
            self.enter_formula(element, &mut frame);
        } else if self.around.is_preformatted() && !tag.is_heading() {
            self.enter_code(element, &mut frame, base, sink);
        } else {
            let boundary = self.is_boundary(element, &mut frame);
            if boundary {
                self.end_block(sink);
                self.around.bound(&mut frame);
            }
            let mut name = None;
            if boundary || tag == tags::HTML {
                name = attributes::read(element, &mut self.around, &mut frame);
            }
            match role::of_code(element, self.place()) {
                Some(CodeRole::Gutter | CodeRole::Bar) => frame.silent = true,
                Some(CodeRole::Source) => self.around.preformatted(&mut frame, element),
                role => {
                    if let Some(role) = role {
                        self.around.wrap_code(&mut frame, element, self.blocks, role == CodeRole::Wrapper);
                    }
                    self.enter(element, tag, &mut frame, base, sink);
                }
            }
            if self.around.is_preformatted() {
                self.source = Source::default();
                self.around.inside.between_cells = tag == tags::TABLE;
            }
            if let Some(name) = name {
                self.begin_note(element, tag, &name);
            }
        }
        if self.inline.is_full() {
            self.split(sink);
        }
        self.around.inside.silent |= frame.silent;
        frame
    }

    /// Whether text before, inside and after the element is in different blocks.
    fn is_boundary(&mut self, element: Element<'_>, frame: &mut Frame) -> bool {
        let tag = element.tag();
        let inside = &mut self.around.inside;
        if element.traits().has(Traits::BLOCK) {
            inside.in_line = role::holds_a_line(tag);
            return true;
        }
        if role::is_drawn_as_block(element) || role::is_shadow_root(element) {
            return true;
        }
        if !tag.is_custom() || role::INLINE.contains(&tag) {
            inside.in_line = true;
            return false;
        }
        // Most custom elements are blocks; those in a line of text are not.
        frame.apart = true;
        self.inline.ends_sentence() || self.inline.is_empty() && !inside.in_line
    }

    fn enter(
        &mut self,
        element: Element<'_>,
        tag: Tag,
        frame: &mut Frame,
        base: Option<&Url>,
        sink: &mut impl BlockSink,
    ) {
        use tags::*;
        match tag {
            SCRIPT => {
                frame.silent = true;
                if let Some(display) = formula::of_script(element).filter(|_| !self.is_silent()) {
                    self.begin_formula(frame, display);
                    self.read_tex(frame);
                }
            }
            HEAD | TITLE | STYLE | NOEMBED | NOFRAMES | TEXTAREA | SELECT | DATALIST | CANVAS | RP => {
                frame.silent = true
            }
            // A template is a stock of markup for scripts.
            TEMPLATE => frame.silent = !role::is_shadow_root(element),
            IFRAME => {
                if let Some(page) = element.attribute("src").and_then(|source| media::player_page(&source)) {
                    let title = self.title(element);
                    self.embed(&page, title, base);
                }
                frame.silent = true;
            }
            VIDEO | AUDIO => {
                let title = self.title(element);
                match element.attribute("src").filter(|source| !source.trim().is_empty()) {
                    Some(source) => self.embed(&source, title, base),
                    None => (self.media, frame.media) = (Some(title).filter(|_| !self.is_silent()), true),
                }
                frame.silent = true;
            }
            PICTURE => (self.picture, frame.picture) = (None, true),
            SOURCE => self.source(element, base),
            H1 => self.around.push_kind(frame, BlockKind::Heading(1)),
            H2 => self.around.push_kind(frame, BlockKind::Heading(2)),
            H3 => self.around.push_kind(frame, BlockKind::Heading(3)),
            H4 => self.around.push_kind(frame, BlockKind::Heading(4)),
            H5 => self.around.push_kind(frame, BlockKind::Heading(5)),
            H6 => self.around.push_kind(frame, BlockKind::Heading(6)),
            PRE | LISTING | XMP | PLAINTEXT => self.around.preformatted(frame, element),
            BLOCKQUOTE => self.around.container(|id| Container::Quote { id }),
            UL | OL | MENU | DIR => self.around.list(frame, element),
            LI => {
                self.around.item(element);
                self.item_begins = true;
            }
            DL => self.around.container(|id| Container::Definitions { id }),
            FIGURE => self.around.container(|id| Container::Figure { id }),
            FIGCAPTION | CAPTION => self.around.push_kind(frame, BlockKind::Caption),
            P => self.around.inside.loose = true,
            INPUT => self.task(element),
            DT => self.around.push_kind(frame, BlockKind::Term),
            DD => self.around.description(frame),
            TABLE => {
                let id = self.around.table(frame, element);
                sink.table_start(id);
            }
            THEAD | TBODY | TFOOT => self.around.rows(),
            TR => self.around.row(),
            TD | TH => self.around.cell(element, tag),
            NOSCRIPT => {
                self.end_block(sink);
                self.around.bound(frame);
                self.around.inside.noscript = true;
            }
            BR => self.line_break(sink),
            HR if !self.is_silent() => {
                let rule = Block { kind: BlockKind::Break, ..self.around.block() };
                sink.block(self.allowance.paid_for(rule));
            }
            IMG => self.image(element, base),
            A => self.link(element, frame, base),
            EM | I | CITE | DFN | VAR => self.push_mark(frame, MarkKind::Emphasis),
            STRONG | B => self.push_mark(frame, MarkKind::Strong),
            CODE | SAMP | TT => self.push_mark(frame, MarkKind::Code),
            KBD => self.push_mark(frame, MarkKind::Keyboard),
            MARK => self.push_mark(frame, MarkKind::Highlight),
            DEL | S | STRIKE => self.push_mark(frame, MarkKind::Deleted),
            INS => self.push_mark(frame, MarkKind::Inserted),
            SUP => {
                self.name_note(element);
                self.around.inside.raised = true;
                self.push_mark(frame, MarkKind::Superscript);
            }
            SUB => self.push_mark(frame, MarkKind::Subscript),
            RT => {
                self.text_here("(", sink);
                frame.after = ")";
            }
            Q => {
                self.text_here("“", sink);
                frame.after = "”";
            }
            BUTTON if self.is_bar(element) => frame.silent = true,
            BUTTON => self.inline.space(),
            SPAN if self.hides_formula(element) => frame.silent = true,
            SPAN | DIV => {
                if tag == SPAN {
                    self.name_note(element);
                }
                self.written_formula(element, frame);
                self.begin_rendered(element, frame);
            }
            _ => {}
        }
    }

    pub fn close(&mut self, frame: Frame, sink: &mut impl BlockSink) {
        self.text_here(frame.after, sink);
        if let Some(sign) = frame.link {
            self.end_link(sign, frame.mark);
        }
        if frame.rendered {
            self.end_rendered();
        }
        if let Some(line) = frame.line {
            self.end_line(line);
        }
        if frame.boundary.is_some() {
            self.end_block(sink);
        } else if frame.apart && self.inline.ends_sentence() {
            self.inline.space();
        }
        self.around.inside.silent = frame.outside.silent;
        if frame.tex
            && let Some(formula) = &mut self.formula
        {
            formula.reading = false;
        }
        if frame.formula {
            self.end_formula();
            if self.inline.is_full() {
                self.split(sink);
            }
        }
        if frame.picture {
            self.picture = None;
        }
        if frame.media {
            self.media = None;
        }
        if frame.mark {
            self.inline.close_mark();
        }
        if let Some(table) = self.around.close(&frame) {
            sink.table_end(table);
        }
    }

    pub fn text(&mut self, text: &str, kind: TextKind, sink: &mut impl BlockSink) {
        let readable = matches!(kind, TextKind::Data | TextKind::RcData | TextKind::PlainText | TextKind::CData)
            || (kind == TextKind::RawText && self.around.is_preformatted());
        if let Some(formula) = &mut self.formula {
            formula.text(text, kind);
        }
        if self.is_silent() || !readable {
            return;
        }
        let preformatted = self.around.is_preformatted();
        let mut rest = if preformatted { self.source_text(text) } else { text };
        loop {
            rest = if preformatted { self.inline.push_verbatim(rest) } else { self.inline.push(rest) };
            if !self.inline.is_full() {
                return;
            }
            self.split(sink);
        }
    }

    /// Ends a block that is too long; the text continues in another of the same kind.
    fn split(&mut self, sink: &mut impl BlockSink) {
        self.hits.split_blocks += 1;
        self.end_block(sink);
    }

    /// Ends the current block and emits it unless it is empty.
    pub fn end_block(&mut self, sink: &mut impl BlockSink) {
        if self.inline.is_empty() {
            return self.inline.reset();
        }
        self.item_begins = false;
        if self.around.in_note() {
            let label = notes::empty_label(self.inline.text_from(0));
            if label > 0 {
                self.inline.cut_beginning(label);
            }
        }
        self.blocks = self.blocks.wrapping_add(1);
        let mut block = self.around.block();
        let verbatim = matches!(block.kind, BlockKind::Preformatted(_));
        (block.text, block.marks) = self.inline.take(verbatim);
        if block.text.trim().is_empty() && block.marks.is_empty() || block.noscript && is_markup(&block.text) {
            return;
        }
        if let BlockKind::Preformatted(language @ None) = &mut block.kind {
            *language = self.around.wrapped_language(self.blocks - 1).map(str::to_owned);
        }
        code::settle(&mut block);
        sink.block(self.allowance.paid_for(block));
    }

    /// Breaks the line at one `<br>`; ends the block at two with at most white space between them, with which old pages
    /// separate paragraphs.
    fn line_break(&mut self, sink: &mut impl BlockSink) {
        if self.is_silent() {
            return;
        }
        if self.inline.ends_with_blank_line() && !self.around.in_heading() {
            self.end_block(sink);
        } else {
            _ = self.inline.line_break();
        }
    }

    fn is_silent(&self) -> bool {
        self.around.inside.silent
    }

    fn text_here(&mut self, text: &str, sink: &mut impl BlockSink) {
        if !text.is_empty() {
            self.text(text, TextKind::Data, sink);
        }
    }

    /// Turns a list item that begins with a checkbox into a task.
    fn task(&mut self, element: Element<'_>) {
        let is_box = || element.attribute("type").is_some_and(|kind| kind.trim().eq_ignore_ascii_case("checkbox"));
        if self.item_begins
            && self.inline.is_empty()
            && let Some(task) = self.around.task()
            && is_box()
        {
            *task = Some(element.attribute("checked").is_some());
        }
    }

    fn resolve(&mut self, address: &str, base: Option<&Url>) -> String {
        let address = address.trim();
        let fits = |length: usize| length <= self.max_target;
        if !self.targets {
            // A builder without images serves removed elements, whose targets no one misses.
            self.hits.dropped_targets += u64::from(self.images && !fits(address.len()));
            return String::new();
        }
        let target = match base.filter(|_| fits(address.len())).and_then(|base| resolve(address, base)) {
            Some(url) if !self.allowance.grows(address.len(), url.len()) => {
                self.hits.relative_targets += 1;
                Some(address.to_owned())
            }
            // Escapes may have made it longer.
            Some(url) => Some(url).filter(|url| fits(url.len())),
            None => Some(address).filter(|address| fits(address.len())).map(str::to_owned),
        };
        self.hits.dropped_targets += u64::from(target.is_none());
        target.unwrap_or_default()
    }

    fn push_mark(&mut self, frame: &mut Frame, kind: MarkKind) {
        if !self.around.is_preformatted() {
            frame.mark = self.inline.open_mark(kind);
        }
    }
}

/// Whether the text is markup: some pages escape the markup in their `<noscript>`, mostly a pixel that counts readers.
fn is_markup(text: &str) -> bool {
    let mut letters = text.strip_prefix('<').unwrap_or_default().trim_start_matches('/').chars();
    letters.next().is_some_and(|c| c.is_ascii_alphabetic()) && text.contains('>')
}
