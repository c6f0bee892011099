//! Turns bytes into blocks with marks and containers, and into metadata, and writes them.
//!
//! A page reaches the writers through the builder, which normalises; a library user does not. Asserts that no field
//! puts active content into the output: Markdown by every reader, HTML, TEI as XML, JSON; and no control characters.

use std::sync::Arc;

use tamis::{
    Alignment, Block, BlockKind, Container, Direction, Format, Formatter, Images, Links, Mark, MarkKind, Options,
    Report, Sink,
};

use crate::rendered;

/// Pieces with meaning in one of the formats; one byte selects a piece, so that few bytes make hard strings.
const PIECES: [&str; 48] = [
    "<img src=x onerror=alert(1)>",
    "</script>",
    "<!--",
    "<b onclick=a>",
    "<",
    ">",
    "\"",
    "'",
    "`",
    "``",
    "```",
    "~~~",
    "$",
    "$$",
    "\\",
    "[",
    "]",
    "](",
    "]:",
    "][",
    "[^1]",
    "[^1]: ",
    "![",
    "(",
    ")",
    "javascript:alert(1)",
    "&colon;",
    "&lt;",
    "&#60;",
    ":",
    "/",
    "|",
    "\n",
    "\n\n",
    "\r",
    "\t",
    " ",
    "\u{1b}[31m",
    "\0",
    "\u{9b}",
    "\u{2028}",
    "\u{FEFF}",
    "\u{FFFE}",
    "{",
    "}",
    "---",
    "#",
    "a",
];

/// Writes the blocks that the bytes describe.
pub fn blocks(data: &[u8]) {
    let mut bytes = Bytes(data);
    let (format, links, images) = (bytes.next(), bytes.next(), bytes.next());
    let format = [Format::Markdown, Format::Html, Format::Tei, Format::Json, Format::Text][usize::from(format) % 5];
    let options = Options::new()
        .format(format)
        .links([Links::Inline, Links::Reference, Links::None][usize::from(links) % 3])
        .images([Images::Inline, Images::Alt, Images::None][usize::from(images) % 3])
        .front_matter(links & 128 != 0)
        .collect_metadata(true);
    let report = bytes.report();
    let mut formatter = Formatter::new(&options, Vec::new());
    formatter.begin(&report).expect("memory takes all");
    while !bytes.0.is_empty() {
        formatter.block(&bytes.block()).expect("memory takes all");
    }
    formatter.finish(&report).expect("memory takes all");
    let output = String::from_utf8(formatter.into_inner()).expect("output is UTF-8");
    let stray = output.chars().find(|&c| c.is_control() && c != '\n' && c != '\t');
    assert_eq!(stray, None, "a control character in the output\n{output}");
    let harm = match format {
        Format::Markdown => rendered::harm(&output),
        Format::Html => rendered::read(output.clone()).harm_of_html(),
        Format::Tei => roxmltree::Document::parse(&output).err().iter().map(ToString::to_string).collect(),
        Format::Json => {
            let value: serde_json::Value = serde_json::from_str(&output).expect("JSON");
            assert!(value.is_object() && output.trim_end_matches('\n').lines().count() == 1, "no object on one line");
            output.find('<').map(|at| format!("an element at {at}")).into_iter().collect()
        }
        _ => Vec::new(),
    };
    assert!(harm.is_empty(), "{harm:?} in\n{output}");
}

