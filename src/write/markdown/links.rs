//! Writes where links lead: behind them, or as numbered definitions that wait for a place between two blocks.

use super::super::form;
use super::inline::{push_target, push_title};
use super::target::push_destination;

/// Bytes of definitions that may wait; links that come then are written inline.
const MOST_WAITING: usize = 16 << 10;

/// The links of one document.
#[derive(Debug, Default)]
pub(super) struct Links {
    form: form::Links,
    /// How many definitions there were.
    count: u32,
    /// Definitions that are not written yet, a line each.
    waiting: String,
}

impl Links {
    pub(super) fn new(form: form::Links) -> Links {
        Links { form, ..Links::default() }
    }

    /// Appends what stands behind the text of a link.
    pub(super) fn push_target(&mut self, target: &str, title: &str, cell: bool, out: &mut String) {
        // A table cannot be interrupted, and may be endless.
        if self.form != form::Links::Reference || cell || self.waiting.len() > MOST_WAITING {
            return push_target(target, title, cell, out);
        }
        self.count += 1;
        out.push_str(&format!("[{}]", self.count));
        self.waiting.push_str(&format!("[{}]: ", self.count));
        push_destination(target, false, &mut self.waiting);
        push_title(title, false, &mut self.waiting);
        self.waiting.push('\n');
    }

    /// Whether definitions wait.
    pub(super) fn wait(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Appends the definitions that wait, each behind the prefix, and a blank line before them.
    pub(super) fn push_waiting(&mut self, prefix: &str, out: &mut String) {
        if self.waiting.is_empty() {
            return;
        }
        out.extend([prefix.trim_end(), "\n"]);
        for line in self.waiting.lines() {
            out.extend([prefix, line, "\n"]);
        }
        self.waiting.clear();
    }
}
