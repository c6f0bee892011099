//! Classifies characters for counting: letter, digit, punctuation. No language or script is named.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Letter,
    Digit,
    /// Does not end a word between letters.
    Joiner,
    Space,
    LineBreak,
    Comma,
    Stop,
    Quote,
    /// Separates menu entries: bars, middle dots, arrows.
    Bar,
    Other,
}

pub(super) const CLASSES: usize = Class::Other as usize + 1;

impl Class {
    pub fn of(c: char) -> Class {
        match TABLE.get(c as usize) {
            Some(class) => *class,
            None => by_range(c),
        }
    }

    pub fn is_letter(self) -> bool {
        matches!(self, Class::Letter | Class::Digit)
    }
}

/// Most characters from here on are letters, by the ten thousand.
const LETTERS: char = '\u{3100}';

static TABLE: [Class; LETTERS as usize] = {
    let mut classes = [Class::Letter; LETTERS as usize];
    let mut at = 0;
    while at < LETTERS as u32 {
        if let Some(c) = char::from_u32(at) {
            classes[at as usize] = by_range(c);
        }
        at += 1;
    }
    classes
};

const fn by_range(c: char) -> Class {
    match c {
        'a'..='z' | 'A'..='Z' | LETTERS..='\u{FDFF}' => Class::Letter,
        '0'..='9' => Class::Digit,
        '\n' => Class::LineBreak,
        ' ' | '\t' | '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{3000}' | '\u{2028}' | '\u{2029}' => Class::Space,
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
