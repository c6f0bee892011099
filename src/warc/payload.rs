//! Decodes what a server sent: the block of a record without HTTP head, chunks and content codings.
//!
//! Archives keep the server's header fields even where they store something else, so a field is trusted only if the
//! body looks like it.

use std::fmt;
use std::io::{self, BufRead, Read};

use super::decode::{Brotli, Chunked, Decode, Deflate, Gzip, StreamState, WINDOW_BYTES, Zstd, window};
use super::stage::{Base, Layer, Stage};
use super::{Header, HttpHead, Limits, Reason};

/// The decoded payload of a record.
///
/// Undecodable data ends the payload. That is no error; [`Payload::finish`] reports it.
pub struct Payload<'a> {
    http: Option<HttpHead>,
    body: Box<dyn Layer + 'a>,
    damage: Option<Reason>,
}

/// Bytes of a body used to check its header fields.
const PROBED: usize = 4 << 10;

impl fmt::Debug for Payload<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Payload").field("http", &self.http).field("damage", &self.damage).finish_non_exhaustive()
    }
}

impl<'a> Payload<'a> {
    /// Creates a reader for the payload in the block of a record, which may also be in memory.
    ///
    /// # Errors
    ///
    /// Only if the block cannot be read.
    pub fn new(header: &Header, block: impl BufRead + 'a, limits: &Limits) -> io::Result<Payload<'a>> {
        Payload::of(header.is_response(), block, limits)
    }

    pub(super) fn of(is_response: bool, block: impl BufRead + 'a, limits: &Limits) -> io::Result<Payload<'a>> {
        let mut block = Base::new(block);
        if !is_response {
            return Ok(Payload { http: None, body: Box::new(block), damage: None });
        }
        let (http, damage) = take_head(&mut block, limits)?;
        let mut payload = Payload { body: Box::new(block), damage, http: None };
        if let Some(http) = &http {
            payload.undo(http, limits)?;
        }
        payload.http = http;
        Ok(payload)
    }

    /// Returns the HTTP head, if the record is a response with a head.
    pub fn http(&self) -> Option<&HttpHead> {
        self.http.as_ref()
    }

    /// Ends the payload and returns the damage in what was read.
    pub fn finish(self) -> Option<Reason> {
        self.damage.or_else(|| self.body.damage())
    }

    /// Adds a decoder for each coding, the last one first.
    fn undo(&mut self, http: &HttpHead, limits: &Limits) -> io::Result<()> {
        let codings: Vec<String> = http.codings("Content-Encoding").chain(http.codings("Transfer-Encoding")).collect();
        let mut undone = 0;
        for coding in codings.iter().rev() {
            if NO_CODINGS.contains(&coding.as_str()) {
                continue;
            }
            let start = self.body.peek(PROBED)?;
            if start.is_empty() {
                return Ok(());
            }
            if coding != "chunked" {
                undone += 1;
            }
            match decoder(coding, start) {
                _ if undone > limits.codings => self.damage = Some(Reason::Coding),
                Choice::Decode(decoder) => {
                    let below = std::mem::replace(&mut self.body, Box::new(Base::new(io::empty())));
                    self.body = Box::new(Stage::new(below, decoder, limits));
                    continue;
                }
                Choice::Leave => continue,
                Choice::Refuse(reason) => self.damage = Some(reason),
            }
            break;
        }
        Ok(())
    }
}

/// Reads the head; of several, the last after interim ones.
fn take_head(block: &mut Base<impl BufRead>, limits: &Limits) -> io::Result<(Option<HttpHead>, Option<Reason>)> {
    let mut last = None;
    loop {
        let start = block.peek(64)?.to_vec();
        let (http, whole) = HttpHead::take(block, &start, limits.header_bytes)?;
        if !whole {
            return Ok((http, Some(Reason::HttpHead)));
        }
        match http {
            Some(http) if http.is_interim() => last = Some(http),
            http => return Ok((http.or(last), None)),
        }
    }
}

/// Values that mean no coding.
const NO_CODINGS: &[&str] = &["identity", "none", "binary", "8bit", "7bit", "utf-8", "utf8"];

enum Choice {
    Decode(Box<dyn Decode>),
    /// The body does not match its field.
    Leave,
    Refuse(Reason),
}

/// Decides about a coding for a body that starts with `start`.
fn decoder(coding: &str, start: &[u8]) -> Choice {
    match coding {
        "chunked" if Chunked::plausible(start) => Choice::Decode(Box::new(Chunked::new())),
        "gzip" | "x-gzip" if start.starts_with(Gzip::MAGIC) => Choice::Decode(Box::new(Gzip::new())),
        "zstd" if start.starts_with(Zstd::MAGIC) => match Zstd::new(&[]) {
            Some(zstd) if window(start).is_none_or(|window| window <= WINDOW_BYTES) => Choice::Decode(Box::new(zstd)),
            _ => Choice::Refuse(Reason::Window),
        },
        "br" | "x-brotli" => by_trial(Brotli::new(), start),
        "deflate" | "x-deflate" => by_trial(Deflate::of(start), start),
        // No page starts with these bytes.
        "gzip" | "x-gzip" if Gzip::MAGIC.starts_with(start) => Choice::Refuse(Reason::BodyCut),
        "zstd" if Zstd::MAGIC.starts_with(start) => Choice::Refuse(Reason::BodyCut),
        "chunked" | "gzip" | "x-gzip" | "zstd" => Choice::Leave,
        _ if is_text(start) => Choice::Leave,
        _ => Choice::Refuse(Reason::Coding),
    }
}

/// Checks codings without a magic number. Text may decode for some bytes, so it must both fail and be text.
fn by_trial(mut decoder: impl Decode + 'static, start: &[u8]) -> Choice {
    let (mut room, mut read) = ([0; 4096], 0);
    // Long enough for text to fail, and no longer: a bomb would go on.
    for _ in 0..16 {
        let step = decoder.decode(&start[read..], &mut room);
        read += step.read;
        match step.state {
            StreamState::Failed(_) if is_text(start) => return Choice::Leave,
            StreamState::Going if step.written > 0 => {}
            _ => break,
        }
    }
    decoder.reset();
    Choice::Decode(Box::new(decoder))
}

/// Whether no byte rules out text.
fn is_text(start: &[u8]) -> bool {
    start.iter().all(|byte| *byte >= b' ' || matches!(byte, b'\t' | b'\n' | b'\r' | 12 | 27))
}

impl Read for Payload<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.body.read(buffer)
    }
}

impl BufRead for Payload<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.body.fill_buf()
    }

    fn consume(&mut self, length: usize) {
        self.body.consume(length);
    }
}
