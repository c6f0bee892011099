//! Statistics of a run: what became of the records, by status, type, language and host.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use serde_json::{Map, Value, json};
use tamis::batch::{Outcome, RecordFacts, Summary};
use url::Url;

/// Hosts counted by name; the records of others are counted together, because a crawl may have millions of hosts.
const MOST_HOSTS: usize = 100_000;

/// What stands for all further hosts. No host is called so.
const OTHERS: &str = "(others)";

#[derive(Default)]
struct Tally {
    status: BTreeMap<String, u64>,
    media_type: BTreeMap<String, u64>,
    language: BTreeMap<String, u64>,
    host: BTreeMap<String, u64>,
}

/// Counts records while they come.
#[derive(Clone)]
pub struct Statistics {
    begun: Instant,
    tally: Arc<Mutex<Tally>>,
}

impl Statistics {
    pub fn new() -> Statistics {
        Statistics { begun: Instant::now(), tally: Arc::default() }
    }

    /// Counts a record. Languages and hosts are those of kept pages.
    pub fn count(&self, record: &RecordFacts<'_>) {
        let mut tally = self.tally.lock().unwrap_or_else(PoisonError::into_inner);
        let mut add = |map: fn(&mut Tally) -> &mut BTreeMap<String, u64>, key: Option<&str>| {
            let Some(key) = key else { return };
            let map = map(&mut tally);
            let key = if map.len() >= MOST_HOSTS && !map.contains_key(key) { OTHERS } else { key };
            match map.get_mut(key) {
                Some(count) => *count += 1,
                None => drop(map.insert(key.to_owned(), 1)),
            }
        };
        add(|tally| &mut tally.status, record.status.map(|status| status.to_string()).as_deref());
        add(|tally| &mut tally.media_type, record.media_type);
        if record.outcome == Outcome::Kept {
            add(|tally| &mut tally.language, Some(record.language.unwrap_or("unknown")));
            let url = record.url.and_then(|url| Url::parse(url).ok());
            add(|tally| &mut tally.host, url.as_ref().and_then(Url::host_str));
        }
    }

    /// Returns the seconds since the beginning.
    pub fn seconds(&self) -> f64 {
        (self.begun.elapsed().as_secs_f64() * 1000.0).round() / 1000.0
    }

    /// Returns everything else as one object, which is the same for the same inputs.
    pub fn report(&self, summary: &Summary, bytes_in: u64) -> Value {
        let tally = self.tally.lock().unwrap_or_else(PoisonError::into_inner);
        let counts = |map: &BTreeMap<String, u64>| {
            map.iter().map(|(key, count)| (key.clone(), json!(count))).collect::<Map<_, _>>()
        };
        let mut report: Value = serde_json::from_str(&format!("{{{}}}", summary.counts.to_json())).unwrap_or_default();
        for (key, value) in [
            ("outputs", json!(summary.outputs)),
            ("complete_before", json!(summary.complete_before)),
            ("interrupted", json!(summary.interrupted)),
            ("input_bytes", json!(bytes_in)),
            ("by_status", counts(&tally.status).into()),
            ("by_type", counts(&tally.media_type).into()),
            ("by_language", counts(&tally.language).into()),
            ("by_host", counts(&tally.host).into()),
        ] {
            report[key] = value;
        }
        report
    }
}
