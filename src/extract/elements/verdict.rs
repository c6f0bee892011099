//! Matches an open element against the selectors of all rules, and combines them into one verdict.

use std::sync::Arc;

use crate::extract::in_force::{LayerInForce, RulesInForce, SignMet};
use crate::extract::reason::Reason;
use crate::html::Element;
use crate::rules::{DropScope, FileRank, Matcher, Role};

/// Maximum number of `has` and `text` rules that wait for one element. Each looks at all the text in it.
const MOST_CANDIDATES: usize = 8;

#[derive(Default)]
pub(super) struct SelectorRules {
    layers: Vec<LayerState>,
    /// Lists that match the current element, by layer. Reused for every element.
    found: Vec<(usize, usize)>,
    /// Open elements that match an `unless`, outermost first.
    exceptions: Vec<Exception>,
}

struct LayerState {
    matcher: Matcher,
    /// For each element rule: open elements that match its `unless`, and elements counted for `nth`.
    unless: Vec<u32>,
    found: Vec<u32>,
}

struct Exception {
    depth: usize,
    layer: usize,
    drop: usize,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Standing {
    pub depth: usize,
    /// The rank that a rule needs to remove it.
    pub protected: FileRank,
    pub removed: bool,
    pub in_content: bool,
    /// A `pick = "first"` container has closed.
    pub picked: bool,
}

/// The rules' verdict on an element. Layers, lists and rules are given by number.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    pub drop: Option<DropRule>,
    pub keep: Option<FileRank>,
    pub selects: bool,
    pub first_only: bool,
    pub unwraps: bool,
    pub stop: Option<Reason>,
    /// Rules that may remove it later: layer, list, rule.
    pub candidates: Vec<(usize, usize, usize)>,
    /// Rules whose `has` this element satisfies: layer, rule.
    pub proofs: Vec<(usize, usize)>,
    pub metas: Vec<(usize, usize)>,
}

#[derive(Debug)]
pub(super) struct DropRule {
    layer: usize,
    list: usize,
    /// The number of the rule in the layer.
    drop: usize,
    rank: FileRank,
}

/// Why an element is removed, and what is removed with it.
#[derive(Debug, Clone)]
pub(crate) struct RemovalCause {
    pub reason: Reason,
    pub rank: FileRank,
    /// Maximum number of characters outside links, if the rule gives one.
    pub most: Option<usize>,
    pub scope: DropScope,
}

impl RemovalCause {
    pub fn of(layer: &LayerInForce, list: usize, drop: usize) -> RemovalCause {
        let rule = &layer.layer.drops[drop];
        RemovalCause {
            reason: layer.reason(list),
            rank: layer.layer.rank(layer.layer.lists[list].file),
            most: rule.max_chars,
            scope: rule.scope.clone(),
        }
    }

    pub fn hidden() -> RemovalCause {
        RemovalCause { reason: Reason::Hidden, rank: 0, most: None, scope: DropScope::Element }
    }

    pub fn afterwards(&self) -> Option<Box<RemovalCause>> {
        matches!(self.scope, DropScope::After | DropScope::Section | DropScope::Rest).then(|| Box::new(self.clone()))
    }
}

impl SelectorRules {
    pub fn new(rules: &RulesInForce) -> SelectorRules {
        let state = |layer: &LayerInForce| LayerState {
            matcher: Matcher::new(Arc::clone(&layer.layer.index)),
            unless: vec![0; layer.layer.drops.len()],
            found: vec![0; layer.layer.drops.len()],
        };
        SelectorRules { layers: rules.iter().map(state).collect(), ..SelectorRules::default() }
    }

    /// Opens an element. Returns whether any selector matches it.
    pub fn open(&mut self, element: Element<'_>) -> bool {
        self.found.clear();
        for (number, state) in self.layers.iter_mut().enumerate() {
            self.found.extend(state.matcher.open(element).iter().map(|&list| (number, list as usize)));
        }
        !self.found.is_empty()
    }

