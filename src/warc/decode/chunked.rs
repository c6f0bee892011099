//! The chunked transfer coding (RFC 9112, section 7.1), as tolerant as in browsers.
//!
//! Extensions and trailers are skipped; lines may end with a bare line feed.

use super::{Decode, Step, StreamState};
use crate::warc::Reason;

pub struct Chunked {
    part: Part,
    size: u64,
    digits: u8,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Size,
    /// Spaces or an extension, until the end of the line.
    Extension,
    Data,
    AfterData,
    TrailerStart,
    Trailer,
    Done,
}

/// Maximum digits of a chunk size, for 2⁶⁰ bytes; more would overflow.
const LONGEST_SIZE: u8 = 15;

impl Chunked {
    pub fn new() -> Chunked {
        Chunked { part: Part::Size, size: 0, digits: 0 }
    }

    /// Whether a body with these first bytes may be chunked. Archives keep the server's header field even where the
    /// crawler has removed the chunks.
    pub fn plausible(start: &[u8]) -> bool {
        let digits = start.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
        let next = start[digits..].iter().find(|byte| !matches!(byte, b' ' | b'\t'));
        (1..=usize::from(LONGEST_SIZE)).contains(&digits) && matches!(next, None | Some(b'\r' | b'\n' | b';'))
    }

    fn line_end(&self) -> Part {
        if self.size == 0 { Part::TrailerStart } else { Part::Data }
    }

    /// Reads one byte between chunks; `None` if it is invalid there.
    fn frame(&mut self, byte: u8) -> Option<Part> {
        Some(match (self.part, byte) {
            (Part::Size, b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F') if self.digits < LONGEST_SIZE => {
                self.size = self.size << 4 | u64::from((byte as char).to_digit(16)?);
                self.digits += 1;
                Part::Size
            }
            (Part::Size, b'\n') if self.digits > 0 => self.line_end(),
            (Part::Size, b'\r' | b' ' | b'\t' | b';') if self.digits > 0 => Part::Extension,
            (Part::Extension, b'\n') => self.line_end(),
            (Part::Extension, _) => Part::Extension,
            (Part::AfterData, b'\r') => Part::AfterData,
            (Part::AfterData, b'\n') => {
                (self.size, self.digits) = (0, 0);
                Part::Size
            }
            (Part::TrailerStart, b'\r') => Part::TrailerStart,
            (Part::TrailerStart, b'\n') => Part::Done,
            (Part::Trailer, b'\n') => Part::TrailerStart,
            (Part::TrailerStart | Part::Trailer, _) => Part::Trailer,
            _ => return None,
        })
    }
}

impl Decode for Chunked {
    fn decode(&mut self, input: &[u8], output: &mut [u8]) -> Step {
        let mut step = Step { read: 0, written: 0, state: StreamState::Going };
        while self.part != Part::Done && step.read < input.len() {
            if self.part == Part::Data {
                let (from, to) = (&input[step.read..], &mut output[step.written..]);
                let length = from.len().min(to.len()).min(usize::try_from(self.size).unwrap_or(usize::MAX));
                if length == 0 {
                    return step;
                }
                to[..length].copy_from_slice(&from[..length]);
                step.read += length;
                step.written += length;
                self.size -= length as u64;
                if self.size == 0 {
                    self.part = Part::AfterData;
                }
            } else if let Some(part) = self.frame(input[step.read]) {
                step.read += 1;
                self.part = part;
            } else {
                step.state = StreamState::Failed(Reason::Chunks);
                return step;
            }
        }
        if self.part == Part::Done {
            step.state = StreamState::Done;
        }
        step
    }

    fn reset(&mut self) {
        *self = Chunked::new();
    }

    /// After the last chunk only trailers can be missing.
    fn may_end(&self) -> bool {
        matches!(self.part, Part::TrailerStart | Part::Trailer | Part::Done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Decodes `input` in pieces of every size; returns the body and how it ends.
    fn decode(input: &[u8]) -> (Vec<u8>, StreamState, bool) {
        let at = |piece: usize| {
            let (mut decoder, mut room, mut body) = (Chunked::new(), [0; 5], Vec::new());
            let mut state = StreamState::Going;
            'input: for mut piece in input.chunks(piece) {
                while !piece.is_empty() {
                    let step = decoder.decode(piece, &mut room);
                    body.extend_from_slice(&room[..step.written]);
                    piece = &piece[step.read..];
                    state = step.state;
                    if state != StreamState::Going {
                        break 'input;
                    }
                }
            }
            (body, state, decoder.may_end())
        };
        let whole = at(input.len());
        for piece in 1..input.len() {
            assert_eq!(at(piece), whole, "in pieces of {piece}");
        }
        whole
    }

    #[test]
    fn extensions_trailers_and_bare_line_feeds_are_accepted() {
        assert_eq!(decode(b"4\r\nBoil\r\n7\r\n water.\r\n0\r\n\r\n").0, b"Boil water.");
        assert_eq!(decode(b"4;a=b\r\nBoil\r\n07 \r\n water.\r\n0\r\nX: y\r\n\r\n").0, b"Boil water.");
        assert_eq!(decode(b"4\nBoil\n7\n water.\n0\n\nmore"), (b"Boil water.".to_vec(), StreamState::Done, true));
    }

    #[test]
    fn a_body_may_end_only_after_its_last_chunk() {
        assert_eq!(decode(b"4\r\nBoil\r\n0\r\n"), (b"Boil".to_vec(), StreamState::Going, true));
        assert_eq!(decode(b"4\r\nBoil\r\n"), (b"Boil".to_vec(), StreamState::Going, false));
        assert_eq!(decode(b"7\r\n wa"), (b" wa".to_vec(), StreamState::Going, false));
    }

    #[test]
    fn an_invalid_size_fails_after_the_data_before_it() {
        let failed = StreamState::Failed(Reason::Chunks);
        assert_eq!(decode(b"4\r\nBoil\r\nwater").1, failed);
        assert_eq!(decode(b"4\r\nBoil water"), (b"Boil".to_vec(), failed, false));
        assert_eq!(decode(b"fffffffffffffffff\r\n").1, failed);
    }

    #[test]
    fn a_body_without_chunks_is_detected_by_its_first_line() {
        for chunked in [&b"1f\r\n"[..], b"1F;a=b\r\n", b"a \r\n", b"a\n"] {
            assert!(Chunked::plausible(chunked));
        }
        for plain in [&b"<html>"[..], b"", b"cafe menu", b"fffffffffffffffff\r\n"] {
            assert!(!Chunked::plausible(plain));
        }
    }
}
