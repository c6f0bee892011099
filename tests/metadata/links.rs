//! The list of what the kept text links to.

use tamis::{Cleaner, Format, Formatter, Options, clean};

#[test]
fn the_links_of_the_kept_text_are_listed() {
    let options = Options::new().url("https://kettle.example/tea/").unwrap().list_links(true);
    let page = "<nav><a href=/menu>Menu</a></nav><article><h1>Tea</h1>\
        <p>شاي <a href='../leaves?a=1&amp;b=2'>leaves</a>, <a href=https://milk.example/>milk</a>, <a href=#sugar>sugar</a>, \
        <a href=javascript:x>x</a>, <a href=mailto:a@b.example>mail</a> and <a href=https://milk.example/>milk</a> again; \
        water is boiled once, and only once, for every pot of tea that is drunk here.</article>\
        <div class=related-posts><a href=/coffee>Coffee</a></div>";
    let links = ["https://kettle.example/leaves?a=1&b=2", "https://milk.example/"];
    let document = clean(page.as_bytes(), &options.clone().format(Format::Json)).unwrap();
    assert_eq!(document.report.links, links);
    let json: serde_json::Value = serde_json::from_str(&document.text).unwrap();
    assert_eq!(json["metadata"]["links"], serde_json::json!(links));
    let other = clean(page.as_bytes(), &options.clone().list_links(false).format(Format::Json)).unwrap();
    let other: serde_json::Value = serde_json::from_str(&other.text).unwrap();
    assert_eq!((&other["text"], other["metadata"].get("links")), (&json["text"], None));
    for (format, in_chunks) in [(Format::Text, false), (Format::Markdown, true)] {
        let mut cleaner = Cleaner::new(&options, Formatter::new(&options.clone().format(format), Vec::new()));
        page.as_bytes().chunks(if in_chunks { 3 } else { 999 }).for_each(|chunk| cleaner.write(chunk).unwrap());
        assert_eq!(cleaner.finish().unwrap().0.links, links);
    }
}

#[test]
fn the_list_of_links_is_capped() {
    let options = Options::new().format(Format::Json).extract(tamis::Extract::All).list_links(true);
    let base = format!("https://kettle.example/{}/", "a".repeat(1500));
    let options = options.url(&base).unwrap();
    let page: String = (0..30_000).map(|number| format!("<p><a href={number}>{number}</a>")).collect();
    let document = clean(page.as_bytes(), &options).unwrap();
    let (report, length) = (document.report, document.text.len());
    assert!(report.degraded.dropped_links > 0);
    assert!(report.links.iter().map(String::len).sum::<usize>() <= 256 << 10);
    assert!(length <= 8 * page.len() + (64 << 10), "{length} of {}", page.len());
}
