//! Limits the cost of a file's selectors for each element of a page.

use super::{Load, NESTED, STATES, nested, states};
use crate::error::RuleError;
use crate::rules::file::{RuleFile, SelectorSource};
use crate::rules::selector::{Builder, MOST_WIDE, MOST_WITH_KEY, Weight};

/// Refuses selectors that would slow down every page. Returns the cost of the others.
///
/// `sources` are the sources of the lists in `index`, in order.
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
        let message = format!("from here on, more than {MOST_WIDE} selectors that must be tested on many elements");
        return refuse(0, message, "name a class, an id or an attribute with its value in most of them");
    }
    if heaviest.1 > MOST_WITH_KEY {
        let message =
            format!("this and others are more than {MOST_WITH_KEY} selectors for elements with one class, id or value");
        return refuse(
            heaviest.0 as usize,
            message,
            "select the element by its own class, or select the element around it",
        );
    }
    let mut all = 0;
    for parts in index.parts_by_name() {
        if nested(&parts).is_some() {
            let message = format!("a part of an attribute has more than {NESTED} others at its end");
            return refuse(0, message, "keep the shorter ones, which match the longer ones too");
        }
        all += states(parts.into_iter().map(|(part, ())| part).collect());
    }
    if all > STATES / 4 {
        let message = format!("from here on, the parts of attributes have more than {} letters together", STATES / 4);
        return refuse(0, message, "write shorter parts, or whole values: `[class~=\"share\"]`, `[id=\"share\"]`");
    }
    Ok(Load { states: all, wide, ..Load::default() })
}
