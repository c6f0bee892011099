//! Splits pure markup (tags, comments, doctypes; text is gone already) into single tags with attribute spans.
//!
//! Source: HTML Standard, tokenization, from "tag open state" on. Comments, doctypes and bogus comments are passed
//! over. lol_html has found the same borders before; finding them again costs less than its element handlers do.

use super::attributes::{NameSet, Span};
use super::tag::Tag;

/// What stands at the beginning of a piece of markup, and its length in bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Markup {
    Start {
        tag: Tag,
        self_closing: bool,
        length: usize,
    },
    End {
        tag: Tag,
        length: usize,
    },
    /// A comment, doctype or stray text: nothing to report.
    Other {
        length: usize,
    },
    /// The input ends inside a tag or comment.
    Incomplete,
}

/// Where the attributes of the last start tag stand, and the caps on them.
#[derive(Debug)]
pub(super) struct Spans {
    pub list: Vec<Span>,
    /// Their names.
    pub names: NameSet,
    pub max: usize,
    pub max_value: usize,
    /// Attributes left out because a cap was hit.
    pub cut: u64,
}

impl Spans {
    pub fn new(max: usize, max_value: usize) -> Spans {
        Spans { list: Vec::new(), names: NameSet::default(), max, max_value, cut: 0 }
    }

    fn clear(&mut self) {
        self.list.clear();
        self.names = NameSet::default();
    }

    fn push(&mut self, span: Span, name: &[u8]) {
        let fits = |(start, end): (u32, u32)| (end - start) as usize <= self.max_value;
        if self.list.len() < self.max && fits(span.name) && fits(span.value) {
            self.list.push(span);
            self.names.add(NameSet::of(name));
        } else {
            self.cut += 1;
        }
    }
}

/// Reads the first piece of `bytes`, leaving a start tag's attributes in `spans`.
pub(super) fn read(bytes: &[u8], spans: &mut Spans) -> Markup {
    match read_any(bytes, spans) {
        // What has no name has no attributes either.
        Markup::Start { length, .. } if has_long_name(bytes, length, spans.max_value) => {
            spans.cut += 1 + spans.list.len() as u64;
            Markup::Other { length }
        }
        Markup::End { length, .. } if has_long_name(bytes, length, spans.max_value) => {
            spans.cut += 1;
            Markup::Other { length }
        }
        markup => markup,
    }
}

/// Whether the name of a tag exceeds the cap, which is that of a value; `<` and `/` do not matter.
fn has_long_name(bytes: &[u8], length: usize, most: usize) -> bool {
    length > most && name_end(bytes, 2) - 2 >= most
}

