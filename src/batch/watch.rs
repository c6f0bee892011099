//! What a batch reports while it runs.

use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::count::{Flaws, Outcome};
use super::record::{Done, Facts};

type Stream = Box<dyn Fn() -> io::Result<Box<dyn Write + Send>> + Sync>;
type Receiver = Box<dyn Fn(&str) + Sync>;

/// What is known of a record once it is written or left out.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct RecordFacts<'a> {
    /// What became of it.
    pub outcome: Outcome,
    /// What is wrong with it.
    pub flaws: Flaws,
    /// The HTTP status.
    pub status: Option<u16>,
    /// The media type, as it was recognised.
    pub media_type: Option<&'a str>,
    /// The language of a kept text, if it is certain.
    pub language: Option<&'a str>,
    /// The address.
    pub url: Option<&'a str>,
}

/// Callbacks and counters of a running batch. By default it ignores messages and writes to standard output.
pub struct Watch {
    pub(super) stream: Stream,
    pub(super) notice: Receiver,
    pub(super) failure: Receiver,
    explanation: Receiver,
    record: Box<dyn Fn(&RecordFacts<'_>) + Sync>,
    stopped: Arc<AtomicBool>,
    skipped: AtomicU64,
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
            explanation: Box::new(|_| ()),
            record: Box::new(|_| ()),
            stopped: Arc::default(),
            skipped: AtomicU64::new(0),
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

    /// Sets what is called for each record, in input order for one output.
    #[must_use]
    pub fn on_record(mut self, record: impl Fn(&RecordFacts<'_>) + Sync + 'static) -> Watch {
        self.record = Box::new(record);
        self
    }

    /// Sets what gets the lines of [`Job::explain`](super::Job::explain), the lines of a page together.
    #[must_use]
    pub fn on_explanation(mut self, explanation: impl Fn(&str) + Sync + 'static) -> Watch {
        self.explanation = Box::new(explanation);
        self
    }

    /// Returns a switch that ends the run at a record border when it becomes `true`; what is written is committed then.
    #[must_use]
    pub fn stop(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.stopped)
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// Returns the number of input bytes that an earlier run has read.
    pub fn skipped(&self) -> u64 {
        self.skipped.load(Ordering::Relaxed)
    }

    pub(super) fn count_skipped(&self, bytes: u64) {
        self.skipped.fetch_add(bytes, Ordering::Relaxed);
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

    pub(super) fn count_record(&self, done: &Done) {
        let Facts { uri, status, media_type, language } = &done.facts;
        (self.record)(&RecordFacts {
            outcome: done.outcome,
            flaws: done.flaws,
            status: *status,
            media_type: media_type.as_deref(),
            language: language.as_deref(),
            url: uri.as_deref(),
        });
        if !done.explained.is_empty() {
            (self.explanation)(&done.explained);
        }
        let counter = match done.outcome {
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