/// The remaining input; zeros after its end.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn next(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    fn flag(&mut self) -> bool {
        self.next() & 1 != 0
    }

    fn small(&mut self) -> u32 {
        u32::from(self.next() % 4)
    }

    /// Reads as many pieces as the first byte says, each a known one or a character.
    fn text(&mut self) -> String {
        let count = self.next() % 12;
        (0..count).map(|_| self.piece()).collect()
    }

    fn piece(&mut self) -> String {
        let byte = self.next();
        match PIECES.get(usize::from(byte)) {
            Some(piece) => (*piece).to_owned(),
            None => char::from(byte).to_string(),
        }
    }

    fn maybe(&mut self) -> Option<String> {
        self.flag().then(|| self.text())
    }

    fn report(&mut self) -> Report {
        let mut report = Report::default();
        if self.flag() {
            (report.title, report.url) = (self.maybe(), self.maybe());
            let known = &mut report.metadata;
            known.title = self.maybe();
            known.authors = self.maybe().into_iter().collect();
            (known.published, known.modified) = (self.maybe(), self.maybe());
            (known.site, known.canonical, known.lang) = (self.maybe(), self.maybe(), self.maybe());
            (known.description, known.image, known.licence) = (self.maybe(), self.maybe(), self.maybe());
            (known.lang_identified, known.section) = (self.maybe(), self.maybe());
            known.tags = self.maybe().into_iter().collect();
        }
        report
    }

    fn block(&mut self) -> Block {
        let mut block = Block::default();
        block.kind = match self.next() % 9 {
            0 | 1 => BlockKind::Paragraph,
            2 => BlockKind::Title,
            3 => BlockKind::Heading(self.next()),
            4 => BlockKind::Preformatted(self.maybe()),
            5 => BlockKind::Term,
            6 => BlockKind::Description,
            7 => BlockKind::Caption,
            _ => BlockKind::Break,
        };
        block.text = self.text();
        block.containers = (0..self.small()).map(|_| self.container()).collect();
        block.marks = (0..self.small()).map(|_| self.mark(block.text.len())).collect();
        let flags = self.next();
        (block.loose, block.tight, block.comment) = (flags & 1 != 0, flags & 2 != 0, flags & 4 != 0);
        block.language = (flags & 8 != 0).then(|| Arc::from(self.text()));
        block.direction = (flags & 16 != 0).then_some(Direction::RightToLeft);
        block
    }

    /// Reads a mark that may lie outside the text, or anywhere.
    fn mark(&mut self, length: usize) -> Mark {
        let (start, end) = (usize::from(self.next()), usize::from(self.next()));
        let start = start % (length + 2);
        let kind = match self.next() % 16 {
            0 => MarkKind::Emphasis,
            1 => MarkKind::Strong,
            2 | 3 => MarkKind::Code,
            4 => MarkKind::Keyboard,
            5 => MarkKind::Deleted,
            6 => MarkKind::Superscript,
            7 | 8 => MarkKind::Link { target: self.address(), title: self.text() },
            9 | 10 => MarkKind::NoteReference { number: self.small(), target: self.text() },
            11 | 12 => MarkKind::Image { source: self.address(), alt: self.text(), title: self.text() },
            13 => MarkKind::Embed { target: self.address(), title: self.text() },
            _ => MarkKind::Math { tex: self.text(), display: self.flag() },
        };
        let end = if kind.is_between() { start } else { start + end % (length + 2) };
        Mark { start, end, kind }
    }

    /// Reads an address, mostly an allowed one, so that the rest of it is written.
    fn address(&mut self) -> String {
        let start = ["/", "https://a.example/", "", "?"][self.small() as usize];
        start.to_owned() + &self.text()
    }

    fn container(&mut self) -> Container {
        let id = self.small();
        match self.next() % 8 {
            0 => Container::Quote { id },
            1 => Container::Item { list: self.small(), id, number: None, task: self.flag().then_some(true) },
            2 => Container::Item { list: self.small(), id, number: Some(i32::from(self.next())), task: None },
            3 => Container::Definitions { id },
            4 => Container::Description { id },
            5 => {
                let alignment = self.flag().then_some(Alignment::Center);
                let (row, column) = (self.small(), u16::from(self.next() % 5));
                let (colspan, rowspan) = (u16::from(self.next() % 4), u16::from(self.next() % 4));
                let (columns, header) = (u16::from(self.next() % 7), self.flag());
                Container::Cell { table: id, row, column, colspan, rowspan, columns, header, alignment }
            }
            6 => Container::Figure { id },
            _ => Container::Note { id, number: self.small() },
        }
    }
}