fn read_any(bytes: &[u8], spans: &mut Spans) -> Markup {
    match bytes {
        [b'<', b'/', letter, ..] if letter.is_ascii_alphabetic() => {
            let name_end = name_end(bytes, 2);
            match attributes_end(bytes, name_end, |_| {}) {
                Some((length, _)) => Markup::End { tag: Tag::from_bytes(&bytes[2..name_end]), length },
                None => Markup::Incomplete,
            }
        }
        [b'<', letter, ..] if letter.is_ascii_alphabetic() => {
            let name_end = name_end(bytes, 1);
            spans.clear();
            match attributes_end(bytes, name_end, |span| {
                spans.push(span, &bytes[span.name.0 as usize..span.name.1 as usize]);
            }) {
                Some((length, self_closing)) => {
                    Markup::Start { tag: Tag::from_bytes(&bytes[1..name_end]), self_closing, length }
                }
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

/// What a byte means inside a tag: white space, the end of an unquoted value, of a tag name, of an attribute name.
const SPACE: u8 = 1;
const ENDS_VALUE: u8 = 2;
const ENDS_NAME: u8 = 4;
const ENDS_ATTRIBUTE: u8 = 8;

/// A look at a table costs less than a row of comparisons; tags are half of what is read.
const MEANING: [u8; 256] = {
    let mut meaning = [0; 256];
    let mut byte = 0;
    while byte < meaning.len() {
        meaning[byte] = match byte as u8 {
            b'\t' | b'\n' | b'\x0C' | b'\r' | b' ' => SPACE | ENDS_VALUE | ENDS_NAME | ENDS_ATTRIBUTE,
            b'>' => ENDS_VALUE | ENDS_NAME | ENDS_ATTRIBUTE,
            b'/' => ENDS_NAME | ENDS_ATTRIBUTE,
            b'=' => ENDS_ATTRIBUTE,
            _ => 0,
        };
        byte += 1;
    }
    meaning
};

/// The first byte from `start` on that has one of these meanings.
fn find(bytes: &[u8], start: usize, meanings: u8) -> Option<usize> {
    let found = bytes[start..].iter().position(|&byte| MEANING[usize::from(byte)] & meanings != 0);
    found.map(|at| start + at)
}

fn name_end(bytes: &[u8], start: usize) -> usize {
    find(bytes, start, ENDS_NAME).unwrap_or(bytes.len())
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
fn attributes_end(bytes: &[u8], mut at: usize, mut found: impl FnMut(Span)) -> Option<(usize, bool)> {
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
                at = find(bytes, at + 1, ENDS_ATTRIBUTE)?;
                let name = (name_start as u32, at as u32);
                at = skip_space(bytes, at)?;
                let mut value = (0, 0);
                if bytes[at] == b'=' {
                    at = skip_space(bytes, at + 1)?;
                    (value, at) = attribute_value(bytes, at)?;
                }
                found(Span { name, value });
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
            let end = find(bytes, at, ENDS_VALUE)?;
            (at, end, end)
        }
    };
    Some(((start as u32, end as u32), next))
}

fn skip_space(bytes: &[u8], mut at: usize) -> Option<usize> {
    while MEANING[usize::from(*bytes.get(at)?)] & SPACE != 0 {
        at += 1;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans() -> Spans {
        Spans::new(3, 9)
    }

    fn start(input: &str) -> (Tag, Vec<(String, String)>, bool, usize) {
        let mut spans = Spans { max: 64, ..spans() };
        match read(input.as_bytes(), &mut spans) {
            Markup::Start { tag, self_closing, length } => {
                let attributes = super::super::attributes::Attributes::new(input.as_bytes(), &spans.list, spans.names);
                let text = |bytes: &[u8]| String::from_utf8(bytes.to_owned()).unwrap();
                let pairs = attributes.raw().map(|(name, value)| (text(name), text(value))).collect();
                (tag, pairs, self_closing, length)
            }
            other => panic!("{other:?}"),
        }
    }

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|&(n, v)| (n.to_owned(), v.to_owned())).collect()
    }

    #[test]
    fn attributes_in_every_quoting() {
        let (tag, found, self_closing, length) = start("<A b c=d e='f>' g = \"h\" i=j/>rest");
        assert_eq!((tag, self_closing, length), (Tag::new("a"), false, 29));
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
        let read = |input: &str| read(input.as_bytes(), &mut spans());
        assert_eq!(read("<!-- <p> --><i>"), Markup::Other { length: 12 });
        assert_eq!(read("<!--><i>"), Markup::Other { length: 5 });
        assert_eq!(read("<!---><i>"), Markup::Other { length: 6 });
        assert_eq!(read("<!-- a --!><i>"), Markup::Other { length: 11 });
        assert_eq!(read("<!doctype html><i>"), Markup::Other { length: 15 });
        assert_eq!(read("<?php > ?>"), Markup::Other { length: 7 });
        assert_eq!(read("</><i>"), Markup::Other { length: 3 });
        assert_eq!(read("</ p><i>"), Markup::Other { length: 5 });
        assert_eq!(read("</p x='>'><i>"), Markup::End { tag: Tag::new("p"), length: 10 });
    }

    #[test]
    fn what_is_beyond_the_caps_is_left_out_and_counted() {
        let mut spans = spans();
        read(b"<p a=1 b=1234567890 c=3 d=4 e=5 f=6>", &mut spans);
        assert_eq!((spans.list.len(), spans.cut), (3, 3));
    }

    #[test]
    fn with_a_name_that_is_too_long_all_attributes_go() {
        let mut spans = spans();
        assert_eq!(read(b"<a234567890 b=c d>", &mut spans), Markup::Other { length: 18 });
        assert_eq!(read(b"</a234567890 b=c d>", &mut spans), Markup::Other { length: 19 });
        assert_eq!(spans.cut, 3 + 1);
    }

    #[test]
    fn every_proper_prefix_is_incomplete() {
        for whole in ["<a href=\"x>y\" b='c' d=e f>", "<!-- a - b -->", "</section >", "<!doctype html>"] {
            for end in 1..whole.len() {
                assert_eq!(read(&whole.as_bytes()[..end], &mut spans()), Markup::Incomplete, "{}", &whole[..end]);
            }
        }
    }
}
