//! The tags of containers in TEI.

use super::super::nesting::{Element, Tags};
use crate::block::Alignment;

/// Writes the tags of containers.
#[derive(Debug, Default)]
pub(super) struct TeiTags {
    /// The last label of the definition list has no item yet. Labels and items alternate in TEI.
    labelled: bool,
}

impl Tags for TeiTags {
    fn begin(&mut self, element: Element, out: &mut String) {
        match element {
            Element::Comment => out.push_str("<note type=\"comment\">\n"),
            Element::Quote { .. } => out.push_str("<quote>\n"),
            Element::List { next: Some(_), .. } => out.push_str("<list rend=\"numbered\">\n"),
            Element::List { next: None, .. } => out.push_str("<list rend=\"bulleted\">\n"),
            Element::Item { number, task, .. } => {
                out.push_str("<item");
                out.extend(number.map(|number| format!(" n=\"{number}\"")));
                out.extend(task.map(|done| if done { " rend=\"done\"" } else { " rend=\"open\"" }));
                out.push('>');
            }
            Element::Definitions { .. } => {
                self.labelled = false;
                out.push_str("<list type=\"gloss\">\n");
            }
            Element::Term { .. } => {
                out.push_str(if self.labelled { "<item/>\n<label>" } else { "<label>" });
            }
            Element::Description { .. } => {
                out.push_str(if self.labelled { "<item>" } else { "<label/>\n<item>" });
                self.labelled = false;
            }
            Element::Table { .. } => out.push_str("<table>\n"),
            Element::Row { .. } => out.push_str("<row>\n"),
            Element::Cell { header, alignment, .. } => {
                out.push_str(if header { "<cell role=\"label\"" } else { "<cell" });
                out.push_str(match alignment {
                    Some(Alignment::Left) => " rend=\"left\">",
                    Some(Alignment::Center) => " rend=\"center\">",
                    Some(Alignment::Right) => " rend=\"right\">",
                    None => ">",
                });
            }
            Element::Figure { .. } => out.push_str("<figure>\n"),
            Element::Note { number, .. } => out.push_str(&format!("<note type=\"footnote\" n=\"{number}\">\n")),
        }
    }

    fn end(&mut self, element: Element, out: &mut String) {
        out.push_str(match element {
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
