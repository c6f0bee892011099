//! Documents with a payload in one field each: of a block, of a mark, or of the metadata.

use std::sync::Arc;

use tamis::{Block, BlockKind, Container, Mark, MarkKind, Report};

#[derive(Debug, Clone, Default)]
pub struct Input {
    pub blocks: Vec<Block>,
    pub report: Report,
}

/// A field: its name, and the document with the payload in it.
pub type Field = (String, Box<dyn Fn(&str) -> Input>);

pub fn all() -> Vec<Field> {
    let mut fields = of_blocks();
    fields.extend(of_marks());
    fields.extend(in_containers());
    fields.extend(of_notes());
    fields.extend(of_reports());
    fields
}

fn field(name: impl Into<String>, input: impl Fn(&str) -> Input + 'static) -> Field {
    (name.into(), Box::new(input))
}

fn blocks(blocks: impl IntoIterator<Item = Block>) -> Input {
    // Paragraphs before and after, because active content may reach into either.
    let blocks = [text("before")].into_iter().chain(blocks).chain([text("after"), text("end")]);
    Input { blocks: blocks.collect(), ..Input::default() }
}

fn text(text: &str) -> Block {
    of_kind(BlockKind::Paragraph, text)
}

fn of_kind(kind: BlockKind, text: &str) -> Block {
    let mut block = Block::default();
    (block.kind, block.text) = (kind, text.to_owned());
    block
}

fn inside(containers: &[Container], mut block: Block) -> Block {
    block.containers = containers.to_vec();
    block
}

fn with_marks(marks: Vec<Mark>, mut block: Block) -> Block {
    block.marks = marks;
    block
}

fn tight(mut block: Block) -> Block {
    block.tight = true;
    block
}

/// Returns a block with a mark over "middle", or after it.
fn marked(kind: MarkKind) -> Block {
    let block = text("first middle last");
    let (start, end) = if kind.is_between() { (12, 12) } else { (6, 12) };
    with_marks(vec![Mark { start, end, kind }], block)
}

/// Returns a block that consists of the mark.
fn bare(kind: MarkKind) -> Block {
    let block = text(if kind.is_between() { "" } else { "a" });
    with_marks(vec![Mark { start: 0, end: block.text.len(), kind }], block)
}

fn of_blocks() -> Vec<Field> {
    let kinds = [
        BlockKind::Paragraph,
        BlockKind::Title,
        BlockKind::Heading(3),
        BlockKind::Preformatted(None),
        BlockKind::Term,
        BlockKind::Description,
        BlockKind::Caption,
    ];
    let mut fields: Vec<Field> = Vec::new();
    for kind in kinds {
        fields.push(field(format!("the text of {kind:?}"), move |p| blocks([of_kind(kind.clone(), p)])));
    }
    fields.push(field("the language of code", |p| blocks([of_kind(BlockKind::Preformatted(Some(p.to_owned())), "a")])));
    fields.push(field("the language of a block", |p| {
        let mut block = text("a");
        block.language = Some(Arc::from(p));
        blocks([block, text("b")])
    }));
    fields.push(field("a comment", |p| {
        let mut block = text(p);
        block.comment = true;
        blocks([block])
    }));
    fields.push(field("lines that are tight", |p| blocks([text(p), tight(text(p)), tight(text("a"))])));
    fields
}

fn spans() -> Vec<MarkKind> {
    use MarkKind::*;
    vec![
        Emphasis,
        Strong,
        Code,
        Keyboard,
        Highlight,
        Deleted,
        Inserted,
        Superscript,
        Subscript,
        Link { target: "/a".into(), title: "b".into() },
        NoteReference { number: 1, target: "#a".into() },
    ]
}

/// Returns the kinds of marks with strings, with the payload in one of them.
fn strings(p: &str) -> Vec<(&'static str, MarkKind)> {
    use MarkKind::*;
    let (p, a, none) = (|| p.to_owned(), || "/a".to_owned(), String::new);
    vec![
        ("target of a link", Link { target: p(), title: none() }),
        ("title of a link", Link { target: a(), title: p() }),
        ("target of a script link", Link { target: format!("javascript:{}", p()), title: p() }),
        ("path and title of a link", Link { target: format!("/a[{}", p()), title: p() }),
        ("target of a note", NoteReference { number: 1, target: p() }),
        ("source of an image", Image { source: p(), alt: none(), title: none() }),
        ("alternative text of an image", Image { source: a(), alt: p(), title: none() }),
        ("title of an image", Image { source: a(), alt: none(), title: p() }),
        ("target of a video", Embed { target: p(), title: none() }),
        ("title of a video", Embed { target: a(), title: p() }),
        ("formula", Math { tex: p(), display: false }),
        ("displayed formula", Math { tex: p(), display: true }),
    ]
}

