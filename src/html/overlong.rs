//! Reads past a token that is too long for the rewriter, and keeps of it what the caps allow.
//!
//! A comment leaves nothing. A tag leaves a short form: its name and the attributes that [`Spans`] would have taken, so
//! that it makes no difference to the page whether the rewriter held the token or not.

use super::markup::Spans;

/// A token on its way to its end.
#[derive(Debug)]
pub(super) struct Overlong {
    state: State,
    /// The tag without the attributes that are left out; empty if nothing is left of the token.
    short: Vec<u8>,
    /// Where the name or attribute at hand begins in it.
    start: usize,
    /// Attributes kept, those left out, and whether the one at hand is.
    kept: usize,
    cut: u64,
    cuts: bool,
    /// Attributes of an end tag mean nothing and are none.
    is_end_tag: bool,
    /// Bytes of the token, of its name or the name of the attribute at hand, and of the value.
    length: usize,
    name: usize,
    value: usize,
    max: usize,
    max_value: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// In a comment, behind so many dashes; `true` if an exclamation mark follows two of them.
    Comment(u8, bool),
    /// In what ends at the next `>`.
    Bogus,
    TagName,
    /// Between attributes; `true` behind a slash.
    Between(bool),
    Name,
    AfterName,
    BeforeValue,
    Unquoted,
    Quoted(u8),
}

impl Overlong {
    /// A token that begins with these bytes; they are still to be read.
    pub fn new(begin: &[u8], spans: &Spans) -> Overlong {
        let state = match begin {
            // The dashes of the opening do not end it, or the rewriter would have seen that.
            [b'<', b'!', b'-', b'-', ..] => State::Comment(0, false),
            [b'<', letter, ..] | [b'<', b'/', letter, ..] if letter.is_ascii_alphabetic() => State::TagName,
            _ => State::Bogus,
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
            is_end_tag,
            length: 0,
            name: 0,
            value: 0,
            max,
            max_value,
        }
    }

    /// Reads on; gives how far the token goes if it ends here.
    pub fn read(&mut self, bytes: &[u8]) -> Option<usize> {
        let end = self.find_end(bytes);
        self.length += end.unwrap_or(bytes.len());
        end
    }

