//! Joins references and notes: a reference without its note is plain text, and a note that nothing refers to is ordinary
//! content.
//!
//! Notes follow their references, often at the end of the page. So blocks wait from a reference on until its note comes,
//! within a bound; beyond it, the note is taken to come.

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};

use super::{Out, Summary, Writer};
use crate::block::{Block, Container, MarkKind};

/// Maximum notes known by number; references to more are plain text.
const MOST: usize = 1024;

/// Maximum bytes of blocks that wait.
const MOST_BYTES: usize = 256 << 10;

pub(super) struct Notes {
    writer: Box<dyn Writer>,
    notes: BTreeMap<u32, Note>,
    waiting: VecDeque<Block>,
    bytes: usize,
    /// Number of notes for which blocks wait.
    open: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Note {
    /// Blocks wait for the note.
    Awaited,
    /// The blocks with references to it are written.
    Missed,
    /// The container that is the note.
    Found(u32),
    /// The note came before any reference.
    Ordinary,
}

impl Notes {
    pub(super) fn new(writer: Box<dyn Writer>) -> Notes {
        Notes { writer, notes: BTreeMap::new(), waiting: VecDeque::new(), bytes: 0, open: 0 }
    }

    /// Records the references in a block. Removes those to notes that came before.
    fn refer(&mut self, block: &mut Cow<'_, Block>) {
        let numbers = block.marks.iter().filter_map(|mark| number(&mark.kind)).collect::<Vec<_>>();
        for number in numbers {
            let room = self.notes.len() < MOST;
            match self.notes.get(&number) {
                Some(Note::Ordinary) => unlink(block.to_mut(), |of| of == number),
                Some(_) => {}
                None if room => {
                    self.notes.insert(number, Note::Awaited);
                    self.open += 1;
                }
                None => unlink(block.to_mut(), |of| of == number),
            }
        }
    }

    /// Records the note that a block belongs to, or removes the block from it.
    fn define(&mut self, block: &mut Cow<'_, Block>) {
        let Some(at) = block.containers.iter().position(|around| matches!(around, Container::Note { .. })) else {
            return;
        };
        let Container::Note { id, number } = block.containers[at] else { return };
        // Markdown has notes only outside of everything else; the item of a list of notes is none of its own.
        let before = &block.containers[..at];
        let is_free = !block.comment && matches!(before, [] | [Container::Item { .. }]);
        let known = self.notes.get(&number).copied();
        if is_free && matches!(known, Some(Note::Awaited | Note::Missed)) {
            self.open -= usize::from(known == Some(Note::Awaited));
            self.notes.insert(number, Note::Found(id));
        } else if !is_free || known != Some(Note::Found(id)) {
            if known.is_none() && self.notes.len() < MOST {
                self.notes.insert(number, Note::Ordinary);
            }
            block.to_mut().containers.remove(at);
        }
    }

    /// Writes the blocks that wait. `ends`: no further note comes.
    fn release(&mut self, ends: bool, out: &mut Out) {
        for mut block in std::mem::take(&mut self.waiting) {
            if ends {
                unlink(&mut block, |number| self.notes.get(&number) == Some(&Note::Awaited));
            }
            self.writer.block(&block, out);
        }
        for note in self.notes.values_mut().filter(|note| **note == Note::Awaited) {
            *note = Note::Missed;
        }
        (self.bytes, self.open) = (0, 0);
    }
}

/// Turns references into plain text.
fn unlink(block: &mut Block, is_plain: impl Fn(u32) -> bool) {
    block.marks.retain(|mark| !number(&mark.kind).is_some_and(&is_plain));
}

fn number(kind: &MarkKind) -> Option<u32> {
    match kind {
        MarkKind::NoteReference { number, .. } => Some(*number),
        _ => None,
    }
}

impl Writer for Notes {
    fn wants_beginning(&self) -> bool {
        self.writer.wants_beginning()
    }

