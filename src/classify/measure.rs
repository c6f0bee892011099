//! Turns the text of a block into counts in one pass, independent of script and language.
//!
//! A word is a run of letters and digits. Scripts without spaces have long runs, so a long run counts as several words;
//! replacing letters by those of another script changes no count.

use super::class::{CLASSES, Class};
use crate::block::{Block, split_at_most};

#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Measure {
    /// Number of letters and digits.
    pub letters: u32,
    /// Number of runs of letters and digits, and length of the longest.
    pub runs: u32,
    pub longest: u32,
    /// Number of words, long runs counting as several, and of those inside links.
    pub words: f32,
    pub linked: f32,
    pub links: u32,
    pub digits: u32,
    pub commas: u32,
    /// Number of sentence ends.
    pub stops: u32,
    pub quotes: u32,
    /// Number of menu separators: bars, middle dots, arrows.
    pub bars: u32,
    /// Number of other punctuation characters.
    pub marks: u32,
    pub lines: u32,
    pub ending: Ending,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Ending {
    #[default]
    Open,
    Stop,
    Ellipsis,
    Colon,
}

/// Letters of one word; each [`LETTERS_MORE`] letters beyond make a further word.
const WORD: u32 = 7;
const LETTERS_MORE: u32 = 2;

impl Measure {
    pub fn unlinked(&self) -> f32 {
        (self.words - self.linked).max(0.0)
    }

    pub fn link_share(&self) -> f32 {
        if self.words > 0.0 { self.linked / self.words } else { 0.0 }
    }

    /// Whether the text is prose by the simplest criterion.
    pub fn is_good(&self) -> bool {
        self.unlinked() >= 12.0 && self.link_share() < 0.33
    }

    pub fn of(block: &Block) -> Measure {
        let (text, _) = split_at_most(&block.text, MOST);
        let mut links = block.marks.iter().filter(|mark| mark.kind.is_link() && mark.start < mark.end).peekable();
        let mut measure = Measure { links: u32::from(links.peek().is_some()), ..Measure::default() };
        // Skips the links that end at or before a position, except the last.
        let mut pass = |measure: &mut Measure, at: usize| {
            while links.next_if(|link| link.end <= at).is_some() {
                measure.links += u32::from(links.peek().is_some());
            }
            links.peek().is_some_and(|link| link.start <= at)
        };
        let mut counts = [0; CLASSES];
        let (mut words, mut linked) = (Words::default(), Words::default());
        let (mut run, mut run_linked, mut at) = (0, false, 0);
        let mut end_run = |run: u32, run_linked| {
            if run > 0 {
                words.add(run);
                if run_linked {
                    linked.add(run);
                }
            }
        };
        let mut chars = text.chars();
        loop {
            if run > 0 {
                // Fast path: the inside of a word in Latin letters, which is most of most pages.
                let rest = chars.as_str();
                let more = small_letters(rest.as_bytes());
                run += more as u32;
                chars = rest[more..].chars();
            }
            let left = chars.as_str().len();
            let Some(c) = chars.next() else { break };
            at = text.len() - left;
            let class = Class::of(c);
            counts[class as usize] += 1;
            if class.is_letter() {
                if run == 0 {
                    run_linked = pass(&mut measure, at);
                }
                run += 1;
            } else if class != Class::Joiner {
                end_run(run, run_linked);
                run = 0;
            }
        }
        end_run(run, run_linked);
        pass(&mut measure, at);
        let count = |class: Class| counts[class as usize];
        Measure {
            letters: words.letters,
            runs: words.runs,
            longest: words.longest,
            words: words.words(),
            linked: linked.words(),
            digits: count(Class::Digit),
            commas: count(Class::Comma),
            stops: count(Class::Stop),
            quotes: count(Class::Quote),
            bars: count(Class::Bar),
            marks: count(Class::Other),
            lines: count(Class::LineBreak),
            ending: ending(&block.text),
            ..measure
        }
    }
}

/// Bytes of a block that are counted. The rest of such a long block adds nothing new and may be a megabyte.
const MOST: usize = 32 << 10;

#[derive(Default)]
struct Words {
    letters: u32,
    runs: u32,
    longest: u32,
    /// Letters beyond [`WORD`] in each run.
    more: u32,
}

