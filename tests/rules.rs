//! Tests what rules do to a page: dropped elements and blocks, properties, and the choice of rule files.

use tamis::{Extract, Format, Options, Rules, clean};

#[test]
fn a_site_is_chosen_by_option_or_by_the_page() {
    let source =
        "format = 1\nid = 'site/x'\nhosts = ['x.example']\n[content]\nselect = 'main'\n[[test]]\nhtml = '<main>a'\n";
    let options = Options::new().extract(Extract::Rules).rules(Rules::none().with_file("x.toml", source).unwrap());
    let body = "<body><p>menu</p><main><p>text</p></main>";
    for head in [
        "<link rel='x canonical' href=https://www.x.example/a>",
        "<meta property=og:url content=https://x.example/>",
        "<base href=https://x.example/dir/>",
        "<title>T</title><script>var x</script><noscript><img src=p></noscript><link rel=canonical href=http://x.example>",
    ] {
        let document =
            clean(format!("<html><head>{head}</head>{body}").as_bytes(), &options.clone().write_title(false)).unwrap();
        assert_eq!(document.text, "text\n", "{head}");
    }
    let other = clean(body.as_bytes(), &options.clone().url("https://notx.example/").unwrap()).unwrap();
    assert_eq!(other.text, "menu\n\ntext\n");
    let chosen = clean(body.as_bytes(), &options.url("https://x.example/").unwrap()).unwrap();
    assert_eq!(chosen.text, "text\n");
}

#[test]
fn a_missing_content_container_loses_nothing() {
    let source = "format = 1\nid = 'generic/x'\n[content]\nselect = '.none'\n";
    let rules = Rules::none().with_file("x.toml", source).unwrap();
    let document = clean(b"<p>one<p>two", &Options::new().extract(Extract::Rules).rules(rules)).unwrap();
    assert_eq!(document.text, "one\n\ntwo\n");
}

#[test]
fn an_unwrapped_element_leaves_its_contents() {
    let source = "format = 1\nid = 'generic/x'\n[[drop]]\nid = 'u'\nselect = 'a.g'\ndrop = 'contents'\n";
    let rules = Rules::none().with_file("x.toml", source).unwrap();
    let options = Options::new().extract(Extract::Rules).format(Format::Markdown).rules(rules);
    let document = clean(b"<p>a <a class=g href=http://x.example>b</a> c", &options).unwrap();
    assert_eq!(document.text, "a b c\n");
}

#[test]
fn a_removed_element_ends_where_the_standard_ends_it() {
    let options = Options::new().extract(Extract::Rules).rules(Rules::none().with_remove(".s").unwrap());
    for page in [
        "<p class=s>S<p>Body",
        "<ul><li class=s>S<li>Body</ul>",
        "<p>Bo<span class=s>S</span>dy</p>",
        "<div><h2 class=s>S</h3><p>Body",
        "<table><tr><td class=s>S<td>Body</table>",
        "<div class=s><table><tr><td></div>S</table></div>Body",
        "<a class=s>S<a>Body</a>",
    ] {
        let text = clean(page.as_bytes(), &options).unwrap().text;
        assert_eq!(text.trim().trim_start_matches("- "), "Body", "{page}");
    }
}

/// Returns what one rule file leaves of a page, without the title.
#[track_caller]
fn left(rules: &str, page: &str) -> String {
    let source = format!("format = 1\nid = 'generic/x'\n{rules}");
    let rules = Rules::none().with_file("x.toml", &source).unwrap_or_else(|error| panic!("{error}"));
    let document =
        clean(page.as_bytes(), &Options::new().extract(Extract::Rules).write_title(false).rules(rules)).unwrap();
    document.text.trim_end().replace("\n\n", " | ")
}

