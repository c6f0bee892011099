//! Reads the word lists for bylines.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

const FILE: &str = include_str!("words.txt");

pub(super) static WORDS: LazyLock<Words> = LazyLock::new(|| Words::read(FILE));

type List = Vec<&'static str>;
type Set = BTreeSet<&'static str>;

/// Words by their first letter.
pub(super) type Labels = BTreeMap<char, List>;

/// The sections of the file, which says what each is for.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// By their first two letters.
    pub before: BTreeMap<(char, Option<char>), List>,
    pub genres: Set,
    pub translators: Labels,
    pub others: Labels,
    pub after: Set,
    /// Those of `after` in scripts without spaces.
    pub after_dense: List,
    pub ranks: Set,
    pub cuts: Set,
    pub weekdays: Set,
    pub no_names: Set,
    pub organisations: Set,
    pub and: Set,
    pub agencies: Set,
    pub particles: Set,
    pub surnames: Set,
    pub no_conjunctions: Set,
    /// Bit set of the first two bytes of every word before a name. Five bits of a byte identify a Latin letter.
    prefixes: Vec<u32>,
}

impl Words {
    fn read(file: &'static str) -> Words {
        let mut words = Words { prefixes: vec![0; 32], ..Words::default() };
        let mut section = "";
        for line in file.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            if let Some(name) = line.strip_prefix('[') {
                section = name.trim_end_matches(']');
                continue;
            }
            let list = line.split_once(" = ").map_or(line, |(_, list)| list);
            for word in list.split(',').map(str::trim).filter(|word| !word.is_empty()) {
                words.add(section, word);
            }
        }
        words
    }

    fn add(&mut self, section: &str, word: &'static str) {
        let set = match section {
            "before" => return self.add_before(word),
            "translators" => return add_label(&mut self.translators, word),
            "others" => return add_label(&mut self.others, word),
            "after" if word.starts_with(super::is_dense) => return self.after_dense.push(word),
            "after" => &mut self.after,
            "genres" => {
                self.add_prefix(word);
                &mut self.genres
            }
            "articles" => return self.add_prefix(word),
            "ranks" => &mut self.ranks,
            "cuts" => &mut self.cuts,
            "weekdays" => &mut self.weekdays,
            "no-names" => &mut self.no_names,
            "organisations" => &mut self.organisations,
            "and" => &mut self.and,
            "agencies" => &mut self.agencies,
            "particles" => &mut self.particles,
            "surnames" => &mut self.surnames,
            "no-conjunctions" => &mut self.no_conjunctions,
            // A test finds unknown sections.
            _ => return,
        };
        set.insert(word);
    }

    fn add_before(&mut self, word: &'static str) {
        let mut letters = word.chars();
        if let (Some(first), second) = (letters.next(), letters.next()) {
            self.before.entry((first, second)).or_default().push(word);
        }
        self.add_prefix(word);
    }

    fn add_prefix(&mut self, word: &str) {
        if let [first, second, ..] = word.as_bytes() {
            self.prefixes[usize::from(first & 31)] |= 1 << (second & 31);
        }
    }

    /// Returns whether a word for the author can begin with two bytes.
    pub fn may_begin(&self, first: u8, second: u8) -> bool {
        self.prefixes[usize::from(first & 31)] >> (second & 31) & 1 != 0
    }

    /// Returns the words before a name that have these first letters, or are one letter.
    pub fn before(&self, first: char, second: Option<char>) -> impl Iterator<Item = &'static str> {
        let of = |second| self.before.get(&(first, second)).into_iter().flatten().copied();
        of(second).chain(second.and_then(|_| self.before.get(&(first, None))).into_iter().flatten().copied())
    }

    pub fn is(set: &Set, word: &str) -> bool {
        set.contains(word.to_lowercase().as_str())
    }
}

fn add_label(labels: &mut Labels, word: &'static str) {
    if let Some(first) = word.chars().next() {
        labels.entry(first).or_default().push(word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_is_known_and_every_word_in_lower_case() {
        let sections: Vec<&str> = FILE.lines().filter(|line| line.starts_with('[')).collect();
        let debug = format!("{:?}", *WORDS);
        for section in sections.into_iter().filter(|section| *section != "[articles]") {
            let field = section.trim_matches(['[', ']']).replace('-', "_");
            assert!(debug.contains(&format!(" {field}: ")), "{section}");
            assert!(
                !debug.contains(&format!(" {field}: {{}}")) && !debug.contains(&format!(" {field}: []")),
                "{section}"
            );
        }
        let is_wrong = |line: &&str| !line.starts_with('#') && line.to_lowercase() != **line;
        assert_eq!(FILE.lines().filter(is_wrong).collect::<Vec<_>>(), Vec::<&str>::new());
    }
}
