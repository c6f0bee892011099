//! Limits the cost of a rule file, whoever wrote it: time and memory to read it, and the time it adds to a page.
//!
//! A file over a limit is refused with the position. `benches/rule_files.py` measures files just below the limits.

mod expressions;
mod phrases;
mod selectors;
mod toml;

pub(super) use expressions::expressions;
pub(super) use phrases::{NESTED, nested, phrases, states};
pub(super) use selectors::selectors;
pub(super) use toml::readable;

use super::file::{FileKind, RuleFile};
use crate::error::RuleError;

/// Maximum size of one file: 50,000 selectors take half of it.
pub(super) const FILE_BYTES: usize = 2 << 20;

/// Maximum number of automaton states for phrases or attribute substrings; each takes 60 bytes.
const STATES: usize = 1 << 17;

/// The cost that one file, or all files together, add to every page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Load {
    pub files: usize,
    pub bytes: usize,
    pub states: usize,
    pub templates: usize,
    pub anywhere: usize,
    pub expressions: usize,
    pub wide: usize,
}

/// Maximum cost of all files except the built-in ones. A large collection has some 2,000 site files.
const TOGETHER: Load = Load {
    files: 5_000,
    bytes: 8 << 20,
    states: 2 * STATES,
    templates: 256,
    anywhere: 512,
    expressions: 32,
    wide: 256,
};

impl Load {
    /// Adds the cost of a file, or fails if the sum is too much. Rules of a site file do not count: they are not on
    /// every page.
    pub fn with(self, file: &RuleFile, source: &str, load: Load) -> Result<Load, RuleError> {
        let sum = match file.kind {
            FileKind::Site => Load { files: self.files + 1, bytes: self.bytes + load.bytes, ..self },
            _ => Load {
                files: self.files + 1,
                bytes: self.bytes + load.bytes,
                states: self.states + load.states,
                templates: self.templates + load.templates,
                anywhere: self.anywhere + load.anywhere,
                expressions: self.expressions + load.expressions,
                wide: self.wide + load.wide,
            },
        };
        let Some((most, what)) = sum.excess() else { return Ok(sum) };
        let message = format!("with this file, more than {most} {what} in all rule files together");
        Err(RuleError::new(&file.file, source, 0..0, message)
            .with_help("leave files out; rules of a `site` file count only on pages of its hosts"))
    }

    /// Returns the first limit that is exceeded, and what it limits.
    fn excess(&self) -> Option<(usize, &'static str)> {
        [
            (self.files, TOGETHER.files, "files"),
            (self.bytes, TOGETHER.bytes, "bytes"),
            (self.states, TOGETHER.states, "letters in phrases and parts of attributes"),
            (self.templates, TOGETHER.templates, "phrases with placeholders"),
            (self.anywhere, TOGETHER.anywhere, "rules with `contains`"),
            (self.expressions, TOGETHER.expressions, "regular expressions"),
            (self.wide, TOGETHER.wide, "selectors that must be tested on many elements"),
        ]
        .into_iter()
        .find(|(found, most, _)| found > most)
        .map(|(_, most, what)| (most, what))
    }
}
