//! Compiles rule files into one selector index and one set of phrases.

use std::sync::Arc;

use aho_corasick::{AhoCorasick, MatchKind};

use super::budget::{self, Load};
use super::file::{
    DropRule, DropScope, FileKind, MetaField, MetaSource, RuleFile, SelectorSource, TextAction, TextRule,
};
use super::phrase::Phrases;
use super::selector;
use super::{BROKEN, Rule};
use crate::error::RuleError;

#[derive(Debug)]
pub(crate) struct Layer {
    pub index: Arc<selector::Index>,
    pub lists: Vec<List>,
    pub drops: Vec<ElementRule>,
    pub texts: Vec<Text>,
    pub phrases: Phrases,
    /// Text rules that look for datelines.
    pub datelines: Vec<usize>,
    pub files: Vec<File>,
    /// Phrases that are signs of families, and the sign of each.
    pub signs: Phrases,
    pub sign_of: Vec<Sign>,
    pub constants: Vec<(MetaField, usize, String)>,
    pub replacer: Option<Replacer>,
}

/// A selector list: its purpose and origin.
#[derive(Debug)]
pub(crate) struct List {
    /// The rule; [`Layer::rule_of`] adds the line of the list.
    pub rule: Arc<Rule>,
    pub line: usize,
    pub selector: Arc<str>,
    /// The file it is from.
    pub file: usize,
    pub role: Role,
}

/// The purpose of a selector list. Numbers are indexes into [`Layer::drops`] and fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Role {
    /// Removes the element.
    Drop(usize),
    /// May remove the element, once more of its content is known.
    Candidate(usize),
    /// Satisfies the `has` of the nearest candidate.
    Proof(usize),
    /// Exempts the element and its contents from this rule.
    Unless(usize),
    /// Marks a content container.
    Select { first_only: bool },
    /// Keeps the element, whatever rule of the same or a lower rank drops it.
    Keep,
    /// Ends the content.
    Stop,
    /// Is a sign of the file's family.
    Sign(u32),
    /// Gives a page property: the element's text or one of its attributes.
    Meta { field: MetaField, order: u32, attribute: Option<String> },
}

#[derive(Debug)]
pub(crate) struct ElementRule {
    pub scope: DropScope,
    pub nth: Option<u32>,
    pub max_chars: Option<usize>,
    pub in_content: bool,
    pub text: Option<Phrases>,
    pub needs_proof: bool,
}

#[derive(Debug)]
pub(crate) struct Text {
    pub rule: Arc<Rule>,
    pub file: usize,
    pub action: TextAction,
    pub first: Option<u32>,
    pub last: Option<u32>,
    pub capture: Option<MetaField>,
    pub dateline: bool,
}

/// Properties of a file that its rules need when they run.
#[derive(Debug)]
pub(crate) struct File {
    pub id: String,
    pub kind: FileKind,
    pub extends: Vec<String>,
    /// Number of different signs that switch it on. `None`: it is on from the start, or switched on by name only.
    pub need: Option<u32>,
    pub generators: Vec<(u32, String)>,
    pub has_content: bool,
    pub or_nothing: bool,
    pub on_from_start: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sign {
    pub file: usize,
    pub number: u32,
}

#[derive(Debug)]
pub(crate) struct Replacer {
    pub find: AhoCorasick,
    /// For each word: its file and the replacement.
    pub with: Vec<(usize, String)>,
}

impl Layer {
    /// Checks that every selector of the file compiles. Returns the cost of the file for a page.
    pub fn check(file: &RuleFile, source: &str) -> Result<Load, RuleError> {
        let mut index = selector::Builder::default();
        for found in sources(file) {
            let list = selector::parse(&found.text).map_err(|error| {
                // Exact for literal strings, which rules usually are; escapes shift it.
                let start = (found.span.start + error.at).min(found.span.end);
                let end = (start + error.len).min(found.span.end).max(start);
                let refused = RuleError::new(&file.file, source, start..end, error.message);
                error.help.into_iter().fold(refused, RuleError::with_help)
            })?;
            index.add(list);
        }
        for drop in &file.drops {
            // The element around is looked for as if it were selected.
            if let DropScope::Enclosing(tag) = &drop.scope
                && let Ok(list) = selector::parse(tag)
            {
                index.add(list);
            }
        }
        let of_selectors = budget::selectors(file, source, &sources(file).collect::<Vec<_>>(), &index)?;
        drop(index);
        let of_phrases = budget::phrases(file, source)?;
        Ok(Load { states: of_phrases.states + of_selectors.states, wide: of_selectors.wide, ..of_phrases })
    }

