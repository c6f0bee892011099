//! Knows which footnotes were referred to and which were written.
//!
//! A reader drops a note that nothing refers to, the second note of a number, and shows the sign of a missing one as it
//! stands. So only a note that was referred to is written as such, once, and what is missing at the end is made up for.

use std::collections::BTreeMap;

use super::super::Out;

/// Notes that are remembered; signs of more are written as text.
const MOST: usize = 1024;

/// The notes of one document.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// By number: the container that was written as this note.
    written: BTreeMap<u32, Option<u32>>,
}

impl Notes {
    /// Takes note of a reference; false if it cannot be written as one.
    pub(super) fn refer(&mut self, number: u32) -> bool {
        let room = self.written.len() < MOST;
        if room {
            self.written.entry(number).or_default();
        }
        room || self.written.contains_key(&number)
    }

    /// Whether the container is to be written as the note of this number.
    pub(super) fn define(&mut self, number: u32, id: u32) -> bool {
        match self.written.get_mut(&number) {
            Some(written) => *written.get_or_insert(id) == id,
            None => false,
        }
    }

    /// Appends a line for each note that was referred to and did not come.
    pub(super) fn push_missing(&mut self, out: &mut Out) {
        for (number, written) in std::mem::take(&mut self.written) {
            if written.is_none() {
                out.numbered("\n[^", number, "]: ");
                out.numbered("", number, "\n");
            }
        }
    }
}
