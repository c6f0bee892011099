//! Turns blocks into one JSON object on one line: the plain text, then what is known of the page.
//!
//! The text is escaped piece by piece as it comes; besides what JSON asks for, nothing is written that ends a script
//! element, breaks a line or steers a terminal. What the keys mean: `docs/formats.md`.

use sha2::{Digest, Sha256};

use super::runs::{self, Sort};
use super::text::Text;
use super::{Summary, Writer};
use crate::block::Block;

/// Writes JSON.
#[derive(Debug, Default)]
pub(super) struct Json {
    text: Text,
    /// The text of one block, empty between blocks.
    piece: String,
    begun: bool,
    /// The last line has ended; that is written only if another follows.
    ended: bool,
    /// Of the text so far.
    hash: Sha256,
}

/// Bytes of the hash that an id has: 128 bits tell more texts apart than there are.
const ID_BYTES: usize = 16;

impl Json {
    fn begin(&mut self, out: &mut String) {
        if !std::mem::replace(&mut self.begun, true) {
            out.push_str("{\"text\":\"");
        }
    }

    fn text(&mut self, text: &str, out: &mut String) {
        self.hash.update(text);
        push_escaped(text, out);
    }

    /// The same for the same text of the same address, whatever program, machine or time: anyone can compute it.
    fn id(&mut self, url: Option<&str>) -> String {
        let hash = std::mem::take(&mut self.hash).chain_update("\n").chain_update(url.unwrap_or_default()).finalize();
        hash[..ID_BYTES].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Writer for Json {
    fn block(&mut self, block: &Block, out: &mut String) {
        let mut piece = std::mem::take(&mut self.piece);
        self.text.block(block, &mut piece);
        if !piece.is_empty() {
            self.begin(out);
            if std::mem::replace(&mut self.ended, piece.ends_with('\n')) {
                self.text("\n", out);
            }
            self.text(piece.strip_suffix('\n').unwrap_or(&piece), out);
        }
        piece.clear();
        self.piece = piece;
    }

    fn finish(&mut self, summary: &Summary<'_>, out: &mut String) {
        self.begin(out);
        out.push('"');
        let id = self.id(summary.url);
        for (key, value) in [("id", Some(&*id)), ("url", summary.url), ("date", summary.date)] {
            if let Some(value) = value {
                out.push(',');
                push_pair(key, value, out);
            }
        }
        out.push_str(",\"metadata\":{");
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
                push_quoted(value, out);
            }
            out.push(']');
        }
        if summary.cut {
            push_comma(start, out);
            out.push_str("\"cut\":true");
        }
        if summary.degraded.any() {
            push_comma(start, out);
            out.push_str("\"degraded\":{");
            let start = out.len();
            for (key, _, count) in summary.degraded.hits() {
                push_comma(start, out);
                out.push_str(&format!("\"{key}\":{count}"));
            }
            out.push('}');
        }
        out.push_str("}}\n");
        *self = Json::default();
    }
}

/// A document whose text is there already, in whatever form.
#[cfg(feature = "batch")]
pub(crate) fn json_line(text: &str, summary: &Summary<'_>) -> String {
    let (mut json, mut out) = (Json::default(), String::with_capacity(text.len() + text.len() / 16));
    json.begin(&mut out);
    json.text(text, &mut out);
    json.finish(summary, &mut out);
    out
}

/// Appends a comma, but not before the first member of the object that begins at `start`.
fn push_comma(start: usize, out: &mut String) {
    if out.len() > start {
        out.push(',');
    }
}

fn push_pair(key: &str, value: &str, out: &mut String) {
    out.extend(["\"", key, "\":"]);
    push_quoted(value, out);
}

/// Appends a value between quotes.
pub(super) fn push_quoted(value: &str, out: &mut String) {
    out.push('"');
    push_escaped(value, out);
    out.push('"');
}

