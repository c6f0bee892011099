//! Weighs what the bytes themselves say: whether they are UTF-8.
//!
//! Text in a legacy encoding is practically never valid UTF-8 for long, and UTF-8 is never invalid for long. Each valid
//! sequence of several bytes therefore speaks for UTF-8, each byte that cannot stand there against it. A sequence that
//! ends early is no evidence: publishing systems cut texts between bytes.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// Bytes examined from the first non-ASCII byte on. Pages in other languages than English have their first letters
/// within a few kilobytes of each other; beyond it, what was declared counts.
pub(super) const WINDOW: usize = 16 << 10;

/// The balance at which the rest of the window is not needed.
const DECISIVE: i32 = 16;

/// The balance against UTF-8 that contradicts a declaration while more bytes may follow. One stray byte does not.
const LEAST_AGAINST: i32 = -2;

/// What the bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Valid UTF-8, with so many continuation bytes more than invalid ones.
    Utf8(i32),
    NotUtf8,
    /// Too little to tell.
    Open,
}

impl Verdict {
    /// Returns whether a declaration of this legacy encoding is wrong.
    pub fn contradicts(self, declared: &'static Encoding) -> bool {
        let least = match declared {
            // What UTF-8 looks like there is no text: "Ã©".
            _ if declared == WINDOWS_1252 => 1,
            _ if declared.is_single_byte() => 2,
            // Some pairs of East Asian letters are valid UTF-8.
            _ => 4,
        };
        declared != UTF_8 && matches!(self, Verdict::Utf8(balance) if balance >= least)
    }
}

/// The evidence so far. The verdict does not depend on how the bytes are cut into chunks.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    /// Number of bytes examined.
    examined: usize,
    balance: i32,
    /// Whether a byte since the last ASCII one cannot stand in UTF-8. What follows it may be valid by chance: the second
    /// byte of a letter and the first of the next.
    is_tainted: bool,
    /// Whether the first sequence that says anything is valid.
    first_is_valid: Option<bool>,
    verdict: Option<Verdict>,
}

impl Evidence {
    /// Whether the first sequence agrees with a declaration, which then counts at once: a stream must not wait for the
    /// whole window where nothing contradicts.
    pub fn agrees(&self, declared: &'static Encoding) -> bool {
        self.first_is_valid == Some(declared == UTF_8)
    }

    /// Examines what is new in `held`, the bytes from the first non-ASCII byte on; `last` if no more follow. Returns the
    /// verdict once there is one.
    pub fn weigh(&mut self, held: &[u8], last: bool) -> Option<Verdict> {
        if self.verdict.is_some() {
            return self.verdict;
        }
        let window = &held[..held.len().min(WINDOW)];
        let ends = last || window.len() == WINDOW;
        while let Some(bytes) = window.get(self.examined..).filter(|bytes| !bytes.is_empty()) {
            let ascii = Encoding::ascii_valid_up_to(bytes);
            self.examined += ascii;
            self.is_tainted &= ascii == 0;
            if ascii == bytes.len() {
                break;
            }
            match sequence(&bytes[ascii..]) {
                Sequence::Valid(length) => {
                    self.first_is_valid.get_or_insert(true);
                    self.balance += if self.is_tainted { 0 } else { length as i32 - 1 };
                    self.examined += length;
                }
                Sequence::Short(length) => self.examined += length,
                Sequence::Invalid => {
                    self.first_is_valid.get_or_insert(false);
                    self.balance -= 1;
                    self.is_tainted = true;
                    self.examined += 1;
                }
                Sequence::Incomplete if ends => break,
                Sequence::Incomplete => return None,
            }
            if self.balance.abs() >= DECISIVE {
                return self.decide(LEAST_AGAINST);
            }
        }
        if ends { self.decide(if last { -1 } else { LEAST_AGAINST }) } else { None }
    }

    fn decide(&mut self, least_against: i32) -> Option<Verdict> {
        self.verdict = Some(match self.balance {
            1.. => Verdict::Utf8(self.balance),
            balance if balance <= least_against => Verdict::NotUtf8,
            _ => Verdict::Open,
        });
        self.verdict
    }
}

enum Sequence {
    Valid(usize),
    /// A sequence that ends early, at a byte that is no continuation.
    Short(usize),
    Invalid,
    /// The bytes end inside the sequence.
    Incomplete,
}

/// Reads the sequence at the start of some bytes, of which the first is not ASCII.
fn sequence(bytes: &[u8]) -> Sequence {
    let bytes = &bytes[..bytes.len().min(4)];
    let length = |valid: &str| valid.chars().next().map_or(1, char::len_utf8);
    match std::str::from_utf8(bytes) {
        Ok(valid) => Sequence::Valid(length(valid)),
        Err(error) if error.valid_up_to() > 0 => {
            Sequence::Valid(length(str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default()))
        }
        Err(error) => match error.error_len() {
            None => Sequence::Incomplete,
            Some(1) => Sequence::Invalid,
            Some(length) => Sequence::Short(length),
        },
    }
}
