//! The tags of containers in HTML.

use super::super::Out;
use super::super::nesting::{Element, Tags};
use crate::block::Alignment;

pub(super) struct HtmlTags;

impl Tags for HtmlTags {
    fn begin(&mut self, element: Element, out: &mut Out) {
        out.extend(["<", name(element)]);
        match element {
            Element::List { next: Some(first), .. } if first != 1 => out.numbered(" start=\"", first, "\""),
            Element::Item { number: Some(number), in_order: false, .. } => {
                out.numbered(" value=\"", number, "\"");
            }
            Element::Cell { alignment: Some(alignment), .. } => {
                let side = match alignment {
                    Alignment::Left => "left",
                    Alignment::Center => "center",
                    Alignment::Right => "right",
                };
                out.extend([" style=\"text-align: ", side, "\""]);
            }
            Element::Note { number, .. } => out.numbered(" id=\"note-", number, "\""),
            _ => {}
        }
        out.raw(if holds_text(element) { ">" } else { ">\n" });
        if let Element::Item { task: Some(done), .. } = element {
            out.extend(["<input type=\"checkbox\" disabled", if done { " checked" } else { "" }, "> "]);
        }
    }

    fn end(&mut self, element: Element, out: &mut Out) {
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

/// Whether it contains text directly.
fn holds_text(element: Element) -> bool {
    matches!(element, Element::Item { .. } | Element::Term { .. } | Element::Description { .. } | Element::Cell { .. })
}
