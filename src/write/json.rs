//! Turns blocks into one JSON object on one line: the plain text, then the metadata of the page.
//!
//! The text is escaped piece by piece as it arrives. Beyond what JSON requires, the output cannot end a script element,
//! break a line or control a terminal. `docs/formats.md` describes the keys.

use sha2::{Digest, Sha256};

use super::text::Text;
use super::{Out, Summary, Writer};
use crate::block::Block;

#[derive(Debug, Default)]
pub(super) struct Json {
    text: Text,
    /// A buffer for the text of one block, empty between blocks.
    piece: Out,
    begun: bool,
    /// Whether the last line has ended; its line feed is written only if another line follows.
    ended: bool,
    /// The hash of the text so far.
    hash: Sha256,
}

impl Json {
    fn begin(&mut self, out: &mut Out) {
        if !std::mem::replace(&mut self.begun, true) {
            out.raw("{\"text\":\"");
        }
    }

    fn text(&mut self, text: &str, out: &mut Out) {
        self.hash.update(text);
        out.json(text);
    }

    /// Returns the hash of the text, which anyone can compute.
    fn text_sha256(&mut self) -> String {
        hexadecimal(&std::mem::take(&mut self.hash).finalize())
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Writer for Json {
    fn block(&mut self, block: &Block, out: &mut Out) {
        let mut piece = std::mem::take(&mut self.piece);
        self.text.block(block, &mut piece);
        if !piece.is_empty() {
            self.begin(out);
            if std::mem::replace(&mut self.ended, piece.ends_with(&['\n'])) {
                self.text("\n", out);
            }
            self.text(piece.as_str().strip_suffix('\n').unwrap_or(piece.as_str()), out);
        }
        piece.clear();
        self.piece = piece;
    }

    fn finish(&mut self, summary: &Summary<'_>, out: &mut Out) {
        self.begin(out);
        self.push_known(summary, out);
        for (key, value) in summary.further {
            out.raw(",");
            push_pair(key, value, out);
        }
        out.raw("}\n");
        *self = Json::default();
    }
}

impl Json {
    fn push_known(&mut self, summary: &Summary<'_>, out: &mut Out) {
        out.raw("\"");
        let hash = self.text_sha256();
        let id = summary.id.or(summary.url).unwrap_or(&hash);
        let members = [("id", Some(id)), ("text_sha256", Some(&*hash)), ("url", summary.url), ("date", summary.date)];
        for (key, value) in members {
            if let Some(value) = value {
                out.raw(",");
                push_pair(key, value, out);
            }
        }
        out.raw(",\"metadata\":{");
        let start = out.len();
        for &(key, value) in &summary.texts {
            push_comma(start, out);
            push_pair(key, value, out);
        }
        for &(key, values) in &summary.lists {
            push_comma(start, out);
            out.extend(["\"", key, "\":["]);
            let first = out.len();
            for value in values {
                push_comma(first, out);
                out.json_value(value);
            }
            out.raw("]");
        }
        if let Some(confidence) = summary.confidence {
            push_comma(start, out);
            out.raw("\"lang_confidence\":");
            out.number(confidence);
        }
        if let Some(paywalled) = summary.paywalled {
            push_comma(start, out);
            out.raw(if paywalled { "\"paywalled\":true" } else { "\"paywalled\":false" });
        }
        if summary.cut {
            push_comma(start, out);
            out.raw("\"cut\":true");
        }
        if summary.degraded.any() {
            push_comma(start, out);
            out.raw("\"degraded\":{");
            let start = out.len();
            for (key, _, count) in summary.degraded.hits() {
                push_comma(start, out);
                out.extend(["\"", key, "\":"]);
                out.number(count);
            }
            out.raw("}");
        }
        out.raw("}");
    }
}

/// Writes a document of finished text in any form, with further members.
#[cfg(feature = "batch")]
pub(crate) fn json_line(text: &str, summary: &Summary<'_>, further: &serde_json::Value) -> Out {
    let (mut json, mut out) = (Json::default(), Out::default());
    json.begin(&mut out);
    json.text(text, &mut out);
    json.push_known(summary, &mut out);
    for (key, value) in further.as_object().into_iter().flatten() {
        out.raw(",");
        out.json_string(key);
        out.raw(":");
        out.json_tree(value);
    }
    out.raw("}\n");
    out
}

/// Formats an object on a line of its own.
#[cfg(feature = "batch")]
pub(crate) fn object_line(members: &serde_json::Value) -> Out {
    let mut out = Out::default();
    out.json_tree(members);
    out.raw("\n");
    out
}

/// Appends a comma unless it would precede the first member of the object that begins at `start`.
fn push_comma(start: usize, out: &mut Out) {
    if out.len() > start {
        out.raw(",");
    }
}

fn push_pair(key: &str, value: &str, out: &mut Out) {
    out.json_string(key);
    out.raw(":");
    out.json_value(value);
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::super::tests::{item, paragraph, written};
    use super::*;
    use crate::limits::Degraded;

    #[test]
    fn the_text_equals_the_text_format_without_the_last_line_feed() {
        let blocks = [paragraph("a \"b\"", &[]), paragraph("c", &[item(10)]), paragraph("d", &[item(11)])];
        let json: serde_json::Value = serde_json::from_str(&written(Format::Json, &blocks)).expect("is JSON");
        let text = written(Format::Text, &blocks);
        assert_eq!(json["text"].as_str(), text.strip_suffix('\n'));
    }

    #[test]
    fn an_empty_document_is_an_object_with_empty_text() {
        let hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let expected = format!("{{\"text\":\"\",\"id\":\"{hash}\",\"text_sha256\":\"{hash}\",\"metadata\":{{}}}}\n");
        assert_eq!(written(Format::Json, &[]), expected);
    }

    #[test]
    fn the_id_is_what_is_known_of_the_source_and_the_hash_is_that_of_the_text() {
        // Python: hashlib.sha256(b"a\n\nb").hexdigest()
        let hash = "38022fd2b8dbc5cb3d2cee74e083edbf59e3d4e13d067ebcb5db633d4cff4d8c";
        for (id, url, expected) in [(Some("a.html"), Some("u"), "a.html"), (None, Some("u"), "u"), (None, None, hash)] {
            let (mut json, mut out) = (Json::default(), Out::default());
            json.block(&paragraph("a", &[]), &mut out);
            json.block(&paragraph("b", &[]), &mut out);
            json.finish(&Summary { id, url, ..Summary::default() }, &mut out);
            let line: serde_json::Value = serde_json::from_str(out.as_str()).unwrap();
            assert_eq!((line["id"].as_str(), line["text_sha256"].as_str()), (Some(expected), Some(hash)));
        }
    }

    #[test]
    fn a_line_of_finished_text_equals_the_line_written_block_by_block() {
        let blocks = [paragraph("a \"b\"", &[]), paragraph("c", &[])];
        let line = written(Format::Json, &blocks);
        let further = serde_json::json!({});
        assert_eq!(json_line("a \"b\"\n\nc", &Summary::default(), &further).as_str(), line);
        let further = serde_json::json!({"record": {"id": "<a>"}});
        let line = json_line("a", &Summary::default(), &further);
        assert!(line.as_str().ends_with(",\"metadata\":{},\"record\":{\"id\":\"\\u003ca>\"}}\n"), "{line:?}");
    }

    #[test]
    fn each_block_is_written_when_it_arrives() {
        let (mut json, mut out) = (Json::default(), Out::default());
        json.block(&paragraph("a", &[]), &mut out);
        assert_eq!(out.as_str(), "{\"text\":\"a");
        json.block(&paragraph("b", &[]), &mut out);
        assert_eq!(out.as_str(), "{\"text\":\"a\\n\\nb");
    }

    #[test]
    fn unknown_metadata_has_no_key() {
        let mut out = Out::default();
        let summary = Summary { url: Some("u"), date: Some("d"), cut: true, ..Summary::default() };
        Json::default().finish(&summary, &mut out);
        let tail = "\"url\":\"u\",\"date\":\"d\",\"metadata\":{\"cut\":true}}\n";
        assert!(out.as_str().ends_with(tail), "{out:?}");
        out.clear();
        let names = ["a".to_owned(), "b\"".to_owned()];
        let (texts, lists) = (vec![("lang", "fr"), ("encoding", "utf-8")], vec![("authors", &names[..])]);
        let mut degraded = Degraded::default();
        (degraded.overlong_tokens, degraded.split_blocks) = (1, 2);
        let summary = Summary { texts, lists, degraded, ..Summary::default() };
        Json::default().finish(&summary, &mut out);
        let degraded = "{\"overlong_tokens\":1,\"split_blocks\":2}";
        let metadata =
            format!("{{\"lang\":\"fr\",\"encoding\":\"utf-8\",\"authors\":[\"a\",\"b\\\"\"],\"degraded\":{degraded}}}");
        assert!(out.as_str().ends_with(&format!(",\"metadata\":{metadata}}}\n")), "{out:?}");
    }
}
