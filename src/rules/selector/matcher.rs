//! Matches an index against the elements of one document as they open and close.
//!
//! For each open element the nodes that matched it are kept, as far as other nodes refer to them. So a relation is one
//! look-up and no selector ever walks back over the ancestors: the cost is linear for every selector and every page.

use std::sync::Arc;

use super::ast::Combinator;
use super::index::{Index, Node, hash};
use crate::html::{Element, OpenElements, Tag};

/// Different element names counted per parent, for `:nth-of-type`.
const MAX_TYPES: usize = 64;

/// The state of one document.
#[derive(Debug)]
pub(crate) struct Matcher {
    index: Arc<Index>,
    /// One frame an open element; the first stands for the document.
    frames: Vec<Frame>,
    /// Frames in use; those beyond keep their allocations.
    depth: usize,
    /// For each node that is referred to, how many open elements it matches.
    open: Vec<u32>,
    candidates: Vec<u32>,
    matched: Vec<u32>,
    lists: Vec<u32>,
}

#[derive(Debug, Default)]
struct Frame {
    /// Nodes that match this element and are referred to, sorted.
    own: Vec<u32>,
    /// Those of the child that closed last.
    last_child: Vec<u32>,
    /// Nodes before a `~` that matched some earlier child, sorted.
    earlier_children: Vec<u32>,
    /// Children so far, by name.
    types: Vec<(Tag, u32)>,
}

impl Matcher {
    /// Begins a document.
    pub fn new(index: Arc<Index>) -> Self {
        let open = vec![0; index.slots];
        Matcher {
            index,
            frames: vec![Frame::default()],
            depth: 0,
            open,
            candidates: Vec::new(),
            matched: Vec::new(),
            lists: Vec::new(),
        }
    }

    /// The innermost element was opened. Gives the numbers of the lists it matches, sorted, without doubles.
    pub fn open(&mut self, elements: &OpenElements) -> &[u32] {
        self.lists.clear();
        self.matched.clear();
        let Some(element) = elements.top() else { return &self.lists };
        let index = Arc::clone(&self.index);
        self.gather_candidates(&index, element);
        let of_type = self.count_type(&index, element);
        for at in 0..self.candidates.len() {
            let number = self.candidates[at];
            let node = &index.nodes[number as usize];
            if self.holds(node, element, of_type) {
                self.matched.push(number);
                self.lists.extend(node.list);
            }
        }
        self.lists.sort_unstable();
        self.lists.dedup();
        self.push_frame(&index);
        &self.lists
    }

    /// The innermost element is about to close.
    pub fn close(&mut self) {
        if self.depth == 0 {
            return;
        }
        let (parents, closing) = self.frames.split_at_mut(self.depth);
        let (Some(parent), Some(frame)) = (parents.last_mut(), closing.first_mut()) else { return };
        self.depth -= 1;
        for &number in &frame.own {
            let node = &self.index.nodes[number as usize];
            if let Some(slot) = node.slot {
                self.open[slot as usize] -= 1;
            }
            if node.before_sibling
                && let Err(at) = parent.earlier_children.binary_search(&number)
            {
                parent.earlier_children.insert(at, number);
            }
        }
        std::mem::swap(&mut parent.last_child, &mut frame.own);
    }

    fn gather_candidates(&mut self, index: &Index, element: Element<'_>) {
        let candidates = &mut self.candidates;
        candidates.clear();
        candidates.extend_from_slice(&index.any);
        let mut add = |nodes: Option<&Vec<u32>>| candidates.extend(nodes.into_iter().flatten());
        add(index.tags.get(&element.tag().key()));
        for (name, value) in element.attributes() {
            match name {
                "id" if !index.ids.is_empty() => add(index.ids.get(&hash(value))),
                "class" if !index.classes.is_empty() => {
                    for class in value.split_ascii_whitespace() {
                        add(index.classes.get(&hash(class)));
                    }
                }
                _ => {}
            }
            if !index.attributes.is_empty() {
                add(index.attributes.get(&hash(name)));
            }
        }
        if candidates.len() > 1 {
            candidates.sort_unstable();
            candidates.dedup();
        }
    }

    fn holds(&self, node: &Node, element: Element<'_>, of_type: u32) -> bool {
        let related = node.relation.is_none_or(|(combinator, before)| {
            let parent = &self.frames[self.depth];
            match combinator {
                Combinator::Descendant => {
                    self.index.nodes[before as usize].slot.is_some_and(|slot| self.open[slot as usize] > 0)
                }
                Combinator::Child => parent.own.binary_search(&before).is_ok(),
                Combinator::NextSibling => parent.last_child.binary_search(&before).is_ok(),
                Combinator::LaterSibling => parent.earlier_children.binary_search(&before).is_ok(),
            }
        });
        related
            && node.simple.iter().all(|simple| simple.holds(element, of_type))
            && node
                .nested
                .iter()
                .all(|(negated, nodes)| nodes.iter().any(|node| self.matched.binary_search(node).is_ok()) != *negated)
    }

    /// The element's position among the siblings of its name, from 1; 0 where nobody asks.
    fn count_type(&mut self, index: &Index, element: Element<'_>) -> u32 {
        if !index.counts_types {
            return 0;
        }
        let types = &mut self.frames[self.depth].types;
        match types.iter_mut().find(|(tag, _)| *tag == element.tag()) {
            Some((_, count)) => {
                *count = count.saturating_add(1);
                *count
            }
            None => {
                if types.len() < MAX_TYPES {
                    types.push((element.tag(), 1));
                }
                1
            }
        }
    }

    fn push_frame(&mut self, index: &Index) {
        self.depth += 1;
        if self.frames.len() == self.depth {
            self.frames.push(Frame::default());
        }
        let frame = &mut self.frames[self.depth];
        frame.own.clear();
        frame.last_child.clear();
        frame.earlier_children.clear();
        frame.types.clear();
        for &number in &self.matched {
            if let Some(slot) = index.nodes[number as usize].slot {
                frame.own.push(number);
                self.open[slot as usize] += 1;
            }
        }
    }
}
