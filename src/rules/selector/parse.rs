//! Parses selectors, and refuses what a stream cannot decide, with the rewrite to use instead.
//!
//! Tokens, escapes and positions are cssparser's; the grammar is that of Selectors Level 4 as far as it is supported.

use cssparser::{ParseError, Parser, ParserInput, SourcePosition, Token, parse_nth};

use super::ast::{AttributeTest, Combinator, Complex, Compound, Nested, Operator, SelectorList, Simple};
use crate::html::Tag;

/// Why a selector was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SelectorError {
    pub message: String,
    /// Where the offending piece begins, in bytes of the selector.
    pub at: usize,
    /// Its length in bytes.
    pub len: usize,
    /// What to write instead.
    pub help: Option<String>,
}

type Parsed<'i, T> = Result<T, ParseError<'i, SelectorError>>;

/// How deep `:is()` and `:not()` may nest; rule files come from strangers.
const MAX_NESTING: usize = 8;

/// Parses a selector list.
///
/// # Errors
///
/// What is not a selector, and what cannot be decided when an element opens.
pub(crate) fn parse(text: &str) -> Result<SelectorList, SelectorError> {
    let mut input = ParserInput::new(text);
    let mut parser = Parser::new(&mut input);
    parse_list(&mut parser, 0).map(SelectorList).map_err(|error| match error.kind {
        cssparser::ParseErrorKind::Custom(error) => error,
        cssparser::ParseErrorKind::Basic(_) => {
            SelectorError { message: "this is not a selector".to_owned(), at: 0, len: text.len(), help: None }
        }
    })
}

fn parse_list<'i>(parser: &mut Parser<'i, '_>, nesting: usize) -> Parsed<'i, Vec<Complex>> {
    let mut list = Vec::new();
    loop {
        list.push(parse_complex(parser, nesting)?);
        if parser.is_exhausted() {
            return Ok(list);
        }
        let at = at(parser);
        if !matches!(parser.next(), Ok(Token::Comma)) {
            return Err(refuse(parser, at, "unexpected here", None));
        }
    }
}

fn parse_complex<'i>(parser: &mut Parser<'i, '_>, nesting: usize) -> Parsed<'i, Complex> {
    parser.skip_whitespace();
    let first = parse_compound(parser, nesting)?;
    let mut rest = Vec::new();
    loop {
        let before = parser.state();
        let mut combinator = None;
        loop {
            let state = parser.state();
            combinator = match parser.next_including_whitespace() {
                Ok(Token::WhiteSpace(_)) => combinator.or(Some(Combinator::Descendant)),
                Ok(Token::Delim('>')) => Some(Combinator::Child),
                Ok(Token::Delim('+')) => Some(Combinator::NextSibling),
                Ok(Token::Delim('~')) => Some(Combinator::LaterSibling),
                Ok(Token::Comma) | Err(_) if matches!(combinator, None | Some(Combinator::Descendant)) => {
                    parser.reset(&before);
                    return Ok(Complex { first, rest });
                }
                Err(_) | Ok(_) => {
                    parser.reset(&state);
                    break;
                }
            };
        }
        let Some(combinator) = combinator else {
            let at = at(parser);
            let _ = parser.next();
            return Err(refuse(parser, at, "unexpected here", None));
        };
        rest.push((combinator, parse_compound(parser, nesting)?));
    }
}

fn parse_compound<'i>(parser: &mut Parser<'i, '_>, nesting: usize) -> Parsed<'i, Compound> {
    let mut compound = Compound::default();
    let mut empty = true;
    loop {
        let state = parser.state();
        let at = at(parser);
        let token = parser.next_including_whitespace().cloned();
        match token {
            Ok(Token::Ident(name)) if empty => compound.simple.push(Simple::Tag(Tag::new(&name))),
            Ok(Token::Delim('*')) if empty => {}
            Ok(Token::Delim('|')) => return Err(refuse(parser, at, "namespaces are not supported", None)),
            Ok(Token::IDHash(id)) => compound.simple.push(Simple::Id(id.to_string())),
            Ok(Token::Delim('.')) => match parser.next_including_whitespace().cloned() {
                Ok(Token::Ident(class)) => compound.simple.push(Simple::Class(class.to_string())),
                _ => return Err(refuse(parser, at, "a class name must follow the dot", None)),
            },
            Ok(Token::SquareBracketBlock) => {
                let test = parser.parse_nested_block(|parser| parse_attribute(parser, at))?;
                compound.simple.push(Simple::Attribute(test));
            }
            Ok(Token::Colon) => parse_pseudo(parser, at, &mut compound, nesting)?,
            _ if empty => {
                let message = if token.is_err() { "a selector is missing here" } else { "this is not a selector" };
                return Err(refuse(parser, at, message, None));
            }
            _ => {
                parser.reset(&state);
                return Ok(compound);
            }
        }
        empty = false;
    }
}

