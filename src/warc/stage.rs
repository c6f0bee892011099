//! Stacked readers between a block and its payload: the block with look-ahead, and decoders.

use std::io::{self, BufRead, Read};

use super::decode::{Decode, StreamState};
use super::{Limits, Reason};

/// A reader with look-ahead that reports damage.
pub trait Layer: BufRead {
    /// Returns at least the next `want` bytes, unless fewer remain.
    fn peek(&mut self, want: usize) -> io::Result<&[u8]>;

    /// Returns the damage in this layer or one below.
    fn damage(&self) -> Option<Reason>;
}

/// The lowest layer: a block.
pub struct Base<B> {
    ahead: Vec<u8>,
    taken: usize,
    block: B,
}

impl<B: BufRead> Base<B> {
    pub fn new(block: B) -> Self {
        Base { ahead: Vec::new(), taken: 0, block }
    }
}

impl<B: BufRead> Layer for Base<B> {
    fn peek(&mut self, want: usize) -> io::Result<&[u8]> {
        while self.ahead.len() - self.taken < want {
            let there = self.block.fill_buf()?;
            if there.is_empty() {
                break;
            }
            let length = there.len().min(want);
            self.ahead.extend_from_slice(&there[..length]);
            self.block.consume(length);
        }
        Ok(&self.ahead[self.taken..])
    }

    fn damage(&self) -> Option<Reason> {
        None
    }
}

impl<B: BufRead> BufRead for Base<B> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.taken < self.ahead.len() { Ok(&self.ahead[self.taken..]) } else { self.block.fill_buf() }
    }

    fn consume(&mut self, length: usize) {
        if self.taken < self.ahead.len() {
            self.taken += length;
        } else {
            self.block.consume(length);
        }
    }
}

impl<B: BufRead> Read for Base<B> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        read(self, buffer)
    }
}

/// A decoder over another layer. It ends at undecodable data and at its limit.
pub struct Stage<'a> {
    below: Box<dyn Layer + 'a>,
    decoder: Box<dyn Decode>,
    output: Box<[u8]>,
    start: usize,
    end: usize,
    over: bool,
    read: u64,
    /// Bytes left to the limit.
    left: u64,
    limits: Limits,
    damage: Option<Reason>,
}

/// Bytes of the output buffer: more than any look-ahead.
const OUTPUT: usize = 32 << 10;

impl<'a> Stage<'a> {
    pub fn new(below: Box<dyn Layer + 'a>, decoder: Box<dyn Decode>, limits: &Limits) -> Self {
        let output = vec![0; OUTPUT].into();
        let left = limits.payload_bytes;
        Stage {
            below,
            decoder,
            output,
            start: 0,
            end: 0,
            over: false,
            read: 0,
            left,
            limits: limits.clone(),
            damage: None,
        }
    }

    /// Decodes more into the free space after `end`.
    fn pull(&mut self) -> io::Result<()> {
        if self.start > 0 {
            self.output.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        let input = self.below.fill_buf()?;
        let step = self.decoder.decode(input, &mut self.output[self.end..]);
        // Nothing is read at the end of the input. A decoder that stalls elsewhere would not continue either.
        let stuck = step.read == 0 && step.written == 0;
        self.below.consume(step.read);
        self.read += step.read as u64;
        let written = (step.written as u64).min(self.left);
        self.end += written as usize;
        self.left -= written;
        if written < step.written as u64 {
            let bomb = self.limits.is_bomb(self.limits.payload_bytes, self.read);
            self.stop(Some(if bomb { Reason::Bomb } else { Reason::TooLarge }));
            return Ok(());
        }
        match step.state {
            StreamState::Going if stuck => {
                let cut = !self.decoder.may_end();
                self.stop(cut.then_some(Reason::BodyCut));
            }
            StreamState::Going => {}
            StreamState::Done => {
                let magic = self.decoder.magic();
                let next = self.below.peek(magic.len())?;
                // Streams may be concatenated, as in files. The last one may be truncated inside its magic number.
                if !magic.is_empty() && next.starts_with(magic) {
                    self.decoder.reset();
                } else {
                    let cut = !next.is_empty() && magic.starts_with(next);
                    self.stop(cut.then_some(Reason::BodyCut));
                }
            }
            StreamState::Failed(Reason::Chunks) => self.stop(Some(Reason::Chunks)),
            StreamState::Failed(_) => self.stop(Some(Reason::Body)),
        }
        Ok(())
    }

    fn stop(&mut self, damage: Option<Reason>) {
        self.over = true;
        self.damage = damage;
    }
}

impl Layer for Stage<'_> {
    fn peek(&mut self, want: usize) -> io::Result<&[u8]> {
        while self.end - self.start < want && !self.over {
            self.pull()?;
        }
        Ok(&self.output[self.start..self.end])
    }

    fn damage(&self) -> Option<Reason> {
        self.below.damage().or(self.damage)
    }
}

impl BufRead for Stage<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.peek(1)
    }

    fn consume(&mut self, length: usize) {
        self.start += length;
    }
}

impl Read for Stage<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        read(self, buffer)
    }
}

fn read(layer: &mut impl BufRead, buffer: &mut [u8]) -> io::Result<usize> {
    let length = layer.fill_buf()?.read(buffer)?;
    layer.consume(length);
    Ok(length)
}
