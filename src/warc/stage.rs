//! Readers that lie over each other, between a block and its payload: the block with a way to look ahead, and decoders.

use std::io::{self, BufRead, Read};

use super::decode::{Decode, State};
use super::{Limits, Reason};

/// A reader that can be looked ahead in, and tells what is wrong.
pub trait Layer: BufRead {
    /// The next bytes: `want` of them, unless there are fewer.
    fn peek(&mut self, want: usize) -> io::Result<&[u8]>;

    /// What is wrong in this layer or one below.
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

/// A decoder over another layer. What it cannot decode ends it, as does its limit.
pub struct Stage<'a> {
    below: Box<dyn Layer + 'a>,
    decoder: Box<dyn Decode>,
    output: Box<[u8]>,
    start: usize,
    end: usize,
    over: bool,
    read: u64,
    /// Bytes that may still come of it.
    left: u64,
    limits: Limits,
    damage: Option<Reason>,
}

/// More than anything looks ahead.
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

    /// Decodes some more into the room behind `end`.
    fn pull(&mut self) -> io::Result<()> {
        if self.start > 0 {
            self.output.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        let input = self.below.fill_buf()?;
        let step = self.decoder.decode(input, &mut self.output[self.end..]);
        // At the end of the input, nothing is read; should a decoder stop elsewhere, it would not go on either.
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
            State::Going if stuck => {
                let cut = !self.decoder.may_end();
                self.stop(cut.then_some(Reason::BodyCut));
            }
            State::Going => {}
            State::Done => {
                let magic = self.decoder.magic();
                let next = self.below.peek(magic.len())?;
                // A stream may be made of several, as files are; of the last one there may be no more than this.
                if !magic.is_empty() && next.starts_with(magic) {
                    self.decoder.reset();
                } else {
                    let cut = !next.is_empty() && magic.starts_with(next);
                    self.stop(cut.then_some(Reason::BodyCut));
                }
            }
            State::Failed(Reason::Chunks) => self.stop(Some(Reason::Chunks)),
            State::Failed(_) => self.stop(Some(Reason::Body)),
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