#[test]
fn conditions_of_a_drop() {
    let page =
        "<div class=x><p>one</div><div id=safe><div class=x><p>two</div></div><div class=x><p>three<b>!</b></div>end";
    let rule = |more: &str| format!("[[drop]]\nid = 'a'\nselect = 'div.x'\n{more}");
    assert_eq!(left(&rule(""), page), "end");
    assert_eq!(left(&rule("unless = '#safe'"), page), "two | end");
    assert_eq!(left(&rule("nth = 2"), page), "one | three! | end");
    assert_eq!(left(&rule("has = 'b'"), page), "one | two | end");
    assert_eq!(left(&rule("text = { is = 'Two' }"), page), "one | three! | end");
    assert_eq!(left(&rule("text = { regex = '^(one|two)$' }"), page), "three! | end");
    assert_eq!(left(&rule("text = { starts = 'three' }\nmax-chars = 3"), page), "one | two | three! | end");
    let framed = "[content]\nselect = '#safe'\n";
    assert_eq!(left(&format!("{framed}{}", rule("within = 'content'")), page), "");
}

#[test]
fn an_element_matched_by_two_selectors_is_removed_once() {
    let rule = "[[drop]]\nid = 'a'\nselect = ['.box', 'div']\nhas = ['.promo', '[data-ad]']\n";
    let page = "<p>one<div class=box>x <span class=promo data-ad>y</span> z</div><p>two<p>three";
    assert_eq!(left(rule, page), "one | two | three");
    let two = "[[drop]]\nid = 'a'\nselect = '.box'\nhas = '.promo'\n[[drop]]\nid = 'b'\nselect = 'div'\nhas = 'span'\n";
    assert_eq!(left(two, page), "one | two | three");
}

#[test]
fn the_first_rule_of_the_highest_rank_is_the_reason() {
    let file = |kind: &str, names: [&str; 2]| {
        let rule = |name: &str| format!("[[drop]]\nid = '{name}'\nselect = 'div'\ntext = {{ starts = 'Buy' }}\n");
        let hosts = if kind == "site" { "hosts = 's.example'\n" } else { "" };
        format!("format = 1\nid = '{kind}/x'\n{hosts}{}{}", rule(names[0]), rule(names[1]))
    };
    let rules = Rules::none().with_file("g", &file("generic", ["a", "b"])).unwrap();
    let named = |rules: &Rules| {
        let options = Options::new().extract(Extract::Rules).rules(rules.clone()).url("https://s.example/").unwrap();
        let document = clean(b"<div>Buy now</div><p>Text", &options).unwrap();
        assert_eq!(document.text, "Text\n");
        let reason = document.blocks.iter().find_map(|block| block.reason.clone()).unwrap();
        reason.rule().unwrap().id.clone()
    };
    assert_eq!(named(&rules), "generic/x#a");
    assert_eq!(named(&rules.with_file("s", &file("site", ["c", "d"])).unwrap()), "site/x#c");
}

#[test]
fn scopes_of_a_drop() {
    let page = "<div><p>a<h3 class=x>Related</h3><ul><li><a href=1>t1</a><li><a href=2>t2</a></ul><p>short</p>\
        <h3>Next</h3><p>b</div><p>c";
    let rule = |scope: &str| format!("[[drop]]\nid = 'a'\nselect = 'h3.x'\ndrop = '{scope}'");
    assert_eq!(left(&rule("element"), page), "a | - t1\n- t2 | short | Next | b | c");
    assert_eq!(left(&rule("contents"), page), "a | Related | - t1\n- t2 | short | Next | b | c");
    assert_eq!(left(&rule("after"), page), "a | c");
    assert_eq!(left(&rule("section"), page), "a | Next | b | c");
    assert_eq!(left(&rule("rest"), page), "a");
    let prose = format!("<div><h3 class=x>Related</h3><p><a href=1>t1</a><p>{}</div><p>c", "words ".repeat(60));
    assert_eq!(left(&rule("section"), &prose), format!("{} | c", "words ".repeat(60).trim()));
    let item = "<ul><li>a<li>b <a class=promo href=x>Buy</a><li>c <ul><li><i>d</i> <a class=promo>x</a></ul></ul>";
    let enclosing = "[[drop]]\nid = 'a'\nselect = 'a.promo'\ndrop = 'enclosing:li'";
    assert_eq!(left(enclosing, item), "- a\n- c");
    let held = "[[drop]]\nid = 'a'\nselect = 'h3'\ntext = { is = 'Related' }\ndrop = 'section'";
    assert_eq!(left(held, page), "a | Next | b | c");
}

