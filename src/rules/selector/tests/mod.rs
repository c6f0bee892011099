//! Tests selectors on small pages, and the errors for rejected ones.

mod random;
mod refused;

use std::cell::RefCell;
use std::sync::Arc;

use super::{Builder, Matcher, parse};
use crate::html::testing;

/// Returns the `id` (or else the name) of each matching element, with the lists it matches.
fn run(selectors: &[String], html: &str) -> Vec<(String, Vec<u32>)> {
    let mut builder = Builder::default();
    for selector in selectors {
        builder.add(parse(selector).unwrap_or_else(|error| panic!("{selector}: {error}")));
    }
    let matcher = RefCell::new(Matcher::new(Arc::new(builder.build())));
    let mut found = Vec::new();
    testing::walk(
        html,
        &mut |element| {
            let mut matcher = matcher.borrow_mut();
            let lists = matcher.open(element);
            if !lists.is_empty() {
                found.push((element.id_or_name(), lists.to_vec()));
            }
        },
        &mut || matcher.borrow_mut().close(),
    );
    let matcher = matcher.into_inner();
    assert!(matcher.is_at_start(), "the matcher has state after the last element");
    found
}

/// Returns the ids (or else names) of the matching elements.
fn matches(selector: &str, html: &str) -> Vec<String> {
    run(&[selector.to_owned()], html).into_iter().map(|(name, _)| name).collect()
}

#[track_caller]
fn assert_matches(selector: &str, html: &str, expected: &str) {
    assert_eq!(matches(selector, html).join(" "), expected, "{selector} in {html}");
}

#[test]
fn names_ignore_case_while_ids_and_classes_do_not() {
    let page = "<DIV id=a class=X></DIV><div id=A class=x></div><my-box id=c></my-box>";
    assert_matches("Div", page, "a A");
    assert_matches("MY-box", page, "c");
    assert_matches("#a", page, "a");
    assert_matches(".x", page, "A");
    assert_matches("div#a.X", page, "a");
    assert_matches(".x, #a, .x.x", page, "a A");
    assert_matches("*", "<div id=a><div id=b></div></div>", "a b");
}

#[test]
fn classes_are_whole_words() {
    let page = "<div id=a class='ad  ads\n\tbig'></div><div id=b class=advert></div>";
    assert_matches(".ad", page, "a");
    assert_matches(".big.ads", page, "a");
    assert_matches(".ad.advert", page, "");
    let many: String = (0..50).map(|n| format!("c{n} ")).collect();
    assert_matches(".c49.c0:not(.c50)", &format!("<div id=a class='{many}{many}'></div>"), "a");
    assert_matches(".first:not(.second)", "<div id=a class=first class=second></div>", "a");
}

#[test]
fn every_attribute_operator() {
    let page = "<div id=a data-x='One two-three'></div><div id=b data-x=''></div><div id=c data-x=en-GB></div>";
    for (selector, expected) in [
        ("[DATA-x]", "a b c"),
        ("[data-x='']", "b"),
        ("[data-x=en-GB]", "c"),
        ("[data-x=en-gb]", ""),
        ("[data-x=en-gb i]", "c"),
        ("[data-x='en-GB' s]", "c"),
        ("[data-x~=One]", "a"),
        ("[data-x~=one i]", "a"),
        ("[data-x~=two]", ""),
        ("[data-x~='']", ""),
        ("[data-x|=en]", "c"),
        ("[data-x|=EN i]", "c"),
        ("[data-x|=e]", ""),
        ("[data-x^=One]", "a"),
        ("[data-x^='']", ""),
        ("[data-x$=three]", "a"),
        ("[data-x$=THREE i]", "a"),
        ("[data-x*=' two']", "a"),
        ("[data-x*='E T' i]", "a"),
        ("[data-x*='']", ""),
        ("[ data-x = \"en-GB\" ]", "c"),
        ("div:not([data-x=''])", "a c"),
        ("[id=a]", "a"),
        ("[id=A i]", "a"),
        ("[class~=a]", ""),
    ] {
        assert_matches(selector, page, expected);
    }
    assert_matches("[class~=b]", "<div id=x class='a b'></div>", "x");
    assert_matches("[class='a b']", "<div id=x class='a b'></div>", "x");
}

#[test]
fn combinators_of_all_four_kinds() {
    let page = "<div id=a class=x><section id=b><div id=c></div><div id=d></div></section><div id=e></div></div>\
                <div id=f></div><section id=g></section><div id=h></div>";
    for (selector, expected) in [
        (".x div", "c d e"),
        (".x > div", "e"),
        (".x>section>div", "c d"),
        ("div div", "c d e"),
        ("section + div", "e h"),
        ("#a + div", "f"),
        ("#a + div + section", "g"),
        ("#a ~ div", "f h"),
        ("#f ~ section ~ div", "h"),
        ("#c ~ *", "d"),
        ("#b ~ #e", "e"),
        ("#a ~ #a", ""),
        ("#c + #e", ""),
        ("#a ~ #b", ""),
        (".x #c + div", "d"),
        ("section ~ div, .x", "a e h"),
    ] {
        assert_matches(selector, page, expected);
    }
}

#[test]
fn siblings_have_the_same_parent() {
    let page = "<div id=p><i id=a></i></div><div id=q><b id=b></b><b id=c></b></div>";
    assert_matches("i ~ b", page, "");
    assert_matches("i + b", page, "");
    assert_matches("b + b", page, "c");
    assert_matches("br + i", "<div><br><i id=a></i><i id=b></i></div>", "a");
}

