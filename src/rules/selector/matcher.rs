//! Follows one document through an [`Index`]: records which nodes match each open element, and returns the lists.
//!
//! A node matches where its compound passes and the previous node has matched in the right position. Matches elsewhere
//! are recorded when they happen: for ancestors in a counter per node, for the parent on a stack, for siblings in a
//! record of the parent. So a node costs the same in a deep or wide page, and an element without candidates costs
//! nothing here.

use std::sync::Arc;

use super::index::{Index, Relation};
use super::miss_cache::MissCache;
use super::subject::{Class, Subject};
use crate::html::{Element, Tag};

/// Maximum number of sibling names counted for `:nth-of-type()`; elements of further names have no position.
const MAX_TYPES: usize = 64;

/// Maximum number of nodes tried for one element. An element with more has more classes than any real page, and matches
/// nothing: it is kept.
const MOST_TRIED: usize = 1 << 10;

#[derive(Debug)]
pub(crate) struct Matcher {
    index: Arc<Index>,
    depth: usize,
    /// Noted nodes that match open elements, outermost element first, sorted within each.
    noted: Vec<u32>,
    /// The start in `noted` for each element that has any.
    runs: Vec<Run>,
    /// Records of the children of the document and of each open element, if a selector uses siblings.
    children: Vec<Children>,
    /// For each node with descendant followers, the number of open elements it matches.
    open: Vec<u32>,
    /// Those that have followers and match some open element, in the order in which they began to.
    active: Vec<u32>,
    misses: MissCache,
    candidates: Vec<u32>,
    classes: Vec<Class>,
    found: Vec<u32>,
}

#[derive(Debug, Clone, Copy)]
struct Run {
    depth: usize,
    start: usize,
}

/// Records of closed children. Lists of nodes are sorted.
#[derive(Debug, Default)]
struct Children {
    /// Noted nodes that matched the last child.
    last: Vec<u32>,
    /// Nodes used with `~` that matched any child.
    any: Vec<u32>,
    /// Number of children of each name, including open ones.
    types: Vec<(Tag, u32)>,
}

impl Children {
    fn clear(&mut self) {
        self.last.clear();
        self.any.clear();
        self.types.clear();
    }

    /// Counts a child. Returns its position among those of its name.
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
            misses: MissCache::new(),
            candidates: Vec::new(),
            classes: Vec::new(),
            found: Vec::new(),
        }
    }

    /// Opens an element. Returns the ids of the lists it matches, sorted and unique.
    pub fn open(&mut self, element: Element<'_>) -> &[u32] {
        let Matcher { index, depth, noted, runs, children, open, active, misses, candidates, classes, found } = self;
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
        let subject = Subject::new(element, type_position, index, misses, classes, candidates);
        if !candidates.is_empty() && candidates.len() <= MOST_TRIED {
            // In order of number, so that nodes within `:is()` and `:not()` come before the node that refers to them.
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
                if is_related && node.tests.iter().all(|test| subject.meets(test, &noted[start..])) {
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

    /// Closes the innermost element. Must be called once for each `open`, innermost first.
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
                    // Later entries are gone already.
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
    /// Whether no element is open and no state is left.
    pub fn is_at_start(&self) -> bool {
        self.depth == 0
            && self.noted.is_empty()
            && self.runs.is_empty()
            && self.active.is_empty()
            && self.open.iter().all(|&count| count == 0)
    }

    pub fn tried(&self) -> usize {
        self.candidates.len()
    }
}
