//! Splits a selector into CSS tokens with their positions. A block (`(…)`, `[…]`) is one piece.

use cssparser::{ParseError, Parser, ParserInput, Token};

use super::SelectorError;

/// A token and its range in [`Cursor::text`].
#[derive(Debug, Clone)]
pub(super) struct Piece<'t> {
    pub token: Token<'t>,
    pub start: usize,
    pub end: usize,
    /// Range of the contents of a block or function.
    pub inner: (usize, usize),
}

/// Reads the pieces of a selector or of a block inside it.
#[derive(Debug)]
pub(super) struct Cursor<'t> {
    text: &'t str,
    /// Position of `text` in the whole selector.
    base: usize,
    /// Number of functions around `text`.
    pub depth: usize,
    pieces: Vec<Piece<'t>>,
    at: usize,
}

impl<'t> Cursor<'t> {
    pub fn new(text: &'t str) -> Result<Self, SelectorError> {
        Cursor::over(text, 0, 0)
    }

    pub fn inside(&self, piece: &Piece<'t>) -> Result<Self, SelectorError> {
        let (start, end) = piece.inner;
        Cursor::over(&self.text[start..end], self.base + start, self.depth + 1)
    }

    fn over(text: &'t str, base: usize, depth: usize) -> Result<Self, SelectorError> {
        let mut cursor = Cursor { text, base, depth, pieces: Vec::new(), at: 0 };
        let mut input = ParserInput::new(text);
        let mut parser = Parser::new(&mut input);
        loop {
            let start = parser.position().byte_index();
            let Ok(token) = parser.next_including_whitespace_and_comments() else { return Ok(cursor) };
            let token = token.clone();
            let inner_start = parser.position().byte_index();
            let mut inner_end = inner_start;
            match token {
                Token::Comment(_) => continue,
                Token::Function(_) | Token::ParenthesisBlock | Token::SquareBracketBlock | Token::CurlyBracketBlock => {
                    let skipped = parser.parse_nested_block(|block| {
                        while block.next().is_ok() {}
                        inner_end = block.position().byte_index();
                        Ok::<(), ParseError<'_, ()>>(())
                    });
                    let end = parser.position().byte_index();
                    if skipped.is_err() || end == inner_end {
                        let opening = &text[start..inner_start];
                        let error = cursor.error((start, text.len()), format!("`{opening}` is never closed"));
                        return Err(error.with_help("write the closing bracket"));
                    }
                }
                _ => {}
            }
            let end = parser.position().byte_index();
            cursor.pieces.push(Piece { token, start, end, inner: (inner_start, inner_end) });
        }
    }

    pub fn peek(&self) -> Option<&Piece<'t>> {
        self.pieces.get(self.at)
    }

    pub fn next(&mut self) -> Option<Piece<'t>> {
        let piece = self.peek().cloned();
        self.at += usize::from(piece.is_some());
        piece
    }

    pub fn skip_space(&mut self) {
        while matches!(self.peek(), Some(Piece { token: Token::WhiteSpace(_), .. })) {
            self.at += 1;
        }
    }

    pub fn taken(&self) -> Option<&Piece<'t>> {
        self.pieces.get(self.at.checked_sub(1)?)
    }

    pub fn is_blank(&self) -> bool {
        self.pieces.iter().all(|piece| matches!(piece.token, Token::WhiteSpace(_)))
    }

    pub fn slice(&self, start: usize, end: usize) -> &'t str {
        &self.text[start..end]
    }

    pub fn error(&self, (start, end): (usize, usize), message: impl Into<String>) -> SelectorError {
        SelectorError { message: message.into(), at: self.base + start, len: end - start, help: None }
    }
}
