//! What a rule file contains.

use std::ops::Range;
use std::sync::Arc;

use super::host::HostPattern;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RuleFile {
    pub file: String,
    /// Whether it is built in; a test checks that these are valid.
    pub is_builtin: bool,
    /// The name used in explanations, such as `site/example`.
    pub id: String,
    pub kind: FileKind,
    /// The site's name, for people.
    pub name: Option<String>,
    pub hosts: Vec<HostPattern>,
    /// Path patterns, if the file is only for a part of a host.
    pub paths: Vec<String>,
    pub extends: Vec<Reference>,
    /// Rules of other files to switch off, as `file/id#rule`.
    pub disable: Vec<Reference>,
    pub detect: Option<Detect>,
    pub content: Option<Content>,
    pub drops: Vec<DropRule>,
    pub texts: Vec<TextRule>,
    pub meta: Vec<MetaRule>,
    pub replaces: Vec<Replace>,
    pub tests: Vec<RuleTest>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum FileKind {
    Site,
    /// Pages of sites with the same software or layout.
    Family,
    Lang,
    #[default]
    Generic,
    /// The current page: an option of the command.
    Command,
}

/// A reference to a file, or to a rule in one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Reference {
    pub text: String,
    /// Byte range inside the quotes.
    pub span: Range<usize>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Detect {
    pub need: u32,
    pub select: Vec<SelectorSource>,
    /// Programs that `<meta name=generator>` may start with.
    pub generator: Vec<Phrase>,
    /// Phrases that a block may start with.
    pub text: Vec<Phrase>,
}

/// One line of `[meta]`: where to find a page property.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct MetaRule {
    pub field: MetaField,
    pub order: u32,
    pub source: MetaSource,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum MetaField {
    #[default]
    Title,
    Author,
    Date,
    Site,
    Section,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MetaSource {
    Element { select: SelectorSource, attribute: Option<String> },
    Constant(String),
}

impl Default for MetaSource {
    fn default() -> Self {
        MetaSource::Constant(String::new())
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Replace {
    pub find: String,
    pub with: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Content {
    pub line: usize,
    pub select: Vec<SelectorSource>,
    /// Elements to keep, whatever a `drop` says.
    pub keep: Vec<SelectorSource>,
    pub stop: Vec<SelectorSource>,
    /// Whether only the first match of `select` holds the content.
    pub first_only: bool,
    /// Whether a page without such an element has no content.
    pub or_nothing: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SelectorSource {
    /// The selector.
    pub text: Arc<str>,
    /// Its line, from 1.
    pub line: usize,
    /// Byte range inside the quotes.
    pub span: Range<usize>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Phrase {
    /// The phrase.
    pub text: Arc<str>,
    /// Its line, from 1.
    pub line: usize,
    /// Byte range inside the quotes.
    pub span: Range<usize>,
    /// The text for comparison, known only for built-in phrases.
    pub folded: Option<Arc<str>>,
}

/// A `[[drop]]` table: elements to remove.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct DropRule {
    pub id: String,
    pub kind: String,
    pub line: usize,
    pub select: Vec<SelectorSource>,
    /// Elements to keep, with everything in them.
    pub unless: Vec<SelectorSource>,
    /// Elements, one of which must be inside.
    pub has: Vec<SelectorSource>,
    pub text: Option<TextRule>,
    pub scope: DropScope,
    /// Only the match with this number, from 1.
    pub nth: Option<u32>,
    /// Maximum length of the removed text, in characters.
    pub max_chars: Option<usize>,
    pub in_content: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(crate) enum DropScope {
    /// `element`: the element with its contents.
    #[default]
    Element,
    /// `contents`: the tags only; the contents are kept.
    Contents,
    /// `enclosing:tag`: the nearest ancestor of this name.
    Enclosing(String),
    /// `after`: the element and its following siblings.
    After,
    /// `section`: the element and what follows, up to the next heading or paragraph of prose.
    Section,
    /// `rest`: the element and all that follows in the content.
    Rest,
}

/// A `[[text]]` table: blocks to remove because of their text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct TextRule {
    pub id: String,
    pub kind: String,
    pub line: usize,
    pub is: Vec<Phrase>,
    pub starts: Vec<Phrase>,
    pub ends: Vec<Phrase>,
    pub contains: Vec<Phrase>,
    /// Regular expressions that match anywhere in the block.
    pub regex: Vec<Phrase>,
    /// Phrases that make up the block, three or more.
    pub made_of: Vec<Phrase>,
    pub before_links: Vec<Phrase>,
    /// Whether it looks for datelines.
    pub dateline: bool,
    /// Whether each of these lists must match, rather than one.
    pub all: bool,
    pub action: TextAction,
    /// Only among the first (`last`: last) blocks of the content, as many as this.
    pub first: Option<u32>,
    pub last: Option<u32>,
    /// The page property that the match gives, and the group of `regex` that holds it.
    pub capture: Option<(MetaField, usize)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) enum TextAction {
    /// `drop-block`: the whole block.
    #[default]
    DropBlock,
    /// `drop-match`: the phrase only.
    DropMatch,
    /// `drop-sentence`: the sentence around the phrase.
    DropSentence,
    /// `drop-section`: the block and what follows, up to the next heading or paragraph of prose.
    DropSection,
    /// `stop`: the block and all that follows.
    Stop,
    /// `keep`: nothing; the rule only captures.
    Keep,
}

/// A `[[test]]` table: an input and the expected output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RuleTest {
    pub line: usize,
    /// The input, as a file beside the rule file.
    pub file: Option<String>,
    pub html: Option<String>,
    pub url: Option<String>,
    pub text: Option<String>,
    pub title: Option<String>,
    pub starts: Vec<String>,
    pub ends: Vec<String>,
    pub contains: Vec<String>,
    pub absent: Vec<String>,
    pub fires: Vec<String>,
}

/// What `{…}` in a phrase can stand for.
pub(crate) const PLACEHOLDERS: [&str; 5] = ["n", "title", "site", "author", "date"];

/// Returns the words in braces of a phrase, with their ranges.
pub(crate) fn placeholders(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    memchr::memchr_iter(b'{', text.as_bytes()).filter_map(|at| {
        let rest = &text[at + 1..];
        let word = &rest[..rest.find('}')?];
        let named = !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        named.then_some((at..at + word.len() + 2, word))
    })
}
