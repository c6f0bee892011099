//! Why a block was dropped, and what is known of a document when it has ended.

use std::fmt;
use std::sync::Arc;

use crate::block::Label;
use crate::limits::Degraded;
use crate::metadata::Metadata;
use crate::rules::Rule;
use crate::write::Summary;

/// Why a block was dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// A selector of a rule matched an element around it.
    Selector {
        /// The rule.
        rule: Arc<Rule>,
        /// The selector that matched.
        selector: String,
    },
    /// A phrase of a rule stands in it.
    Phrase {
        /// The rule.
        rule: Arc<Rule>,
        /// How the phrase had to stand: `is`, `starts`, `ends` or `contains`.
        by: &'static str,
        /// The phrase as the rule has it.
        phrase: String,
    },
    /// A rule names the content container, and the block stands outside of it.
    OutsideContent,
    /// It repeats the headline that was written already.
    RepeatedTitle,
    /// It stands in `<noscript>` and the same stands outside, or the other way round.
    NoscriptDouble,
    /// The page hides it.
    Hidden,
    /// The model does not take it for main content.
    NotContent(Label),
    /// The same text was kept before.
    Repeated,
}

impl Reason {
    /// The rule, where one decided.
    pub fn rule(&self) -> Option<&Rule> {
        match self {
            Reason::Selector { rule, .. } | Reason::Phrase { rule, .. } => Some(rule),
            _ => None,
        }
    }

    /// The rule's id, or a name for what else decided.
    pub fn id(&self) -> &str {
        match self {
            Reason::Selector { rule, .. } | Reason::Phrase { rule, .. } => &rule.id,
            Reason::OutsideContent => "outside-content",
            Reason::RepeatedTitle => "repeated-title",
            Reason::NoscriptDouble => "noscript-double",
            Reason::Hidden => "hidden",
            Reason::NotContent(_) => "not-content",
            Reason::Repeated => "repeated",
        }
    }

    /// What the block is taken for: `share`, `related`, `nav` and so on.
    pub fn kind(&self) -> &str {
        match self {
            Reason::Selector { rule, .. } | Reason::Phrase { rule, .. } => &rule.kind,
            Reason::RepeatedTitle => "dup-title",
            _ => "boilerplate",
        }
    }

    /// What matched: the way and the selector or phrase.
    pub fn matched(&self) -> Option<(&str, &str)> {
        match self {
            Reason::Selector { selector, .. } => Some(("selector", selector)),
            Reason::Phrase { by, phrase, .. } => Some((by, phrase)),
            _ => None,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.id(), self.kind())?;
        if let Some(rule) = self.rule() {
            write!(f, " {}:{}", rule.file, rule.line)?;
        }
        match (self.matched(), self) {
            (Some((by, what)), _) => write!(f, " {by} `{what}`"),
            (None, Reason::NotContent(label)) => write!(f, " {label}"),
            (None, _) => Ok(()),
        }
    }
}

/// What is known of a document when it has ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// The headline that is written first.
    pub title: Option<String>,
    /// The page's address: the caller's, else what the page says of itself.
    pub url: Option<String>,
    /// What is known of the page: its title, its authors, when it was published and so on.
    pub metadata: Metadata,
    /// Name of the encoding; `None` for pure ASCII without a declaration.
    pub encoding: Option<&'static str>,
    /// The input ended inside a tag or comment.
    pub cut: bool,
    /// Which caps were hit.
    pub degraded: Degraded,
    /// Rules that held back more than they may and let it go, by id; sixteen at most.
    pub let_go: Vec<String>,
    /// Blocks that were kept. One that is nothing but an image counts only where the sink
    /// [wants targets](crate::Sink::wants_targets).
    pub kept: u64,
    /// Blocks that were dropped; counted only if the sink [wants them](crate::Sink::wants_dropped).
    pub dropped: u64,
}

impl Report {
    /// The part of it that output formats write.
    pub(crate) fn summary(&self) -> Summary<'_> {
        let data = &self.metadata;
        let texts = [
            ("title", &data.title),
            ("modified", &data.modified),
            ("site", &data.site),
            ("canonical", &data.canonical),
            ("lang", &data.lang),
            ("lang_identified", &data.lang_identified),
            ("description", &data.description),
            ("image", &data.image),
            ("section", &data.section),
            ("licence", &data.licence),
        ];
        let texts = texts.into_iter().filter_map(|(key, value)| Some((key, value.as_deref()?)));
        let lists = [("authors", &data.authors[..]), ("tags", &data.tags[..])];
        Summary {
            url: self.url.as_deref(),
            date: data.published.as_deref(),
            texts: texts.chain(self.encoding.map(|encoding| ("encoding", encoding))).collect(),
            lists: lists.into_iter().filter(|(_, values)| !values.is_empty()).collect(),
            cut: self.cut,
            degraded: self.degraded,
        }
    }
}
