//! Tells which elements a rule may not remove, and which the page itself does not show.

use std::borrow::Cow;

use crate::html::{Element, tags};
use crate::rules::{FAMILY_RANK, FileRank};

/// The rank that a rule must have to remove an element. `first_article`: an `article` here is the first one that stands
/// in no other.
pub(super) fn rank_to_remove(element: Element<'_>, first_article: bool) -> FileRank {
    match element.tag() {
        // Nothing may remove these, whatever its classes are.
        tags::HTML | tags::HEAD | tags::BODY | tags::MAIN => FileRank::MAX,
        // Cards and comments are articles too, but the first one outside of others is more often the page's.
        tags::ARTICLE if first_article => FAMILY_RANK,
        _ if holds_the_article(element) => FAMILY_RANK,
        _ => 0,
    }
}

/// Whether a removal that does not end before this element would take the article with it.
pub(super) fn ends_removal(element: Element<'_>) -> bool {
    element.tag() == tags::MAIN || holds_the_article(element)
}

/// Whether the page says that its article is in the element.
fn holds_the_article(element: Element<'_>) -> bool {
    let named = |value: Cow<'_, str>| value.split_ascii_whitespace().any(|name| name == "articleBody");
    // In a drawing there is no article, and what shows it in words is no text.
    !element.is_foreign() && element.attribute("itemprop").is_some_and(named)
}

/// Whether an element is hidden, or a dialog that is not open. `until-found` is shown on demand.
pub(super) fn is_hidden(element: Element<'_>) -> bool {
    match element.attribute("hidden") {
        Some(value) => !value.eq_ignore_ascii_case("until-found"),
        None => element.tag() == tags::DIALOG && element.attribute("open").is_none(),
    }
}
