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
    roots: Vec<u32>,
}

#[derive(Debug, Clone, Copy)]
struct Node {
    threshold: f32,
    /// What the model says of the rows that come here, in log-odds; the result for a leaf.
    value: f32,
    feature: u16,
    /// Nodes from this one to the next if the feature is above the threshold; 0 for a leaf. The other way is the
    /// next node.
    above: u16,
}

/// Evaluation ends early where the rest of the trees will hardly matter: after so many, at so many log-odds.
const EARLY: [(usize, f32); 2] = [(16, 4.2), (40, 5.0)];

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
        let mut tree: Vec<Node> = Vec::new();
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

    fn add(&mut self, tree: &[Node]) -> Result<(), String> {
        if tree.is_empty() {
            return Ok(());
        }
        self.roots.push(self.nodes.len() as u32);
        for (at, source) in tree.iter().enumerate() {
            if source.above > 0 && at + usize::from(source.above) >= tree.len()
                || at + 1 == tree.len() && source.above > 0
            {
                return Err(format!("node {at} of the tree before leads out of it"));
            }
            self.nodes.push(*source);
        }
        Ok(())
    }

    /// The probability that the block is content.
    pub(super) fn probability(&self, row: &Row) -> f32 {
        let mut sum = 0.0;
        for (at, &root) in self.roots.iter().enumerate() {
            for (trees, enough) in EARLY {
                if at == trees && f32::abs(sum) > enough {
                    return logistic(sum);
                }
            }
            sum += self.leaf(root as usize, row, |_, _| {}).value;
        }
        logistic(sum)
    }

    /// What each feature contributed, in log-odds: along each tree's path, how much the prediction changed at the
    /// decision (Saabas, "Interpreting random forests", 2014).
    pub(super) fn contributions(&self, row: &Row) -> Vec<(&'static str, f32)> {
        let mut sums = vec![0.0; row.len()];
        for &root in &self.roots {
            self.leaf(root as usize, row, |feature, change| sums[usize::from(feature)] += change);
        }
        let mut all: Vec<_> = features::names().zip(sums).filter(|(_, sum)| *sum != 0.0).collect();
        all.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        all
    }

    fn leaf(&self, root: usize, row: &Row, mut step: impl FnMut(u16, f32)) -> Node {
        let mut at = root;
        loop {
            let node = self.nodes[at];
            if node.above == 0 {
                return node;
            }
            at += if row[usize::from(node.feature)] <= node.threshold { 1 } else { usize::from(node.above) };
            step(node.feature, self.nodes[at].value - node.value);
        }
    }
}

fn node(line: &str, used: &[u16]) -> Option<Node> {
    let parts: Vec<&str> = line.split(' ').collect();
    match parts[..] {
        [value] => Some(Node { feature: 0, threshold: 0.0, above: 0, value: value.parse().ok()? }),
        [feature, threshold, above, value] => Some(Node {
            feature: *used.get(feature.parse::<usize>().ok()?)?,
            threshold: threshold.parse().ok()?,
            above: above.parse().ok().filter(|above| *above > 1)?,
            value: value.parse().ok()?,
        }),
        _ => None,
    }
}

fn logistic(sum: f32) -> f32 {
    1.0 / (1.0 + (-sum).exp())
}
