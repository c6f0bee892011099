//! Values that a caller can build: none of them makes the library panic.

#[path = "../benches/hostile/shapes.rs"]
mod shapes;

use tamis::{
    Block, BlockKind, Container, Extract, Format, Formatter, Images, InputForm, Limits, Links, Mark, MarkKind, Options,
    Sink,
};

const FORMATS: [Format; 5] = [Format::Text, Format::Markdown, Format::Json, Format::Html, Format::Tei];

/// A setter for each field, and a pattern that no longer compiles when a field is added.
macro_rules! fields {
    ($($field:ident),+) => {{
        let _ = |Limits { $($field: _),+ }: Limits| ();
        [$((stringify!($field), (|limits, value| limits.$field = value) as fn(&mut Limits, usize))),+]
    }};
}

#[test]
fn no_value_of_a_limit_panics_on_a_hostile_page() {
    let fields = fields!(
        rewriter_bytes,
        open_elements,
        attributes,
        attribute_value_bytes,
        block_text_bytes,
        block_marks,
        containers,
        link_target_bytes,
        head_bytes,
        held_bytes,
        held_elements,
        table_bytes,
        lookahead_blocks,
        lookahead_bytes,
        metadata_script_bytes,
        metadata_value_bytes,
        remembered_blocks
    );
    let shapes: Vec<_> = shapes::all().map(|shape| shape.page(1 << 10)).collect();
    let clean = |limits: &Limits, number: usize| {
        let extract = if number.is_multiple_of(3) { Extract::Rules } else { Extract::Main };
        let input = if number.is_multiple_of(16) { InputForm::Text } else { InputForm::Html };
        let options = Options::new().format(FORMATS[number % FORMATS.len()]).extract(extract).input(input);
        tamis::clean(&shapes[number % shapes.len()], &options.with_limits(limits.clone())).unwrap();
    };
    for value in [0, usize::MAX] {
        let mut all = Limits::default();
        for (at, (name, set)) in fields.iter().enumerate() {
            println!("{name}: {value}");
            let mut limits = Limits::default();
            set(&mut limits, value);
            set(&mut all, value);
            // Some of the shapes for each field, others for the next.
            (at..at + shapes.len()).step_by(13).for_each(|number| clean(&limits, number));
        }
        println!("all: {value}");
        (0..shapes.len()).for_each(|number| clean(&all, number));
    }
}

#[test]
fn more_open_elements_than_16_bits_count_do_not_panic() {
    let page = "<b>".repeat(70_000) + "x";
    let limits = Limits { open_elements: usize::MAX, ..Limits::default() };
    let document = tamis::clean(page.as_bytes(), &Options::new().with_limits(limits)).unwrap();
    assert_eq!(document.text, "x\n");
}

