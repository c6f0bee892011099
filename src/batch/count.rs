//! Counts what became of each record: each is counted once, and the counts add up.

use std::fmt::Write as _;

/// What became of a record or page. Each has exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// Written to the output.
    Kept,
    /// Dropped by `--url-regex`.
    Url,
    /// Dropped by `--status`.
    Status,
    /// Dropped by `--mime`.
    Mime,
    /// Dropped by `--lang`.
    Language,
    /// Dropped by `--min-words`.
    Words,
    /// Dropped by `--dedup`: a text that the output has already.
    Duplicate,
    /// Dropped by `--include` or `--exclude`.
    Name,
    /// No regular file: a folder behind a link, a named pipe, a socket or a device.
    NoFile,
    /// A record without a page: a request, metadata, a revisit and so on.
    NoPage,
    /// Neither HTML nor text.
    NotHtml,
    /// A page without any kept text.
    Empty,
    /// Damage from which nothing could be salvaged.
    Damaged,
    /// An input that could not be read, or not to its end; or a page that tamis failed to clean.
    Failed,
}

/// The names of the outcomes, in declaration order: for programs and for people.
const OUTCOMES: [(&str, &str); 14] = [
    ("kept", "kept"),
    ("url", "filtered by URL"),
    ("status", "filtered by status"),
    ("mime", "filtered by type"),
    ("lang", "filtered by language"),
    ("words", "filtered by words"),
    ("duplicate", "duplicates"),
    ("name", "filtered by name"),
    ("no_file", "no regular file"),
    ("no_page", "no page"),
    ("not_html", "not HTML"),
    ("empty", "empty"),
    ("damaged", "damaged"),
    ("failed", "failed"),
];

/// What is wrong with a record, independent of its outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Flaws {
    /// The end is missing: the crawler truncated it, or the data breaks off.
    pub truncated: bool,
    /// The stored data is damaged.
    pub damaged: bool,
    /// The page exceeds a limit.
    pub degraded: bool,
}

/// The number of records for each outcome, and their bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    outcomes: [u64; OUTCOMES.len()],
    /// Kept records with a missing end.
    pub truncated: u64,
    /// Kept records with damage.
    pub damaged_kept: u64,
    /// Kept records that exceed a limit.
    pub degraded: u64,
    /// Damaged records and failed inputs: the reason for exit status 1.
    pub faults: u64,
    /// Bytes of kept text, before compression.
    pub bytes_out: u64,
}

impl Counts {
    /// Counts a record.
    pub fn add(&mut self, outcome: Outcome, flaws: Flaws, bytes: usize) {
        self.outcomes[outcome as usize] += 1;
        self.bytes_out += bytes as u64;
        if outcome == Outcome::Kept {
            self.truncated += u64::from(flaws.truncated);
            self.damaged_kept += u64::from(flaws.damaged);
            self.degraded += u64::from(flaws.degraded);
        }
        self.faults += u64::from(flaws.damaged || matches!(outcome, Outcome::Damaged | Outcome::Failed));
    }

    /// Adds other counts.
    pub fn extend(&mut self, other: &Counts) {
        for (own, other) in self.numbers_mut().into_iter().zip(other.numbers()) {
            *own += other;
        }
    }

    /// Returns the number of records with this outcome.
    pub fn of(&self, outcome: Outcome) -> u64 {
        self.outcomes[outcome as usize]
    }

    /// Returns the number of all records.
    pub fn records(&self) -> u64 {
        self.outcomes.iter().sum()
    }

    /// Returns the number of records left out on purpose.
    pub fn dropped(&self) -> u64 {
        self.records() - self.of(Outcome::Kept) - self.of(Outcome::Damaged) - self.of(Outcome::Failed)
    }

    /// Formats the counts as members of a JSON object.
    pub fn to_json(&self) -> String {
        let mut json = format!("\"records\":{}", self.records());
        for ((name, _), count) in OUTCOMES.iter().zip(self.outcomes) {
            let _ = write!(json, ",\"{name}\":{count}");
        }
        let Counts { truncated, damaged_kept, degraded, bytes_out, .. } = self;
        let _ = write!(
            json,
            ",\"kept_truncated\":{truncated},\"kept_damaged\":{damaged_kept},\"kept_degraded\":{degraded},\
             \"text_bytes\":{bytes_out}"
        );
        json
    }

    /// Formats the counts for people, without zeros.
    pub fn to_text(&self) -> String {
        let records = self.records();
        let plural = if records == 1 { "" } else { "s" };
        let mut text = format!("{records} record{plural}: {} kept", self.of(Outcome::Kept));
        let flaws = [(self.truncated, "truncated"), (self.damaged_kept, "damaged"), (self.degraded, "degraded")];
        let flaws: Vec<String> =
            flaws.iter().filter(|(count, _)| *count > 0).map(|(count, name)| format!("{count} {name}")).collect();
        if !flaws.is_empty() {
            let _ = write!(text, " ({})", flaws.join(", "));
        }
        for ((_, name), count) in OUTCOMES.iter().zip(self.outcomes).skip(1).filter(|(_, count)| *count > 0) {
            let _ = write!(text, ", {count} {name}");
        }
        text
    }

    /// Returns all numbers, for the journal.
    pub fn numbers(&self) -> Vec<u64> {
        let rest = [self.truncated, self.damaged_kept, self.degraded, self.faults, self.bytes_out];
        self.outcomes.iter().copied().chain(rest).collect()
    }

    /// Restores counts from the journal; `None` if it has other numbers.
    pub fn from_numbers(numbers: &[u64]) -> Option<Counts> {
        let mut counts = Counts::default();
        let own = counts.numbers_mut();
        if own.len() != numbers.len() {
            return None;
        }
        own.into_iter().zip(numbers).for_each(|(own, number)| *own = *number);
        Some(counts)
    }

    fn numbers_mut(&mut self) -> Vec<&mut u64> {
        let Counts { outcomes, truncated, damaged_kept, degraded, faults, bytes_out } = self;
        outcomes.iter_mut().chain([truncated, damaged_kept, degraded, faults, bytes_out]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_record_is_counted_once_and_the_journal_restores_the_counts() {
        let mut counts = Counts::default();
        counts.add(Outcome::Kept, Flaws { truncated: true, ..Flaws::default() }, 10);
        counts.add(Outcome::Kept, Flaws { damaged: true, ..Flaws::default() }, 5);
        counts.add(Outcome::Failed, Flaws::default(), 0);
        counts.add(Outcome::NoPage, Flaws::default(), 0);
        assert_eq!((counts.records(), counts.dropped(), counts.faults, counts.bytes_out), (4, 1, 2, 15));
        assert_eq!(counts.to_text(), "4 records: 2 kept (1 truncated, 1 damaged), 1 no page, 1 failed");
        assert_eq!(Counts::from_numbers(&counts.numbers()), Some(counts.clone()));
        let mut twice = counts.clone();
        twice.extend(&counts);
        assert_eq!(twice.records(), 8);
    }
}
