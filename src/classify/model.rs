//! A small ensemble of decision trees that returns the probability that a block is content.
//!
//! Boosted trees, as in Friedman, "Greedy function approximation: a gradient boosting machine", Annals of Statistics 29
//! (2001).

use std::array;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::features::{self, COUNT, Row, UNUSED};
use super::model_file::{self, Line};

const BUILT_IN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/model.bin"));

/// The trees that classify blocks.
#[derive(Debug, Clone, Default)]
pub struct Model {
    trees: Vec<Tree>,
    /// The prediction for the rows that reach each node, in log-odds; only explanations need it.
    values: Vec<[f32; NODES]>,
    ends: Vec<End>,
}

/// A point among the trees where evaluation may end.
#[derive(Debug, Clone, Copy)]
struct End {
    trees: usize,
    factor: f32,
    below: f32,
    above: f32,
}

/// Maximum nodes of a tree, a power of two.
const NODES: usize = 64;

#[derive(Debug, Clone, Copy)]
struct Tree {
    /// The root first, then level by level.
    nodes: [Node; NODES],
    /// Number of decisions on the longest path to a leaf.
    depth: u8,
}

#[derive(Debug, Clone, Copy)]
struct Node {
    /// The threshold of a decision, or the value of a leaf.
    threshold: f32,
    feature: u8,
    /// The next node if the feature is at most the threshold; otherwise the one after it. A leaf points to itself,
    /// since its feature is below every value.
    next: u8,
}

/// A node as in the file, with its prediction and the number of nodes to its `above` branch; 0 for a leaf.
type FileNode = (Node, f32, usize);

/// The range of log-odds for any threshold: it evaluates all trees.
pub(super) const ANY: [f32; 2] = [f32::NEG_INFINITY, f32::INFINITY];

/// Trees evaluated side by side, to overlap memory latency: this halves the time.
const ABREAST: usize = 8;

impl Model {
    /// Returns the compiled-in model, which is read once.
    pub(crate) fn built_in() -> Arc<Model> {
        static MODEL: OnceLock<Arc<Model>> = OnceLock::new();
        Arc::clone(MODEL.get_or_init(|| {
            let broken = "the model in this build of tamis is broken; please report it";
            let lines = model_file::from_bytes(BUILT_IN).map(|line| (0, line));
            Arc::new(Model::new(lines).unwrap_or_else(|error| panic!("{broken}: {error}")))
        }))
    }

    /// Reads a model file.
    ///
    /// # Errors
    ///
    /// Returns what is wrong and in which line.
    #[cfg(any(test, feature = "training"))]
    pub fn read(text: &str) -> Result<Model, String> {
        Model::new(model_file::parse(text)?.into_iter())
    }

    /// Builds the trees from numbered lines.
    fn new<'t>(lines: impl Iterator<Item = (usize, Line<'t>)>) -> Result<Model, String> {
        let mut used = Vec::new();
        let mut model = Model::default();
        let mut tree: Vec<FileNode> = Vec::new();
        for (number, line) in lines {
            let wrong = |what: &str| format!("line {number}: {what}");
            if matches!(line, Line::Tree | Line::End { .. }) {
                model.add(&tree).map_err(|what| wrong(&what))?;
                tree.clear();
            }
            match line {
                Line::Tree => {}
                Line::End { factor, below, above } => {
                    model.ends.push(End { trees: model.trees.len(), factor, below, above });
                }
                Line::Leaf(value) => tree.push((Node { threshold: value, feature: UNUSED, next: 0 }, value, 0)),
                Line::Decision { feature, threshold, above, value } => {
                    let feature = *used.get(usize::from(feature)).ok_or_else(|| wrong("this is no node"))?;
                    tree.push((Node { threshold, feature, next: 0 }, value, above.into()));
                }
                Line::Feature(name) => {
                    let at = features::names().position(|known| known == name);
                    used.push(at.ok_or_else(|| wrong(&format!("this version does not compute `{name}`")))? as u8);
                }
            }
        }
        model.add(&tree)?;
        Ok(model)
    }

    fn add(&mut self, lines: &[FileNode]) -> Result<(), String> {
        if lines.is_empty() {
            return Ok(());
        }
        let (mut nodes, mut values) = ([Node { threshold: 0.0, feature: UNUSED, next: 0 }; NODES], [0.0; NODES]);
        let (mut from, mut levels) = ([(0, 0); NODES], 0);
        let (mut at, mut end) = (0, 1);
        while at < end {
            let (line, level) = from[at];
            let (node, value, above) = lines[line];
            nodes[at] = Node { next: if above > 0 { end } else { at } as u8, ..node };
            (values[at], levels) = (value, level);
            if above > 0 {
                if line + above >= lines.len() {
                    return Err(format!("node {line} of the tree before leads out of it"));
                }
                let Some(next) = from.get_mut(end..end + 2) else {
                    return Err(format!("the tree before has more than {NODES} nodes"));
                };
                next.copy_from_slice(&[(line + 1, level + 1), (line + above, level + 1)]);
                end += 2;
            }
            at += 1;
        }
        self.trees.push(Tree { nodes, depth: levels });
        self.values.push(values);
        Ok(())
    }

    /// Returns the probability that the block is content, from about `most` trees, exact enough for thresholds between
    /// `low` and `high` log-odds.
    pub(super) fn probability(&self, row: &Row, most: usize, [low, high]: [f32; 2]) -> f32 {
        let (mut sum, mut from) = (0.0, 0);
        for end in &self.ends {
            sum += self.sum(from..end.trees, row);
            let clear = sum - low / end.factor < end.below || sum - high / end.factor > end.above;
            if clear || end.trees >= most {
                return logistic(sum * end.factor);
            }
            from = end.trees;
        }
        logistic(sum + self.sum(from..self.trees.len(), row))
    }

    /// Returns the sum of a range of trees, in log-odds.
    fn sum(&self, trees: Range<usize>, row: &Row) -> f32 {
        let (abreast, rest) = self.trees[trees].as_chunks::<ABREAST>();
        let abreast = abreast.iter().map(|trees| leaves(trees, row)).sum::<f32>();
        abreast + rest.iter().map(|tree| leaves(array::from_ref(tree), row)).sum::<f32>()
    }

    /// Returns the `most` features with the largest contributions to the first `trees`, in log-odds: how much the
    /// prediction changed at their decisions along each tree's path (Saabas, "Interpreting random forests", 2014).
    pub(super) fn strongest(&self, row: &Row, trees: usize, most: usize) -> Vec<(&'static str, f32)> {
        let mut sums = [0.0; COUNT];
        for (tree, values) in self.trees.iter().zip(&self.values).take(trees) {
            let mut at = 0;
            while tree.nodes[at].feature != UNUSED {
                let next = tree.nodes[at].step(row);
                sums[usize::from(tree.nodes[at].feature)] += values[next] - values[at];
                at = next;
            }
        }
        let mut strongest: Vec<(&str, f32)> = Vec::with_capacity(most + 1);
        for (name, sum) in features::names().zip(sums).filter(|(_, sum)| *sum != 0.0) {
            let at = strongest.partition_point(|(_, other)| other.abs() >= sum.abs());
            if at < most {
                strongest.insert(at, (name, sum));
                strongest.truncate(most);
            }
        }
        strongest
    }
}

