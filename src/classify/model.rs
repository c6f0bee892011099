//! A small ensemble of decision trees: reads it from its file, gives a block's probability of being content.
//!
//! The file is text: a line with the version, lines of provenance beginning with `#`, the names of the features, then
//! a line for each node: `feature threshold above value` for a decision, `value` for a leaf. If the feature is at most
//! the threshold the next line is next, else the one so many lines on. A line `tree` begins a tree. Boosted trees, as in
//! Friedman, "Greedy function approximation: a gradient boosting machine", Annals of Statistics 29 (2001).

use std::sync::{Arc, OnceLock};

use super::features::{self, Row};

/// The model that is compiled in.
const BUILT_IN: &str = include_str!("model.txt");

/// Trees that say which blocks are content.
#[derive(Debug, Clone, Default)]
pub struct Model {
    nodes: Vec<Node>,
    /// What the model says of the rows that come to each node, in log-odds; only explanations look at it.
    values: Vec<f32>,
    roots: Vec<u32>,
}

#[derive(Debug, Clone, Copy)]
struct Node {
    /// The threshold of a decision, the value of a leaf.
    threshold: f32,
    feature: u16,
    /// Nodes from this one to the next if the feature is above the threshold; 0 for a leaf. The other way is the
    /// next node.
    above: u16,
}

/// Evaluation ends early at so many log-odds, after each so many trees: of blocks that got there, not one in ten
/// thousand came back to where a decision falls. The probability is a little less extreme then than it would be.
const ENOUGH: f32 = 2.0;
const EACH: usize = 15;

impl Model {
    /// The model that is compiled in, read once.
    pub(crate) fn built_in() -> Arc<Model> {
        static MODEL: OnceLock<Arc<Model>> = OnceLock::new();
        Arc::clone(MODEL.get_or_init(|| Arc::new(Model::read(BUILT_IN).unwrap_or_default())))
    }

    /// Reads a model file.
    ///
    /// # Errors
    ///
    /// What is wrong, and in which line.
    pub fn read(text: &str) -> Result<Model, String> {
        let mut lines =
            text.lines().enumerate().map(|(at, line)| (at + 1, line)).filter(|(_, line)| !line.starts_with('#'));
        match lines.next() {
            Some((_, "tamis-model 1")) => {}
            _ => return Err("the first line is not `tamis-model 1`".to_owned()),
        }
        let mut used = Vec::new();
        let mut model = Model::default();
        let mut tree: Vec<(Node, f32)> = Vec::new();
        for (number, line) in lines {
            let wrong = |what: &str| format!("line {number}: {what}");
            if let Some(name) = line.strip_prefix("feature ") {
                let at = features::names().position(|known| known == name);
                used.push(at.ok_or_else(|| wrong(&format!("this version does not compute `{name}`")))? as u16);
            } else if line == "tree" {
                model.add(&tree).map_err(|what| wrong(&what))?;
                tree.clear();
            } else if !line.is_empty() {
                tree.push(node(line, &used).ok_or_else(|| wrong("this is no node"))?);
            }
        }
        model.add(&tree)?;
        Ok(model)
    }

    fn add(&mut self, tree: &[(Node, f32)]) -> Result<(), String> {
        if tree.is_empty() {
            return Ok(());
        }
        self.roots.push(self.nodes.len() as u32);
        for (at, (node, value)) in tree.iter().enumerate() {
            if node.above > 0 && at + usize::from(node.above) >= tree.len() {
                return Err(format!("node {at} of the tree before leads out of it"));
            }
            self.nodes.push(*node);
            self.values.push(*value);
        }
        Ok(())
    }

    /// The probability that the block is content.
    pub(super) fn probability(&self, row: &Row) -> f32 {
        let mut sum = 0.0;
        for (at, &root) in self.roots.iter().enumerate() {
            if at % EACH == 0 && f32::abs(sum) > ENOUGH {
                break;
            }
            sum += self.nodes[self.leaf(root as usize, row, |_, _| {})].threshold;
        }
        logistic(sum)
    }

    /// What each feature contributed, in log-odds: along each tree's path, how much the prediction changed at the
    /// decision (Saabas, "Interpreting random forests", 2014).
    pub(super) fn contributions(&self, row: &Row) -> Vec<(&'static str, f32)> {
        let mut sums = vec![0.0; row.len()];
        for &root in &self.roots {
            self.leaf(root as usize, row, |feature, [before, after]| {
                sums[usize::from(feature)] += self.values[after] - self.values[before];
            });
        }
        let mut all: Vec<_> = features::names().zip(sums).filter(|(_, sum)| *sum != 0.0).collect();
        all.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        all
    }

    /// The leaf that the row comes to, and each step on the way: the feature, and the nodes before and after.
    fn leaf(&self, root: usize, row: &Row, mut step: impl FnMut(u16, [usize; 2])) -> usize {
        let mut at = root;
        loop {
            let node = self.nodes[at];
            if node.above == 0 {
                return at;
            }
            let before = at;
            at += if row[usize::from(node.feature)] <= node.threshold { 1 } else { usize::from(node.above) };
            step(node.feature, [before, at]);
        }
    }
}

fn node(line: &str, used: &[u16]) -> Option<(Node, f32)> {
    let parts: Vec<&str> = line.split(' ').collect();
    match parts[..] {
        [value] => {
            let value = value.parse().ok()?;
            Some((Node { feature: 0, threshold: value, above: 0 }, value))
        }
        [feature, threshold, above, value] => {
            let node = Node {
                feature: *used.get(feature.parse::<usize>().ok()?)?,
                threshold: threshold.parse().ok()?,
                above: above.parse().ok().filter(|above| *above > 1)?,
            };
            Some((node, value.parse().ok()?))
        }
        _ => None,
    }
}

fn logistic(sum: f32) -> f32 {
    1.0 / (1.0 + (-sum).exp())
}
