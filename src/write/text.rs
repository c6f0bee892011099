//! Turns blocks into plain text: paragraphs between blank lines, list items after markers, table rows as lines with
//! tabs between cells. Formulas are in TeX; images, links and emphasis are dropped.

use std::borrow::Cow;

use super::layout::{Lead, Level, Position, trimmed};
use super::{Out, Summary, Writer};
use crate::block::{Block, BlockKind, MarkKind};

#[derive(Debug, Default)]
pub(super) struct Text {
    last: Option<Position>,
}

impl Writer for Text {
    fn block(&mut self, block: &Block, out: &mut Out) {
        let Some(block) = block.without_media() else { return };
        let block = &*block;
        let text = with_formulas(block);
        if block.kind == BlockKind::Break || trimmed(&text).is_empty() {
            return;
        }
        let position = Position::of(block);
        let common = self.last.as_ref().map_or(0, |last| last.common(&position));
        let is_labelled = matches!(position.levels.first(), Some(Level::Item { .. }));
        let lead = Lead::new(&position.levels, common, "", |_, level, out| match level {
            Level::Item { number: Some(number), .. } => out.numbered("", number, ". "),
            Level::Note { number, .. } if !is_labelled => out.numbered("[", number, "] "),
            Level::Note { .. } | Level::Description { .. } => {}
            _ => out.raw("- "),
        });
        let mut column = 0;
        match self.last.as_ref().map(|last| (last, last.cell, position.cell)) {
            None => out.append(&lead.first),
            Some((_, Some(old), Some(new))) if old.table == new.table && old.row == new.row => {
                column = old.column;
                match new.column {
                    same if same == column => out.raw(" "),
                    // Both cells are beyond the last column that counts.
                    left if left < column => out.raw("\t"),
                    _ => {}
                }
            }
            Some((_, Some(old), Some(new))) if old.table == new.table => {
                out.raw("\n");
                out.append(&lead.rest);
            }
            Some((last, ..)) => {
                self.end_row(out);
                out.raw(if continues(last, &position, block) { "" } else { "\n" });
                out.append(&lead.first);
            }
        }
        if let Some(cell) = position.cell {
            out.repeat("\t", cell.column.saturating_sub(column));
            for (number, part) in trimmed(&text).split(['\n', '\t']).filter(|part| !part.is_empty()).enumerate() {
                out.raw(if number > 0 { " " } else { "" });
                out.plain(part);
            }
        } else if matches!(block.kind, BlockKind::Preformatted(_)) {
            out.lines(text.trim_end_matches('\n'), &lead.rest);
        } else {
            out.lines(trimmed(&text), &lead.rest);
        }
        if position.cell.is_none() {
            out.raw("\n");
        }
        self.last = Some(position);
    }

    fn finish(&mut self, _: &Summary<'_>, out: &mut Out) {
        self.end_row(out);
        self.last = None;
    }
}

impl Text {
    /// Ends an open table row; every other line has its line feed already.
    fn end_row(&self, out: &mut Out) {
        if self.last.as_ref().is_some_and(|last| last.cell.is_some()) {
            out.raw("\n");
        }
    }
}

/// Returns the text of the block with its formulas in TeX.
fn with_formulas(block: &Block) -> Cow<'_, str> {
    let (mut text, mut at) = (String::new(), 0);
    for mark in &block.marks {
        if let MarkKind::Math { tex, display } = &mark.kind
            && let Some(before) = block.text.get(at..mark.start)
        {
            let fence = if *display { "$$" } else { "$" };
            text.extend([before, fence, tex, fence]);
            at = mark.start;
        }
    }
    if text.is_empty() { Cow::Borrowed(&block.text) } else { Cow::Owned(text + &block.text[at..]) }
}