impl Node {
    fn step(&self, row: &Row) -> usize {
        usize::from(self.next) + usize::from(row[usize::from(self.feature)] > self.threshold)
    }
}

/// Returns the sum of the leaves that the row reaches.
fn leaves<const N: usize>(trees: &[Tree; N], row: &Row) -> f32 {
    let mut at = [0; N];
    let depth = trees.iter().map(|tree| tree.depth).max().unwrap_or_default();
    for _ in 0..depth {
        for (tree, at) in at.iter_mut().enumerate() {
            *at = trees[tree].nodes[*at % NODES].step(row);
        }
    }
    at.iter().enumerate().map(|(tree, at)| trees[tree].nodes[at % NODES].threshold).sum()
}

pub(super) fn logistic(sum: f32) -> f32 {
    1.0 / (1.0 + (-sum).exp())
}

pub(super) fn log_odds(probability: f32) -> f32 {
    (probability / (1.0 - probability)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_model_fits_the_features() {
        let text = include_str!("model.txt");
        let model = Model::read(text).unwrap();
        let lines = model_file::parse(text).unwrap().into_iter().map(|(_, line)| line);
        assert!(model_file::to_bytes(lines) == BUILT_IN);
        assert!(model.trees.len() > 20 && model.trees.iter().all(|tree| tree.depth > 2));
        let text = text.replacen("feature unlinked words\n", "feature words in red\n", 1);
        let fault = Model::read(&text).unwrap_err();
        assert!(fault.ends_with("this version does not compute `words in red`"), "{fault}");
    }

    #[test]
    fn decisions_lead_to_leaves() {
        let model = Model::read("tamis-model 1\nfeature words\ntree\n0 5 2 0.1\n-3\n3\ntree\n0.5\n").unwrap();
        let mut row = features::EMPTY;
        let words = features::names().position(|name| name == "words").unwrap();
        row[words] = 5.0;
        assert!((model.probability(&row, 9, [0.0; 2]) - logistic(-2.5)).abs() < 1e-6);
        row[words] = 5.5;
        assert!((model.probability(&row, 9, [0.0; 2]) - logistic(3.5)).abs() < 1e-6);
        assert_eq!(model.strongest(&row, 9, 3), [("words", 2.9)]);
        assert_eq!(model.strongest(&row, 9, 0), []);
    }

    #[test]
    fn evaluation_ends_early_where_the_sum_is_clear() {
        let tree = "tree\n0 5 2 0\n-1\n1\n";
        let text = format!("tamis-model 1\nfeature words\n{tree}end 3 -0.9 1.1\n{tree}tree\n0.1\n");
        let model = Model::read(&text).unwrap();
        let mut row = features::EMPTY;
        let words = features::names().position(|name| name == "words").unwrap();
        let mut says = |number, low| {
            row[words] = number;
            model.probability(&row, 9, [low, 0.0])
        };
        assert_eq!(says(1.0, 0.0), logistic(-3.0));
        assert_eq!(says(9.0, 0.0), logistic(2.1));
        assert_eq!(says(1.0, log_odds(0.3)), logistic(-1.9));
        assert_eq!(model.probability(&row, 9, ANY), logistic(-1.9));
    }

    #[test]
    fn a_broken_file_is_rejected_with_the_line() {
        for (text, fault) in [
            ("", "the first line is not `tamis-model 1`"),
            ("tamis-model 1\nfeature words\ntree\n0 5 9 0\n-3\n1\n", "node 0 of the tree before leads out of it"),
            ("tamis-model 1\nfeature words\ntree\n1 5 2 0\n", "line 4: this is no node"),
            ("tamis-model 1\nfeature words\ntree\n1\nend 2 x\n", "line 5: this is no end"),
        ] {
            assert_eq!(Model::read(text).unwrap_err(), fault);
        }
    }
}
