//! Reads the attributes that apply to all blocks in an element: language and direction.

use std::borrow::Cow;
use std::sync::Arc;

use super::declared::LANGUAGE_MAX;
use super::frame::Frame;
use super::surroundings::Surroundings;
use crate::block::Direction;
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
