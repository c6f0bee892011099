//! Selectors of random rules, and whether an element on its path from the root matches.

use std::fmt;

use crate::page::{ATTRIBUTES, CLASSES, Element};
use crate::random::Random;

#[derive(Debug, Clone, PartialEq)]
pub enum Selector {
    Name(&'static str),
    Class(&'static str),
    Attribute(&'static str),
    NameAndClass(&'static str, &'static str),
    Within(Box<Selector>, Box<Selector>),
    Child(Box<Selector>, Box<Selector>),
}

impl Selector {
    pub fn random(random: &mut Random) -> Selector {
        match random.below(10) {
            0 => Selector::Within(Selector::simple(random).into(), Selector::simple(random).into()),
            1 => Selector::Child(Selector::simple(random).into(), Selector::simple(random).into()),
            _ => Selector::simple(random),
        }
    }

    fn simple(random: &mut Random) -> Selector {
        let name = |random: &mut Random| random.one_of(&["div", "p", "span", "a", "li", "h2", "section", "article"]);
        match random.below(8) {
            0 => Selector::Name(name(random)),
            1 => Selector::Attribute(random.one_of(ATTRIBUTES)),
            2 => Selector::NameAndClass(name(random), random.one_of(CLASSES)),
            _ => Selector::Class(random.one_of(CLASSES)),
        }
    }

    pub fn matches(&self, path: &[&Element]) -> bool {
        let Some((element, around)) = path.split_last() else { return false };
        match self {
            Selector::Name(name) => element.name == *name,
            Selector::Class(class) => element.classes.contains(class),
            Selector::Attribute(name) => element.has(name),
            Selector::NameAndClass(name, class) => element.name == *name && element.classes.contains(class),
            Selector::Within(outer, inner) => {
                inner.matches(path) && (1..=around.len()).any(|end| outer.matches(&around[..end]))
            }
            Selector::Child(outer, inner) => inner.matches(path) && outer.matches(around),
        }
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Selector::Name(name) => f.write_str(name),
            Selector::Class(class) => write!(f, ".{class}"),
            Selector::Attribute(name) => write!(f, "[{name}]"),
            Selector::NameAndClass(name, class) => write!(f, "{name}.{class}"),
            Selector::Within(outer, inner) => write!(f, "{outer} {inner}"),
            Selector::Child(outer, inner) => write!(f, "{outer} > {inner}"),
        }
    }
}
