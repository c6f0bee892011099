//! Reads from the attributes of an element what its text may be: a property, a byline, a date.

use std::borrow::Cow;

use super::classes::{self, Meaning};
use crate::html::Element;

/// What the attributes of an element say.
#[derive(Default)]
pub(super) struct Signs<'a> {
    pub property: Option<Cow<'a, str>>,
    pub scope: bool,
    pub kind: Option<Cow<'a, str>>,
    pub is_author: bool,
    pub is_licence: bool,
    pub class: Option<Meaning>,
}

/// Reads the attributes once; classes only where bylines or dates are looked for.
pub(super) fn signs(element: Element<'_>, with_class: bool) -> Signs<'_> {
    let mut signs = Signs::default();
    for (name, value) in element.attributes().iter() {
        match name.len() {
            3 if name.eq_ignore_ascii_case(b"rel") => {
                let rel = value.decode_bytes();
                signs.is_author = rel.eq_ignore_ascii_case(b"author");
                signs.is_licence = rel.eq_ignore_ascii_case(b"license");
            }
            5 if with_class && name.eq_ignore_ascii_case(b"class") && classes::may_mean(value.source()) => {
                signs.class = classes::meaning(&value.decode());
            }
            8 if name.eq_ignore_ascii_case(b"itemprop") => signs.property = Some(value.decode()),
            8 if name.eq_ignore_ascii_case(b"itemtype") => signs.kind = Some(value.decode()),
            9 if name.eq_ignore_ascii_case(b"itemscope") => signs.scope = true,
            _ => {}
        }
    }
    signs
}
