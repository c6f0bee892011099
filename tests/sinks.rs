//! The output does not depend on what the sink asks for: link targets, images, dropped blocks. Found by fuzzing.

use std::path::Path;

use tamis::{Cleaner, Format, Formatter, Limits, Options};

/// Asserts that a formatter, which asks only for what it writes, gives the same output as [`tamis::clean`], which asks
/// for everything.
#[track_caller]
fn assert_same(name: &str, page: &[u8]) -> String {
    // A small lookahead reveals labels that wait for the wrong blocks.
    let little = Limits { lookahead_bytes: 256, block_text_bytes: 64, ..Limits::default() };
    let usual = Limits::default();
    for (format, limits) in
        [(Format::Markdown, &little), (Format::Markdown, &usual), (Format::Json, &usual), (Format::Text, &usual)]
    {
        let options = Options::new().format(format).with_limits(limits.clone());
        let mut cleaner = Cleaner::new(&options, Formatter::new(&options, Vec::new()));
        cleaner.write(page).unwrap();
        let formatted = cleaner.finish().unwrap().1.into_inner();
        assert_eq!(
            String::from_utf8(formatted).unwrap(),
            tamis::clean(page, &options).unwrap().text,
            "{name} {format:?}"
        );
    }
    tamis::clean(page, &Options::new()).unwrap().text
}

#[test]
fn images_do_not_change_the_text() {
    for (page, text) in [
        ("<p>a <img src=i> <img src=j> b <img src=k>", "a b\n"),
        ("<p>a<img src=i>b <i>c</i> <img src=k> <i>d</i>", "ab c d\n"),
        ("<p>a <img src=i><br>b", "a\nb\n"),
        ("<pre>a <img src=i> b", "a  b\n"),
        ("<img src=i><h1>a</h1><p>b", "a\n\nb\n"),
    ] {
        assert_eq!(assert_same(page, page.as_bytes()), text, "{page}");
    }
}

#[test]
fn an_image_with_a_caption_does_not_make_a_table_layout() {
    let page = "<table><tr><td colspan=2><img src=i><p>a</p><tr><th>b<td>c<tr><th>d<td>e</table>";
    assert_eq!(assert_same(page, page.as_bytes()), "a\nb\tc\nd\te\n");
}

#[test]
fn pages_of_the_corpus_give_the_same_output() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/pages");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "html") {
            assert_same(&path.display().to_string(), &std::fs::read(&path).unwrap());
        }
    }
}

/// A sink borrows what it writes to, and need not be `Send`.
#[test]
fn a_sink_may_hold_the_lock_of_standard_output() {
    let options = tamis::Options::new();
    let mut cleaner = tamis::Cleaner::new(&options, tamis::Formatter::new(&options, std::io::stdout().lock()));
    cleaner.write(b"<p hidden>Boil water.").unwrap();
    let (report, _lock) = cleaner.finish().unwrap();
    assert_eq!(report.url, None);

    let mut text = Vec::new();
    let mut cleaner = tamis::Cleaner::new(&options, tamis::Formatter::new(&options, &mut text));
    cleaner.write(b"<p>Boil water.").unwrap();
    cleaner.finish().unwrap();
    assert_eq!(text, b"Boil water.\n");
}
