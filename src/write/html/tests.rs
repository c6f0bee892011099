//! Tests of the HTML writer.

use std::sync::Arc;

use super::super::tests::{block, cell, item, numbered, paragraph, spanning};
use super::*;
use crate::block::{Mark, MarkKind};

fn article(blocks: &[Block]) -> String {
    let (mut html, mut out) = (Html::default(), Out::default());
    blocks.iter().for_each(|block| html.block(block, &mut out));
    html.finish(&Summary::default(), &mut out);
    let (_, article) = out.as_str().split_once("<article dir=\"auto\">\n").expect("has an article");
    article.strip_suffix("</article>\n</body>\n</html>\n").expect("is complete").to_owned()
}

fn marked(text: &str, kind: MarkKind) -> Block {
    let end = if kind.is_between() { 0 } else { text.len() };
    Block { marks: vec![Mark { start: 0, end, kind }], ..paragraph(text, &[]) }
}

#[test]
fn a_page_without_blocks_is_a_whole_document() {
    let mut out = Out::default();
    let known = Summary {
        url: Some("https://a.example/?b&c"),
        texts: vec![("title", "Tea </title><b>"), ("lang", "en-GB")],
        ..Summary::default()
    };
    Html::default().finish(&known, &mut out);
    let expected = "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
        <title>Tea &lt;/title&gt;&lt;b&gt;</title>\n<link rel=\"canonical\" href=\"https://a.example/?b&amp;c\">\n\
        </head>\n<body>\n<article dir=\"auto\">\n</article>\n</body>\n</html>\n";
    assert_eq!(out.as_str(), expected);
}

#[test]
fn kinds_of_blocks_have_their_elements() {
    let figure = [Container::Figure { id: 1 }];
    let blocks = [
        block(BlockKind::Title, "T", &[]),
        block(BlockKind::Heading(3), "H", &[]),
        paragraph("a\nb", &[]),
        block(BlockKind::Preformatted(Some("c++".into())), "x\n  <y>", &[]),
        block(BlockKind::Preformatted(Some("a b".into())), "z", &[]),
        block(BlockKind::Break, "", &[]),
        block(BlockKind::Caption, "c", &figure),
        block(BlockKind::Caption, "d", &[]),
    ];
    let expected = "<h1>T</h1>\n<h3>H</h3>\n<p>a<br>b</p>\n\
        <pre><code class=\"language-c++\">x\n  &lt;y&gt;</code></pre>\n<pre><code>z</code></pre>\n<hr>\n\
        <figure>\n<figcaption>c</figcaption>\n</figure>\n<p>d</p>\n";
    assert_eq!(article(&blocks), expected);
}

#[test]
fn lists_and_tables_nest() {
    let blocks = [
        paragraph("a", &[numbered(10, 4)]),
        paragraph("b", &[numbered(11, 9), item(20)]),
        paragraph("c", &[cell(10, 1)]),
    ];
    let expected = "<ol start=\"4\">\n<li>a</li>\n<li value=\"9\"><ul>\n<li>b</li>\n</ul>\n</li>\n</ol>\n\
        <table>\n<tr>\n<td></td>\n<td>c</td>\n</tr>\n</table>\n";
    assert_eq!(article(&blocks), expected);
}

#[test]
fn cells_keep_their_spans_and_what_they_cover_is_not_filled_up() {
    let blocks = [
        paragraph("a", &[spanning(10, 0, 1, 2)]),
        paragraph("b", &[spanning(10, 1, 2, 1)]),
        paragraph("c", &[cell(11, 2)]),
        paragraph("d", &[cell(12, 1)]),
    ];
    let expected = "<table>\n<tr>\n<td rowspan=\"2\">a</td>\n<td colspan=\"2\">b</td>\n</tr>\n\
        <tr>\n<td></td>\n<td>c</td>\n</tr>\n<tr>\n<td></td>\n<td>d</td>\n</tr>\n</table>\n";
    assert_eq!(article(&blocks), expected);
    let wide =
        [paragraph("a", &[spanning(10, 0, u16::MAX, u16::MAX)]), paragraph("b", &[spanning(11, u16::MAX, 0, 0)])];
    assert!(article(&wide).len() < 4000);
}

#[test]
fn a_link_with_a_refused_address_becomes_text() {
    let link = |target: &str| MarkKind::Link { target: target.into(), title: "\"".into() };
    assert_eq!(article(&[marked("a", link("/b\"c"))]), "<p><a href=\"/b&quot;c\" title=\"&quot;\">a</a></p>\n");
    assert_eq!(article(&[marked("a", link("javascript:b"))]), "<p>a</p>\n");
}

#[test]
fn objects_between_characters_keep_their_position() {
    let image = |source: &str| MarkKind::Image { source: source.into(), alt: "<".into(), title: String::new() };
    assert_eq!(article(&[marked("a", image("/b"))]), "<p><img src=\"/b\" alt=\"&lt;\">a</p>\n");
    assert_eq!(article(&[marked("", image("data:b"))]), "");
    let formula = MarkKind::Math { tex: "a<b".into(), display: false };
    assert_eq!(article(&[marked("", formula)]), "<p><span class=\"math\">\\(a&lt;b\\)</span></p>\n");
    let video = MarkKind::Embed { target: "https://v.example/".into(), title: "V".into() };
    assert_eq!(article(&[marked("", video)]), "<p><a href=\"https://v.example/\" class=\"media\">V</a></p>\n");
}

#[test]
fn language_and_direction_are_declared_where_they_change() {
    let declared = |text, language: &str, direction, containers: &[Container]| Block {
        language: Some(Arc::from(language)),
        direction: Some(direction),
        ..paragraph(text, containers)
    };
    let (mut html, mut out) = (Html::default(), Out::default());
    html.begin(&Summary { texts: vec![("lang", "ar")], ..Summary::default() }, &mut out);
    html.block(&declared("a", "AR", Direction::RightToLeft, &[]), &mut out);
    html.block(&declared("b", "en", Direction::LeftToRight, &[]), &mut out);
    html.block(&declared("c", "en", Direction::RightToLeft, &[item(10)]), &mut out);
    let (_, article) = out.as_str().split_once("<body>\n").expect("has a body");
    let expected = "<article dir=\"rtl\">\n<p>a</p>\n<p lang=\"en\" dir=\"ltr\">b</p>\n\
        <ul>\n<li><span lang=\"en\">c</span>";
    assert_eq!(article, expected);
}
