//! Skips a token that is too long for the rewriter and keeps the part of it within the limits.
//!
//! Of a comment nothing remains. Of a tag, a short form remains: its name and the attributes that [`Spans`] would have
//! kept, so that the page is the same as if the rewriter had read the token.

use super::markup::Spans;
use super::missed::{Missed, NAME_BYTES, START_BYTES};

#[derive(Debug)]
pub(super) struct Overlong {
    state: TokenState,
    /// The tag with the attributes kept so far; empty if nothing remains of the token.
    short: Vec<u8>,
    /// Start of the current name or attribute in `short`.
    start: usize,
    /// Number of attributes kept and dropped, and whether the current one is dropped.
    kept: usize,
    cut: u64,
    cuts: bool,
    missed: Missed,
    /// The current attribute: the start of its name and of its value.
    attribute: (Vec<u8>, Vec<u8>),
    /// The attributes of an end tag are ignored.
    is_end_tag: bool,
    /// Bytes of the token, of the current name, and of the current value.
    length: usize,
    name: usize,
    value: usize,
    max: usize,
    max_value: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TokenState {
    /// In a comment, after this many dashes; `true` if `!` follows two of them.
    Comment(u8, bool),
    /// In a bogus comment, which ends at the next `>`.
    Bogus,
    TagName,
    /// Between attributes; `true` after a slash.
    Between(bool),
    Name,
    AfterName,
    BeforeValue,
    Unquoted,
    Quoted(u8),
}

impl Overlong {
    /// Creates the state for a token that begins with these bytes, which are still to be read.
    pub fn new(begin: &[u8], spans: &Spans) -> Overlong {
        let state = match begin {
            // The dashes of `<!--` do not end it, or the rewriter would have seen that.
            [b'<', b'!', b'-', b'-', ..] => TokenState::Comment(0, false),
            [b'<', letter, ..] | [b'<', b'/', letter, ..] if letter.is_ascii_alphabetic() => TokenState::TagName,
            _ => TokenState::Bogus,
        };
        let (max, max_value) = (spans.max, spans.max_value);
        let (short, cut, cuts, is_end_tag) = (Vec::new(), 0, false, begin.starts_with(b"</"));
        Overlong {
            state,
            short,
            start: 0,
            kept: 0,
            cut,
            cuts,
            missed: Missed::default(),
            attribute: Default::default(),
            is_end_tag,
            length: 0,
            name: 0,
            value: 0,
            max,
            max_value,
        }
    }

    /// Reads on; returns the token's end in `bytes`, if it is there.
    pub fn read(&mut self, bytes: &[u8]) -> Option<usize> {
        let end = self.find_end(bytes);
        self.length += end.unwrap_or(bytes.len());
        end
    }

    fn find_end(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while at < bytes.len() {
            // Skips content that is dropped at once.
            let rest = &bytes[at..];
            at += match self.state {
                TokenState::Bogus => memchr::memchr(b'>', rest)?,
                TokenState::Comment(0, _) => memchr::memchr(b'-', rest)?,
                TokenState::Quoted(quote) if self.cuts => memchr::memchr(quote, rest)?,
                TokenState::TagName | TokenState::Name | TokenState::Unquoted if self.cuts => {
                    rest.iter().position(|byte| b"\t\n\x0C\r />=".contains(byte))?
                }
                _ => 0,
            };
            if self.step(bytes[at]) {
                return Some(at + 1);
            }
            at += 1;
        }
        None
    }

    pub fn length(&self) -> usize {
        self.length
    }

    pub fn cut(&self) -> u64 {
        self.cut
    }

    /// Adds the attributes that tamis would have read.
    pub fn count_missed(&self, missed: &mut Missed) {
        missed.text += self.missed.text;
        missed.addresses += self.missed.addresses;
        missed.metadata += self.missed.metadata;
    }

    pub fn short(&self) -> &[u8] {
        &self.short
    }

    /// Reads a byte; returns whether it ends the token.
    fn step(&mut self, byte: u8) -> bool {
        let space = matches!(byte, b'\t' | b'\n' | b'\x0C' | b'\r' | b' ');
        match self.state {
            TokenState::Bogus => return byte == b'>',
            TokenState::Comment(dashes, mark) => {
                if byte == b'>' && dashes >= 2 {
                    return true;
                }
                self.state = match byte {
                    b'-' => TokenState::Comment(if mark { 1 } else { (dashes + 1).min(2) }, false),
                    b'!' if dashes >= 2 && !mark => TokenState::Comment(2, true),
                    _ => TokenState::Comment(0, false),
                };
                return false;
            }
            TokenState::TagName if space || byte == b'/' && self.name > 1 || byte == b'>' => self.end_tag_name(),
            TokenState::TagName => {
                self.name += 1;
                return self.keep(byte);
            }
            TokenState::Name if space => self.state = TokenState::AfterName,
            TokenState::Name if byte == b'=' => self.begin_value(),
            TokenState::Name if byte != b'/' && byte != b'>' => {
                self.name += 1;
                return self.keep(byte);
            }
            TokenState::AfterName if space => {}
            TokenState::AfterName if byte == b'=' => self.begin_value(),
            TokenState::BeforeValue if space => {}
            TokenState::BeforeValue if matches!(byte, b'"' | b'\'') => {
                self.state = TokenState::Quoted(byte);
                return self.keep(byte);
            }
            TokenState::BeforeValue | TokenState::Unquoted if byte != b'>' && !space => {
                self.state = TokenState::Unquoted;
                self.value += 1;
                return self.keep(byte);
            }
            TokenState::Quoted(quote) if byte == quote => {
                self.keep(byte);
                self.end_attribute();
                return false;
            }
            TokenState::Quoted(_) => {
                self.value += 1;
                return self.keep(byte);
            }
            TokenState::Name | TokenState::AfterName | TokenState::BeforeValue | TokenState::Unquoted => {
                self.end_attribute()
            }
            TokenState::Between(_) => {}
        }
        if let TokenState::Between(slash) = self.state {
            return self.between(byte, space, slash);
        }
        false
    }

