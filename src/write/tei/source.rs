//! Turns the metadata of a page into a bibliographic description, `bibl`.

use super::super::address::allowed;
use super::super::{Out, Summary};
use super::uri::push_uri;

/// Appends the description of the page: each property in TEI's element for it, or in a `note` of its name.
pub(super) fn push_source(known: &Summary<'_>, out: &mut Out) {
    out.raw("<bibl>\n");
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
            "canonical" | "image" | "amp" => push_pointer(name, value, out),
            _ => push("note", Some(name), value, out),
        }
    }
    for tag in known.list("tags") {
        push("note", Some("tag"), tag, out);
    }
    for alternate in known.list("alternates") {
        push("note", Some("alternate"), alternate, out);
    }
    if let Some(confidence) = known.confidence {
        push("note", Some("lang_confidence"), &confidence.to_string(), out);
    }
    if let Some(paywalled) = known.paywalled {
        push("note", Some("paywalled"), if paywalled { "true" } else { "false" }, out);
    }
    if known.cut {
        push("note", Some("cut"), "true", out);
    }
    for (limit, _, count) in known.degraded.hits() {
        push("note", Some("degraded"), &format!("{limit}: {count}"), out);
    }
    out.raw("</bibl>\n");
}

fn push(element: &'static str, kind: Option<&str>, text: &str, out: &mut Out) {
    out.extend(["<", element]);
    if let Some(kind) = kind {
        out.attribute("type", kind);
    }
    out.raw(">");
    out.text(text);
    out.extend(["</", element, ">\n"]);
}

/// Appends a date or a date with time; XML has no other forms.
fn push_date(kind: &str, date: &str, out: &mut Out) {
    if !is_date(date) {
        return;
    }
    out.raw("<date");
    out.attribute("type", kind);
    out.attribute("when", date);
    out.raw("/>\n");
}

fn is_date(date: &str) -> bool {
    let (day, time) = date.split_at_checked(10).unwrap_or((date, ""));
    let is_number = |part: &str, digits| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = day.split('-').collect();
    let is_day =
        matches!(parts[..], [year, month, day] if is_number(year, 4) && is_number(month, 2) && is_number(day, 2));
    let is_time = |time: &str| {
        time.len() >= 9
            && time.starts_with('T')
            && time.bytes().skip(1).all(|b| b.is_ascii_digit() || b":+-.Z".contains(&b))
    };
    is_day && (time.is_empty() || is_time(time))
}

fn push_pointer(kind: &str, address: &str, out: &mut Out) {
    if allowed(address).is_none() {
        return;
    }
    out.raw("<ptr");
    out.attribute("type", kind);
    push_uri("target", address, out);
    out.raw("/>\n");
}
