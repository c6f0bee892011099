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

/// Evaluation ends early at so many log-odds, after each so many trees: of all blocks, not one in a thousand came back
/// from there to where a decision falls. The probability is a little less extreme then than it would be.
const ENOUGH: f32 = 1.8;
const EACH: usize = 16;

/// Trees that are walked side by side, so that one's wait for memory is another's time: half the time of one by one.
const ABREAST: usize = 8;

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
        for trees in self.roots.chunks(EACH) {
            if f32::abs(sum) > ENOUGH {
                break;
            }
            let (whole, rest) = trees.as_chunks::<ABREAST>();
            for roots in whole {
                sum += self.leaves(*roots, row).map(|at| self.nodes[at as usize].threshold).iter().sum::<f32>();
            }
            for &root in rest {
                sum += self.nodes[self.leaf(root as usize, row, |_, _| {})].threshold;
            }
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

    /// The leaves that the row comes to. A leaf leads to itself, so that all can be walked until none moves.
    fn leaves(&self, mut at: [u32; ABREAST], row: &Row) -> [u32; ABREAST] {
        loop {
            let mut moved = 0;
            for at in &mut at {
                let node = self.nodes[*at as usize];
                let above = u32::from(node.above);
                let step = if row[usize::from(node.feature)] <= node.threshold { above.min(1) } else { above };
                *at += step;
                moved |= step;
            }
            if moved == 0 {
                return at;
            }
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_in_the_library_fits_the_features_in_the_library() {
        let model = Model::read(BUILT_IN).unwrap();
        assert!(model.roots.len() > 20 && model.nodes.len() > 1000);
        let text = BUILT_IN.replacen("feature unlinked words\n", "feature words in red\n", 1);
        let fault = Model::read(&text).unwrap_err();
        assert!(fault.ends_with("this version does not compute `words in red`"), "{fault}");
    }

    #[test]
    fn decisions_lead_to_leaves() {
        let model = Model::read("tamis-model 1\nfeature words\ntree\n0 5 2 0.1\n-3\n3\ntree\n0.5\n").unwrap();
        let mut row = [0.0; features::COUNT];
        let words = features::names().position(|name| name == "words").unwrap();
        row[words] = 5.0;
        assert!((model.probability(&row) - logistic(-2.5)).abs() < 1e-6);
        row[words] = 5.5;
        assert!((model.probability(&row) - logistic(3.5)).abs() < 1e-6);
        assert_eq!(model.contributions(&row), [("words", 2.9)]);
    }

    #[test]
    fn a_wrong_file_is_refused_with_the_line() {
        for (text, fault) in [
            ("", "the first line is not `tamis-model 1`"),
            ("tamis-model 1\nfeature words\ntree\n0 5 9 0\n-3\n1\n", "node 0 of the tree before leads out of it"),
            ("tamis-model 1\nfeature words\ntree\n1 5 2 0\n", "line 4: this is no node"),
        ] {
            assert_eq!(Model::read(text).unwrap_err(), fault);
        }
    }
}
