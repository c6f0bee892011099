//! Reads properties of the page from the elements that rules name: from an attribute at once, or from the text.

use crate::extract::in_force::RulesInForce;
use crate::extract::output::Page;
use crate::html::Element;
use crate::rules::{FileRank, MetaField, Role};

/// The most characters of an element's text that are taken.
const MOST: usize = 1000;

/// The most elements around each other, and rules for them, of which the text is read.
const MOST_OPEN: usize = 32;

/// Open elements of which the text is read.
#[derive(Debug, Default)]
pub(super) struct Readings(Vec<Reading>);

/// The text of an element on its way to be a property of the page.
#[derive(Debug)]
struct Reading {
    depth: usize,
    field: MetaField,
    rank: FileRank,
    order: u32,
    text: String,
    /// Characters that came, taken or not.
    length: usize,
}

impl Readings {
    /// An element has opened at a depth that these rules name: layer and list.
    pub fn open(
        &mut self,
        element: Element<'_>,
        depth: usize,
        metas: &[(usize, usize)],
        rules: &RulesInForce,
        page: &mut Page,
    ) {
        for &(layer, list) in metas {
            let layer = &rules[layer].layer;
            let entry = &layer.lists[list];
            let rank = layer.rank(entry.file);
            let Role::Meta { field, order, attribute } = &entry.role else { continue };
            let (field, order) = (*field, *order);
            match attribute {
                Some(name) => {
                    if let Some(value) = element.attribute(name) {
                        page.property(field, rank, order, &value);
                    }
                }
                // Each reads all the text in it.
                None if self.0.len() >= MOST_OPEN => {}
                None => self.0.push(Reading { depth, field, rank, order, text: String::new(), length: 0 }),
            }
        }
    }

    pub fn text(&mut self, text: &str) {
        for reading in self.0.iter_mut().filter(|reading| reading.length < MOST) {
            reading.text.extend(text.chars().take(MOST.saturating_sub(reading.length)));
            reading.length += text.chars().count();
        }
    }

    /// The element at a depth is about to close.
    pub fn close(&mut self, depth: usize, page: &mut Page) {
        while let Some(reading) = self.0.pop_if(|reading| reading.depth == depth) {
            page.property(reading.field, reading.rank, reading.order, &reading.text);
        }
    }
}
