//! Selectors as they are parsed: lists of compounds joined by combinators.

use crate::html::{Element, Tag};

/// A parsed selector list: an element matches if one of the selectors does.
#[derive(Debug, Clone)]
pub(crate) struct SelectorList(pub(super) Vec<Complex>);

/// Compounds joined by combinators, leftmost first.
#[derive(Debug, Clone)]
pub(super) struct Complex {
    pub first: Compound,
    pub rest: Vec<(Combinator, Compound)>,
}

/// How an element relates to the one that the compound before has to match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Combinator {
    Descendant,
    Child,
    NextSibling,
    LaterSibling,
}

/// Conditions on one element, all of which must hold.
#[derive(Debug, Clone, Default)]
pub(super) struct Compound {
    pub simple: Vec<Simple>,
    pub nested: Vec<Nested>,
}

/// A condition that the element alone decides.
#[derive(Debug, Clone)]
pub(super) enum Simple {
    Tag(Tag),
    Id(String),
    Class(String),
    Attribute(AttributeTest),
    /// `:nth-child(an+b)`.
    Nth {
        a: i32,
        b: i32,
    },
    /// `:nth-of-type(an+b)`; the matcher counts.
    NthOfType {
        a: i32,
        b: i32,
    },
    Root,
}

/// `:is()` and `:not()`.
#[derive(Debug, Clone)]
pub(super) struct Nested {
    pub negated: bool,
    pub list: Vec<Complex>,
}

#[derive(Debug, Clone)]
pub(super) struct AttributeTest {
    pub name: String,
    pub operator: Operator,
    pub value: String,
    pub ignore_case: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Exists,
    Equals,
    Includes,
    DashMatch,
    Prefix,
    Suffix,
    Substring,
}

impl Simple {
    /// Whether the condition holds; `of_type` is the element's position among siblings of its name.
    pub fn holds(&self, element: Element<'_>, of_type: u32) -> bool {
        match self {
            Simple::Tag(tag) => element.tag() == *tag,
            Simple::Id(id) => element.id() == Some(id),
            Simple::Class(class) => element.classes().any(|found| found == class),
            Simple::Attribute(test) => element.attribute(&test.name).is_some_and(|value| test.holds(value)),
            Simple::Nth { a, b } => nth(*a, *b, element.index()),
            Simple::NthOfType { a, b } => nth(*a, *b, of_type),
            Simple::Root => element.depth() == 0,
        }
    }
}

/// Whether `index` is `a * n + b` for some `n` from 0 on.
fn nth(a: i32, b: i32, index: u32) -> bool {
    let (a, offset) = (i64::from(a), i64::from(index) - i64::from(b));
    if a == 0 { offset == 0 } else { offset % a == 0 && offset / a >= 0 }
}

impl AttributeTest {
    pub fn holds(&self, value: &str) -> bool {
        if self.ignore_case {
            return self.compare(&value.to_ascii_lowercase(), &self.value.to_ascii_lowercase());
        }
        self.compare(value, &self.value)
    }

    fn compare(&self, value: &str, wanted: &str) -> bool {
        match self.operator {
            Operator::Exists => true,
            Operator::Equals => value == wanted,
            Operator::Includes => !wanted.is_empty() && value.split_ascii_whitespace().any(|token| token == wanted),
            Operator::DashMatch => {
                value.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
            }
            Operator::Prefix => !wanted.is_empty() && value.starts_with(wanted),
            Operator::Suffix => !wanted.is_empty() && value.ends_with(wanted),
            Operator::Substring => !wanted.is_empty() && value.contains(wanted),
        }
    }
}
