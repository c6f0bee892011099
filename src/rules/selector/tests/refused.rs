//! Tests rejected selectors: the message names the piece, the position covers it, and the help says what to write.

use super::super::parse;

/// Asserts that `selector` is rejected because of `piece`, with these words in message and help.
#[track_caller]
fn assert_refused(selector: &str, piece: &str, message: &str, help: &str) {
    let error = parse(selector).expect_err(selector);
    assert_eq!(&selector[error.at..error.at + error.len], piece, "{selector}: {error}");
    assert!(error.message.contains(message), "{selector}: {error}");
    assert!(error.help.as_deref().unwrap_or_default().contains(help), "{selector}: {:?}", error.help);
}

#[test]
fn selectors_that_a_stream_cannot_decide() {
    assert_refused("div:has(> .ad) p", ":has(> .ad)", "`:has`", "has = '…'");
    assert_refused("ul > li:last-child", ":last-child", "`:last-child`", ":nth-child()");
    assert_refused("li:nth-last-child(2)", ":nth-last-child(2)", "`:nth-last-child`", ":nth-child()");
    assert_refused("li:last-of-type", ":last-of-type", "`:last-of-type`", ":nth-of-type()");
    assert_refused("li:nth-last-of-type(1)", ":nth-last-of-type(1)", "`:nth-last-of-type`", ":nth-of-type()");
    assert_refused("p:only-child", ":only-child", "`:only-child`", ":first-child");
    assert_refused("p:EMPTY, b", ":EMPTY", "`:empty`", "no output");
    assert_refused(".a:contains('x')", ":contains('x')", "`:contains`", "text = { contains");
    assert_refused("p:has-text(/x/)", ":has-text(/x/)", "`:has-text`", "text = { contains");
    assert_refused("div:not(.a, p:hover)", ":hover", "`:hover`", "leave it out");
    assert_refused(":is(:not(.a b:target))", ":target", "`:target`", "");
}

#[test]
fn selectors_for_things_that_are_not_in_a_page() {
    assert_refused("p::before", "::before", "`::before`", "select the element");
    assert_refused("p::slotted(b) c", "::slotted(b)", "pseudo-element", "");
    assert_refused("p:after", ":after", "pseudo-element", "");
    assert_refused("a svg|rect", "svg|rect", "`svg|rect`", "write `rect`");
    assert_refused("*|a", "*|a", "namespace", "write `a`");
    assert_refused("|a", "|a", "namespace", "write `a`");
    assert_refused("[xlink|href]", "xlink|href", "namespace", "[xlink\\:href]");
    assert_refused("li:nth-child(2 of .a)", ":nth-child(2 of .a)", "counts by a selector", "");
    assert_refused("a:upward(2)", ":upward(2)", "`:upward`", "");
    assert_refused("a:link", ":link", "`:link`", ":is(a, area)[href]");
}

#[test]
fn incomplete_selectors() {
    assert_refused("", "", "empty", "");
    assert_refused("  ", "  ", "empty", "");
    assert_refused("a >", ">", "no selector after `>`", "");
    assert_refused("a + , b", "+", "no selector after `+`", "");
    assert_refused("> a", ">", "no selector before `>`", "");
    assert_refused("a > > b", ">", "follows another", "");
    assert_refused("a,", ",", "no selector after `,`", "");
    assert_refused(", a", ",", "no selector before `,`", "");
    assert_refused("a, , b", ",", "no selector before `,`", "");
    assert_refused("a:not( )", ":not( )", "`:not()` is empty", "");
    assert_refused("a:not", ":not", "`:not` needs an argument", ":not(.a, .b)");
    assert_refused("a:first-child()", ":first-child()", "no argument", ":first-child");
    assert_refused("a:nth-child(x)", ":nth-child(x)", "`x` is not a position", "2n+1");
    assert_refused("a:nth-child()", ":nth-child()", "not a position", "");
    assert_refused("a . b", ".", "no class name", "");
    assert_refused("a: b", ":", "no name", "");
    assert_refused("a :", ":", "no name", "");
    assert_refused("[]", "", "`[]` names no attribute", "");
    assert_refused("[a=]", "a=", "`[a=]` has no value", "");
}

#[test]
fn syntax_errors() {
    assert_refused("a:not(.b", "not(.b", "`not(` is never closed", "");
    assert_refused("a [b=c", "[b=c", "`[` is never closed", "");
    assert_refused("a)", ")", "`)` is not part", "");
    assert_refused("a { b }", "{ b }", "`{ b }` is not part", "");
    assert_refused("a!b", "!", "`!` is not part", "");
    assert_refused("[a]div", "div", "`div` is an element name", "write `div[a]`");
    assert_refused(".a*", "*", "must come first", "");
    assert_refused(".1a", ".1a", "is not a class", "[class~=\"1a\"]");
    assert_refused("#1a", "#1a", "is not an id", "[id=\"1a\"]");
    assert_refused("[width=10px]", "10px", "`10px`", "write `\"10px\"`");
    assert_refused("[a=b c]", "c", "`c`", "");
    assert_refused("[a b]", "b", "`b`", "");
    assert_refused("[1]", "1", "attribute name", "");
    assert_refused("[a=b i i]", "i", "`i`", "");
    assert_refused("ü:not(é:hover)", ":hover", "`:hover`", "");
}

#[test]
fn nesting_is_limited() {
    let nested = |depth: usize| format!("{}a{}", ":not(".repeat(depth), ")".repeat(depth));
    assert!(parse(&nested(16)).is_ok());
    assert!(parse(&nested(17)).expect_err("too deep").message.contains("nested"));
    assert!(parse(&nested(5_000)).is_err());
}

#[test]
fn the_parser_never_panics() {
    let pieces =
        ["a", ".b", "#c", "[d", "]", "=", "'e", ":", "not(", ")", ",", ">", " ", "|", "*", "\\", "é", "/*", "2n", "("];
    let mut state = 1_u64;
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..8 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push_str(pieces[(state >> 33) as usize % pieces.len()]);
        }
        if let Err(error) = parse(&text) {
            assert!(text.get(error.at..error.at + error.len).is_some(), "{text}: {error:?}");
        }
    }
}
