//! Code: block elements in it are lines, and what programs put beside the source text stays out.

use url::Url;

use super::role::{self, CodeRole, Place};
use super::{BlockSink, Builder, Frame, declared};
use crate::block::{Block, BlockKind, Mark, MarkKind};
use crate::html::{Element, TextKind, Traits, tags};

/// The open source text.
#[derive(Debug, Default)]
pub(super) struct Source {
    /// Whether text has come directly in it, rather than in an element for a line.
    pub(super) direct: bool,
    /// Whether it has held a `code` element.
    has_code: bool,
    /// Number of elements for lines so far.
    lines: u32,
    /// Whether the end of an element has just ended a line.
    ended: bool,
}

/// Maximum bytes of the bar above the code in a `pre`.
const MOST_BAR: usize = 64;

impl Builder {
    /// Returns where the next element is with regard to code.
    pub(super) fn place(&self) -> Place {
        match self.around.beside_code(self.blocks) {
            _ if self.around.is_preformatted() => Place::In,
            Some(surely) => Place::Beside { surely },
            None => Place::Elsewhere,
        }
    }

    /// Whether a button beside code belongs to the bar of its program.
    pub(super) fn is_bar(&self, button: Element<'_>) -> bool {
        match self.place() {
            Place::Beside { surely } => surely || role::copies(button),
            _ => false,
        }
    }

    /// Opens an element in code.
    pub(super) fn enter_code(
        &mut self,
        element: Element<'_>,
        frame: &mut Frame,
        base: Option<&Url>,
        sink: &mut impl BlockSink,
    ) {
        use tags::*;
        let tag = element.tag();
        match tag {
            SCRIPT | HEAD | TITLE | STYLE | TEMPLATE | NOEMBED | NOFRAMES | TEXTAREA | SELECT | DATALIST | CANVAS
            | BUTTON | IFRAME | VIDEO | AUDIO | SVG => frame.silent = true,
            BR => self.text("\n", TextKind::Data, sink),
            CODE => self.code(element),
            IMG => self.image(element, base),
            HR | INPUT => {}
            _ => match role::of_code(element, Place::In) {
                Some(CodeRole::Gutter | CodeRole::Bar) => frame.silent = true,
                // The cells of a row are one line.
                _ if matches!(tag, TD | TH) => self.around.inside.between_cells = false,
                _ if element.traits().has(Traits::BLOCK) || role::is_drawn_as_block(element) => {
                    self.begin_line(frame);
                    self.around.inside.between_cells = matches!(tag, TABLE | THEAD | TBODY | TFOOT | TR);
                }
                _ => {}
            },
        }
    }

    /// Begins a line of code.
    fn begin_line(&mut self, frame: &mut Frame) {
        if !self.is_silent() {
            self.inline.begin_line();
            self.source.lines += 1;
            self.source.ended = false;
            frame.line = Some((self.source.lines, self.inline.position().0));
            self.around.inside.code_line = true;
        }
    }

    /// Ends a line of code, by its number and the position at which it began.
    pub(super) fn end_line(&mut self, (number, start): (u32, usize)) {
        let holds_others = self.source.lines != number;
        self.source.ended |= match self.inline.position().0 == start && !holds_others {
            true => self.inline.line_break(),
            false => self.inline.begin_line(),
        };
    }

    /// Returns the text of code without the white space of its markup: between the cells of a row, and one line feed
    /// after an element that has ended its line.
    pub(super) fn source_text<'t>(&mut self, text: &'t str) -> &'t str {
        if self.around.inside.between_cells {
            return "";
        }
        let inside_line = self.around.inside.code_line;
        self.source.direct |= !inside_line && !text.trim_ascii().is_empty();
        match std::mem::take(&mut self.source.ended) && !inside_line {
            true => text.strip_prefix('\n').unwrap_or(text),
            false => text,
        }
    }

    /// Begins a `code` element in code. What stands before the first one is a bar with the name of the language.
    fn code(&mut self, element: Element<'_>) {
        self.around.code(declared::language(element));
        let is_first = !std::mem::replace(&mut self.source.has_code, true);
        if is_first && !self.source.direct && self.inline.position().0 <= MOST_BAR {
            let bar = self.inline.text_from(0).trim().to_lowercase();
            if declared::is_language(&bar) && !bar.contains(char::is_whitespace) {
                self.around.code(Some(bar));
            }
            self.inline.rewind((0, 0));
        }
    }
}

/// Turns a block that is nothing but lines of code into code, and replaces no-break spaces in code, which some programs
/// write to indent it.
pub(super) fn settle(block: &mut Block) {
    let is_code = |mark: &Mark| mark.kind == MarkKind::Code && mark.start == 0 && mark.end == block.text.len();
    if block.kind == BlockKind::Paragraph
        && block.text.contains('\n')
        && block.marks.len() == 1
        && is_code(&block.marks[0])
    {
        block.kind = BlockKind::Preformatted(None);
        block.marks.clear();
    }
    if matches!(block.kind, BlockKind::Preformatted(_)) && block.marks.is_empty() && block.text.contains('\u{A0}') {
        block.text = block.text.replace('\u{A0}', " ");
    }
}
