//! Splits pure markup (tags, comments, doctypes; text is gone already) into single tags with attribute spans.
//!
//! Source: HTML Standard, tokenization, from "tag open state" on. Comments, doctypes and bogus comments are passed
//! over. lol_html has found the same borders before; finding them again costs less than its element handlers do.

use super::attributes::Span;

/// What stands at the beginning of a piece of markup, and its length in bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Markup<'a> {
    Start {
        name: &'a str,
        self_closing: bool,
        length: usize,
    },
    End {
        name: &'a str,
        length: usize,
    },
    /// A comment, doctype or stray text: nothing to report.
    Other {
        length: usize,
    },
    /// The input ends inside a tag or comment.
    Incomplete,
}

/// Reads the first piece of `input`, leaving a start tag's attributes in `spans`.
pub(super) fn read<'a>(input: &'a str, spans: &mut Vec<Span>, max_attributes: usize) -> Markup<'a> {
    let bytes = input.as_bytes();
    match bytes {
        [b'<', b'/', letter, ..] if letter.is_ascii_alphabetic() => {
            let name_end = name_end(bytes, 2);
            match attributes_end(bytes, name_end, spans, 0) {
                Some((length, _)) => Markup::End { name: &input[2..name_end], length },
                None => Markup::Incomplete,
            }
        }
        [b'<', letter, ..] if letter.is_ascii_alphabetic() => {
            let name_end = name_end(bytes, 1);
            match attributes_end(bytes, name_end, spans, max_attributes) {
                Some((length, self_closing)) => Markup::Start { name: &input[1..name_end], self_closing, length },
                None => Markup::Incomplete,
            }
        }
        [b'<', b'!', b'-', b'-', ..] => {
            comment_end(bytes).map_or(Markup::Incomplete, |length| Markup::Other { length })
        }
        [b'<', b'!' | b'?' | b'/', ..] => {
            memchr::memchr(b'>', bytes).map_or(Markup::Incomplete, |end| Markup::Other { length: end + 1 })
        }
        [b'<'] => Markup::Incomplete,
        _ => Markup::Other { length: memchr::memchr(b'<', &bytes[1..]).map_or(bytes.len(), |next| next + 1) },
    }
}

fn name_end(bytes: &[u8], start: usize) -> usize {
    let ends = |&b: &u8| matches!(b, b'\t' | b'\n' | b'\x0C' | b'\r' | b' ' | b'/' | b'>');
    bytes[start..].iter().position(ends).map_or(bytes.len(), |at| start + at)
}

/// End of a comment that begins at 0: `-->` or `--!>`, where `<!-->` and `<!--->` are whole comments.
fn comment_end(bytes: &[u8]) -> Option<usize> {
    if bytes.starts_with(b"<!-->") {
        return Some(5);
    }
    if bytes.starts_with(b"<!--->") {
        return Some(6);
    }
    let mut at = 4;
    loop {
        at += memchr::memmem::find(&bytes[at..], b"--")?;
        match &bytes[at + 2..] {
            [b'>', ..] => return Some(at + 3),
            [b'!', b'>', ..] => return Some(at + 4),
            _ => at += 1,
        }
    }
}

/// Walks over the attributes from `at` on; gives the length of the whole tag and whether it ends in `/>`.
fn attributes_end(bytes: &[u8], mut at: usize, spans: &mut Vec<Span>, max: usize) -> Option<(usize, bool)> {
    spans.clear();
    loop {
        match *bytes.get(at)? {
            b'\t' | b'\n' | b'\x0C' | b'\r' | b' ' => at += 1,
            b'/' => match *bytes.get(at + 1)? {
                b'>' => return Some((at + 2, true)),
                _ => at += 1,
            },
            b'>' => return Some((at + 1, false)),
            _ => {
                let name_start = at;
                // A leading `=` is part of the name.
                at += 1;
                while !matches!(bytes.get(at)?, b'\t' | b'\n' | b'\x0C' | b'\r' | b' ' | b'/' | b'>' | b'=') {
                    at += 1;
                }
                let name = (name_start as u32, at as u32);
                at = skip_space(bytes, at)?;
                let mut value = (0, 0);
                if bytes[at] == b'=' {
                    at = skip_space(bytes, at + 1)?;
                    (value, at) = attribute_value(bytes, at)?;
                }
                if spans.len() < max {
                    spans.push(Span { name, value });
                }
            }
        }
    }
}

