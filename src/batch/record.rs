//! The types of a record: its origin, its capture, the cleaned page, and the result to write.

use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};

use super::count::{Flaws, Outcome};
use super::digest::TextHash;
use crate::extract::Report;
use crate::warc::{Header, Offset, Reason};

/// Where a record or page comes from.
#[derive(Debug, Clone, Default)]
pub struct RecordOrigin {
    /// The number of the input in the run, from 0.
    pub input: u64,
    pub name: Arc<str>,
    /// A fingerprint of all inputs up to this one: names, lengths and modification times.
    pub inputs: Arc<str>,
    /// The number of the record in the archive, from 0. Damage between records counts too.
    pub entry: u64,
    /// The offset of the record in the archive; `None` for a file that is a page.
    pub offset: Option<Offset>,
    /// The number of notices about the input.
    pub notices: Arc<AtomicU64>,
}

impl RecordOrigin {
    /// Whether this is damage between records, where no run can resume: the damage may have started before.
    pub fn is_within_damage(&self) -> bool {
        self.offset.is_none() && self.entry > 0
    }
}

/// The capture of a page, described in its output.
#[derive(Debug, Clone, Default)]
pub struct Capture {
    pub origin: RecordOrigin,
    /// `WARC-Record-ID`, with its angle brackets.
    pub record_id: Option<String>,
    pub uri: Option<String>,
    /// The capture time; for a file, its modification time (ISO 8601).
    pub date: Option<String>,
    pub status: Option<u16>,
    pub media_type: Option<String>,
    /// Why the crawler truncated the page.
    pub truncated: Option<String>,
    /// The explanations so far.
    pub explained: Arc<Mutex<String>>,
}

#[derive(Debug)]
pub struct Page {
    pub text: String,
    pub report: Report,
    /// Whether the page was cut at a limit.
    pub cut: bool,
}

impl Capture {
    /// Returns what identifies the record whatever the version and the settings: its own id, else where it is stored.
    pub fn id(&self) -> String {
        let RecordOrigin { name, offset, .. } = &self.origin;
        match (&self.record_id, offset) {
            (Some(id), _) => id.clone(),
            (None, Some(Offset { stored, inside: 0, .. })) => format!("{name}:{stored}"),
            (None, Some(Offset { stored, inside, .. })) => format!("{name}:{stored}+{inside}"),
            (None, None) => name.to_string(),
        }
    }

    pub fn of(header: &Header, origin: RecordOrigin) -> Capture {
        let owned = |value: Option<&str>| value.map(str::to_owned);
        Capture {
            origin,
            record_id: owned(header.record_id()),
            uri: owned(header.target_uri()),
            date: owned(header.date()),
            status: None,
            media_type: None,
            truncated: owned(header.truncated()),
            explained: Arc::default(),
        }
    }
}

/// What statistics count of a record.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub uri: Option<String>,
    pub status: Option<u16>,
    pub media_type: Option<String>,
    pub language: Option<String>,
}

/// The result for a record, ready to be written.
#[derive(Debug)]
pub struct Done {
    pub outcome: Outcome,
    pub flaws: Flaws,
    pub bytes: Vec<u8>,
    pub text_bytes: usize,
    pub notices: Vec<String>,
    pub date: Option<String>,
    /// Whether the bytes describe the output instead of a page.
    pub is_info: bool,
    /// For `--dedup`.
    pub text_hash: Option<TextHash>,
    pub facts: Facts,
    /// The lines of `--explain`.
    pub explained: String,
}

impl Done {
    pub fn kept(bytes: Vec<u8>, text_bytes: usize) -> Done {
        Done { bytes, text_bytes, ..Done::dropped(Outcome::Kept) }
    }

    pub fn dropped(outcome: Outcome) -> Done {
        Done {
            outcome,
            flaws: Flaws::default(),
            bytes: Vec::new(),
            text_bytes: 0,
            notices: Vec::new(),
            date: None,
            is_info: false,
            text_hash: None,
            facts: Facts::default(),
            explained: String::new(),
        }
    }

    /// Records damage, unless damage is already recorded.
    pub fn with_damage(mut self, origin: &RecordOrigin, damage: Option<Reason>) -> Done {
        if let Some(reason) = damage.filter(|_| !self.flaws.damaged) {
            let offset = origin.offset.map(|offset| format!("{offset}: ")).unwrap_or_default();
            self.flaws.truncated |= reason.is_cut();
            self.flaws.degraded |= reason.is_limit();
            self.damaged(format!("{}: {offset}{reason}", origin.name));
        }
        self
    }

    pub fn damaged(&mut self, notice: String) {
        self.flaws.damaged = true;
        self.notices.push(notice);
        // Without the damage it might have been a page.
        if matches!(self.outcome, Outcome::Empty | Outcome::NotHtml | Outcome::NoPage) {
            self.outcome = Outcome::Damaged;
        }
    }
}
