//! Tests of the Markdown writer.

use super::super::Format;
use super::super::tests::{block, cell, item, numbered, paragraph, written};
use super::*;
use crate::block::Container;
use MarkKind::{Code, Emphasis, Strong};

fn markdown(blocks: &[Block]) -> String {
    written(Format::Markdown, blocks)
}

/// Returns the text with marks on the first occurrence of each string.
fn marked(text: &str, marks: &[(&str, MarkKind)]) -> Block {
    let mark = |(part, kind): &(&str, MarkKind)| {
        let start = text.find(part).expect("occurs");
        let end = if matches!(kind, MarkKind::Image { .. }) { start } else { start + part.len() };
        Mark { start, end, kind: kind.clone() }
    };
    Block { marks: marks.iter().map(mark).collect(), ..paragraph(text, &[]) }
}

fn inline(text: &str, marks: &[(&str, MarkKind)]) -> String {
    markdown(&[marked(text, marks)]).trim_end_matches('\n').to_owned()
}

fn link(target: &str) -> MarkKind {
    MarkKind::Link { target: target.into(), title: String::new() }
}

fn image(source: &str, alt: &str) -> MarkKind {
    MarkKind::Image { source: source.into(), alt: alt.into(), title: String::new() }
}

#[test]
fn headings_paragraphs_and_breaks_are_written() {
    let blocks = [
        block(BlockKind::Title, "T\nu", &[]),
        block(BlockKind::Heading(3), "C #", &[]),
        paragraph("a\nb", &[]),
        block(BlockKind::Break, "", &[]),
        block(BlockKind::Heading(2), "17. April", &[]),
    ];
    assert_eq!(markdown(&blocks), "# T u\n\n### C \\#\n\na\\\nb\n\n---\n\n## 17. April\n");
    // Not `---`: after the marker it would turn the line into a thematic break.
    assert_eq!(markdown(&[block(BlockKind::Break, "", &[item(10)])]), "- ___\n");
}

#[test]
fn emphasis_code_and_links_are_written() {
    assert_eq!(inline("a b c", &[("b", Emphasis)]), "a *b* c");
    assert_eq!(inline("a b c", &[("a b", Strong), ("b", Emphasis)]), "**a *b*** c");
    assert_eq!(inline("see [x] y", &[("[x]", link("/a b"))]), r"see [\[x\]](/a%20b) y");
    assert_eq!(inline("see x", &[("x", link("/t")), ("x", Code)]), "see [`x`](/t)");
    assert_eq!(inline("wow!x", &[("x", link("/t"))]), r"wow\![x](/t)");
}

#[test]
fn white_space_at_the_edges_of_a_mark_goes_outside() {
    assert_eq!(inline("a b c", &[(" b ", Strong)]), "a **b** c");
    assert_eq!(inline("a b", &[(" ", Strong)]), "a b");
}

#[test]
fn a_code_span_has_more_backticks_than_its_text_and_no_marks() {
    assert_eq!(inline("x `a* y", &[("`a*", Code)]), "x `` `a* `` y");
    assert_eq!(inline("x a b y", &[("a b", Code), ("b", Strong)]), "x `a b` y");
}

#[test]
fn marks_of_one_kind_are_written_once() {
    assert_eq!(inline("a b c", &[("a b c", Strong), ("a b", Strong)]), "**<strong>a b</strong> c**");
    assert_eq!(inline("abc", &[("a", Emphasis), ("bc", Emphasis)]), "*abc*");
    assert_eq!(inline("abc", &[("a", Code), ("bc", Code)]), "`abc`");
}

#[test]
fn emphasis_that_would_not_parse_is_written_as_tags() {
    assert_eq!(inline("「強調」の", &[("「強調」", Strong)]), "<strong>「強調」</strong>の");
    assert_eq!(inline("a\"b\" c", &[("\"b\"", Strong)]), "a<strong>\"b\"</strong> c");
    assert_eq!(inline("強調の", &[("強調", Strong)]), "**強調**の");
    assert_eq!(inline("a~~b", &[("~~b", Strong)]), r"a<strong>\~\~b</strong>");
    assert_eq!(inline("ab", &[("b", Strong), ("b", link("/t"))]), "a<strong>[b](/t)</strong>");
}

