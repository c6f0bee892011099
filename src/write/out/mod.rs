//! The only way to the output: page text goes through a method that names its context and escapes for it.
//!
//! Unescaped bytes come only from literals ([`Out::raw`] takes nothing else) and from the files of this folder, to
//! which the inner string is private. So no writer can forget to escape, and every escape is in this folder.

mod destination;
mod formula;
mod json;
mod line;
mod markdown;
mod markup;

pub(crate) use markdown::Style;
pub(super) use markdown::has_definition;

pub use json::json_text;
pub use line::shown;

use std::borrow::Cow;

use super::runs::{self, ByteSet};

/// Output written so far, escaped for its context.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Out {
    text: String,
    /// End of the last Markdown code span; another must not follow directly.
    code_end: usize,
}

impl Out {
    pub fn raw(&mut self, literal: &'static str) {
        self.text.push_str(literal);
    }

    pub fn repeat(&mut self, literal: &'static str, count: usize) {
        self.text.extend(std::iter::repeat_n(literal, count));
    }

    pub fn numbered(&mut self, before: &'static str, number: impl Into<i128>, after: &'static str) {
        self.raw(before);
        self.number(number);
        self.raw(after);
    }

    pub fn number(&mut self, number: impl Into<i128>) {
        self.text.push_str(&number.into().to_string());
    }

    /// Appends output written elsewhere for this context.
    pub fn append(&mut self, written: &Out) {
        self.text.push_str(&written.text);
    }

    /// Appends the lines of output written elsewhere, each after the prefix.
    pub fn append_lines(&mut self, written: &Out, prefix: &Out) {
        for line in written.text.lines() {
            self.text.extend([&prefix.text, line, "\n"]);
        }
    }

    /// Appends plain text without control characters.
    pub fn plain(&mut self, text: &str) {
        self.push(text, 0, &CONTROLS, |_, c| if is_unwanted(c) { Written::As("") } else { Written::AsItIs });
    }

    /// Appends plain text, each further line after the lead; empty lines get no trailing white space.
    pub fn lines(&mut self, text: &str, rest: &Out) {
        match text.split_once('\n').filter(|_| !rest.is_empty()) {
            Some((first, further)) => {
                self.plain(first);
                self.further_lines(further, rest);
            }
            None => self.plain(text),
        }
    }

    /// Appends the lines of plain text, each after a line feed and the lead.
    pub fn further_lines(&mut self, text: &str, rest: &Out) {
        for line in text.split('\n') {
            self.text.push('\n');
            self.text.push_str(if line.is_empty() { rest.text.trim_end() } else { &rest.text });
            self.plain(line);
        }
    }

    pub fn trimmed(&self) -> Out {
        Out { text: self.text.trim_end().to_owned(), ..Out::default() }
    }

    pub fn ends_with(&self, chars: &[char]) -> bool {
        self.text.ends_with(chars)
    }

    pub fn as_bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    pub fn into_string(self) -> String {
        self.text
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub fn len(&self) -> usize {
        self.text.len()
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub fn clear(&mut self) {
        self.text.clear();
        self.code_end = 0;
    }

    /// Appends the text from a position on. `how` decides on each character whose first byte is in the set, by its
    /// position; the text between them, most of it, is copied at once.
    fn push(&mut self, text: &str, from: usize, set: &ByteSet, how: impl Fn(usize, char) -> Written) {
        let (mut done, mut at) = (from, from);
        while let Some(found) = runs::find(&text.as_bytes()[at..], set) {
            at += found;
            let Some(c) = text[at..].chars().next() else { break };
            let written = how(at, c);
            if !matches!(written, Written::AsItIs) {
                self.text.push_str(&text[done..at]);
                done = at + c.len_utf8();
            }
            match written {
                Written::AsItIs => {}
                Written::Behind(before) => {
                    self.text.push_str(before);
                    done = at;
                }
                Written::As(escape) => self.text.push_str(escape),
                Written::AsUnicode => self.text.push_str(&format!("\\u{:04x}", u32::from(c))),
            }
            at += c.len_utf8();
        }
        self.text.push_str(&text[done..]);
    }
}

impl Extend<&'static str> for Out {
    fn extend<I: IntoIterator<Item = &'static str>>(&mut self, literals: I) {
        self.text.extend(literals);
    }
}

#[derive(Debug, Clone, Copy)]
enum Written {
    AsItIs,
    /// With a prefix, such as a backslash.
    Behind(&'static str),
    As(&'static str),
    /// As a four-digit JSON escape.
    AsUnicode,
}

/// Whether to strip a control character. Tab and line feed stay; terminals obey the others, and some end a line.
fn is_unwanted(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n')
}

/// The first bytes of control characters; 0xC2 leads others too.
const CONTROLS: ByteSet = runs::set(b"\x7F\xC2", &[(0, 8), (0xB, 0x1F)]);

pub(crate) fn without_controls(text: &str) -> Cow<'_, str> {
    match runs::find(text.as_bytes(), &CONTROLS) {
        Some(_) => text.chars().filter(|&c| !is_unwanted(c)).collect::<String>().into(),
        None => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_loses_only_its_control_characters() {
        let mut out = Out::default();
        out.plain("a\tb\nc\r\u{1b}[1m\u{9b}\0é\u{a0}\u{200f}\u{85}d");
        assert_eq!(out.as_str(), "a\tb\nc[1mé\u{a0}\u{200f}d");
    }

    #[test]
    fn further_lines_follow_the_lead() {
        let (mut out, mut rest) = (Out::default(), Out::default());
        rest.raw("> ");
        out.lines("a\n\nb", &rest);
        assert_eq!(out.as_str(), "a\n>\n> b");
    }
}
