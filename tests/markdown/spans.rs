//! Every value of a table stays in its own column, whatever spans around it.
//!
//! Random tables are placed by the algorithm of the HTML Standard and compared with the rows that are written.

use std::collections::{BTreeMap, BTreeSet};

use tamis::{Extract, Format, Options};

/// A table and where its values belong: row and column by value.
struct Table {
    html: String,
    places: BTreeMap<String, (usize, usize)>,
}

fn next(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *seed >> 33
}

fn random(seed: &mut u64) -> Table {
    let (mut html, mut places) = ("<table>".to_owned(), BTreeMap::new());
    let mut taken = BTreeSet::new();
    for row in 0..2 + next(seed) % 5 {
        html.push_str("<tr>");
        let mut column = 0;
        for _ in 0..1 + next(seed) % 5 {
            while taken.contains(&(row, column)) {
                column += 1;
            }
            let span = |n: u64| if n.is_multiple_of(4) { 2 + n % 2 } else { 1 };
            let (colspan, rowspan) = (span(next(seed)), span(next(seed)));
            let value = if next(seed).is_multiple_of(6) { String::new() } else { format!("r{row}c{column}") };
            html.push_str(&format!("<td colspan={colspan} rowspan={rowspan}>{value}</td>"));
            if !value.is_empty() {
                places.insert(value, (row as usize, column as usize));
            }
            for below in row..row + rowspan {
                taken.extend((column..column + colspan).map(|beside| (below, beside)));
            }
            column += colspan;
        }
        html.push_str("</tr>");
    }
    Table { html: html + "</table>", places }
}

fn clean(html: &str, format: Format) -> String {
    let options = Options::new().format(format).extract(Extract::All);
    tamis::clean(html.as_bytes(), &options).unwrap().text
}

#[test]
fn values_of_random_tables_stay_in_their_columns() {
    let mut tables = 0;
    for case in 0..400 {
        let mut seed = 0x5EED ^ (case << 20);
        let table = random(&mut seed);
        let markdown = clean(&table.html, Format::Markdown);
        if !markdown.starts_with('|') {
            continue;
        }
        tables += 1;
        let rows: Vec<Vec<&str>> = markdown
            .lines()
            .filter(|line| !line.contains("---"))
            .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
            .collect();
        // The empty header does not count, and neither do rows and columns in which nothing begins.
        let body = &rows[1..];
        let known = |of: fn(&(usize, usize)) -> usize| table.places.values().map(of).collect::<BTreeSet<_>>();
        let (all_rows, all_columns) = (known(|place| place.0), known(|place| place.1));
        assert_eq!(body.len(), all_rows.len(), "{}\n{markdown}", table.html);
        assert!(rows.iter().all(|row| row.len() == all_columns.len()), "{}\n{markdown}", table.html);
        for (value, (row, column)) in &table.places {
            let (row, column) = (all_rows.range(..row).count(), all_columns.range(..column).count());
            assert_eq!(body[row][column], value, "{}\n{markdown}", table.html);
        }
        let html = clean(&table.html, Format::Html);
        assert_eq!(clean(&html, Format::Markdown), markdown, "{}\n{html}", table.html);
    }
    assert!(tables > 200, "{tables} tables");
}
