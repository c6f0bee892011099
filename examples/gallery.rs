//! Writes a page that shows HTML input, the Markdown output, and the Markdown rendered.
//!
//! ```sh
//! cargo run --example gallery > gallery.html
//! ```

use std::fs;
use std::path::Path;

use pulldown_cmark::{Options as Extensions, Parser};
use tamis::{Extract, Format, Images, Links, Options};

const STYLE: &str = "body { font: 15px/1.45 sans-serif; margin: 2em; color: #222 }
section { display: grid; grid-template-columns: 1fr 1fr 1fr; gap: 1em; border-top: 1px solid #ccc; padding: 1em 0 }
h2.name { grid-column: 1 / 4; margin: 0; font-size: 1.2em }
section > div, section > pre { min-width: 0; margin: 0; padding: .6em; background: #f7f7f5; overflow-wrap: anywhere }
section > pre { white-space: pre-wrap; font: 12.5px/1.4 monospace }
table { border-collapse: collapse } td, th { border: 1px solid #bbb; padding: .2em .5em }
blockquote { border-left: 3px solid #bbb; margin-left: 0; padding-left: 1em } img { max-width: 100%; min-height: 1em }";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/markdown/constructs");
    let mut pages: Vec<_> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    pages.retain(|path| path.extension().is_some_and(|extension| extension == "html"));
    pages.sort();
    println!(
        "<!DOCTYPE html><meta charset=utf-8><title>tamis: HTML and its Markdown, rendered</title><style>{STYLE}</style>"
    );
    println!("<h1>HTML, Markdown, rendered Markdown</h1>");
    for path in pages {
        let html = fs::read_to_string(&path)?;
        let mut options = Options::new().format(Format::Markdown).extract(Extract::All).write_title(false);
        options = options.encoding("utf-8")?.url("https://example.org/a/page.html")?;
        for word in html.lines().next().unwrap_or_default().split_whitespace() {
            options = match word {
                "--links=reference" => options.links(Links::Reference),
                "--links=none" => options.links(Links::None),
                "--images=alt" => options.images(Images::Alt),
                "--images=none" => options.images(Images::None),
                _ => options,
            };
        }
        let markdown = tamis::clean(html.as_bytes(), &options)?.text;
        let mut rendered = String::new();
        pulldown_cmark::html::push_html(&mut rendered, Parser::new_ext(&markdown, extensions()));
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        println!(
            "<section><h2 class=name>{name}</h2><pre dir=auto>{}</pre><pre dir=auto>{}</pre>",
            escaped(&html),
            escaped(&markdown)
        );
        println!("<div dir=auto>{rendered}</div></section>");
    }
    Ok(())
}

/// GitHub's extensions of CommonMark.
fn extensions() -> Extensions {
    Extensions::ENABLE_TABLES
        | Extensions::ENABLE_STRIKETHROUGH
        | Extensions::ENABLE_TASKLISTS
        | Extensions::ENABLE_FOOTNOTES
        | Extensions::ENABLE_MATH
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
