//! Turns blocks into Markdown: CommonMark with the tables of GitHub.
//!
//! Whatever would not read as it is meant is written in another way (emphasis as HTML tags) or left out (links that lead
//! nowhere safe): the words always come through.

mod emphasis;
mod flank;
mod inline;
mod join;
mod links;
mod notes;
mod table;
#[cfg(test)]
mod tests;
mod tokens;

use inline::Inline;
use join::{Last, List};
use links::Links;
use notes::Notes;
use table::Table;

use super::form::{Form, Images};
use super::layout::{Lead, Level, Place, trimmed};
use super::out::Style;
use super::{Out, Summary, Writer};
use crate::block::{Block, BlockKind, Mark, MarkKind};

/// Writes Markdown.
#[derive(Debug, Default)]
pub(super) struct Markdown {
    form: Form,
    last: Option<Last>,
    /// The table whose last row has no end yet.
    table: Option<Table>,
    links: Links,
    notes: Notes,
}

impl Writer for Markdown {
    fn block(&mut self, block: &Block, out: &mut Out) {
        let is_image = |kind: &MarkKind| matches!(kind, MarkKind::Image { .. });
        let leaves_out = |kind: &MarkKind| self.form.images == Images::None && is_image(kind);
        let Some(block) = block.without(leaves_out) else { return };
        let block = &*block;
        let mut place = Place::of(block);
        if is_silent(block, &place, self.form) {
            return;
        }
        let cell_style = Style { cell: true, ..Style::default() };
        let (form, links, notes) = (self.form, &mut self.links, &mut self.notes);
        let mut inline = Inline { form, links, notes };
        if let (Some(cell), Some(table)) = (place.cell, &mut self.table)
            && table.holds(cell)
        {
            return table.cell(cell, out, |out| push_marked(block, false, cell_style, &mut inline, out));
        }
        self.end_table(out);
        self.settle_notes(&mut place);
        let (lead, lists) = self.lead(&place, block);
        let common = self.last.as_ref().map_or(0, |last| last.place.common(&place));
        let in_note = matches!(place.levels.first(), Some(Level::Note { .. }));
        let mut continues_note = in_note && common == 0;
        if let Some(last) = &self.last
            && last.continues(&place, block, &lists)
        {
            continues_note |= in_note;
        } else if let Some(last) = &self.last {
            if self.links.wait() && !last.shares_a_list(&place) {
                self.links.push_waiting(&Lead::new(&place.levels[..common], common, "> ", marker(&lists)).rest, out);
            }
            out.append(&lead.blank);
            out.raw("\n");
        }
        out.append(&lead.first);
        let start = out.len();
        let (form, links, notes) = (self.form, &mut self.links, &mut self.notes);
        let mut inline = Inline { form, links, notes };
        if let Some(cell) = place.cell {
            let mut table = Table::new(cell, lead.rest.clone());
            table.cell(cell, out, |out| push_marked(block, false, cell_style, &mut inline, out));
            self.table = Some(table);
        } else {
            push_body(block, &lead, continues_note, &mut inline, out);
            if matches!(lead.begun, Some(Level::Note { .. })) {
                out.not_a_bad_target(start);
            }
            out.raw("\n");
        }
        self.last = Some(Last { place, lists, kind: block.kind.clone() });
    }

    fn finish(&mut self, _: &Summary<'_>, out: &mut Out) {
        self.end_table(out);
        self.links.push_waiting(&Out::default(), out);
        self.notes.push_missing(out);
        self.last = None;
    }
}

impl Markdown {
    /// A writer with links and images of this form.
    pub(super) fn new(form: Form) -> Markdown {
        Markdown { form, links: Links::new(form.links), ..Markdown::default() }
    }

    fn end_table(&mut self, out: &mut Out) {
        if let Some(mut table) = self.table.take() {
            table.end_row(out);
            out.raw("\n");
        }
    }

    /// Turns an outermost item that is a footnote into one; elsewhere a note is what it stands in.
    fn settle_notes(&mut self, place: &mut Place) {
        let note = match place.levels[..] {
            [Level::Note { id, number }, ..] => Some((0, id, number)),
            [Level::Item { .. }, Level::Note { id, number }, ..] => Some((1, id, number)),
            _ => None,
        };
        if let Some((at, id, number)) = note
            && place.cell.is_none()
            && self.notes.define(number, id)
        {
            place.levels.drain(..at);
        } else {
            place.levels.retain(|level| !matches!(level, Level::Note { .. }));
        }
    }

