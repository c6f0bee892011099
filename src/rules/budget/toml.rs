//! Estimates the cost of parsing a TOML text, before it is parsed.

use super::FILE_BYTES;
use crate::error::RuleError;
use crate::line::head;

/// Maximum number of TOML tokens; the parser takes about 100 bytes for each.
const PIECES: usize = 250_000;

/// Maximum number of strings: 50,000 selectors and some more. Each is kept and compiled.
const STRINGS: usize = 52_000;

/// Tokens that a table counts for: the parser takes more than a kilobyte for it.
const OF_TABLE: usize = 16;

/// Refuses a file that costs too much to parse.
pub(crate) fn readable(file: &str, source: &str) -> Result<(), RuleError> {
    let help = "split the file, or generate fewer rules";
    if source.len() > FILE_BYTES {
        let start = head(source, 80);
        let message = format!("the file has more than {FILE_BYTES} bytes");
        return Err(RuleError::new(file, start, 0..0, message).with_help(help));
    }
    match too_many_pieces(source) {
        None => Ok(()),
        Some(at) => {
            let message = "the file has too many keys, values and lines up to here";
            Err(RuleError::new(file, source, at..at, message).with_help(help))
        }
    }
}

/// Returns where a text exceeds the token limit. Tokens are names, strings, punctuation, blanks, line ends and
/// comments.
fn too_many_pieces(source: &str) -> Option<usize> {
    let bytes = source.as_bytes();
    let (mut at, mut pieces, mut strings) = (0, 0, 0);
    while let Some(&byte) = bytes.get(at) {
        let rest = &bytes[at..];
        let is_table = matches!(byte, b'{' | b'.') || byte == b'[' && (at == 0 || bytes[at - 1] == b'\n');
        pieces += if is_table { OF_TABLE } else { 1 };
        strings += usize::from(matches!(byte, b'\'' | b'"'));
        if pieces > PIECES || strings > STRINGS {
            return Some(at);
        }
        at += match byte {
            b'#' => memchr::memchr(b'\n', rest).unwrap_or(rest.len()),
            b'\'' | b'"' => string(rest),
            b' ' | b'\t' => run(rest, |byte| matches!(byte, b' ' | b'\t')),
            _ if is_of_name(byte) => run(rest, is_of_name),
            _ => 1,
        };
    }
    None
}

fn run(bytes: &[u8], is_of_run: impl Fn(u8) -> bool) -> usize {
    bytes.iter().take_while(|byte| is_of_run(**byte)).count()
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+' | b':')
}

/// Returns the length of the string that begins here, including its quotes.
fn string(rest: &[u8]) -> usize {
    let quote = rest[0];
    let quotes = if rest.starts_with(&[quote; 3]) { 3 } else { 1 };
    let mut at = quotes;
    while let Some(&byte) = rest.get(at) {
        match byte {
            b'\\' if quote == b'"' => at += 1,
            b'\n' if quotes == 1 => return at,
            _ if byte == quote && rest[at..].starts_with(&[quote; 3][..quotes]) => return at + quotes,
            _ => {}
        }
        at += 1;
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_one_token_whatever_they_contain() {
        for text in ["'a\\'", "\"a\\\"#\"", "'''a\n''b'''", "\"\"\"a\"\"b\\\"\"\"\"", "''", "\"\""] {
            assert_eq!(string(format!("{text}, 'x'").as_bytes()), text.len(), "{text}");
        }
        assert_eq!(string(b"'never closed\nx = 1"), 13);
        assert_eq!(string(b"\"\\"), 2);
    }
}
