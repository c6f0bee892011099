//! What matches what, on small pages.

mod random;

use std::cell::RefCell;
use std::sync::Arc;

use super::{Builder, Matcher, parse};
use crate::html::testing::walk;

/// Ids (or names) of the elements that the selectors match, in page order, with the number of the list.
fn matches_of(selectors: &[String], html: &str) -> Vec<(u32, String)> {
    let mut builder = Builder::default();
    for selector in selectors {
        builder.add(parse(selector).unwrap_or_else(|error| panic!("{selector}: {error:?}")));
    }
    let matcher = RefCell::new(Matcher::new(Arc::new(builder.build())));
    let mut found = Vec::new();
    walk(
        html,
        &mut |elements| {
            let element = elements.top().unwrap();
            let name = element.id().unwrap_or(element.name()).to_owned();
            found.extend(matcher.borrow_mut().open(elements).iter().map(|&list| (list, name.clone())));
        },
        &mut || matcher.borrow_mut().close(),
    );
    found
}

#[track_caller]
fn assert_matches(selector: &str, html: &str, expected: &str) {
    let found: Vec<String> = matches_of(&[selector.to_owned()], html).into_iter().map(|(_, name)| name).collect();
    assert_eq!(found.join(" "), expected, "{selector}");
}

const LIST: &str =
    "<ul id=u class='a b'><li id=1 class=x>A<li id=2>B<b id=b>c</b><li id=3 class='x y' lang=ar-EG>C</ul><p id=p>";

#[test]
fn simple_selectors() {
    assert_matches("li", LIST, "1 2 3");
    assert_matches("LI.x", LIST, "1 3");
    assert_matches(".x.y, #p", LIST, "3 p");
    assert_matches("[lang]", LIST, "3");
    assert_matches("[LANG|=ar]", LIST, "3");
    assert_matches("[class~='y'], [class^='a'], [lang$='eg' i]", LIST, "u 3");
    assert_matches("[class*=' ']", LIST, "u 3");
    assert_matches("[lang='AR-eg']", LIST, "");
    assert_matches(r"#\33", LIST, "3");
}

#[test]
fn combinators_see_implied_end_tags() {
    assert_matches("ul > li", LIST, "1 2 3");
    assert_matches("ul b, ul > b", LIST, "b");
    assert_matches("li + li", LIST, "2 3");
    assert_matches(".x ~ li", LIST, "2 3");
    assert_matches("ul + p", LIST, "p");
    assert_matches("li ~ p", LIST, "");
    assert_matches(".a .x + li > b", LIST, "b");
}

#[test]
fn positions() {
    assert_matches("li:first-child", LIST, "1");
    assert_matches("li:nth-child(2n+1)", LIST, "1 3");
    assert_matches("li:nth-child(-n+2)", LIST, "1 2");
    assert_matches("i:nth-of-type(2)", "<p><b></b><i id=1></i><b></b><i id=2></i></p>", "2");
    assert_matches("i:first-of-type", "<p><b></b><i id=1></i><i id=2></i></p><p><i id=3></i></p>", "1 3");
    assert_matches(":root", "<html id=h><p></html>", "h");
}

#[test]
fn negation_and_alternatives_take_whole_selectors() {
    assert_matches("li:not(.x)", LIST, "2");
    assert_matches("li:not(.x.y)", LIST, "1 2");
    assert_matches("li:not(.x:not(.y))", LIST, "2 3");
    assert_matches(":is(ul, p)", LIST, "u p");
    assert_matches("b:is(ul li b), b:not(ul b)", LIST, "b");
    assert_matches("b:not(ul b)", LIST, "");
    assert_matches(":where(.a > .x) + li", LIST, "2");
    assert_matches("*:not(li):not(ul)", LIST, "b p");
}

#[test]
fn relations_end_with_their_elements() {
    let page = "<div class=a><i id=1></i></div><i id=2></i><div class=a></div><section><i id=3></i></section>";
    assert_matches(".a i", page, "1");
    assert_matches(".a + i", page, "2");
    assert_matches(".a ~ section i", page, "3");
    let deep = format!("{}<i id=x></i>", "<div class=c><div>".repeat(60));
    assert_matches("div .c div .c > div i", &deep, "x");
}

#[test]
fn ten_thousand_selectors_match_as_one_does() {
    let selectors: Vec<String> = (0..10_000).map(|n| format!("div > .rule-{n}")).collect();
    let page = "<div><p id=a class='rule-7 rule-9999'></p><div class=rule-5><p class=rule></p></div></div>";
    let found = matches_of(&selectors, page);
    let expected = [(7, "a"), (9999, "a"), (5, "div")].map(|(list, name)| (list, name.to_owned()));
    assert_eq!(found, expected);
}

#[test]
fn what_a_stream_cannot_know_is_refused_at_its_place() {
    for (selector, piece, help) in [
        ("div:has(p) > a", ":has(p)", "own class"),
        ("ul li:last-child", ":last-child", "more elements follow"),
        ("p:empty", ":empty", "no text anyway"),
        ("p:contains('x')", ":contains('x')", "[[text]]"),
        ("a:hover", ":hover", "supported are"),
        ("p::before", "::before", ""),
        ("li:nth-child(2 of .x)", ":nth-child(2 of .x", "of S"),
        ("svg|a", "|", ""),
        ("p..x", ".", ""),
        ("a > ", "", ""),
        ("", "", ""),
        ("a,,b", ",", ""),
        ("p { }", "{", ""),
    ] {
        let error = parse(selector).unwrap_err();
        let found = &selector[error.at..error.at + error.len];
        assert!(found.starts_with(piece), "{selector}: {error:?}");
        assert!(error.help.unwrap_or_default().contains(help), "{selector}");
    }
}
