//! Bounds what the selectors of a file may cost each element of a page.

use super::{Load, NESTED, STATES, nested, states};
use crate::rules::diagnostic::RuleError;
use crate::rules::file::{RuleFile, SelectorSource};
use crate::rules::selector::{Builder, MOST_WIDE, MOST_WITH_KEY, Weight};

/// Refuses selectors that would slow every page; gives what those of the file add to one.
///
/// `sources` are those of the lists of `index`, in their order.
pub(crate) fn selectors(
    file: &RuleFile,
    source: &str,
    sources: &[&SelectorSource],
    index: &Builder,
) -> Result<Load, RuleError> {
    let refuse = |list: usize, message: String, help: &str| {
        let span = sources.get(list).map_or(0..0, |source| source.span.clone());
        Err(RuleError::new(&file.file, source, span, message).with_help(help))
    };
    let Weight { wide, heaviest } = index.weight();
    if wide > MOST_WIDE {
        let message = format!("from here on, more than {MOST_WIDE} selectors that many elements have to be tried with");
        return refuse(0, message, "name a class, an id or an attribute with its value in most of them");
    }
    if heaviest.1 > MOST_WITH_KEY {
        let message =
            format!("this and others are more than {MOST_WITH_KEY} selectors for elements with one class, id or value");
        return refuse(
            heaviest.0 as usize,
            message,
            "name the element itself by its own class, or select the element around it",
        );
    }
    let mut all = 0;
    for parts in index.parts_by_name() {
        if nested(&parts).is_some() {
            let message = format!("parts of an attribute are looked for that end in more than {NESTED} others");
            return refuse(0, message, "keep the shorter ones, which find the longer ones too");
        }
        all += states(parts.into_iter().map(|(part, ())| part).collect());
    }
    if all > STATES / 4 {
        let message = format!("from here on, parts of attributes of more than {} letters together", STATES / 4);
        return refuse(0, message, "write shorter parts, or whole values: `[class~=\"share\"]`, `[id=\"share\"]`");
    }
    Ok(Load { states: all, wide, ..Load::default() })
}
