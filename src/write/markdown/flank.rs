//! Decides whether Markdown reads a run of asterisks as opening or closing, by the characters around it.
//!
//! Readers disagree on which characters beyond ASCII are punctuation (CommonMark 0.31 changed it). A run is used only
//! where all of them agree.

/// Whether asterisks between the characters open emphasis; `None` is the edge of the block.
pub(super) fn opens(before: Option<char>, after: Option<char>) -> bool {
    is_flanking(after, before)
}

pub(super) fn closes(before: Option<char>, after: Option<char>) -> bool {
    is_flanking(before, after)
}

/// Whether some reader could read asterisks between the characters as closing.
pub(super) fn may_close(before: Option<char>, after: Option<char>) -> bool {
    before.is_some_and(|c| !is_space(c) && (!is_punctuation(c) || after.is_none_or(|c| !c.is_alphanumeric())))
}

fn is_flanking(inside: Option<char>, outside: Option<char>) -> bool {
    let Some(inside) = inside.filter(|c| !c.is_whitespace()) else { return false };
    inside.is_alphanumeric() || outside.is_none_or(|c| is_space(c) || is_punctuation(c))
}

/// Whether every reader takes the character as white space; `char::is_whitespace` has more.
fn is_space(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\u{c}' | '\r' | ' ' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{3000}')
}

/// Whether every reader takes the character as punctuation; many others are punctuation to some.
fn is_punctuation(c: char) -> bool {
    match c {
        '¡' | '§' | '«' | '¶' | '·' | '»' | '¿' => true,
        '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{2043}' | '\u{3001}'..='\u{3003}' => true,
        '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}' | '\u{ff01}'..='\u{ff03}' => true,
        '\u{ff05}'..='\u{ff0a}' | '\u{ff0c}'..='\u{ff0f}' | '\u{ff1a}' | '\u{ff1b}' | '\u{ff1f}' => true,
        _ => c.is_ascii_punctuation(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asterisks_open_before_a_letter_and_close_after_one() {
        assert!(opens(None, Some('a')) && opens(Some('b'), Some('a')) && opens(Some(' '), Some('é')));
        assert!(closes(Some('a'), None) && closes(Some('の'), Some('の')));
    }

    #[test]
    fn asterisks_beside_inner_punctuation_need_space_or_punctuation_outside() {
        assert!(opens(Some(' '), Some('(')) && opens(Some('。'), Some('「')) && closes(Some('!'), Some(',')));
        assert!(!opens(Some('a'), Some('(')) && !closes(Some('」'), Some('の')) && !closes(Some('!'), Some('a')));
    }

    #[test]
    fn asterisks_between_letters_or_between_punctuation_may_close() {
        assert!(may_close(Some('a'), Some('b')) && may_close(Some('_'), Some(':')));
        assert!(!may_close(Some('('), Some('b')) && !may_close(Some(' '), Some('b')));
    }

    #[test]
    fn asterisks_beside_inner_white_space_are_text() {
        assert!(!opens(None, Some(' ')) && !closes(Some('\u{a0}'), None) && !opens(Some('a'), None));
    }
}
