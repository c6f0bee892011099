//! Recognises what a file is by its first bytes and its name, as programs that serve and sniff pages do.

use std::path::Path;

use crate::extract::InputForm;
use crate::warc;

/// Binary files found among pages. Compressed files are in [`warc::refused_compression`].
const BINARIES: &[(&[u8], &str, &str)] = &[
    (b"%PDF-", "application/pdf", "a PDF file"),
    (b"\x89PNG", "image/png", "a PNG image"),
    (b"\xFF\xD8\xFF", "image/jpeg", "a JPEG image"),
    (b"GIF8", "image/gif", "a GIF image"),
    (b"RIFF", "application/octet-stream", "a RIFF file (WebP, WAV, AVI)"),
    (b"OggS", "application/ogg", "an Ogg file"),
    (b"ID3", "audio/mpeg", "an MP3 file"),
    (b"wOF", "font/woff", "a font"),
    (b"\x7FELF", "application/octet-stream", "a program"),
    (b"SQLite format 3", "application/vnd.sqlite3", "an SQLite database"),
    (b"PAR1", "application/vnd.apache.parquet", "a Parquet file"),
];

/// Endings that name HTML.
const HTML: [&str; 7] = ["html", "htm", "xhtml", "xht", "shtml", "shtm", "stm"];

/// Endings that name something else than a page, and its media type. Only the start of an HTML document overrules them.
const OTHERS: &[(&str, &[&str])] = &[
    ("text/css", &["css", "less", "scss"]),
    ("text/javascript", &["js", "mjs", "cjs", "ts", "jsx"]),
    ("application/json", &["json", "map", "jsonl", "ndjson", "webmanifest"]),
    ("text/csv", &["csv"]),
    ("text/tab-separated-values", &["tsv"]),
    ("application/xml", &["xml", "rss", "atom", "rdf", "xsl", "xslt", "dtd", "wsdl"]),
    ("image/svg+xml", &["svg"]),
    ("text/markdown", &["md", "markdown"]),
    ("application/yaml", &["yaml", "yml"]),
    ("text/calendar", &["ics"]),
    ("application/pdf", &["pdf"]),
    ("application/zip", &["zip"]),
    ("image/x-icon", &["ico"]),
    ("image/png", &["png"]),
    ("image/jpeg", &["jpg", "jpeg"]),
    ("image/gif", &["gif"]),
    ("image/webp", &["webp"]),
    ("image/avif", &["avif"]),
    ("font/ttf", &["ttf", "otf", "eot"]),
    ("font/woff", &["woff", "woff2"]),
    ("audio/mpeg", &["mp3"]),
    ("video/mp4", &["mp4", "m4v", "m4a"]),
    ("video/webm", &["webm"]),
    ("application/wasm", &["wasm"]),
];

/// Text files for programs, which `.txt` would make pages.
const FOR_PROGRAMS: [&str; 4] = ["robots.txt", "ads.txt", "app-ads.txt", "security.txt"];

/// Bytes without a NUL that make a file text.
const TEXT_BYTES: usize = 1 << 10;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// The media type.
    pub media: &'static str,
    /// The form of a page; `None` for anything else.
    pub form: Option<InputForm>,
}

impl Kind {
    const OTHER: Kind = Kind { media: "application/octet-stream", form: None };
    const HTML: Kind = Kind { media: "text/html", form: Some(InputForm::Html) };

    /// Recognises a file by its name and first bytes, decompressed. A file that is named as an input is a page if it is
    /// text of an unknown kind.
    pub fn of(name: &Path, start: &[u8], is_named: bool) -> Kind {
        if let Some((_, media, _)) = BINARIES.iter().find(|(magic, ..)| start.starts_with(magic)) {
            return Kind { media, form: None };
        }
        if warc::refused_compression(start).is_some() {
            return Kind::OTHER;
        }
        if begins_document(start) {
            return Kind::HTML;
        }
        if is_binary_data(start) {
            return Kind { media: other(name).unwrap_or(Kind::OTHER.media), form: None };
        }
        let ending = ending(name);
        if HTML.contains(&&*ending) {
            return Kind::HTML;
        }
        if let Some(media) = other(name) {
            return Kind { media, form: None };
        }
        let is_text = ending == "txt" && (is_named || !is_for_programs(name));
        if is_text {
            return Kind { media: "text/plain", form: Some(InputForm::Text) };
        }
        if ending != "txt" && !start.trim_ascii_start().starts_with(b"<?php") && looks_like_html(start) {
            return Kind::HTML;
        }
        Kind { media: "text/plain", form: is_named.then_some(InputForm::Html) }
    }
}

/// Returns what a file with these first bytes is, such as `a PDF file`, unless it may be a page. Sixteen bytes suffice.
///
/// For compressed files see [`refused_compression`](warc::refused_compression).
pub fn binary_kind(start: &[u8]) -> Option<&'static str> {
    BINARIES.iter().find(|(magic, ..)| start.starts_with(magic)).map(|(.., name)| *name)
}

/// Whether these first bytes rule out a page.
pub(super) fn is_binary(start: &[u8]) -> bool {
    binary_kind(start).is_some() || warc::refused_compression(start).is_some()
}

/// Whether the name alone says that a file is no page.
pub fn is_named_other(name: &Path) -> bool {
    other(name).is_some() || is_for_programs(name)
}

/// Whether the name is that of an archive: its first bytes may be damaged.
pub fn is_named_archive(name: &Path) -> bool {
    ["warc", "wet", "arc"].contains(&&*ending(name))
}

