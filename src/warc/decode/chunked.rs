//! The chunked transfer coding (RFC 9112, section 7.1), as leniently as browsers read it.
//!
//! Extensions and trailers are passed over, lines may end with a bare line feed.

use super::{Decode, State, Step};
use crate::warc::Reason;

/// One chunked body.
pub struct Chunked {
    place: Place,
    size: u64,
    digits: u8,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Size,
    /// Spaces or an extension, up to the end of the line.
    Extension,
    Data,
    AfterData,
    TrailerStart,
    Trailer,
    Done,
}

/// A chunk of 2⁶⁰ bytes; more digits would overflow.
const LONGEST_SIZE: u8 = 15;

impl Chunked {
    pub fn new() -> Chunked {
        Chunked { place: Place::Size, size: 0, digits: 0 }
    }

    /// Whether a body that begins with `start` is chunked. Archives keep the field of the server for bodies that were
    /// put together again.
    pub fn plausible(start: &[u8]) -> bool {
        let digits = start.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
        let next = start[digits..].iter().find(|byte| !matches!(byte, b' ' | b'\t'));
        (1..=usize::from(LONGEST_SIZE)).contains(&digits) && matches!(next, None | Some(b'\r' | b'\n' | b';'))
    }

    /// The size line is over.
    fn line_end(&self) -> Place {
        if self.size == 0 { Place::TrailerStart } else { Place::Data }
    }

    /// Takes one byte between chunks; `None` if it cannot stand there.
    fn frame(&mut self, byte: u8) -> Option<Place> {
        Some(match (self.place, byte) {
            (Place::Size, b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F') if self.digits < LONGEST_SIZE => {
                self.size = self.size << 4 | u64::from((byte as char).to_digit(16)?);
                self.digits += 1;
                Place::Size
            }
            (Place::Size, b'\n') if self.digits > 0 => self.line_end(),
            (Place::Size, b'\r' | b' ' | b'\t' | b';') if self.digits > 0 => Place::Extension,
            (Place::Extension, b'\n') => self.line_end(),
            (Place::Extension, _) => Place::Extension,
            (Place::AfterData, b'\r') => Place::AfterData,
            (Place::AfterData, b'\n') => {
                (self.size, self.digits) = (0, 0);
                Place::Size
            }
            (Place::TrailerStart, b'\r') => Place::TrailerStart,
            (Place::TrailerStart, b'\n') => Place::Done,
            (Place::Trailer, b'\n') => Place::TrailerStart,
            (Place::TrailerStart | Place::Trailer, _) => Place::Trailer,
            _ => return None,
        })
    }
}

impl Decode for Chunked {
    fn decode(&mut self, input: &[u8], output: &mut [u8]) -> Step {
        let mut step = Step { read: 0, written: 0, state: State::Going };
        while self.place != Place::Done && step.read < input.len() {
            if self.place == Place::Data {
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
                    self.place = Place::AfterData;
                }
            } else if let Some(place) = self.frame(input[step.read]) {
                step.read += 1;
                self.place = place;
            } else {
                step.state = State::Failed(Reason::Chunks);
                return step;
            }
        }
        if self.place == Place::Done {
            step.state = State::Done;
        }
        step
    }

    fn reset(&mut self) {
        *self = Chunked::new();
    }

    /// Behind the last chunk only trailers can be missing.
    fn may_end(&self) -> bool {
        matches!(self.place, Place::TrailerStart | Place::Trailer | Place::Done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The body that comes of `input` at any chunk size, and how it ends.
    fn decode(input: &[u8]) -> (Vec<u8>, State, bool) {
        let at = |piece: usize| {
            let (mut decoder, mut room, mut body) = (Chunked::new(), [0; 5], Vec::new());
            let mut state = State::Going;
            'input: for mut piece in input.chunks(piece) {
                while !piece.is_empty() {
                    let step = decoder.decode(piece, &mut room);
                    body.extend_from_slice(&room[..step.written]);
                    piece = &piece[step.read..];
                    state = step.state;
                    if state != State::Going {
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
    fn extensions_trailers_and_bare_line_feeds_are_read() {
        assert_eq!(decode(b"4\r\nBoil\r\n7\r\n water.\r\n0\r\n\r\n").0, b"Boil water.");
        assert_eq!(decode(b"4;a=b\r\nBoil\r\n07 \r\n water.\r\n0\r\nX: y\r\n\r\n").0, b"Boil water.");
        assert_eq!(decode(b"4\nBoil\n7\n water.\n0\n\nmore"), (b"Boil water.".to_vec(), State::Done, true));
    }

    #[test]
    fn a_body_may_end_behind_its_last_chunk_only() {
        assert_eq!(decode(b"4\r\nBoil\r\n0\r\n"), (b"Boil".to_vec(), State::Going, true));
        assert_eq!(decode(b"4\r\nBoil\r\n"), (b"Boil".to_vec(), State::Going, false));
        assert_eq!(decode(b"7\r\n wa"), (b" wa".to_vec(), State::Going, false));
    }

    #[test]
    fn what_is_no_size_fails_behind_what_came_before() {
        let failed = State::Failed(Reason::Chunks);
        assert_eq!(decode(b"4\r\nBoil\r\nwater").1, failed);
        assert_eq!(decode(b"4\r\nBoil water"), (b"Boil".to_vec(), failed, false));
        assert_eq!(decode(b"fffffffffffffffff\r\n").1, failed);
    }

    #[test]
    fn a_body_without_chunks_is_told_by_its_first_line() {
        for chunked in [&b"1f\r\n"[..], b"1F;a=b\r\n", b"a \r\n", b"a\n"] {
            assert!(Chunked::plausible(chunked));
        }
        for plain in [&b"<html>"[..], b"", b"cafe menu", b"fffffffffffffffff\r\n"] {
            assert!(!Chunked::plausible(plain));
        }
    }
}
