//! Table tests, one case per line: under these rule files, this page has these blocks.
//!
//! A rule file is written `kind: contents`, a kept block as its text, a removed block as `rule(text)`. `x*90` stands
//! for ninety letters, in the page and in its blocks.

use tamis::{Extract, LabelledBlock, Options, Rules};

macro_rules! cases {
    ($($name:ident: [$($file:literal),*] { $($page:literal => $blocks:literal)+ })+) => {
        $(
            #[test]
            fn $name() {
                crate::table::check(&[$($file),*], &[$(($page, $blocks)),+]);
            }
        )+
    };
}
pub(crate) use cases;

/// Pseudo rule file: readers' comments are kept.
const KEEPS_COMMENTS: &str = "--comments";

#[track_caller]
pub fn check(files: &[&str], cases: &[(&str, &str)]) {
    let keeps_comments = files.contains(&KEEPS_COMMENTS);
    let files = files.iter().filter_map(|file| file.split_once(": "));
    let rules = files.fold(Rules::none(), |rules, (kind, body)| {
        let hosts = if kind == "site" { "hosts = 'site.example'\n" } else { "" };
        let source = format!("format = 1\nid = '{kind}/{kind}'\n{hosts}{body}\n");
        rules.with_file(kind, &source).unwrap_or_else(|error| panic!("{error}"))
    });
    let options = Options::new().extract(Extract::Rules).write_title(false).keep_comments(keeps_comments).rules(rules);
    let options = options.url("https://site.example/").unwrap();
    for (page, expected) in cases {
        let document = tamis::clean(long(page).as_bytes(), &options).unwrap();
        let blocks: Vec<String> = document.blocks.iter().map(written).collect();
        assert_eq!(blocks.join(" | "), *expected, "\n{page}");
    }
}

fn written(labelled: &LabelledBlock) -> String {
    let text = short(&labelled.block.text);
    match &labelled.reason {
        Some(reason) => format!("{}({text})", reason.id().rsplit('#').next().unwrap_or_default()),
        None if labelled.block.comment => format!("comment({text})"),
        None => text,
    }
}

/// Expands `x*90` in a page.
fn long(page: &str) -> String {
    let mut parts = page.split("x*");
    let mut long = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        long.push_str(&"x".repeat(part[..end].parse().expect("a number")));
        long.push_str(&part[end..]);
    }
    long
}

/// Abbreviates long words as `x*90`.
fn short(text: &str) -> String {
    let word = |word: &str| match word.len() > 9 && word.bytes().all(|byte| byte == b'x') {
        true => format!("x*{}", word.len()),
        false => word.to_owned(),
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}
