//! The standard's rules for `svg` and `math` content, as far as they decide where elements end.

use super::attributes::Attributes;
use super::tag::{Tag, Traits, tags};

/// Returns whether HTML rules apply again inside this foreign element.
pub(super) fn is_integration_point(tag: Tag) -> bool {
    use tags::*;
    matches!(tag, FOREIGN_OBJECT | DESC | TITLE | MI | MO | MN | MS | MTEXT | ANNOTATION_XML)
}

/// Whether the rules inside this element may differ from those outside.
pub(super) fn begins_namespace(tag: Tag) -> bool {
    matches!(tag, tags::SVG | tags::MATH) || is_integration_point(tag)
}

/// Whether a start tag ends the foreign content around it.
pub(super) fn breaks_out(tag: Tag, attributes: Attributes<'_>) -> bool {
    if tag == tags::FONT {
        return ["color", "face", "size"].iter().any(|name| attributes.get(name).is_some());
    }
    tag.traits().has(Traits::BREAKOUT)
}
