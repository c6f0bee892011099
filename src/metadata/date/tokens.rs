//! Splits the text around a date into numbers, words and signs. Reads the digits of every script.

/// The zero of each script with ten consecutive digits (Unicode 16, general category Nd).
const ZEROS: [u32; 42] = [
    0x30, 0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50, 0xED0,
    0xF20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620,
    0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10, 0x104A0, 0x11066, 0x11136, 0x111D0, 0x1E950,
];

/// Maximum number of tokens read; a dateline has a dozen.
const TOKENS: usize = 96;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// The value and the number of digits.
    Number(u64, u8),
    /// In lower case, Arabic letters normalized. Each Chinese character is a word.
    Word(String),
    Sign(char),
}

/// A token, and whether it follows the previous one without a space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placed {
    pub token: Token,
    pub glued: bool,
}

/// Returns the value of a digit of any script.
pub(in super::super) fn digit(c: char) -> Option<u8> {
    let code = u32::from(c);
    if code < 0x80 {
        return c.to_digit(10).map(|digit| digit as u8);
    }
    // Latin, Greek, Cyrillic and Hebrew; punctuation and Chinese: no digits.
    if code < ZEROS[1] || (0x1C5A..0xA620).contains(&code) {
        return None;
    }
    let at = ZEROS.partition_point(|&zero| zero <= code).checked_sub(1)?;
    let value = code - ZEROS[at];
    (value < 10).then_some(value as u8)
}

/// Normalizes letters with several forms, and removes marks.
pub(super) fn fold(c: char) -> Option<char> {
    Some(match c {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ی' | 'ې' => 'ي',
        'ک' => 'ك',
        'ة' => 'ه',
        'ێ' => 'ي',
        // Vowel signs, the tatweel, joiners and direction marks.
        '\u{64B}'..='\u{65F}'
        | '\u{670}'
        | '\u{640}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2066}'..='\u{2069}'
        | '\u{AD}' => return None,
        // The dot that remains of a Turkish İ in lower case.
        '\u{307}' => return None,
        _ => c,
    })
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3007}' | '\u{3400}'..='\u{9FFF}')
}

/// Returns the value of a character in a Chinese number.
fn han_digit(c: char) -> Option<u64> {
    if !is_han(c) {
        return None;
    }
    "〇一二三四五六七八九十".chars().position(|d| d == c).map(|at| at as u64).or((c == '零').then_some(0))
}

/// Returns the value of a Chinese number: 二〇二四 is positional, 二十四 has a ten.
fn han_number(run: &[u64]) -> u64 {
    match run.iter().position(|&d| d == 10) {
        Some(at) => {
            let tens = if at == 0 { 1 } else { run[at - 1] };
            tens * 10 + run.get(at + 1).copied().unwrap_or(0)
        }
        None => run.iter().fold(0, |number, d| number * 10 + d),
    }
}

/// Returns whether a character is a letter, or a combining mark of a script that needs it to spell words.
fn is_letter(c: char) -> bool {
    c.is_alphabetic()
        || matches!(c, '\u{300}'..='\u{36F}' | '\u{900}'..='\u{DFF}' | '\u{E31}' | '\u{E34}'..='\u{E4E}')
            && digit(c).is_none()
            && !matches!(c, '\u{964}' | '\u{965}')
}

/// Returns whether a text may contain numbers. Non-ASCII digits and Chinese characters begin with a byte from 0xD9 on.
pub(in super::super) fn may_have_numbers(text: &str) -> bool {
    text.bytes().fold(false, |may, byte| may | byte.is_ascii_digit() | (byte >= 0xD9))
}

/// Returns whether a text has enough numbers for a date: two, or one of eight digits. Chinese numbers alone count only
/// with the character for "year".
pub(in super::super) fn has_numbers(text: &str) -> bool {
    let (mut is_dated, mut numbers, mut longest) = (false, 0, 0);
    let (mut length, mut is_chinese) = (0, false);
    for c in text.chars() {
        let chinese = han_digit(c).is_some();
        is_dated |= c == '年';
        if !chinese && digit(c).is_none() {
            length = 0;
            continue;
        }
        is_dated |= !chinese;
        if length == 0 || chinese != is_chinese {
            (numbers, length, is_chinese) = (numbers + 1, 0, chinese);
        }
        length += 1;
        longest = longest.max(length);
    }
    is_dated && (numbers > 1 || longest >= 8)
}

pub(super) fn tokens(text: &str) -> Vec<Placed> {
    let mut chars = text.chars().filter_map(fold).peekable();
    let mut tokens = Vec::new();
    let mut glued = false;
    while let Some(c) = chars.next() {
        if tokens.len() >= TOKENS {
            break;
        }
        if c.is_whitespace() {
            glued = false;
            continue;
        }
        let token = if let Some(first) = digit(c) {
            let (mut value, mut length) = (u64::from(first), 1u8);
            while let Some(next) = chars.peek().copied().and_then(digit) {
                value = value.saturating_mul(10).saturating_add(u64::from(next));
                length = length.saturating_add(1);
                chars.next();
            }
            Token::Number(value, length)
        } else if let Some(first) = han_digit(c) {
            let mut run = vec![first];
            while let Some(next) = chars.peek().copied().and_then(han_digit).filter(|_| run.len() < 8) {
                run.push(next);
                chars.next();
            }
            Token::Number(han_number(&run), run.len() as u8)
        } else if is_han(c) {
            Token::Word(c.to_string())
        } else if is_letter(c) {
            let mut word: String = c.to_lowercase().filter_map(fold).collect();
            while let Some(next) = chars.next_if(|&next| is_letter(next) && !is_han(next) && digit(next).is_none()) {
                word.extend(next.to_lowercase().filter_map(fold));
            }
            Token::Word(word)
        } else {
            Token::Sign(c)
        };
        tokens.push(Placed { token, glued });
        glued = true;
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_every_script_are_read() {
        for text in ["2024", "٢٠٢٤", "۲۰۲۴", "२०२४", "২০২৪", "๒๐๒๔", "２０２４", "၂၀၂၄", "២០២៤", "二〇二四"]
        {
            assert_eq!(tokens(text)[0].token, Token::Number(2024, 4), "{text}");
        }
        assert!(ZEROS.is_sorted());
        let is_number = |c: &char| digit(*c).is_some() || han_digit(*c).is_some();
        assert!(('\0'..=char::MAX).filter(is_number).all(|c| may_have_numbers(&c.to_string())));
    }

    #[test]
    fn a_date_has_two_numbers_or_a_long_one() {
        for text in ["3 May 2024", "٣ أيار ٢٠٢٤", "20240503", "二〇二四年五月三日", "第5回 二〇"]
        {
            assert!(may_have_numbers(text) && has_numbers(text), "{text}");
        }
        for text in ["12 comments", "May", "1234567", "第一回 第二回", ""] {
            assert!(!has_numbers(text), "{text}");
        }
    }

    #[test]
    fn hindi_words_keep_their_vowel_signs_and_arabic_ones_lose_them() {
        assert_eq!(tokens("सितंबर")[0].token, Token::Word("सितंबर".to_owned()));
        assert_eq!(tokens("سبتمبرُ"), tokens("سبتمبر"));
        assert_eq!(tokens("二十四")[0].token, Token::Number(24, 3));
    }
}
