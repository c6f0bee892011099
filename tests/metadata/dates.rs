//! Dates in attributes, `meta` elements and text, and what looks like one.

use crate::{article, read};

fn published(line: &str) -> Option<String> {
    article("en", line).published
}

#[test]
fn meta_elements_of_any_vocabulary_give_the_date() {
    for key in
        ["date_published", "article:post_date", "rbpubdate", "lp.article:published_time", "date_created", "pdate"]
    {
        let found = read(&format!("<meta name='{key}' content='2024-05-03T10:15:00Z'>"));
        assert_eq!(found.published.as_deref(), Some("2024-05-03T10:15:00Z"), "{key}");
    }
    for key in ["video:release_date", "event:start_time", "expires"] {
        assert_eq!(read(&format!("<meta name='{key}' content=2024-05-03>")).published, None, "{key}");
    }
}

#[test]
fn attributes_state_what_the_text_says_relatively() {
    for line in [
        "<abbr class=published title=2024-05-03>yesterday</abbr>",
        "<span class=date data-date=2024-05-03>yesterday</span>",
        "<span class=post-date title='May 3, 2024'>2 days ago</span>",
        "<relative-time datetime=2024-05-03>now</relative-time>",
        "<div id=pubdate>2024-05-03</div>",
    ] {
        assert_eq!(published(line).as_deref(), Some("2024-05-03"), "{line}");
    }
    assert_eq!(
        published("<span class=date data-timestamp=1714731300>now</span>").as_deref(),
        Some("2024-05-03T10:15:00Z")
    );
    for line in ["<span class=date data-timestamp=3424486444>now</span>", "<ins datetime=2024-05-03>more</ins>"] {
        assert_eq!(published(line), None, "{line}");
    }
}

#[test]
fn a_class_tells_publication_from_change() {
    let line =
        "<time class=updated datetime=2024-06-01>Updated</time> <time class=published datetime=2024-05-03>x</time>";
    let found = article("en", line);
    assert_eq!((found.published.as_deref(), found.modified.as_deref()), (Some("2024-05-03"), Some("2024-06-01")));
}

#[test]
fn a_date_in_a_link_with_a_heading_is_another_storys() {
    assert_eq!(published("<a href=/x><h3>Other</h3><time datetime=2020-01-01>x</time></a>"), None);
}

#[test]
fn months_have_names_in_more_languages() {
    for (language, date) in [
        ("lv", "2024. gada 3. maijs"),
        ("hy", "3 մայիսի 2024"),
        ("ka", "3 მაისი 2024"),
        ("kk", "3 мамыр 2024"),
        ("te", "3 మే 2024"),
    ] {
        assert_eq!(article(language, &format!("<p>{date}</p>")).published.as_deref(), Some("2024-05-03"), "{date}");
    }
}
