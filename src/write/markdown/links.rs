//! Writes where links lead: behind them, or as numbered definitions that wait for a place between two blocks.

use super::super::{Out, form};

/// Bytes of definitions that may wait; links that come then are written inline.
const MOST_WAITING: usize = 16 << 10;

/// The links of one document.
#[derive(Debug, Default)]
pub(super) struct Links {
    form: form::Links,
    /// How many definitions there were.
    count: u32,
    /// Definitions that are not written yet, a line each.
    waiting: Out,
}

impl Links {
    pub(super) fn new(form: form::Links) -> Links {
        Links { form, ..Links::default() }
    }

    /// Appends what stands behind the text of a link.
    pub(super) fn push_target(&mut self, target: &str, title: &str, cell: bool, out: &mut Out) {
        // A table cannot be interrupted, and may be endless.
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

    /// Whether definitions wait.
    pub(super) fn wait(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Appends the definitions that wait, each behind the prefix, and a blank line before them.
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
