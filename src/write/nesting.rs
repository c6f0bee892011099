//! Turns the containers of neighbouring blocks into elements: which end and which begin between two blocks.
//!
//! HTML and TEI share this nesting; each writer brings only its tags. The state is the open elements, as many as the
//! containers of one block make.

use super::Out;
use crate::block::{Alignment, Block, BlockKind, Container, MarkKind};

/// Missing cells are filled up to this column; a page may claim a width of thousands for any cell.
const COLUMNS: u16 = 128;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    /// Reader comments.
    Comment,
    /// A quotation.
    Quote { id: u32 },
    /// A list, and the number of its next item if it is ordered.
    List { id: u32, next: Option<i32> },
    /// An item, its number, and whether that follows the number of the item before.
    Item { id: u32, number: Option<i32>, in_order: bool, task: Option<bool> },
    /// A definition list.
    Definitions { id: u32 },
    /// A term of a definition list.
    Term { id: u32 },
    /// A description in a definition list; without an id, content between the page's descriptions.
    Description { id: Option<u32> },
    /// A table.
    Table { id: u32 },
    /// A row of a table.
    Row { id: u32 },
    /// A cell of a row.
    Cell { row: u32, column: u16, colspan: u16, rowspan: u16, header: bool, alignment: Option<Alignment> },
    /// A figure.
    Figure { id: u32 },
    /// The text of a footnote.
    Note { id: u32, number: u32 },
}

impl Element {
    /// Whether both are the same element of the page.
    fn is_same(self, other: Element) -> bool {
        use Element::*;
        match (self, other) {
            (List { id: a, .. }, List { id: b, .. }) | (Item { id: a, .. }, Item { id: b, .. }) => a == b,
            (Cell { column: a, .. }, Cell { column: b, .. }) => a == b,
            _ => self == other,
        }
    }

    /// Whether the block, as its first one, needs no element of its own.
    fn holds(self, block: &Block) -> bool {
        let is_text = matches!(block.kind, BlockKind::Paragraph | BlockKind::Term | BlockKind::Description);
        match self {
            Element::Term { .. } | Element::Cell { .. } => is_text,
            Element::Item { .. } | Element::Description { .. } => is_text && !block.loose,
            _ => false,
        }
    }
}

pub(super) trait Tags {
    fn begin(&mut self, element: Element, out: &mut Out);
    fn end(&mut self, element: Element, out: &mut Out);
}

#[derive(Debug, Default)]
pub(super) struct Nesting {
    open: Vec<Element>,
    /// Number of terms so far, as ids; the page gives them none.
    terms: u32,
    /// The next column of the row, without those that a cell above covers.
    column: u16,
    /// For each of the first columns, the row before which a cell above it ends.
    covered: Vec<u32>,
}