/// Appends the inside of a JSON string.
fn push_escaped(text: &str, out: &mut String) {
    let (mut written, mut at) = (0, 0);
    // What stands for itself is nearly all, and is taken together.
    while let Some(found) = runs::find(&text.as_bytes()[at..], &MAY_NEED_ESCAPE) {
        at += found;
        let rest = &text[at..];
        let Some(c) = rest.chars().next() else { break };
        let escape = match c {
            '<' if rest.starts_with("</") => "<\\",
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\0'..' ' | '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' => &format!("\\u{:04x}", u32::from(c)),
            _ => {
                at += c.len_utf8();
                continue;
            }
        };
        out.extend([&text[written..at], escape]);
        at += c.len_utf8();
        written = at;
    }
    out.push_str(&text[written..]);
}

/// The first bytes of what is escaped, and of some that is not: 0xC2 leads U+0080 to U+00BF, 0xE2 U+2000 to U+2FFF.
const MAY_NEED_ESCAPE: Sort = runs::sort(b"\"<\\\x7F\xC2\xE2", &[(0, 0x1F)]);

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::super::tests::{item, paragraph, written};
    use super::*;
    use crate::limits::Degraded;

    #[test]
    fn the_text_is_that_of_the_text_format_without_the_last_line_feed() {
        let blocks = [paragraph("a \"b\"", &[]), paragraph("c", &[item(10)]), paragraph("d", &[item(11)])];
        let json: serde_json::Value = serde_json::from_str(&written(Format::Json, &blocks)).expect("is JSON");
        let text = written(Format::Text, &blocks);
        assert_eq!(json["text"].as_str(), text.strip_suffix('\n'));
    }

    #[test]
    fn an_empty_document_is_an_object_with_empty_text() {
        let id = "01ba4719c80b6fe911b091a7c05124b6";
        assert_eq!(written(Format::Json, &[]), format!("{{\"text\":\"\",\"id\":\"{id}\",\"metadata\":{{}}}}\n"));
    }

    /// SHA-256 of "a", an empty line, "b" and the address on a line of its own, by another program.
    #[test]
    fn the_id_is_the_hash_of_text_and_address() {
        let (mut json, mut out) = (Json::default(), String::new());
        json.block(&paragraph("a", &[]), &mut out);
        json.block(&paragraph("b", &[]), &mut out);
        json.finish(&Summary { url: Some("https://a.example/é"), ..Summary::default() }, &mut out);
        assert!(out.contains("\"id\":\"2103d4ef24f27e1b411ef8bb65baefc3\""), "{out}");
    }

    #[test]
    fn a_line_of_a_whole_text_is_the_line_that_is_written_block_by_block() {
        let blocks = [paragraph("a \"b\"", &[]), paragraph("c", &[])];
        let line = written(Format::Json, &blocks);
        assert_eq!(json_line("a \"b\"\n\nc", &Summary::default()), line);
    }

    #[test]
    fn each_block_is_written_when_it_comes() {
        let (mut json, mut out) = (Json::default(), String::new());
        json.block(&paragraph("a", &[]), &mut out);
        assert_eq!(out, "{\"text\":\"a");
        json.block(&paragraph("b", &[]), &mut out);
        assert_eq!(out, "{\"text\":\"a\\n\\nb");
    }

    #[test]
    fn only_what_is_known_has_a_key() {
        let mut out = String::new();
        let summary = Summary { url: Some("u"), date: Some("d"), cut: true, ..Summary::default() };
        Json::default().finish(&summary, &mut out);
        let tail = "\"url\":\"u\",\"date\":\"d\",\"metadata\":{\"cut\":true}}\n";
        assert!(out.ends_with(tail), "{out}");
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
        assert!(out.ends_with(&format!(",\"metadata\":{metadata}}}\n")), "{out}");
    }

    #[test]
    fn every_character_is_read_back_and_none_needs_more_care() {
        for c in '\0'..=char::MAX {
            let mut line = String::new();
            push_quoted(&format!("a{c}/{c}"), &mut line);
            assert_eq!(serde_json::from_str::<String>(&line).unwrap(), format!("a{c}/{c}"));
            assert!(!line.contains(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')), "{line:?}");
        }
    }

    #[test]
    fn what_could_end_a_script_or_a_line_is_escaped() {
        let mut out = String::new();
        push_escaped("</script> a/b \u{2028}\u{7f}\u{9b}\u{1}é", &mut out);
        assert_eq!(out, "<\\/script> a/b \\u2028\\u007f\\u009b\\u0001é");
    }
}