/// Whether the block follows without a blank line.
fn continues(last: &Position, position: &Position, block: &Block) -> bool {
    let defines = matches!(block.kind, BlockKind::Term | BlockKind::Description);
    let in_last = |id| last.levels.contains(&Level::Definitions(id));
    block.tight || last.leads_to_item(position) || defines && position.definitions().is_some_and(in_last)
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::super::tests::{block, cell, item, numbered, paragraph, written};
    use super::*;
    use crate::block::Container;

    fn text(blocks: &[Block]) -> String {
        written(Format::Text, blocks)
    }

    #[test]
    fn blank_lines_separate_blocks() {
        let blocks =
            [block(BlockKind::Title, "T", &[]), block(BlockKind::Heading(2), "H", &[]), paragraph("a\nb", &[])];
        assert_eq!(text(&blocks), "T\n\nH\n\na\nb\n");
    }

    #[test]
    fn breaks_quotes_and_image_only_blocks_are_dropped() {
        let quoted = paragraph("q", &[Container::Quote { id: 1 }]);
        let blocks = [paragraph("a", &[]), block(BlockKind::Break, "", &[]), paragraph(" ", &[]), quoted];
        assert_eq!(text(&blocks), "a\n\nq\n");
    }

    #[test]
    fn items_follow_each_other_without_blank_lines_and_nest_by_the_width_of_the_marker() {
        let one = numbered(10, 9);
        let two = numbered(11, 10);
        let blocks = [
            paragraph("before", &[]),
            paragraph("a", &[one]),
            paragraph("b", &[one, item(20)]),
            paragraph("c\nd", &[two]),
            paragraph("e", &[two, item(30)]),
            paragraph("f", &[two]),
            paragraph("after", &[]),
        ];
        assert_eq!(text(&blocks), "before\n\n9. a\n   - b\n10. c\n    d\n    - e\n\n    f\n\nafter\n");
    }

    #[test]
    fn a_blank_line_separates_adjacent_lists() {
        assert_eq!(text(&[paragraph("a", &[item(10)]), paragraph("b", &[item(20)])]), "- a\n\n- b\n");
    }

    #[test]
    fn an_item_that_begins_with_a_list_has_both_markers_on_one_line() {
        assert_eq!(text(&[paragraph("a", &[item(10), item(20)])]), "- - a\n");
    }

    #[test]
    fn preformatted_lines_are_kept_and_indented_in_items() {
        let code = |containers: &[Container]| block(BlockKind::Preformatted(None), "  a\n\n\tb\n", containers);
        assert_eq!(text(&[code(&[])]), "  a\n\n\tb\n");
        assert_eq!(text(&[code(&[item(10)])]), "-   a\n\n  \tb\n");
    }

    #[test]
    fn cells_are_aligned_by_tabs() {
        let blocks = [
            paragraph("a", &[cell(10, 0)]),
            paragraph("b\tc", &[cell(10, 2)]),
            paragraph("d\ne", &[cell(10, 2)]),
            paragraph("f", &[cell(11, 1)]),
            paragraph("g", &[cell(20, 0)]),
        ];
        assert_eq!(text(&blocks), "a\t\tb c d e\n\tf\n\ng\n");
    }

    #[test]
    fn rows_in_an_item_are_indented() {
        let blocks = [paragraph("a", &[item(10), cell(10, 0)]), paragraph("b", &[item(10), cell(11, 0)])];
        assert_eq!(text(&blocks), "- a\n  b\n");
    }

    #[test]
    fn a_claimed_width_of_thousands_of_columns_is_not_written() {
        let blocks = [paragraph("a", &[cell(10, 60_000)]), paragraph("b", &[cell(10, 61_000)])];
        assert!(text(&blocks).len() < 200);
    }

    #[test]
    fn terms_and_descriptions_are_lines() {
        let list = [Container::Definitions { id: 1 }];
        let other = [Container::Definitions { id: 2 }];
        let blocks = [
            block(BlockKind::Term, "t", &list),
            block(BlockKind::Description, "d", &[list[0], Container::Description { id: 3 }]),
            block(BlockKind::Term, "u", &list),
            block(BlockKind::Term, "v", &other),
        ];
        assert_eq!(text(&blocks), "t\nd\nu\n\nv\n");
    }

    #[test]
    fn a_tight_block_follows_without_a_blank_line() {
        assert_eq!(text(&[paragraph("a", &[]), Block { tight: true, ..paragraph("b", &[]) }]), "a\nb\n");
    }
}
