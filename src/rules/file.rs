//! Turns the TOML text of a rule file into rules, or into an error that points at what is wrong.
//!
//! Keys are read by hand, so that every rule and every error has its place in the file, and no
//! key is ignored in silence.

mod bidi;
mod drops;
mod read;
mod sections;
mod table;
mod texts;

use std::ops::Range;
use std::sync::Arc;

use super::host::HostPattern;

pub(crate) use read::{parse, parse_builtin};

/// What a rule file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RuleFile {
    /// The file as the caller named it.
    pub file: String,
    /// It comes with tamis, and a test holds that it is good.
    pub is_builtin: bool,
    /// The name that explanations give, such as `site/example`.
    pub id: String,
    /// What the rules are for.
    pub kind: FileKind,
    /// The name of the site, for people.
    pub name: Option<String>,
    /// The hosts of a site file.
    pub hosts: Vec<HostPattern>,
    /// Patterns of paths, if the file is for a part of a host only.
    pub paths: Vec<String>,
    /// Files whose rules hold as well.
    pub extends: Vec<Reference>,
    /// Rules of other files that do not hold, as `file/id#rule`.
    pub disable: Vec<Reference>,
    /// By what a page of this family is known.
    pub detect: Option<Detect>,
    /// Where the content of a page is.
    pub content: Option<Content>,
    /// Elements that go, in file order.
    pub drops: Vec<DropRule>,
    /// Blocks of text that go, in file order.
    pub texts: Vec<TextRule>,
    /// Where title, author and the like stand.
    pub meta: Vec<MetaRule>,
    /// Words that are written in another way.
    pub replaces: Vec<Replace>,
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
    /// The page at hand: an option of the command.
    Command,
}

/// The id of a file, or of a rule in one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reference {
    /// The id.
    pub text: String,
    /// The bytes of the file inside the quotes.
    pub span: Range<usize>,
}

/// The `[detect]` table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Detect {
    /// How many different fingerprints are needed.
    pub need: u32,
    /// Elements.
    pub select: Vec<SelectorSource>,
    /// Names of programs with which `<meta name=generator>` starts.
    pub generator: Vec<Phrase>,
    /// Phrases with which a block starts.
    pub text: Vec<Phrase>,
}

/// One line of `[meta]`: where a property of the page stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MetaRule {
    /// The property.
    pub field: MetaField,
    /// Its position among the alternatives, from 0.
    pub order: u32,
    /// Where it stands.
    pub source: MetaSource,
}

/// A property of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum MetaField {
    Title,
    Author,
    Date,
    Site,
    Section,
}

/// Where a property of a page stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MetaSource {
    /// The text of an element, or one of its attributes.
    Element { select: SelectorSource, attribute: Option<String> },
    /// It is always this.
    Constant(String),
}

/// A `[[replace]]` table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Replace {
    /// What stands in the page.
    pub find: String,
    /// What is written for it.
    pub with: String,
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
    /// Only the first element that `select` finds holds the content.
    pub first_only: bool,
    /// Where there is no such element, nothing is content.
    pub or_nothing: bool,
}

/// A selector as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SelectorSource {
    /// The selector.
    pub text: Arc<str>,
    /// Its line, from 1.
    pub line: usize,
    /// The bytes of the file inside the quotes.
    pub span: Range<usize>,
}

/// A phrase as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phrase {
    /// The phrase.
    pub text: Arc<str>,
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
    /// Elements that do not go, nor anything in them.
    pub unless: Vec<SelectorSource>,
    /// Elements of which one must be inside.
    pub has: Vec<SelectorSource>,
    /// What the text of the element must be.
    pub text: Option<TextRule>,
    /// How much of each goes.
    pub scope: DropScope,
    /// Only the element that is found as this one, from 1.
    pub nth: Option<u32>,
    /// The most characters of text that go.
    pub max_chars: Option<usize>,
    /// Only inside the content.
    pub in_content: bool,
}

/// How much of an element a drop takes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(crate) enum DropScope {
    /// `element`: the element with all that is in it.
    #[default]
    Element,
    /// `contents`: the element is unwrapped; its tags go, what is in it stays.
    Contents,
    /// `enclosing:tag`: the nearest element of this name around it.
    Enclosing(String),
    /// `after`: the element and its following siblings.
    After,
    /// `section`: the element and what follows it, up to the next heading or paragraph of prose.
    Section,
    /// `rest`: the element and everything behind it in the content.
    Rest,
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
    /// Regular expressions that match somewhere in the block.
    pub regex: Vec<Phrase>,
    /// Phrases, three of which or more are all that the block is made of.
    pub made_of: Vec<Phrase>,
    /// Each of these lists must have a match, not just one of them.
    pub all: bool,
    /// What goes.
    pub action: TextAction,
    /// Only among so many first (last) blocks of the content.
    pub first: Option<u32>,
    pub last: Option<u32>,
    /// A property of the page that the match tells, and the group of `regex` that has it.
    pub capture: Option<(MetaField, usize)>,
}

impl TextRule {
    /// A rule that looks for nothing yet.
    pub(crate) fn empty() -> TextRule {
        let list = Vec::new;
        TextRule {
            id: String::new(),
            kind: String::new(),
            line: 0,
            is: list(),
            starts: list(),
            ends: list(),
            contains: list(),
            regex: list(),
            made_of: list(),
            all: false,
            action: TextAction::default(),
            first: None,
            last: None,
            capture: None,
        }
    }
}

/// What a text rule takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) enum TextAction {
    /// `drop-block`: the whole block.
    #[default]
    DropBlock,
    /// `drop-match`: the phrase only.
    DropMatch,
    /// `drop-sentence`: the sentence that the phrase stands in.
    DropSentence,
    /// `drop-section`: the block and what follows it, up to the next heading or paragraph of prose.
    DropSection,
    /// `stop`: the block and everything behind it.
    Stop,
    /// `keep`: nothing; the rule is there for what it captures.
    Keep,
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
