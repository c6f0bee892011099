//! Tables and lists come out whole or not at all: the model leaves no holes in them.

use std::collections::BTreeMap;
use std::path::Path;

use tamis::{Block, Container, LabelledBlock, Options};

#[path = "quality/pages.rs"]
mod pages;

/// Returns the outermost table or list around a block.
fn unit(block: &Block) -> Option<(&'static str, u32)> {
    block.containers.iter().find_map(|container| match container {
        Container::Cell { table, .. } => Some(("table", *table)),
        Container::Item { list, .. } => Some(("list", *list)),
        Container::Definitions { id } => Some(("definition list", *id)),
        _ => None,
    })
}

/// Whether the model dropped the block, rather than a rule.
fn dropped_by_the_model(labelled: &LabelledBlock) -> bool {
    labelled.reason.as_ref().is_some_and(|reason| ["not-content", "repeated"].contains(&reason.id()))
}

/// Returns the number of kept tables and lists.
#[track_caller]
fn assert_whole(name: &str, page: &[u8]) -> usize {
    let mut units = BTreeMap::<_, [Vec<String>; 2]>::new();
    for labelled in tamis::clean(page, &Options::new()).unwrap().blocks {
        // Images follow the block before them.
        let Some(unit) = unit(&labelled.block).filter(|_| !labelled.block.text.is_empty()) else { continue };
        let dropped = dropped_by_the_model(&labelled);
        if dropped || labelled.reason.is_none() {
            units.entry(unit).or_default()[usize::from(dropped)].push(labelled.block.text);
        }
    }
    let number = units.values().filter(|[kept, _]| !kept.is_empty()).count();
    for (unit, [kept, dropped]) in units {
        assert!(kept.is_empty() || dropped.is_empty(), "{name}: {unit:?}\nkept: {kept:#?}\ndropped: {dropped:#?}");
    }
    number
}

#[test]
fn tables_and_lists_of_the_corpus_are_whole() {
    let mut number = 0;
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/pages")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "html") {
            number += assert_whole(&path.display().to_string(), &std::fs::read(&path).unwrap());
        }
    }
    assert!(number > 20, "{number}");
}

/// Every 40th page; all with `TAMIS_ALL_PAGES=1` (meant for release builds).
#[test]
fn tables_and_lists_of_real_pages_are_whole() {
    let step = if std::env::var_os("TAMIS_ALL_PAGES").is_some() { 1 } else { 40 };
    pages::pages(step, |name, page| {
        assert_whole(name, page);
    });
}

/// A table that is longer than what decides on it, without any prose in its cells.
#[test]
fn a_long_table_is_whole() {
    let prose =
        "<p>The harbour board has counted the ships of every year since the lighthouse was built on the reef.</p>";
    let rows: String = (1861..1990).map(|year| format!("<tr><td>{year}<td>{}<td>1,204<td>880", year % 97)).collect();
    let page = format!("<title>Ships</title><main><h1>Ships</h1>{prose}{prose}<table>{rows}</table>{prose}</main>");
    assert_eq!(assert_whole("long table", page.as_bytes()), 1);
    assert_eq!(tamis::clean(page.as_bytes(), &Options::new()).unwrap().text.matches("1,204").count(), 129);
}

/// The caption alone would be dropped, and the table with it.
#[test]
fn a_table_is_kept_with_its_caption() {
    let prose =
        "<p>The harbour board has counted the ships of every year since the lighthouse was built on the reef.</p>";
    let table = "<table><caption>Ships</caption><tr><th>Year<th>Grain<tr><td>1861<td>310<tr><td>1871<td>422</table>";
    let page = format!("<title>The harbour</title><main><h1>The harbour</h1>{prose}{table}{prose}</main>");
    let text = tamis::clean(page.as_bytes(), &Options::new()).unwrap().text;
    assert!(text.contains("Ships\n\nYear\tGrain\n1861\t310\n1871\t422\n"), "{text}");
}
