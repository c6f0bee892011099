//! Text in Markdown that reads as the same text: a backslash before everything that would be markup.
//!
//! Escapes only where markup would take effect, since every backslash is noise: `snake_case` and `AT&T` stay.

use super::super::address::is_allowed;
use super::super::runs::{self, ByteSet};
use super::{Out, Written, is_unwanted, without_controls};

#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Style<'a> {
    /// The lead of the line after a hard break; without it, a line break becomes a space, or `<br>` in a cell.
    pub rest: Option<&'a Out>,
    /// Whether the text is in a table cell, where `|` is markup.
    pub cell: bool,
    /// Whether dollar signs in the block could read as a formula.
    pub dollars: bool,
}

impl Out {
    /// Appends text as Markdown; `start` means at the start of a line.
    pub fn markdown(&mut self, text: &str, start: bool, style: Style<'_>) {
        if memchr::memchr(b'\n', text.as_bytes()).is_none() {
            return self.markdown_line(text, start, style);
        }
        let mut floor = self.len();
        for (index, mut line) in text.split('\n').enumerate() {
            let mut start = start;
            if index > 0 {
                match style.rest {
                    Some(rest) => {
                        self.text.truncate(self.text.trim_end_matches(' ').len().max(floor));
                        self.text.push_str("\\\n");
                        self.append(rest);
                        floor = self.len();
                        line = line.trim_start_matches(' ');
                        start = true;
                    }
                    None => {
                        self.text.push_str(if style.cell { "<br>" } else { " " });
                        start = false;
                    }
                }
            }
            self.markdown_line(line, start, style);
        }
    }

    fn markdown_line(&mut self, line: &str, start: bool, style: Style<'_>) {
        let sign = if start { line_sign(line) } else { None };
        if let Some(at) = sign {
            self.text.push_str(&line[..at]);
            self.text.push('\\');
        }
        self.push(line, sign.unwrap_or(0), &SIGNS, |at, c| {
            let before = || line[..at].chars().next_back();
            let after = || line[at + 1..].chars().next();
            let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            let is_escaped = match c {
                '_' => !(word(before()) && word(after())),
                '&' => is_reference(&line[at + 1..]),
                // A single tilde can open, but not close, GitHub's strikethrough.
                '~' => after() == Some('~') || before().map_or(!start, |c| !c.is_whitespace()),
                '$' => style.dollars,
                '|' => style.cell && sign != Some(at),
                c if !c.is_ascii() || c.is_ascii_control() => {
                    return if is_unwanted(c) { Written::As("") } else { Written::AsItIs };
                }
                _ => true,
            };
            if is_escaped { Written::Behind("\\") } else { Written::AsItIs }
        });
    }

    /// Appends a code span with a fence that its text does not contain; in a cell, one for each line.
    pub fn code(&mut self, code: &str, cell: bool) {
        let code = &*without_controls(code);
        if cell && code.contains('\n') {
            let lines = code.split('\n').filter(|line| !line.trim().is_empty());
            for (number, line) in lines.enumerate() {
                self.raw(if number > 0 { "<br>" } else { "" });
                self.code(line, cell);
            }
            return;
        }
        // Otherwise the backticks between the two spans would join into one run.
        self.raw(if self.code_end > 0 && self.code_end == self.len() { " " } else { "" });
        let fence = unused_run(code);
        let padded = code.starts_with('`') || code.ends_with('`') || code.starts_with(' ') && code.ends_with(' ');
        let pad = if padded { " " } else { "" };
        self.repeat("`", fence);
        self.raw(pad);
        for c in code.chars() {
            match c {
                '\n' => self.text.push(' '),
                '|' if cell => self.text.push_str("\\|"),
                _ => self.text.push(c),
            }
        }
        self.raw(pad);
        self.repeat("`", fence);
        self.code_end = self.len();
    }

    /// Appends lines between fences, each further one after the lead.
    pub fn fenced(&mut self, text: &str, language: Option<&str>, rest: &Out) {
        let text = &*without_controls(text);
        let fence = (longest_run(text) + 1).max(3);
        let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && !"`\\&<".contains(c);
        self.repeat("`", fence);
        self.text.push_str(language.filter(|name| name.chars().all(is_plain)).unwrap_or_default());
        self.further_lines(text, rest);
        self.text.push('\n');
        self.append(rest);
        self.repeat("`", fence);
    }

    pub fn escape_last(&mut self) {
        if let Some(last) = self.text.pop() {
            self.text.extend(['\\', last]);
        }
    }

    /// Keeps the paragraph since `start` from defining a link: `[a]: b` is not shown and turns every `[a]` into a link.
    /// For readers without footnotes, a note's label before a colon begins a definition too.
    pub fn not_a_definition(&mut self, start: usize) {
        // Readers skip a byte order mark.
        let paragraph = self.text[start..].trim_start_matches('\u{FEFF}');
        if let Some(end) = end_of_label(paragraph)
            && paragraph[end..].starts_with(':')
        {
            let at = self.len() - paragraph.len() + end;
            self.text.insert(at, '\\');
        }
    }