    fn find_end(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while at < bytes.len() {
            // What leaves no trace need not be read byte by byte.
            let rest = &bytes[at..];
            at += match self.state {
                State::Bogus => memchr::memchr(b'>', rest)?,
                State::Comment(0, _) => memchr::memchr(b'-', rest)?,
                State::Quoted(quote) if self.cuts => memchr::memchr(quote, rest)?,
                State::TagName | State::Name | State::Unquoted if self.cuts => {
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

    /// Bytes read.
    pub fn length(&self) -> usize {
        self.length
    }

    /// Attributes left out.
    pub fn cut(&self) -> u64 {
        self.cut
    }

    /// What is left of the token.
    pub fn short(&self) -> &[u8] {
        &self.short
    }

    /// True if the byte ends the token.
    fn step(&mut self, byte: u8) -> bool {
        let space = matches!(byte, b'\t' | b'\n' | b'\x0C' | b'\r' | b' ');
        match self.state {
            State::Bogus => return byte == b'>',
            State::Comment(dashes, mark) => {
                if byte == b'>' && dashes >= 2 {
                    return true;
                }
                self.state = match byte {
                    b'-' => State::Comment(if mark { 1 } else { (dashes + 1).min(2) }, false),
                    b'!' if dashes >= 2 && !mark => State::Comment(2, true),
                    _ => State::Comment(0, false),
                };
                return false;
            }
            State::TagName if space || byte == b'/' && self.name > 1 || byte == b'>' => self.end_tag_name(),
            State::TagName => {
                self.name += 1;
                return self.keep(byte);
            }
            State::Name if space => self.state = State::AfterName,
            State::Name if byte == b'=' => self.begin_value(),
            State::Name if byte != b'/' && byte != b'>' => {
                self.name += 1;
                return self.keep(byte);
            }
            State::AfterName if space => {}
            State::AfterName if byte == b'=' => self.begin_value(),
            State::BeforeValue if space => {}
            State::BeforeValue if matches!(byte, b'"' | b'\'') => {
                self.state = State::Quoted(byte);
                return self.keep(byte);
            }
            State::BeforeValue | State::Unquoted if byte != b'>' && !space => {
                self.state = State::Unquoted;
                self.value += 1;
                return self.keep(byte);
            }
            State::Quoted(quote) if byte == quote => {
                self.keep(byte);
                self.end_attribute();
                return false;
            }
            State::Quoted(_) => {
                self.value += 1;
                return self.keep(byte);
            }
            State::Name | State::AfterName | State::BeforeValue | State::Unquoted => self.end_attribute(),
            State::Between(_) => {}
        }
        if let State::Between(slash) = self.state {
            return self.between(byte, space, slash);
        }
        false
    }

    /// A byte that is no part of an attribute before it.
    fn between(&mut self, byte: u8, space: bool, slash: bool) -> bool {
        match byte {
            b'>' if self.short.is_empty() => return true,
            b'>' => {
                self.short.extend_from_slice(if slash { b" />" } else { b">" });
                return true;
            }
            b'/' => self.state = State::Between(true),
            _ if space => self.state = State::Between(false),
            _ => {
                (self.start, self.name, self.value, self.cuts) = (self.short.len(), 1, 0, self.short.is_empty());
                self.state = State::Name;
                self.keep(b' ');
                self.keep(byte);
            }
        }
        false
    }

    fn end_tag_name(&mut self) {
        if self.cuts {
            self.short.clear();
            self.cut += 1;
        }
        self.state = State::Between(false);
    }

    fn begin_value(&mut self) {
        self.state = State::BeforeValue;
        self.keep(b'=');
    }

    fn end_attribute(&mut self) {
        if self.cuts || self.is_end_tag || self.kept == self.max {
            self.short.truncate(self.start);
            self.cut += u64::from(!self.is_end_tag);
        } else {
            self.kept += 1;
        }
        self.state = State::Between(false);
    }

    /// Keeps a byte as long as the caps allow. Never ends the token.
    fn keep(&mut self, byte: u8) -> bool {
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

    /// What is left of a token, however it is cut, and how far it went.
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
    fn a_tag_keeps_what_the_caps_allow() {
        assert_eq!(short("<a b=c d='e>' f>x"), ("<a b=c d='e>' f>".to_owned(), 16, 0));
        assert_eq!(short("<a b = c  d=\"1234567890\" e/>x"), ("<a b=c e />".to_owned(), 28, 1));
        assert_eq!(short("<a 1 2 3 4 5=6>"), ("<a 1 2 3>".to_owned(), 15, 2));
        assert_eq!(short("</a b'c>x"), ("</a>".to_owned(), 8, 0));
        assert_eq!(short("<a b=c/>"), ("<a b=c/>".to_owned(), 8, 0));
        assert_eq!(short("<a b= >x"), ("<a b=>".to_owned(), 7, 0));
        assert_eq!(short("<a =b=c 1234567890=2>"), ("<a =b=c>".to_owned(), 21, 1));
    }

    #[test]
    fn a_name_that_is_too_long_leaves_nothing() {
        assert_eq!(short("<a234567890 b=c d>x"), (String::new(), 18, 3));
    }

    #[test]
    fn comments_end_as_the_standard_says() {
        assert_eq!(short("<!-- a -- b --->x").1, 16);
        assert_eq!(short("<!-- a --!>x").1, 11);
        assert_eq!(short("<!-- a --!->-->x").1, 15);
        assert_eq!(short("<!-- a -> -->x").1, 13);
        assert_eq!(short("<!doctype 'a>").1, 13);
        assert_eq!(short("<?php '>' ?>").1, 8);
        assert_eq!(short("</ a '>").1, 7);
    }
}
