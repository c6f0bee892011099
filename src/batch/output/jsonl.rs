//! A page as a line of JSON: what `-f json` writes, and the record that it is from.

use serde_json::{Map, Value, json};

use super::super::page::{Origin, Page};
use crate::write;

/// `{"text":…,"url":…,"metadata":{…},"record":{…}}` and a line feed.
pub fn line(origin: &Origin, page: &Page) -> Vec<u8> {
    let text = page.text.strip_suffix('\n').unwrap_or(&page.text);
    write::json_line(text, &page.report.summary(), &json!({ "record": record(origin, page) }))
        .into_string()
        .into_bytes()
}

fn record(origin: &Origin, page: &Page) -> Value {
    let mut record = Map::new();
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            record.insert(key.to_owned(), value);
        }
    };
    let text = |value: &Option<String>| value.clone().map(Value::from);
    put("id", text(&origin.record_id));
    put("input", Some(origin.place.name.to_string().into()));
    put("offset", origin.place.offset.map(|offset| offset.stored.into()));
    put("captured", text(&origin.date).filter(|_| origin.place.offset.is_some()));
    put("status", origin.status.map(Value::from));
    put("type", text(&origin.media_type));
    put("truncated", text(&origin.truncated));
    put("cut", page.cut.then_some(true.into()));
    Value::Object(record)
}
