//! Turns the TOML text of a rule file into rules, or into an error that points at what is wrong.
//!
//! Keys are read by hand, so that every rule and every error has its place in the file, and no
//! key is ignored in silence.

mod bidi;
mod read;
mod sections;
mod table;

use std::ops::Range;

use super::host::HostPattern;

pub(crate) use read::parse;

/// What a rule file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RuleFile {
    /// The file as the caller named it.
    pub file: String,
    /// The name that explanations give, such as `site/example`.
    pub id: String,
    /// What the rules are for.
    pub kind: FileKind,
    /// The name of the site, for people.
    pub name: Option<String>,
    /// The hosts of a site file.
    pub hosts: Vec<HostPattern>,
    /// Where the content of a page is.
    pub content: Option<Content>,
    /// Elements that go, in file order.
    pub drops: Vec<DropRule>,
    /// Blocks of text that go, in file order.
    pub texts: Vec<TextRule>,
    /// Pages, and what must come out of them.
    pub tests: Vec<RuleTest>,
}

/// What the rules of a file are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum FileKind {
    /// Some hosts.
    Site,
    /// Sites that are built alike.
    Family,
    /// Pages in one language.
    Lang,
    /// All pages.
    Generic,
}

/// The `[content]` table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Content {
    /// The line of the table, from 1.
    pub line: usize,
    /// Elements that hold the content.
    pub select: Vec<SelectorSource>,
    /// Elements that stay whatever a `drop` says.
    pub keep: Vec<SelectorSource>,
    /// Elements at which the content ends.
    pub stop: Vec<SelectorSource>,
}

/// A selector as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SelectorSource {
    /// The selector.
    pub text: String,
    /// Its line, from 1.
    pub line: usize,
    /// The bytes of the file inside the quotes.
    pub span: Range<usize>,
}

/// A phrase as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phrase {
    /// The phrase.
    pub text: String,
    /// Its line, from 1.
    pub line: usize,
    /// The bytes of the file inside the quotes.
    pub span: Range<usize>,
}

/// A `[[drop]]` table: elements that go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DropRule {
    /// Its name within the file.
    pub id: String,
    /// What it is that goes, such as `share`.
    pub kind: String,
    /// The line of the table, from 1.
    pub line: usize,
    /// The elements.
    pub select: Vec<SelectorSource>,
    /// How much of each goes.
    pub scope: DropScope,
}

/// How much of an element a drop takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) enum DropScope {
    /// `element`: the element with all that is in it.
    #[default]
    Element,
    /// `contents`: the element is unwrapped; its tags go, what is in it stays.
    Contents,
}

/// A `[[text]]` table: blocks that go because of what they say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TextRule {
    /// Its name within the file.
    pub id: String,
    /// What it is that goes, such as `comments`.
    pub kind: String,
    /// The line of the table, from 1.
    pub line: usize,
    /// Phrases that are the whole block.
    pub is: Vec<Phrase>,
    /// Phrases with which the block starts.
    pub starts: Vec<Phrase>,
    /// Phrases with which the block ends.
    pub ends: Vec<Phrase>,
    /// Phrases anywhere in the block.
    pub contains: Vec<Phrase>,
    /// What goes.
    pub action: TextAction,
}

/// What a text rule takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) enum TextAction {
    /// `drop-block`: the whole block.
    #[default]
    DropBlock,
    /// `drop-match`: the phrase only.
    DropMatch,
}

/// A `[[test]]` table: an input, and what must come out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RuleTest {
    /// The line of the table, from 1.
    pub line: usize,
    /// The input is this file, beside the rule file.
    pub file: Option<String>,
    /// The input is this HTML.
    pub html: Option<String>,
    /// The address of the page.
    pub url: Option<String>,
    /// The input is this plain text.
    pub text: Option<String>,
    /// The title that must be found.
    pub title: Option<String>,
    /// What the output must start with.
    pub starts: Vec<String>,
    /// What the output must end with.
    pub ends: Vec<String>,
    /// What the output must hold.
    pub contains: Vec<String>,
    /// What the output must not hold.
    pub absent: Vec<String>,
    /// The rules that must have been used.
    pub fires: Vec<String>,
}

#[cfg(test)]
mod tests;
