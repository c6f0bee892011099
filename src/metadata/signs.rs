//! Reads from the attributes of an element what its text may be: a property, a byline, a date.

use std::borrow::Cow;

use super::classes::{self, Meaning};
use crate::html::{Element, NameSet};

/// The attributes that are asked for.
const NAMES: NameSet = NameSet::all(&["class", "itemprop", "itemscope", "itemtype", "rel"]);

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

/// Reads the attributes; classes only where bylines or dates are looked for.
pub(super) fn signs(element: Element<'_>, with_class: bool) -> Signs<'_> {
    let attributes = element.attributes();
    if !attributes.names().meets(NAMES) {
        return Signs::default();
    }
    let rel = attributes.value("rel").map(|rel| rel.decode_bytes());
    let is_rel = |name: &[u8]| rel.as_ref().is_some_and(|rel| rel.eq_ignore_ascii_case(name));
    let class = attributes.value("class").filter(|class| with_class && classes::may_mean(class.source()));
    Signs {
        property: attributes.get("itemprop"),
        scope: attributes.value("itemscope").is_some(),
        kind: attributes.get("itemtype"),
        is_author: is_rel(b"author"),
        is_licence: is_rel(b"license"),
        class: class.and_then(|class| classes::meaning(&class.decode())),
    }
}
