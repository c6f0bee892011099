//! gzip members (RFC 1952), zlib streams (RFC 1950) and bare deflate (RFC 1951).
//!
//! The gzip frame is parsed here: flate2's reader hides where a member ends and loses the output of a call that
//! failed.

use flate2::{Crc, Decompress, FlushDecompress, Status};

use super::{Decode, Step, StreamState};
use crate::warc::Reason;

pub struct Deflate {
    inflate: Decompress,
    zlib: bool,
}

impl Deflate {
    /// Chooses the form by the first bytes. Servers call both forms `deflate`; only zlib has a header with a check.
    pub fn of(start: &[u8]) -> Deflate {
        let zlib = matches!(*start, [method, flags, ..]
            if method & 0x0F == 8 && u16::from_be_bytes([method, flags]).is_multiple_of(31));
        Deflate { inflate: Decompress::new(zlib), zlib }
    }
}

impl Decode for Deflate {
    fn decode(&mut self, input: &[u8], output: &mut [u8]) -> Step {
        inflate(&mut self.inflate, input, output)
    }

    fn reset(&mut self) {
        self.inflate.reset(self.zlib);
    }
}

fn inflate(inflate: &mut Decompress, input: &[u8], output: &mut [u8]) -> Step {
    let (read, written) = (inflate.total_in(), inflate.total_out());
    let status = inflate.decompress(input, output, FlushDecompress::None);
    Step {
        read: (inflate.total_in() - read) as usize,
        written: (inflate.total_out() - written) as usize,
        state: match status {
            Ok(Status::StreamEnd) => StreamState::Done,
            Ok(Status::Ok | Status::BufError) => StreamState::Going,
            Err(_) => StreamState::Failed(Reason::Corrupt),
        },
    }
}

pub struct Gzip {
    part: Part,
    flags: u8,
    inflate: Decompress,
    check: Crc,
}

/// The next part of a member; numbers count its bytes read or left.
#[derive(Clone, Copy)]
enum Part {
    Fixed(u8),
    ExtraLength(u8, u16),
    Extra(u16),
    Name,
    Comment,
    HeaderCheck(u8),
    Data,
    Trailer(u8, u64),
    Done,
}

const HEADER_CHECK: u8 = 2;
const EXTRA: u8 = 4;
const NAME: u8 = 8;
const COMMENT: u8 = 16;
const RESERVED: u8 = 0xE0;

impl Gzip {
    /// The first bytes of a member: the magic number, and deflate, the only method.
    pub const MAGIC: &'static [u8] = &[0x1F, 0x8B, 8];

    pub fn new() -> Gzip {
        Gzip { part: Part::Fixed(0), flags: 0, inflate: Decompress::new(false), check: Crc::new() }
    }

    /// Returns the first optional header part present, from `flag` on, in the order of the standard.
    fn part(&self, flag: u8) -> Part {
        let parts = [
            (EXTRA, Part::ExtraLength(0, 0)),
            (NAME, Part::Name),
            (COMMENT, Part::Comment),
            (HEADER_CHECK, Part::HeaderCheck(0)),
        ];
        let from = parts.iter().position(|(part, _)| *part == flag).unwrap_or(parts.len());
        parts[from..].iter().find(|(part, _)| self.flags & part != 0).map_or(Part::Data, |(_, part)| *part)
    }

    /// Reads one byte of header or trailer.
    fn frame(&mut self, byte: u8) -> Result<(), Reason> {
        self.part = match self.part {
            Part::Fixed(at) => {
                let right = match at {
                    0..3 => byte == Gzip::MAGIC[usize::from(at)],
                    3 => byte & RESERVED == 0,
                    _ => true,
                };
                if !right {
                    return Err(Reason::Corrupt);
                }
                if at == 3 {
                    self.flags = byte;
                }
                if at == 9 { self.part(EXTRA) } else { Part::Fixed(at + 1) }
            }
            Part::ExtraLength(0, _) => Part::ExtraLength(1, u16::from(byte)),
            Part::ExtraLength(_, low) => match low | u16::from(byte) << 8 {
                0 => self.part(NAME),
                length => Part::Extra(length),
            },
            Part::Extra(1) => self.part(NAME),
            Part::Extra(left) => Part::Extra(left - 1),
            Part::Name if byte == 0 => self.part(COMMENT),
            Part::Comment if byte == 0 => self.part(HEADER_CHECK),
            Part::HeaderCheck(0) => Part::HeaderCheck(1),
            Part::HeaderCheck(_) => Part::Data,
            Part::Trailer(at, value) => {
                let value = value | u64::from(byte) << (8 * at);
                if at < 7 {
                    Part::Trailer(at + 1, value)
                } else if value == u64::from(self.check.amount()) << 32 | u64::from(self.check.sum()) {
                    Part::Done
                } else {
                    return Err(Reason::Checksum);
                }
            }
            part @ (Part::Name | Part::Comment | Part::Data | Part::Done) => part,
        };
        Ok(())
    }
}

