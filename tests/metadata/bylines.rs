//! Bylines in the shapes that publishers give them, and lines that look like one.

use crate::{article, read};

/// Asserts who is the author of an article with this below its headline.
#[track_caller]
fn assert_authors(language: &str, byline: &str, authors: &[&str]) {
    assert_eq!(article(language, byline).authors, authors, "{byline}");
}

#[test]
fn places_media_degrees_and_dates_after_a_name_are_dropped() {
    for byline in [
        "By Ada Quill in Oslo",
        "By Ada Quill, Oslo",
        "By Ada Quill for Harbour Courier",
        "By Ada Quill, PhD",
        "By Ada Quill May 3, 2024 10:15 a.m.",
        "By Ada Quill Updated May 3, 2024",
        "Posted by Ada Quill on May 3, 2024",
        "Ada Quill Associated Press",
        "Ada Quill, Senior Editor at Harbour",
        "Ada Quill, Special to Harbour Courier",
        "Ada Quill Follow",
        "Words: Ada Quill. Photos: Rolf Tern",
        "Story by Ada Quill; photographs by Rolf Tern",
        "Text und Fotos: Ada Quill",
        "Eine Kolumne von Ada Quill",
        "Publié par Ada Quill le 3 mai 2024",
        "Par Ada Quill avec AFP",
        "Text: Ada Quill Foto: Rolf Tern",
        "Redacción: Ada Quill",
        "Opracowała: Ada Quill",
        "Avtor: Ada Quill",
    ] {
        assert_authors("", &format!("<div class=byline>{byline}</div>"), &["Ada Quill"]);
    }
    let two = ["By Ada Quill in Oslo and Rolf Tern in Bergen", "Ada Quill, Rolf Tern, Special to Harbour Courier"];
    for byline in two {
        assert_authors("en", &format!("<div class=byline>{byline}</div>"), &["Ada Quill", "Rolf Tern"]);
    }
}

#[test]
fn bylines_are_found_by_class_id_link_and_date() {
    for byline in [
        "<div id=byline>By <a href=/a>Ada Quill</a></div>",
        "<div class=contributor-name><a>Ada Quill</a></div>",
        "<a href=https://quay.example/author/ada-quill/>Ada Quill</a>",
        "<p>Posted on <a href=/x>May 3, 2024</a> by <a href=/a>Ada Quill</a></p>",
        "<p>Ein Kommentar von Ada Quill</p>",
        "<p>Water, tea, milk.<p style='text-align: right'><strong>Ada Quill</strong></p>",
    ] {
        assert_authors("en", byline, &["Ada Quill"]);
    }
    assert_authors("en", "<span class=author>Ada</span>", &["Ada"]);
    assert_authors("en", "<a rel=author href=/a>adaquill</a>", &["adaquill"]);
}

#[test]
fn names_are_separated_as_the_script_does_it() {
    for (language, byline, authors) in [
        ("zh", "作者: 王小明 李大力", &["王小明", "李大力"][..]),
        ("zh", "来源：新华社 作者：王小明", &["王小明"]),
        ("ja", "文／山田花子 写真／佐藤一郎", &["山田花子"]),
        ("ja", "執筆者：山田花子", &["山田花子"]),
        ("ko", "김하늘·박바다 기자", &["김하늘", "박바다"]),
        ("ko", "[서울=연합뉴스] 김하늘 기자 sky@quay.example", &["김하늘"]),
        ("ko", "글·사진 김하늘", &["김하늘"]),
        ("he", "מאת דנה לוי ויוסי כהן", &["דנה לוי", "יוסי כהן"]),
        ("ar", "بقلم ليلى حداد وسامر النجم", &["ليلى حداد", "سامر النجم"]),
        ("ar", "بقلم ليلى حداد وليد النجم", &["ليلى حداد وليد النجم"]),
    ] {
        assert_authors(language, &format!("<p>{byline}</p>"), authors);
    }
}

#[test]
fn what_only_looks_like_a_byline_is_none() {
    for line in [
        "<p>By the sea</p>",
        "<p>Foto von Ada Quill</p>",
        "<p>Medically reviewed by Rolf Tern</p>",
        "<figure><img src=a.png><figcaption>By Rolf Tern</figcaption></figure>",
        "<p class=byline>Friday May 3 2024 10:15</p>",
        "<p align=right>Back To Top</p>",
        "<p align=right><a href=/next>Next Story</a></p>",
        "<p>The board, as was said by the engineer and reported many times before by <a href=/author/r>Rolf Tern</a>, is late",
        "<aside><a href=/author/r>Rolf Tern</a></aside>",
        "<p>作者简介</p>",
        "<p>文部科学省</p>",
        "<div class=byline>المصدر: رويترز</div>",
    ] {
        assert_authors("", line, &[]);
    }
}

#[test]
fn meta_elements_of_any_vocabulary_name_the_author() {
    for key in ["og:author", "article:author_name", "rbauthors", "lp.article:author", "article_author", "bt:author"] {
        assert_eq!(read(&format!("<meta name='{key}' content='Ada Quill'>")).authors, ["Ada Quill"], "{key}");
    }
    let two = "<meta name=citation_author content='Quill, Ada'><meta name=citation_author content='Tern, Rolf B.'>";
    assert_eq!(read(two).authors, ["Ada Quill", "Rolf B. Tern"]);
    for (key, value) in [("web_author", "Rolf Tern"), ("book:author", "Rolf Tern"), ("twitter:creator", "@rolf")] {
        assert!(read(&format!("<meta name='{key}' content='{value}'>")).authors.is_empty(), "{key}");
    }
}

#[test]
fn the_account_that_published_a_page_is_not_its_author() {
    let account = |author: &str| {
        read(&format!(
            "<meta property=og:site_name content='Harbour Courier'>\
             <script type=application/ld+json>{{\"@type\":\"NewsArticle\",\"author\":{{\"name\":\"{author}\"}}}}</script>\
             <body><h1>Tea for the harbour</h1><p class=byline>By Ada Quill"
        ))
    };
    for author in ["Harbour D", "hcweb", "Harbour Courier"] {
        assert_eq!(account(author).authors, ["Ada Quill"], "{author}");
    }
    assert_eq!(account("Rolf Tern").authors, ["Rolf Tern"]);
}

#[test]
fn authors_in_json_ld_are_lists_and_values() {
    for author in [r#"{"@list":[{"name":"Ada Quill"}]}"#, r#"{"name":{"@value":"Ada Quill"}}"#] {
        let script =
            format!(r#"<script type=application/ld+json>{{"@type":"NewsArticle","author":{author}}}</script>"#);
        assert_eq!(read(&script).authors, ["Ada Quill"], "{author}");
    }
}
