//! Tells from the first and last letters of a block that no phrase can hold for it.
//!
//! Most blocks are of that kind; they are told by folding a few letters instead of all that a phrase could cover.

use super::letters::{Letters, READ};
use super::normalise::{fold_end, fold_start, is_lead, is_trail};
use super::parts::is_part_of_word;
use super::template::{Name, Names};

/// Folded bytes that give all letters that are read.
const ENOUGH: usize = 4 * READ;

/// Places of a set for each phrase: about two of them are taken.
const PLACES: usize = 8;

/// The first letters of the phrases at the start of a block, and the last ones of those at its end.
#[derive(Debug, Default)]
pub(super) struct Gate {
    heads: Ends,
    tails: Ends,
    /// First letters of words with which blocks begin that are made of tools; numbers and marks may come before.
    has_words: bool,
}

/// What the phrases of a gate begin and end with; `None` for a name, which is known only later.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub heads: Vec<Option<Letters>>,
    pub tails: Vec<Option<Letters>>,
    pub words: Vec<Letters>,
}

impl Gate {
    pub fn new(draft: &Draft) -> Gate {
        let words = draft.words.iter().map(|word| Some(*word));
        let heads: Vec<_> = draft.heads.iter().copied().chain(words).collect();
        Gate { heads: Ends::new(&heads), tails: Ends::new(&draft.tails), has_words: !draft.words.is_empty() }
    }

    /// False if no phrase holds for `text`. `buffer` is written to.
    pub fn passes(&self, text: &str, names: &Names, buffer: &mut String) -> bool {
        self.head_passes(text, names, buffer) || self.tail_passes(text, names, buffer)
    }

    fn head_passes(&self, text: &str, names: &Names, buffer: &mut String) -> bool {
        if self.heads.is_empty() {
            return false;
        }
        let begins = if self.has_words { is_part_of_word } else { is_no_lead };
        let head = Letters::of_raw(text.chars(), begins).unwrap_or_else(|| {
            fold_start(text, ENOUGH, buffer);
            Letters::of_folded(buffer.chars())
        });
        self.heads.pass(&head, is_no_lead, || names.iter().map(Name::head))
            || self.has_words && self.heads.have_from(&head, is_part_of_word)
    }

    fn tail_passes(&self, text: &str, names: &Names, buffer: &mut String) -> bool {
        if self.tails.is_empty() {
            return false;
        }
        let tail = Letters::of_raw(text.chars().rev(), is_no_trail).unwrap_or_else(|| {
            fold_end(text, ENOUGH, buffer);
            Letters::of_folded(buffer.chars().rev())
        });
        self.tails.pass(&tail, is_no_trail, || names.iter().map(Name::tail))
    }
}

fn is_no_lead(c: char) -> bool {
    !is_lead(c)
}

fn is_no_trail(c: char) -> bool {
    !is_trail(c)
}

/// The beginnings of some phrases, letter by letter. It may say yes to others.
#[derive(Debug, Default)]
struct Ends {
    /// Two bits for the hash of each beginning: that something goes on from there, and that something ends.
    places: Vec<u64>,
    /// Something begins with any letter.
    any: bool,
    /// Something begins with a name.
    name: bool,
}

const GOES_ON: u64 = 1;
const IS_WHOLE: u64 = 2;

impl Ends {
    fn new(phrases: &[Option<Letters>]) -> Ends {
        let words = (phrases.len() * PLACES / 32).next_power_of_two();
        let mut ends = Ends { places: vec![0; if phrases.is_empty() { 0 } else { words }], any: false, name: false };
        for phrase in phrases {
            match phrase.as_ref().map(Letters::as_slice) {
                None => ends.name = true,
                Some([]) => ends.any = true,
                Some(letters) => ends.add(letters),
            }
        }
        ends
    }

    fn add(&mut self, letters: &[char]) {
        let mut hash = 0;
        for (at, letter) in letters.iter().enumerate() {
            hash = next(hash, *letter);
            let (word, shift) = self.place(hash);
            self.places[word] |= if at + 1 == letters.len() { IS_WHOLE } else { GOES_ON } << shift;
        }
    }

    fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Whether one of these, or a name, may stand at the end of a text, with or without the marks before `begins`.
    fn pass<'n, N: Iterator<Item = &'n Letters>>(
        &self,
        text: &Letters,
        begins: fn(char) -> bool,
        names: impl Fn() -> N,
    ) -> bool {
        let starts = |name: &Letters| {
            let is_start_of = |letters: &[char]| letters.starts_with(name.as_slice());
            is_start_of(text.as_slice()) || text.from(begins).is_some_and(is_start_of)
        };
        self.have(text.as_slice()) || self.have_from(text, begins) || self.name && names().any(starts)
    }

    /// Whether one of these may stand where `begins` first holds.
    fn have_from(&self, text: &Letters, begins: fn(char) -> bool) -> bool {
        text.from(begins).map_or(text.is_full(), |letters| self.have(letters))
    }

    /// Whether a beginning of the letters was added.
    fn have(&self, letters: &[char]) -> bool {
        let mut hash = 0;
        for letter in letters {
            hash = next(hash, *letter);
            let (word, shift) = self.place(hash);
            let found = self.places[word] >> shift;
            if found & IS_WHOLE != 0 {
                return true;
            }
            if found & GOES_ON == 0 {
                break;
            }
        }
        self.any
    }

    /// The word of a hash, and where in it the bits are.
    fn place(&self, hash: u64) -> (usize, u32) {
        let number = (hash >> 32) as usize;
        ((number >> 5) & (self.places.len() - 1), (number as u32 & 31) * 2)
    }
}

fn next(hash: u64, letter: char) -> u64 {
    (hash.rotate_left(21) ^ u64::from(letter)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
