//! Turns text into Markdown that reads as the same text: a backslash before whatever would be a sign.
//!
//! Escapes only where a sign would work, since every backslash is noise to a reader: `snake_case` and `AT&T` stay.

use super::super::runs::{self, Sort};

/// How the text of a block is laid out.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Style<'a> {
    /// What stands before the line after a hard break; without it, a line break becomes a space.
    pub(super) rest: Option<&'a str>,
    /// The text is in a table cell, where `|` is a sign.
    pub(super) cell: bool,
    /// The block has dollar signs that could be taken for those around a formula.
    pub(super) dollars: bool,
}

/// Appends the text. `start` says that it begins a line.
pub(super) fn push_text(text: &str, start: bool, style: Style<'_>, out: &mut String) {
    if memchr::memchr(b'\n', text.as_bytes()).is_none() {
        return push_line(text, start, style, out);
    }
    let mut floor = out.len();
    for (index, mut line) in text.split('\n').enumerate() {
        let mut start = start;
        if index > 0 {
            match style.rest {
                Some(rest) => {
                    out.truncate(out.trim_end_matches(' ').len().max(floor));
                    out.push_str("\\\n");
                    out.push_str(rest);
                    floor = out.len();
                    line = line.trim_start_matches(' ');
                    start = true;
                }
                None => {
                    out.push(' ');
                    start = false;
                }
            }
        }
        push_line(line, start, style, out);
    }
}

fn push_line(line: &str, start: bool, style: Style<'_>, out: &mut String) {
    let sign = if start { line_sign(line) } else { None };
    if let Some(at) = sign {
        out.push_str(&line[..at]);
        out.push('\\');
    }
    push_escaped(line, sign.unwrap_or(0), &SIGNS, out, |at| {
        let before = || line[..at].chars().next_back();
        let after = || line[at + 1..].chars().next();
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        match line.as_bytes()[at] {
            b'_' => !(word(before()) && word(after())),
            b'&' => is_reference(&line[at + 1..]),
            // One alone can open, but not close, what GitHub strikes through.
            b'~' => after() == Some('~') || before().map_or(!start, |c| !c.is_whitespace()),
            b'$' => style.dollars,
            b'|' => style.cell && sign != Some(at),
            _ => true,
        }
    });
}

/// Appends the text from a place on, a backslash before each character of the sort that `is_escaped` where it stands.
pub(super) fn push_escaped(text: &str, from: usize, sort: &Sort, out: &mut String, is_escaped: impl Fn(usize) -> bool) {
    let (mut written, mut at) = (from, from);
    while let Some(found) = runs::find(&text.as_bytes()[at..], sort) {
        at += found;
        if is_escaped(at) {
            out.push_str(&text[written..at]);
            out.push('\\');
            written = at;
        }
        at += 1;
    }
    out.push_str(&text[written..]);
}

/// What may be a sign wherever it stands.
const SIGNS: Sort = runs::sort(b"\\`*[]<_&~$|", &[]);

/// Where the character stands that would make the line a heading, a quote, an item, a rule or a table.
fn line_sign(line: &str) -> Option<usize> {
    let ends = |rest: &str| rest.is_empty() || rest.starts_with([' ', '\t']);
    // In this order, as most lines begin with a letter.
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

/// Whether what follows a `&` makes it a character reference.
pub(super) fn is_reference(rest: &str) -> bool {
    let name = rest.strip_prefix('#').unwrap_or(rest);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    end > 0 && name[end..].starts_with(';')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> String {
        let mut out = String::new();
        push_text(text, true, Style { rest: Some("> "), ..Style::default() }, &mut out);
        out
    }

    #[test]
    fn signs_are_escaped() {
        assert_eq!(line(r"a\b `c` *d* [e] <f>"), r"a\\b \`c\` \*d\* \[e\] \<f>");
    }

    #[test]
    fn an_underscore_within_a_word_is_none() {
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
    fn without_line_breaks_a_line_feed_becomes_a_space() {
        let mut out = String::new();
        push_text("- a|b\n- c", false, Style { cell: true, ..Style::default() }, &mut out);
        assert_eq!(out, r"- a\|b - c");
    }
}
