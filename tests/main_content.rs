//! Tests main content on pages without rules: what is kept, what is dropped, why, and that scripts are treated equally.

use std::fs;
use std::path::Path;

use tamis::{Document, Extract, Favor, LabelledBlock, Options, Reason, Rules, clean};

fn page(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/pages").join(name).with_extension("html");
    fs::read_to_string(path).unwrap()
}

fn without_rules() -> Options {
    Options::new().rules(Rules::none())
}

fn main_content(page: &str, options: &Options) -> Document {
    clean(page.as_bytes(), options).unwrap()
}

/// Returns the page with the letters of its text and title replaced, but not those of tags, references, scripts and
/// styles.
fn in_other_letters(page: &str, other: &dyn Fn(u32) -> char) -> String {
    let mut mapped = String::new();
    let mut rest = page;
    while let Some(c) = rest.chars().next() {
        let raw = ["<script", "<style", "<!--"].iter().zip(["</script", "</style", "-->"]);
        let end = match c {
            '<' => {
                let raw_end = raw.filter(|(start, _)| rest.starts_with(**start)).map(|(_, end)| end).next();
                let end = rest.find(raw_end.unwrap_or(">")).unwrap();
                end + if raw_end == Some("-->") { 3 } else { usize::from(raw_end.is_none()) }
            }
            '&' => rest.find(';').unwrap() + 1,
            _ => c.len_utf8(),
        };
        match c {
            'a'..='z' => mapped.push(other(c as u32 - 'a' as u32)),
            'A'..='Z' => mapped.push(other(26 + c as u32 - 'A' as u32)),
            _ => mapped.push_str(&rest[..end]),
        }
        rest = &rest[end..];
    }
    mapped
}

fn labels(document: &Document) -> Vec<(bool, Option<u16>)> {
    let label = |block: &LabelledBlock| match &block.reason {
        Some(Reason::NotContent(label)) => Some(label.probability),
        _ => block.block.label.as_ref().map(|label| label.probability),
    };
    document.blocks.iter().map(|block| (block.reason.is_none(), label(block))).collect()
}

#[test]
fn another_script_changes_no_label() {
    let scripts: [(&str, &dyn Fn(u32) -> char); 4] = [
        ("Cyrillic", &|at| char::from_u32(0x410 + at).unwrap()),
        ("Arabic", &|at| "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئىةپچژگٹڈڑںھہےۃڭۆۇۈۋې".chars().nth(at as usize).unwrap()),
        ("Han", &|at| char::from_u32(0x4E00 + 7 * at).unwrap()),
        ("Ethiopic", &|at| char::from_u32(0x1208 + at).unwrap()),
    ];
    for name in ["newspaper-en", "docs-en", "shop-lamp-en", "qa-lock-en", "wiki-lighthouse-en"] {
        let latin = page(name);
        let expected = labels(&main_content(&latin, &without_rules()));
        assert!(expected.iter().any(|(kept, _)| *kept) && expected.iter().any(|(kept, _)| !kept), "{name}");
        for (script, other) in scripts {
            let mapped = in_other_letters(&latin, other);
            assert_ne!(mapped, latin);
            let found = labels(&main_content(&mapped, &without_rules()));
            let first = (0..expected.len()).find(|&at| found.get(at) != Some(&expected[at]));
            assert_eq!((found.len(), first), (expected.len(), None), "{name} in {script} letters");
        }
    }
}

const STORY: &str = "<p>The harbour bridge opened again on Monday after three years, and the first to cross it were \
    the fishermen, who had waited since four in the morning.</p><p>The town paid half of the cost, a fund the other \
    half; the stone came from the quarry that the first builders had used, two centuries ago.</p>\
    <p>Next year the lamps will follow, said the engineer, and after them the benches and the small ferry house.</p>";

const STORY2: &str = "<p>That is what the town and the harbour board have agreed on, with the votes of both sides and \
    after two long evenings in the hall behind the church.</p>";

const LIGHT: &str = "<p>The lighthouse on the reef was lit for the first time in the autumn of 1861, after two earlier towers \
        of oak and iron had been lost to the sea within ten years.</p><p>Its builder had never designed a tower before, \
        and he let every stone into its neighbours so that the sea would press the courses together.</p>";

fn around_a_story(more: &str) -> String {
    let menu = "<ul><li><a href=/a>Home</a><li><a href=/b>Politics</a><li><a href=/c>Sport</a></ul>";
    format!("<title>The bridge</title><body><div>{menu}</div><div>{STORY}</div>{more}<div>{menu}</div>")
}