    /// The lead of a block, and how the list of each level is written: where two lists meet, the markers change.
    fn lead(&self, place: &Place, block: &Block) -> (Lead, Vec<List>) {
        let mut lists = vec![List::default(); place.levels.len()];
        let mut common = 0;
        if let Some(last) = &self.last {
            common = last.place.common(place);
            lists[..common].copy_from_slice(&last.lists[..common]);
            if last.place.abuts_list(place) {
                lists[common].second = !last.lists[common].second;
            } else if last.place.leads_to_item(place) && common < last.lists.len() {
                lists[common] = last.lists[common];
            }
        }
        if let (Some(Level::Item { .. }), Some(list)) = (place.levels.last(), lists.last_mut())
            && block.kind == BlockKind::Paragraph
        {
            list.loose.get_or_insert(block.loose);
        }
        let lead = Lead::new(&place.levels, common, "> ", marker(&lists));
        (lead, lists)
    }
}

/// What stands before the first line of an item.
fn marker(lists: &[List]) -> impl Fn(usize, Level, &mut Out) {
    |index, level, out| match level {
        // No other numbers make an item.
        Level::Item { number: Some(number), .. } => {
            out.numbered("", number.clamp(0, 999_999_999), if lists[index].second { ") " } else { ". " });
        }
        Level::Note { number, .. } => out.numbered("[^", number, "]: "),
        _ if lists[index].second => out.raw("* "),
        _ => out.raw("- "),
    }
}

/// Whether nothing is to be written.
fn is_silent(block: &Block, place: &Place, form: Form) -> bool {
    match block.kind {
        BlockKind::Break => place.cell.is_some(),
        _ => trimmed(&block.text).is_empty() && !block.marks.iter().any(|mark| tokens::is_shown(mark, form)),
    }
}

/// Appends the block behind its lead. `continues_note` says that no blank line parts it from the sign of a note.
fn push_body(block: &Block, lead: &Lead, continues_note: bool, inline: &mut Inline<'_>, out: &mut Out) {
    match &block.kind {
        // Dashes behind the marker of an item would make one rule of the whole line, below text a heading of that.
        BlockKind::Break => out.raw(if lead.rest.is_empty() { "---" } else { "___" }),
        BlockKind::Title => push_heading(1, block, inline, out),
        BlockKind::Heading(level) => push_heading(usize::from(*level).clamp(1, 6), block, inline, out),
        // Behind the sign of a note there is no fence where footnotes are not known: a code span is one for all readers.
        BlockKind::Preformatted(language) if !block.text.is_empty() && !continues_note => {
            out.fenced(&block.text, language.as_deref(), &lead.rest);
        }
        _ => {
            if let Some(Level::Item { task: Some(done), .. }) = lead.begun {
                out.raw(if done { "[x] " } else { "[ ] " });
            }
            let start = out.len();
            push_marked(block, true, Style { rest: Some(&lead.rest), ..Style::default() }, inline, out);
            out.not_a_definition(start);
        }
    }
}

fn push_heading(level: usize, block: &Block, inline: &mut Inline<'_>, out: &mut Out) {
    out.repeat("#", level);
    out.raw(" ");
    push_marked(block, false, Style::default(), inline, out);
    // Signs at the end of a heading belong to its markup.
    if out.ends_with(&['#']) {
        out.escape_last();
    }
}

/// Appends the text with its marks, and with those that its kind brings.
fn push_marked(block: &Block, start: bool, style: Style<'_>, inline: &mut Inline<'_>, out: &mut Out) {
    let whole = |kind| Mark { start: 0, end: block.text.len(), kind };
    let marks = match block.kind {
        BlockKind::Preformatted(_) => &[&[whole(MarkKind::Code)], &block.marks[..]].concat(),
        BlockKind::Term => &[&[whole(MarkKind::Strong)], &block.marks[..]].concat(),
        BlockKind::Caption => &[&[whole(MarkKind::Emphasis)], &block.marks[..]].concat(),
        _ => &block.marks,
    };
    inline.push(&block.text, marks, start, style, out);
}