/// Small numbers, the same in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    fn of<T: Clone>(&mut self, values: &[T]) -> T {
        values[self.below(values.len())].clone()
    }

    fn mark(&mut self, text: &str) -> Mark {
        let (target, title) = (self.of(&["/a b", "", "é:"]).to_owned(), self.of(&["", "t\"é"]).to_owned());
        let kind = match self.below(14) {
            0 => MarkKind::Emphasis,
            1 => MarkKind::Strong,
            2 => MarkKind::Code,
            3 => MarkKind::Keyboard,
            4 => MarkKind::Highlight,
            5 => MarkKind::Deleted,
            6 => MarkKind::Inserted,
            7 => MarkKind::Superscript,
            8 => MarkKind::Subscript,
            9 => MarkKind::NoteReference { number: self.of(&[0, 1, u32::MAX]), target },
            10 => MarkKind::Image { source: target, alt: title.clone(), title },
            11 => MarkKind::Math { tex: title, display: self.below(2) == 0 },
            12 => MarkKind::Embed { target, title },
            _ => MarkKind::Link { target, title },
        };
        let mut place = || match self.below(12) {
            0 => usize::MAX,
            _ => self.below(text.len() + 4),
        };
        Mark { start: place(), end: place(), kind }
    }

    fn container(&mut self) -> Container {
        let id = self.of(&[0, 1, 2, u32::MAX]);
        match self.below(7) {
            0 => Container::Quote { id },
            1 => Container::Definitions { id },
            2 => Container::Description { id },
            3 => Container::Cell {
                table: id,
                row: self.of(&[0, 1, u32::MAX]),
                column: self.of(&[0, 1, 5, u16::MAX]),
                colspan: self.of(&[0, 1, 2, u16::MAX]),
                rowspan: self.of(&[0, 1, 2, u16::MAX]),
                columns: self.of(&[0, 1, 6, u16::MAX]),
                header: self.below(2) == 0,
                alignment: None,
            },
            4 => Container::Figure { id },
            5 => Container::Note { id, number: self.of(&[0, 1, u32::MAX]) },
            _ => Container::Item {
                list: self.of(&[0, 1, u32::MAX]),
                id,
                number: self.of(&[None, Some(1), Some(i32::MIN), Some(i32::MAX)]),
                task: self.of(&[None, Some(true)]),
            },
        }
    }

    fn block(&mut self) -> Block {
        let mut block = Block::default();
        block.text = self.of(&["", " ", "é b\n漢 d", " $a$ *b* ", "\n`|\t", "ab cd é漢字"]).to_owned();
        block.kind = match self.below(9) {
            0 => BlockKind::Title,
            1 => BlockKind::Heading(self.of(&[0, 1, 7, u8::MAX])),
            2 => BlockKind::Preformatted(self.of(&[None, Some(String::new()), Some("a b".into())])),
            3 => BlockKind::Term,
            4 => BlockKind::Description,
            5 => BlockKind::Caption,
            6 => BlockKind::Break,
            _ => BlockKind::Paragraph,
        };
        block.marks = (0..self.below(6)).map(|_| self.mark(&block.text)).collect();
        block.containers = (0..self.below(5)).map(|_| self.container()).collect();
        block.language = self.of(&[None, Some("é-".into()), Some("fr".into())]);
        (block.loose, block.tight, block.comment) = (self.below(2) == 0, self.below(2) == 0, self.below(3) == 0);
        block
    }
}

#[test]
fn no_block_panics_in_a_formatter() {
    let mut random = Random(1);
    for round in 0..5_000 {
        let blocks: Vec<Block> = (0..3).map(|_| random.block()).collect();
        let options = Options::new()
            .format(FORMATS[round % FORMATS.len()])
            .links(random.of(&[Links::Inline, Links::Reference, Links::None]))
            .images(random.of(&[Images::Inline, Images::Alt, Images::None]));
        let write = || {
            let mut formatter = Formatter::new(&options, Vec::new());
            blocks.iter().for_each(|block| formatter.block(block).unwrap());
            formatter.finish(&tamis::Report::default()).unwrap();
        };
        let written = std::panic::catch_unwind(std::panic::AssertUnwindSafe(write));
        assert!(written.is_ok(), "{options:?}\n{blocks:#?}");
    }
}

#[test]
fn a_mark_that_is_not_of_the_text_is_left_out() {
    let mut block = Block::default();
    block.text = "é漢".into();
    for (start, end) in [(0, 9), (1, 2), (2, 3), (5, 2), (9, 9), (usize::MAX, 0)] {
        block.marks.push(Mark { start, end, kind: MarkKind::Strong });
        block.marks.push(Mark { start, end, kind: MarkKind::Math { tex: "x".into(), display: false } });
    }
    for (format, text) in [(Format::Text, "é漢\n"), (Format::Markdown, "é漢\n")] {
        let mut formatter = Formatter::new(&Options::new().format(format), Vec::new());
        formatter.block(&block).unwrap();
        assert_eq!(String::from_utf8(formatter.into_inner()).unwrap(), text);
    }
}
