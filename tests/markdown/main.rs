//! Markdown means what the page meant: rendered by a renderer that is not ours, it is the page again.

mod constructs;
mod html;
mod round_trip;
mod spans;
mod words;

use pulldown_cmark::{Options, Parser};

/// What GitHub reads besides CommonMark.
const EXTENSIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_MATH);

/// The Markdown as HTML.
fn rendered(markdown: &str) -> String {
    let mut page = String::new();
    pulldown_cmark::html::push_html(&mut page, Parser::new_ext(markdown, EXTENSIONS));
    page
}

#[test]
fn pages_have_the_same_words_in_every_format() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/pages");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "html") {
            words::assert_same_words(&path.display().to_string(), &std::fs::read(&path).unwrap());
        }
    }
}