    /// Closes the innermost element, which [`open`](SelectorRules::open) was called for. `depth` is the number around
    /// it.
    pub fn close(&mut self, depth: usize) {
        for state in &mut self.layers {
            state.matcher.close();
        }
        while let Some(ended) = self.exceptions.pop_if(|exception| exception.depth == depth) {
            self.layers[ended.layer].unless[ended.drop] -= 1;
        }
    }

    /// Returns the family signs that the current element matches. Call before [`verdict`](Self::verdict): they switch
    /// on rules.
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

    pub fn verdict(&mut self, rules: &RulesInForce, standing: Standing) -> Verdict {
        self.count_exceptions(rules, standing.depth);
        let (mut verdict, mut counted) = (Verdict::default(), None);
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
                    // `enclosing:` removes another element than `select` finds; the conditions apply to the one found.
                    let is_selected = is_proof == matches!(rule.scope, DropScope::Enclosing(_));
                    let state = &mut self.layers[number];
                    let mut meets_conditions = || {
                        // Counts an element once, even if several selectors match it.
                        let again = counted.replace((number, *drop)) == Some((number, *drop));
                        state.unless[*drop] == 0
                            && (!rule.in_content || standing.in_content)
                            && rule.nth.is_none_or(|nth| !again && !standing.removed && state.count(*drop) == nth)
                    };
                    if !is_proof && rank < standing.protected || is_selected && !meets_conditions() {
                        continue;
                    }
                    // Proofs and candidates are noted once for each rule; several selectors of one follow each other.
                    if is_proof {
                        if verdict.proofs.last() != Some(&(number, *drop)) {
                            verdict.proofs.push((number, *drop));
                        }
                    } else if matches!(entry.role, Role::Candidate(_)) {
                        let again =
                            verdict.candidates.last().is_some_and(|&(of, _, rule)| (of, rule) == (number, *drop));
                        if !again && verdict.candidates.len() < MOST_CANDIDATES {
                            verdict.candidates.push((number, list, *drop));
                        }
                    } else if rule.scope == DropScope::Contents {
                        verdict.unwraps = true;
                    } else if verdict.drop.as_ref().is_none_or(|before| before.rank < rank) {
                        verdict.drop = Some(DropRule { layer: number, list, drop: *drop, rank });
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
        verdict.candidates.retain(|&(layer, list, _)| {
            let layer = &rules[layer].layer;
            keep.is_none_or(|keep| keep < layer.rank(layer.lists[list].file))
        });
        verdict
    }

    /// Counts exceptions before rules are applied, because an exception covers its own element too.
    fn count_exceptions(&mut self, rules: &RulesInForce, depth: usize) {
        for &(layer, list) in &self.found {
            if let Role::Unless(drop) = rules[layer].layer.lists[list].role {
                self.layers[layer].unless[drop] += 1;
                self.exceptions.push(Exception { depth, layer, drop });
            }
        }
    }
}

impl LayerState {
    /// Counts an element for a rule's `nth`.
    fn count(&mut self, drop: usize) -> u32 {
        self.found[drop] += 1;
        self.found[drop]
    }
}

impl Verdict {
    pub fn drop_rank(&self) -> FileRank {
        self.drop.as_ref().map_or(0, |drop| drop.rank)
    }

    pub fn drops_comments(&self, rules: &RulesInForce) -> bool {
        self.drop.as_ref().is_some_and(|drop| rules[drop.layer].layer.lists[drop.list].rule.kind == "comments")
    }

    /// Returns the cause of the removing rule, or "hidden" without one.
    pub fn cause(&self, rules: &RulesInForce) -> RemovalCause {
        match &self.drop {
            Some(DropRule { layer, list, drop, .. }) => RemovalCause::of(&rules[*layer], *list, *drop),
            None => RemovalCause::hidden(),
        }
    }
}
