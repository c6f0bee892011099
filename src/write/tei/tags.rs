//! The tags of containers in TEI.

use super::super::Out;
use super::super::nesting::{Element, Tags};
use crate::block::Alignment;

#[derive(Debug, Default)]
pub(super) struct TeiTags {
    /// Whether the last label of the definition list lacks its item. Labels and items alternate in TEI.
    labelled: bool,
}

impl Tags for TeiTags {
    fn begin(&mut self, element: Element, out: &mut Out) {
        match element {
            Element::Comment => out.raw("<note type=\"comment\">\n"),
            Element::Quote { .. } => out.raw("<quote>\n"),
            Element::List { next: Some(_), .. } => out.raw("<list rend=\"numbered\">\n"),
            Element::List { next: None, .. } => out.raw("<list rend=\"bulleted\">\n"),
            Element::Item { number, task, .. } => {
                out.raw("<item");
                if let Some(number) = number {
                    out.numbered(" n=\"", number, "\"");
                }
                out.extend(task.map(|done| if done { " rend=\"done\"" } else { " rend=\"open\"" }));
                out.raw(">");
            }
            Element::Definitions { .. } => {
                self.labelled = false;
                out.raw("<list type=\"gloss\">\n");
            }
            Element::Term { .. } => {
                out.raw(if self.labelled { "<item/>\n<label>" } else { "<label>" });
            }
            Element::Description { .. } => {
                out.raw(if self.labelled { "<item>" } else { "<label/>\n<item>" });
                self.labelled = false;
            }
            Element::Table { .. } => out.raw("<table>\n"),
            Element::Row { .. } => out.raw("<row>\n"),
            Element::Cell { colspan, rowspan, header, alignment, .. } => {
                out.raw(if header { "<cell role=\"label\"" } else { "<cell" });
                for (before, span) in [(" cols=\"", colspan), (" rows=\"", rowspan)] {
                    if span > 1 {
                        out.numbered(before, span, "\"");
                    }
                }
                out.raw(match alignment {
                    Some(Alignment::Left) => " rend=\"left\">",
                    Some(Alignment::Center) => " rend=\"center\">",
                    Some(Alignment::Right) => " rend=\"right\">",
                    None => ">",
                });
            }
            Element::Figure { .. } => out.raw("<figure>\n"),
            Element::Note { number, .. } => out.numbered("<note type=\"footnote\" n=\"", number, "\">\n"),
        }
    }

    fn end(&mut self, element: Element, out: &mut Out) {
        out.raw(match element {
            Element::Comment | Element::Note { .. } => "</note>\n",
            Element::Quote { .. } => "</quote>\n",
            Element::List { .. } => "</list>\n",
            Element::Item { .. } | Element::Description { .. } => "</item>\n",
            Element::Definitions { .. } if std::mem::take(&mut self.labelled) => "<item/>\n</list>\n",
            Element::Definitions { .. } => "</list>\n",
            Element::Term { .. } => {
                self.labelled = true;
                "</label>\n"
            }
            Element::Table { .. } => "</table>\n",
            Element::Row { .. } => "</row>\n",
            Element::Cell { .. } => "</cell>\n",
            Element::Figure { .. } => "</figure>\n",
        });
    }
}
