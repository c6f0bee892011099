//! Recognises footnotes by common names: which links are references, which elements are notes.

use crate::hash::{HashMap, hash};

/// Maximum numbered notes; further ones stay ordinary links and paragraphs.
const MOST: usize = 4096;

const PREFIXES: [&str; 12] = [
    "fn",
    "footnote",
    "note",
    "endnote",
    "cite_note",
    "ftn",
    "edn",
    "sdfootnote",
    "sdendnote",
    "easy-footnote-bottom",
    "mfn-content",
    "en",
];

/// The numbers of one page's notes, in the order of their first mention.
#[derive(Debug, Default)]
pub(super) struct NoteNumbers {
    /// By hash of the name; names with equal hashes are one note.
    numbers: HashMap<u64, u32>,
}

impl NoteNumbers {
    /// Returns the number of the note that a reference names. `declared`: the page says that it is a reference.
    pub(super) fn of_reference(&mut self, name: &str, declared: bool) -> Option<u32> {
        self.number(name, declared || is_note(name))
    }

    /// Returns the number of the note of this name: a reference leads to it, or its name is that of a note.
    pub(super) fn of_note(&mut self, name: &str) -> Option<u32> {
        self.number(name, is_note(name))
    }

    fn number(&mut self, name: &str, is_new: bool) -> Option<u32> {
        let name = hash(name.as_bytes());
        let next = self.numbers.len() as u32 + 1;
        match self.numbers.get(&name) {
            Some(number) => Some(*number),
            None if !is_new || self.numbers.len() >= MOST => None,
            None => Some(*self.numbers.entry(name).or_insert(next)),
        }
    }
}

/// Whether programs use such a name for notes: `fn1`, `fn:2`, `_ftn3`, `cite_note-tea-4`.
pub(super) fn is_note(name: &str) -> bool {
    let name = name.strip_prefix("user-content-").unwrap_or(name).trim_start_matches('_');
    let numbered = name.ends_with(|c: char| c.is_ascii_digit());
    numbered
        && PREFIXES.iter().any(|prefix| {
            let begins = name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
            begins
                && name[prefix.len()..].starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | ':' | '_' | '.'))
        })
        && !name.contains("ref")
}

/// Whether the text of a link looks like a note reference: `1`, `[2]`, `*`, `note 3`.
pub(super) fn is_sign(text: &str) -> bool {
    let sign = text.trim_matches(['[', ']', '(', ')', '^', ' ']);
    let length = sign.chars().count();
    (1..=2).contains(&length) || length <= 8 && sign.ends_with(|c: char| c.is_ascii_digit())
}

/// Whether a link with this text, in a note, leads back to the reference: readers add such links themselves.
pub(super) fn is_way_back(text: &str) -> bool {
    let sign = text.trim_matches(is_blank);
    let mut arrows = sign.chars();
    !sign.is_empty() && sign.chars().count() <= 2 && arrows.all(|c| "↩↑⇧⬆⤴⏎↵^«◀←⮐⮌".contains(c) || is_blank(c))
}

/// Whether a character shows nothing by itself.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FE0E}' | '\u{FE0F}')
}

/// The label at the beginning of a note, left without its number: `[]`, `^`.
pub(super) fn empty_label(text: &str) -> usize {
    ["[]", "()", "[ ]", "^", "↑"].iter().find(|label| text.starts_with(**label)).map_or(0, |label| label.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_notes_match_and_names_of_references_do_not() {
        for name in ["fn1", "fn:1", "fn-2", "_ftn3", "cite_note-tea-4", "footnote-5", "user-content-fn-6"] {
            assert!(is_note(name), "{name}");
        }
        for name in ["fnref1", "cite_ref-1", "_ftnref3", "fn", "notebook2", "note", "section-2", "end-1"] {
            assert!(!is_note(name), "{name}");
        }
    }

    #[test]
    fn a_name_has_one_number() {
        let mut numbers = NoteNumbers::default();
        assert_eq!(["fn7", "fn8", "fn7"].map(|name| numbers.of_note(name)), [Some(1), Some(2), Some(1)]);
        assert_eq!([numbers.of_note("a"), numbers.of_reference("a", false)], [None, None]);
        assert_eq!([numbers.of_reference("a", true), numbers.of_note("a")], [Some(3), Some(3)]);
    }

    #[test]
    fn signs_are_short() {
        assert!(is_sign("1") && is_sign("[12]") && is_sign("*") && is_sign("[note 3]"));
        assert!(!is_sign("Note 2: On method") && !is_sign("see") && !is_sign("[]"));
    }
}
