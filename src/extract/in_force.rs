//! Which rules are in force for one page: families are switched on by their signs, rules switched off by name.

use std::collections::HashSet;
use std::ops::Deref;
use std::sync::Arc;

use super::reason::Reason;
use crate::rules::{FileRank, Layer, Selection};

/// The rules in force for one page, those for the site last.
#[derive(Debug, Default)]
pub(super) struct RulesInForce(Vec<LayerInForce>);

/// A sign of a family that was met.
#[derive(Debug, Clone, Copy)]
pub(super) struct SignMet {
    pub layer: usize,
    pub file: usize,
    pub number: u32,
}

impl RulesInForce {
    /// The layers of a selection, with what it switches on and off.
    pub fn new(selection: Selection) -> RulesInForce {
        let Selection { layers, extends, disable } = selection;
        let mut all: Vec<LayerInForce> = layers.into_iter().map(|layer| LayerInForce::new(layer, &disable)).collect();
        for layer in &mut all {
            for id in &extends {
                layer.switch_on_named(id);
            }
        }
        let mut rules = RulesInForce(all);
        rules.choose_content();
        rules
    }

    /// Takes note of signs of families; true if that switched something on.
    pub fn meet(&mut self, signs: &[SignMet]) -> bool {
        let mut switched = false;
        for &sign in signs {
            switched |= self.0[sign.layer].meet(sign.file, sign.number);
        }
        if switched {
            self.choose_content();
        }
        switched
    }

    /// The signs of generator names that `content` begins with.
    pub fn generator_signs(&self, content: &str) -> Vec<SignMet> {
        let mut signs = Vec::new();
        for (number, layer) in self.0.iter().enumerate() {
            let found = layer.generator_signs(content).into_iter();
            signs.extend(found.map(|(file, sign)| SignMet { layer: number, file, number: sign }));
        }
        signs
    }

    /// Of all `[content]` tables in force those of the highest rank count.
    fn choose_content(&mut self) {
        let rank = self.0.iter().filter_map(LayerInForce::highest_content).max();
        for layer in &mut self.0 {
            layer.content = rank;
        }
    }

    /// Whether some rule in force means something inside a removed element.
    pub fn look_inside(&self) -> bool {
        self.0.iter().any(LayerInForce::looks_inside)
    }

    /// Whether there is a content container to wait for.
    pub fn have_content(&self) -> bool {
        self.0.iter().any(|layer| layer.content.is_some())
    }

    /// Whether nothing is to be kept if no content container comes.
    pub fn keep_nothing_else(&self) -> bool {
        self.0.iter().any(LayerInForce::keeps_nothing_else)
    }
}

impl Deref for RulesInForce {
    type Target = [LayerInForce];

    fn deref(&self) -> &[LayerInForce] {
        &self.0
    }
}

/// A layer, and which of its files and rules are in force.
#[derive(Debug)]
pub(super) struct LayerInForce {
    pub layer: Arc<Layer>,
    on: Vec<bool>,
    /// Files that nothing switches on.
    barred: Vec<bool>,
    /// Lists and text rules that are switched off; empty if none is.
    off_lists: Vec<bool>,
    off_texts: Vec<bool>,
    /// Signs that were met, as file and number.
    met: Vec<(usize, u32)>,
    /// The rank of the files whose `[content]` counts.
    content: Option<FileRank>,
}

impl LayerInForce {
    fn new(layer: Arc<Layer>, disable: &[String]) -> LayerInForce {
        let disable: HashSet<&str> = disable.iter().map(String::as_str).collect();
        let off = |id: &str| disable.contains(id);
        let barred: Vec<bool> = layer.files.iter().map(|file| off(&file.id)).collect();
        let on = layer.files.iter().zip(&barred).map(|(file, barred)| file.on_from_start && !barred).collect();
        let (mut off_lists, mut off_texts) = (Vec::new(), Vec::new());
        if !disable.is_empty() {
            let rule_is_off = |id: &str| off(id) || off(id.split('#').next().unwrap_or_default());
            off_lists = layer.lists.iter().map(|list| rule_is_off(&list.rule.id)).collect();
            off_texts = layer.texts.iter().map(|text| rule_is_off(&text.rule.id)).collect();
        }
        LayerInForce { on, barred, off_lists, off_texts, met: Vec::new(), content: None, layer }
    }

    /// Whether a selector list is in force; those that look for signs always are.
    pub fn list(&self, list: usize) -> bool {
        self.on[self.layer.lists[list].file] && !self.off_lists.get(list).copied().unwrap_or(false)
    }

    /// Whether a text rule is in force.
    pub fn text(&self, text: usize) -> bool {
        self.on[self.layer.texts[text].file] && !self.off_texts.get(text).copied().unwrap_or(false)
    }

    /// Whether a file is in force.
    pub fn file(&self, file: usize) -> bool {
        self.on[file]
    }

    /// Why an element goes that a selector list matches.
    pub fn reason(&self, list: usize) -> Reason {
        Reason::Selector { rule: self.layer.rule_of(list), selector: self.layer.lists[list].selector.to_string() }
    }

    /// Whether the `[content]` of a file counts.
    pub fn content_counts(&self, file: usize) -> bool {
        self.content == Some(self.layer.rank(file))
    }

    /// Takes note of a sign of a family; true if that switches it on.
    fn meet(&mut self, file: usize, number: u32) -> bool {
        let Some(need) = self.layer.files[file].need else { return false };
        if self.on[file] || self.barred[file] || self.met.contains(&(file, number)) {
            return false;
        }
        self.met.push((file, number));
        let met = self.met.iter().filter(|(of, _)| *of == file).count();
        if met < need as usize {
            return false;
        }
        self.switch_on(file);
        self.on[file]
    }

    fn generator_signs(&self, content: &str) -> Vec<(usize, u32)> {
        let begins = |name: &str| {
            content.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
                && !content[name.len()..].starts_with(char::is_alphanumeric)
        };
        let files = self.layer.files.iter().enumerate();
        files
            .flat_map(|(at, file)| file.generators.iter().filter(|(_, name)| begins(name)).map(move |(n, _)| (at, *n)))
            .collect()
    }

    fn switch_on(&mut self, file: usize) {
        if self.barred[file] || std::mem::replace(&mut self.on[file], true) {
            return;
        }
        for id in self.layer.files[file].extends.clone() {
            self.switch_on_named(&id);
        }
    }

    fn switch_on_named(&mut self, id: &str) {
        if let Some(file) = self.layer.files.iter().position(|file| file.id == id) {
            self.switch_on(file);
        }
    }

    fn highest_content(&self) -> Option<FileRank> {
        let files = self.layer.files.iter().enumerate();
        files.filter(|(at, file)| file.has_content && self.on[*at]).map(|(at, _)| self.layer.rank(at)).max()
    }

    /// Whether some rule in force means something inside a removed element. Signs of families do not: what is removed
    /// already tells nothing new.
    fn looks_inside(&self) -> bool {
        self.layer.inside.iter().any(|&list| self.list(list))
    }

    fn keeps_nothing_else(&self) -> bool {
        let files = self.layer.files.iter().enumerate();
        files.into_iter().any(|(at, file)| file.or_nothing && self.on[at] && self.content_counts(at))
    }
}
