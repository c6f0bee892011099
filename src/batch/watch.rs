//! What a batch reports while it runs.

use std::fmt;
use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};

use super::count::Outcome;

type Stream = Box<dyn Fn() -> io::Result<Box<dyn Write + Send>> + Sync>;
type Receiver = Box<dyn Fn(&str) + Sync>;

/// Callbacks and counters of a running batch. By default it ignores messages and writes to standard output.
pub struct Watch {
    pub(super) stream: Stream,
    pub(super) notice: Receiver,
    pub(super) failure: Receiver,
    bytes: AtomicU64,
    kept: AtomicU64,
    dropped: AtomicU64,
    failed: AtomicU64,
    untold: AtomicU64,
}

impl Watch {
    /// Creates a watch with the defaults.
    #[must_use]
    pub fn new() -> Watch {
        Watch {
            stream: Box::new(|| Ok(Box::new(io::stdout()))),
            notice: Box::new(|_| ()),
            failure: Box::new(|_| ()),
            bytes: AtomicU64::new(0),
            kept: AtomicU64::new(0),
            dropped: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            untold: AtomicU64::new(0),
        }
    }

    /// Sets what opens the output of [`Target::Stream`](super::Target::Stream).
    #[must_use]
    pub fn stream(mut self, open: impl Fn() -> io::Result<Box<dyn Write + Send>> + Sync + 'static) -> Watch {
        self.stream = Box::new(open);
        self
    }

    /// Sets what is called in input order for damage: where it is and what, at most twenty times for one input. Each
    /// notice is one line without control characters.
    #[must_use]
    pub fn on_notice(mut self, notice: impl Fn(&str) + Sync + 'static) -> Watch {
        self.notice = Box::new(notice);
        self
    }

    /// Sets what is called in input order for an input that could not be read, with the reason.
    #[must_use]
    pub fn on_failure(mut self, failure: impl Fn(&str) + Sync + 'static) -> Watch {
        self.failure = Box::new(failure);
        self
    }

    /// Returns the number of input bytes read.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Returns the number of records written to the output.
    pub fn kept(&self) -> u64 {
        self.kept.load(Ordering::Relaxed)
    }

    /// Returns the number of dropped records.
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    /// Returns the number of damaged records, and of inputs that could not be read.
    pub fn failed(&self) -> u64 {
        self.failed.load(Ordering::Relaxed)
    }

    /// Returns the number of notices not given, because their input had too many.
    pub fn untold(&self) -> u64 {
        self.untold.load(Ordering::Relaxed)
    }

    pub(super) fn count_bytes(&self, bytes: u64) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(super) fn count_record(&self, outcome: Outcome) {
        let counter = match outcome {
            Outcome::Kept => &self.kept,
            Outcome::Failed | Outcome::Damaged => &self.failed,
            _ => &self.dropped,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn count_untold(&self) {
        self.untold.fetch_add(1, Ordering::Relaxed);
    }
}

impl Default for Watch {
    fn default() -> Self {
        Watch::new()
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch")
            .field("bytes", &self.bytes)
            .field("kept", &self.kept)
            .field("dropped", &self.dropped)
            .field("failed", &self.failed)
            .field("untold", &self.untold)
            .finish_non_exhaustive()
    }
}
