//! Turns the text of a block into counts, in one pass and without regard to script or language.
//!
//! A word is a run of letters and digits. Scripts that write without spaces have long runs, so a long run counts for
//! several words; no script is named, and exchanging letters for those of another script changes no count.

use super::class::{CLASSES, Class};
use crate::block::{Block, split_at_most};

/// What can be counted in a block.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Measure {
    /// Letters and digits.
    pub letters: u32,
    /// Runs of letters and digits, and the longest.
    pub runs: u32,
    pub longest: u32,
    /// Words, long runs counted for several; those inside links.
    pub words: f32,
    pub linked: f32,
    pub links: u32,
    pub digits: u32,
    pub commas: u32,
    /// Ends of sentences inside and at the end.
    pub stops: u32,
    pub quotes: u32,
    /// What separates menu entries: bars, dots in the middle, arrows.
    pub bars: u32,
    /// Other punctuation.
    pub marks: u32,
    pub lines: u32,
    pub ending: Ending,
}

/// How a text ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Ending {
    #[default]
    Open,
    Stop,
    Ellipsis,
    Colon,
}

/// A run of letters longer than this counts for more than one word, with one more for so many letters.
const WORD: u32 = 7;
const LETTERS_MORE: u32 = 2;

impl Measure {
    /// Words outside links.
    pub fn unlinked(&self) -> f32 {
        (self.words - self.linked).max(0.0)
    }

    /// Share of the words that stand in links.
    pub fn link_share(&self) -> f32 {
        if self.words > 0.0 { self.linked / self.words } else { 0.0 }
    }

    /// Prose by the plainest measure.
    pub fn is_good(&self) -> bool {
        self.unlinked() >= 12.0 && self.link_share() < 0.33
    }

    pub fn of(block: &Block) -> Measure {
        let (text, _) = split_at_most(&block.text, MOST);
        let mut links = block.marks.iter().filter(|mark| mark.kind.is_link() && mark.start < mark.end).peekable();
        let mut measure = Measure { links: u32::from(links.peek().is_some()), ..Measure::default() };
        // Links that end at or before a place are passed, but for the last.
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
                // The inside of a word of Latin letters: most of most pages.
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

/// Bytes of a block that are counted. Of a block that long the rest tells nothing new, and may be a megabyte.
const MOST: usize = 32 << 10;

/// Runs of letters that are counted as words.
#[derive(Default)]
struct Words {
    letters: u32,
    runs: u32,
    longest: u32,
    /// Letters beyond those of a word.
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

/// How many small Latin letters the text begins with, eight at a time.
fn small_letters(text: &[u8]) -> usize {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * EACH;
    let (words, _) = text.as_chunks();
    for (at, &word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(word);
        let low = word & !HIGH;
        // The high bit of each byte: from `a` on, beyond `z`, beyond ASCII.
        let (from, beyond) = (low + (0x80 - u64::from(b'a')) * EACH, low + (0x7f - u64::from(b'z')) * EACH);
        let others = !(from & !beyond & !word) & HIGH;
        if others != 0 {
            return at * 8 + others.trailing_zeros() as usize / 8;
        }
    }
    let done = words.len() * 8;
    done + text[done..].iter().take_while(|byte| byte.is_ascii_lowercase()).count()
}

/// How the text ends, closing quotation marks and brackets aside.
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
    fn letters_of_another_script_change_nothing() {
        let latin = "The tea is 80 degrees, we said. \"Drink it\", he said (twice).";
        // A shift keeps letters apart and makes Cyrillic of them.
        let cyrillic: String = latin
            .chars()
            .map(|c| if c.is_ascii_alphabetic() { char::from_u32(c as u32 - 0x41 + 0x410).unwrap() } else { c })
            .collect();
        assert_eq!(measure(latin), measure(&cyrillic));
    }

    #[test]
    fn small_letters_are_counted_eight_at_a_time_as_one_by_one() {
        for other in 0..=255 {
            for letters in 0..20 {
                let text = [&b"azmbyazmbyazmbyazmby"[..letters], &[other], b"abcdefgh"].concat();
                let one_by_one = text.iter().take_while(|byte| byte.is_ascii_lowercase()).count();
                assert_eq!(small_letters(&text), one_by_one, "{letters} letters before {other}");
            }
        }
    }

    #[test]
    fn scripts_without_spaces_have_words_too() {
        let chinese = measure("今天上午，市中心的老图书馆在修缮三年之后重新向公众开放。");
        assert!(chinese.words > 9.0, "{chinese:?}");
        assert_eq!((chinese.commas, chinese.stops, chinese.ending), (1, 1, Ending::Stop));
    }

    #[test]
    fn words_in_links_are_counted_apart() {
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
