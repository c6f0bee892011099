//! What a rule file may cost, whoever wrote it: time and memory to read it, and the time it adds to a page.
//!
//! A file beyond a bound is refused with the place. `benches/rule_files.py` measures files right below the bounds.

mod phrases;
mod selectors;
mod toml;

pub(super) use phrases::{NESTED, nested, phrases, states};
pub(super) use selectors::selectors;
pub(super) use toml::readable;

use super::diagnostic::RuleError;
use super::file::{FileKind, RuleFile};

/// The most bytes of one file: 50,000 selectors are half of it.
pub(super) const FILE_BYTES: usize = 2 << 20;

/// The most states of an automaton that looks for phrases, or for parts of attributes: it takes 60 bytes for each.
const STATES: usize = 1 << 17;

/// What a file adds to every page, or all files together.
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

/// What all files but the built-in ones may add up to. A large collection has some 2,000 files of sites.
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
    /// This and what a file adds; an error if that is too much. What is for a site only is not on every page.
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

    /// The first bound that is exceeded, and what it is about.
    fn excess(&self) -> Option<(usize, &'static str)> {
        [
            (self.files, TOGETHER.files, "files"),
            (self.bytes, TOGETHER.bytes, "bytes"),
            (self.states, TOGETHER.states, "letters in phrases and parts of attributes"),
            (self.templates, TOGETHER.templates, "phrases with placeholders"),
            (self.anywhere, TOGETHER.anywhere, "rules with `contains`"),
            (self.expressions, TOGETHER.expressions, "regular expressions"),
            (self.wide, TOGETHER.wide, "selectors that many elements have to be tried with"),
        ]
        .into_iter()
        .find(|(found, most, _)| found > most)
        .map(|(_, most, what)| (most, what))
    }
}