    /// Reads a byte outside attributes; returns whether it ends the token.
    fn between(&mut self, byte: u8, space: bool, slash: bool) -> bool {
        match byte {
            b'>' if self.short.is_empty() => return true,
            b'>' => {
                self.short.extend_from_slice(if slash { b" />" } else { b">" });
                return true;
            }
            b'/' => self.state = TokenState::Between(true),
            _ if space => self.state = TokenState::Between(false),
            _ => {
                (self.start, self.name, self.value, self.cuts) = (self.short.len(), 1, 0, self.short.is_empty());
                self.state = TokenState::Name;
                self.keep(b' ');
                self.attribute = Default::default();
                self.keep(byte);
            }
        }
        false
    }

    fn end_tag_name(&mut self) {
        if self.cuts {
            self.short.clear();
            self.cut += 1;
            self.missed.text += 1;
        }
        self.state = TokenState::Between(false);
    }

    fn begin_value(&mut self) {
        self.state = TokenState::BeforeValue;
        self.keep(b'=');
    }

    fn end_attribute(&mut self) {
        if self.cuts || self.is_end_tag || self.kept == self.max {
            self.short.truncate(self.start);
            if !self.is_end_tag {
                self.cut += 1;
                self.missed.count(&self.attribute.0, &self.attribute.1);
            }
        } else {
            self.kept += 1;
        }
        self.state = TokenState::Between(false);
    }

    /// Keeps a byte within the limits. Returns false, since it never ends the token.
    fn keep(&mut self, byte: u8) -> bool {
        match self.state {
            TokenState::Name if self.attribute.0.len() < NAME_BYTES => self.attribute.0.push(byte),
            TokenState::Quoted(_) | TokenState::Unquoted if self.value > 0 && self.attribute.1.len() < START_BYTES => {
                self.attribute.1.push(byte)
            }
            _ => {}
        }
        self.cuts |= self.name > self.max_value || self.value > self.max_value;
        if self.cuts {
            self.short.truncate(self.start);
        } else {
            self.short.push(byte);
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns what remains of a token, its length and the attributes dropped, checked for all piece sizes.
    fn short(token: &str) -> (String, usize, u64) {
        let spans = Spans::new(3, 9);
        let read = |size: usize| {
            let (mut overlong, mut length) = (Overlong::new(token.as_bytes(), &spans), 0);
            for piece in token.as_bytes().chunks(size) {
                match overlong.read(piece) {
                    Some(end) => {
                        length += end;
                        break;
                    }
                    None => length += piece.len(),
                }
            }
            assert_eq!(length, overlong.length());
            (String::from_utf8(overlong.short().to_vec()).unwrap(), length, overlong.cut())
        };
        assert_eq!(read(1), read(1000), "{token}");
        read(7)
    }

    #[test]
    fn a_tag_keeps_what_the_limits_allow() {
        assert_eq!(short("<a b=c d='e>' f>x"), ("<a b=c d='e>' f>".to_owned(), 16, 0));
        assert_eq!(short("<a b = c  d=\"1234567890\" e/>x"), ("<a b=c e />".to_owned(), 28, 1));
        assert_eq!(short("<a 1 2 3 4 5=6>"), ("<a 1 2 3>".to_owned(), 15, 2));
        assert_eq!(short("</a b'c>x"), ("</a>".to_owned(), 8, 0));
        assert_eq!(short("<a b=c/>"), ("<a b=c/>".to_owned(), 8, 0));
        assert_eq!(short("<a b= >x"), ("<a b=>".to_owned(), 7, 0));
        assert_eq!(short("<a =b=c 1234567890=2>"), ("<a =b=c>".to_owned(), 21, 1));
    }

    #[test]
    fn an_overlong_name_leaves_nothing() {
        assert_eq!(short("<a234567890 b=c d>x"), (String::new(), 18, 3));
    }

    #[test]
    fn comments_end_by_the_standard() {
        assert_eq!(short("<!-- a -- b --->x").1, 16);
        assert_eq!(short("<!-- a --!>x").1, 11);
        assert_eq!(short("<!-- a --!->-->x").1, 15);
        assert_eq!(short("<!-- a -> -->x").1, 13);
        assert_eq!(short("<!doctype 'a>").1, 13);
        assert_eq!(short("<?php '>' ?>").1, 8);
        assert_eq!(short("</ a '>").1, 7);
    }
}
