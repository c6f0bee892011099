//! Tests of the TEI writer.

use std::sync::Arc;

use super::super::tests::{block, numbered, paragraph};
use super::*;
use crate::block::{Mark, MarkKind};

fn section(blocks: &[Block]) -> String {
    let (mut tei, mut out) = (Tei::default(), Out::default());
    blocks.iter().for_each(|block| tei.block(block, &mut out));
    tei.finish(&Summary::default(), &mut out);
    let (_, body) = out.as_str().split_once("<body>\n<div>\n").expect("has a section");
    let (section, _) = body.split_once("</div>\n</body>").expect("is complete");
    section.to_owned()
}

#[test]
fn metadata_known_at_the_end_follows_the_text() {
    let (mut tei, mut out) = (Tei::default(), Out::default());
    tei.begin(&Summary { texts: vec![("title", "<T>")], ..Summary::default() }, &mut out);
    tei.block(&paragraph("a", &[]), &mut out);
    let names = ["Ann & Lee".to_owned()];
    let known = Summary {
        url: Some("https://a.example/"),
        date: Some("2024-05-06"),
        texts: vec![("title", "<T>"), ("section", "Tea")],
        lists: vec![("authors", &names)],
        cut: true,
        ..Summary::default()
    };
    tei.finish(&known, &mut out);
    assert!(out.as_str().contains("<sourceDesc>\n<bibl>\n<title>&lt;T&gt;</title>\n</bibl>\n</sourceDesc>"), "{out:?}");
    let expected = "<standOff>\n<listBibl>\n<bibl>\n<title>&lt;T&gt;</title>\n<author>Ann &amp; Lee</author>\n\
        <date type=\"published\" when=\"2024-05-06\"/>\n<ptr type=\"url\" target=\"https://a.example/\"/>\n\
        <note type=\"section\">Tea</note>\n<note type=\"cut\">true</note>\n</bibl>\n</listBibl>\n</standOff>\n</TEI>\n";
    assert!(out.as_str().ends_with(expected), "{out:?}");
}

#[test]
fn sections_nest_by_heading_level() {
    let heading = |level, text| block(BlockKind::Heading(level), text, &[]);
    let blocks = [
        block(BlockKind::Title, "T", &[]),
        heading(2, "a"),
        heading(4, "b"),
        paragraph("c", &[]),
        heading(3, "d"),
        heading(2, "e"),
    ];
    let expected = "<head>T</head>\n\
        <div>\n<head>a</head>\n<div>\n<head>b</head>\n<p>c</p>\n</div>\n<div>\n<head>d</head>\n</div>\n</div>\n\
        <div>\n<head>e</head>\n</div>\n";
    assert_eq!(section(&blocks), expected);
}

#[test]
fn a_heading_in_a_quotation_begins_no_section() {
    let quote = [Container::Quote { id: 1 }];
    let blocks = [block(BlockKind::Heading(2), "a", &quote), paragraph("b", &quote)];
    assert_eq!(section(&blocks), "<quote>\n<ab type=\"head\">a</ab>\n<p>b</p>\n</quote>\n");
}

#[test]
fn labels_and_items_alternate() {
    let list = Container::Definitions { id: 1 };
    let term = |text| block(BlockKind::Term, text, &[list]);
    let description = |text, id| block(BlockKind::Description, text, &[list, Container::Description { id }]);
    let blocks = [term("a"), term("b"), description("c", 2), description("d", 3), term("e")];
    let expected = "<list type=\"gloss\">\n<label>a</label>\n<item/>\n<label>b</label>\n<item>c</item>\n\
        <label/>\n<item>d</item>\n<label>e</label>\n<item/>\n</list>\n";
    assert_eq!(section(&blocks), expected);
}

#[test]
fn code_holds_only_characters() {
    let mark = |start, end, kind| Mark { start, end, kind };
    let link = MarkKind::Link { target: "/x".into(), title: String::new() };
    let marks = vec![mark(0, 4, MarkKind::Code), mark(1, 2, link), mark(2, 3, MarkKind::Strong)];
    assert_eq!(section(&[Block { marks, ..paragraph("a<\nb", &[]) }]), "<p><code>a&lt;\nb</code></p>\n");
}

#[test]
fn characters_that_xml_does_not_allow_are_replaced() {
    assert_eq!(section(&[paragraph("a\u{FFFF}\u{b}b", &[])]), "<p>a\u{FFFD}b</p>\n");
}

#[test]
fn another_language_is_declared() {
    let french = |containers: &[Container]| Block { language: Some(Arc::from("fr")), ..paragraph("a", containers) };
    assert_eq!(section(&[french(&[])]), "<p xml:lang=\"fr\">a</p>\n");
    let expected = "<list rend=\"numbered\">\n<item n=\"1\"><foreign xml:lang=\"fr\">a</foreign></item>\n</list>\n";
    assert_eq!(section(&[french(&[numbered(10, 1)])]), expected);
    let image = MarkKind::Image { source: "/i".into(), alt: String::new(), title: String::new() };
    let figure = Block {
        text: String::new(),
        marks: vec![Mark { start: 0, end: 0, kind: image }],
        ..french(&[Container::Figure { id: 1 }])
    };
    assert_eq!(section(&[figure]), "<figure>\n<graphic url=\"/i\"></graphic></figure>\n");
}
