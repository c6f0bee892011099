//! Turns blocks into Markdown: CommonMark with the tables of GitHub.
//!
//! Whatever would not read as it is meant is left out rather than written: the words always come through, emphasis
//! and links where Markdown can say them.

mod escape;
mod flank;
mod inline;
mod table;
mod target;
#[cfg(test)]
mod tests;
mod tokens;

use escape::Style;
use inline::{longest_run, push_inline};
use table::Table;

use super::layout::{Lead, Level, Place, push_lines, trimmed};
use super::{Summary, Writer};
use crate::block::{Block, BlockKind, Mark, MarkKind};

/// Writes Markdown.
#[derive(Debug, Default)]
pub(super) struct Markdown {
    last: Option<Last>,
    /// The table whose last row has no end yet.
    table: Option<Table>,
    /// How many descriptions there were; each is an item of its own.
    descriptions: u32,
}

/// What counts of the block before.
#[derive(Debug)]
struct Last {
    place: Place,
    /// For each level, whether its list has the second sort of markers.
    second: Vec<bool>,
    paragraph: bool,
}

impl Writer for Markdown {
    fn block(&mut self, block: &Block, out: &mut String) {
        let mut place = Place::of(block);
        if is_silent(block, &place) {
            return;
        }
        let style = Style { rest: None, cell: true };
        if let (Some(cell), Some(table)) = (place.cell, &mut self.table)
            && table.holds(cell)
        {
            table.cell(cell, out);
            push_marked(block, false, style, out);
            return;
        }
        self.end_table(out);
        if block.kind == BlockKind::Description && place.cell.is_none() {
            self.descriptions += 1;
            let list = place.definitions().unwrap_or(0);
            place.levels.push(Level::Description { list, id: self.descriptions });
        }
        let (lead, second) = self.lead(&place);
        if let Some(last) = &self.last
            && !last.continues(&place, block)
        {
            out.extend([&lead.blank, "\n"]);
        }
        out.push_str(&lead.first);
        if let Some(cell) = place.cell {
            let mut table = Table::new(cell, lead.rest);
            table.cell(cell, out);
            push_marked(block, false, style, out);
            self.table = Some(table);
        } else {
            push_body(block, &lead, out);
            out.push('\n');
        }
        self.last = Some(Last { place, second, paragraph: block.kind == BlockKind::Paragraph });
    }

    fn finish(&mut self, _: &Summary<'_>, out: &mut String) {
        self.end_table(out);
        self.last = None;
    }
}

impl Markdown {
    fn end_table(&mut self, out: &mut String) {
        if let Some(mut table) = self.table.take() {
            table.end_row(out);
            out.push('\n');
        }
    }

    /// The lead of a block, and the sort of markers on each level: where two lists meet, it changes.
    fn lead(&self, place: &Place) -> (Lead, Vec<bool>) {
        let mut second = vec![false; place.levels.len()];
        let mut common = 0;
        if let Some(last) = &self.last {
            common = last.place.common(place);
            second[..common].copy_from_slice(&last.second[..common]);
            if last.place.abuts_list(place) {
                second[common] = !last.second[common];
            } else if last.place.leads_to_item(place) && common < last.second.len() {
                second[common] = last.second[common];
            }
        }
        let lead = Lead::new(&place.levels, common, "> ", |index, level| match level {
            // No other numbers make an item.
            Level::Item { number: Some(number), .. } => {
                format!("{}{} ", number.clamp(0, 999_999_999), if second[index] { ')' } else { '.' })
            }
            _ if second[index] => "* ".to_owned(),
            _ => "- ".to_owned(),
        });
        (lead, second)
    }
}

impl Last {
    /// Whether no blank line stands before the block.
    fn continues(&self, place: &Place, block: &Block) -> bool {
        let line = block.tight && self.paragraph && block.kind == BlockKind::Paragraph && self.place == *place;
        // Only a list that starts at one can follow a paragraph without a blank line.
        let starts_late = || match place.levels.get(self.place.levels.len()) {
            Some(Level::Item { number, .. }) => number.is_some_and(|number| number != 1),
            _ => false,
        };
        let nested = self.place.common(place) == self.place.levels.len();
        line || self.place.leads_to_item(place) && !(nested && starts_late())
    }
}

/// Whether nothing is to be written.
fn is_silent(block: &Block, place: &Place) -> bool {
    match block.kind {
        BlockKind::Break => place.cell.is_some(),
        _ => trimmed(&block.text).is_empty() && !block.marks.iter().any(tokens::is_shown),
    }
}

fn push_body(block: &Block, lead: &Lead, out: &mut String) {
    let line = Style { rest: None, cell: false };
    match &block.kind {
        // Dashes behind the marker of an item would make one rule of the whole line.
        BlockKind::Break => out.push_str(if lead.first == lead.rest { "---" } else { "___" }),
        BlockKind::Title => push_heading(1, block, line, out),
        BlockKind::Heading(level) => push_heading(usize::from(*level).clamp(1, 6), block, line, out),
        BlockKind::Preformatted(language) if !trimmed(&block.text).is_empty() => {
            let fence = "`".repeat((longest_run(&block.text) + 1).max(3));
            let is_plain = |c: char| c.is_ascii_alphanumeric() || "+#._-".contains(c);
            let language = language.as_deref().filter(|name| name.chars().all(is_plain)).unwrap_or_default();
            let text = block.text.trim_end_matches('\n');
            push_lines(&format!("{fence}{language}\n{text}\n{fence}"), &lead.rest, out);
        }
        _ => push_marked(block, true, Style { rest: Some(&lead.rest), cell: false }, out),
    }
}

fn push_heading(level: usize, block: &Block, style: Style<'_>, out: &mut String) {
    out.extend(std::iter::repeat_n('#', level));
    out.push(' ');
    push_marked(block, false, style, out);
    // Signs at the end of a heading belong to its markup.
    if out.ends_with('#') {
        out.insert(out.len() - 1, '\\');
    }
}

/// Appends the text with its marks, and with those that its kind brings.
fn push_marked(block: &Block, start: bool, style: Style<'_>, out: &mut String) {
    let whole = |kind| Mark { start: 0, end: block.text.len(), kind };
    let marks = match block.kind {
        BlockKind::Preformatted(_) => &[&[whole(MarkKind::Code)], &block.marks[..]].concat(),
        BlockKind::Term => &[&[whole(MarkKind::Strong)], &block.marks[..]].concat(),
        _ => &block.marks,
    };
    push_inline(&block.text, marks, start, style, out);
}
