//! Reads what attributes declare: alignment, programming language.

use crate::block::Alignment;
use crate::html::Element;

/// Maximum bytes of a language's name; every block within the element holds a copy.
pub(super) const LANGUAGE_MAX: usize = 32;

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