#[test]
fn a_link_at_the_start_is_not_a_definition() {
    assert_eq!(inline("a]: b", &[("a]: b", link("/t")), ("a]: b", Code)]), r"[a\]: b](/t)");
}

#[test]
fn emphasis_that_could_end_another_is_written_as_tags() {
    assert_eq!(inline("abc", &[("a", Emphasis), ("bc", Strong)]), "*a*<strong>bc</strong>");
    assert_eq!(inline("abc", &[("abc", Strong), ("b", Emphasis)]), "**a<em>b</em>c**");
}

#[test]
fn links_with_refused_addresses_are_text() {
    for target in ["", "javascript:x", "a\u{1}b"] {
        assert_eq!(inline("a b", &[("b", link(target))]), "a b");
    }
}

#[test]
fn images_keep_their_position() {
    assert_eq!(inline("a b", &[("b", image("/i.png", "x [y]"))]), r"a ![x \[y\]](/i.png)b");
    assert_eq!(inline("", &[("", image("/i.png", ""))]), "![](/i.png)");
    assert_eq!(inline("a b", &[("b", link("/t")), ("b", image("/i", "x"))]), "a [![x](/i)b](/t)");
    assert_eq!(markdown(&[marked("", &[("", image("data:x", "y"))]), paragraph("a", &[])]), "a\n");
}

#[test]
fn preformatted_text_is_fenced() {
    let code = |text: &str, language: Option<&str>| block(BlockKind::Preformatted(language.map(Into::into)), text, &[]);
    assert_eq!(markdown(&[code("*a*\n\n  b", Some("c++"))]), "```c++\n*a*\n\n  b\n```\n");
    assert_eq!(markdown(&[code("```", Some("a b"))]), "````\n```\n````\n");
    let listed = Block { containers: vec![item(10), Container::Quote { id: 1 }], ..code("a\n\nb", None) };
    assert_eq!(markdown(&[listed]), "- > ```\n  > a\n  >\n  > b\n  > ```\n");
}

#[test]
fn every_line_of_a_quote_has_a_marker() {
    let (outer, inner) = (Container::Quote { id: 1 }, Container::Quote { id: 2 });
    let blocks = [
        paragraph("a\nb", &[outer]),
        paragraph("c", &[outer, inner]),
        paragraph("d", &[outer]),
        paragraph("e", &[Container::Quote { id: 3 }]),
    ];
    assert_eq!(markdown(&blocks), "> a\\\n> b\n>\n> > c\n>\n> d\n\n> e\n");
}

#[test]
fn lists_nest_and_later_blocks_are_indented() {
    let blocks = [
        paragraph("a", &[numbered(10, 10)]),
        paragraph("b", &[numbered(10, 10), item(20)]),
        paragraph("c", &[numbered(10, 10), item(21)]),
        paragraph("d", &[numbered(10, 10)]),
        paragraph("- e", &[numbered(11, 11)]),
    ];
    assert_eq!(markdown(&blocks), "10. a\n    - b\n    - c\n\n    d\n11. \\- e\n");
}

#[test]
fn adjacent_lists_have_different_markers() {
    let bullets = [10, 11, 20, 21, 30].map(|id| paragraph("a", &[item(id)]));
    assert_eq!(markdown(&bullets), "- a\n- a\n\n* a\n* a\n\n- a\n");
    let numbers = [10, 20, 21].map(|id| paragraph("a", &[numbered(id, 1)]));
    assert_eq!(markdown(&numbers), "1. a\n\n1) a\n1) a\n");
    // Numbers outside the range of list markers are clamped.
    assert_eq!(markdown(&[paragraph("a", &[numbered(10, -3)])]), "0. a\n");
}

