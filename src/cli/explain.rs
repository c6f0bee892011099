//! Prints why a block was dropped: a line for people, or a JSON object a line.

use std::io::{self, Write};

use serde_json::json;
use tamis::{Block, Reason};

use super::args::ExplainForm;
use super::input::Source;
use super::message;

/// Characters of a dropped block that are shown to people.
const SHOWN: usize = 100;

/// A callback that prints to standard error.
pub fn printer(form: ExplainForm, source: String) -> impl FnMut(&Block, &Reason) -> io::Result<()> + Send + 'static {
    move |block, reason| {
        match form {
            ExplainForm::Text => message::write_line(&format!("dropped: {reason}: {}", shown(&block.text))),
            ExplainForm::Json => {
                let line = json(block, reason, &source);
                let _ = writeln!(io::stderr().lock(), "{line}");
            }
        }
        Ok(())
    }
}

/// Says which rules held back more than they may, so that nothing went by them.
pub fn let_go(form: ExplainForm, source: &Source, rules: &[String]) {
    for rule in rules {
        match form {
            ExplainForm::Text => message::write_line(&format!("let go: {rule} held back more than it may")),
            ExplainForm::Json => {
                let line = json!({ "input": source.to_string(), "let_go": rule });
                let _ = writeln!(io::stderr().lock(), "{line}");
            }
        }
    }
}

fn shown(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

fn json(block: &Block, reason: &Reason, source: &str) -> serde_json::Value {
    let mut object = json!({
        "input": source,
        "reason": reason.id(),
        "kind": reason.kind(),
        "text": block.text,
    });
    if let Some(rule) = reason.rule() {
        object["file"] = json!(rule.file);
        object["line"] = json!(rule.line);
    }
    if let Reason::NotContent(label) = reason {
        object["probability"] = json!(f64::from(label.probability) / 1000.0);
        object["because"] =
            label.because.iter().map(|&(name, weight)| json!([name, f64::from(weight) / 1000.0])).collect();
    }
    if let Some((by, what)) = reason.matched() {
        object["by"] = json!(by);
        object["matched"] = json!(what);
    }
    object
}