/// Whether the name without the ending of a compression is that of a page or an archive.
pub fn is_named_input(name: &Path) -> bool {
    let inner = name.file_stem().map(Path::new).unwrap_or(name);
    is_named_archive(inner) || HTML.contains(&&*ending(inner)) || ending(inner) == "txt"
}

/// Whether these first bytes are those of a WARC record or of an ARC file header.
pub fn is_archive(start: &[u8]) -> bool {
    let start = start.trim_ascii_start();
    start.starts_with(b"WARC/") || start.starts_with(b"filedesc:")
}

fn other(name: &Path) -> Option<&'static str> {
    let ending = ending(name);
    OTHERS.iter().find(|(_, endings)| endings.contains(&&*ending)).map(|(media, _)| *media)
}

fn is_for_programs(name: &Path) -> bool {
    name.file_name().is_some_and(|name| FOR_PROGRAMS.iter().any(|other| name.eq_ignore_ascii_case(other)))
}

/// Returns the lower-case ending of a name, without that of a compression and without the query that mirrors keep in
/// names (`page.html?id=3`).
fn ending(name: &Path) -> String {
    let name = name.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let name = name.split(['?', '#']).next().unwrap_or_default();
    let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(name);
    name.rsplit_once('.').map_or("", |(_, ending)| ending).to_owned()
}

/// Whether text begins an HTML document: what stands before its first tag does not count.
fn begins_document(start: &[u8]) -> bool {
    let mut rest = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start);
    loop {
        rest = rest.trim_ascii_start();
        let end: &[u8] = match rest {
            [b'<', b'?', b'x', b'm', b'l', ..] => b"?>",
            [b'<', b'!', b'-', b'-', ..] => b"-->",
            _ => return [&b"<!doctype html"[..], b"<html", b"<head", b"<body"].iter().any(|tag| begins(rest, tag)),
        };
        let Some(at) = memchr::memmem::find(rest, end) else { return false };
        rest = &rest[at + end.len()..];
    }
}

/// Detects HTML by the first tag, as browsers do (MIME Sniffing, section 7.1).
pub(super) fn looks_like_html(start: &[u8]) -> bool {
    const TAGS: &[&[u8]] = &[
        b"<!doctype html",
        b"<html",
        b"<head",
        b"<script",
        b"<iframe",
        b"<h1",
        b"<div",
        b"<font",
        b"<table",
        b"<a",
        b"<style",
        b"<title",
        b"<b",
        b"<body",
        b"<br",
        b"<p",
        b"<!--",
    ];
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start).trim_ascii_start();
    TAGS.iter().any(|tag| begins(start, tag))
}

fn begins(start: &[u8], tag: &[u8]) -> bool {
    start.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag))
        && (tag.ends_with(b"--")
            || start.get(tag.len()).is_some_and(|end| matches!(end, b' ' | b'>' | b'\n' | b'\r' | b'\t' | b'/')))
}

/// Whether the bytes have NULs as text never has; those of UTF-16 stand at every other place.
fn is_binary_data(start: &[u8]) -> bool {
    let start = &start[..start.len().min(TEXT_BYTES)];
    if memchr::memchr(0, start).is_none() || start.starts_with(b"\xFF\xFE") || start.starts_with(b"\xFE\xFF") {
        return false;
    }
    let nuls = |first: usize| start.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (nuls(0), nuls(1));
    even.max(odd) * 4 < start.len() || even.min(odd) > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_recognised_by_content_and_name() {
        let (html, text, none) = (Some(InputForm::Html), Some(InputForm::Text), None);
        for (name, start, media, form) in [
            ("a.html", "Boil water.", "text/html", html),
            ("a.HTM.gz", "", "text/html", html),
            ("a.html?b=1.5", "Boil water.", "text/html", html),
            ("a.php?b=1", "<!DOCTYPE html><p>", "text/html", html),
            ("a.php", "<?php echo 1; ?><p>", "text/plain", none),
            ("a", "\u{FEFF}\n<p>Boil water.", "text/html", html),
            ("a", "Boil water.", "text/plain", none),
            ("a.txt", "Boil water.", "text/plain", text),
            ("robots.txt", "User-agent: *", "text/plain", none),
            ("a.css", "p { color: red }", "text/css", none),
            ("a.js", "<!-- old browsers\nalert(1)", "text/javascript", none),
            ("a.css", "<!-- moved --> <html><p>Not found", "text/html", html),
            ("a.json", "{}", "application/json", none),
            ("a.svg", "<svg>", "image/svg+xml", none),
            ("a.xml", "<?xml version='1.0'?><html xmlns=x>", "text/html", html),
            ("a.xml", "<?xml version='1.0'?><rss>", "application/xml", none),
            ("a.png", "", "image/png", none),
            ("a.png", "<!doctype html>", "text/html", html),
            ("a.html", "%PDF-1.4", "application/pdf", none),
            ("a.html", "\0\0\u{1}\u{2}\0\u{3}", "application/octet-stream", none),
            ("a.html", "<\0p\0>\0a\0", "text/html", html),
        ] {
            assert_eq!(Kind::of(Path::new(name), start.as_bytes(), false), Kind { media, form }, "{name} {start}");
        }
        assert_eq!(Kind::of(Path::new("a"), b"Boil water.", true).form, html);
        assert_eq!(Kind::of(Path::new("a.css"), b"p {}", true).form, none);
    }

    #[test]
    fn html_is_detected_by_its_first_tag() {
        assert!(looks_like_html(b"\n <!DOCTYPE HTML><p>x"));
        assert!(looks_like_html(b"<p>x"));
        assert!(looks_like_html(b"<!--x"));
        assert!(!looks_like_html(b"<paragraph>"));
        assert!(!looks_like_html(b"plain text"));
    }
}
