//! Reads page properties from the elements that rules name, from an attribute or from their text.

use crate::extract::in_force::RulesInForce;
use crate::extract::output::Page;
use crate::html::Element;
use crate::rules::{FileRank, MetaField, Role};

/// Maximum length of a captured text, in characters.
const MOST: usize = 1000;

/// Maximum number of open captures; each reads all the text in its element.
const MOST_OPEN: usize = 32;

#[derive(Debug, Default)]
pub(super) struct MetaCapture(Vec<Capture>);

#[derive(Debug)]
struct Capture {
    depth: usize,
    field: MetaField,
    rank: FileRank,
    order: u32,
    text: String,
    /// Number of characters seen, captured or not.
    length: usize,
}

impl MetaCapture {
    /// Opens an element that these rules name: layer and list.
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
                None if self.0.len() >= MOST_OPEN => {}
                None => self.0.push(Capture { depth, field, rank, order, text: String::new(), length: 0 }),
            }
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn text(&mut self, text: &str) {
        for capture in self.0.iter_mut().filter(|capture| capture.length < MOST) {
            capture.text.extend(text.chars().take(MOST.saturating_sub(capture.length)));
            capture.length += text.chars().count();
        }
    }

    pub fn close(&mut self, depth: usize, page: &mut Page) {
        while let Some(capture) = self.0.pop_if(|capture| capture.depth == depth) {
            page.property(capture.field, capture.rank, capture.order, &capture.text);
        }
    }
}
