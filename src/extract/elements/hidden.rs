//! Tells which elements the page itself does not show.

use crate::html::{Element, tags};

/// Whether an element is hidden, or a dialog that is not open. `until-found` is shown on demand.
pub(super) fn is_hidden(element: Element<'_>) -> bool {
    match element.attribute("hidden") {
        Some(value) => !value.eq_ignore_ascii_case("until-found"),
        None => element.tag() == tags::DIALOG && element.attribute("open").is_none(),
    }
}
