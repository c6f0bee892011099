//! A set of phrase prefixes (a Bloom filter): rejects most texts after a few letters.

const LETTERS: usize = 6;

/// Slots per phrase; about two are set.
const SLOTS_PER_PHRASE: usize = 16;

/// Bits of a slot: some phrase begins with these letters; the comparison ends here.
const BEGINS: u64 = 1;
const IS_SHORT: u64 = 2;

/// The prefixes of some phrases, by hash; it may report false positives.
#[derive(Debug, Default)]
pub(super) struct PrefixSet {
    words: Vec<u64>,
    /// Whether some phrase may begin with any letter.
    any: bool,
    /// For each small Latin letter, those that may follow it, a bit each. Two letters reject most texts.
    pairs: [u32; 26],
}

/// The first two letters of a text, as numbers from 0.
pub(super) type Pair = [u8; 2];

/// Returns the first two of these bytes of a text if they are letters that fold to one each, whatever follows.
pub(super) fn pair(mut bytes: impl Iterator<Item = u8>) -> Option<Pair> {
    let mut letter = || bytes.next().filter(u8::is_ascii_alphabetic).map(|byte| byte.to_ascii_lowercase() - b'a');
    let pair = [letter()?, letter()?];
    // A mark would change the letter before it.
    bytes.next().is_none_or(|next| (b' '..0x7F).contains(&next)).then_some(pair)
}

fn number(letter: char) -> Option<usize> {
    letter.is_ascii_lowercase().then(|| letter as usize - 'a' as usize)
}

/// The prefix of one phrase; NUL matches any letter.
pub(super) type Prefix = [char; LETTERS];

pub(super) fn first(mut letters: impl Iterator<Item = char>) -> Prefix {
    std::array::from_fn(|_| letters.next().unwrap_or('\0'))
}

impl PrefixSet {
    pub fn new(phrases: &[Prefix]) -> PrefixSet {
        let mut all = PrefixSet::default();
        if !phrases.is_empty() {
            // Two bits per slot.
            all.words = vec![0; (phrases.len() * SLOTS_PER_PHRASE / 32).next_power_of_two()];
        }
        for phrase in phrases {
            let length = phrase.iter().take_while(|&&c| c != '\0').count();
            let mut hash = 0;
            for letter in &phrase[..length] {
                hash = next(hash, *letter);
                all.mark(hash, BEGINS);
            }
            if length < LETTERS {
                all.mark(hash, IS_SHORT);
                all.mark(next(hash, '\0'), BEGINS);
            }
            all.any |= length == 0;
            if let Some(first) = number(phrase[0]) {
                all.pairs[first] |= if length == 1 { u32::MAX } else { number(phrase[1]).map_or(0, |next| 1 << next) };
            }
        }
        all
    }

    /// Whether no phrase begins with these letters; `false` is uncertain.
    pub fn rules_out(&self, [first, next]: Pair) -> bool {
        !self.any && self.pairs[usize::from(first)] & 1 << next == 0
    }

    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether a phrase may begin with these letters; `None` if a letter needed for the answer is unknown.
    #[inline]
    pub fn begin(&self, mut letters: impl Iterator<Item = Option<char>>) -> Option<bool> {
        if self.any || self.is_empty() {
            return Some(self.any);
        }
        let mut hash = 0;
        for _ in 0..LETTERS {
            let Some(letter) = letters.next() else { return Some(false) };
            hash = next(hash, letter?);
            let bits = self.bits(hash);
            if bits & BEGINS == 0 {
                // An unknown next letter may change this one.
                return if letters.next() == Some(None) { None } else { Some(false) };
            }
            if bits & IS_SHORT != 0 && self.bits(next(hash, '\0')) & BEGINS != 0 {
                break;
            }
        }
        Some(true)
    }

    fn mark(&mut self, hash: u64, bits: u64) {
        let (word, shift) = self.slot(hash);
        self.words[word] |= bits << shift;
    }

    fn bits(&self, hash: u64) -> u64 {
        let (word, shift) = self.slot(hash);
        self.words[word] >> shift
    }

    /// Returns the word for a hash and the shift of its bits.
    fn slot(&self, hash: u64) -> (usize, u32) {
        let number = (hash >> 32) as usize;
        ((number >> 5) & (self.words.len() - 1), (number as u32 & 31) * 2)
    }
}

fn next(hash: u64, letter: char) -> u64 {
    (hash.rotate_left(21) ^ u64::from(letter)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_without_a_known_prefix_are_rejected() {
        let begin = |phrases: &[&str], text: &str| {
            let phrases: Vec<_> = phrases.iter().map(|phrase| first(phrase.chars())).collect();
            PrefixSet::new(&phrases).begin(text.chars().map(|c| (c != '?').then_some(c)))
        };
        assert_eq!(begin(&["read more", "ad"], "read more"), Some(true));
        assert_eq!(begin(&["read more", "ad"], "read mine"), Some(true));
        assert_eq!(begin(&["read more", "ad"], "reading"), Some(false));
        assert_eq!(begin(&["read more", "ad"], "adapt"), Some(true));
        assert_eq!(begin(&["read more", "ad"], "rea?"), None);
        assert_eq!(begin(&["read more", "ad"], "x?"), None);
        assert_eq!(begin(&["read more", "ad"], "xea?"), Some(false));
        assert_eq!(begin(&[], "read"), Some(false));
        assert_eq!(begin(&[""], "read"), Some(true));
    }

    #[test]
    fn two_letters_rule_out_most_texts() {
        let rules_out = |phrases: &[&str], text: &str| {
            let phrases: Vec<_> = phrases.iter().map(|phrase| first(phrase.chars())).collect();
            pair(text.bytes()).is_some_and(|pair| PrefixSet::new(&phrases).rules_out(pair))
        };
        assert!(rules_out(&["read more", "a", "i am"], "Road"));
        for text in ["READ", "ad", "A\u{301}d", "ro\u{301}", "i am", "5", ""] {
            assert!(!rules_out(&["read more", "a", "i am"], text), "{text}");
        }
        assert!(rules_out(&[], "read") && !rules_out(&[""], "read"));
    }
}
