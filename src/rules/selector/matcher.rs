//! Follows one document through an [`Index`]: notes at each open element which nodes match, and gives the lists.
//!
//! A node holds where its compound passes and the node before it has matched in the right place. What happened at
//! other elements is noted when it happens: at ancestors in a counter for each node, at parent and siblings in the
//! frame of the parent. So each node costs the same, however deep or wide the page is.

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
    /// One for the document and one for each open element, then such as are to be used again.
    frames: Vec<Frame>,
    /// Number of open elements.
    depth: usize,
    /// For each node that descendants ask for, at how many open elements it matches.
    open: Vec<u32>,
    /// Those of them that have followers and match some open element, in the order in which they came to.
    active: Vec<u32>,
    irrelevant: Irrelevant,
    candidates: Vec<u32>,
    classes: Vec<Class>,
    found: Vec<u32>,
}

/// What is remembered of an open element. Lists of nodes are sorted.
#[derive(Debug, Default)]
struct Frame {
    /// Noted nodes that match the element.
    matched: Vec<u32>,
    /// Noted nodes that matched its last closed child.
    last_child: Vec<u32>,
    /// Nodes asked for with `~` that matched some closed child.
    children: Vec<u32>,
    /// How many children of each name there are.
    types: Vec<(Tag, u32)>,
}

impl Frame {
    fn clear(&mut self) {
        self.matched.clear();
        self.last_child.clear();
        self.children.clear();
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
        Matcher {
            index,
            frames: vec![Frame::default()],
            depth: 0,
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
        let Matcher { index, frames, depth, open, active, irrelevant, candidates, classes, found } = self;
        let index = &**index;
        *depth += 1;
        if frames.len() == *depth {
            frames.push(Frame::default());
        }
        let (outer, inner) = frames.split_at_mut(*depth);
        let (parent, frame) = (&mut outer[*depth - 1], &mut inner[0]);
        frame.clear();
        found.clear();
        candidates.clear();
        let type_position = if index.uses.types { parent.count(element.tag()) } else { None };
        if index.uses.followers {
            index.follow(active, Relation::DESCENDANT, candidates);
            index.follow(&parent.matched, Relation::CHILD, candidates);
            index.follow(&parent.last_child, Relation::NEXT, candidates);
            index.follow(&parent.children, Relation::LATER, candidates);
        }
        let subject = Subject::new(element, type_position, index, irrelevant, classes, candidates);
        if candidates.is_empty() || candidates.len() > MOST_TRIED {
            return found;
        }
        // By number, so that nodes within `:is()` and `:not()` come before the node that asks for them.
        candidates.sort_unstable();
        candidates.dedup();
        for &id in candidates.iter() {
            let node = &index.nodes[id as usize];
            let has = |list: &[u32], node: u32| list.binary_search(&node).is_ok();
            let is_related = match node.relation {
                Relation::Free => true,
                Relation::Descendant(before) => open[index.nodes[before as usize].slot as usize] > 0,
                Relation::Child(before) => has(&parent.matched, before),
                Relation::Next(before) => has(&parent.last_child, before),
                Relation::Later(before) => has(&parent.children, before),
            };
            if is_related && node.tests.iter().all(|test| test.holds(&subject, &frame.matched)) {
                if node.is_noted {
                    frame.matched.push(id);
                }
                found.extend_from_slice(&index.lists[node.lists.start as usize..node.lists.end as usize]);
            }
        }
        for &id in &frame.matched {
            let node = &index.nodes[id as usize];
            if let Some(count) = open.get_mut(node.slot as usize) {
                *count += 1;
                if *count == 1 && !node.followers(Relation::DESCENDANT).is_empty() {
                    active.push(id);
                }
            }
        }
        if found.len() > 1 {
            found.sort_unstable();
            found.dedup();
        }
        found
    }

    /// The innermost element is about to close. To be called once for each `open`, innermost first.
    pub fn close(&mut self) {
        if self.depth == 0 {
            return;
        }
        let (outer, inner) = self.frames.split_at_mut(self.depth);
        self.depth -= 1;
        let (parent, frame) = (&mut outer[self.depth], &mut inner[0]);
        for &id in &frame.matched {
            let node = &self.index.nodes[id as usize];
            if let Some(count) = self.open.get_mut(node.slot as usize) {
                *count -= 1;
                if *count == 0 && !node.followers(Relation::DESCENDANT).is_empty() {
                    // It came with this element, and what came later is gone.
                    self.active.pop();
                }
            }
            if node.before_later
                && let Err(at) = parent.children.binary_search(&id)
            {
                parent.children.insert(at, id);
            }
        }
        if self.index.uses.next {
            std::mem::swap(&mut parent.last_child, &mut frame.matched);
        }
    }
}

#[cfg(test)]
impl Matcher {
    /// Whether no element is open and nothing of one is left.
    pub fn is_at_start(&self) -> bool {
        self.depth == 0 && self.active.is_empty() && self.open.iter().all(|&count| count == 0)
    }

    /// Number of nodes that were tried for the last element.
    pub fn tried(&self) -> usize {
        self.candidates.len()
    }
}
