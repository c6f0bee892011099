//! Turns what is known of a page into YAML between two lines of dashes, for the beginning of a Markdown file.
//!
//! All values are double-quoted scalars with the escapes of JSON, which YAML 1.2 has as well: nothing that a page says
//! can end a value, the line or the block.

use super::Summary;
use super::json::push_quoted;

/// Appends the front matter, and a blank line behind it.
pub(crate) fn push_front_matter(summary: &Summary<'_>, out: &mut String) {
    out.push_str("---\n");
    let named = [("url", summary.url), ("date", summary.date)];
    let named = named.into_iter().filter_map(|(key, value)| Some((key, value?)));
    for (key, value) in summary.texts.iter().copied().chain(named) {
        out.extend([key, ": "]);
        push_quoted(value, out);
        out.push('\n');
    }
    for (key, values) in &summary.lists {
        out.extend([*key, ": ["]);
        for (number, value) in values.iter().enumerate() {
            out.push_str(if number > 0 { ", " } else { "" });
            push_quoted(value, out);
        }
        out.push_str("]\n");
    }
    out.push_str("---\n\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_gets_out_of_its_quotes() {
        let names = ["Ann \"A\" Lee".to_owned(), "- b: c".to_owned()];
        let summary = Summary {
            url: Some("https://a.example/"),
            texts: vec![("title", "---\n\u{85}\u{2028}x: 'y' \\ # z")],
            lists: vec![("authors", &names)],
            ..Summary::default()
        };
        let mut out = String::new();
        push_front_matter(&summary, &mut out);
        let expected = "---\n\
            title: \"---\\n\\u0085\\u2028x: 'y' \\\\ # z\"\n\
            url: \"https://a.example/\"\n\
            authors: [\"Ann \\\"A\\\" Lee\", \"- b: c\"]\n\
            ---\n\n";
        assert_eq!(out, expected);
    }
}