fn of_marks() -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    for kind in spans() {
        let start = kind.clone();
        fields.push(field(format!("text under {start:?}"), move |p| {
            let mark = Mark { start: 0, end: p.len(), kind: kind.clone() };
            blocks([with_marks(vec![mark], text(p))])
        }));
        let kind = start;
        fields.push(field(format!("text beside {kind:?}"), move |p| {
            let mark = Mark { start: 0, end: 1, kind: kind.clone() };
            blocks([with_marks(vec![mark], text(&format!("a: {p}"))), tight(text(p))])
        }));
    }
    for at in 0..strings("").len() {
        let name = strings("")[at].0;
        let kind = move |p: &str| strings(p)[at].1.clone();
        fields.push(field(format!("the {name}"), move |p| blocks([marked(kind(p))])));
        fields.push(field(format!("the {name} alone"), move |p| blocks([bare(kind(p))])));
        fields.push(field(format!("the {name} in a link with a note"), move |p| {
            let link = MarkKind::Link { target: "/b".into(), title: p.to_owned() };
            let note = MarkKind::NoteReference { number: 1, target: "#c".into() };
            let marks = vec![
                Mark { start: 0, end: 9, kind: link },
                Mark { start: 2, end: 4, kind: note },
                Mark { start: 5, end: if kind(p).is_between() { 5 } else { 7 }, kind: kind(p) },
            ];
            blocks([with_marks(marks, text("some text")), inside(&[Container::Note { id: 9, number: 1 }], text("x"))])
        }));
        fields.push(field(format!("the {name} beside code"), move |p| {
            let end = if kind(p).is_between() { 1 } else { 2 };
            let marks = vec![
                Mark { start: 0, end: 1, kind: MarkKind::Code },
                Mark { start: 1, end, kind: kind(p) },
                Mark { start: 2, end: 3, kind: MarkKind::Code },
            ];
            blocks([with_marks(marks, text("abc"))])
        }));
        fields.push(field(format!("the {name} in a cell"), move |p| {
            let cell = |row, column| cell(1, row, column, row == 1);
            blocks((1..4).flat_map(|row| [inside(&[cell(row, 0)], marked(kind(p))), inside(&[cell(row, 1)], text(p))]))
        }));
    }
    fields
}

fn cell(table: u32, row: u32, column: u16, header: bool) -> Container {
    Container::Cell { table, row, column, colspan: 1, rowspan: 1, columns: 0, header, alignment: None }
}

fn in_containers() -> Vec<Field> {
    let item = |id| Container::Item { list: 1, id, number: None, task: None };
    let numbered = |id| Container::Item { list: 2, id, number: Some(7), task: None };
    let task = |id| Container::Item { list: 3, id, number: None, task: Some(true) };
    let definitions = Container::Definitions { id: 4 };
    let cell = |row, column| cell(5, row, column, row == 51);
    let around: Vec<(&str, Vec<Container>)> = vec![
        ("a quotation", vec![Container::Quote { id: 1 }]),
        ("an item", vec![item(11)]),
        ("a numbered item", vec![numbered(21)]),
        ("a task", vec![task(31)]),
        ("a description", vec![definitions, Container::Description { id: 41 }]),
        ("a head cell", vec![cell(51, 0)]),
        ("a cell", vec![cell(52, 1)]),
        ("a figure", vec![Container::Figure { id: 61 }]),
        ("an item of an item", vec![item(11), numbered(21)]),
        ("an item of a quotation", vec![Container::Quote { id: 1 }, item(11)]),
        ("a cell of an item", vec![item(11), cell(52, 0)]),
    ];
    let mut fields: Vec<Field> = Vec::new();
    for (name, containers) in around {
        let around = containers.clone();
        fields.push(field(format!("text in {name}"), move |p| {
            let rows = [inside(&around, text(p)), inside(&around, text("a")), inside(&around, text(p))];
            blocks(rows)
        }));
        fields.push(field(format!("code in {name}"), move |p| {
            let code = of_kind(BlockKind::Preformatted(None), p);
            blocks([inside(&containers, text("a")), inside(&containers, code), inside(&containers, text("b"))])
        }));
    }
    fields
}

