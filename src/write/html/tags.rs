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
            Element::Cell { colspan, rowspan, alignment, .. } => {
                for (before, span) in [(" colspan=\"", colspan), (" rowspan=\"", rowspan)] {
                    if span > 1 {
                        out.numbered(before, span, "\"");
                    }
                }
                out.raw(match alignment {
                    Some(Alignment::Left) => " style=\"text-align: left\"",
                    Some(Alignment::Center) => " style=\"text-align: center\"",
                    Some(Alignment::Right) => " style=\"text-align: right\"",
                    None => "",
                });
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
