//! Why a block was dropped: a rule and what it matched, or another stage.

use std::fmt;
use std::sync::Arc;

use crate::block::Label;
use crate::rules::Rule;

/// Why a block was dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// A rule's selector matched an element around the block.
    Selector {
        /// The rule.
        rule: Arc<Rule>,
        /// The selector that matched.
        selector: String,
    },
    /// A rule's phrase matched the block.
    Phrase {
        /// The rule.
        rule: Arc<Rule>,
        /// How the phrase matched: `is`, `starts`, `ends`, `contains`, `regex`, `made-of` or `before-links`; or `dateline`,
        /// which has no phrase.
        by: &'static str,
        /// The phrase as written in the rule.
        phrase: String,
    },
    /// A rule names the content container, and the block is outside it.
    OutsideContent,
    /// The block repeats the headline.
    RepeatedTitle,
    /// The same text occurs both inside and outside `<noscript>`.
    NoscriptDouble,
    /// The page hides it.
    Hidden,
    /// The model classified the block as boilerplate.
    NotContent(Label),
    /// The same text was kept before.
    Repeated,
}

impl Reason {
    /// Returns the rule, if a rule decided.
    pub fn rule(&self) -> Option<&Rule> {
        match self {
            Reason::Selector { rule, .. } | Reason::Phrase { rule, .. } => Some(rule),
            _ => None,
        }
    }

    /// Returns the rule's id, or a name for the stage that decided.
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

    /// Returns the kind of boilerplate: `share`, `related`, `nav` and so on.
    pub fn kind(&self) -> &str {
        match self {
            Reason::Selector { rule, .. } | Reason::Phrase { rule, .. } => &rule.kind,
            Reason::RepeatedTitle => "dup-title",
            _ => "boilerplate",
        }
    }

    /// Whether such blocks come after the article, so that the article has ended.
    pub(super) fn ends_article(&self) -> bool {
        matches!(self.kind(), "related" | "comments" | "copyright" | "newsletter")
    }

    /// Returns how the rule matched and with which selector or phrase.
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

/// The rules' decision on a block, passed through the classifier.
#[derive(Debug, Default)]
pub(crate) enum Ruling {
    /// No decision: later stages decide.
    #[default]
    Open,
    Drop(Reason),
    /// Dropped if fewer than this many content blocks follow.
    DropIfLast(Reason, u32),
}