/// Returns referenced notes, with the payload inside and at the start.
fn of_notes() -> Vec<Field> {
    let note = Container::Note { id: 71, number: 1 };
    let item = Container::Item { list: 8, id: 81, number: None, task: None };
    let with_note = move |within: Vec<Block>| {
        let sign = MarkKind::NoteReference { number: 1, target: "#a".into() };
        let reference = with_marks(vec![Mark { start: 1, end: 2, kind: sign }], text("a1 b"));
        blocks(std::iter::once(reference).chain(within))
    };
    let mut fields: Vec<Field> = Vec::new();
    let code = |p: &str| of_kind(BlockKind::Preformatted(None), p);
    fields.push(field("a note", move |p| with_note(vec![inside(&[note], text(p)), inside(&[note], text(p))])));
    fields.push(field("a note that begins with code", move |p| with_note(vec![inside(&[note], code(p))])));
    fields
        .push(field("code in a note", move |p| with_note(vec![inside(&[note], text("a")), inside(&[note], code(p))])));
    fields.push(field("a list in a note", move |p| {
        let containers = [note, item];
        with_note(vec![inside(&containers, text(p)), inside(&containers, code(p)), inside(&containers, text(p))])
    }));
    fields.push(field("a note that begins with an item of code", move |p| {
        with_note(vec![inside(&[note, item], code(p)), inside(&[note, item], code(p))])
    }));
    fields.push(field("lines of a note that are tight", move |p| {
        with_note(vec![inside(&[note], text("a")), inside(&[note], tight(text(p)))])
    }));
    for at in 0..strings("").len() {
        fields.push(field(format!("a note that begins with the {}", strings("")[at].0), move |p| {
            with_note(vec![inside(&[note], bare(strings(p)[at].1.clone()))])
        }));
    }
    fields.push(field("text behind the sign of a note", move |p| {
        let sign = MarkKind::NoteReference { number: 1, target: "#a".into() };
        let marks = vec![Mark { start: 0, end: 1, kind: sign }];
        with_note(vec![with_marks(marks, text(&format!("1: {p}"))), inside(&[note], text("a"))])
    }));
    fields
}

fn of_reports() -> Vec<Field> {
    type Set = fn(&mut Report, String);
    let fields: [(&'static str, Set); 19] = [
        ("title", |r, p| r.metadata.title = Some(p)),
        ("authors", |r, p| r.metadata.authors = vec![p.clone(), p]),
        ("published", |r, p| r.metadata.published = Some(p)),
        ("modified", |r, p| r.metadata.modified = Some(p)),
        ("site", |r, p| r.metadata.site = Some(p)),
        ("canonical", |r, p| r.metadata.canonical = Some(p)),
        ("lang", |r, p| r.metadata.lang = Some(p)),
        ("lang_identified", |r, p| r.metadata.lang_identified = Some(p)),
        ("description", |r, p| r.metadata.description = Some(p)),
        ("image", |r, p| r.metadata.image = Some(p)),
        ("section", |r, p| r.metadata.section = Some(p)),
        ("tags", |r, p| r.metadata.tags = vec![p.clone(), p]),
        ("licence", |r, p| r.metadata.licence = Some(p)),
        ("page_type", |r, p| r.metadata.page_type = Some(p)),
        ("amp", |r, p| r.metadata.amp = Some(p)),
        ("alternates", |r, p| r.metadata.alternates = vec![format!("de {p}")]),
        ("links", |r, p| r.links = vec![p]),
        ("headline", |r, p| r.title = Some(p)),
        ("url", |r, p| r.url = Some(p)),
    ];
    let of = |(name, set): (&'static str, Set)| {
        field(format!("the {name} of the page"), move |p| {
            let mut input = blocks([text("a")]);
            set(&mut input.report, p.to_owned());
            input
        })
    };
    fields.into_iter().map(of).collect()
}
