//! Follows one document through an [`Index`]: notes at each open element which nodes match, and gives the lists.
//!
//! A node holds where its compound passes and the node before it has matched in the right place. What happened at
//! other elements is noted when it happens: at ancestors in a counter for each node, at the parent on a stack, at
//! siblings in a record of the parent. So each node costs the same, however deep or wide the page is, and an element
//! that no node matches costs nothing here.

use std::sync::Arc;

use super::index::{Index, Relation};
use super::irrelevant::Irrelevant;
use super::subject::{Class, Subject};
use crate::html::{Element, Tag};

/// Names of siblings that are counted for `:nth-of-type()`; elements of further names have no position.
const MAX_TYPES: usize = 64;

/// The most nodes that are tried for one element. An element with more has as many classes as no page needs, and
/// matches nothing: it stays.
const MOST_TRIED: usize = 1 << 10;

/// The state of one document.
#[derive(Debug)]
pub(crate) struct Matcher {
    index: Arc<Index>,
    /// Number of open elements.
    depth: usize,
    /// Noted nodes that match open elements, outermost element first, sorted for each.
    noted: Vec<u32>,
    /// Where the nodes of each element begin in `noted`, for those elements that have any.
    runs: Vec<Run>,
    /// What is remembered of the children of the document and of each open element, if a selector asks for siblings.
    children: Vec<Children>,
    /// For each node that descendants ask for, at how many open elements it matches.
    open: Vec<u32>,
    /// Those of them that have followers and match some open element, in the order in which they came to.
    active: Vec<u32>,
    irrelevant: Irrelevant,
    candidates: Vec<u32>,
    classes: Vec<Class>,
    found: Vec<u32>,
}

#[derive(Debug, Clone, Copy)]
struct Run {
    depth: usize,
    start: usize,
}

/// What is remembered of closed children. Lists of nodes are sorted.
#[derive(Debug, Default)]
struct Children {
    /// Noted nodes that matched the last one.
    last: Vec<u32>,
    /// Nodes asked for with `~` that matched some child.
    any: Vec<u32>,
    /// How many there are of each name, open ones too.
    types: Vec<(Tag, u32)>,
}

impl Children {
    fn clear(&mut self) {
        self.last.clear();
        self.any.clear();
        self.types.clear();
    }

    /// Counts a child and gives its position among those of its name.
    fn count(&mut self, tag: Tag) -> Option<u32> {
        if let Some((_, count)) = self.types.iter_mut().find(|(found, _)| *found == tag) {
            *count = count.saturating_add(1);
            return Some(*count);
        }
        if self.types.len() == MAX_TYPES {
            return None;
        }
        self.types.push((tag, 1));
        Some(1)
    }
}

impl Matcher {
    /// The state at the beginning of a document.
    pub fn new(index: Arc<Index>) -> Self {
        let open = vec![0; index.slots];
        let children = if index.uses.siblings() { vec![Children::default()] } else { Vec::new() };
        Matcher {
            index,
            depth: 0,
            noted: Vec::new(),
            runs: Vec::new(),
            children,
            open,
            active: Vec::new(),
            irrelevant: Irrelevant::new(),
            candidates: Vec::new(),
            classes: Vec::new(),
            found: Vec::new(),
        }
    }

    /// An element has opened. Gives the ids of the lists it matches, sorted, each once.
    pub fn open(&mut self, element: Element<'_>) -> &[u32] {
        let Matcher { index, depth, noted, runs, children, open, active, irrelevant, candidates, classes, found } =
            self;
        let index = &**index;
        found.clear();
        candidates.clear();
        let start = noted.len();
        let parent = runs.last().map_or(start, |run| if run.depth == *depth { run.start } else { start });
        let mut siblings = children.get_mut(*depth);
        *depth += 1;
        let type_position = match &mut siblings {
            Some(siblings) if index.uses.types => siblings.count(element.tag()),
            _ => None,
        };
        let siblings = siblings.map(|siblings| &*siblings);
        if index.uses.followers {
            index.follow(active, Relation::DESCENDANT, candidates);
            index.follow(&noted[parent..], Relation::CHILD, candidates);
            if let Some(siblings) = siblings {
                index.follow(&siblings.last, Relation::NEXT, candidates);
                index.follow(&siblings.any, Relation::LATER, candidates);
            }
        }
        let subject = Subject::new(element, type_position, index, irrelevant, classes, candidates);
        if !candidates.is_empty() && candidates.len() <= MOST_TRIED {
            // By number, so that nodes within `:is()` and `:not()` come before the node that asks for them.
            candidates.sort_unstable();
            candidates.dedup();
            for &id in candidates.iter() {
                let node = &index.nodes[id as usize];
                let has = |list: &[u32], node: u32| list.binary_search(&node).is_ok();
                let is_related = match node.relation {
                    Relation::Free => true,
                    Relation::Descendant(before) => open[index.nodes[before as usize].slot as usize] > 0,
                    Relation::Child(before) => has(&noted[parent..start], before),
                    Relation::Next(before) => siblings.is_some_and(|siblings| has(&siblings.last, before)),
                    Relation::Later(before) => siblings.is_some_and(|siblings| has(&siblings.any, before)),
                };
                if is_related && node.tests.iter().all(|test| test.holds(&subject, &noted[start..])) {
                    if node.is_noted {
                        noted.push(id);
                    }
                    found.extend_from_slice(&index.lists[node.lists.start as usize..node.lists.end as usize]);
                }
            }
            if noted.len() > start {
                runs.push(Run { depth: *depth, start });
                for &id in &noted[start..] {
                    let node = &index.nodes[id as usize];
                    if let Some(count) = open.get_mut(node.slot as usize) {
                        *count += 1;
                        if *count == 1 && !node.followers(Relation::DESCENDANT).is_empty() {
                            active.push(id);
                        }
                    }
                }
            }
            if found.len() > 1 {
                found.sort_unstable();
                found.dedup();
            }
        }
        if !children.is_empty() {
            match children.get_mut(*depth) {
                Some(used_before) => used_before.clear(),
                None => children.push(Children::default()),
            }
        }
        found
    }

    /// The innermost element is about to close. To be called once for each `open`, innermost first.
    pub fn close(&mut self) {
        let Some(outside) = self.depth.checked_sub(1) else { return };
        let run = self.runs.pop_if(|run| run.depth == self.depth);
        self.depth = outside;
        let start = run.map_or(self.noted.len(), |run| run.start);
        let mut siblings = self.children.get_mut(outside);
        for &id in &self.noted[start..] {
            let node = &self.index.nodes[id as usize];
            if let Some(count) = self.open.get_mut(node.slot as usize) {
                *count -= 1;
                if *count == 0 && !node.followers(Relation::DESCENDANT).is_empty() {
                    // It came with this element, and what came later is gone.
                    self.active.pop();
                }
            }
            if node.before_later
                && let Some(siblings) = &mut siblings
                && let Err(at) = siblings.any.binary_search(&id)
            {
                siblings.any.insert(at, id);
            }
        }
        if let Some(siblings) = siblings {
            siblings.last.clear();
            siblings.last.extend_from_slice(&self.noted[start..]);
        }
        self.noted.truncate(start);
    }
}

#[cfg(test)]
impl Matcher {
    /// Whether no element is open and nothing of one is left.
    pub fn is_at_start(&self) -> bool {
        self.depth == 0
            && self.noted.is_empty()
            && self.runs.is_empty()
            && self.active.is_empty()
            && self.open.iter().all(|&count| count == 0)
    }

    /// Number of nodes that were tried for the last element.
    pub fn tried(&self) -> usize {
        self.candidates.len()
    }
}
