//! Turns the metadata of a page into YAML between two lines of dashes, for the beginning of a Markdown file.
//!
//! All values are double-quoted scalars with JSON escapes, which YAML 1.2 shares: no value can end its quotes, the line
//! or the front matter. For Markdown readers that do not know front matter, anything that could begin an element or
//! name a link target is escaped as well.

use super::{Out, Summary};

/// Appends the front matter and a blank line.
pub(crate) fn push_front_matter(summary: &Summary<'_>, out: &mut Out) {
    out.raw("---\n");
    let named = [("url", summary.url), ("date", summary.date)];
    let named = named.into_iter().filter_map(|(key, value)| Some((key, value?)));
    for (key, value) in summary.texts.iter().copied().chain(named) {
        out.extend([key, ": "]);
        out.yaml(value);
        out.raw("\n");
    }
    for (key, values) in &summary.lists {
        out.extend([*key, ": ["]);
        for (number, value) in values.iter().enumerate() {
            out.raw(if number > 0 { ", " } else { "" });
            out.yaml(value);
        }
        out.raw("]\n");
    }
    out.raw("---\n\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_in_their_quotes() {
        let names = ["Ann \"A\" Lee".to_owned(), "- b: c".to_owned()];
        let summary = Summary {
            url: Some("https://a.example/"),
            texts: vec![("title", "---\n\u{85}\u{2028}x: 'y' \\ # z")],
            lists: vec![("authors", &names)],
            ..Summary::default()
        };
        let mut out = Out::default();
        push_front_matter(&summary, &mut out);
        let expected = "---\n\
            title: \"---\\n\\u2028x: 'y' \\\\ # z\"\n\
            url: \"https://a.example/\"\n\
            authors: [\"Ann \\\"A\\\" Lee\", \"- b: c\"]\n\
            ---\n\n";
        assert_eq!(out.as_str(), expected);
    }
}
