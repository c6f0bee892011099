//! The syntax tree of a selector.

use super::attribute::AttributeTest;
use crate::hash::hash;
use crate::html::Tag;

/// Compounds joined by combinators, outermost first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Complex {
    pub steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    /// Ignored in the first step.
    pub combinator: Combinator,
    pub parts: Vec<Part>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Combinator {
    Descendant,
    Child,
    /// `+`
    Next,
    /// `~`
    Later,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Simple(Simple),
    Is(Vec<Complex>),
    Not(Vec<Complex>),
}

/// A condition on the element alone, in order of evaluation: cheap ones first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Simple {
    Type(Tag),
    Root,
    Nth(Nth),
    Class(Name),
    Id(Name),
    Attribute(AttributeTest),
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Name {
    pub hash: u64,
    pub text: Box<str>,
}

/// `:nth-child(an+b)` or `:nth-of-type(an+b)`
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Nth {
    /// `a`
    pub step: i32,
    /// `b`
    pub offset: i32,
    /// Whether only siblings of the same name count.
    pub of_type: bool,
}

impl Name {
    pub fn new(text: &str) -> Self {
        Name { hash: hash(text.as_bytes()), text: text.into() }
    }
}

impl Simple {
    /// Returns the class that every matching element has.
    pub fn class(&self) -> Option<&str> {
        match self {
            Simple::Class(name) => Some(&name.text),
            Simple::Attribute(test) => test.class(),
            _ => None,
        }
    }
}

impl Nth {
    /// Returns whether a position (from 1) matches.
    pub fn holds(self, position: u32) -> bool {
        let (step, distance) = (i64::from(self.step), i64::from(position) - i64::from(self.offset));
        match step {
            0 => distance == 0,
            _ => distance % step == 0 && distance / step >= 0,
        }
    }
}
