//! Tests the messages for authors of rule files.

use std::io;

use super::Checked;
use crate::rules::Rules;

const SITE: &str = "format = 1\nid = 'site/x'\nhosts = 'x.example'\n";

fn no_files(_: &str) -> io::Result<Vec<u8>> {
    Err(io::ErrorKind::NotFound.into())
}

#[track_caller]
fn check(source: &str) -> Checked {
    Rules::builtin().check("x.toml", source, &mut no_files).unwrap_or_else(|error| panic!("{error}"))
}

#[track_caller]
fn lints(body: &str) -> Vec<(usize, String)> {
    let source = format!("format = 1\nid = 'generic/x'\n{body}");
    check(&source).lints.iter().map(|lint| (lint.line(), lint.message().to_owned())).collect()
}

#[test]
fn lints_have_the_format_of_errors() {
    let warning =
        &check("format = 1\nid = 'generic/x'\n[[drop]]\nid = 'a'\nselect = ['.a', '[class*=\"ad\"]']\n").lints[0];
    assert!(!warning.is_error());
    assert_eq!(
        warning.to_string(),
        "warning: `ad` occurs in many unrelated names\n --> x.toml:5:18\n  |\n\
         5 | select = ['.a', '[class*=\"ad\"]']\n  |                  ^^^^^^^^^^^^^\n\
         help: write the whole class (`.ad`), its beginning (`[class^=\"ad-\"]`), or a longer piece"
    );
    let error = &check(SITE).lints[0];
    assert!(error.is_error());
    assert!(error.to_string().starts_with("error: a site file needs a [[test]]\n --> x.toml:1:1\n"), "{error}");
}

#[test]
fn tests_that_prove_nothing_get_a_warning() {
    let drop = "[[drop]]\nid = 'a'\nselect = '.a'\n";
    let test = |more: &str| format!("{drop}[[test]]\nhtml = '<p class=a>x<p>y'\n{more}");
    assert_eq!(lints(&test("fires = 'a'")), []);
    assert_eq!(lints(&test("")), [(6, "this test has no `fires`".into())]);
    let idle = format!("{drop}[[test]]\nhtml = '<p>y'\n");
    assert_eq!(lints(&idle), [(6, "no rule of this file fires in this test".into())]);
    // The address chooses the file. A content rule fires when a block is outside the content.
    let site = |url: &str| format!("{SITE}[content]\nselect = 'main'\n[[test]]\nhtml = '<p>a<main><p>b</main>'\n{url}");
    assert_eq!(check(&site("url = 'https://x.example/'")).lints, []);
    assert!(
        check(&site("")).lints[0]
            .to_string()
            .ends_with("help: give the test the `url` of a page of the site, which selects the file")
    );
}

#[test]
fn broad_selectors_and_phrases_get_a_warning() {
    let drop = |select: &str| lints(&format!("[[drop]]\nid = 'a'\nselect = '{select}'\n"));
    assert_eq!(drop("body"), [(5, "`body` matches `body`, which contains the whole page".into())]);
    assert_eq!(drop(".body"), []);
    let text = |rule: &str| lints(&format!("[[text]]\nid = 'a'\n{rule}\n")).into_iter().map(|(_, message)| message);
    let all = |rule: &str| text(rule).collect::<Vec<_>>();
    assert_eq!(all("contains = 'follow us'"), ["`follow us` is short for `contains`: articles may contain it too"]);
    for fine in ["contains = 'follow us on X'", "is = 'x'", "contains = 'x'\nfirst = 2", "contains = '请关注我们'"]
    {
        assert!(all(fine).is_empty(), "{fine}");
    }
    assert_eq!(all("regex = 'a*'"), ["this expression matches the empty text, so it matches every block"]);
    assert_eq!(all("regex = '^a*$|b'").len(), 1);
    assert!(all("regex = 'a+'").is_empty());
    assert_eq!(lints("[[drop]]\nid = 'a'\nselect = 'p'\ntext = { regex = 'a?' }").len(), 1);
}

