//! Keeps the output in proportion to the page in every format: at most eight times as long, plus 64 KiB.
//!
//! Every block adds a credit of eight times the page bytes it accounts for; its output is subtracted. A block that
//! could cost more than the credit loses its lists, tables and quotes, then its marks; its text alone always fits its
//! own credit. Everything that counts is in the blocks, so neither chunks nor time matter.

use std::borrow::Cow;

use super::{Out, Summary, Writer};
use crate::block::{Block, BlockKind, Container, Mark, MarkKind};

/// Output bytes per byte of the page.
const TIMES: usize = 8;

/// Additional bytes. The other three quarters of the 64 KiB are for the output around the blocks: front matter or
/// header, definitions and notes, metadata.
const FIXED: usize = 16 << 10;

/// Maximum credit, which bounds the memory of a single block.
const SAVED: usize = 1 << 20;

pub(super) struct Proportion {
    writer: Box<dyn Writer>,
    credit: usize,
    simplified: u64,
}

impl Proportion {
    pub(super) fn new(writer: Box<dyn Writer>) -> Proportion {
        Proportion { writer, credit: FIXED, simplified: 0 }
    }

    /// Returns the block, simplified as far as the credit requires.
    fn affordable<'b>(&mut self, block: &'b Block) -> Option<Cow<'b, Block>> {
        self.credit = self.credit.saturating_add(TIMES * block.source_bytes()).min(SAVED);
        if self.affords(block) {
            return Some(Cow::Borrowed(block));
        }
        self.simplified += 1;
        let flat = flat(block);
        if self.affords(&flat) {
            return Some(Cow::Owned(flat));
        }
        (!block.text.is_empty()).then(|| Cow::Owned(plain(flat)))
    }

    /// Whether the credit covers the block. The upper bound is faster and mostly enough.
    fn affords(&self, block: &Block) -> bool {
        cost(block, block.text.len(), |text| ESCAPE * text.len()) <= self.credit
            || cost(block, lines(block), escaped) <= self.credit
    }
}

impl Writer for Proportion {
    fn wants_beginning(&self) -> bool {
        self.writer.wants_beginning()
    }

    fn begin(&mut self, known: &Summary<'_>, out: &mut Out) {
        self.writer.begin(known, out);
    }

    fn block(&mut self, block: &Block, out: &mut Out) {
        let block = block.with_valid_marks();
        let Some(block) = self.affordable(&block) else { return };
        let before = out.len();
        self.writer.block(&block, out);
        self.credit = self.credit.saturating_sub(out.len() - before);
    }

    fn finish(&mut self, summary: &Summary<'_>, out: &mut Out) {
        self.writer.finish(summary, out);
    }

    fn simplified(&self) -> u64 {
        self.simplified
    }
}

fn flat(block: &Block) -> Block {
    let kind = match block.kind {
        BlockKind::Preformatted(_) => BlockKind::Preformatted(None),
        ref kind => kind.clone(),
    };
    Block { kind, containers: Vec::new(), language: None, direction: None, ..block.clone() }
}

/// Returns the block's text as a paragraph: the fences and tags of code are longer than a short line of it.
fn plain(flat: Block) -> Block {
    let text = match flat.kind {
        BlockKind::Preformatted(_) => {
            let lines = flat.text.split('\n').map(str::trim).filter(|line| !line.is_empty());
            lines.collect::<Vec<_>>().join("\n")
        }
        _ => flat.text,
    };
    Block { kind: BlockKind::Paragraph, text, marks: Vec::new(), ..flat }
}

/// Bytes of the longest escape of a single character: `\u003c`.
const ESCAPE: usize = 6;

/// Maximum bytes of the tags, markers and declarations of a block, a container and a mark, in the longest format: TEI
/// for blocks and marks, HTML and TEI for containers.
const BLOCK: usize = 160;
const CONTAINER: usize = 96;
const MARK: usize = 72;

/// Bytes of an empty cell: `<cell></cell>` and a line feed.
const EMPTY_CELL: usize = 14;

