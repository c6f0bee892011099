//! A page has the same words in every format: those of its blocks.

use tamis::{BlockKind, Document, Extract, Format, Options, clean};

use super::{data, parsed};

fn document(page: &[u8], format: Format) -> Document {
    clean(page, &Options::new().format(format).extract(Extract::Rules).keep_comments(true)).unwrap()
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

#[track_caller]
fn assert_words(found: &str, expected: &[&str], format: &str, name: &str) {
    let found = words(found);
    if let Some(at) = (0..found.len().max(expected.len())).find(|&at| found.get(at) != expected.get(at)) {
        let around = |words: &[&str]| words[at.saturating_sub(4).min(words.len())..words.len().min(at + 4)].join(" ");
        panic!("{format} of {name}:\n  {}\nis not\n  {}", around(&found), around(expected));
    }
}

#[test]
fn every_format_has_the_words_of_the_blocks() {
    data::pages(|name, page| {
        let html = document(page, Format::Html);
        let kept = html.blocks.iter().filter(|block| block.reason.is_none()).map(|block| &block.block);
        // These characters exist in neither HTML nor XML.
        let is_noncharacter = |c: char| matches!(c, '\u{FDD0}'..='\u{FDEF}') || u32::from(c) & 0xFFFE == 0xFFFE;
        let text: String = kept
            .filter(|block| block.kind != BlockKind::Break)
            .flat_map(|block| block.text.chars().chain(['\n']))
            .map(|c| if is_noncharacter(c) { '\u{FFFD}' } else { c })
            .collect();
        let expected = words(&text);
        assert_words(&parsed::html(&html.text).text, &expected, "HTML", name);
        let tei = document(page, Format::Tei).text;
        assert_words(&parsed::xml(&tei).unwrap().text, &expected, "TEI", name);
        let plain = document(page, Format::Text).text;
        let json: serde_json::Value = serde_json::from_str(&document(page, Format::Json).text).unwrap();
        assert_words(json["text"].as_str().unwrap(), &words(&plain), "JSON", name);
    });
}
