//! Random rule files, as data for the reference and as TOML for tamis.

use std::fmt::Write;

use crate::page::WORDS;
use crate::random::Random;
use crate::selector::Selector;

/// A rule file. Its rank is the index of its kind in `KINDS`.
#[derive(Debug, Clone, Default)]
pub struct File {
    pub kind: &'static str,
    pub rank: u8,
    pub sign: Option<Selector>,
    pub content: Option<Content>,
    pub keep: Vec<Selector>,
    pub stop: Vec<Selector>,
    pub drops: Vec<Drop>,
}

#[derive(Debug, Clone)]
pub struct Content {
    pub select: Selector,
    pub first_only: bool,
    pub or_nothing: bool,
}

#[derive(Debug, Clone)]
pub struct Drop {
    pub id: usize,
    pub select: Vec<Selector>,
    pub unless: Vec<Selector>,
    pub has: Vec<Selector>,
    pub text: Option<Text>,
    pub nth: Option<usize>,
    pub max_chars: Option<usize>,
    pub in_content: bool,
    pub scope: Scope,
}

#[derive(Debug, Clone)]
pub struct Text {
    pub by: &'static str,
    pub word: &'static str,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Scope {
    Element,
    Contents,
    Enclosing(&'static str),
    After,
    Section,
    Rest,
}

impl Drop {
    pub fn waits(&self) -> bool {
        !self.has.is_empty() || self.text.is_some()
    }
}

impl Text {
    pub fn holds(&self, text: &str) -> bool {
        let mut words = text.split_whitespace();
        match self.by {
            "is" => text == self.word,
            "starts" => words.next() == Some(self.word),
            _ => words.any(|word| word == self.word),
        }
    }
}

pub fn random(random: &mut Random) -> Vec<File> {
    let mut files = Vec::new();
    // A failure with several rules needs several causes and is harder to read.
    let most = random.one_of(&[1, 2, 3]);
    for (kind, rank) in [("generic", 0), ("family", 2), ("site", 3)] {
        if !random.once_in(3) {
            files.push(file(random, kind, rank, most));
        }
    }
    files
}

fn file(random: &mut Random, kind: &'static str, rank: u8, most: usize) -> File {
    let mut id = 0;
    let mut drops = random.several(0, most, |random| {
        id += 1;
        drop(random, id)
    });
    if drops.is_empty() {
        drops.push(drop(random, 1));
    }
    let some = |random: &mut Random, times| if random.once_in(times) { vec![Selector::random(random)] } else { vec![] };
    File {
        kind,
        rank,
        sign: (kind == "family").then(|| Selector::random(random)),
        content: random.once_in(5).then(|| Content {
            select: Selector::random(random),
            first_only: random.once_in(2),
            or_nothing: random.once_in(4),
        }),
        keep: some(random, 3),
        stop: some(random, 12),
        drops,
    }
}

fn drop(random: &mut Random, id: usize) -> Drop {
    let scope = match random.below(12) {
        0 => Scope::Contents,
        1 | 2 => Scope::Enclosing(random.one_of(&["li", "div", "section"])),
        3 => Scope::After,
        4 | 5 => Scope::Section,
        6 if random.once_in(2) => Scope::Rest,
        _ => Scope::Element,
    };
    let alone = matches!(scope, Scope::Contents | Scope::Enclosing(_));
    let list = |random: &mut Random, times: usize| match random.once_in(times) {
        true => random.several(1, 2, Selector::random),
        false => Vec::new(),
    };
    Drop {
        id,
        select: random.several(1, 2, Selector::random),
        unless: list(random, 6),
        has: if alone { Vec::new() } else { list(random, 4) },
        text: (!alone && random.once_in(4))
            .then(|| Text { by: random.one_of(&["is", "starts", "contains"]), word: random.one_of(WORDS) }),
        nth: random.once_in(8).then(|| 1 + random.below(2)),
        max_chars: random.once_in(8).then(|| 1 + random.below(12)),
        in_content: random.once_in(10),
        scope,
    }
}

pub fn toml(file: &File) -> String {
    let mut toml = format!("format = 1\nid = '{0}/{0}'\n", file.kind);
    let list = |selectors: &[Selector]| {
        let quoted: Vec<String> = selectors.iter().map(|selector| format!("'{selector}'")).collect();
        format!("[{}]", quoted.join(", "))
    };
    if file.kind == "site" {
        toml.push_str("hosts = ['site.example']\n");
    }
    if let Some(sign) = &file.sign {
        writeln!(toml, "[detect]\nselect = '{sign}'").unwrap();
    }
    if file.content.is_some() || !file.keep.is_empty() || !file.stop.is_empty() {
        toml.push_str("[content]\n");
    }
    if let Some(content) = &file.content {
        writeln!(toml, "select = '{}'", content.select).unwrap();
        toml.push_str(if content.first_only { "pick = 'first'\n" } else { "" });
        toml.push_str(if content.or_nothing { "else = 'none'\n" } else { "" });
    }
    for (key, selectors) in [("keep", &file.keep), ("stop", &file.stop)] {
        if !selectors.is_empty() {
            writeln!(toml, "{key} = {}", list(selectors)).unwrap();
        }
    }
    for drop in &file.drops {
        writeln!(toml, "[[drop]]\nid = 'd{}'", drop.id).unwrap();
        for (key, selectors) in [("select", &drop.select), ("unless", &drop.unless), ("has", &drop.has)] {
            if !selectors.is_empty() {
                writeln!(toml, "{key} = {}", list(selectors)).unwrap();
            }
        }
        if let Some(Text { by, word }) = &drop.text {
            writeln!(toml, "text = {{ {by} = '{word}' }}").unwrap();
        }
        for (key, number) in [("nth", drop.nth), ("max-chars", drop.max_chars)] {
            if let Some(number) = number {
                writeln!(toml, "{key} = {number}").unwrap();
            }
        }
        toml.push_str(if drop.in_content { "within = 'content'\n" } else { "" });
        match &drop.scope {
            Scope::Element => {}
            Scope::Enclosing(name) => writeln!(toml, "drop = 'enclosing:{name}'").unwrap(),
            scope => writeln!(toml, "drop = '{}'", format!("{scope:?}").to_lowercase()).unwrap(),
        }
    }
    toml
}