#[test]
fn chains_over_deep_nesting() {
    let page = |order: &str| -> String {
        let open = |name: char| format!("<div id={name} class={name}>{}", "<section>".repeat(20));
        let opened: String = order.chars().map(open).collect();
        opened + &format!("{}</div>", "</section>".repeat(20)).repeat(order.len())
    };
    assert_matches(".a .b .c .d", &page("abcd"), "d");
    assert_matches(".a .b .c .d", &page("abdcd"), "d");
    assert_matches(".a .b .c .d", &page("badcabcxd"), "d");
    assert_matches(".a .b .c .d", &page("dcba"), "");
    assert_matches(".a .a .a", &page("aaaa"), "a a");
    assert_matches(".a section > .b", &page("ab"), "b");
}

#[test]
fn an_ancestor_matches_only_while_it_is_open() {
    assert_matches(".a .b", "<div class=a></div><div class=b></div>", "");
    assert_matches(".a .a", "<div class=a></div><div class=a><div class=a id=x></div></div>", "x");
}

#[test]
fn lists_within_is_where_and_not() {
    let page = "<div id=a class='p q'></div><div id=b class=p></div><div id=c><div id=d class=q></div></div>";
    for (selector, expected) in [
        ("div:not(.p)", "c d"),
        ("div:not(.p.q)", "b c d"),
        ("div:not(.p:not(.q))", "a c d"),
        ("div:not(.p, #c)", "d"),
        ("div:not(#c > .q)", "a b c"),
        ("div:not(#c .q):not(.p)", "c"),
        (":is(#c, #zzz) :where(.q, .p)", "d"),
        (":is(#c > div, #b)", "b d"),
        (":is(div:not(.q)).p", "b"),
        (":not(*)", ""),
        (":not(#a + .p).p", "a"),
        (".p:is(:not(.q))", "b"),
        ("#c :not(#c)", "d"),
    ] {
        assert_matches(selector, page, expected);
    }
}

#[test]
fn positions_among_siblings() {
    let items: String = (1..=6).map(|n| format!("<{0} id={n}></{0}>", if n % 2 == 0 { "b" } else { "i" })).collect();
    let page = format!("<div>{items}</div>");
    for (selector, expected) in [
        ("div > :nth-child(2n+1)", "1 3 5"),
        ("div > :nth-child(even)", "2 4 6"),
        ("div > :nth-child(-n+2)", "1 2"),
        ("div > :nth-child( 3 )", "3"),
        ("div > :nth-child(n + 5)", "5 6"),
        ("div > :first-child", "1"),
        ("i:nth-child(2)", ""),
        ("b:nth-of-type(2)", "4"),
        ("div > :nth-of-type(3)", "5 6"),
        ("div > :first-of-type", "1 2"),
        ("div > :NOT(:nth-child(n+2))", "1"),
    ] {
        assert_matches(selector, &page, expected);
    }
    assert_matches(":root", "<html id=r><body><div></div></body></html>", "r");
    assert_matches(":root > *", "<html><body id=b><div></div></body></html>", "b");
    assert_matches("p:first-of-type", "<div><b></b><p id=x></p></div><div><p id=y></p></div>", "x y");
}

#[test]
fn the_number_of_counted_names_is_capped() {
    let page: String = (0..100).map(|n| format!("<x-{n} id={n}></x-{n}>")).collect();
    assert_eq!(matches(":first-of-type", &format!("<div>{page}</div>")).len(), 65);
}

#[test]
fn css_escapes_and_comments() {
    assert_matches(r".md\:hidden", "<div id=a class=md:hidden></div>", "a");
    assert_matches(r"#\31 23", "<div id=123></div>", "123");
    assert_matches(".ü", "<div id=a class=ü></div>", "a");
    assert_matches("div/* any */ > /* one */.a", "<div><b id=x class=a></b></div>", "x");
    assert_matches(r#"[title="a\"b"]"#, "<div id=a title='a\"b'></div>", "a");
}

#[test]
fn matching_lists_are_reported_by_number() {
    let selectors = [".b, div", "div", ".b", "div", "p .b"].map(str::to_owned);
    let found = run(&selectors, "<div id=x class=b></div><p><b id=y class=b></b></p>");
    assert_eq!(found, [("x".to_owned(), vec![0, 1, 2, 3]), ("y".to_owned(), vec![0, 2, 4])]);
}

#[test]
fn one_of_ten_thousand_rules_matches() {
    let mut selectors: Vec<String> = (0..10_000).map(|n| format!("article > .rule-{n} a, #id-{n}")).collect();
    selectors[7_777] = "article > .mine a".to_owned();
    let page = "<article><div class='rule-3 mine'><a id=x></a></div></article><div class=mine><a id=y></a></div>";
    assert_eq!(run(&selectors, page), [("x".to_owned(), vec![3, 7_777])]);
    assert_matches("article > .mine a", page, "x");
}

#[test]
fn an_element_is_tested_against_few_of_many_rules() {
    let mut builder = Builder::default();
    for n in 0..10_000 {
        let selector = format!(
            "article .a{n}, main > div[data-kind='k{n}'] + p #i{n}, div:is(.b{n}, .c{n} > .d{n}), \
             .e{n} p, .f{n} > *, #g{n} + a, .h{n} ~ div"
        );
        builder.add(parse(&selector).expect("a selector"));
    }
    let matcher = RefCell::new(Matcher::new(Arc::new(builder.build())));
    let mut most = 0;
    let page =
        "<main><div data-kind=k5><a></a></div><article class=e5><div class='b7 a9' id=i3>x</div></article></main>";
    let mut on_open = |element: crate::html::Element<'_>| {
        let mut matcher = matcher.borrow_mut();
        matcher.open(element);
        most = most.max(matcher.tried());
    };
    testing::walk(page, &mut on_open, &mut || matcher.borrow_mut().close());
    assert!(most <= 6, "{most} nodes tested for one element");
}

#[test]
fn the_index_is_shared_between_threads() {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<super::Index>();
}