    /// Returns the reason for removing an element that a list matches.
    pub fn rule_of(&self, list: usize) -> Arc<Rule> {
        let List { rule, line, .. } = &self.lists[list];
        // A rule may have 50,000 selectors, each on its own line.
        if rule.line == *line { Arc::clone(rule) } else { Arc::new(Rule { line: *line, ..(**rule).clone() }) }
    }

    pub fn compile(files: &[Arc<RuleFile>]) -> Layer {
        let mut compiler = Compiler::default();
        for (number, file) in files.iter().enumerate() {
            compiler.add(number, file);
        }
        compiler.finish()
    }

    pub fn is_empty(&self) -> bool {
        self.lists.is_empty() && self.texts.is_empty() && self.replacer.is_none() && self.constants.is_empty()
    }

    pub fn rank(&self, file: usize) -> FileRank {
        self.files[file].kind.rank()
    }
}

/// Precedence of a file's rules: generic ones have the lowest, the command's own the highest.
pub(crate) type FileRank = u8;

pub(crate) const FAMILY_RANK: FileRank = 2;

impl FileKind {
    pub(crate) fn rank(self) -> FileRank {
        match self {
            FileKind::Generic => 0,
            FileKind::Lang => 1,
            FileKind::Family => FAMILY_RANK,
            FileKind::Site => 3,
            FileKind::Command => 4,
        }
    }
}

#[derive(Default)]
struct Compiler<'f> {
    index: selector::Builder,
    lists: Vec<List>,
    drops: Vec<ElementRule>,
    texts: Vec<Text>,
    text_rules: Vec<&'f TextRule>,
    files: Vec<File>,
    signs: Vec<TextRule>,
    sign_of: Vec<Sign>,
    constants: Vec<(MetaField, usize, String)>,
    replaces: Vec<(String, (usize, String))>,
}

impl<'f> Compiler<'f> {
    fn add(&mut self, number: usize, file: &'f RuleFile) {
        let lists = sources(file).count();
        self.lists.reserve(lists);
        self.index.reserve(lists);
        let generators = self.detect(number, file);
        self.files.push(File {
            id: file.id.clone(),
            kind: file.kind,
            extends: file.extends.iter().map(|reference| reference.text.clone()).collect(),
            need: file.detect.as_ref().map(|detect| detect.need),
            generators,
            has_content: file.content.as_ref().is_some_and(|content| !content.select.is_empty()),
            or_nothing: file.content.as_ref().is_some_and(|content| content.or_nothing),
            on_from_start: file.kind != FileKind::Family,
        });
        if let Some(content) = &file.content {
            let select = Role::Select { first_only: content.first_only };
            for (name, role, sources) in [
                ("select", select, &content.select),
                ("keep", Role::Keep, &content.keep),
                ("stop", Role::Stop, &content.stop),
            ] {
                let rule = Arc::new(rule(file, name, "content", content.line));
                for source in sources {
                    self.list(number, &rule, content.line, source, role.clone());
                }
            }
        }
        for drop in &file.drops {
            self.drop_rule(number, file, drop);
        }
        for text in &file.texts {
            let rule = Arc::new(rule(file, &text.id, &text.kind, text.line));
            let TextRule { action, first, last, dateline, .. } = *text;
            let capture = text.capture.map(|(field, _)| field);
            self.texts.push(Text { rule, file: number, action, first, last, capture, dateline });
            self.text_rules.push(text);
        }
        let of_meta = Arc::new(rule(file, "meta", "boilerplate", 0));
        for meta in &file.meta {
            match &meta.source {
                MetaSource::Constant(text) => self.constants.push((meta.field, number, text.clone())),
                MetaSource::Element { select, attribute } => {
                    let role = Role::Meta { field: meta.field, order: meta.order, attribute: attribute.clone() };
                    self.list(number, &of_meta, select.line, select, role);
                }
            }
        }
        self.replaces
            .extend(file.replaces.iter().map(|replace| (replace.find.clone(), (number, replace.with.clone()))));
    }