#[test]
fn a_blank_line_precedes_a_nested_list_that_does_not_start_at_one() {
    let blocks = [paragraph("a", &[item(10)]), paragraph("b", &[item(10), numbered(20, 3)])];
    assert_eq!(markdown(&blocks), "- a\n\n  3. b\n");
    let blocks = [block(BlockKind::Term, "a", &[item(10)]), paragraph("b", &[item(10), numbered(20, 3)])];
    assert_eq!(markdown(&blocks), "- **a**\n\n  3. b\n");
    let definitions = Container::Definitions { id: 30 };
    let blocks = [paragraph("a", &[item(10)]), paragraph("b", &[item(10), definitions, numbered(20, 3)])];
    assert_eq!(markdown(&blocks), "- a\n\n  3. b\n");
    let described = [definitions, Container::Description { id: 31 }];
    let blocks = [
        block(BlockKind::Description, "a", &described),
        paragraph("b", &[described[0], described[1], numbered(20, 3)]),
    ];
    assert_eq!(markdown(&blocks), "- a\n\n  3. b\n");
}

#[test]
fn terms_are_strong_and_descriptions_are_items() {
    let list = [Container::Definitions { id: 1 }];
    let term = |text: &str| block(BlockKind::Term, text, &list);
    let description = |text: &str| {
        let id = text.bytes().map(u32::from).sum();
        block(BlockKind::Description, text, &[list[0], Container::Description { id }])
    };
    let code = Block { marks: vec![Mark { start: 0, end: 1, kind: Code }], ..term("x") };
    let blocks = [term("t"), description("d"), description("e"), code, description("f"), paragraph("g", &[item(10)])];
    assert_eq!(markdown(&blocks), "**t**\n\n- d\n- e\n\n**`x`**\n\n- f\n\n- g\n");
    let inside = |kind, text, item: &[Container]| {
        block(kind, text, &[&[list[0], Container::Description { id: 2 }], item].concat())
    };
    let blocks = [
        inside(BlockKind::Description, "f", &[]),
        inside(BlockKind::Paragraph, "g", &[item(10)]),
        inside(BlockKind::Description, "h", &[]),
    ];
    assert_eq!(markdown(&blocks), "- f\n  - g\n\n  h\n");
}

#[test]
fn short_rows_are_filled_up_and_surplus_cells_go_into_the_last_one() {
    let blocks = [
        paragraph("a|b\nc", &[cell(10, 0)]),
        paragraph("d", &[cell(10, 1)]),
        paragraph("e", &[cell(10, 1)]),
        paragraph("f", &[cell(11, 0)]),
        paragraph("g", &[cell(12, 1)]),
        paragraph("h", &[cell(12, 2)]),
        Block { kind: BlockKind::Preformatted(None), ..paragraph("i|j", &[cell(13, 0)]) },
        paragraph("after", &[]),
    ];
    let table = "| | |\n| --- | --- |\n| a\\|b<br>c | d<br>e |\n| f | |\n| | g<br>h |\n| `i\\|j` | |\n\nafter\n";
    assert_eq!(markdown(&blocks), table);
}

#[test]
fn the_width_of_a_table_is_that_of_its_widest_row() {
    let cell = |row, column| match cell(row, column) {
        Container::Cell { table, row, column, colspan, rowspan, header, alignment, .. } => {
            Container::Cell { table, row, column, colspan, rowspan, columns: 3, header, alignment }
        }
        other => other,
    };
    let blocks = [paragraph("a", &[cell(10, 0)]), paragraph("b", &[cell(11, 0)]), paragraph("c", &[cell(11, 2)])];
    assert_eq!(markdown(&blocks), "| | | |\n| --- | --- | --- |\n| a | | |\n| b | | c |\n");
}

#[test]
fn a_table_in_an_item_of_a_quote_has_their_prefix() {
    let around = |cell| [Container::Quote { id: 1 }, item(10), cell];
    let blocks = [paragraph("a", &around(cell(10, 0))), paragraph("b", &around(cell(11, 0)))];
    assert_eq!(markdown(&blocks), "> - | |\n>   | --- |\n>   | a |\n>   | b |\n");
}

#[test]
fn a_tight_line_continues_the_paragraph() {
    assert_eq!(markdown(&[paragraph("a", &[]), Block { tight: true, ..paragraph("=", &[]) }]), "a\n\\=\n");
}
