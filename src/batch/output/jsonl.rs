//! A page as a line of JSON: the output of `-f json`, plus its record.

use serde_json::{Map, Value, json};

use super::super::record::{Capture, Page};
use crate::write;

/// Formats `{"text":…,"url":…,"metadata":{…},"record":{…}}` and a line feed.
pub fn line(capture: &Capture, page: &Page) -> Vec<u8> {
    let text = page.text.strip_suffix('\n').unwrap_or(&page.text);
    write::json_line(text, &page.report.summary(), &json!({ "record": record(capture, page) }))
        .into_string()
        .into_bytes()
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
