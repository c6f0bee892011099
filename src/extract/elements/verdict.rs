//! What all rules together say of one element.

use super::grounds::Grounds;
use crate::extract::in_force::RulesInForce;
use crate::extract::reason::Reason;
use crate::rules::FileRank;

/// What the rules say of an element. Layers, lists and rules are given by number.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    /// The rule of the highest rank that removes it.
    pub drop: Option<Drop>,
    /// The highest rank that keeps it.
    pub keep: Option<FileRank>,
    pub selects: bool,
    pub first_only: bool,
    pub unwraps: bool,
    pub stop: Option<Reason>,
    /// Rules by which it may go: layer, list, rule.
    pub candidates: Vec<(usize, usize, usize)>,
    /// Rules of which it is what their candidates must hold: layer, rule.
    pub proofs: Vec<(usize, usize)>,
    /// Rules whose `unless` it is: layer, rule.
    pub unless: Vec<(usize, usize)>,
    /// Properties of the page: layer, list.
    pub metas: Vec<(usize, usize)>,
}

/// A rule that removes the element.
#[derive(Debug)]
pub(super) struct Drop {
    pub layer: usize,
    pub list: usize,
    /// The number of the rule in the layer.
    pub drop: usize,
    pub rank: FileRank,
}

impl Verdict {
    pub fn drop_rank(&self) -> FileRank {
        self.drop.as_ref().map_or(0, |drop| drop.rank)
    }

    /// Whether a rule removes the element as comments.
    pub fn drops_comments(&self, rules: &RulesInForce) -> bool {
        self.drop.as_ref().is_some_and(|drop| rules[drop.layer].layer.lists[drop.list].rule.kind == "comments")
    }

    /// What the rule says that removes the element; without one, the page hides it.
    pub fn grounds(&self, rules: &RulesInForce) -> Grounds {
        match &self.drop {
            Some(Drop { layer, list, drop, .. }) => Grounds::of(&rules[*layer], *list, *drop),
            None => Grounds::hidden(),
        }
    }
}
