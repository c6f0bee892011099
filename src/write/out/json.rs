//! Writes all JSON strings. Beyond what JSON requires, they cannot begin or end an element where JSON is embedded in a
//! page, break a line or control a terminal. YAML 1.2 reads the same escapes.

use serde_json::Value;

use super::super::runs::{self, ByteSet};
use super::{Out, Written, without_controls};

impl Out {
    /// Appends the content of a JSON string.
    pub fn json(&mut self, text: &str) {
        self.push(text, 0, &MAY_NEED_ESCAPE, |_, c| match c {
            '"' | '\\' => Written::Behind("\\"),
            '\n' => Written::As("\\n"),
            '\r' => Written::As("\\r"),
            '\t' => Written::As("\\t"),
            '<' | '\u{2028}' | '\u{2029}' => Written::AsUnicode,
            c if c.is_control() => Written::AsUnicode,
            _ => Written::AsItIs,
        });
    }

    pub fn json_string(&mut self, text: &str) {
        self.text.push('"');
        self.json(text);
        self.text.push('"');
    }

    /// Appends page metadata as a JSON string without control characters.
    pub fn json_value(&mut self, text: &str) {
        self.json_string(&without_controls(text));
    }

    /// Appends a JSON value from this program, which is not deeply nested.
    pub fn json_tree(&mut self, value: &Value) {
        match value {
            Value::String(text) => self.json_string(text),
            Value::Array(values) => {
                self.text.push('[');
                for (number, value) in values.iter().enumerate() {
                    self.text.push_str(if number > 0 { "," } else { "" });
                    self.json_tree(value);
                }
                self.text.push(']');
            }
            Value::Object(members) => {
                self.text.push('{');
                for (number, (key, value)) in members.iter().enumerate() {
                    self.text.push_str(if number > 0 { "," } else { "" });
                    self.json_string(key);
                    self.text.push(':');
                    self.json_tree(value);
                }
                self.text.push('}');
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => self.text.push_str(&value.to_string()),
        }
    }

    /// Appends a quoted YAML scalar for front matter, inert for Markdown readers that do not know front matter.
    pub fn yaml(&mut self, text: &str) {
        let start = self.len();
        self.json_value(text);
        for (sign, escape) in YAML {
            if self.text[start..].contains(sign) {
                let escaped = self.text[start..].replace(sign, escape);
                self.text.replace_range(start.., &escaped);
            }
        }
    }
}

/// Character pairs that would begin a link target, and characters that YAML does not allow.
const YAML: [(&str, &str); 5] =
    [("](", "]\\u0028"), ("][", "]\\u005b"), ("\u{FEFF}", "\\ufeff"), ("\u{FFFE}", "\\ufffe"), ("\u{FFFF}", "\\uffff")];

/// The first bytes of escaped characters and of some others: 0xC2 leads U+0080 to U+00BF, 0xE2 U+2000 to U+2FFF.
const MAY_NEED_ESCAPE: ByteSet = runs::set(b"\"<\\\x7F\xC2\xE2", &[(0, 0x1F)]);

/// Returns the value on one line.
pub fn json_text(value: &Value) -> String {
    let mut out = Out::default();
    out.json_tree(value);
    out.text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(push: impl Fn(&mut Out)) -> String {
        let mut out = Out::default();
        push(&mut out);
        out.text
    }

    #[test]
    fn every_character_is_read_back_from_a_safe_line() {
        for c in '\0'..=char::MAX {
            let text = format!("a{c}/{c}");
            let line = written(|out| out.json_string(&text));
            assert_eq!(serde_json::from_str::<String>(&line).unwrap(), text);
            let is_odd = |c: char| c.is_control() || matches!(c, '<' | '\u{2028}' | '\u{2029}');
            assert!(!line.contains(is_odd), "{line:?}");
        }
    }

    #[test]
    fn characters_that_begin_or_end_an_element_or_a_line_are_escaped() {
        let line = written(|out| out.json("</script> <!-- a/b \u{2028}\u{7f}\u{9b}\u{1}é"));
        assert_eq!(line, r"\u003c/script> \u003c!-- a/b \u2028\u007f\u009b\u0001é");
    }

    #[test]
    fn values_are_written_as_serde_writes_them() {
        let value = serde_json::json!({"a": [1, -0.5, null, true], "b": {"c\n": "d"}, "e": []});
        assert_eq!(json_text(&value), value.to_string());
    }

    #[test]
    fn yaml_values_are_inert_for_readers_without_front_matter() {
        let yaml = written(|out| out.yaml("<b> [a](javascript:b) [c][d] \0\u{1b}</script>\u{FFFE}"));
        let expected = r"\u003cb> [a]\u0028javascript:b) [c]\u005bd] \u003c/script>\ufffe";
        assert_eq!(yaml, format!("\"{expected}\""));
        assert_eq!(
            serde_json::from_str::<String>(&yaml).ok().as_deref(),
            Some("<b> [a](javascript:b) [c][d] </script>\u{FFFE}")
        );
    }
}