fn attribute_value(bytes: &[u8], at: usize) -> Option<((u32, u32), usize)> {
    let (start, end, next) = match bytes[at] {
        quote @ (b'"' | b'\'') => {
            let end = at + 1 + memchr::memchr(quote, &bytes[at + 1..])?;
            (at + 1, end, end + 1)
        }
        _ => {
            let ends = |&b: &u8| matches!(b, b'\t' | b'\n' | b'\x0C' | b'\r' | b' ' | b'>');
            let end = at + bytes[at..].iter().position(ends)?;
            (at, end, end)
        }
    };
    Some(((start as u32, end as u32), next))
}

fn skip_space(bytes: &[u8], at: usize) -> Option<usize> {
    let skipped = bytes[at..].iter().position(|b| !matches!(b, b'\t' | b'\n' | b'\x0C' | b'\r' | b' '));
    skipped.map(|skipped| at + skipped)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(input: &str) -> (String, Vec<(String, String)>, bool, usize) {
        let mut spans = Vec::new();
        match read(input, &mut spans, 64) {
            Markup::Start { name, self_closing, length } => {
                let attributes = super::super::Attributes::new(input, &spans);
                let pairs = attributes.raw().map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
                (name.to_owned(), pairs, self_closing, length)
            }
            other => panic!("{other:?}"),
        }
    }

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|&(n, v)| (n.to_owned(), v.to_owned())).collect()
    }

    #[test]
    fn attributes_in_every_quoting() {
        let (name, found, self_closing, length) = start("<A b c=d e='f>' g = \"h\" i=j/>rest");
        assert_eq!((name.as_str(), self_closing, length), ("A", false, 29));
        assert_eq!(found, pairs(&[("b", ""), ("c", "d"), ("e", "f>"), ("g", "h"), ("i", "j/")]));
    }

    #[test]
    fn slashes_and_equal_signs_in_odd_places() {
        assert!(start("<br/>").2);
        assert!(!start("<br / >").2);
        assert_eq!(start("<p/a=b>").1, pairs(&[("a", "b")]));
        assert_eq!(start("<p =a=b>").1, pairs(&[("=a", "b")]));
        assert_eq!(start("<p a=>").1, pairs(&[("a", "")]));
        assert_eq!(start("<p a=\"1\"b='2'>").1, pairs(&[("a", "1"), ("b", "2")]));
    }

    #[test]
    fn what_is_not_a_tag_is_passed_over_whole() {
        let read = |input| read(input, &mut Vec::new(), 64);
        assert_eq!(read("<!-- <p> --><i>"), Markup::Other { length: 12 });
        assert_eq!(read("<!--><i>"), Markup::Other { length: 5 });
        assert_eq!(read("<!---><i>"), Markup::Other { length: 6 });
        assert_eq!(read("<!-- a --!><i>"), Markup::Other { length: 11 });
        assert_eq!(read("<!doctype html><i>"), Markup::Other { length: 15 });
        assert_eq!(read("<?php > ?>"), Markup::Other { length: 7 });
        assert_eq!(read("</><i>"), Markup::Other { length: 3 });
        assert_eq!(read("</ p><i>"), Markup::Other { length: 5 });
        assert_eq!(read("</p x='>'><i>"), Markup::End { name: "p", length: 10 });
    }

    #[test]
    fn every_proper_prefix_is_incomplete() {
        for whole in ["<a href=\"x>y\" b='c' d=e f>", "<!-- a - b -->", "</section >", "<!doctype html>"] {
            for end in 1..whole.len() {
                assert_eq!(read(&whole[..end], &mut Vec::new(), 64), Markup::Incomplete, "{}", &whole[..end]);
            }
        }
    }
}
