//! Turns the text of a block into counts, in one pass and without regard to script or language.
//!
//! A word is a run of letters and digits. Scripts that write without spaces have long runs, so a long run counts for
//! several words; no script is named, and exchanging letters for those of another script changes no count.

use crate::block::Block;

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
const LETTERS_MORE: f32 = 2.0;

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
        let mut measure = Measure::default();
        let mut links = block.marks.iter().filter(|mark| mark.kind.is_link() && mark.start < mark.end);
        let mut link = links.next();
        measure.links = u32::from(link.is_some());
        let mut run = 0;
        let mut run_linked = false;
        let mut rest = block.text.as_str();
        while let Some(c) = rest.chars().next() {
            if c.is_ascii_lowercase() && run > 0 {
                // The inside of a word of Latin letters: most of most pages.
                let more = rest.bytes().take_while(u8::is_ascii_lowercase).count();
                run += more as u32;
                rest = &rest[more..];
                continue;
            }
            let at = block.text.len() - rest.len();
            rest = &rest[c.len_utf8()..];
            while link.is_some_and(|found| found.end <= at) {
                link = links.next();
                measure.links += u32::from(link.is_some());
            }
            let class = class_of(c);
            if matches!(class, Class::Letter | Class::Digit) {
                if run == 0 {
                    run_linked = link.is_some_and(|found| found.start <= at);
                }
                run += 1;
                measure.digits += u32::from(class == Class::Digit);
                continue;
            }
            if class == Class::Joiner && run > 0 {
                continue;
            }
            measure.end_run(&mut run, run_linked);
            measure.mark(class, c);
        }
        measure.end_run(&mut run, run_linked);
        measure.ending = ending(&block.text);
        measure
    }

    fn end_run(&mut self, run: &mut u32, linked: bool) {
        if *run == 0 {
            return;
        }
        let words = 1.0 + run.saturating_sub(WORD) as f32 / LETTERS_MORE;
        self.words += words;
        if linked {
            self.linked += words;
        }
        self.letters += *run;
        self.runs += 1;
        self.longest = self.longest.max(*run);
        *run = 0;
    }

    fn mark(&mut self, class: Class, c: char) {
        match class {
            Class::Comma => self.commas += 1,
            Class::Stop => self.stops += 1,
            Class::Quote => self.quotes += 1,
            Class::Bar => self.bars += 1,
            Class::Other => self.marks += 1,
            _ => self.lines += u32::from(c == '\n'),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    /// Between letters it parts no word.
    Joiner,
    Space,
    Comma,
    Stop,
    Quote,
    Bar,
    Other,
}

/// Whether it is a letter or a digit.
pub(super) fn is_letter(c: char) -> bool {
    matches!(class_of(c), Class::Letter | Class::Digit)
}

fn class_of(c: char) -> Class {
    /// Most characters of most pages.
    const ASCII: [Class; 128] = {
        let mut classes = [Class::Other; 128];
        let mut at = 0;
        while at < classes.len() {
            classes[at] = class_by_range(at as u8 as char);
            at += 1;
        }
        classes
    };
    match ASCII.get(c as usize) {
        Some(class) => *class,
        None => class_by_range(c),
    }
}

const fn class_by_range(c: char) -> Class {
    match c {
        'a'..='z' | 'A'..='Z' => Class::Letter,
        '0'..='9' => Class::Digit,
        ' ' | '\n' | '\t' | '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{3000}' | '\u{2028}' | '\u{2029}' => Class::Space,
        '\''
        | '’'
        | '\u{AD}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}'
        | '\u{FEFF}'
        | '-'
        | '_' => Class::Joiner,
        ',' | ';' | '،' | '؛' | '、' | '，' | '；' => Class::Comma,
        '.' | '!' | '?' | '…' | '؟' | '۔' | '।' | '॥' | '。' | '！' | '？' | '｡' | '．' | '།' | '។' | '၊' | '။'
        | '።' => Class::Stop,
        '"' | '“' | '”' | '„' | '«' | '»' | '‘' | '‚' | '「' | '」' | '『' | '』' | '《' | '》' => {
            Class::Quote
        }
        '|' | '·' | '•' | '›' | '‹' | '→' | '←' | '>' | '<' | '/' | '\\' | '｜' | '►' | '▶' | '※' | '+' | '#' | '@'
        | '©' | '®' => Class::Bar,
        '\0'..='\u{BF}'
        | '×'
        | '÷'
        | '\u{2010}'..='\u{2BFF}'
        | '\u{3001}'..='\u{303F}'
        | '\u{FF00}'..='\u{FF0F}'
        | '\u{FF1A}'..='\u{FF20}'
        | '\u{1F000}'..='\u{1FAFF}'
        | '٪'
        | '٬'
        | '٫'
        | '٭' => Class::Other,
        '٠'..='٩' | '۰'..='۹' | '०'..='९' | '０'..='９' | '๐'..='๙' => Class::Digit,
        _ => Class::Letter,
    }
}

/// How the text ends, closing quotation marks and brackets aside.
fn ending(text: &str) -> Ending {
    let mut last = text.chars().rev().filter(|&c| {
        !matches!(class_of(c), Class::Space | Class::Quote)
            && !matches!(c, ')' | ']' | '’' | '\'' | '）' | '】' | '\u{200E}' | '\u{200F}')
    });
    match last.next() {
        Some('…') => Ending::Ellipsis,
        Some('.') if last.next() == Some('.') => Ending::Ellipsis,
        Some(':' | '：') => Ending::Colon,
        Some(c) if class_of(c) == Class::Stop => Ending::Stop,
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
