//! Where text may be cut, and what must not stand in a line.

/// Returns the last character boundary up to `at`.
pub(crate) fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// Returns the start of a text, at most `bytes` long.
pub(crate) fn head(text: &str, bytes: usize) -> &str {
    &text[..floor(text, bytes)]
}

/// Whether a character makes text read in another order than it is stored in.
pub(crate) fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