#[test]
fn actions_of_text_rules() {
    let page = "<p>By Ann Lee, 2 March 2025<p>Body text. Follow us on X. More.<p>note<p>Body two.<p>note";
    let rule = |body: &str| format!("[[text]]\nid = 'a'\n{body}");
    assert_eq!(
        left(&rule("contains = 'follow us'\naction = 'drop-sentence'"), page),
        "By Ann Lee, 2 March 2025 | Body text. More. | note | Body two. | note"
    );
    assert_eq!(
        left(&rule("is = 'note'\nlast = 1"), page),
        "By Ann Lee, 2 March 2025 | Body text. Follow us on X. More. | note | Body two."
    );
    assert_eq!(
        left(&rule("is = 'note'\nfirst = 3"), page),
        "By Ann Lee, 2 March 2025 | Body text. Follow us on X. More. | Body two. | note"
    );
    assert_eq!(
        left(&rule("is = 'note'\naction = 'stop'"), page),
        "By Ann Lee, 2 March 2025 | Body text. Follow us on X. More."
    );
    assert_eq!(left(&rule("starts = 'by'\nregex = '2024$'\nall = true"), page), left("", page));
    assert_eq!(
        left(&rule("regex = '^by .* 2025$'"), page),
        "Body text. Follow us on X. More. | note | Body two. | note"
    );
    assert_eq!(
        left(&rule("is = 'By Ann Lee, {date}'"), page),
        "Body text. Follow us on X. More. | note | Body two. | note"
    );
    let section = "<p>Body.<h3>Read also</h3><ul><li><a href=1>t1</a></ul><h3>Next</h3><p>b";
    assert_eq!(left(&rule("is = 'read also'\naction = 'drop-section'"), section), "Body. | Next | b");
    assert_eq!(left("[[replace]]\nfind = 'Body '\nwith = ''", "<p><b>Body</b> two"), "two");
}

#[test]
fn properties_are_found_by_rules() {
    let source = "format = 1\nid = 'generic/x'\n[meta]\ntitle = ['.none', 'h2']\nauthor = '.by'\n\
        date = ['time@datetime', '.when']\nsite = 'const:The Site'\n[[text]]\nid = 'c'\n\
        regex = '^Section: (.+)$'\ncapture = { to = 'section', group = 1 }\n";
    let rules = Rules::none().with_file("x.toml", source).unwrap();
    let page = "<title>Other</title><h2>A <i>title</i></h2><p class=when>yesterday</p><p class=by>Ann  Lee</p>\
        <time datetime=2025-03-02>2 March</time><p>Section: Sea</p><p>Body";
    let report = clean(page.as_bytes(), &Options::new().extract(Extract::Rules).rules(rules)).unwrap().report;
    assert_eq!(report.metadata.authors.first().map(String::as_str), Some("Ann Lee"));
    assert_eq!(report.metadata.published.as_deref(), Some("2025-03-02"));
    assert_eq!(report.metadata.section.as_deref(), Some("Sea"));
    assert_eq!(report.metadata.site.as_deref(), Some("The Site"));
    assert_eq!(report.title.as_deref(), Some("A title"));
}

