//! Follows a tag or comment that is too long to be held, so that it can be passed over up to its own end.
//!
//! Source: HTML Standard, tokenization, from "tag open state" on. Takes the token in any pieces and remembers no text.

/// Where in a token its reader stands.
#[derive(Debug, Clone, Default)]
pub(super) struct Overlong {
    state: State,
    is_end_tag: bool,
    /// Attributes that have begun.
    attributes: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    /// Before the `<`.
    #[default]
    Start,
    /// After `<`, `</` and `<!`.
    Open,
    EndOpen,
    Declaration,
    /// After `<!-`.
    DeclarationDash,
    /// What the next `>` ends: bogus comments and doctypes.
    Bogus,
    CommentStart,
    CommentStartDash,
    Comment,
    CommentDash,
    CommentEnd,
    CommentBang,
    Name,
    /// Before an attribute, in its name, behind it.
    Before,
    Attribute,
    After,
    BeforeValue,
    Quoted(u8),
    Unquoted,
    /// After a `/` that may be the last one.
    Slash,
    Ended {
        self_closing: bool,
    },
}

impl Overlong {
    /// Attributes of the start tag that have begun.
    pub fn attributes(&self) -> usize {
        self.attributes
    }

    /// Reads on. Gives the number of bytes up to the end of the token, if it ends here.
    pub fn push(&mut self, bytes: &[u8]) -> Option<usize> {
        for (at, &byte) in bytes.iter().enumerate() {
            if let State::Ended { .. } = self.state {
                return Some(at);
            }
            self.state = self.step(byte);
        }
        matches!(self.state, State::Ended { .. }).then_some(bytes.len())
    }

    fn step(&mut self, byte: u8) -> State {
        use State::*;
        match (self.state, byte) {
            (Start, _) => Open,
            (Open, b'/') => EndOpen,
            (Open, b'!') => Declaration,
            (Open | EndOpen, b'a'..=b'z' | b'A'..=b'Z') => {
                self.is_end_tag = self.state == EndOpen;
                Name
            }
            (Declaration, b'-') => DeclarationDash,
            (DeclarationDash, b'-') => CommentStart,
            (EndOpen | Declaration | DeclarationDash | Bogus, b'>') => Ended { self_closing: false },
            (Open | EndOpen | Declaration | DeclarationDash | Bogus, _) => Bogus,

            (CommentStart | CommentStartDash | CommentEnd | CommentBang, b'>') => Ended { self_closing: false },
            (CommentStart, b'-') => CommentStartDash,
            (Comment | CommentBang, b'-') => CommentDash,
            (CommentStartDash | CommentDash | CommentEnd, b'-') => CommentEnd,
            (CommentEnd, b'!') => CommentBang,
            (CommentStart | CommentStartDash | Comment | CommentDash | CommentEnd | CommentBang, _) => Comment,

            (Quoted(quote), _) => {
                if byte == quote {
                    Before
                } else {
                    self.state
                }
            }
            (Name | Before | Attribute | After | BeforeValue | Unquoted, b'>') => Ended { self_closing: false },
            (Slash, b'>') => Ended { self_closing: true },
            (BeforeValue, b'"' | b'\'') => Quoted(byte),
            (Attribute | After, b'=') => BeforeValue,
            (Name | Before | Attribute | After | Slash, b'/') => Slash,
            (Name | Before | Unquoted | Slash, b'\t' | b'\n' | b'\x0C' | b'\r' | b' ') => Before,
            (Attribute | After, b'\t' | b'\n' | b'\x0C' | b'\r' | b' ') => After,
            (BeforeValue, b'\t' | b'\n' | b'\x0C' | b'\r' | b' ') => BeforeValue,
            (Before | After | Slash, _) => {
                self.attributes += usize::from(!self.is_end_tag);
                Attribute
            }
            (BeforeValue | Unquoted, _) => Unquoted,
            (Name | Attribute | Ended { .. }, _) => self.state,
        }
    }

    /// What ends the token for a reader that stands here, where `whole` is the token as it really went on.
    pub fn ending(&self, whole: &Overlong) -> &'static str {
        use State::*;
        let self_closing = matches!(whole.state, Ended { self_closing: true });
        match (self.state, self_closing) {
            (Ended { .. }, _) => "",
            (CommentStart | CommentStartDash | Comment | CommentDash | CommentEnd | CommentBang, _) => "-->",
            (Quoted(b'"'), false) => "\">",
            (Quoted(b'"'), true) => "\"/>",
            (Quoted(_), false) => "'>",
            (Quoted(_), true) => "'/>",
            (_, false) => ">",
            // A space, lest the slash belong to a value.
            (_, true) => " />",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the token ends, which must not depend on the pieces.
    #[track_caller]
    fn assert_ends(token: &str) {
        let source = format!("{token}<p>'\">-->");
        for size in 1..=source.len() {
            let mut reader = Overlong::default();
            let mut read = 0;
            for piece in source.as_bytes().chunks(size) {
                match reader.push(piece) {
                    Some(end) => {
                        assert_eq!(read + end, token.len(), "{token} in pieces of {size}");
                        break;
                    }
                    None => read += piece.len(),
                }
            }
            assert!(read < source.len(), "{token} in pieces of {size} does not end");
        }
    }

    #[test]
    fn tokens_end_where_the_standard_says() {
        let tags =
            ["<p>", "</p a='>'>", "<p a=b/>", "<p/>", "<p a='>' b=\">\"c>", "<p a\"b>", "<p a = '\">'>", "<p =\">"];
        let comments = ["<!-->", "<!--->", "<!-- > -- -->", "<!-- --!>", "<!-- --!-->", "<!--a--->", "<!-- <!-- -->"];
        let others = ["<!doctype html '>", "<?php '>", "</ '>", "</>", "<!->", "<!>", "<![CDATA[>"];
        tags.iter().chain(&comments).chain(&others).for_each(|token| assert_ends(token));
    }

    #[test]
    fn attributes_of_start_tags_are_counted() {
        let count = |token: &str| {
            let mut reader = Overlong::default();
            reader.push(token.as_bytes());
            reader.attributes()
        };
        assert_eq!(count("<p a b=c d='e f'g / h/i =j>"), 6);
        assert_eq!(count("</p a b>"), 0);
    }

    #[test]
    fn what_is_cut_short_is_ended_as_the_whole_is() {
        let whole = |token: &str| {
            let mut reader = Overlong::default();
            reader.push(token.as_bytes());
            reader
        };
        for (begun, all, ending) in [
            ("<a b='c", "<a b='c'>", "'>"),
            ("<a b=\"c", "<a b=\"c\"/>", "\"/>"),
            ("<a b=c", "<a b=c />", " />"),
            ("<!-- a", "<!-- a -->", "-->"),
            ("<!a", "<!a>", ">"),
        ] {
            assert_eq!(whole(begun).ending(&whole(all)), ending, "{begun}");
        }
    }
}
