//! Parses the output with third-party programs and finds what is forbidden in it.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use roxmltree::Document;
use saphyr::{LoadableYamlNode, Yaml};
use serde_json::Value;

use super::super::parsed;
use super::super::relaxng::Schema;
use super::super::xss::{HTML, HTML_ATTRIBUTES, RENDERED, RENDERED_ATTRIBUTES, TEI, TEI_ATTRIBUTES};

/// Attributes that engines add around formulas, footnotes and tasks.
const OF_ENGINES: [&str; 3] = ["span", "div", "section"];
const ATTRIBUTES_OF_ENGINES: [&str; 12] = [
    "id",
    "role",
    "aria-label",
    "data-math-style",
    "data-footnote-ref",
    "data-footnote-backref",
    "data-footnote-backref-idx",
    "data-footnotes",
    "data-meta",
    "lang",
    "dir",
    "rel",
];

/// Returns control characters in the output.
pub fn controls(output: &str) -> Vec<String> {
    let is_odd = |c: &char| c.is_control() && !matches!(c, '\n' | '\t');
    output.chars().filter(is_odd).map(|c| format!("the control {c:?}")).collect()
}

/// Parses Markdown in every way, and its front matter as YAML. `known` has the hashes of harmless results.
pub fn markdown(output: &str, known: &mut HashSet<u64>) -> Vec<String> {
    let mut harm = front_matter(output);
    let elements = [&RENDERED[..], &OF_ENGINES].concat();
    let attributes = [&RENDERED_ATTRIBUTES[..], &ATTRIBUTES_OF_ENGINES].concat();
    for way in 0..8 {
        let (is_github, has_formulas, has_footnotes) = (way & 1 != 0, way & 2 != 0, way & 4 != 0);
        for (engine, page) in [
            ("pulldown-cmark", pulldown(output, is_github, has_formulas, has_footnotes)),
            ("comrak", comrak(output, is_github, has_formulas, has_footnotes)),
        ] {
            let mut hasher = DefaultHasher::new();
            page.hash(&mut hasher);
            if known.contains(&hasher.finish()) {
                continue;
            }
            let found = parsed::html(&format!("<!DOCTYPE html><title></title>{page}")).harm(&elements, &attributes);
            if found.is_empty() {
                known.insert(hasher.finish());
            }
            let reader = format!("{engine}, GitHub {is_github}, formulas {has_formulas}, footnotes {has_footnotes}");
            harm.extend(found.into_iter().map(|what| format!("{what} by {reader}")));
        }
    }
    harm
}

fn pulldown(text: &str, is_github: bool, has_formulas: bool, has_footnotes: bool) -> String {
    use pulldown_cmark::{Options, Parser, html::push_html};
    let github = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut options = if is_github { github } else { Options::empty() };
    options.set(Options::ENABLE_MATH, has_formulas);
    options.set(Options::ENABLE_FOOTNOTES, has_footnotes);
    let mut page = String::new();
    push_html(&mut page, Parser::new_ext(text, options));
    page
}

fn comrak(text: &str, is_github: bool, has_formulas: bool, has_footnotes: bool) -> String {
    let mut options = comrak::Options::default();
    // Without `autolink`: those links are the reader's own, with any scheme it knows.
    options.extension.table = is_github;
    options.extension.strikethrough = is_github;
    options.extension.tasklist = is_github;
    options.extension.math_dollars = has_formulas;
    options.extension.math_code = has_formulas;
    options.extension.footnotes = has_footnotes;
    options.render.r#unsafe = true;
    comrak::markdown_to_html(text, &options)
}

/// Returns the faults of the YAML front matter.
fn front_matter(output: &str) -> Vec<String> {
    let Some(rest) = output.strip_prefix("---\n").filter(|rest| !rest.starts_with("---\n")) else {
        return Vec::new();
    };
    let Some((yaml, _)) = rest.split_once("\n---\n") else { return vec!["front matter without an end".to_owned()] };
    match Yaml::load_from_str(yaml) {
        Err(error) => vec![format!("no YAML: {error}")],
        Ok(documents) if documents.len() != 1 => vec![format!("{} documents of YAML", documents.len())],
        Ok(documents) => {
            let mut harm = Vec::new();
            let Some(properties) = documents[0].as_mapping() else { return vec!["YAML is no mapping".to_owned()] };
            for (key, value) in properties {
                let key = key.as_str().unwrap_or_default();
                let values: Vec<&Yaml<'_>> = value.as_sequence().map_or(vec![value], |values| values.iter().collect());
                let is_known = key.chars().all(|c| c.is_ascii_lowercase() || c == '_') && !key.is_empty();
                harm.extend((!is_known).then(|| format!("the key {key:?} in YAML")));
                for value in values {
                    match value.as_str() {
                        Some(value) => harm.extend(value_controls(value)),
                        None => harm.push(format!("{value:?} is no text in YAML")),
                    }
                }
            }
            harm
        }
    }
}

fn value_controls(value: &str) -> Vec<String> {
    controls(value).into_iter().map(|what| format!("{what} in {value:?}")).collect()
}

/// Parses a line of JSON, alone and inside a page.
pub fn json(output: &str) -> Vec<String> {
    let mut harm = Vec::new();
    if output.lines().count() != 1 || output.contains(['\u{2028}', '\u{2029}']) {
        harm.push("not one line".to_owned());
    }
    match serde_json::from_str::<Value>(output) {
        Ok(value) => value_harm(&value, &mut harm),
        Err(error) => harm.push(format!("no JSON: {error}")),
    }
    let page = format!("<!DOCTYPE html><title></title><script>{output}</script><hr id=end>");
    let page = parsed::html(&page);
    let names: Vec<&str> = page.elements.iter().map(|element| &*element.name).collect();
    if names != ["html", "head", "title", "script", "body", "hr"] {
        harm.push(format!("in a script element: {names:?}"));
    }
    harm
}

fn value_harm(value: &Value, harm: &mut Vec<String>) {
    match value {
        Value::String(text) => harm.extend(value_controls(text)),
        Value::Array(values) => values.iter().for_each(|value| value_harm(value, harm)),
        Value::Object(members) => members.values().for_each(|value| value_harm(value, harm)),
        _ => {}
    }
}

pub fn html(output: &str) -> Vec<String> {
    let page = parsed::html(output);
    let mut harm = page.harm(&HTML, &HTML_ATTRIBUTES);
    harm.extend(page.errors);
    harm
}

pub fn tei(output: &str, schema: &Schema) -> Vec<String> {
    let mut harm = match parsed::xml(output) {
        Ok(document) => document.harm(&TEI, &TEI_ATTRIBUTES),
        Err(error) => return vec![format!("no XML: {error}")],
    };
    harm.extend(schema.fault(&Document::parse(output).expect("was read")));
    harm
}
