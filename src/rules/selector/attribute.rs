//! Parses and evaluates attribute selectors: `[name operator value flag]`.

use cssparser::Token;

use super::SelectorError;
use super::lex::{Cursor, Piece};

const FORMS: &str = "write `[name]`, `[name=\"value\"]` or one of the other operators; `i` before `]` ignores case";

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct AttributeTest {
    /// In lower case.
    name: Box<str>,
    operator: Operator,
    value: Box<str>,
    ignore_case: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Operator {
    Exists,
    /// `=`
    Equals,
    /// `~=`: one of the words.
    Word,
    /// `|=`: equal, or a prefix before a hyphen.
    Dash,
    /// `^=`
    Starts,
    /// `$=`
    Ends,
    /// `*=`
    Contains,
}

/// Parses the inside of the brackets; `written` is the whole selector with its brackets.
pub(super) fn read(mut inside: Cursor<'_>, written: &str) -> Result<AttributeTest, SelectorError> {
    let brackets = (0, written.len() - 2);
    inside.skip_space();
    let name = match inside.next() {
        Some(Piece { token: Token::Ident(name), .. }) => name.to_ascii_lowercase(),
        Some(Piece { token: Token::Delim('|' | '*'), .. }) => return Err(namespace(&inside, written)),
        Some(piece) => return Err(unexpected(&inside, &piece, "an attribute name")),
        None => return Err(inside.error(brackets, format!("`{written}` names no attribute")).with_help(FORMS)),
    };
    inside.skip_space();
    let mut test =
        AttributeTest { name: name.into(), operator: Operator::Exists, value: "".into(), ignore_case: false };
    let Some(piece) = inside.next() else { return Ok(test) };
    test.operator = match piece.token {
        Token::Delim('=') => Operator::Equals,
        Token::IncludeMatch => Operator::Word,
        Token::DashMatch => Operator::Dash,
        Token::PrefixMatch => Operator::Starts,
        Token::SuffixMatch => Operator::Ends,
        Token::SubstringMatch => Operator::Contains,
        Token::Delim('|') => return Err(namespace(&inside, written)),
        _ => return Err(unexpected(&inside, &piece, "`=`, `~=`, `|=`, `^=`, `$=` or `*=`")),
    };
    inside.skip_space();
    test.value = match inside.next() {
        Some(Piece { token: Token::Ident(value) | Token::QuotedString(value), .. }) => value.as_ref().into(),
        Some(piece) => {
            let error = unexpected(&inside, &piece, "a word or a string in quotes");
            return Err(error.with_help(format!("write `\"{}\"`", inside.slice(piece.start, piece.end))));
        }
        None => {
            return Err(inside.error(brackets, format!("`{written}` has no value")).with_help("write `\"\"` for none"));
        }
    };
    inside.skip_space();
    if let Some(piece) = inside.next() {
        test.ignore_case = match &piece.token {
            Token::Ident(flag) if flag.eq_ignore_ascii_case("i") => true,
            Token::Ident(flag) if flag.eq_ignore_ascii_case("s") => false,
            _ => return Err(unexpected(&inside, &piece, "`i`, `s` or nothing")),
        };
        inside.skip_space();
        if let Some(piece) = inside.next() {
            return Err(unexpected(&inside, &piece, "nothing"));
        }
    }
    Ok(test)
}

fn unexpected(inside: &Cursor<'_>, piece: &Piece<'_>, expected: &str) -> SelectorError {
    let written = inside.slice(piece.start, piece.end);
    let error = inside.error((piece.start, piece.end), format!("expected {expected}, found `{written}`"));
    match &piece.token {
        Token::Delim('!') => error.with_help("for an element without it, write `:not([name=\"value\"])`"),
        Token::Colon => error.with_help("a colon within a name is written `\\:`"),
        _ => error.with_help(FORMS),
    }
}

fn namespace(inside: &Cursor<'_>, written: &str) -> SelectorError {
    let message = format!("`{written}` names a namespace, which HTML pages do not have");
    let help = "write the name without it; for `xlink:href`, write `[xlink\\:href]`";
    inside.error((0, written.len() - 2), message).with_help(help)
}

impl AttributeTest {
    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn class(&self) -> Option<&str> {
        let is_class = self.operator == Operator::Word && !self.ignore_case && &*self.name == "class";
        is_class.then_some(&*self.value)
    }

    /// Returns the substring that the class or the id must contain.
    pub fn piece_of_name(&self) -> Option<&str> {
        let of_name = self.operator == Operator::Contains && matches!(&*self.name, "class" | "id");
        of_name.then_some(&*self.value)
    }

    /// Returns the value that the attribute must have.
    pub fn whole(&self) -> Option<&str> {
        (self.operator == Operator::Equals && !self.ignore_case).then_some(&*self.value)
    }

    /// Returns a substring that the value must contain, ignoring case.
    pub fn part(&self) -> Option<&str> {
        let is_part = !matches!(self.operator, Operator::Exists | Operator::Equals);
        (is_part && !self.value.is_empty() && self.class().is_none()).then_some(&*self.value)
    }

    pub fn holds(&self, found: &str) -> bool {
        let (found, value) = (found.as_bytes(), self.value.as_bytes());
        match self.operator {
            Operator::Exists => true,
            Operator::Equals => self.same(found, value),
            Operator::Dash => match found.get(value.len()) {
                None | Some(b'-') => found.len() >= value.len() && self.same(&found[..value.len()], value),
                _ => false,
            },
            // For the operators below, an empty value matches nothing.
            _ if value.is_empty() => false,
            Operator::Word => {
                let space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\x0C' | b'\r');
                found.split(space).any(|word| self.same(word, value))
            }
            Operator::Starts => found.get(..value.len()).is_some_and(|start| self.same(start, value)),
            Operator::Ends => found.len() >= value.len() && self.same(&found[found.len() - value.len()..], value),
            Operator::Contains if self.ignore_case => {
                memchr::memmem::find(&found.to_ascii_lowercase(), &value.to_ascii_lowercase()).is_some()
            }
            Operator::Contains => memchr::memmem::find(found, value).is_some(),
        }
    }

    fn same(&self, one: &[u8], other: &[u8]) -> bool {
        if self.ignore_case { one.eq_ignore_ascii_case(other) } else { one == other }
    }
}
