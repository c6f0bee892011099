//! Tells from the first and last letters of a block that no phrase can hold for it.
//!
//! Most blocks are of that kind; they are told by folding a few letters instead of all that a phrase could cover.

use super::beginnings::{Beginnings, First, first};
use super::letters::{Letters, numbers_as_one};
use super::normalise::{fold_end, fold_start, is_lead, is_trail};
use super::parts::{self, is_part_of_word};
use super::template::Names;
use super::window;

/// Folded bytes that are looked at where letters depend on each other.
const ENOUGH: usize = 48;

/// What the phrases of a layer begin and end with.
#[derive(Debug, Default)]
pub(super) struct Gate {
    heads: End,
    tails: End,
    /// The first words of the phrases of which tools are made.
    words: Beginnings,
}

/// What phrases can have at one end of a block.
#[derive(Debug, Default)]
pub(super) struct End {
    letters: Beginnings,
    /// One of them begins with a name, which is known only later.
    name: bool,
    /// One of them begins with marks that most blocks have before their text.
    marks: bool,
}

/// What a gate is made of; `None` for a phrase that begins with a name.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub heads: Vec<Option<First>>,
    pub tails: Vec<Option<First>>,
    pub words: Vec<First>,
}

impl Gate {
    pub fn new(draft: &Draft) -> Gate {
        Gate {
            heads: End::new(&draft.heads, is_lead),
            tails: End::new(&draft.tails, is_trail),
            words: Beginnings::new(&draft.words),
        }
    }

    /// False if no phrase holds for `text`. `buffer` is written to.
    pub fn passes(&self, text: &str, names: &Names, buffer: &mut String) -> bool {
        let may_be_tools = text.len() <= window(parts::TEXT_MAX);
        let head = self.head_passes(Letters::new(text.chars()), names, may_be_tools);
        let head_passes = head.unwrap_or_else(|| {
            let read = fold_start(text, ENOUGH, buffer);
            let more = (read < text.len()).then_some(None);
            self.head_passes(buffer.chars().map(Some).chain(more), names, may_be_tools).unwrap_or(true)
        });
        head_passes
            || self.tail_passes(Letters::new(text.chars().rev()), names).unwrap_or_else(|| {
                let start = fold_end(text, ENOUGH, buffer);
                let more = (start > 0).then_some(None);
                self.tail_passes(buffer.chars().rev().map(Some).chain(more), names).unwrap_or(true)
            })
    }

    /// `None` where more of the text must be known.
    fn head_passes<I>(&self, letters: I, names: &Names, may_be_tools: bool) -> Option<bool>
    where
        I: Iterator<Item = Option<char>> + Clone,
    {
        if self.heads.pass(numbers_as_one(letters.clone()), is_lead, names.heads())? {
            return Some(true);
        }
        if !may_be_tools || self.words.is_empty() {
            return Some(false);
        }
        let word = letters.skip_while(|letter| letter.is_some_and(|c| !is_part_of_word(c)));
        self.words.begin(word.map(|letter| letter.map(letter_of_word)).chain([Some(' ')]))
    }

    fn tail_passes<I>(&self, letters: I, names: &Names) -> Option<bool>
    where
        I: Iterator<Item = Option<char>> + Clone,
    {
        self.tails.pass(numbers_as_one(letters), is_trail, names.tails())
    }
}

/// The first letters of a word of tools, with a space behind it.
pub(super) fn first_of_word(word: &str) -> First {
    first(word.chars().map(letter_of_word).chain([' ']))
}

/// A space for what may stand behind a word or within it.
fn letter_of_word(c: char) -> char {
    if is_part_of_word(c) { c } else { ' ' }
}

impl End {
    /// `is_mark` tells the marks that most blocks may have before these.
    pub fn new(phrases: &[Option<First>], is_mark: fn(char) -> bool) -> End {
        let known: Vec<First> = phrases.iter().copied().flatten().collect();
        End {
            name: known.len() < phrases.len(),
            marks: known.iter().any(|first| is_mark(first[0])),
            letters: Beginnings::new(&known),
        }
    }

    /// Whether a phrase, or a name with which one begins, may stand at this end of a text, with marks before it or not.
    fn pass<I>(&self, letters: I, is_mark: impl Fn(char) -> bool + Copy, names: &End) -> Option<bool>
    where
        I: Iterator<Item = Option<char>> + Clone,
    {
        let is_mark = |letter: &Option<char>| letter.is_some_and(is_mark);
        if (self.marks || self.name && names.marks) && letters.clone().next().is_some_and(|letter| is_mark(&letter)) {
            return Some(true);
        }
        let core = letters.skip_while(is_mark);
        Some(self.letters.begin(core.clone())? || self.name && names.letters.begin(core)?)
    }
}
