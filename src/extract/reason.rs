//! Why a block was dropped: the rule and what matched, or what else decided.

use std::fmt;
use std::sync::Arc;

use crate::block::Label;
use crate::rules::Rule;

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

    /// Whether what goes for this reason stands below articles, so that the article has ended before it.
    pub(super) fn ends_article(&self) -> bool {
        matches!(self.kind(), "related" | "comments" | "copyright" | "newsletter")
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
