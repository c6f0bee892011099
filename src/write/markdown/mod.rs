//! Turns blocks into Markdown: CommonMark with GitHub's tables.
//!
//! Markup that would not work is written in another way (emphasis as HTML tags) or left out (links with unsafe
//! targets). The words are always written.

mod emphasis;
mod flank;
mod inline;
mod join;
mod links;
mod table;
#[cfg(test)]
mod tests;
mod tokens;

use inline::Inline;
use join::{Last, List};
use links::Links;
use table::Table;

use super::form::{Form, Images};
use super::layout::{Lead, Level, Position, trimmed};
use super::out::Style;
use super::{Out, Summary, Writer};
use crate::block::{Block, BlockKind, Mark, MarkKind};

#[derive(Debug, Default)]
pub(super) struct Markdown {
    form: Form,
    last: Option<Last>,
    /// The table whose last row is still open.
    table: Option<Table>,
    links: Links,
}

impl Writer for Markdown {
    fn block(&mut self, block: &Block, out: &mut Out) {
        let is_image = |kind: &MarkKind| matches!(kind, MarkKind::Image { .. });
        let leaves_out = |kind: &MarkKind| self.form.images == Images::None && is_image(kind);
        let Some(block) = block.without(leaves_out) else { return };
        let block = &*block;
        let mut position = Position::of(block);
        if is_silent(block, &position, self.form) {
            return;
        }
        let cell_style = Style { cell: true, ..Style::default() };
        let mut inline = Inline { form: self.form, links: &mut self.links };
        if let (Some(cell), Some(table)) = (position.cell, &mut self.table)
            && table.holds(cell)
        {
            return table.cell(cell, out, |out| push_marked(block, false, cell_style, &mut inline, out));
        }
        self.end_table(out);
        settle_notes(&mut position);
        let (lead, lists) = self.lead(&position, block);
        let common = self.last.as_ref().map_or(0, |last| last.position.common(&position));
        let in_note = matches!(position.levels.first(), Some(Level::Note { .. }));
        let mut continues_note = in_note && common == 0;
        if let Some(last) = &self.last
            && last.continues(&position, block, &lists)
        {
            continues_note |= in_note;
        } else if let Some(last) = &self.last {
            if self.links.wait() && !last.shares_a_list(&position) {
                self.links.push_waiting(&Lead::new(&position.levels[..common], common, "> ", marker(&lists)).rest, out);
            }
            out.append(&lead.blank);
            out.raw("\n");
        }
        out.append(&lead.first);
        let start = out.len();
        let mut inline = Inline { form: self.form, links: &mut self.links };
        if let Some(cell) = position.cell {
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
        self.last = Some(Last { position, lists, kind: block.kind.clone() });
    }

    fn finish(&mut self, _: &Summary<'_>, out: &mut Out) {
        self.end_table(out);
        self.links.push_waiting(&Out::default(), out);
        self.last = None;
    }
}

impl Markdown {
    pub(super) fn new(form: Form) -> Markdown {
        Markdown { form, links: Links::new(form.links), ..Markdown::default() }
    }

    fn end_table(&mut self, out: &mut Out) {
        if let Some(mut table) = self.table.take() {
            table.end_row(out);
            out.raw("\n");
        }
    }

    /// Returns the lead of a block and the style of the list on each level: adjacent lists alternate their markers.
    fn lead(&self, position: &Position, block: &Block) -> (Lead, Vec<List>) {
        let mut lists = vec![List::default(); position.levels.len()];
        let mut common = 0;
        if let Some(last) = &self.last {
            common = last.position.common(position);
            lists[..common].copy_from_slice(&last.lists[..common]);
            if last.position.abuts_list(position) {
                lists[common].second = !last.lists[common].second;
            } else if last.position.leads_to_item(position) && common < last.lists.len() {
                lists[common] = last.lists[common];
            }
        }
        if let (Some(Level::Item { .. }), Some(list)) = (position.levels.last(), lists.last_mut())
            && block.kind == BlockKind::Paragraph
        {
            list.loose.get_or_insert(block.loose);
        }
        let lead = Lead::new(&position.levels, common, "> ", marker(&lists));
        (lead, lists)
    }
}

/// Turns an outermost item that is a footnote into one.
fn settle_notes(position: &mut Position) {
    match position.levels[..] {
        [Level::Note { .. }, ..] if position.cell.is_none() => {}
        [Level::Item { .. }, Level::Note { .. }, ..] if position.cell.is_none() => _ = position.levels.remove(0),
        _ => position.levels.retain(|level| !matches!(level, Level::Note { .. })),
    }
}

fn marker(lists: &[List]) -> impl Fn(usize, Level, &mut Out) {
    |index, level, out| match level {
        // CommonMark takes no other numbers as list markers.
        Level::Item { number: Some(number), .. } => {
            out.numbered("", number.clamp(0, 999_999_999), if lists[index].second { ") " } else { ". " });
        }
        Level::Note { number, .. } => out.numbered("[^", number, "]: "),
        _ if lists[index].second => out.raw("* "),
        _ => out.raw("- "),
    }
}

fn is_silent(block: &Block, position: &Position, form: Form) -> bool {
    match block.kind {
        BlockKind::Break => position.cell.is_some(),
        _ => trimmed(&block.text).is_empty() && !block.marks.iter().any(|mark| tokens::is_shown(mark, form)),
    }
}

/// Appends the block after its lead. `continues_note` means that no blank line separates it from a note's label.
fn push_body(block: &Block, lead: &Lead, continues_note: bool, inline: &mut Inline<'_>, out: &mut Out) {
    match &block.kind {
        // After an item's marker, dashes would turn the whole line into a thematic break; after text they would make it
        // a heading.
        BlockKind::Break => out.raw(if lead.rest.is_empty() { "---" } else { "___" }),
        BlockKind::Title => push_heading(1, block, inline, out),
        BlockKind::Heading(level) => push_heading(usize::from(*level).clamp(1, 6), block, inline, out),
        // Readers without footnotes see no fence after a note's label, but all of them see a code span.
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
    // Trailing `#` would belong to the markup of the heading.
    if out.ends_with(&['#']) {
        out.escape_last();
    }
}

/// Appends the text with its marks and those of the block's kind.
fn push_marked(block: &Block, start: bool, style: Style<'_>, inline: &mut Inline<'_>, out: &mut Out) {
    let whole = |kind| Mark { start: 0, end: block.text.len(), kind };
    let marks = match block.kind {
        BlockKind::Preformatted(_) => &[&[whole(MarkKind::Code)], &block.marks[..]].concat(),
        BlockKind::Term => &[&[whole(MarkKind::Strong)], &block.marks[..]].concat(),
        // Emphasis within emphasis would need tags.
        BlockKind::Caption => {
            let others = block.marks.iter().filter(|mark| mark.kind != MarkKind::Emphasis).cloned();
            &[whole(MarkKind::Emphasis)].into_iter().chain(others).collect::<Vec<_>>()
        }
        _ => &block.marks,
    };
    inline.push(&block.text, marks, start, style, out);
}
