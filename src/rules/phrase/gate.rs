//! Tells from the first and last letters of a block that no phrase can hold for it.
//!
//! Most blocks are of that kind; they are told by folding a few letters instead of all that a phrase could cover.

use super::normalise::{core_end, core_start, fold_end, fold_start};
use super::template::{Names, Template};

/// Folded bytes that are looked at: two letters, and bullets around them.
const ENOUGH: usize = 16;

/// The first two letters of the phrases at the start of a block, and the last two of those at its end.
#[derive(Debug, Default)]
pub(super) struct Gate {
    heads: Pairs,
    tails: Pairs,
    /// Some phrase begins (ends) with a name, which is known only later.
    names_first: bool,
    names_last: bool,
}

impl Gate {
    pub fn add_head(&mut self, template: &Template) {
        self.names_first |= self.heads.add(template.first_pairs());
    }

    pub fn add_tail(&mut self, template: &Template) {
        self.names_last |= self.tails.add(template.last_pairs());
    }

    /// False if no phrase holds for `text`. `buffer` is written to.
    pub fn passes(&self, text: &str, names: &Names, buffer: &mut String) -> bool {
        let read = fold_start(text, ENOUGH, buffer);
        let core = core_start(buffer);
        let heads = [first_pair(buffer), first_pair(&buffer[core..])];
        let only_marks = core == buffer.len() && read < text.len();
        let by_name = || names.forms().any(|name| heads.contains(&first_pair(name)));
        if only_marks || heads.iter().any(|pair| self.heads.have(*pair)) || self.names_first && by_name() {
            return true;
        }
        if self.tails.is_empty && !self.names_last {
            return false;
        }
        let start = fold_end(text, ENOUGH, buffer);
        let core = core_end(buffer);
        let tails = [last_pair(buffer), last_pair(&buffer[..core])];
        let only_marks = core == 0 && start > 0;
        let by_name = || names.forms().any(|name| tails.contains(&last_pair(name)));
        only_marks || tails.iter().any(|pair| self.tails.have(*pair)) || self.names_last && by_name()
    }
}

/// The first two characters; NUL where there are fewer.
pub(super) fn first_pair(text: &str) -> [char; 2] {
    let mut chars = text.chars();
    [chars.next().unwrap_or('\0'), chars.next().unwrap_or('\0')]
}

/// The last two characters, the last one first.
pub(super) fn last_pair(text: &str) -> [char; 2] {
    let mut chars = text.chars().rev();
    [chars.next().unwrap_or('\0'), chars.next().unwrap_or('\0')]
}

/// A set of pairs that may say yes to others: a bit for the hash of each.
#[derive(Debug)]
struct Pairs {
    bits: Box<[u64; 128]>,
    is_empty: bool,
}

impl Pairs {
    /// Adds what a template can begin or end with; true if that is a name.
    fn add(&mut self, pairs: Option<Vec<[char; 2]>>) -> bool {
        for pair in pairs.iter().flatten() {
            let (word, bit) = place(*pair);
            self.bits[word] |= bit;
            self.is_empty = false;
        }
        pairs.is_none()
    }

    /// Whether the pair was added, or its first character with anything after it.
    fn have(&self, [first, second]: [char; 2]) -> bool {
        [[first, second], [first, '\0']].into_iter().map(place).any(|(word, bit)| self.bits[word] & bit != 0)
    }
}

impl Default for Pairs {
    fn default() -> Self {
        Pairs { bits: Box::new([0; 128]), is_empty: true }
    }
}

fn place([first, second]: [char; 2]) -> (usize, u64) {
    let pair = u64::from(first) << 32 | u64::from(second);
    let number = pair.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 51;
    ((number >> 6) as usize, 1 << (number & 63))
}