    /// Keeps the note text that begins at `start` from defining an unsafe link: readers without footnotes take `[^1]:
    /// a` as a link definition and `[^1]` as the link.
    pub fn not_a_bad_target(&mut self, start: usize) {
        let text = self.text[start..].trim_start_matches([' ', '\t', '\n']);
        let word = &text[..text.find([' ', '\t', '\n']).unwrap_or(text.len())];
        let rest = text[word.len()..].trim_start_matches([' ', '\t']);
        // Only a title may follow a target. Some readers decode text after a backslash.
        let may_be_target = rest.is_empty() || rest.starts_with(['\n', '"', '\'', '(']);
        if may_be_target && !word.is_empty() && (word.contains('&') || !is_allowed(word)) {
            let at = self.len() - text.len() + word.len();
            self.text.insert_str(at, " &#32;");
        }
    }
}

/// Whether a code span at the start of a link's text would turn the paragraph, which begins with `[`, into a
/// definition.
pub(in super::super) fn has_definition(code: &str) -> bool {
    code.contains("]:")
}

/// Returns the end of the link label that the text begins with.
fn end_of_label(text: &str) -> Option<usize> {
    let mut bytes = text.bytes().enumerate();
    bytes.next().filter(|(_, byte)| *byte == b'[')?;
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'\\' => _ = bytes.next(),
            b'[' => return None,
            b']' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

fn unused_run(text: &str) -> usize {
    let mut runs: Vec<usize> = text.split(|c| c != '`').map(str::len).collect();
    runs.sort_unstable();
    runs.into_iter().fold(1, |length, run| if run == length { length + 1 } else { length })
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// Characters that may be markup anywhere, and the first bytes of control characters.
const SIGNS: ByteSet = runs::set(b"\\`*[]<_&~$|\x7F\xC2", &[(0, 8), (0xA, 0x1F)]);

/// Returns the position of the character that would make the line a heading, quote, item, thematic break or table.
fn line_sign(line: &str) -> Option<usize> {
    let ends = |rest: &str| rest.is_empty() || rest.starts_with([' ', '\t']);
    // First, as most lines begin with a letter.
    let is_rule = line.bytes().all(|b| b"-=:| \t".contains(&b)) && line.contains(['-', '=']);
    match line.chars().next()? {
        '#' | '>' => Some(0),
        '+' | '-' if ends(&line[1..]) => Some(0),
        _ if is_rule => Some(0),
        '0'..='9' => {
            let digits = line.find(|c: char| !c.is_ascii_digit())?;
            (line[digits..].starts_with(['.', ')']) && ends(&line[digits + 1..])).then_some(digits)
        }
        _ => None,
    }
}

pub(super) fn is_reference(rest: &str) -> bool {
    let name = rest.strip_prefix('#').unwrap_or(rest);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    end > 0 && name[end..].starts_with(';')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> String {
        let (mut out, mut rest) = (Out::default(), Out::default());
        rest.raw("> ");
        out.markdown(text, true, Style { rest: Some(&rest), ..Style::default() });
        out.text
    }

    #[test]
    fn markup_characters_are_escaped() {
        assert_eq!(line(r"a\b `c` *d* [e] <f>"), r"a\\b \`c\` \*d\* \[e\] \<f>");
    }

    #[test]
    fn an_underscore_within_a_word_is_not_escaped() {
        assert_eq!(line("snake_case _a_ b_"), r"snake_case \_a\_ b\_");
    }

    #[test]
    fn an_ampersand_is_escaped_only_before_a_reference() {
        assert_eq!(line("AT&T &amp; &#38; &#x26; a&b c; & ;"), r"AT&T \&amp; \&#38; \&#x26; a&b c; & ;");
    }

    #[test]
    fn a_tilde_is_escaped_where_it_could_strike_through() {
        assert_eq!(line("~5 or ~6 ~~b~~ c~"), r"~5 or ~6 \~\~b\~\~ c\~");
    }

    #[test]
    fn a_line_does_not_become_a_heading_a_quote_an_item_or_a_rule() {
        let lines =
            ["# a", "> a", "+ a", "- a", "-", "---", "===", "17. April", "17) April", "17.", "--- | ---", ":-:"];
        let escaped = [
            r"\# a",
            r"\> a",
            r"\+ a",
            r"\- a",
            r"\-",
            r"\---",
            r"\===",
            r"17\. April",
            r"17\) April",
            r"17\.",
            r"\--- | ---",
            r"\:-:",
        ];
        assert_eq!(lines.map(line), escaped);
        for plain in ["-a", "17.5", "17", "a # b > c - d", "2024-01-02", "=a", "a | b"] {
            assert_eq!(line(plain), plain);
        }
    }

    #[test]
    fn the_line_after_a_hard_break_is_escaped_as_well() {
        assert_eq!(line("a \n - b\n\nc"), "a\\\n> \\- b\\\n> \\\n> c");
    }

    #[test]
    fn in_a_cell_a_line_feed_becomes_a_tag() {
        let mut out = Out::default();
        out.markdown("- a|b\n- c", false, Style { cell: true, ..Style::default() });
        assert_eq!(out.text, r"- a\|b<br>- c");
    }
}
