//! Turns what is known of a page into YAML between two lines of dashes, for the beginning of a Markdown file.
//!
//! All values are double-quoted scalars with the escapes of JSON, which YAML 1.2 has as well: nothing that a page says
//! can end a value, the line or the block. Nor is it alive where a reader of Markdown knows no front matter: what could
//! begin an element or name a link's target is escaped too.

use super::Summary;
use super::json;

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

/// Appends a value between quotes.
fn push_quoted(value: &str, out: &mut String) {
    let start = out.len();
    json::push_quoted(value, out);
    for (sign, escape) in [("<", "\\u003c"), ("](", "]\\u0028"), ("][", "]\\u005b")] {
        if out[start..].contains(sign) {
            let escaped = out[start..].replace(sign, escape);
            out.replace_range(start.., &escaped);
        }
    }
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

    #[test]
    fn no_value_is_alive_where_front_matter_is_not_known() {
        let mut out = String::new();
        push_quoted("<b> [a](javascript:b) [c][d] </script>", &mut out);
        let expected = r"\u003cb> [a]\u0028javascript:b) [c]\u005bd] \u003c\/script>";
        assert_eq!(out, format!("\"{}\"", expected));
        assert_eq!(
            serde_json::from_str::<String>(&out).ok().as_deref(),
            Some("<b> [a](javascript:b) [c][d] </script>")
        );
    }
}
