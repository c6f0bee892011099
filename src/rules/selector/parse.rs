//! Parses a selector list into its syntax tree.
//!
//! Source: Selectors Level 4, "Grammar". Rejects selectors that a stream cannot decide, and suggests a replacement.

use cssparser::Token;

use super::lex::{Cursor, Piece};
use super::syntax::{Combinator, Complex, Name, Part, Simple, Step};
use super::{SelectorError, SelectorList, attribute, pseudo};
use crate::html::Tag;

pub(crate) fn parse(text: &str) -> Result<SelectorList, SelectorError> {
    let mut cursor = Cursor::new(text)?;
    if cursor.is_blank() {
        return Err(cursor
            .error((0, text.len()), format!("the selector `{text}` is empty"))
            .with_help("write a selector, such as `.share`"));
    }
    list(&mut cursor).map(SelectorList)
}

/// Parses a non-blank list up to its end.
pub(super) fn list(cursor: &mut Cursor<'_>) -> Result<Vec<Complex>, SelectorError> {
    let mut alternatives = vec![complex(cursor)?];
    while cursor.next().is_some() {
        alternatives.push(complex(cursor)?);
    }
    Ok(alternatives)
}

/// Parses compounds and combinators up to a comma or the end.
fn complex(cursor: &mut Cursor<'_>) -> Result<Complex, SelectorError> {
    let before = cursor.taken().cloned();
    let mut steps: Vec<Step> = Vec::new();
    let mut pending: Option<(Combinator, Piece<'_>)> = None;
    loop {
        cursor.skip_space();
        let Some(piece) = cursor.peek().cloned() else { break };
        if matches!(piece.token, Token::Comma) {
            break;
        }
        let written = cursor.slice(piece.start, piece.end);
        if let Some(combinator) = combinator(&piece.token) {
            if pending.is_some() {
                let message = format!("`{written}` follows another combinator");
                return Err(cursor.error((piece.start, piece.end), message).with_help("leave one of the two out"));
            }
            if steps.is_empty() {
                let message = format!("no selector before `{written}`");
                return Err(cursor.error((piece.start, piece.end), message).with_help("begin with a selector, or `*`"));
            }
            pending = Some((combinator, piece));
            cursor.next();
            continue;
        }
        let combinator = pending.take().map_or(Combinator::Descendant, |(combinator, _)| combinator);
        steps.push(Step { combinator, parts: compound(cursor)? });
    }
    if let Some((_, piece)) = pending {
        let message = format!("no selector after `{}`", cursor.slice(piece.start, piece.end));
        return Err(cursor.error((piece.start, piece.end), message).with_help("end with a selector, or `*`"));
    }
    if steps.is_empty() {
        let (comma, side) = match (cursor.peek(), &before) {
            (Some(comma), _) => (comma, "before"),
            (None, Some(comma)) => (comma, "after"),
            (None, None) => return Ok(Complex { steps }),
        };
        return Err(cursor
            .error((comma.start, comma.end), format!("no selector {side} `,`"))
            .with_help("leave the comma out"));
    }
    Ok(Complex { steps })
}

fn combinator(token: &Token<'_>) -> Option<Combinator> {
    match token {
        Token::Delim('>') => Some(Combinator::Child),
        Token::Delim('+') => Some(Combinator::Next),
        Token::Delim('~') => Some(Combinator::Later),
        _ => None,
    }
}

/// Parses one or more conditions without space between them.
fn compound(cursor: &mut Cursor<'_>) -> Result<Vec<Part>, SelectorError> {
    let mut parts = Vec::new();
    let mut start = None;
    while let Some(piece) = cursor.peek().cloned() {
        let start = *start.get_or_insert(piece.start);
        let whole = (piece.start, piece.end);
        let written = cursor.slice(piece.start, piece.end);
        let simple = match &piece.token {
            Token::WhiteSpace(_) | Token::Comma => break,
            token if combinator(token).is_some() => break,
            Token::Colon => {
                parts.push(pseudo::read(cursor)?);
                continue;
            }
            Token::Delim('|') => return Err(namespace(cursor, start)),
            Token::Ident(_) | Token::Delim('*') => {
                cursor.next();
                if matches!(cursor.peek(), Some(Piece { token: Token::Delim('|'), .. })) {
                    return Err(namespace(cursor, piece.start));
                }
                if piece.start != start {
                    let message = format!("`{written}` is an element name and must come first");
                    let help = format!("write `{written}{}`, or put a space between", cursor.slice(start, piece.start));
                    return Err(cursor.error(whole, message).with_help(help));
                }
                if let Token::Ident(name) = &piece.token {
                    parts.push(Part::Simple(Simple::Type(Tag::new(name))));
                }
                continue;
            }
            Token::IDHash(name) => Simple::Id(Name::new(name)),
            Token::Hash(name) => {
                let message = format!("`{written}` is not an id: a name cannot begin like this");
                return Err(cursor.error(whole, message).with_help(format!("write `[id=\"{name}\"]`")));
            }
            Token::Delim('.') => class(cursor, &piece)?,
            Token::SquareBracketBlock => Simple::Attribute(attribute::read(cursor.inside(&piece)?, written)?),
            Token::Number { .. } | Token::Dimension { .. } if written.starts_with('.') => {
                let message = format!("`{written}` is not a class: a name cannot begin with a digit");
                let help = format!("write `[class~=\"{}\"]`", &written[1..]);
                return Err(cursor.error(whole, message).with_help(help));
            }
            _ => {
                let error = cursor.error(whole, format!("`{written}` is not part of a selector"));
                return Err(error.with_help(format!("leave it out; within a name, write `\\{written}`")));
            }
        };
        cursor.next();
        parts.push(Part::Simple(simple));
    }
    Ok(parts)
}

fn class(cursor: &mut Cursor<'_>, dot: &Piece<'_>) -> Result<Simple, SelectorError> {
    cursor.next();
    match cursor.peek() {
        Some(Piece { token: Token::Ident(name), .. }) => Ok(Simple::Class(Name::new(name))),
        _ => Err(cursor
            .error((dot.start, dot.end), "no class name follows `.`")
            .with_help("write the class right after the dot, as in `.share`")),
    }
}

/// Creates the error about `ns|name`. Expects the cursor on the bar.
fn namespace(cursor: &mut Cursor<'_>, start: usize) -> SelectorError {
    let mut end = start;
    while let Some(piece) = cursor.peek()
        && matches!(piece.token, Token::Ident(_) | Token::Delim('|' | '*'))
    {
        end = piece.end;
        cursor.next();
    }
    let written = cursor.slice(start, end);
    let message = format!("`{written}` names a namespace, which HTML pages do not have");
    let name = written.rsplit('|').next().filter(|name| !name.is_empty()).unwrap_or("*");
    cursor.error((start, end), message).with_help(format!("write `{name}`"))
}
