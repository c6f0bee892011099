//! Turns bytes into settings and a page, and the page into output.
//!
//! Asserts that output and report do not depend on the cuts, that the output has no control characters, that JSON, TEI
//! and HTML are valid and harmless, and that no block exceeds the limits.

use tamis::{BlockKind, Document, Format, Limits, Report};

use crate::pieces::{self, assert_equal, assert_same};
use crate::rendered;
use crate::settings::Settings;

/// Runs the whole route with any settings.
pub fn extract(data: &[u8]) {
    let (settings, page) = Settings::split(data);
    let page = &stretched(page);
    let (output, report) = pieces::same_in_pieces(page, &settings.options, settings.cuts);
    // A second sink, which also takes dropped blocks: what is kept must not depend on the sink. Addresses count for
    // some limits, and this sink requests them in text too.
    let document = tamis::clean(page, &settings.options).expect("writing to memory does not fail");
    if settings.format == Format::Markdown || settings.limits == Limits::default() {
        assert_same(&output, &document.text, "the output depends on the sink");
        assert_equal(&uncounted(report), &uncounted(document.report.clone()), "the report depends on the sink");
    }

    let stray = output.chars().find(|&c| c.is_control() && c != '\n' && c != '\t');
    assert_eq!(stray, None, "a control character in the output");
    check_format(settings.format, output);
    check_blocks(&settings, &document);
}

fn check_format(format: Format, output: String) {
    match format {
        Format::Json => {
            let value: serde_json::Value = serde_json::from_str(&output).expect("JSON");
            let lines = output.trim_end_matches('\n').lines().count();
            assert!(value.is_object() && lines == 1, "not one object on one line");
        }
        Format::Tei => {
            let read = roxmltree::Document::parse(&output);
            assert!(read.is_ok(), "{read:?} in\n{output}");
        }
        Format::Html => {
            let harm = rendered::read(output).harm_of_html();
            assert!(harm.is_empty(), "{harm:?}");
        }
        _ => {}
    }
}

/// Length of a stretched byte: more than any decoder returns at once.
const STRETCHED: usize = 40_000;

/// Repeats the byte after each of the first two record separators, so that a short input is enough for a long
/// token.
fn stretched(page: &[u8]) -> Vec<u8> {
    let mut parts = page.splitn(3, |&byte| byte == 0x1E);
    let mut long = parts.next().unwrap_or_default().to_vec();
    for part in parts {
        long.extend(part.iter().take(1).cycle().take(if part.is_empty() { 0 } else { STRETCHED }));
        long.extend(part);
    }
    long
}

/// Removes the counts that depend on the sink's requests.
fn uncounted(report: Report) -> Report {
    let mut report = report;
    (report.kept, report.dropped) = (0, 0);
    // Dropped blocks are split too, if the sink takes them.
    (report.degraded.split_blocks, report.degraded.flattened_containers) = (0, 0);
    // Whether a resolved address is too long shows only to a sink that requests it.
    report.degraded.dropped_targets = 0;
    report.degraded.relative_targets = 0;
    report.degraded.simplified_blocks = 0;
    report
}

fn check_blocks(settings: &Settings, document: &Document) {
    let limits = &settings.limits;
    for labelled in &document.blocks {
        let block = &labelled.block;
        // A line of plain text is split after the character that makes it full. A headline is not split.
        let fits = block.text.len() <= limits.block_text_bytes + 3 || block.kind == BlockKind::Title;
        assert!(fits, "a block of {} bytes", block.text.len());
        assert!(block.marks.len() <= limits.block_marks, "a block with {} marks", block.marks.len());
        assert!(block.containers.len() <= limits.containers, "{} containers", block.containers.len());
        let mut ends: Vec<usize> = Vec::new();
        let mut last = 0;
        for mark in &block.marks {
            assert!(block.text.get(mark.start..mark.end).is_some(), "a mark outside of the text: {block:?}");
            assert!(mark.start >= last, "marks out of order: {block:?}");
            last = mark.start;
            while ends.last().is_some_and(|&end| end <= mark.start) {
                ends.pop();
            }
            assert!(ends.last().is_none_or(|&end| mark.end <= end), "marks that cross: {block:?}");
            match mark.kind {
                ref kind if kind.is_between() => assert_eq!(mark.start, mark.end, "an image with text: {block:?}"),
                _ => ends.push(mark.end),
            }
        }
    }
}