impl Decode for Gzip {
    fn decode(&mut self, input: &[u8], output: &mut [u8]) -> Step {
        let mut step = Step { read: 0, written: 0, state: StreamState::Going };
        loop {
            match self.part {
                Part::Done => {
                    step.state = StreamState::Done;
                    return step;
                }
                Part::Data => {
                    let data = inflate(&mut self.inflate, &input[step.read..], &mut output[step.written..]);
                    self.check.update(&output[step.written..step.written + data.written]);
                    step.read += data.read;
                    step.written += data.written;
                    match data.state {
                        StreamState::Done => self.part = Part::Trailer(0, 0),
                        state => {
                            step.state = state;
                            return step;
                        }
                    }
                }
                _ => {
                    let Some(byte) = input.get(step.read) else { return step };
                    step.read += 1;
                    if let Err(reason) = self.frame(*byte) {
                        step.state = StreamState::Failed(reason);
                        return step;
                    }
                }
            }
        }
    }

    fn reset(&mut self) {
        self.part = Part::Fixed(0);
        self.inflate.reset(false);
        self.check.reset();
    }

    fn magic(&self) -> &'static [u8] {
        Gzip::MAGIC
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    /// Builds a member with all optional parts.
    fn member(text: &[u8]) -> Vec<u8> {
        let builder = flate2::GzBuilder::new().extra(b"sl\x02\0ab".to_vec()).filename("a.warc").comment("a comment");
        let mut encoder = builder.write(Vec::new(), flate2::Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn decode(decoder: &mut impl Decode, input: &[u8], chunk: usize) -> (Vec<u8>, StreamState, usize) {
        let (mut text, mut read, mut state) = (Vec::new(), 0, StreamState::Going);
        for piece in input.chunks(chunk) {
            let mut room = [0; 512];
            let step = decoder.decode(piece, &mut room);
            text.extend_from_slice(&room[..step.written]);
            read += step.read;
            state = step.state;
            if state != StreamState::Going {
                break;
            }
        }
        (text, state, read)
    }

    #[test]
    fn a_member_ends_where_its_trailer_ends_whatever_the_chunks() {
        let mut input = member(b"Boil water.");
        let length = input.len();
        input.extend_from_slice(b"more");
        for chunk in [1, 2, 7, 100] {
            let mut gzip = Gzip::new();
            for _ in 0..2 {
                assert_eq!(decode(&mut gzip, &input, chunk), (b"Boil water.".to_vec(), StreamState::Done, length));
                gzip.reset();
            }
        }
    }

    #[test]
    fn a_wrong_checksum_fails_after_all_text() {
        let mut input = member(b"Boil water.");
        let length = input.len();
        input[length - 8] ^= 1;
        let (text, state, _) = decode(&mut Gzip::new(), &input, 3);
        assert_eq!((text.as_slice(), state), (&b"Boil water."[..], StreamState::Failed(Reason::Checksum)));
    }

    #[test]
    fn deflate_is_decoded_with_and_without_a_zlib_header() {
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        zlib.write_all(b"Boil water.").unwrap();
        let zlib = zlib.finish().unwrap();
        let bare = &zlib[2..zlib.len() - 4];
        for input in [&zlib[..], bare] {
            assert_eq!(decode(&mut Deflate::of(input), input, 3).0, b"Boil water.");
        }
    }
}
