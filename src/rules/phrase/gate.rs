//! Tells from the first and last letters of a block that no phrase can hold for it.
//!
//! Most blocks are of that kind; they are told by folding a few letters instead of all that a phrase could cover.

use super::normalise::{core_end, core_start, fold_end, fold_start};
use super::template::{Names, Template};

/// Letters that are compared.
pub(super) const LETTERS: usize = 4;

/// Size of a set: 65,536 bits, so that the thousands of phrases of all languages fill a part of it only.
const WORDS: usize = 1024;

/// Folded bytes that are looked at: these letters, and bullets around them.
const ENOUGH: usize = 20;

/// Letters at an end of a text, from that end on; NUL where there are fewer, or where any may stand.
pub(super) type Letters = [char; LETTERS];

/// The first letters of the phrases at the start of a block, and the last ones of those at its end.
#[derive(Debug, Default)]
pub(super) struct Gate {
    heads: Ends,
    tails: Ends,
    /// Some phrase begins (ends) with a name, which is known only later.
    names_first: bool,
    names_last: bool,
}

impl Gate {
    pub fn add_head(&mut self, template: &Template) {
        self.names_first |= self.heads.add(template.first_letters());
    }

    pub fn add_tail(&mut self, template: &Template) {
        self.names_last |= self.tails.add(template.last_letters());
    }

    /// False if no phrase holds for `text`. `buffer` is written to.
    pub fn passes(&self, text: &str, names: &Names, buffer: &mut String) -> bool {
        let read = fold_start(text, ENOUGH, buffer);
        let core = core_start(buffer);
        let heads = [first_letters(buffer), first_letters(&buffer[core..])];
        let only_marks = core == buffer.len() && read < text.len();
        let by_name = || names.forms().any(|name| heads.contains(&first_letters(name)));
        if only_marks || heads.iter().any(|head| self.heads.have(*head)) || self.names_first && by_name() {
            return true;
        }
        if self.tails.is_empty && !self.names_last {
            return false;
        }
        let start = fold_end(text, ENOUGH, buffer);
        let core = core_end(buffer);
        let tails = [last_letters(buffer), last_letters(&buffer[..core])];
        let only_marks = core == 0 && start > 0;
        let by_name = || names.forms().any(|name| tails.contains(&last_letters(name)));
        only_marks || tails.iter().any(|tail| self.tails.have(*tail)) || self.names_last && by_name()
    }
}

pub(super) fn first_letters(text: &str) -> Letters {
    letters(text.chars())
}

pub(super) fn last_letters(text: &str) -> Letters {
    letters(text.chars().rev())
}

fn letters(mut chars: impl Iterator<Item = char>) -> Letters {
    std::array::from_fn(|_| chars.next().unwrap_or('\0'))
}

/// A set that may say yes to others: a bit for the hash of each of its members.
#[derive(Debug)]
struct Ends {
    bits: Box<[u64; WORDS]>,
    is_empty: bool,
}

impl Ends {
    /// Adds what a template can begin or end with; true if that is a name.
    fn add(&mut self, ends: Option<Vec<Letters>>) -> bool {
        for end in ends.iter().flatten() {
            let (word, bit) = place(end.iter().take_while(|&&c| c != '\0').fold(0, next));
            self.bits[word] |= bit;
            self.is_empty = false;
        }
        ends.is_none()
    }

    /// Whether the letters were added, or the first ones of them.
    fn have(&self, letters: Letters) -> bool {
        let mut hash = 0;
        // Something may begin with any letter.
        if self.bits[0] & 1 != 0 && !self.is_empty {
            return true;
        }
        letters.iter().any(|letter| {
            hash = next(hash, letter);
            let (word, bit) = place(hash);
            self.bits[word] & bit != 0
        })
    }
}

impl Default for Ends {
    fn default() -> Self {
        Ends { bits: Box::new([0; WORDS]), is_empty: true }
    }
}

fn next(hash: u64, letter: &char) -> u64 {
    (hash.rotate_left(21) ^ u64::from(*letter)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

fn place(hash: u64) -> (usize, u64) {
    let number = hash >> (64 - WORDS.ilog2() - 6);
    ((number >> 6) as usize, 1 << (number & 63))
}
