//! Compares the index on random pages and selectors with a slow matcher over the whole tree.

use super::super::syntax::{Combinator, Complex, Part, Simple};
use super::super::{SelectorList, parse};
use super::run;

struct Node {
    name: &'static str,
    class: &'static str,
    parent: Option<usize>,
}

struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    fn pick(&mut self, from: &[&'static str]) -> &'static str {
        from[self.below(from.len())]
    }

    fn page(&mut self, nodes: &mut Vec<Node>, parent: Option<usize>, depth: usize) -> String {
        let mut html = String::new();
        for _ in 0..1 + self.below(4) {
            let (name, class) = (self.pick(&["div", "section", "article"]), self.pick(&["a", "b", "a b", "c"]));
            let id = nodes.len();
            nodes.push(Node { name, class, parent });
            let inside =
                if depth < 5 && self.below(3) > 0 { self.page(nodes, Some(id), depth + 1) } else { String::new() };
            html += &format!("<{name} id={id} class='{class}'>{inside}</{name}>");
        }
        html
    }

    fn selector(&mut self, depth: usize) -> String {
        let mut text = String::new();
        for step in 0..1 + self.below(3) {
            if step > 0 {
                text += self.pick(&[" ", ">", "+", "~"]);
            }
            text += self.pick(&["", "*", "div", "section"]);
            text +=
                self.pick(&[".a", ".b", "[class]", "[class=c]", "[class~=a]", ":nth-child(odd)", ":nth-of-type(2)"]);
            if depth < 2 && self.below(3) == 0 {
                text += self.pick(&[":not(", ":is("]);
                text += &self.selector(depth + 1);
                text += ")";
            }
        }
        if self.below(4) == 0 { text + "," + &self.selector(depth) } else { text }
    }
}

fn list_matches(list: &[Complex], nodes: &[Node], at: usize) -> bool {
    list.iter().any(|complex| chain_matches(complex, complex.steps.len() - 1, nodes, at))
}

fn chain_matches(complex: &Complex, step: usize, nodes: &[Node], at: usize) -> bool {
    let here = complex.steps[step].parts.iter().all(|part| part_matches(part, nodes, at));
    if !here || step == 0 {
        return here;
    }
    let siblings: Vec<usize> = (0..at).filter(|&other| nodes[other].parent == nodes[at].parent).collect();
    let ancestors: Vec<usize> = std::iter::successors(nodes[at].parent, |&node| nodes[node].parent).collect();
    let places = match complex.steps[step].combinator {
        Combinator::Descendant => ancestors,
        Combinator::Child => ancestors.into_iter().take(1).collect(),
        Combinator::Next => siblings.into_iter().next_back().into_iter().collect(),
        Combinator::Later => siblings,
    };
    places.into_iter().any(|place| chain_matches(complex, step - 1, nodes, place))
}

fn part_matches(part: &Part, nodes: &[Node], at: usize) -> bool {
    let node = &nodes[at];
    match part {
        Part::Is(list) => list_matches(list, nodes, at),
        Part::Not(list) => !list_matches(list, nodes, at),
        Part::Simple(Simple::Type(tag)) => *tag == crate::html::Tag::new(node.name),
        Part::Simple(Simple::Class(name)) => node.class.split(' ').any(|class| class == &*name.text),
        Part::Simple(Simple::Attribute(test)) => test.holds(node.class),
        Part::Simple(Simple::Nth(nth)) => {
            let same = |other: &Node| other.parent == node.parent && (!nth.of_type || other.name == node.name);
            nth.holds(nodes[..=at].iter().filter(|other| same(other)).count() as u32)
        }
        Part::Simple(_) => unreachable!("never generated"),
    }
}

#[test]
fn the_index_agrees_with_a_search_of_the_tree() {
    let mut random = Random(7);
    for _ in 0..40 {
        let mut nodes = Vec::new();
        let html = random.page(&mut nodes, None, 0);
        let selectors: Vec<String> = (0..60).map(|_| random.selector(0)).collect();
        let lists: Vec<SelectorList> = selectors.iter().map(|text| parse(text).expect(text)).collect();
        let mut expected = Vec::new();
        for at in 0..nodes.len() {
            let found: Vec<u32> =
                (0..).zip(&lists).filter(|(_, list)| list_matches(&list.0, &nodes, at)).map(|(id, _)| id).collect();
            if !found.is_empty() {
                expected.push((at.to_string(), found));
            }
        }
        let found = run(&selectors, &html);
        assert_eq!(found.len(), expected.len(), "{html}");
        for ((node, lists), (at, wanted)) in found.iter().zip(&expected) {
            let differs = (0..60).find(|id| lists.contains(id) != wanted.contains(id));
            assert!(
                node == at && differs.is_none(),
                "{:?} at {at} of {html}",
                differs.map(|id| &selectors[id as usize])
            );
        }
    }
}
