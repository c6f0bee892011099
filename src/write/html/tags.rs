//! The tags of containers in HTML.

use super::super::nesting::{Element, Tags};
use crate::block::Alignment;

/// Writes the tags of containers.
pub(super) struct HtmlTags;

impl Tags for HtmlTags {
    fn begin(&mut self, element: Element, out: &mut String) {
        out.extend(["<", name(element)]);
        match element {
            Element::List { next: Some(first), .. } if first != 1 => out.push_str(&format!(" start=\"{first}\"")),
            Element::Item { number: Some(number), in_order: false, .. } => {
                out.push_str(&format!(" value=\"{number}\""));
            }
            Element::Cell { alignment: Some(alignment), .. } => {
                let side = match alignment {
                    Alignment::Left => "left",
                    Alignment::Center => "center",
                    Alignment::Right => "right",
                };
                out.push_str(&format!(" style=\"text-align: {side}\""));
            }
            Element::Note { number, .. } => out.push_str(&format!(" id=\"note-{number}\"")),
            _ => {}
        }
        out.push_str(if holds_text(element) { ">" } else { ">\n" });
        if let Element::Item { task: Some(done), .. } = element {
            let checked = if done { " checked" } else { "" };
            out.push_str(&format!("<input type=\"checkbox\" disabled{checked}> "));
        }
    }

    fn end(&mut self, element: Element, out: &mut String) {
        out.extend(["</", name(element), ">\n"]);
    }
}

fn name(element: Element) -> &'static str {
    match element {
        Element::Comment | Element::Note { .. } => "aside",
        Element::Quote { .. } => "blockquote",
        Element::List { next: Some(_), .. } => "ol",
        Element::List { next: None, .. } => "ul",
        Element::Item { .. } => "li",
        Element::Definitions { .. } => "dl",
        Element::Term { .. } => "dt",
        Element::Description { .. } => "dd",
        Element::Table { .. } => "table",
        Element::Row { .. } => "tr",
        Element::Cell { header: true, .. } => "th",
        Element::Cell { header: false, .. } => "td",
        Element::Figure { .. } => "figure",
    }
}

/// Whether text stands in it directly.
fn holds_text(element: Element) -> bool {
    matches!(element, Element::Item { .. } | Element::Term { .. } | Element::Description { .. } | Element::Cell { .. })
}