#[test]
fn useless_captures_get_a_warning() {
    let text = |rule: &str| lints(&format!("[[text]]\nid = 'a'\n{rule}\n")).into_iter().map(|(_, message)| message);
    let first = |rule: &str| text(rule).next();
    let group = "regex = '^By .+$'\ncapture = { to = 'author', group = 1 }";
    assert_eq!(first(group).as_deref(), Some("`capture` uses group 1, which this expression does not have"));
    assert_eq!(first(&group.replace(".+", "(.+)")), None);
    let idle = "is = 'x'\naction = 'keep'";
    assert_eq!(first(idle).as_deref(), Some("`a` does nothing: it keeps the block and captures nothing"));
}

#[test]
fn references_and_hosts_are_checked_against_other_files() {
    assert_eq!(
        lints("disable = 'generic/page'\n"),
        [(3, "`disable` has no effect in a file that is not for a site".to_owned())]
    );
    let first = |body: &str| {
        let checked = check(&format!("{SITE}{body}"));
        checked.lints.iter().find(|lint| !lint.is_error()).map(|lint| lint.message().to_owned())
    };
    assert_eq!(first("extends = 'family/none'").as_deref(), Some("`family/none` cannot be extended"));
    assert_eq!(
        first("disable = 'generic/none#a'").as_deref(),
        Some("there is no rule file `generic/none` to switch off")
    );
    assert_eq!(first("disable = 'generic/page#none'").as_deref(), Some("`generic/page` has no rule `none`"));
    assert_eq!(first("disable = ['generic/page', 'generic/page#aside']"), None);

    let rules = Rules::none().with_file("y.toml", &SITE.replace("site/x", "site/y")).unwrap();
    let messages = |source: &str| -> Vec<String> {
        let checked = rules.check("x.toml", source, &mut no_files).unwrap();
        checked.lints.iter().filter(|lint| !lint.is_error()).map(|lint| lint.message().to_owned()).collect()
    };
    assert_eq!(messages(SITE), ["`site/y` is for `x.example` too, and only one of the two files is used"]);
    assert!(messages(&format!("{SITE}paths = '/blog/*'\n")).is_empty());
    assert!(messages(&SITE.replace("'x.example'", "'=x.example'")).is_empty());
}

#[test]
fn warnings_point_at_text_outside_nfc() {
    assert_eq!(lints("[[text]]\nid = 'a'\nis = 'e\u{301}tape suivante'").len(), 1);
    assert_eq!(lints("[[text]]\nid = 'a'\nis = '\u{e9}tape suivante'"), []);
}

#[test]
fn failures_quote_the_actual_output() {
    let source = "format = 1\nid = 'generic/x'\n[[drop]]\nid = 'a'\nselect = '.a'\n[[test]]\nfile = 'page.html'\n\
        title = 'T'\nstarts = 'two'\nends = 'one'\ncontains = 'three'\nabsent = 'One'\nfires = ['a', 'b']\n\
        [[test]]\nfile = 'none.html'\n[[test]]\nhtml = 'x'\nurl = 'x'\n";
    let mut load = |name: &str| match name {
        "page.html" => Ok(b"<h1>Tea</h1><p>One<p class=a>Buy<p>Two".to_vec()),
        _ => no_files(name),
    };
    let checked = Rules::none().check("x.toml", source, &mut load).unwrap();
    assert_eq!((checked.tests, checked.failed, checked.fired.as_slice()), (3, 3, &["generic/x#a".to_owned()][..]));
    let failures: Vec<_> = checked.failures.iter().map(|failure| (failure.line, failure.message.as_str())).collect();
    assert_eq!(
        failures,
        [
            (6, "the title is \"Tea\", not \"T\""),
            (6, "does not start with \"two\" but with \"One\\n\\nTwo\""),
            (6, "does not end with \"one\" but with \"One\\n\\nTwo\""),
            (6, "does not contain \"three\""),
            (6, "still contains \"One\""),
            (6, "generic/x#b does not fire"),
            (14, "cannot read \"none.html\": entity not found"),
            (16, "`x` is not an absolute URL: relative URL without a base"),
        ]
    );
}
