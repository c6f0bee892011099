//! Splits markup without text (tags, comments, doctypes) into tags with attribute spans.
//!
//! Source: HTML Standard, tokenization, from "tag open state" on. Comments, doctypes and bogus comments are skipped.
//! lol_html has found the same boundaries; finding them again costs less than its element handlers.

use super::attributes::{NameSet, Span};
use super::missed::Missed;
use super::tag::Tag;

/// The first item of a piece of markup, and its length in bytes.
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
    /// A comment, a doctype or stray text.
    Other {
        length: usize,
    },
    /// The input ends inside a tag or comment.
    Incomplete,
}

/// The attribute spans of the last start tag, and the limits on them.
#[derive(Debug)]
pub(super) struct Spans {
    pub list: Vec<Span>,
    pub names: NameSet,
    pub max: usize,
    pub max_value: usize,
    /// Number of attributes dropped because of a limit, and those of them that tamis would have read.
    pub cut: u64,
    pub missed: Missed,
}

impl Spans {
    pub fn new(max: usize, max_value: usize) -> Spans {
        Spans { list: Vec::new(), names: NameSet::default(), max, max_value, cut: 0, missed: Missed::default() }
    }

    fn clear(&mut self) {
        self.list.clear();
        self.names = NameSet::default();
    }

    fn push(&mut self, span: Span, bytes: &[u8]) {
        let of = |(start, end): (u32, u32)| &bytes[start as usize..end as usize];
        let fits = |(start, end): (u32, u32)| (end - start) as usize <= self.max_value;
        if self.list.len() < self.max && fits(span.name) && fits(span.value) {
            self.list.push(span);
            self.names.add(NameSet::of(of(span.name)));
        } else {
            self.cut += 1;
            self.missed.count(of(span.name), of(span.value));
        }
    }
}

/// Reads the first item of `bytes`. Leaves the attributes of a start tag in `spans`.
pub(super) fn read(bytes: &[u8], spans: &mut Spans) -> Markup {
    match read_any(bytes, spans) {
        // Without its name, a tag loses its attributes too.
        Markup::Start { length, .. } if has_long_name(bytes, length, spans.max_value) => {
            spans.cut += 1 + spans.list.len() as u64;
            spans.missed.text += 1;
            Markup::Other { length }
        }
        Markup::End { length, .. } if has_long_name(bytes, length, spans.max_value) => {
            spans.cut += 1;
            Markup::Other { length }
        }
        markup => markup,
    }
}

/// Returns whether the name of a tag exceeds the limit on values; `<` and `/` do not matter.
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
            match attributes_end(bytes, name_end, |span| spans.push(span, bytes)) {
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

/// Classes of a byte inside a tag: white space, end of an unquoted value, of a tag name, of an attribute name.
const SPACE: u8 = 1;
const ENDS_VALUE: u8 = 2;
const ENDS_NAME: u8 = 4;
const ENDS_ATTRIBUTE: u8 = 8;

/// A table lookup costs less than comparisons, and tags are half of the input.
const BYTE_CLASSES: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < table.len() {
        table[byte] = match byte as u8 {
            b'\t' | b'\n' | b'\x0C' | b'\r' | b' ' => SPACE | ENDS_VALUE | ENDS_NAME | ENDS_ATTRIBUTE,
            b'>' => ENDS_VALUE | ENDS_NAME | ENDS_ATTRIBUTE,
            b'/' => ENDS_NAME | ENDS_ATTRIBUTE,
            b'=' => ENDS_ATTRIBUTE,
            _ => 0,
        };
        byte += 1;
    }
    table
};

/// Finds the first byte from `start` on that is in one of these classes.
#[inline]
fn find(bytes: &[u8], start: usize, classes: u8) -> Option<usize> {
    let mut at = start;
    while BYTE_CLASSES[usize::from(*bytes.get(at)?)] & classes == 0 {
        at += 1;
    }
    Some(at)
}

fn name_end(bytes: &[u8], start: usize) -> usize {
    find(bytes, start, ENDS_NAME).unwrap_or(bytes.len())
}

/// Returns the end of the comment at 0: after `-->` or `--!>`; `<!-->` and `<!--->` are complete comments.
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

/// Reads the attributes from `at` on. Returns the length of the tag and whether it ends in `/>`.
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
            let end = at + 1 + find_quote(&bytes[at + 1..], quote)?;
            (at + 1, end, end + 1)
        }
        _ => {
            let end = find(bytes, at, ENDS_VALUE)?;
            (at, end, end)
        }
    };
    Some(((start as u32, end as u32), next))
}

/// Finds the end of a quoted value. Most are so short that a call of `memchr` costs more than eight bytes at a time.
fn find_quote(bytes: &[u8], quote: u8) -> Option<usize> {
    const SHORT: usize = 8;
    let (words, _) = bytes.as_chunks();
    for (number, &word) in words.iter().take(SHORT).enumerate() {
        let differs = u64::from_le_bytes(word) ^ u64::from_le_bytes([quote; 8]);
        // The highest bit of each byte that is zero, and none below the first such byte.
        let found = differs.wrapping_sub(0x0101_0101_0101_0101) & !differs & 0x8080_8080_8080_8080;
        if found != 0 {
            return Some(8 * number + found.trailing_zeros() as usize / 8);
        }
    }
    let read = 8 * words.len().min(SHORT);
    memchr::memchr(quote, &bytes[read..]).map(|at| read + at)
}

fn skip_space(bytes: &[u8], mut at: usize) -> Option<usize> {
    while BYTE_CLASSES[usize::from(*bytes.get(at)?)] & SPACE != 0 {
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
    fn comments_and_doctypes_are_skipped_whole() {
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
    fn attributes_beyond_the_caps_are_dropped_and_counted() {
        let mut spans = spans();
        read(b"<p a=1 b=1234567890 c=3 d=4 e=5 f=6>", &mut spans);
        assert_eq!((spans.list.len(), spans.cut), (3, 3));
    }

    #[test]
    fn a_tag_with_an_overlong_name_is_dropped_with_its_attributes() {
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
