//! No page can put active content into the output, however it embeds it.
//!
//! Payloads appear as markup, as visible text, in attributes, and in the metadata of the page.

use tamis::{Extract, Format, Options, clean};

use super::data;
use super::parsed::{self, Parsed};

/// Payloads per page, where they cannot affect each other.
const TOGETHER: usize = 40;

pub const HTML: [&str; 45] = [
    "html",
    "head",
    "meta",
    "title",
    "link",
    "body",
    "article",
    "aside",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "p",
    "span",
    "blockquote",
    "ul",
    "ol",
    "li",
    "input",
    "dl",
    "dt",
    "dd",
    "table",
    "tbody",
    "tr",
    "th",
    "td",
    "figure",
    "figcaption",
    "pre",
    "code",
    "em",
    "strong",
    "kbd",
    "mark",
    "del",
    "ins",
    "sup",
    "sub",
    "a",
    "img",
    "br",
    "hr",
];
pub const HTML_ATTRIBUTES: [&str; 16] = [
    "lang", "dir", "charset", "rel", "href", "src", "alt", "title", "start", "value", "class", "id", "style", "type",
    "disabled", "checked",
];

pub const RENDERED: [&str; 36] = [
    "html",
    "head",
    "title",
    "body",
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "blockquote",
    "pre",
    "code",
    "em",
    "strong",
    "a",
    "img",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "hr",
    "br",
    "del",
    "input",
    "ins",
    "sup",
    "sub",
    "kbd",
    "mark",
];
pub const RENDERED_ATTRIBUTES: [&str; 11] =
    ["href", "src", "alt", "title", "class", "start", "align", "style", "type", "disabled", "checked"];

/// The vocabulary of `docs/tei.rng`.
pub const TEI: [&str; 43] = [
    "TEI",
    "teiHeader",
    "fileDesc",
    "titleStmt",
    "title",
    "publicationStmt",
    "p",
    "sourceDesc",
    "bibl",
    "author",
    "publisher",
    "date",
    "ptr",
    "note",
    "encodingDesc",
    "appInfo",
    "application",
    "label",
    "text",
    "body",
    "div",
    "head",
    "ab",
    "quote",
    "list",
    "item",
    "table",
    "row",
    "cell",
    "figure",
    "code",
    "hi",
    "del",
    "add",
    "foreign",
    "ref",
    "graphic",
    "desc",
    "formula",
    "lb",
    "milestone",
    "standOff",
    "listBibl",
];
pub const TEI_ATTRIBUTES: [&str; 13] =
    ["ident", "version", "lang", "type", "when", "target", "url", "rend", "n", "role", "unit", "space", "notation"];

fn raw(payload: &str) -> String {
    format!("<title>t</title><p>before {payload} after</p><p>end</p>")
}

/// Returns a page that shows the payloads as text, wherever text is allowed.
fn shown(payloads: &[String]) -> String {
    let mut page = String::new();
    for payload in payloads {
        let text = escaped(payload);
        page += &format!(
            "<h2>{text}</h2><p>{text}<br>{text} <b>{text}</b><ul><li>{text}</ul><ol start=7><li>{text}<p>{text}</ol>\
             <table><tr><th>a<th>b<tr><td>{text}<td><code>{text}</code></table><blockquote>{text}</blockquote>\
             <dl><dt>{text}<dd>{text}</dl><pre><code class=\"language-{text}\">{text}</code></pre>"
        );
    }
    page
}

/// Returns a page with the payloads in attributes of links and images.
fn in_attributes(payloads: &[String]) -> String {
    let mut page = String::new();
    for payload in payloads {
        let text = escaped(payload);
        page += &format!(
            "<p>a <a href=\"{text}\" title=\"{text}\">b</a> <img src=\"{text}\" alt=\"{text}\" title=\"{text}\"> \
             <a href=\"javascript:{text}\">c</a> <img src=\"/d.png\" alt=\"{text}\"><pre class=\"language-{text}\">e</pre>"
        );
    }
    page
}

/// Returns a page with the payloads as metadata.
fn in_head(payload: &str) -> String {
    let text = escaped(payload);
    format!(
        "<html lang=\"{text}\" dir=\"{text}\"><title>{text}</title><link rel=canonical href=\"{text}\">\
         <meta name=author content=\"{text}\"><meta name=description content=\"{text}\">\
         <meta name=keywords content=\"{text}\"><meta property=og:site_name content=\"{text}\">\
         <meta property=og:image content=\"{text}\"><meta property=og:url content=\"{text}\"><p>a"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn output(page: &str, format: Format) -> String {
    let options = Options::new().format(format).extract(Extract::All).front_matter(true).encoding("utf-8").unwrap();
    let text = clean(page.as_bytes(), &options).unwrap().text;
    let odd = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t'));
    assert_eq!(odd, None, "a control character in the {format:?} of {page}");
    text
}

#[track_caller]
fn assert_harmless(parsed: &Parsed, elements: &[&str], attributes: &[&str], page: &str) {
    let harm = parsed.harm(elements, attributes);
    assert!(harm.is_empty(), "{harm:?} by\n{page}");
}

/// Checks the page in every format. Returns its text in HTML.
#[track_caller]
fn check(page: &str) -> String {
    output(page, Format::Text);
    let json = output(page, Format::Json);
    assert!(json.ends_with("}\n") && json.lines().count() == 1, "{json}");
    serde_json::from_str::<serde_json::Value>(&json).unwrap_or_else(|error| panic!("{error} in {json}"));
    assert!(!json.contains("</"), "{json}");
    let markdown = output(page, Format::Markdown);
    assert_harmless(&parsed::markdown(&markdown), &RENDERED, &RENDERED_ATTRIBUTES, page);
    let tei = output(page, Format::Tei);
    let tei = parsed::xml(&tei).unwrap_or_else(|error| panic!("{error} in {tei}"));
    assert_harmless(&tei, &TEI, &TEI_ATTRIBUTES, page);
    let html = parsed::html(&output(page, Format::Html));
    assert_harmless(&html, &HTML, &HTML_ATTRIBUTES, page);
    assert_eq!(html.errors, Vec::<String>::new(), "{page}");
    html.text
}

#[test]
fn payloads_as_markup_do_nothing() {
    for payload in data::payloads() {
        check(&raw(&payload));
    }
}

#[test]
fn payloads_shown_as_text_stay_text() {
    let visible = |text: &str| text.split_whitespace().collect::<String>();
    for payloads in data::payloads().chunks(TOGETHER) {
        let text = visible(&check(&shown(payloads)));
        for payload in payloads.iter().filter(|payload| payload.is_ascii()) {
            let payload: String = payload.chars().filter(|c| !c.is_control()).collect();
            assert!(text.contains(&visible(&payload)), "{payload} is lost");
        }
    }
}

#[test]
fn payloads_in_attributes_do_nothing() {
    for payloads in data::payloads().chunks(TOGETHER) {
        check(&in_attributes(payloads));
    }
}

#[test]
fn payloads_in_the_head_do_nothing() {
    for payload in data::payloads() {
        check(&in_head(&payload));
    }
}
