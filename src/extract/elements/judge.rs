//! Asks the selectors of all rules about an element that has opened, and makes one verdict of what they say.

use std::sync::Arc;

use super::verdict::{Drop, Verdict};
use crate::extract::in_force::{LayerInForce, RulesInForce, SignMet};
use crate::html::Element;
use crate::rules::{DropScope, FileRank, Matcher, Role};

/// The matchers of all layers, in their order.
#[derive(Default)]
pub(super) struct Judge {
    layers: Vec<LayerState>,
    /// Lists that the element at hand matches, by layer; used again for every element.
    found: Vec<(usize, usize)>,
}

/// A matcher, and what rules of its layer have counted.
struct LayerState {
    matcher: Matcher,
    /// For each rule about elements: open elements of its `unless`, and elements found.
    unless: Vec<u32>,
    found: Vec<u32>,
}

/// Where the element at hand stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing {
    /// The rank that a rule must have to remove it.
    pub protected: FileRank,
    /// It is in a removed element.
    pub removed: bool,
    /// It is in the content container.
    pub in_content: bool,
    /// A content container of which only the first one counts has ended.
    pub picked: bool,
}

impl Judge {
    pub fn new(rules: &RulesInForce) -> Judge {
        let state = |layer: &LayerInForce| LayerState {
            matcher: Matcher::new(Arc::clone(&layer.layer.index)),
            unless: vec![0; layer.layer.drops.len()],
            found: vec![0; layer.layer.drops.len()],
        };
        Judge { layers: rules.iter().map(state).collect(), found: Vec::new() }
    }

    /// An element has opened; true if any selector matches it.
    pub fn open(&mut self, element: Element<'_>) -> bool {
        self.found.clear();
        for (number, state) in self.layers.iter_mut().enumerate() {
            self.found.extend(state.matcher.open(element).iter().map(|&list| (number, list as usize)));
        }
        !self.found.is_empty()
    }

    /// An element closes for which [`open`](Judge::open) was called.
    pub fn close(&mut self, unless: &[(usize, usize)]) {
        for state in &mut self.layers {
            state.matcher.close();
        }
        for &(layer, drop) in unless {
            self.layers[layer].unless[drop] -= 1;
        }
    }

    /// The signs of families that the element at hand is. Its own verdict is that of the rules which these switch on.
    pub fn signs(&self, rules: &RulesInForce) -> Vec<SignMet> {
        let mut signs = Vec::new();
        for &(number, list) in &self.found {
            let entry = &rules[number].layer.lists[list];
            if let Role::Sign(sign) = entry.role {
                signs.push(SignMet { layer: number, file: entry.file, number: sign });
            }
        }
        signs
    }

    /// What the rules in force say of the element at hand.
    pub fn verdict(&mut self, rules: &RulesInForce, standing: Standing) -> Verdict {
        let mut verdict = Verdict::default();
        let mut counted = None;
        self.count_exceptions(rules, &mut verdict);
        for &(number, list) in &self.found {
            let layer = &rules[number];
            if !layer.list(list) {
                continue;
            }
            let entry = &layer.layer.lists[list];
            let rank = layer.layer.rank(entry.file);
            match &entry.role {
                Role::Drop(drop) | Role::Candidate(drop) | Role::Proof(drop) => {
                    let rule = &layer.layer.drops[*drop];
                    let is_proof = matches!(entry.role, Role::Proof(_));
                    // `enclosing:` removes another element than `select` finds; the conditions are about the latter.
                    let is_selected = is_proof == matches!(rule.scope, DropScope::Enclosing(_));
                    let state = &mut self.layers[number];
                    let mut meets_conditions = || {
                        // An element that several selectors match is counted once.
                        let again = counted.replace((number, *drop)) == Some((number, *drop));
                        state.unless[*drop] == 0
                            && (!rule.in_content || standing.in_content)
                            && rule.nth.is_none_or(|nth| !again && !standing.removed && state.count(*drop) == nth)
                    };
                    if !is_proof && rank < standing.protected || is_selected && !meets_conditions() {
                        continue;
                    }
                    if is_proof {
                        verdict.proofs.push((number, *drop));
                        continue;
                    }
                    if matches!(entry.role, Role::Candidate(_)) {
                        verdict.candidates.push((number, list, *drop));
                    } else if rule.scope == DropScope::Contents {
                        verdict.unwraps = true;
                    } else if verdict.drop.as_ref().is_none_or(|before| before.rank < rank) {
                        verdict.drop = Some(Drop { layer: number, list, drop: *drop, rank });
                    }
                }
                Role::Keep => verdict.keep = verdict.keep.max(Some(rank)),
                Role::Select { first_only } if layer.content_counts(entry.file) => {
                    verdict.selects = !(*first_only && standing.picked);
                    verdict.first_only = *first_only;
                }
                Role::Stop => {
                    verdict.stop.get_or_insert_with(|| layer.reason(list));
                }
                Role::Meta { .. } => verdict.metas.push((number, list)),
                Role::Select { .. } | Role::Unless(_) | Role::Sign(_) => {}
            }
        }
        let keep = verdict.keep;
        let is_stronger = |&(layer, list, _): &(usize, usize, usize)| {
            let layer = &rules[layer].layer;
            keep.is_none_or(|keep| keep < layer.rank(layer.lists[list].file))
        };
        verdict.candidates.retain(is_stronger);
        verdict
    }

    /// An exception holds for the element that is one, too, so it comes before the rules.
    fn count_exceptions(&mut self, rules: &RulesInForce, verdict: &mut Verdict) {
        for &(number, list) in &self.found {
            if let Role::Unless(drop) = rules[number].layer.lists[list].role {
                self.layers[number].unless[drop] += 1;
                verdict.unless.push((number, drop));
            }
        }
    }
}

impl LayerState {
    /// Counts an element that a rule has found.
    fn count(&mut self, drop: usize) -> u32 {
        self.found[drop] += 1;
        self.found[drop]
    }
}
