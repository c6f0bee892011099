//! Turns what is known of a page into a bibliographic description, `bibl`.

use super::super::Summary;
use super::super::address::allowed;
use super::super::markup::{push_attribute, push_text};
use super::uri::push_uri;

/// Appends the description of the page: all that is known of it, each property in the element that TEI has for it, else
/// in a `note` of its name.
pub(super) fn push_source(known: &Summary<'_>, out: &mut String) {
    out.push_str("<bibl>\n");
    if let Some(title) = known.text("title") {
        push("title", None, title, out);
    }
    for author in known.list("authors") {
        push("author", None, author, out);
    }
    if let Some(date) = known.date {
        push_date("published", date, out);
    }
    if let Some(url) = known.url {
        push_pointer("url", url, out);
    }
    for &(name, value) in &known.texts {
        match name {
            "title" => {}
            "site" => push("publisher", None, value, out),
            "modified" => push_date(name, value, out),
            "canonical" | "image" => push_pointer(name, value, out),
            _ => push("note", Some(name), value, out),
        }
    }
    for tag in known.list("tags") {
        push("note", Some("tag"), tag, out);
    }
    if known.cut {
        push("note", Some("cut"), "true", out);
    }
    for (limit, _, count) in known.degraded.hits() {
        push("note", Some("degraded"), &format!("{limit}: {count}"), out);
    }
    out.push_str("</bibl>\n");
}

fn push(element: &str, kind: Option<&str>, text: &str, out: &mut String) {
    out.extend(["<", element]);
    if let Some(kind) = kind {
        push_attribute("type", kind, out);
    }
    out.push('>');
    push_text(text, out);
    out.extend(["</", element, ">\n"]);
}

fn push_date(kind: &str, date: &str, out: &mut String) {
    out.push_str("<date");
    push_attribute("type", kind, out);
    push_attribute("when", date, out);
    out.push_str("/>\n");
}

fn push_pointer(kind: &str, address: &str, out: &mut String) {
    if allowed(address).is_none() {
        return;
    }
    out.push_str("<ptr");
    push_attribute("type", kind, out);
    push_uri("target", address, out);
    out.push_str("/>\n");
}
