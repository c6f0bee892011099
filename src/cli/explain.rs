//! Prints why a block was dropped, and how likely a kept one is content: as text, or as one JSON object per line.

use std::io::{self, BufWriter, Stderr, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::json;
use tamis::{Block, Label, Reason, json_text};

use super::args::ExplainForm;
use super::input::Source;

/// Characters shown of a block.
const SHOWN: usize = 100;

/// Prints explanations to standard error. Clones share the same buffer.
///
/// Lines are buffered until [`flush`](Printer::flush) or the end: writing each one costs more than cleaning the page.
#[derive(Clone)]
pub struct Printer {
    form: ExplainForm,
    lines: Arc<Mutex<BufWriter<Stderr>>>,
}

impl Printer {
    pub fn new(form: ExplainForm) -> Printer {
        let lines = BufWriter::with_capacity(32 << 10, io::stderr());
        Printer { form, lines: Arc::new(Mutex::new(lines)) }
    }

    /// Returns a callback for the blocks of one input. A block kept by rules alone is not explained.
    pub fn blocks(&self, source: String) -> impl FnMut(&Block, Option<&Reason>) -> io::Result<()> + Send + 'static {
        let printer = self.clone();
        move |block, reason| {
            let label = block.label.as_ref();
            let action = match (reason, label) {
                (Some(_), _) => "dropped",
                (None, Some(_)) => "kept",
                (None, None) => return Ok(()),
            };
            match printer.form {
                ExplainForm::Text => {
                    let why =
                        reason.map(ToString::to_string).or_else(|| label.map(ToString::to_string)).unwrap_or_default();
                    printer.line(&tamis::shown(&format!("{action}: {why}: {}", shown(&block.text))));
                }
                ExplainForm::Json => {
                    if let Some(line) = line_of("input", &source, block, reason) {
                        printer.line(&line);
                    }
                }
            }
            Ok(())
        }
    }

    /// Prints which rules exceeded their limit of held blocks and had no effect.
    pub fn released(&self, source: &Source, rules: &[String]) {
        for rule in rules {
            let line = match self.form {
                ExplainForm::Text => tamis::shown(&format!("released: {rule} held more than its limit")),
                ExplainForm::Json => json_text(&json!({ "input": source.to_string(), "released": rule })),
            };
            self.line(&line);
        }
        self.flush();
    }

    /// Flushes the buffer. Ignores a closed standard error.
    pub fn flush(&self) {
        let _ = self.lines().flush();
    }

    fn line(&self, line: &str) {
        let _ = writeln!(self.lines(), "{line}");
    }

    fn lines(&self) -> MutexGuard<'_, BufWriter<Stderr>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Formats the line of a block of a batch; a block kept by rules alone has none.
pub fn line(id: &str, block: &Block, reason: Option<&Reason>) -> Option<String> {
    line_of("id", id, block, reason)
}

fn line_of(key: &str, source: &str, block: &Block, reason: Option<&Reason>) -> Option<String> {
    let mut object = reason.map(json).or_else(|| block.label.as_ref().map(of_label))?;
    object[key] = json!(source);
    object["action"] = json!(if reason.is_some() { "dropped" } else { "kept" });
    object["text"] = json!(block.text);
    Some(json_text(&object))
}

fn shown(text: &str) -> String {
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        if let Some((end, _)) = line.char_indices().nth(SHOWN) {
            line.truncate(end);
            line.push('…');
            break;
        }
    }
    line
}

fn json(reason: &Reason) -> serde_json::Value {
    let mut object = match reason {
        Reason::NotContent(label) => of_label(label),
        _ => json!({}),
    };
    object["reason"] = json!(reason.id());
    object["kind"] = json!(reason.kind());
    if let Some(rule) = reason.rule() {
        object["file"] = json!(rule.file);
        object["line"] = json!(rule.line);
    }
    if let Some((by, what)) = reason.matched() {
        object["by"] = json!(by);
        object["matched"] = json!(what);
    }
    object
}

fn of_label(label: &Label) -> serde_json::Value {
    let because: Vec<_> = label.because.iter().map(|&(name, weight)| json!([name, thousandths(weight)])).collect();
    json!({ "probability": thousandths(label.probability.into()), "because": because })
}

fn thousandths(value: i32) -> f64 {
    f64::from(value) / 1000.0
}
