//! Page properties found by rules; the best value of each is kept.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::rules::{FileRank, MetaField};

#[derive(Debug, Default)]
pub(super) struct Properties(BTreeMap<MetaField, (FileRank, Reverse<u32>, String)>);

impl Properties {
    /// Offers a value that a rule of this rank found as its alternative number `order`. The first of equal rank and
    /// order wins.
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
