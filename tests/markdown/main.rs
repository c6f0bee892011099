//! Markdown means what the page meant: rendered by a renderer that is not ours, it is the page again.

mod html;
mod round_trip;

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
