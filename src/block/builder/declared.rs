//! Reads what attributes declare: language, direction, alignment, programming language.

use std::borrow::Cow;
use std::sync::Arc;

use super::frame::Frame;
use super::surroundings::Surroundings;
use crate::block::{Alignment, Direction};
use crate::html::{Element, NameSet};

const READ: NameSet = NameSet::all(&["id", "lang", "dir"]);

/// Records the declared language and direction of the element; returns its id.
pub(super) fn read<'e>(element: Element<'e>, around: &mut Surroundings, frame: &mut Frame) -> Option<Cow<'e, str>> {
    let mut note = None;
    if !element.attributes().names().meets(READ) {
        return note;
    }
    for (name, value) in element.attributes().iter() {
        if name.eq_ignore_ascii_case(b"id") {
            note = Some(value.decode());
        } else if name.eq_ignore_ascii_case(b"lang") && !frame.language {
            let tag = value.decode();
            let is_tag = |tag: &str| {
                (1..=LANGUAGE_MAX).contains(&tag.len())
                    && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            };
            around.language(frame, Some(tag.trim()).filter(|tag| is_tag(tag)).map(Arc::from));
        } else if name.eq_ignore_ascii_case(b"dir") && !frame.direction {
            let direction = match &*value.decode().trim().to_ascii_lowercase() {
                "ltr" => Direction::LeftToRight,
                "rtl" => Direction::RightToLeft,
                "auto" => Direction::Auto,
                _ => continue,
            };
            around.direction(frame, direction);
        }
    }
    note
}

/// Maximum bytes of a language's name; every block within the element holds a copy.
const LANGUAGE_MAX: usize = 32;

/// Returns the programming language of a `pre` or `code` element: `language-rust`, `brush: rust`, `data-lang`.
pub(super) fn language(element: Element<'_>) -> Option<String> {
    let classes = element.attribute("class").unwrap_or_default();
    let mut names = classes.split([' ', '\t', '\n', ';']).filter(|name| !name.is_empty());
    let prefixed = |name: &str| {
        let after = |prefix| name.strip_prefix(prefix).filter(|rest: &&str| !rest.is_empty());
        ["language-", "lang-", "highlight-source-", "brush:"].into_iter().find_map(after).map(str::to_owned)
    };
    let found = names.clone().find_map(prefixed).or_else(|| {
        // The name follows as a class of its own.
        names.find(|name| matches!(*name, "brush:" | "sourceCode" | "hljs")).and(names.next()).map(str::to_owned)
    });
    let data = || element.attribute("data-lang").or_else(|| element.attribute("data-language"));
    let found = found.or_else(|| Some(data()?.trim().to_owned()));
    found.filter(|name| (1..=LANGUAGE_MAX).contains(&name.len()))
}

pub(super) fn alignment(element: Element<'_>) -> Option<Alignment> {
    let style = element.attribute("style");
    let declared = style.as_deref().and_then(|style| {
        style.split(';').filter_map(|entry| entry.split_once(':')).find(|(name, _)| name.trim() == "text-align")
    });
    let value =
        declared.map(|(_, value)| value.to_owned()).or_else(|| Some(element.attribute("align")?.into_owned()))?;
    match &*value.trim().to_ascii_lowercase() {
        "left" => Some(Alignment::Left),
        "center" => Some(Alignment::Center),
        "right" => Some(Alignment::Right),
        _ => None,
    }
}
