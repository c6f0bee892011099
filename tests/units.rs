//! Tables, lists and code come out whole or not at all: the model leaves no holes in them, and the writer loses none of
//! their text.

use std::collections::BTreeMap;
use std::path::Path;

use tamis::{Block, BlockKind, Container, LabelledBlock, Options};

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

/// Returns the number of kept tables, lists and code blocks.
#[track_caller]
fn assert_whole(name: &str, page: &[u8]) -> usize {
    let mut units = BTreeMap::<_, [Vec<String>; 2]>::new();
    let mut code = 0;
    let document = tamis::clean(page, &Options::new()).unwrap();
    let written = without_spaces(&document.text);
    let mut rest = written.as_str();
    // Where hardly anything is content, the likeliest blocks are kept, also parts of a long list.
    let sure = document.blocks.iter().filter(|labelled| labelled.reason.is_none());
    let sure = sure.filter(|labelled| labelled.block.label.as_ref().is_none_or(|label| label.probability > 500));
    let falls_back = sure.map(|labelled| labelled.block.text.split_whitespace().count()).sum::<usize>() < 30;
    for labelled in document.blocks {
        let unit = unit(&labelled.block);
        let is_code = matches!(labelled.block.kind, BlockKind::Preformatted(_));
        // Images follow the block before them, and notes their references.
        let is_note = labelled.block.containers.iter().any(|container| matches!(container, Container::Note { .. }));
        if labelled.block.text.is_empty() || unit.is_none() && !is_code || is_note {
            continue;
        }
        let dropped = dropped_by_the_model(&labelled);
        if labelled.reason.is_none() {
            code += usize::from(unit.is_none());
        }
        // Each cell, item and line of what is kept is written, in the order of the page. Formulas stand between words.
        if labelled.reason.is_none() && !labelled.block.marks.iter().any(|mark| mark.kind.is_between()) {
            let text = without_spaces(&labelled.block.text);
            let at = rest.find(&text).unwrap_or_else(|| panic!("{name}: not written: {}", labelled.block.text));
            rest = &rest[at + text.len()..];
        }
        if let Some(unit) = unit.filter(|_| dropped || labelled.reason.is_none()) {
            units.entry(unit).or_default()[usize::from(dropped)].push(labelled.block.text);
        }
    }
    let number = units.values().filter(|[kept, _]| !kept.is_empty()).count();
    for (unit, [kept, dropped]) in units {
        assert!(
            falls_back || kept.is_empty() || dropped.is_empty(),
            "{name}: {unit:?}\nkept: {kept:#?}\ndropped: {dropped:#?}"
        );
    }
    number + code
}

fn without_spaces(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn units_of_the_corpus_are_whole() {
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
fn units_of_real_pages_are_whole() {
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

/// A table directly between the items of a list parts the list, whose items stay together.
#[test]
fn a_list_around_a_table_is_whole() {
    let prose =
        "<p>The harbour board has counted the ships of every year since the lighthouse was built on the reef.</p>";
    let items =
        ["tar", "The board asks every ship for the goods that it brings, and for the harbour that it comes from."];
    let table = "<table><tr><th>Year<th>Grain<tr><td>1861<td>310<tr><td>1871<td>422</table>";
    for (first, last) in [(0, 1), (1, 0)] {
        let list = format!("<ul><li>{}{table}<li>{}{table}<li>{}</ul>", items[first], items[last], items[last]);
        let list = list.replace(table, &format!("</li>{table}"));
        let page = format!("<title>Ships</title><main><h1>Ships</h1>{prose}{list}{prose}</main>");
        assert_whole("list around tables", page.as_bytes());
    }
}

/// What a kept block announces stays, however short.
#[test]
fn what_a_colon_announces_is_kept() {
    let prose =
        "<p>The harbour board has counted the ships of every year since the lighthouse was built on the reef.</p>";
    for (announced, kept) in [
        ("<ul><li>tar<li>rope</ul>", "- tar\n- rope"),
        ("<pre>x = 3</pre>", "x = 3"),
        ("<table><tr><th>Tar<td>3<tr><th>Rope<td>9</table>", "Tar\t3\nRope\t9"),
    ] {
        let page = format!(
            "<title>Ships</title><main><h1>Ships</h1>{prose}{prose}<p>Every ship brings these two goods:</p>{announced}</main>"
        );
        let text = tamis::clean(page.as_bytes(), &Options::new()).unwrap().text;
        assert!(text.ends_with(&format!("goods:\n\n{kept}\n")), "{text}");
    }
}

/// The examples of a manual differ in a word; each of them belongs to its section.
#[test]
fn alike_examples_are_no_repeats() {
    let example = |kind: &str| {
        format!(
            "<h2>{kind}</h2><p>A gauge of this kind is set up with a file of settings, which names it and says where \
             it stands.</p><pre>[gauge]\nname = \"Skerry reef\"\nplace = \"under the old ferry stage\"\nkind = \"{kind}\"</pre>"
        )
    };
    let sections: String = ["float", "radar", "pressure"].map(example).concat();
    let page = format!("<title>Gauges</title><main><h1>Gauges</h1>{sections}</main>");
    let text = tamis::clean(page.as_bytes(), &Options::new()).unwrap().text;
    assert_eq!(text.matches("old ferry stage").count(), 3, "{text}");
}