/// Bytes of the spans of a cell: ` colspan="1000" rowspan="65534"`.
const SPANS: usize = 32;

/// Maximum columns filled up, and maximum levels that indent.
const COLUMNS: usize = 128;
const LEVELS: usize = 32;

fn lines(block: &Block) -> usize {
    block.text.bytes().filter(|&byte| byte == b'\n').count()
}

/// Returns the maximum bytes that any format writes for a block of so many line breaks, where `text` counts a text with
/// its escapes.
fn cost(block: &Block, lines: usize, text: impl Fn(&str) -> usize) -> usize {
    let around: usize = block.containers.iter().map(of_container).sum();
    let indent: usize = block.containers.iter().take(LEVELS).map(indent).sum();
    let of_mark = |mark: &Mark| MARK + strings(&mark.kind).into_iter().map(&text).sum::<usize>();
    let marks: usize = block.marks.iter().map(of_mark).sum();
    BLOCK + around + indent * (lines + 2) + text(&block.text) + marks
}

fn of_container(container: &Container) -> usize {
    match container {
        Container::Cell { column, columns, .. } => {
            CONTAINER + SPANS + EMPTY_CELL * usize::from(*column.max(columns)).min(COLUMNS)
        }
        _ => CONTAINER,
    }
}

fn indent(container: &Container) -> usize {
    match container {
        Container::Item { number: Some(number), .. } => signed_digits(number) + 2,
        Container::Note { .. } => 4,
        _ => 2,
    }
}

/// Returns an upper bound on the digits of a number and its sign.
fn signed_digits(number: &i32) -> usize {
    number.unsigned_abs().checked_ilog10().unwrap_or(0) as usize + 2
}

/// Returns the texts of a mark; an embed without a title writes its address twice.
fn strings(kind: &MarkKind) -> [&str; 3] {
    match kind {
        MarkKind::Link { target, title } => [target, title, ""],
        MarkKind::NoteReference { target, .. } => [target, "", ""],
        MarkKind::Image { source, alt, title } => [source, alt, title],
        MarkKind::Math { tex, .. } => [tex, "", ""],
        MarkKind::Embed { target, title } if title.is_empty() => [target, target, ""],
        MarkKind::Embed { target, title } => [target, title, ""],
        _ => [""; 3],
    }
}

