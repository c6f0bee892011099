//! Finds which bytes of a page are inside a tag or a comment: a simple reference for the library's flag `cut`.

/// Elements whose content is text up to their end tag.
const RAW: [&str; 7] = ["script", "style", "title", "textarea", "iframe", "noscript", "xmp"];

/// Returns for each length whether the page, cut to it, ends inside a tag or a comment.
pub fn markup(page: &[u8]) -> Vec<bool> {
    let mut inside = vec![false; page.len() + 1];
    let (mut at, mut in_svg) = (0, false);
    while at < page.len() {
        let Some((sure, length)) = tag_or_comment(&page[at..]) else {
            at += 1;
            continue;
        };
        inside[at + sure..at + length].fill(true);
        let tag = &page[at..];
        at += length;
        in_svg = begins(tag, "<svg") || in_svg && !begins(tag, "</svg");
        let opens = |name: &&&str| begins(&tag[1..], name) && !tag[1 + name.len()].is_ascii_alphanumeric();
        if let Some(name) = RAW.iter().find(opens).filter(|_| !in_svg) {
            at += raw_text(&page[at..], name);
            // The name of an end tag is text until another character follows it.
            let named = "</".len() + name.len();
            let length = tag_length(&page[at..]).unwrap_or(0);
            inside[at + named + 1..at + length.max(named + 1)].fill(true);
            at += length;
        }
    }
    inside
}

fn begins(page: &[u8], what: &str) -> bool {
    page.get(..what.len()).is_some_and(|found| found.eq_ignore_ascii_case(what.as_bytes()))
}

/// Returns after how many bytes a tag or comment is certain to begin here, and its length.
fn tag_or_comment(page: &[u8]) -> Option<(usize, usize)> {
    let up_to = |end: &str| Some(page.windows(end.len()).position(|found| found == end.as_bytes())? + end.len());
    match page {
        [b'<', b'!', b'-', b'-', ..] => Some((2, up_to("-->")?)),
        [b'<', b'!' | b'?', ..] => Some((2, up_to(">")?)),
        [b'<', b'/', letter, ..] if letter.is_ascii_alphabetic() => Some((3, tag_length(page)?)),
        [b'<', letter, ..] if letter.is_ascii_alphabetic() => Some((2, tag_length(page)?)),
        _ => None,
    }
}

/// Returns the length of a tag: up to a `>` outside quoted values.
fn tag_length(tag: &[u8]) -> Option<usize> {
    let mut quote = None;
    for (at, &byte) in tag.iter().enumerate() {
        match (quote, byte) {
            (None, b'"' | b'\'') if tag[at - 1] == b'=' => quote = Some(byte),
            (None, b'>') => return Some(at + 1),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// Returns the length of raw text: up to its end tag.
fn raw_text(page: &[u8], name: &str) -> usize {
    let tag = |at: usize, tag: &str| {
        begins(&page[at..], tag)
            && page.get(at + tag.len()).is_some_and(|c| matches!(c, b'>' | b'/') || c.is_ascii_whitespace())
    };
    // The "script data double escaped" states: `<script>` inside a comment in a script.
    let (mut in_comment, mut in_inner) = (false, false);
    for at in 0..page.len() {
        let ends = tag(at, &format!("</{name}"));
        if ends && !in_inner {
            return at;
        }
        in_comment = name == "script" && (begins(&page[at..], "<!--") || in_comment && !begins(&page[at..], "-->"));
        in_inner = in_comment && (in_inner && !ends || tag(at, "<script"));
    }
    page.len()
}
