//! Asks the selectors of all rules about an element that has opened, and makes one verdict of what they say.

use std::sync::Arc;

use crate::extract::in_force::{LayerInForce, RulesInForce, SignMet};
use crate::extract::reason::Reason;
use crate::html::Element;
use crate::rules::{DropScope, FileRank, Matcher, Role};

/// The most rules with `has` or `text` that wait for what is in one element. Each looks at all the text in it.
const MOST_CANDIDATES: usize = 8;

/// The selectors of all layers, and what they have met so far.
#[derive(Default)]
pub(super) struct SelectorRules {
    layers: Vec<LayerState>,
    /// Lists that the element at hand matches, by layer; used again for every element.
    found: Vec<(usize, usize)>,
    /// Open elements that are the `unless` of a rule, outermost first.
    exceptions: Vec<Exception>,
}

struct LayerState {
    matcher: Matcher,
    /// For each rule about elements: open elements of its `unless`, and elements found.
    unless: Vec<u32>,
    found: Vec<u32>,
}

struct Exception {
    depth: usize,
    layer: usize,
    drop: usize,
}

/// Where the element at hand stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing {
    /// Number of elements around it.
    pub depth: usize,
    /// The rank that a rule must have to remove it.
    pub protected: FileRank,
    /// It is in a removed element.
    pub removed: bool,
    /// It is in the content container.
    pub in_content: bool,
    /// A content container of which only the first one counts has closed.
    pub picked: bool,
}

/// What the rules say of an element. Layers, lists and rules are given by number.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    /// The rule of the highest rank that removes it.
    pub drop: Option<DropRule>,
    /// The highest rank that keeps it.
    pub keep: Option<FileRank>,
    pub selects: bool,
    pub first_only: bool,
    pub unwraps: bool,
    pub stop: Option<Reason>,
    /// Rules by which it may go: layer, list, rule.
    pub candidates: Vec<(usize, usize, usize)>,
    /// Rules whose `has` it satisfies: layer, rule.
    pub proofs: Vec<(usize, usize)>,
    /// Properties of the page: layer, list.
    pub metas: Vec<(usize, usize)>,
}

/// A rule that removes the element.
#[derive(Debug)]
pub(super) struct DropRule {
    layer: usize,
    list: usize,
    /// The number of the rule in the layer.
    drop: usize,
    rank: FileRank,
}

/// Why an element is removed, and what goes with it.
#[derive(Debug, Clone)]
pub(crate) struct RemovalCause {
    pub reason: Reason,
    pub rank: FileRank,
    /// Characters outside links that may go, if the rule says so.
    pub most: Option<usize>,
    pub scope: DropScope,
}

impl RemovalCause {
    /// Of a rule by one of its selector lists.
    pub fn of(layer: &LayerInForce, list: usize, drop: usize) -> RemovalCause {
        let rule = &layer.layer.drops[drop];
        RemovalCause {
            reason: layer.reason(list),
            rank: layer.layer.rank(layer.layer.lists[list].file),
            most: rule.max_chars,
            scope: rule.scope.clone(),
        }
    }

    /// The page itself hides the element.
    pub fn hidden() -> RemovalCause {
        RemovalCause { reason: Reason::Hidden, rank: 0, most: None, scope: DropScope::Element }
    }

    /// What is left to do when the element has ended, if anything.
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

    /// An element has opened; true if any selector matches it.
    pub fn open(&mut self, element: Element<'_>) -> bool {
        self.found.clear();
        for (number, state) in self.layers.iter_mut().enumerate() {
            self.found.extend(state.matcher.open(element).iter().map(|&list| (number, list as usize)));
        }
        !self.found.is_empty()
    }

    /// The innermost element, with so many around it, closes for which [`open`](SelectorRules::open) was called.
    pub fn close(&mut self, depth: usize) {
        for state in &mut self.layers {
            state.matcher.close();
        }
        while let Some(ended) = self.exceptions.pop_if(|exception| exception.depth == depth) {
            self.layers[ended.layer].unless[ended.drop] -= 1;
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
                    match entry.role {
                        // Each once, whichever of the selectors of a rule match; they come one after the other.
                        Role::Proof(_) => {
                            if verdict.proofs.last() != Some(&(number, *drop)) {
                                verdict.proofs.push((number, *drop));
                            }
                        }
                        Role::Candidate(_) => {
                            let again =
                                verdict.candidates.last().is_some_and(|&(of, _, rule)| (of, rule) == (number, *drop));
                            if !again && verdict.candidates.len() < MOST_CANDIDATES {
                                verdict.candidates.push((number, list, *drop));
                            }
                        }
                        _ if rule.scope == DropScope::Contents => verdict.unwraps = true,
                        _ if verdict.drop.as_ref().is_none_or(|before| before.rank < rank) => {
                            verdict.drop = Some(DropRule { layer: number, list, drop: *drop, rank });
                        }
                        _ => {}
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

    /// An exception holds for the element that is one, too, so it comes before the rules.
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
    /// Counts an element that a rule has found.
    fn count(&mut self, drop: usize) -> u32 {
        self.found[drop] += 1;
        self.found[drop]
    }
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
    pub fn cause(&self, rules: &RulesInForce) -> RemovalCause {
        match &self.drop {
            Some(DropRule { layer, list, drop, .. }) => RemovalCause::of(&rules[*layer], *list, *drop),
            None => RemovalCause::hidden(),
        }
    }
}