impl Words {
    fn add(&mut self, run: u32) {
        self.letters += run;
        self.runs += 1;
        self.longest = self.longest.max(run);
        self.more += run.saturating_sub(WORD);
    }

    fn words(&self) -> f32 {
        self.runs as f32 + self.more as f32 / LETTERS_MORE as f32
    }
}

/// Counts the lower-case Latin letters at the start of the text, eight at a time.
fn small_letters(text: &[u8]) -> usize {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * EACH;
    let (words, _) = text.as_chunks();
    for (at, &word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(word);
        let low = word & !HIGH;
        // The high bit of each byte marks: at or above `a`, above `z`, not ASCII.
        let (from, beyond) = (low + (0x80 - u64::from(b'a')) * EACH, low + (0x7f - u64::from(b'z')) * EACH);
        let others = !(from & !beyond & !word) & HIGH;
        if others != 0 {
            return at * 8 + others.trailing_zeros() as usize / 8;
        }
    }
    let done = words.len() * 8;
    done + text[done..].iter().take_while(|byte| byte.is_ascii_lowercase()).count()
}

/// Returns how the text ends, ignoring closing quotation marks and brackets.
fn ending(text: &str) -> Ending {
    let mut last = text.chars().rev().filter(|&c| {
        !matches!(Class::of(c), Class::Space | Class::LineBreak | Class::Quote)
            && !matches!(c, ')' | ']' | '’' | '\'' | '）' | '】' | '\u{200E}' | '\u{200F}')
    });
    match last.next() {
        Some('…') => Ending::Ellipsis,
        Some('.') if last.next() == Some('.') => Ending::Ellipsis,
        Some(':' | '：') => Ending::Colon,
        Some(c) if Class::of(c) == Class::Stop => Ending::Stop,
        _ => Ending::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::Mark;
    use crate::block::MarkKind;

    fn measure(text: &str) -> Measure {
        Measure::of(&Block { text: text.to_owned(), ..Block::default() })
    }

    #[test]
    fn counts_do_not_depend_on_the_script() {
        let latin = "The tea is 80 degrees, we said. \"Drink it\", he said (twice).";
        // The offset keeps letters distinct and makes them Cyrillic.
        let cyrillic: String = latin
            .chars()
            .map(|c| if c.is_ascii_alphabetic() { char::from_u32(c as u32 - 0x41 + 0x410).unwrap() } else { c })
            .collect();
        assert_eq!(measure(latin), measure(&cyrillic));
    }

    #[test]
    fn eight_letters_at_a_time_give_the_same_count() {
        for other in 0..=255 {
            for letters in 0..20 {
                let text = [&b"azmbyazmbyazmbyazmby"[..letters], &[other], b"abcdefgh"].concat();
                let one_by_one = text.iter().take_while(|byte| byte.is_ascii_lowercase()).count();
                assert_eq!(small_letters(&text), one_by_one, "{letters} letters before {other}");
            }
        }
    }

    #[test]
    fn scripts_without_spaces_have_words() {
        let chinese = measure("今天上午，市中心的老图书馆在修缮三年之后重新向公众开放。");
        assert!(chinese.words > 9.0, "{chinese:?}");
        assert_eq!((chinese.commas, chinese.stops, chinese.ending), (1, 1, Ending::Stop));
    }

    #[test]
    fn words_in_links_are_counted_separately() {
        let block = Block {
            text: "read the manual now".to_owned(),
            marks: vec![Mark {
                start: 5,
                end: 15,
                kind: MarkKind::Link { target: String::new(), title: String::new() },
            }],
            ..Block::default()
        };
        let measure = Measure::of(&block);
        assert_eq!((measure.words, measure.linked, measure.links), (4.0, 2.0, 1));
    }

    #[test]
    fn endings_in_every_script() {
        for (text, expected) in [
            ("Yes.", Ending::Stop),
            ("\"Yes!\"", Ending::Stop),
            ("هل وصل القطار؟", Ending::Stop),
            ("وہ آیا۔", Ending::Stop),
            ("वह आया।", Ending::Stop),
            ("そうです。」", Ending::Stop),
            ("And so on...", Ending::Ellipsis),
            ("He said:", Ending::Colon),
            ("Menu", Ending::Open),
        ] {
            assert_eq!(measure(text).ending, expected, "{text}");
        }
    }
}
