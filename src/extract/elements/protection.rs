//! Tells which elements a rule may not remove, and which the page itself hides.

use std::borrow::Cow;

use crate::html::{Element, Traits, tags};
use crate::rules::{FAMILY_RANK, FileRank};

/// Returns the rank that a rule needs to remove an element. `first_article`: an `article` here would be the first that
/// is in no other.
pub(super) fn rank_to_remove(element: Element<'_>, first_article: bool) -> FileRank {
    match element.tag() {
        // No rule may remove these, whatever their classes.
        tags::HTML | tags::HEAD | tags::BODY | tags::MAIN => FileRank::MAX,
        // Cards and comments are articles too, but the first outermost one is usually the page's.
        tags::ARTICLE if first_article => FAMILY_RANK,
        _ if holds_the_article(element) => FAMILY_RANK,
        _ => 0,
    }
}

/// Whether a removal must end before this element, because it would remove the article.
pub(super) fn ends_removal(element: Element<'_>) -> bool {
    element.tag() == tags::MAIN || holds_the_article(element)
}

fn holds_the_article(element: Element<'_>) -> bool {
    let named = |value: Cow<'_, str>| value.split_ascii_whitespace().any(|name| name == "articleBody");
    // Foreign content (SVG, MathML) holds no article.
    !element.is_foreign() && element.attribute("itemprop").is_some_and(named)
}

/// Whether a part of a line is for screen readers alone: the page's style clips it away.
pub(super) fn is_clipped(element: Element<'_>) -> bool {
    let Some(style) = element.attributes().value("style") else { return false };
    // Nearly all styles say something else.
    if element.traits().has(Traits::BLOCK) || memchr::memmem::find(style.source(), b"absolute").is_none() {
        return false;
    }
    let style = style.decode();
    let entry = |name: &str| {
        style.split(';').filter_map(|entry| entry.split_once(':')).find_map(|(found, value)| {
            found.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_ascii_lowercase())
        })
    };
    let begins = |name, start: &str| entry(name).is_some_and(|value| value.starts_with(start));
    begins("position", "absolute")
        && (begins("clip", "rect(0")
            || begins("clip", "rect(1px")
            || begins("clip-path", "inset(")
            || begins("width", "1px"))
}

/// Whether an element is hidden, or a closed dialog. `until-found` is shown on demand, and so is the panel of a tab.
pub(super) fn is_hidden(element: Element<'_>) -> bool {
    let is_panel = || element.attribute("role").is_some_and(|role| role.trim().eq_ignore_ascii_case("tabpanel"));
    match element.attribute("hidden") {
        Some(value) => !value.eq_ignore_ascii_case("until-found") && !is_panel(),
        None => element.tag() == tags::DIALOG && element.attribute("open").is_none(),
    }
}