    fn begin(&mut self, known: &Summary<'_>, out: &mut Out) {
        self.writer.begin(known, out);
    }

    fn block(&mut self, block: &Block, out: &mut Out) {
        let mut block = Cow::Borrowed(block);
        self.refer(&mut block);
        self.define(&mut block);
        if self.open == 0 && self.waiting.is_empty() {
            return self.writer.block(&block, out);
        }
        self.bytes += block.bytes();
        self.waiting.push_back(block.into_owned());
        if self.open == 0 || self.bytes > MOST_BYTES {
            self.release(false, out);
        }
    }

    fn finish(&mut self, summary: &Summary<'_>, out: &mut Out) {
        self.release(true, out);
        self.notes.clear();
        self.writer.finish(summary, out);
    }

    fn simplified(&self) -> u64 {
        self.writer.simplified()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{cell, item, paragraph};
    use super::super::{Form, Format, inner};
    use super::*;
    use crate::block::Mark;

    fn reference(number: u32) -> Block {
        let kind = MarkKind::NoteReference { number, target: format!("#fn{number}") };
        Block { marks: vec![Mark { start: 1, end: 2, kind }], ..paragraph("a1", &[]) }
    }

    fn note(id: u32, number: u32, around: &[Container]) -> Block {
        paragraph("n", &[around, &[Container::Note { id, number }]].concat())
    }

    fn markdown(blocks: &[Block]) -> String {
        let (mut notes, mut out) = (Notes::new(inner(Format::Markdown, Form::default())), Out::default());
        blocks.iter().for_each(|block| notes.block(block, &mut out));
        notes.finish(&Summary::default(), &mut out);
        out.into_string()
    }

    #[test]
    fn a_reference_without_its_note_is_plain_text() {
        assert_eq!(markdown(&[reference(1), reference(2), note(5, 2, &[])]), "a1\n\na[^2]\n\n[^2]: n\n");
        assert_eq!(markdown(&[reference(1)]), "a1\n");
    }

    #[test]
    fn a_note_without_a_reference_before_it_is_ordinary_content() {
        assert_eq!(markdown(&[note(5, 1, &[]), reference(1)]), "n\n\na1\n");
        assert_eq!(markdown(&[reference(1), note(5, 1, &[]), note(6, 1, &[])]), "a[^1]\n\n[^1]: n\n\nn\n");
    }

    #[test]
    fn a_note_of_two_blocks_in_a_list_is_one_note() {
        let blocks = [reference(1), note(5, 1, &[item(10)]), note(5, 1, &[item(10)])];
        assert_eq!(markdown(&blocks), "a[^1]\n\n[^1]: n\n\n    n\n");
    }

    #[test]
    fn a_note_where_markdown_has_none_is_no_note() {
        let quote = Container::Quote { id: 1 };
        assert_eq!(markdown(&[reference(1), note(5, 1, &[quote])]), "a1\n\n> n\n");
        assert!(markdown(&[reference(1), note(5, 1, &[cell(10, 0)])]).starts_with("a1\n"));
    }

    #[test]
    fn blocks_wait_for_a_note_only_within_the_bound() {
        let (mut notes, mut out) = (Notes::new(inner(Format::Text, Form::default())), Out::default());
        notes.block(&reference(1), &mut out);
        assert!(out.is_empty());
        let long = paragraph(&"long ".repeat(20_000), &[]);
        let mut blocks = 0;
        while out.is_empty() {
            notes.block(&long, &mut out);
            blocks += 1;
        }
        assert_eq!(blocks, 3);
        notes.block(&paragraph("at once", &[]), &mut out);
        assert!(out.as_str().ends_with("at once\n"));
    }

    #[test]
    fn without_references_nothing_waits() {
        let (mut notes, mut out) = (Notes::new(inner(Format::Text, Form::default())), Out::default());
        notes.block(&paragraph("at once", &[]), &mut out);
        assert_eq!(out.as_str(), "at once\n");
    }
}