#[test]
fn the_story_is_kept_and_menus_are_dropped_with_reasons() {
    let document = main_content(&around_a_story(""), &without_rules().write_title(false));
    assert_eq!(document.text.matches("\n\n").count(), 2, "{}", document.text);
    assert!(!document.text.contains("Politics"));
    for block in &document.blocks {
        let label = match &block.reason {
            None => block.block.label.clone().unwrap(),
            Some(Reason::NotContent(label)) => label.clone(),
            Some(reason) => panic!("{reason}"),
        };
        assert_eq!(label.because.len(), 3, "{label}");
        assert_eq!(block.reason.is_none(), label.probability > 500, "{label}");
    }
}

#[test]
fn repeated_text_is_dropped() {
    let document = main_content(&around_a_story(&format!("<div>{STORY}</div>")), &without_rules());
    assert_eq!(document.text.matches("harbour bridge").count(), 1);
    assert_eq!(document.report.kept, 4, "{}", document.text);
}

#[test]
fn a_repeated_list_or_table_is_dropped_as_a_whole() {
    let list = "<ol><li>Take the old lamps down before the wind gets up.<li>Carry them one by one to the ferry house.\
        <li>Clean the glass with warm water and a soft cloth.<li>Hang them up again in the order of their numbers.</ol>";
    let row = |year: u32| format!("<tr><td>{year}<td>{}<td>{}", year % 97, year % 89);
    let table = format!("<table><tr><th>Year<th>Ships<th>Lamps{}</table>", (1861..1870).map(row).collect::<String>());
    for (unit, word) in [(list, "soft cloth"), (&table, "1865")] {
        let page = format!("<title>The lamps</title><body>{STORY}{unit}{STORY2}{unit}{LIGHT}");
        let document = main_content(&page, &without_rules());
        assert_eq!(document.text.matches(word).count(), 1, "{}", document.text);
    }
}

#[test]
fn another_article_below_the_first_is_dropped() {
    let related = "<div class=related><h3>Related stories</h3><ul><li><a href=/1>The ferry house</a></ul></div>";
    for page in [
        format!(
            "<article><h1>The bridge</h1>{STORY}{STORY2}</article>{related}<article><h2>The light</h2>{LIGHT}</article>"
        ),
        format!(
            "<main><div><div><h1>The bridge</h1>{STORY}{STORY2}</div></div></main>{related}<div><h1>The light</h1>{LIGHT}</div>"
        ),
    ] {
        let page = format!("<title>The bridge</title><body>{page}");
        let text = main_content(&page, &Options::new()).text;
        assert!(text.contains("behind the church.") && !text.contains("lighthouse"), "{text}");
    }
    // Sections of one article are no other articles.
    let page = format!(
        "<title>The bridge</title><body><article><h1>The bridge</h1>{STORY}{STORY2}<h2>The light</h2>{LIGHT}</article>"
    );
    let text = main_content(&page, &Options::new()).text;
    assert!(text.contains("## The light") || text.contains("The light\n\nThe lighthouse"), "{text}");
}

/// A note below the headline that repeats it does not make the heading of the answers another headline.
#[test]
fn answers_below_a_question_are_no_other_article() {
    let related = "<div class=related><h3>Related stories</h3><ul><li><a href=/1>The ferry house</a></ul></div>";
    let page = format!(
        "<title>Why does the bridge hum? - Harbour forum</title><body><main><div class=question><h1>Why does the bridge \
         hum?</h1><div class=notice><h2>Why does the bridge hum? (closed)</h2></div><div class=post>{STORY}{STORY2}{STORY3}</div>\
         {related}</div><div id=answers><div class=head><h2>2 answers</h2></div><div class=answer><div \
         class=post>{ANSWER}</div></div></div></main>"
    );
    let text = main_content(&page, &Options::new()).text;
    assert!(text.contains("the north wind"), "{text}");
}

const ANSWER: &str = "<p>The lighthouse keeper wrote in his log that the bridge hums only in the north wind, when the \
    chains of the old ferry are slack and the tide runs out under the third arch.</p><p>Ask the men of the quarry, who \
    have heard it for forty years: they say that it stops when a cart stands on the middle of it, and begins again when \
    the cart has gone.</p>";

const STORY3: &str = "<p>And yet on some nights it hums so that the dogs of the whole quay sit up and listen, and \
    nobody who lives there can say why it does.</p>";

