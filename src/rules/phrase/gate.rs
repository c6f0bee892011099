//! Rejects blocks in which no phrase can match, by their first and last letters.
//!
//! Most blocks are rejected here, after folding a few letters instead of all that a phrase could cover.

use super::letters::{Letters, numbers_as_one};
use super::normalise::{fold_end, fold_start, is_lead, is_trail, window};
use super::parts::{self, is_part_of_word};
use super::prefix_set::{Pair, Prefix, PrefixSet, first, pair};

/// Folded bytes to look at where letters depend on their neighbours.
const ENOUGH: usize = 48;

#[derive(Debug, Default)]
pub(super) struct Gate {
    heads: End,
    tails: End,
    words: PrefixSet,
}

/// What phrases can have at one end of a block.
#[derive(Debug, Default)]
pub(super) struct End {
    letters: PrefixSet,
    /// Whether some phrase begins with a name, which is known only later.
    name: bool,
    /// Whether some phrase begins with marks that most blocks may have before their text.
    marks: bool,
}

/// The phrases for a gate; `None` for one that begins with a name.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub heads: Vec<Option<Prefix>>,
    pub tails: Vec<Option<Prefix>>,
    pub words: Vec<Prefix>,
}

impl Gate {
    pub fn new(draft: &Draft) -> Gate {
        Gate {
            heads: End::new(&draft.heads, is_lead),
            tails: End::new(&draft.tails, is_trail),
            words: PrefixSet::new(&draft.words),
        }
    }

    /// Whether a phrase may match `text`. `names` are the page's names by their heads and tails, `buffer` is scratch
    /// space.
    pub fn passes(&self, text: &str, [heads, tails]: [&End; 2], buffer: &mut String) -> bool {
        let may_be_tools = text.len() <= window(parts::TEXT_MAX);
        let no_head = |pair| self.heads.rules_out(pair, heads) && (!may_be_tools || self.words.rules_out(pair));
        let head = match pair(text.bytes()) {
            Some(pair) if no_head(pair) => Some(false),
            _ => self.head_passes(Letters::new(text.chars()), heads, may_be_tools),
        };
        // Whether the whole text is folded in the buffer.
        let mut is_whole = false;
        let head_passes = head.unwrap_or_else(|| {
            let read = fold_start(text, ENOUGH, buffer);
            is_whole = read == text.len();
            let more = (!is_whole).then_some(None);
            self.head_passes(buffer.chars().map(Some).chain(more), heads, may_be_tools).unwrap_or(true)
        });
        if !head_passes && pair(text.bytes().rev()).is_some_and(|pair| self.tails.rules_out(pair, tails)) {
            return false;
        }
        head_passes
            || self.tail_passes(Letters::new(text.chars().rev()), tails).unwrap_or_else(|| {
                let start = if is_whole { 0 } else { fold_end(text, ENOUGH, buffer) };
                let more = (start > 0).then_some(None);
                self.tail_passes(buffer.chars().rev().map(Some).chain(more), tails).unwrap_or(true)
            })
    }

    /// Returns `None` if more of the text is needed.
    fn head_passes<I>(&self, letters: I, names: &End, may_be_tools: bool) -> Option<bool>
    where
        I: Iterator<Item = Option<char>> + Clone,
    {
        if self.heads.pass(numbers_as_one(letters.clone()), is_lead, names)? {
            return Some(true);
        }
        if !may_be_tools || self.words.is_empty() {
            return Some(false);
        }
        let word = letters.skip_while(|letter| letter.is_some_and(|c| !is_part_of_word(c)));
        self.words.begin(word.map(|letter| letter.map(letter_of_word)).chain([Some(' ')]))
    }

    fn tail_passes<I>(&self, letters: I, names: &End) -> Option<bool>
    where
        I: Iterator<Item = Option<char>> + Clone,
    {
        self.tails.pass(numbers_as_one(letters), is_trail, names)
    }
}

pub(super) fn first_of_word(word: &str) -> Prefix {
    first(word.chars().map(letter_of_word).chain([' ']))
}

/// Replaces what may follow or split a word by a space.
fn letter_of_word(c: char) -> char {
    if is_part_of_word(c) { c } else { ' ' }
}

impl End {
    /// Creates an end. `is_mark` matches the marks that may precede the phrases.
    pub fn new(phrases: &[Option<Prefix>], is_mark: fn(char) -> bool) -> End {
        let known: Vec<Prefix> = phrases.iter().copied().flatten().collect();
        End {
            name: known.len() < phrases.len(),
            marks: known.iter().any(|first| is_mark(first[0])),
            letters: PrefixSet::new(&known),
        }
    }

    /// Whether no phrase, and no name that begins one, begins with these letters; `false` is uncertain.
    fn rules_out(&self, pair: Pair, names: &End) -> bool {
        self.letters.rules_out(pair) && (!self.name || names.letters.rules_out(pair))
    }

    /// Whether a phrase, or a name that begins one, may be at this end of a text, with or without marks before it.
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
