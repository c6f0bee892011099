//! The keys of a JSON line: our own, or those that other programs for corpora read.

use serde_json::{Map, Value, json};

use crate::batch::digest;
use crate::batch::record::{Capture, Page};
use crate::names::named;
use crate::write::{self, Summary};

/// The keys of JSON lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Schema {
    /// All that is known, as `docs/formats.md` describes it.
    #[default]
    Tamis,
    /// A document of Dolma: `id`, `text`, `source`, `added`, `created`, `version`, `metadata`.
    Dolma,
    /// A document of datatrove: `text`, `id`, and `metadata` with single values only.
    Datatrove,
}

named!(Schema, "schema", (Schema::Tamis) = "tamis", (Schema::Dolma) = "dolma", (Schema::Datatrove) = "datatrove");

impl Schema {
    /// Formats the line of a page.
    pub fn line(self, capture: &Capture, page: &Page) -> Vec<u8> {
        let text = page.text.strip_suffix('\n').unwrap_or(&page.text);
        let id = capture.id();
        let summary = Summary { id: Some(&id), ..page.report.summary() };
        let line = match self {
            Schema::Tamis => write::json_line(text, &summary, &json!({ "record": record(capture, page) })),
            Schema::Dolma => write::object_line(&dolma(text, &id, &summary, capture)),
            Schema::Datatrove => write::object_line(&datatrove(text, &id, &summary, capture)),
        };
        line.into_string().into_bytes()
    }
}

fn record(capture: &Capture, page: &Page) -> Value {
    let mut record = Map::new();
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            record.insert(key.to_owned(), value);
        }
    };
    let text = |value: &Option<String>| value.clone().map(Value::from);
    put("id", text(&capture.record_id));
    put("input", Some(capture.origin.name.to_string().into()));
    put("offset", capture.origin.offset.map(|offset| offset.stored.into()));
    put("captured", text(&capture.date).filter(|_| capture.origin.offset.is_some()));
    put("status", capture.status.map(Value::from));
    put("type", text(&capture.media_type));
    put("truncated", text(&capture.truncated));
    put("cut", page.cut.then_some(true.into()));
    Value::Object(record)
}

/// The times are those of the capture: `added` is when the data was acquired, `created` when the document came about, if
/// the page gives the day.
fn dolma(text: &str, id: &str, summary: &Summary<'_>, capture: &Capture) -> Value {
    let added = capture.date.as_deref().and_then(with_milliseconds);
    let created = summary.date.and_then(with_milliseconds).or_else(|| added.clone());
    let mut line = json!({
        "id": id, "text": text, "source": &*capture.origin.name, "version": concat!("tamis-", env!("CARGO_PKG_VERSION")),
        "metadata": known(text, summary, capture, Value::from),
    });
    for (key, time) in [("added", added), ("created", created)] {
        if let Some(time) = time {
            line[key] = time.into();
        }
    }
    line
}

/// A value of `metadata` must not be a list.
fn datatrove(text: &str, id: &str, summary: &Summary<'_>, capture: &Capture) -> Value {
    let joined = |values: Vec<String>| values.join("; ").into();
    json!({ "text": text, "id": id, "metadata": known(text, summary, capture, joined) })
}

/// Returns all that is known in one level, with the names that these programs use.
fn known(text: &str, summary: &Summary<'_>, capture: &Capture, list: impl Fn(Vec<String>) -> Value) -> Value {
    let mut known = Map::new();
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            known.insert(key.to_owned(), value);
        }
    };
    for &(key, value) in &summary.texts {
        put(key, Some(write::without_controls(value).into()));
    }
    for &(key, values) in &summary.lists {
        put(key, Some(list(values.iter().map(|value| write::without_controls(value).into_owned()).collect())));
    }
    let language = summary.texts.iter().find(|(key, _)| *key == "lang_identified").map(|(_, code)| *code);
    put("language", language.map(Value::from));
    put("language_score", summary.confidence.map(|percent| (f64::from(percent) / 100.0).into()));
    put("url", capture.uri.as_deref().or(summary.url).map(|url| write::without_controls(url).into()));
    put("published", summary.date.map(Value::from));
    put("date", capture.date.as_deref().map(Value::from));
    put("file_path", Some((*capture.origin.name).into()));
    put("offset", capture.origin.offset.map(|offset| offset.stored.into()));
    put("status", capture.status.map(Value::from));
    put("type", capture.media_type.as_deref().map(Value::from));
    put("text_sha256", Some(digest::sha256(text).into()));
    Value::Object(known)
}

/// Returns a time of Dolma, `2024-05-18T01:58:10.000Z`, for a time in UTC or a whole day.
fn with_milliseconds(date: &str) -> Option<String> {
    match date.len() {
        10 => Some(format!("{date}T00:00:00.000Z")),
        20 if date.ends_with('Z') => Some(format!("{}.000Z", &date[..19])),
        // The day is near enough for a time in another zone.
        25 if date.is_ascii() => Some(format!("{}T00:00:00.000Z", &date[..10])),
        _ => None,
    }
}