#[test]
fn overlays_are_dropped() {
    let terms = "<h2>Terms</h2><p>By using these pages you agree that the harbour board may change them at any time, and \
        that you read them at your own risk.</p>";
    for overlay in [
        format!("<div role=dialog aria-modal=true class=x1>{terms}</div>"),
        format!("<div role=dialog aria-hidden=true>{terms}</div>"),
        format!("<dialog>{terms}</dialog>"),
    ] {
        let page = format!("<title>The bridge</title><body><main><h1>The bridge</h1>{STORY}{STORY2}</main>{overlay}");
        for extract in [Extract::Main, Extract::Rules] {
            let text = main_content(&page, &Options::new().extract(extract)).text;
            assert!(text.contains("behind the church.") && !text.contains("Terms"), "{overlay}: {text}");
        }
    }
}

#[test]
fn a_contents_list_does_not_make_its_headings_repeats() {
    let heads = ["Who pays for the bridge?", "When will the lamps follow?", "What happens to the ferry?"];
    let contents: String = heads.map(|head| format!("<li><a href='#{}'>{head}</a>", head.len())).concat();
    let sections: String = heads.map(|head| format!("<h2 id={}>{head}</h2>{STORY2}", head.len())).concat();
    let page = format!("<title>The bridge</title><body><h1>The bridge</h1>{STORY}<ul>{contents}</ul>{sections}");
    let document = main_content(&page, &without_rules().format(tamis::Format::Markdown));
    for head in heads {
        assert!(document.text.contains(&format!("## {head}")), "{}", document.text);
    }
}

#[test]
fn short_pages_are_kept_whole() {
    for page in ["<p>Boil water.", "<p>Boil water.<p>Wait.<ul><li>Pour.</ul>", "<a href=/>Home</a>"] {
        let all = main_content(page, &without_rules().extract(Extract::All)).text;
        assert_eq!(main_content(page, &without_rules()).text, all);
    }
}

#[test]
fn no_page_with_text_comes_out_empty() {
    let links: String = (0..3000).map(|n| format!("<li><a href=/{n}>Entry number {n} of a long list</a>")).collect();
    let names: String = (0..500).map(|n| format!("<div class=menu><span>{n}</span></div>")).collect();
    for page in [format!("<ul>{links}</ul>"), names] {
        assert!(!main_content(&page, &Options::new()).text.is_empty());
    }
}

#[test]
fn favor_controls_how_much_is_kept() {
    for name in ["shop-lamp-en", "docs-en", "newspaper-en"] {
        let page = page(name);
        let kept = |favor| main_content(&page, &Options::new().favor(favor)).report.kept;
        let (precision, balanced, recall) = (kept(Favor::Precision), kept(Favor::Balanced), kept(Favor::Recall));
        assert!(precision <= balanced && balanced <= recall, "{name}: {precision} {balanced} {recall}");
    }
}

#[test]
fn comments_are_kept_and_marked_on_request() {
    let comments = "<section class=comments><h3>2 comments</h3><div class=comment><p>I crossed it this morning, and \
        the new stone is slippery when it rains.</p><a href=/reply>Reply</a></div></section>";
    let page = around_a_story(comments);
    let without = main_content(&page, &Options::new());
    assert!(!without.text.contains("slippery"));
    let with = main_content(&page, &Options::new().keep_comments(true));
    assert!(with.text.contains("\n\n> I crossed it this morning"), "{}", with.text);
    assert!(!with.text.contains("Reply"));
    let comment = with.blocks.iter().find(|block| block.block.text.contains("slippery")).unwrap();
    assert!(comment.block.comment && comment.reason.is_none());
    assert!(with.blocks.iter().filter(|block| block.block.text.contains("harbour")).all(|block| !block.block.comment));
}

#[test]
fn content_rules_replace_the_model() {
    let rules = Rules::none().with_select(".story").unwrap();
    let page = "<div class=menu>Home</div><div class=story><p>One.<ul><li><a href=/>Two</a></ul></div>";
    let document = main_content(page, &Options::new().rules(rules));
    assert_eq!(document.text, "One.\n\n- Two\n");
    assert!(document.blocks.iter().all(|block| block.block.label.is_none()));
}

#[test]
fn a_book_of_many_paragraphs_is_kept_to_its_end() {
    let paragraph = |number: u32| {
        format!(
            "<p>Chapter {number} tells how the kettle came to house {number}, who carried it up the stairs, and what was \
             said of it afterwards by the neighbours of floor {number}.</p>\n"
        )
    };
    let page: String = (0..11_000).map(paragraph).collect();
    let document = main_content(&format!("<title>The kettle</title><article>{page}</article>"), &without_rules());
    for number in [0, 5_000, 9_999, 10_100, 10_999] {
        assert!(document.text.contains(&format!("Chapter {number} tells")), "chapter {number}");
    }
}
