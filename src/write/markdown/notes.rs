//! Tracks which footnotes were referenced and which were written.
//!
//! Readers drop a note without a reference and a second note of the same number, and show the label of a missing one as
//! text. So a note is written as such only once and only if referenced; missing ones are added at the end.

use std::collections::BTreeMap;

use super::super::Out;

/// Maximum notes tracked; references to more are written as text.
const MOST: usize = 1024;

#[derive(Debug, Default)]
pub(super) struct Notes {
    /// The container written as the note, by number.
    written: BTreeMap<u32, Option<u32>>,
}

impl Notes {
    /// Records a reference; returns whether it can be written as one.
    pub(super) fn refer(&mut self, number: u32) -> bool {
        let room = self.written.len() < MOST;
        if room {
            self.written.entry(number).or_default();
        }
        room || self.written.contains_key(&number)
    }

    /// Whether to write the container as the note of this number.
    pub(super) fn define(&mut self, number: u32, id: u32) -> bool {
        match self.written.get_mut(&number) {
            Some(written) => *written.get_or_insert(id) == id,
            None => false,
        }
    }

    /// Appends a line for each note that was referenced but never written.
    pub(super) fn push_missing(&mut self, out: &mut Out) {
        for (number, written) in std::mem::take(&mut self.written) {
            if written.is_none() {
                out.numbered("\n[^", number, "]: ");
                out.numbered("", number, "\n");
            }
        }
    }
}