impl Nesting {
    /// Ends and begins elements until those around the block are open. Returns whether the block is the direct text of
    /// the innermost one, without an element of its own.
    pub fn enter(&mut self, block: &Block, tags: &mut impl Tags, out: &mut Out) -> bool {
        let path = self.path(block);
        let common = self.open.iter().zip(&path).take_while(|(open, next)| open.is_same(**next)).count();
        self.leave(common, tags, out);
        for &element in &path[common..] {
            self.begin(element, tags, out);
        }
        match path.last() {
            Some(Element::Figure { .. }) => is_image(block),
            Some(innermost) => common < path.len() && innermost.holds(block),
            None => false,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// Ends all but the outermost `keep` elements.
    pub fn leave(&mut self, keep: usize, tags: &mut impl Tags, out: &mut Out) {
        while self.open.len() > keep
            && let Some(element) = self.open.pop()
        {
            tags.end(element, out);
        }
    }

    fn begin(&mut self, mut element: Element, tags: &mut impl Tags, out: &mut Out) {
        match &mut element {
            Element::Table { .. } => self.covered.clear(),
            Element::Row { .. } => self.column = 0,
            Element::Cell { row, column, colspan, rowspan, .. } => {
                while self.column < (*column).min(COLUMNS) {
                    if self.covered.get(usize::from(self.column)).is_none_or(|end| *end <= *row) {
                        let empty = Element::Cell {
                            row: *row,
                            column: self.column,
                            colspan: 1,
                            rowspan: 1,
                            header: false,
                            alignment: None,
                        };
                        tags.begin(empty, out);
                        tags.end(empty, out);
                    }
                    self.column += 1;
                }
                // Beyond the columns that are filled up, spans would move the cells behind them.
                if *column >= COLUMNS {
                    (*colspan, *rowspan) = (1, 1);
                }
                *colspan = (*colspan).clamp(1, COLUMNS);
                self.column = column.saturating_add(*colspan);
                if *rowspan > 1 {
                    let columns = usize::from(*column)..usize::from(self.column);
                    self.covered.resize(self.covered.len().max(columns.end), 0);
                    self.covered[columns].fill(row.saturating_add(u32::from(*rowspan)));
                }
            }
            Element::Item { number: Some(number), in_order, .. } => {
                if let Some(Element::List { next: Some(next), .. }) = self.open.last_mut() {
                    *in_order = number == next;
                    *next = number.saturating_add(1);
                }
            }
            _ => {}
        }
        tags.begin(element, out);
        self.open.push(element);
    }

    /// Returns the elements around the block, outermost first.
    fn path(&mut self, block: &Block) -> Vec<Element> {
        let mut path = Vec::with_capacity(2 * block.containers.len() + 1);
        if block.comment {
            path.push(Element::Comment);
        }
        for (at, container) in block.containers.iter().enumerate() {
            match *container {
                Container::Quote { id } => path.push(Element::Quote { id }),
                Container::Item { list, id, number, task } => {
                    path.push(Element::List { id: list, next: number });
                    path.push(Element::Item { id, number, in_order: true, task });
                }
                Container::Definitions { id } => {
                    path.push(Element::Definitions { id });
                    let rest = &block.containers[at + 1..];
                    if !matches!(rest, [Container::Description { .. }, ..]) {
                        path.push(self.entry(path.len(), rest.is_empty() && block.kind == BlockKind::Term));
                    }
                }
                Container::Description { id } => path.push(Element::Description { id: Some(id) }),
                Container::Cell { table, row, column, colspan, rowspan, header, alignment, .. } => {
                    path.push(Element::Table { id: table });
                    path.push(Element::Row { id: row });
                    path.push(Element::Cell { row, column, colspan, rowspan, header, alignment });
                }
                Container::Figure { id } => path.push(Element::Figure { id }),
                Container::Note { id, number } => path.push(Element::Note { id, number }),
            }
        }
        path
    }

    /// Returns the term or description for a block outside the page's descriptions: a term block begins a term,
    /// anything else belongs to the description before it.
    fn entry(&mut self, depth: usize, is_term: bool) -> Element {
        match self.open.get(depth) {
            _ if is_term => {
                self.terms += 1;
                Element::Term { id: self.terms }
            }
            Some(&open @ Element::Description { .. }) => open,
            _ => Element::Description { id: None },
        }
    }
}

fn is_image(block: &Block) -> bool {
    block.text.is_empty() && block.marks.iter().all(|mark| matches!(mark.kind, MarkKind::Image { .. }))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{block, cell, item, numbered, paragraph};
    use super::*;

    struct Names;

    impl Names {
        fn name(element: Element) -> String {
            let name = format!("{element:?}");
            name.split(' ').next().unwrap_or_default().to_lowercase()
        }
    }

    impl Tags for Names {
        fn begin(&mut self, element: Element, out: &mut Out) {
            out.plain(&format!(
                "<{}{}>",
                Names::name(element),
                match element {
                    Element::Item { number: Some(number), in_order: false, .. } => format!(" {number}"),
                    _ => String::new(),
                }
            ));
        }

        fn end(&mut self, element: Element, out: &mut Out) {
            out.plain(&format!("</{}>", Names::name(element)));
        }
    }

    /// Checks the blocks with their elements; in brackets where they need one of their own.
    #[track_caller]
    fn assert_nested(blocks: &[Block], expected: &str) {
        let (mut nesting, mut out) = (Nesting::default(), Out::default());
        for block in blocks {
            let bare = nesting.enter(block, &mut Names, &mut out);
            out.plain(&if bare { block.text.clone() } else { format!("[{}]", block.text) });
        }
        nesting.leave(0, &mut Names, &mut out);
        assert_eq!(out.as_str(), expected);
    }

    #[test]
    fn items_share_their_list_and_later_blocks_of_an_item_are_paragraphs() {
        let blocks = [
            paragraph("a", &[item(10)]),
            paragraph("b", &[item(10), item(20)]),
            paragraph("c", &[item(10)]),
            paragraph("d", &[item(11)]),
            paragraph("e", &[]),
        ];
        assert_nested(&blocks, "<list><item>a<list><item>b</item></list>[c]</item><item>d</item></list>[e]");
    }

    #[test]
    fn a_number_out_of_order_is_written() {
        let blocks = [paragraph("a", &[numbered(10, 3)]), paragraph("b", &[numbered(11, 4)])];
        assert_nested(&blocks, "<list><item>a</item><item>b</item></list>");
        let blocks = [paragraph("a", &[numbered(10, 3)]), paragraph("b", &[numbered(11, 7)])];
        assert_nested(&blocks, "<list><item>a</item><item 7>b</item></list>");
    }

    #[test]
    fn missing_cells_are_filled_up_to_a_limit() {
        let blocks = [paragraph("a", &[cell(10, 1)]), paragraph("b", &[cell(10, 1)]), paragraph("c", &[cell(11, 0)])];
        assert_nested(&blocks, "<table><row><cell></cell><cell>a[b]</cell></row><row><cell>c</cell></row></table>");
        let (mut nesting, mut out) = (Nesting::default(), Out::default());
        nesting.enter(&paragraph("a", &[cell(10, 60_000)]), &mut Names, &mut out);
        assert!(out.len() < 2000);
    }

    #[test]
    fn every_description_is_its_own_and_holds_what_follows() {
        let list = Container::Definitions { id: 1 };
        let description = |id| Container::Description { id };
        let blocks = [
            block(BlockKind::Term, "t", &[list]),
            block(BlockKind::Description, "d", &[list, description(2)]),
            block(BlockKind::Description, "e", &[list, description(2)]),
            block(BlockKind::Preformatted(None), "f", &[list]),
            block(BlockKind::Description, "g", &[list, description(2), item(10)]),
            block(BlockKind::Description, "h", &[list, description(3)]),
        ];
        assert_nested(
            &blocks,
            "<definitions><term>t</term><description>d[e][f]<list><item>g</item></list></description>\
             <description>h</description></definitions>",
        );
        assert_nested(&[paragraph("a", &[list])], "<definitions><description>a</description></definitions>");
    }

    #[test]
    fn a_closed_element_is_not_reopened() {
        let quote = |id| Container::Quote { id };
        let blocks = [paragraph("a", &[quote(1)]), paragraph("b", &[]), paragraph("c", &[quote(1), quote(2)])];
        assert_nested(&blocks, "<quote>[a]</quote>[b]<quote><quote>[c]</quote></quote>");
    }

    #[test]
    fn a_loose_item_has_paragraphs_and_a_figure_holds_its_image() {
        let loose = |text, containers: &[Container]| Block { loose: true, ..paragraph(text, containers) };
        let figure = Container::Figure { id: 1 };
        let blocks =
            [loose("a", &[item(10)]), loose("b", &[cell(10, 0)]), paragraph("", &[figure]), paragraph("c", &[figure])];
        assert_nested(
            &blocks,
            "<list><item>[a]</item></list><table><row><cell>b</cell></row></table><figure>[c]</figure>",
        );
    }
}