#[test]
fn families_are_switched_on_by_their_signs_or_by_name() {
    let family = "format = 1\nid = 'family/f'\n[detect]\nneed = 2\nselect = ['.sign', '.other']\ngenerator = 'Press'\n\
        text = 'made with Press'\n[[drop]]\nid = 'a'\nselect = '.ad'\n[[text]]\nid = 't'\nis = 'share'\n";
    let site = "format = 1\nid = 'site/s'\nhosts = 's.example'\nextends = 'family/f'\ndisable = 'family/f#t'\n\
        [[test]]\nhtml = 'x'\n";
    let rules = Rules::none().with_file("f.toml", family).unwrap().with_file("s.toml", site).unwrap();
    let options = Options::new().extract(Extract::Rules).write_title(false).rules(rules);
    let left = |page: &str| clean(page.as_bytes(), &options).unwrap().text.trim_end().replace("\n\n", " | ");
    let body = "<p class=ad>Buy<p>Share<p>Body";
    assert_eq!(left(body), "Buy | Share | Body");
    assert_eq!(left(&format!("<p class=sign>s<p class=sign>s{body}")), "s | s | Buy | Share | Body");
    assert_eq!(left(&format!("<meta name=generator content='Press 5.1'><p class=sign>s{body}")), "s | Body");
    assert_eq!(
        left(&format!("<meta name=generator content='Pressure'><p class=sign>s{body}")),
        "s | Buy | Share | Body"
    );
    assert_eq!(
        left(&format!("{body}<p>Made with Press today<p class='other'>x{body}")),
        "Buy | Share | Body | Made with Press today | x | Body"
    );
    assert_eq!(left(&format!("<link rel=canonical href=https://s.example/>{body}")), "Share | Body");
}

#[test]
fn higher_rules_beat_lower_ones() {
    let site = "format = 1\nid = 'site/s'\nhosts = 's.example'\n[content]\nkeep = '.note'\n[[test]]\nhtml = 'x'\n";
    let generic = "format = 1\nid = 'generic/g'\n[[drop]]\nid = 'a'\nselect = ['.note', '.box']\n";
    let rules = Rules::none().with_file("s.toml", site).unwrap().with_file("g.toml", generic).unwrap();
    let page = "<p class=note>Note<div class=box><p>gone<p class=note>Kept</div><p>Body";
    let left = |rules: Rules| {
        let options = Options::new().extract(Extract::Rules).rules(rules).url("https://s.example/").unwrap();
        clean(page.as_bytes(), &options).unwrap().text.trim_end().replace("\n\n", " | ")
    };
    assert_eq!(left(rules.clone()), "Note | Kept | Body");
    assert_eq!(left(rules.with_remove(".note").unwrap()), "Body");
}

#[test]
fn a_path_chooses_among_the_files_of_a_host() {
    let file = |id: &str, more: &str, drop: &str| {
        format!("format = 1\nid = 'site/{id}'\nhosts = 's.example'\n{more}\n[[drop]]\nid = 'a'\nselect = '{drop}'\n")
    };
    let rules = Rules::none().with_file("a", &file("a", "", ".a")).unwrap();
    let rules = rules.with_file("b", &file("b", "paths = '/blog/*'", ".b")).unwrap();
    let left = |url: &str| {
        let options = Options::new().extract(Extract::Rules).rules(rules.clone()).url(url).unwrap();
        clean(b"<p class=a>a<p class=b>b", &options).unwrap().text
    };
    assert_eq!(left("https://www.s.example/x"), "b\n");
    assert_eq!(left("https://s.example/blog/1"), "a\n");
}

#[test]
fn generic_rules_cannot_remove_the_article() {
    let rule = "[[drop]]\nid = 'a'\nselect = '.ad'";
    assert_eq!(left(rule, "<body class=ad><main class=ad><p>Body"), "Body");
    assert_eq!(left(rule, "<article class=ad><p>Body</article><article class=ad>card</article>"), "Body");
    // The end tag is missing.
    let long = "Long text. ".repeat(400);
    assert_eq!(left(rule, "<div class=ad>Buy<main><p>Body"), "Body");
    assert_eq!(left(rule, "<div class=ad>Buy<div itemprop=articleBody><p>Body"), "Body");
    assert!(left(rule, &format!("<div class=ad>Buy<p>{long}<p>Body")).ends_with("Body"));
    let menu = "<a href=x>Menu entry</a> ".repeat(1000);
    assert_eq!(left(rule, &format!("<div class=ad>{menu}</div>Body")), "Body");
}
