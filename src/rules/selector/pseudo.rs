//! Parses pseudo-classes: those that can be decided when an element opens.

use cssparser::{Parser, ParserInput, Token};

use super::lex::{Cursor, Piece};
use super::syntax::{Nth, Part, Simple};
use super::{SelectorError, parse, refuse};

/// Maximum nesting of functions; no sensible selector needs more.
const MAX_DEPTH: usize = 16;

/// Parses a pseudo-class. Expects the cursor on its colon.
pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<Part, SelectorError> {
    let start = cursor.next().map_or(0, |colon| colon.start);
    let Some(piece) = cursor.next() else { return Err(nameless(cursor, start)) };
    let whole = (start, piece.end);
    let (name, is_function) = match &piece.token {
        Token::Ident(name) => (name.to_ascii_lowercase(), false),
        Token::Function(name) => (name.to_ascii_lowercase(), true),
        Token::Colon => return Err(pseudo_element(cursor, start)),
        _ => return Err(nameless(cursor, start)),
    };
    let nth = |step, offset, of_type| Ok(Part::Simple(Simple::Nth(Nth { step, offset, of_type })));
    match (name.as_str(), is_function) {
        ("root", false) => Ok(Part::Simple(Simple::Root)),
        ("first-child", false) => nth(0, 1, false),
        ("first-of-type", false) => nth(0, 1, true),
        ("nth-child" | "nth-of-type", true) => {
            let (step, offset) = position(cursor, &piece, &name, start)?;
            nth(step, offset, name == "nth-of-type")
        }
        ("is" | "where" | "not", true) => {
            let mut inside = cursor.inside(&piece)?;
            if inside.is_blank() {
                let help = format!("write selectors in it, as in `:{name}(.a, .b)`");
                return Err(cursor.error(whole, format!("`:{name}()` is empty")).with_help(help));
            }
            if inside.depth > MAX_DEPTH {
                let error = cursor.error(whole, format!("`:{name}()` is nested more than {MAX_DEPTH} deep"));
                return Err(error.with_help("write several selectors instead"));
            }
            let list = parse::list(&mut inside)?;
            Ok(if name == "not" { Part::Not(list) } else { Part::Is(list) })
        }
        ("root" | "first-child" | "first-of-type", true) => {
            Err(cursor.error(whole, format!("`:{name}` takes no argument")).with_help(format!("write `:{name}`")))
        }
        ("nth-child" | "nth-of-type" | "is" | "where" | "not", false) => {
            let example = if name.starts_with("nth") { "2" } else { ".a, .b" };
            let error = cursor.error(whole, format!("`:{name}` needs an argument"));
            Err(error.with_help(format!("write for example `:{name}({example})`")))
        }
        _ => {
            let (message, help) = refuse::pseudo_class(&name);
            let error = cursor.error(whole, message);
            Err(match help {
                Some(help) => error.with_help(help),
                None => error,
            })
        }
    }
}

fn position(cursor: &Cursor<'_>, piece: &Piece<'_>, name: &str, start: usize) -> Result<(i32, i32), SelectorError> {
    let argument = cursor.slice(piece.inner.0, piece.inner.1);
    let mut input = ParserInput::new(argument);
    let mut parser = Parser::new(&mut input);
    let found = cssparser::parse_nth(&mut parser);
    let whole = (start, piece.end);
    match (found, parser.next()) {
        (Ok(position), Err(_)) => Ok(position),
        (Ok(_), Ok(Token::Ident(of))) if of.eq_ignore_ascii_case("of") => {
            let message = format!("`:{name}({argument})` counts by a selector, which is not supported");
            let help = "drop the `of …`; positions count all siblings, or those of one name with `:nth-of-type()`";
            Err(cursor.error(whole, message).with_help(help))
        }
        _ => {
            let message = format!("`{argument}` is not a position for `:{name}()`");
            Err(cursor.error(whole, message).with_help("write a number, `odd`, `even`, or for example `2n+1`"))
        }
    }
}

fn pseudo_element(cursor: &mut Cursor<'_>, start: usize) -> SelectorError {
    let mut end = start + 2;
    if let Some(piece) = cursor.next()
        && matches!(piece.token, Token::Ident(_) | Token::Function(_))
    {
        end = piece.end;
    }
    let written = cursor.slice(start, end);
    let message = format!("`{written}` is a pseudo-element, which comes from style sheets and is not in the page");
    cursor.error((start, end), message).with_help("leave it out and select the element")
}

fn nameless(cursor: &Cursor<'_>, start: usize) -> SelectorError {
    cursor.error((start, start + 1), "no name follows `:`").with_help("a colon within a name is written `\\:`")
}
