//! Compares the Markdown of each HTML construct: `constructs/<name>.html` gives `constructs/<name>.md`.
//!
//! The files also document the Markdown writer. The first line of a page may be a comment with options.
//! `TAMIS_BLESS=1` rewrites the Markdown.

use std::fs;
use std::path::Path;

use tamis::{Extract, Format, Images, Links, Options};

use super::html::normal;
use super::rendered;

#[test]
fn constructs_give_the_golden_markdown() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/markdown/constructs");
    let mut wrong = Vec::new();
    let mut tried = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "html") {
            continue;
        }
        tried += 1;
        let page = fs::read_to_string(&path).unwrap();
        let markdown = tamis::clean(page.as_bytes(), &options(&page)).unwrap().text;
        let golden = path.with_extension("md");
        if std::env::var_os("TAMIS_BLESS").is_some() {
            fs::write(&golden, &markdown).unwrap();
        }
        if fs::read_to_string(&golden).unwrap_or_default() != markdown {
            wrong.push(format!("{}\n{markdown}", golden.display()));
        }
        assert!(!normal(&rendered(&markdown)).is_empty(), "{}", path.display());
    }
    assert!(tried > 10, "{tried} constructs");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn options(page: &str) -> Options {
    let mut options = Options::new().format(Format::Markdown).extract(Extract::All).write_title(false);
    options = options.encoding("utf-8").unwrap().url("https://example.org/a/page.html").unwrap();
    for word in page.lines().next().unwrap_or_default().split_whitespace() {
        options = match word {
            "--links=reference" => options.links(Links::Reference),
            "--links=none" => options.links(Links::None),
            "--images=alt" => options.images(Images::Alt),
            "--images=none" => options.images(Images::None),
            _ => options,
        };
    }
    options
}
