//! Decides which rules apply to one page: its signs switch families on, `disable` switches rules off by name.

use std::collections::BTreeSet;
use std::ops::Deref;
use std::sync::Arc;

use super::reason::Reason;
use crate::rules::{FileRank, Layer, Selection};

/// The rules in force for one page, those of the site last.
#[derive(Debug, Default)]
pub(super) struct RulesInForce(Vec<LayerInForce>);

#[derive(Debug, Clone, Copy)]
pub(super) struct SignMet {
    pub layer: usize,
    pub file: usize,
    pub number: u32,
}

impl RulesInForce {
    /// Creates the layers of a selection, and applies its `extends` and `disable`.
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

    /// Records signs of families. Returns whether that switched a file on.
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

    /// Returns the generator signs whose name `content` begins with.
    pub fn generator_signs(&self, content: &str) -> Vec<SignMet> {
        let mut signs = Vec::new();
        for (number, layer) in self.0.iter().enumerate() {
            let found = layer.generator_signs(content).into_iter();
            signs.extend(found.map(|(file, sign)| SignMet { layer: number, file, number: sign }));
        }
        signs
    }

    /// Keeps only the `[content]` tables of the highest rank in force.
    fn choose_content(&mut self) {
        let rank = self.0.iter().filter_map(LayerInForce::highest_content).max();
        for layer in &mut self.0 {
            layer.content = rank;
        }
    }

    pub fn have_content(&self) -> bool {
        self.0.iter().any(|layer| layer.content.is_some())
    }

    /// Whether the page is empty without a content container (`or_nothing`).
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

#[derive(Debug)]
pub(super) struct LayerInForce {
    pub layer: Arc<Layer>,
    on: Vec<bool>,
    /// Files that are not switched on.
    barred: Vec<bool>,
    /// Selector lists and text rules that are switched off; empty if none is.
    off_lists: Vec<bool>,
    off_texts: Vec<bool>,
    /// Signs the page shows, as file and number.
    met: Vec<(usize, u32)>,
    /// The rank of the files whose `[content]` counts.
    content: Option<FileRank>,
}

impl LayerInForce {
    fn new(layer: Arc<Layer>, disable: &[String]) -> LayerInForce {
        let disable: BTreeSet<&str> = disable.iter().map(String::as_str).collect();
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

    /// Whether a selector list is in force. Lists that look for signs always are.
    pub fn list(&self, list: usize) -> bool {
        self.on[self.layer.lists[list].file] && !self.off_lists.get(list).copied().unwrap_or(false)
    }

    pub fn text(&self, text: usize) -> bool {
        self.on[self.layer.texts[text].file] && !self.off_texts.get(text).copied().unwrap_or(false)
    }

    pub fn file(&self, file: usize) -> bool {
        self.on[file]
    }

    pub fn reason(&self, list: usize) -> Reason {
        Reason::Selector { rule: self.layer.rule_of(list), selector: self.layer.lists[list].selector.to_string() }
    }

    pub fn content_counts(&self, file: usize) -> bool {
        self.content == Some(self.layer.rank(file))
    }

    /// Records a sign of a family. Returns whether that switched the family on.
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

    fn keeps_nothing_else(&self) -> bool {
        let files = self.layer.files.iter().enumerate();
        files.into_iter().any(|(at, file)| file.or_nothing && self.on[at] && self.content_counts(at))
    }
}