fn parse_attribute<'i>(parser: &mut Parser<'i, '_>, start: SourcePosition) -> Parsed<'i, AttributeTest> {
    let Ok(name) = parser.expect_ident_cloned() else {
        return Err(refuse(parser, start, "an attribute name must follow the bracket", None));
    };
    let name = name.to_ascii_lowercase();
    let operator = match parser.next().cloned() {
        Err(_) => {
            return Ok(AttributeTest { name, operator: Operator::Exists, value: String::new(), ignore_case: false });
        }
        Ok(Token::Delim('=')) => Operator::Equals,
        Ok(Token::IncludeMatch) => Operator::Includes,
        Ok(Token::DashMatch) => Operator::DashMatch,
        Ok(Token::PrefixMatch) => Operator::Prefix,
        Ok(Token::SuffixMatch) => Operator::Suffix,
        Ok(Token::SubstringMatch) => Operator::Substring,
        Ok(_) => return Err(refuse(parser, start, "one of = ~= |= ^= $= *= must follow the name", None)),
    };
    let Ok(value) = parser.expect_ident_or_string().cloned() else {
        return Err(refuse(parser, start, "the value must be a name or stand in quotes", None));
    };
    let ignore_case = match parser.next().cloned() {
        Err(_) => false,
        Ok(Token::Ident(flag)) if flag.eq_ignore_ascii_case("i") => true,
        Ok(Token::Ident(flag)) if flag.eq_ignore_ascii_case("s") => false,
        Ok(_) => return Err(refuse(parser, start, "only `i` or `s` may follow the value", None)),
    };
    Ok(AttributeTest { name, operator, value: value.to_string(), ignore_case })
}

fn parse_pseudo<'i>(
    parser: &mut Parser<'i, '_>,
    start: SourcePosition,
    compound: &mut Compound,
    nesting: usize,
) -> Parsed<'i, ()> {
    match parser.next_including_whitespace().cloned() {
        Ok(Token::Colon) => {
            let _ = parser.next();
            Err(refuse(parser, start, "pseudo-elements are not part of the page's text", None))
        }
        Ok(Token::Ident(name)) => match name.to_ascii_lowercase().as_str() {
            "first-child" => {
                compound.simple.push(Simple::Nth { a: 0, b: 1 });
                Ok(())
            }
            "first-of-type" => {
                compound.simple.push(Simple::NthOfType { a: 0, b: 1 });
                Ok(())
            }
            "root" => {
                compound.simple.push(Simple::Root);
                Ok(())
            }
            name => Err(refuse_pseudo(parser, start, name)),
        },
        Ok(Token::Function(name)) => match name.to_ascii_lowercase().as_str() {
            name @ ("is" | "where" | "not") => {
                if nesting == MAX_NESTING {
                    return Err(refuse(parser, start, "nested too deeply", None));
                }
                let list = parser.parse_nested_block(|parser| parse_list(parser, nesting + 1))?;
                compound.nested.push(Nested { negated: name == "not", list });
                Ok(())
            }
            name @ ("nth-child" | "nth-of-type") => {
                let (a, b) = parser.parse_nested_block(|parser| {
                    let parsed = parse_nth(parser).ok().filter(|_| parser.is_exhausted());
                    let help = "write a number, `odd`, `even` or `an+b`; `of S` is not supported";
                    parsed.ok_or_else(|| {
                        while parser.next().is_ok() {}
                        refuse(parser, start, "not a position", Some(help))
                    })
                })?;
                compound.simple.push(match name {
                    "nth-child" => Simple::Nth { a, b },
                    _ => Simple::NthOfType { a, b },
                });
                Ok(())
            }
            name => {
                let _ = parser.parse_nested_block(|parser| -> Parsed<'i, ()> {
                    while parser.next().is_ok() {}
                    Ok(())
                });
                Err(refuse_pseudo(parser, start, name))
            }
        },
        _ => Err(refuse(parser, start, "a name must follow the colon", None)),
    }
}

fn refuse_pseudo<'i>(parser: &Parser<'i, '_>, start: SourcePosition, name: &str) -> ParseError<'i, SelectorError> {
    let help = match name {
        "has" => {
            "what an element holds is not known when it opens: select the element by its own class, id or attributes"
        }
        "last-child" | "last-of-type" | "nth-last-child" | "nth-last-of-type" | "only-child" | "only-of-type" => {
            "whether more elements follow is not known when one opens: use `:nth-child(n)` or `:first-child`, or its class"
        }
        "empty" => "whether text follows is not known when an element opens; empty elements give no text anyway",
        "contains" | "has-text" | "-abp-contains" | "-abp-has" => {
            "write a [[text]] rule with is, starts, ends or contains"
        }
        _ => "supported are :is :where :not :first-child :nth-child :first-of-type :nth-of-type :root",
    };
    refuse(parser, start, "cannot be matched in a stream", Some(help))
}

fn at(parser: &Parser<'_, '_>) -> SourcePosition {
    parser.position()
}

/// An error about the piece from `start` to where the parser is now.
fn refuse<'i>(
    parser: &Parser<'i, '_>,
    start: SourcePosition,
    message: &str,
    help: Option<&str>,
) -> ParseError<'i, SelectorError> {
    let piece = parser.slice_from(start).trim();
    let message = if piece.is_empty() { message.to_owned() } else { format!("`{piece}`: {message}") };
    let error = SelectorError { message, at: start.byte_index(), len: piece.len(), help: help.map(str::to_owned) };
    parser.new_custom_error(error)
}
