//! Decompresses a page from a file of gzip members or zstd frames.

use std::fmt;
use std::io::{self, Read};

use super::Reason;
use super::decode::{Decode, Gzip, Step, StreamState, WINDOW_BYTES, Zstd, window};
use super::dictionary::{SKIPPABLE_HEADER, is_skippable, skippable};
use super::input::Input;

/// Whether a file with these first bytes is compressed with gzip or zstd. Eight bytes suffice.
pub fn is_packed(start: &[u8]) -> bool {
    start.starts_with(&Gzip::MAGIC[..2]) || start.starts_with(Zstd::MAGIC) || skippable(start).is_some()
}

/// Decompresses a gzip or zstd file.
///
/// Damage is an error after all readable data: [`UnexpectedEof`](io::ErrorKind) for a truncated file,
/// [`Unsupported`](io::ErrorKind) for a zstd window that is too large, otherwise [`InvalidData`](io::ErrorKind).
pub struct Unpacked<R> {
    input: Input<R>,
    /// `None` before the first bytes are known.
    decoder: Option<Decoder>,
    position: Position,
    /// Bytes left of the current frame, if its window must not fill.
    left: Option<u64>,
}

impl<R> fmt::Debug for Unpacked<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unpacked").finish_non_exhaustive()
    }
}

