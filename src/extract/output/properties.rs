//! What rules find of a page's properties; the best find of each counts.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::rules::{FileRank, MetaField};

/// The best value of each property so far.
#[derive(Debug, Default)]
pub(super) struct Properties(BTreeMap<MetaField, (FileRank, Reverse<u32>, String)>);

impl Properties {
    /// A value that a rule of this rank found by its alternative number `order`. Of equals the first one counts.
    pub fn offer(&mut self, field: MetaField, rank: FileRank, order: u32, value: &str) {
        let value = value.split_whitespace().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        let value: String = value.chars().filter(|c| !c.is_control()).collect();
        if value.is_empty() {
            return;
        }
        let best = (rank, Reverse(order));
        match self.0.get(&field) {
            Some((rank, order, _)) if (*rank, *order) >= best => {}
            _ => {
                self.0.insert(field, (rank, Reverse(order), value));
            }
        }
    }

    pub fn get(&self, field: MetaField) -> Option<&str> {
        self.0.get(&field).map(|(_, _, value)| value.as_str())
    }
}