/// Returns the maximum bytes of a text with the escapes of any format.
fn escaped(text: &str) -> usize {
    let escape = |byte: u8| match byte {
        b'&' | b'<' | b'>' | b'"' | b'\'' => ESCAPE - 1,
        // U+2028 and its neighbours take three bytes, and six as an escape.
        0xE2 => 3,
        b' ' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | 0x80.. => 0,
        _ => 2,
    };
    text.len() + text.bytes().map(escape).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{block, cell, item, numbered, paragraph, written};
    use super::super::{Form, Format, writer};
    use super::*;

    const FORMATS: [Format; 5] = [Format::Text, Format::Markdown, Format::Json, Format::Html, Format::Tei];

    /// Returns blocks of all kinds, containers, marks and special characters.
    fn blocks() -> Vec<Block> {
        let texts = ["x", "a\nb\n\nc", "&<>\"'`\\*_[]|~#\u{2028}é漢", "````````", "\n\n\n\n"];
        let kinds = [
            BlockKind::Paragraph,
            BlockKind::Title,
            BlockKind::Heading(1),
            BlockKind::Heading(6),
            BlockKind::Preformatted(Some("abcdefghijklmnopqrstuvwxyzabcdef".into())),
            BlockKind::Term,
            BlockKind::Description,
            BlockKind::Caption,
            BlockKind::Break,
        ];
        let places: [&[Container]; 6] = [
            &[],
            &[numbered(10, i32::MIN), item(20), numbered(30, 999_999_999)],
            &[Container::Quote { id: 1 }, cell(10, 300)],
            &[cell(10, 1)],
            &[Container::Definitions { id: 1 }, Container::Description { id: 2 }],
            &[Container::Figure { id: 1 }, Container::Note { id: 2, number: 1 }],
        ];
        let mut blocks = Vec::new();
        for text in texts {
            for kind in &kinds {
                for place in places {
                    let mut block = block(kind.clone(), text, place);
                    block.language = Some("abcdefgh-abcdefgh-abcdefgh-abcde".into());
                    blocks.push(block.clone());
                    block.marks = marks(block.text.len());
                    blocks.push(block);
                }
            }
        }
        blocks
    }

    fn marks(end: usize) -> Vec<Mark> {
        use MarkKind::*;
        let all = |kind| Mark { start: 0, end, kind };
        let at = |kind| Mark { start: end, end, kind };
        let (target, title, alt) = ("/é?a&b&c'\"(".to_owned(), "&\"<".to_owned(), "|[&".to_owned());
        vec![
            all(Link { target: target.clone(), title: title.clone() }),
            all(Emphasis),
            all(Strong),
            all(Deleted),
            all(Highlight),
            all(Keyboard),
            all(Superscript),
            at(Image { source: target.clone(), alt, title }),
            at(Math { tex: "a<b&c".into(), display: true }),
            at(Embed { target, title: String::new() }),
        ]
    }

    /// A block costs at least the bytes it takes, alone or after another one.
    #[test]
    fn no_format_writes_more_than_the_cost() {
        for format in FORMATS {
            let empty = written(format, &[]).len();
            let blocks = blocks();
            for pair in blocks.windows(2) {
                let (costs, length) = (
                    cost(&pair[0], lines(&pair[0]), escaped) + cost(&pair[1], lines(&pair[1]), escaped),
                    written(format, pair).len() - empty,
                );
                assert!(length <= costs, "{format:?}: {length} of {costs}: {pair:?}");
            }
            for block in &blocks {
                let (costs, length) =
                    (cost(block, lines(block), escaped), written(format, std::slice::from_ref(block)).len() - empty);
                assert!(length <= costs, "{format:?}: {length} of {costs}: {block:?}");
            }
        }
    }

    /// A block's characters and the shortest tag always pay for the text alone.
    #[test]
    fn plain_text_costs_no_more_than_its_credit() {
        for format in FORMATS {
            for mut block in blocks().into_iter().map(|block| plain(flat(&block))) {
                (block.markup, block.marks) = (LEAST, Vec::new());
                let (mut writer, mut out) = (super::super::inner(format, Form::default()), Out::default());
                writer.block(&paragraph("a", &[]), &mut out);
                let before = out.len();
                writer.block(&block, &mut out);
                let (length, credit) = (out.len() - before, TIMES * block.source_bytes());
                assert!(length <= credit, "{format:?}: {length} of {credit}: {block:?}");
            }
        }
    }

    const LEAST: Option<u32> = Some(crate::block::LEAST_TAG as u32);

    #[test]
    fn a_costly_block_loses_containers_then_marks_and_never_its_text() {
        let deep: Vec<Container> = (0..40).map(|id| numbered(10 * id, 999_999_999)).collect();
        let link = MarkKind::Link { target: format!("/{}", "a".repeat(1000)), title: String::new() };
        let linked = |containers: &[Container]| Block {
            marks: vec![Mark { start: 0, end: 1, kind: link.clone() }],
            markup: LEAST,
            ..paragraph("x", containers)
        };
        for (block, last) in [(Block { markup: LEAST, ..paragraph("x", &deep) }, "\n\nx\n"), (linked(&[]), "\n\nx\n")] {
            let (mut writer, mut out) = (writer(Format::Markdown, Form::default()), Out::default());
            (0..2000).for_each(|_| writer.block(&block, &mut out));
            assert!(out.len() <= 2000 * TIMES * block.source_bytes() + FIXED, "{}", out.len());
            let out = out.into_string();
            assert_eq!(out.matches('x').count(), 2000);
            assert!(out.ends_with(last) && writer.simplified() > 1000);
        }
    }
}
