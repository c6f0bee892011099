//! Random selectors on random pages, against a slow matcher that looks at the whole tree.

use super::super::ast::{Combinator, Complex, Compound, SelectorList, Simple};
use super::super::parse;
use super::matches_of;

/// An element of a page that is all there.
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
    list.iter().any(|complex| chain_matches(complex, complex.rest.len(), nodes, at))
}

/// Whether the first `steps` combinators of the chain lead to an element that the compound after them matches.
fn chain_matches(complex: &Complex, steps: usize, nodes: &[Node], at: usize) -> bool {
    let Some(before) = steps.checked_sub(1) else { return compound_matches(&complex.first, nodes, at) };
    let (combinator, compound) = &complex.rest[before];
    if !compound_matches(compound, nodes, at) {
        return false;
    }
    let siblings: Vec<usize> = (0..at).filter(|&other| nodes[other].parent == nodes[at].parent).collect();
    let ancestors: Vec<usize> = std::iter::successors(nodes[at].parent, |&node| nodes[node].parent).collect();
    let places = match combinator {
        Combinator::Descendant => ancestors,
        Combinator::Child => ancestors.into_iter().take(1).collect(),
        Combinator::NextSibling => siblings.into_iter().next_back().into_iter().collect(),
        Combinator::LaterSibling => siblings,
    };
    places.into_iter().any(|place| chain_matches(complex, before, nodes, place))
}

fn compound_matches(compound: &Compound, nodes: &[Node], at: usize) -> bool {
    compound.simple.iter().all(|simple| simple_matches(simple, nodes, at))
        && compound.nested.iter().all(|nested| list_matches(&nested.list, nodes, at) != nested.negated)
}

fn simple_matches(simple: &Simple, nodes: &[Node], at: usize) -> bool {
    let node = &nodes[at];
    let position = |of_type: bool| {
        let same = |other: &&Node| other.parent == node.parent && (!of_type || other.name == node.name);
        nodes[..=at].iter().filter(same).count() as i32
    };
    // Only `2n+1` and `2` are among the random parts.
    let is_nth = |a: i32, b: i32, position: i32| if a == 0 { position == b } else { position % a == b % a };
    match simple {
        Simple::Tag(tag) => *tag == crate::html::Tag::new(node.name),
        Simple::Class(name) => node.class.split(' ').any(|class| class == name),
        Simple::Attribute(test) => test.holds(node.class),
        Simple::Nth { a, b } => is_nth(*a, *b, position(false)),
        Simple::NthOfType { a, b } => is_nth(*a, *b, position(true)),
        Simple::Id(_) | Simple::Root => unreachable!("not among the random parts"),
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
        let found = matches_of(&selectors, &html);
        let mut expected = Vec::new();
        for at in 0..nodes.len() {
            let lists = (0..).zip(&lists).filter(|(_, list)| list_matches(&list.0, &nodes, at));
            expected.extend(lists.map(|(id, _)| (id, at.to_string())));
        }
        let differs = found.iter().zip(&expected).find(|(found, expected)| found != expected);
        assert!(
            found.len() == expected.len() && differs.is_none(),
            "{:?} of {html}",
            differs.map(|((id, at), wanted)| (&selectors[*id as usize], at, wanted))
        );
    }
}
