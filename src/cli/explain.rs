//! Prints why a block was dropped, and how sure the model is of one that was kept: a line for people, or a JSON object
//! a line.

use std::io;

use serde_json::json;
use tamis::{Block, Label, Reason};

use super::args::ExplainForm;
use super::input::Source;
use super::message;

/// Characters of a dropped block that are shown to people.
const SHOWN: usize = 100;

/// A callback that prints to standard error. A block that rules alone kept goes without saying.
pub fn printer(
    form: ExplainForm,
    source: String,
) -> impl FnMut(&Block, Option<&Reason>) -> io::Result<()> + Send + 'static {
    move |block, reason| {
        let (action, why, mut object) = match (reason, &block.label) {
            (Some(reason), _) => ("dropped", reason.to_string(), json(reason)),
            (None, Some(label)) => ("kept", label.to_string(), of_label(label)),
            (None, None) => return Ok(()),
        };
        match form {
            ExplainForm::Text => message::write_line(&format!("{action}: {why}: {}", shown(&block.text))),
            ExplainForm::Json => {
                object["input"] = json!(source);
                object["action"] = json!(action);
                object["text"] = json!(block.text);
                message::write_json(&object);
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
                message::write_json(&line);
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
