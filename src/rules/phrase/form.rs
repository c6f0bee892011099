//! Folds a character for comparison, where its neighbours do not change the result.
//!
//! Forms are computed for 256 characters at a time when the first of them occurs, so a page pays only for its own
//! script. Characters that depend on neighbours (combining marks, conjoining Hangul) are [`Form::Unknown`]; such text
//! is normalised as a whole.

use std::borrow::Cow;
use std::sync::OnceLock;

use unicode_normalization::{IsNormalized, UnicodeNormalization, char::canonical_combining_class, is_nfkc_quick};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Letter(char),
    /// More than one letter, returned by [`letters`].
    Letters,
    /// A combining mark that is kept, unless a second one follows.
    Mark,
    Space,
    Ignored,
    /// Depends on neighbours.
    Unknown,
}

/// Zeros of the decimal digit sets that pages use for counts.
const ZEROS: [u32; 17] = [
    0x0660, 0x06f0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0e50, 0x0ed0, 0x0f20,
    0x1040, 0x17e0, 0x1810,
];

/// The characters of the first two planes, in blocks of 256.
static BLOCKS: [OnceLock<Box<Block>>; 512] = [const { OnceLock::new() }; 512];

#[derive(Debug)]
struct Block {
    forms: [Form; 256],
    /// The letters of all [`Form::Letters`], and where those of each end.
    letters: String,
    ends: [u16; 256],
}

impl Block {
    fn of(code: u32) -> &'static Block {
        BLOCKS[(code >> 8) as usize].get_or_init(|| Block::work_out(code & !0xff))
    }

    #[cold]
    fn work_out(first: u32) -> Box<Block> {
        let (mut forms, mut text, mut ends) = ([Form::Unknown; 256], String::new(), [0; 256]);
        for (at, c) in (first..first + 256).map(char::from_u32).enumerate() {
            forms[at] = c.map_or(Form::Unknown, Form::work_out);
            if let (Form::Letters, Some(c)) = (forms[at], c) {
                text.extend(folded(c));
            }
            ends[at] = text.len() as u16;
        }
        Box::new(Block { forms, letters: text, ends })
    }
}

impl Form {
    #[inline]
    pub fn of(c: char) -> Form {
        match u32::from(c) {
            0x21..=0x7e => Form::Letter(c.to_ascii_lowercase()),
            // Han and Hangul syllables fold to themselves; in the table they would take 64 KiB.
            0x4e00..=0x9fff | 0xac00..=0xd7a3 | 0x20000..=0x2f7ff => Form::Letter(c),
            code @ 0..=0x1ffff => Block::of(code).forms[(code & 0xff) as usize],
            _ => Form::work_out(c),
        }
    }

    fn work_out(c: char) -> Form {
        if c.is_whitespace() {
            return Form::Space;
        }
        match is_nfkc_quick([c].into_iter()) {
            IsNormalized::Maybe => Form::Unknown,
            // Normalising does not change it, and the check would be slow.
            IsNormalized::Yes if is_ignored(c) => Form::Ignored,
            IsNormalized::Yes if is_mark(c) => Form::Mark,
            IsNormalized::Yes => Form::of_letters(fold(c)),
            IsNormalized::No => {
                let depends =
                    |c: char| is_mark(c) || c.is_whitespace() || is_nfkc_quick([c].into_iter()) != IsNormalized::Yes;
                if is_mark(c) || [c].into_iter().nfkc().any(depends) {
                    Form::Unknown
                } else {
                    Form::of_letters(folded(c))
                }
            }
        }
    }

    fn of_letters(mut letters: impl Iterator<Item = char>) -> Form {
        match (letters.next(), letters.next()) {
            (None, _) => Form::Ignored,
            (Some(letter), None) => Form::Letter(letter),
            _ => Form::Letters,
        }
    }
}

fn is_mark(c: char) -> bool {
    canonical_combining_class(c) != 0
}

/// Returns the letters of a [`Form::Letters`] character. Normalising it each time takes forty times as long.
pub(super) fn letters(c: char) -> Cow<'static, str> {
    let code = u32::from(c);
    if code > 0x1ffff {
        return folded(c).collect();
    }
    let (block, at) = (Block::of(code), (code & 0xff) as usize);
    let start = at.checked_sub(1).map_or(0, |before| block.ends[before]);
    Cow::Borrowed(&block.letters[usize::from(start)..usize::from(block.ends[at])])
}

fn folded(c: char) -> impl Iterator<Item = char> {
    [c].into_iter().nfkc().filter(|&c| !is_ignored(c)).flat_map(fold)
}

pub(super) fn is_ignored(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{640}' | '\u{670}' | '\u{61c}' | '\u{2060}' | '\u{feff}'
        | '\u{64b}'..='\u{65f}'
        | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        | '\u{fe00}'..='\u{fe0f}')
}

/// Folds a normalised `c`, so that all its spellings are equal.
pub(super) fn fold(c: char) -> impl Iterator<Item = char> {
    let folded = match c {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ی' => 'ي',
        'ة' | 'ۀ' | 'ہ' | 'ۂ' | 'ە' => 'ه',
        'ک' => 'ك',
        'ς' => 'σ',
        '‘' | '’' | '‛' => '\'',
        '“' | '”' => '"',
        // The Hebrew maqaf is a hyphen too.
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{5be}' => '-',
        _ => digit(c).unwrap_or(c),
    };
    folded.to_lowercase()
}

fn digit(c: char) -> Option<char> {
    let value = ZEROS.iter().find_map(|zero| u32::from(c).checked_sub(*zero).filter(|value| *value < 10))?;
    char::from_digit(value, 10)
}