enum Decoder {
    Gzip(Box<Gzip>),
    Zstd(Box<Zstd>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Position {
    /// Before a member or frame, or at the end.
    Between,
    Inside,
    /// This many bytes before the end of a skippable frame.
    Skipping(u64),
    Failed(Fault),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    Reason(Reason),
    /// The window of a zstd frame.
    Window,
}

/// The largest window that may fill, so that one page stays within 16 MiB: that of zstd's default level. A frame may
/// request up to [`WINDOW_BYTES`] if its content is no longer than this, because an unfilled window takes no memory.
const FILLED_WINDOW_BYTES: u64 = 2 << 20;

/// Bytes of the longest frame header.
const FRAME_HEAD: usize = 18;

impl<R: Read> Unpacked<R> {
    /// Creates a reader at the start of a file, see [`is_packed`].
    pub fn new(source: R) -> Unpacked<R> {
        Unpacked { input: Input::new(source, 0), decoder: None, position: Position::Between, left: None }
    }

    fn begin(&mut self) -> io::Result<Position> {
        let first = self.input.peek(FRAME_HEAD)?;
        // Zeros pad the last block of a tape or a disk.
        let blank = first.iter().take_while(|byte| **byte == 0).count();
        if blank > 0 {
            self.input.consume(blank);
            return Ok(Position::Between);
        }
        self.left = None;
        let decoder = match &mut self.decoder {
            Some(decoder) => decoder,
            None => self.decoder.insert(Decoder::of(first)),
        };
        Ok(match decoder {
            decoder if decoder.magic().starts_with(first) => Position::Failed(Fault::Reason(Reason::Cut)),
            Decoder::Gzip(gzip) if first.starts_with(Gzip::MAGIC) => {
                gzip.reset();
                Position::Inside
            }
            Decoder::Zstd(zstd) if first.starts_with(Zstd::MAGIC) => match window(first) {
                Some(window) if window > WINDOW_BYTES => Position::Failed(Fault::Window),
                window => {
                    zstd.reset();
                    let fills = window.is_some_and(|window| window > FILLED_WINDOW_BYTES);
                    self.left = fills.then_some(FILLED_WINDOW_BYTES);
                    Position::Inside
                }
            },
            Decoder::Zstd(_) if is_skippable(first) => match skippable(first) {
                Some(length) => Position::Skipping(SKIPPABLE_HEADER as u64 + length),
                None => Position::Failed(Fault::Reason(Reason::Cut)),
            },
            _ => Position::Failed(Fault::Reason(Reason::Garbage)),
        })
    }

    fn decode(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let there = self.input.peek(1)?;
        if there.is_empty() {
            self.position = Position::Failed(Fault::Reason(Reason::Cut));
            return Ok(0);
        }
        let step = match &mut self.decoder {
            Some(Decoder::Gzip(gzip)) => gzip.decode(there, room),
            Some(Decoder::Zstd(zstd)) => zstd.decode(there, room),
            None => Step { read: 0, written: 0, state: StreamState::Failed(Reason::Garbage) },
        };
        self.input.consume(step.read);
        let over = self.left.is_some_and(|left| step.written as u64 > left);
        self.left = self.left.map(|left| left.saturating_sub(step.written as u64));
        self.position = match step.state {
            StreamState::Going if over => Position::Failed(Fault::Window),
            StreamState::Going => Position::Inside,
            StreamState::Done => Position::Between,
            StreamState::Failed(reason) => Position::Failed(Fault::Reason(reason)),
        };
        Ok(step.written)
    }
}

impl Decoder {
    /// Chooses the decoder by the first bytes.
    fn of(first: &[u8]) -> Decoder {
        match Zstd::new(&[]) {
            Some(zstd) if !first.starts_with(&Gzip::MAGIC[..1]) => Decoder::Zstd(Box::new(zstd)),
            _ => Decoder::Gzip(Box::new(Gzip::new())),
        }
    }

    fn magic(&self) -> &'static [u8] {
        match self {
            Decoder::Gzip(gzip) => gzip.magic(),
            Decoder::Zstd(zstd) => zstd.magic(),
        }
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        if room.is_empty() {
            return Ok(0);
        }
        loop {
            match self.position {
                Position::Between if self.input.peek(1)?.is_empty() => return Ok(0),
                Position::Between => self.position = self.begin()?,
                Position::Inside => match self.decode(room)? {
                    0 => {}
                    written => return Ok(written),
                },
                Position::Skipping(0) => self.position = Position::Between,
                Position::Skipping(left) => {
                    let there = self.input.peek(1)?.len() as u64;
                    self.input.consume(there.min(left) as usize);
                    self.position = match there {
                        0 => Position::Failed(Fault::Reason(Reason::Cut)),
                        _ => Position::Skipping(left - there.min(left)),
                    };
                }
                Position::Failed(fault) => return Err(fault.into()),
            }
        }
    }
}

impl From<Fault> for io::Error {
    fn from(fault: Fault) -> io::Error {
        match fault {
            Fault::Reason(Reason::Cut) => io::Error::new(io::ErrorKind::UnexpectedEof, Reason::Cut.to_string()),
            Fault::Reason(reason) => io::Error::new(io::ErrorKind::InvalidData, reason.to_string()),
            Fault::Window => io::Error::new(
                io::ErrorKind::Unsupported,
                format!(
                    "a zstd window of more than {} MiB is not supported; unpack it first (`zstd -dc`)",
                    FILLED_WINDOW_BYTES >> 20
                ),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    /// Returns the decompressed bytes and the error after them.
    fn unpack(file: &[u8]) -> (Vec<u8>, Option<io::ErrorKind>) {
        let (mut unpacked, mut room, mut text) = (Unpacked::new(file), [0; 100_000], Vec::new());
        loop {
            match unpacked.read(&mut room) {
                Ok(0) => return (text, None),
                Ok(length) => text.extend_from_slice(&room[..length]),
                Err(error) => return (text, Some(error.kind())),
            }
        }
    }

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(text: &[u8], window_log: u32) -> Vec<u8> {
        let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
        encoder.window_log(window_log).unwrap();
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn every_cut_is_reported_except_between_two_members() {
        let frame = [&0x184D_2A50_u32.to_le_bytes()[..], &3_u32.to_le_bytes(), b"abc"].concat();
        let frames = [frame.clone(), zstd(b"Boil water. ", 20), frame, zstd(b"Pour it.", 20)];
        for members in [&[gzip(b"Boil water. "), gzip(b"Pour it.")][..], &frames] {
            let file = members.concat();
            let mut borders = vec![0];
            members.iter().for_each(|member| borders.push(borders.last().unwrap() + member.len()));
            assert_eq!(unpack(&file), (b"Boil water. Pour it.".to_vec(), None));
            for length in 8..file.len() {
                let (text, error) = unpack(&file[..length]);
                assert!(b"Boil water. Pour it.".starts_with(&text[..]));
                let expected = (!borders.contains(&length)).then_some(io::ErrorKind::UnexpectedEof);
                assert_eq!(error, expected, "cut at {length}");
            }
        }
    }

    #[test]
    fn garbage_after_the_last_member_is_reported_and_zeros_are_not() {
        for file in [gzip(b"Boil water."), zstd(b"Boil water.", 20)] {
            let text = b"Boil water.".to_vec();
            assert_eq!(unpack(&[&file[..], b"x"].concat()), (text.clone(), Some(io::ErrorKind::InvalidData)));
            assert_eq!(unpack(&[&file[..], &[0; 600]].concat()), (text, None));
        }
    }

    #[test]
    fn a_large_window_is_accepted_unless_it_fills() {
        let (short, long) = (vec![b'x'; 1 << 20], vec![b'x'; 9 << 20]);
        assert_eq!(unpack(&zstd(&short, 23)), (short.clone(), None));
        assert_eq!(unpack(&zstd(&long, 21)), (long.clone(), None));
        let (text, error) = unpack(&zstd(&long, 23));
        assert_eq!(error, Some(io::ErrorKind::Unsupported));
        assert!(text.len() as u64 >= FILLED_WINDOW_BYTES && text.len() < 3 << 20);
        assert_eq!(unpack(&zstd(&short, 27)), (Vec::new(), Some(io::ErrorKind::Unsupported)));
    }
}
