//! Writes link targets: inline, or as numbered definitions that wait until a gap between two blocks.

use super::super::{Out, form};

/// Maximum bytes of waiting definitions; further links are written inline.
const MOST_WAITING: usize = 16 << 10;

#[derive(Debug, Default)]
pub(super) struct Links {
    form: form::Links,
    count: u32,
    /// Definitions not yet written, one per line.
    waiting: Out,
}

impl Links {
    pub(super) fn new(form: form::Links) -> Links {
        Links { form, ..Links::default() }
    }

    pub(super) fn push_target(&mut self, target: &str, title: &str, cell: bool, out: &mut Out) {
        // A table cannot be interrupted and may be endless.
        if self.form != form::Links::Reference || cell || self.waiting.len() > MOST_WAITING {
            return out.target(target, title, cell);
        }
        self.count += 1;
        out.numbered("[", self.count, "]");
        self.waiting.numbered("[", self.count, "]: ");
        self.waiting.destination(target, false);
        self.waiting.title(title, false);
        self.waiting.raw("\n");
    }

    pub(super) fn wait(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Appends the waiting definitions, each after the prefix, with a blank line before them.
    pub(super) fn push_waiting(&mut self, prefix: &Out, out: &mut Out) {
        if self.waiting.is_empty() {
            return;
        }
        out.append(&prefix.trimmed());
        out.raw("\n");
        out.append_lines(&self.waiting, prefix);
        self.waiting.clear();
    }
}