    /// Adds the signs of a family. Returns those that are generator names.
    fn detect(&mut self, number: usize, file: &RuleFile) -> Vec<(u32, String)> {
        let Some(detect) = &file.detect else { return Vec::new() };
        let mut sign = 0..;
        let mut next = || sign.next().unwrap_or(0);
        let rule = Arc::new(rule(file, "detect", "boilerplate", 0));
        for source in &detect.select {
            let role = Role::Sign(next());
            self.list(number, &rule, source.line, source, role);
        }
        for phrase in &detect.text {
            self.sign_of.push(Sign { file: number, number: next() });
            self.signs.push(TextRule { starts: vec![phrase.clone()], ..TextRule::default() });
        }
        detect.generator.iter().map(|name| (next(), name.text.to_string())).collect()
    }

    fn drop_rule(&mut self, number: usize, file: &RuleFile, drop: &DropRule) {
        let id = self.drops.len();
        let enclosing = match &drop.scope {
            DropScope::Enclosing(tag) => Some(tag.clone()),
            _ => None,
        };
        self.drops.push(ElementRule {
            scope: drop.scope.clone(),
            nth: drop.nth,
            max_chars: drop.max_chars,
            in_content: drop.in_content,
            text: drop.text.as_ref().map(|text| Phrases::new(std::slice::from_ref(text))),
            needs_proof: !drop.has.is_empty() || enclosing.is_some(),
        });
        let first = drop.select.first().map_or(drop.line, |source| source.line);
        let rule = Arc::new(rule(file, &drop.id, &drop.kind, first));
        let waits = !drop.has.is_empty() || drop.text.is_some();
        for source in &drop.select {
            let role = match (&enclosing, waits) {
                (Some(_), _) => Role::Proof(id),
                (None, true) => Role::Candidate(id),
                (None, false) => Role::Drop(id),
            };
            self.list(number, &rule, source.line, source, role);
        }
        if let Some(tag) = enclosing {
            let source = SelectorSource { text: tag.into(), line: drop.line, span: 0..0 };
            self.list(number, &rule, source.line, &source, Role::Candidate(id));
        }
        for (role, sources) in [(Role::Proof(id), &drop.has), (Role::Unless(id), &drop.unless)] {
            for source in sources {
                self.list(number, &rule, source.line, source, role.clone());
            }
        }
    }

    fn list(&mut self, file: usize, rule: &Arc<Rule>, line: usize, source: &SelectorSource, role: Role) {
        // A test parses those of the built-in files, and those of other files were parsed when they were added.
        let list = selector::parse(&source.text)
            .unwrap_or_else(|error| panic!("{BROKEN}: {}:{line}: {}", rule.file, error.message));
        self.index.add(list);
        self.lists.push(List { rule: Arc::clone(rule), line, selector: source.text.clone(), file, role });
    }

    fn finish(self) -> Layer {
        let (find, with): (Vec<_>, Vec<_>) = self.replaces.into_iter().unzip();
        let replacer = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&find).ok();
        Layer {
            index: Arc::new(self.index.build()),
            lists: self.lists,
            drops: self.drops,
            phrases: Phrases::new(self.text_rules),
            datelines: (0..self.texts.len()).filter(|&text| self.texts[text].dateline).collect(),
            texts: self.texts,
            files: self.files,
            signs: Phrases::new(&self.signs),
            sign_of: self.sign_of,
            constants: self.constants,
            replacer: replacer.filter(|_| !with.is_empty()).map(|find| Replacer { find, with }),
        }
    }
}

fn sources(file: &RuleFile) -> impl Iterator<Item = &SelectorSource> {
    let content = file.content.iter().flat_map(|content| [&content.select, &content.keep, &content.stop]);
    let drops = file.drops.iter().flat_map(|drop| [&drop.select, &drop.unless, &drop.has]);
    let detect = file.detect.iter().map(|detect| &detect.select);
    let meta = file.meta.iter().filter_map(|meta| match &meta.source {
        MetaSource::Element { select, .. } => Some(select),
        MetaSource::Constant(_) => None,
    });
    content.chain(drops).chain(detect).flatten().chain(meta)
}

fn rule(file: &RuleFile, id: &str, kind: &str, line: usize) -> Rule {
    Rule { id: format!("{}#{id}", file.id), kind: kind.to_owned(), file: file.file.clone(), line }
}
