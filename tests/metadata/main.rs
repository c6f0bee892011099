//! Metadata from all sources and in many languages.

mod bylines;
mod dates;
mod links;
mod titles;

use tamis::{Cleaner, Format, Formatter, Metadata, Options, clean};

fn read(page: &str) -> Metadata {
    clean(page.as_bytes(), &Options::new()).unwrap().report.metadata
}

/// Reads an article of a headline, a line below it and a paragraph.
fn article(language: &str, line: &str) -> Metadata {
    read(&format!(
        "<html lang={language}><body><h1>Tea – 茶 – شاي</h1>{line}<p>Water, leaves and a little patience make tea."
    ))
}

fn assert_article(language: &str, line: &str, authors: &[&str], published: &str) {
    let found = article(language, line);
    assert_eq!(found.authors, authors, "{line}");
    assert_eq!(found.published.as_deref(), Some(published), "{line}");
}

#[test]
fn bylines_and_datelines_are_read_in_right_to_left_languages() {
    for (language, line, author, published) in [
        ("ar", "<p>بقلم: ليلى حداد<p>الجمعة ٣ أيار/مايو ٢٠٢٤ - ١٤:٠٢", "ليلى حداد", "2024-05-03T14:02:00"),
        ("ar", "<div>كتب سامر النجم</div><div>نُشر في 3 جويلية 2024</div>", "سامر النجم", "2024-07-03"),
        ("ar", "<p>إعداد: ليلى حداد<p>1 رمضان 1445 هـ", "ليلى حداد", "2024-03-11"),
        ("ar", "<p>بقلم ليلى حداد<p>1 رمضان 1445هـ الموافق 11 مارس 2024", "ليلى حداد", "2024-03-11"),
        ("fa", "<p>نویسنده: لیلا رستمی<p>جمعه ۱۴ اردیبهشت ۱۴۰۳ ساعت ۱۰:۲۰", "لیلا رستمی", "2024-05-03T10:20:00"),
        ("fa", "<p>به قلم لیلا رستمی<p>۱۴۰۳/۰۵/۱۲", "لیلا رستمی", "2024-08-02"),
        ("ur", "<p>تحریر: سلیم احمد<p>۳ مئی ۲۰۲۴", "سلیم احمد", "2024-05-03"),
        ("he", "<p>מאת: דנה לוי<p>3 במאי 2024, 14:02", "דנה לוי", "2024-05-03T14:02:00"),
    ] {
        assert_article(language, line, &[author], published);
    }
}

#[test]
fn bylines_and_datelines_are_read_in_other_languages() {
    for (language, line, author, published) in [
        ("en-US", "<p>By Ann Lee<p>5/3/2024, 2:02 p.m. EDT", "Ann Lee", "2024-05-03T14:02:00-04:00"),
        ("en-GB", "<p>Written by Ann Lee<p>Published 3rd May 2024", "Ann Lee", "2024-05-03"),
        ("de", "<p>Von Anna Amsel<p>Freitag, 3. Mai 2024, 14:02 Uhr", "Anna Amsel", "2024-05-03T14:02:00"),
        ("fr", "<p>Par Anne Merle<p>Publié le 1er août 2024 à 14h02", "Anne Merle", "2024-08-01T14:02:00"),
        ("es", "<p>Por Ana Mirlo<p>3 de mayo de 2024", "Ana Mirlo", "2024-05-03"),
        ("pt", "<p>Por Ana Melro<p>3 de março de 2024", "Ana Melro", "2024-03-03"),
        ("it", "<p>di Anna Merlo<p>3 maggio 2024", "Anna Merlo", "2024-05-03"),
        ("ru", "<p>Автор: Анна Дроздова<p>3 мая 2024, 14:02 МСК", "Анна Дроздова", "2024-05-03T14:02:00+03:00"),
        ("uk", "<p>Автор: Ганна Дрозд<p>3 травня 2024 року", "Ганна Дрозд", "2024-05-03"),
        ("pl", "<p>Autor: Anna Kos<p>3 maja 2024 r.", "Anna Kos", "2024-05-03"),
        ("tr", "<p>Yazan: Ayşe Kara<p>3 Mayıs 2024 Cuma", "Ayşe Kara", "2024-05-03"),
        ("el", "<p>Συντάκτης: Άννα Κοτσύφη<p>3 Μαΐου 2024", "Άννα Κοτσύφη", "2024-05-03"),
        ("zh", "<p>作者：王小明<p>2024年5月3日 14:02", "王小明", "2024-05-03T14:02:00"),
        ("zh", "<p>记者 王小明<p>二〇二四年五月三日", "王小明", "2024-05-03"),
        ("ja", "<p>執筆：山田花子<p>令和６年５月３日", "山田花子", "2024-05-03"),
        ("ko", "<p>글: 김하늘<p>입력 2024.05.03 14:02", "김하늘", "2024-05-03T14:02:00"),
        ("hi", "<p>लेखक: अनिता शर्मा<p>३ सितंबर २०२४", "अनिता शर्मा", "2024-09-03"),
        ("th", "<p>ผู้เขียน: มาลี ใจดี<p>๓ พฤษภาคม ๒๕๖๗", "มาลี ใจดี", "2024-05-03"),
    ] {
        assert_article(language, line, &[author], published);
    }
}

#[test]
fn several_authors_are_separated() {
    for (language, line, authors) in [
        ("ar", "<p>بقلم: ليلى حداد، سامر النجم", ["ليلى حداد", "سامر النجم"]),
        ("ar", "<p>بقلم: ليلى حداد و سامر النجم", ["ليلى حداد", "سامر النجم"]),
        ("en", "<p>By Ann Lee and Bo Li, Reuters", ["Ann Lee", "Bo Li"]),
        ("de", "<p>Von Anna Amsel und Bernd Buche", ["Anna Amsel", "Bernd Buche"]),
        ("fr", "<p>Par Anne Merle et Benoît Hêtre", ["Anne Merle", "Benoît Hêtre"]),
        ("es", "<p>Por Ana Mirlo y Benito Haya", ["Ana Mirlo", "Benito Haya"]),
        ("ru", "<p>Авторы: Анна Дроздова и Борис Буков", ["Анна Дроздова", "Борис Буков"]),
        ("zh", "<p>作者：王小明、李大力", ["王小明", "李大力"]),
        ("en", "<div class=c-byline><a rel=author>Ann Lee</a> <a rel=author>Bo Li</a></div>", ["Ann Lee", "Bo Li"]),
    ] {
        assert_eq!(article(language, line).authors, authors, "{line}");
    }
}

#[test]
fn prose_is_not_a_byline_nor_a_dateline() {
    let found = article(
        "en",
        "<p>By the sea it is cold.<p>The tea ships came back on 3 May 2024, after a long journey round the cape.\
         <p>By 2030 all will be green",
    );
    assert_eq!((found.authors, found.published), (vec![], None));
}

const JSON_LD: &str = r##"<html lang="en"><head>
<link rel=canonical href="https://kettle.example/tea"><meta property="og:site_name" content="The Kettle">
<script type="application/ld+json"><!--
{"@context": "https://schema.org", "@graph": [
  {"@type": "NewsArticle", "headline": "How &quot;tea&quot; is made", "author": [{"@id": "#ann"}, {"name": "Bo Li"}],
   "datePublished": "2024-05-03T14:02:00+02:00", "dateModified": "2024-05-04", "articleSection": ["Food"],
   "description": "Water
and leaves.", "keywords": ["tea", "water"], "image": {"url": "/tea.jpg"}, "license": "https://licence.example/by"},
  {"@id": "#ann", "@type": "Person", "name": "Ann Lee"},
]}
--></script></head><body><p>Boil water.</p>"##;

#[test]
fn json_ld_with_syntax_errors_is_read() {
    let found = read(JSON_LD);
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    assert_eq!(text(&found.title), "How \"tea\" is made");
    assert_eq!(found.authors, ["Ann Lee", "Bo Li"]);
    assert_eq!(text(&found.published), "2024-05-03T14:02:00+02:00");
    assert_eq!(text(&found.modified), "2024-05-04");
    assert_eq!(text(&found.site), "The Kettle");
    assert_eq!(text(&found.canonical), "https://kettle.example/tea");
    assert_eq!(text(&found.lang), "en");
    assert_eq!(text(&found.description), "Water and leaves.");
    assert_eq!(text(&found.image), "https://kettle.example/tea.jpg");
    assert_eq!(text(&found.section), "Food");
    assert_eq!(found.tags, ["tea", "water"]);
    assert_eq!(text(&found.licence), "https://licence.example/by");
}

#[test]
fn meta_elements_of_several_vocabularies_are_read() {
    let found = read(
        "<title>How tea is made | The Kettle</title><meta name=dc.creator content='Ann Lee'><meta name=dcterms.issued content=2024-05-03>\
         <meta name=description content='All about tea.'><meta name=keywords content='tea, water'>\
         <meta property=article:section content=Food><meta name=twitter:image content=https://kettle.example/tea.jpg>\
         <meta property=article:modified_time content=2024-05-04T10:00:00Z><meta http-equiv=content-language content=en>\
         <a rel=license href=https://licence.example/by>CC BY</a><p>Boil water.",
    );
    assert_eq!((found.title.as_deref(), found.site.as_deref()), (Some("How tea is made"), Some("The Kettle")));
    assert_eq!(
        (found.published.as_deref(), found.modified.as_deref()),
        (Some("2024-05-03"), Some("2024-05-04T10:00:00Z"))
    );
    assert_eq!((found.authors, found.tags), (vec!["Ann Lee".to_owned()], vec!["tea".to_owned(), "water".to_owned()]));
    assert_eq!(found.description.as_deref(), Some("All about tea."));
    assert_eq!((found.section.as_deref(), found.lang.as_deref()), (Some("Food"), Some("en")));
    assert_eq!(found.image.as_deref(), Some("https://kettle.example/tea.jpg"));
    assert_eq!(found.licence.as_deref(), Some("https://licence.example/by"));
}

#[test]
fn microdata_of_comments_is_ignored() {
    let found = read(
        "<article itemscope itemtype=https://schema.org/Article><h1 itemprop=headline>Tea</h1>\
         <span itemprop=author itemscope itemtype=https://schema.org/Person>By <b itemprop=name>Ann Lee</b>, chief</span>\
         <time itemprop=datePublished datetime=2024-05-03T14:02+02:00>3 May</time><p>Boil water.</p>\
         <div itemprop=comment itemscope itemtype=https://schema.org/Comment><b itemprop=author>Troll King</b>\
         <time itemprop=datePublished datetime=2025-01-01>New Year</time></div></article>",
    );
    assert_eq!((found.title.as_deref(), found.authors), (Some("Tea"), vec!["Ann Lee".to_owned()]));
    assert_eq!(found.published.as_deref(), Some("2024-05-03T14:02:00+02:00"));
}

#[test]
fn removed_elements_still_give_author_and_date() {
    let options = Options::new().rules(tamis::Rules::none().with_remove(".head").unwrap());
    let page = "<h1>Tea</h1><div class=head><p class=author>By Ann Lee</p><time datetime=2024-05-03>Friday</time></div>\
                <p>Boil water.";
    let document = clean(page.as_bytes(), &options).unwrap();
    assert_eq!(document.text, "Tea\n\nBoil water.\n");
    assert_eq!(document.report.metadata.authors, ["Ann Lee"]);
    assert_eq!(document.report.metadata.published.as_deref(), Some("2024-05-03"));
}

#[test]
fn meta_selectors_of_a_rule_beat_other_sources() {
    let rule = "format = 1\nid = 'site/kettle'\nhosts = ['kettle.example']\n[meta]\nauthor = '.who'\ndate = '.when'\n";
    let rules = tamis::Rules::none().with_file("kettle.toml", rule).unwrap_or_else(|error| panic!("{error}"));
    let options = Options::new().rules(rules).url("https://kettle.example/tea").unwrap();
    let page = "<meta name=author content='The Office'><meta name=date content=2020-01-01><h1>Tea</h1>\
                <p class=who>Ann Lee und Bo Li</p><p class=when>3. Mai 2024</p><p>Boil water.";
    let found = clean(page.as_bytes(), &options).unwrap().report.metadata;
    assert_eq!(
        (found.authors, found.published.as_deref()),
        (vec!["Ann Lee".into(), "Bo Li".into()], Some("2024-05-03"))
    );
}

#[test]
fn the_language_is_declared_and_identified() {
    let options = Options::new().identify_language(true);
    let page = "<html lang=en-GB><p>Der Zug kehrte nach langer Zeit in die alte Stadt zurück, und die Leute warteten seit \
                dem Morgen am Bahnsteig, während die Kapelle spielte.";
    let found = clean(page.as_bytes(), &options).unwrap().report.metadata;
    assert_eq!((found.lang.as_deref(), found.lang_identified.as_deref()), (Some("en-GB"), Some("de")));
}

#[test]
fn metadata_does_not_depend_on_chunk_sizes() {
    let line = "<p class=byline>بقلم: ليلى حداد<p>الجمعة ٣ أيار/مايو ٢٠٢٤ - ١٤:٠٢";
    let page = format!("{JSON_LD}<h1>شاي</h1>{line}<p>الماء وأوراق الشاي وقليل من الصبر.");
    let options = Options::new().format(Format::Json);
    let written = |size: usize| {
        let mut cleaner = Cleaner::new(&options, Formatter::new(&options, Vec::new()));
        page.as_bytes().chunks(size).for_each(|chunk| cleaner.write(chunk).unwrap());
        cleaner.finish().unwrap().1.into_inner()
    };
    let whole = written(page.len());
    for size in [1, 2, 3, 7, 64] {
        assert!(written(size) == whole, "chunks of {size}");
    }
}

#[test]
fn json_has_the_text_before_the_metadata() {
    let options = Options::new().format(Format::Json);
    let text = clean(JSON_LD.as_bytes(), &options).unwrap().text;
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert!(text.starts_with("{\"text\":\""), "{text}");
    assert_eq!(json["date"], "2024-05-03T14:02:00+02:00");
    assert_eq!(json["metadata"]["authors"][1], "Bo Li");
    assert_eq!(json["metadata"]["tags"][0], "tea");
}

#[test]
fn front_matter_has_what_is_known_at_the_first_block() {
    let options = Options::new().extract(tamis::Extract::Rules).format(Format::Markdown).front_matter(true);
    let page = "<title>A tale: \"tea\"\n--- | The Kettle</title><meta name=author content='Ann Lee'><h1>A tale: \"tea\" ---</h1><p>Boil water.</p>\
                <p>By Bo Li</p><meta name=description content=Late>";
    let expected = "---\ntitle: \"A tale: \\\"tea\\\" ---\"\nsite: \"The Kettle\"\nauthors: [\"Ann Lee\"]\n---\n\n# A tale: \"tea\" ---\n\n\
                    Boil water.\n\nBy Bo Li\n";
    assert_eq!(clean(page.as_bytes(), &options).unwrap().text, expected);
    let text = Options::new().front_matter(true);
    assert!(!clean(page.as_bytes(), &text).unwrap().text.starts_with("---"), "other formats have none");
}

#[test]
fn metadata_is_capped() {
    let mut page = String::from("<h1>Tea</h1>");
    for number in 0..2000 {
        page.push_str(&format!(
            "<meta property=article:tag content=tag{number}><a rel=author>Ann Lee{number}</a><time>3 May</time>"
        ));
    }
    page.push_str(&format!("<script type=application/ld+json>{}</script><p>Boil water.", "[".repeat(100_000)));
    page.push_str(&format!("<script type=application/ld+json>\"{}\"</script>", "a".repeat(300_000)));
    let report = clean(page.as_bytes(), &Options::new()).unwrap().report;
    assert_eq!(report.metadata.tags.len(), 64);
    assert!(report.metadata.authors.len() <= 32);
    assert_eq!(report.degraded.overlong_scripts, 1);
}

/// Long enough for an article in any of its parts.
const PROSE: &str = "<p>Water, leaves and a little patience make tea, says the old woman at the quay, who has sold it there \
                     every morning since the ferry stopped, and who knows each of her guests by name.";

/// Returns authors and date of a page with a heading, some lines of its own, prose, and something else after it.
fn beside(own: &str, other: &str) -> (Vec<String>, Option<String>) {
    let found = read(&format!("<html lang=en><body><div><h1>Tea at the quay</h1>{own}{PROSE}</div>{other}"));
    (found.authors, found.published)
}

#[test]
fn what_stands_in_comments_teasers_and_sidebars_is_not_the_articles() {
    let person = "<p itemprop=author itemscope itemtype=https://schema.org/Person><b itemprop=name>Rolf Tern</b></p>\
                  <time itemprop=datePublished datetime=2025-02-02>2 Feb</time>";
    let line = "<p class=byline>By Rolf Tern</p><p class=date>2 February 2025</p>";
    let own = "<p class=byline>By Ada Quill</p><time datetime=2024-10-12>12 October</time>";
    for stated in [person, line] {
        for other in [
            format!("<div class=comments><div class=comment>{stated}</div></div>"),
            format!("<section id=comments><ol><li class=comment-item>{stated}</ol></section>"),
            format!("<aside>{stated}</aside>"),
            format!("<div class='sidebar-right'>{stated}</div>"),
            format!("<div><h3><a href=/goose>Goose elected to the parish council</a></h3>{stated}</div>"),
            format!("<div><a href=/goose><h3>Goose elected to the parish council</h3></a>{stated}</div>"),
            format!("<div class='related-posts'>{stated}</div>"),
        ] {
            assert_eq!(beside("", &other), (vec![], None), "{other}");
            let expected = (vec!["Ada Quill".to_owned()], Some("2024-10-12".to_owned()));
            assert_eq!(beside(own, &other), expected, "{other}");
        }
    }
}

#[test]
fn a_second_article_in_microdata_is_another_page() {
    let article = |author: &str, day: &str| {
        format!(
            "<div itemscope itemtype=https://schema.org/NewsArticle><b itemprop=author>{author}</b>\
             <meta itemprop=datePublished content={day}>{PROSE}</div>"
        )
    };
    let other = article("Rolf Tern", "2025-02-02");
    let expected = (vec!["Ada Quill".to_owned()], Some("2024-10-12".to_owned()));
    assert_eq!(beside(&article("Ada Quill", "2024-10-12"), &other), expected);
}

#[test]
fn of_several_articles_in_json_ld_the_pages_own_counts() {
    let node = |headline: &str, url: &str, author: &str, day: &str| {
        format!(
            r#"{{"@type":"NewsArticle","headline":"{headline}","url":"{url}","author":{{"name":"{author}"}},"datePublished":"{day}"}}"#
        )
    };
    let own = node("Tea at the quay", "https://kettle.example/tea", "Ada Quill", "2024-10-12");
    let other = node("Goose elected", "https://kettle.example/goose", "Rolf Tern", "2025-02-02");
    let script = |json: &str| format!("<script type=application/ld+json>{json}</script>");
    let scripts = [
        script(&format!("[{other},{own}]")),
        script(&other) + &script(&own),
        script(&own) + &script(&other),
        script(&format!(r#"{{"@graph":[{other},{own}]}}"#)),
    ];
    for scripts in scripts {
        let head = format!(
            "<title>Tea at the quay | Kettle</title><link rel=canonical href=https://kettle.example/tea>{scripts}"
        );
        let found = read(&format!("{head}<h1>Tea at the quay</h1>{PROSE}"));
        assert_eq!(found.authors, ["Ada Quill"], "{scripts}");
        assert_eq!(found.published.as_deref(), Some("2024-10-12"), "{scripts}");
    }
    let found = read(&format!(
        "<title>Tea at the quay</title><link rel=canonical href=https://kettle.example/tea>{}{PROSE}",
        script(&other)
    ));
    assert_eq!((found.authors, found.published), (vec![], None));
}

#[test]
fn an_organisation_is_an_author_only_where_no_person_is() {
    let script = |author: &str| {
        format!(r#"<script type=application/ld+json>{{"@type":"Article","headline":"Tea","author":{author}}}</script>"#)
    };
    let organisation = r#"{"@type":"Organization","name":"Harbour Courier"}"#;
    let person = r#"{"@type":"Person","name":"Ada Quill"}"#;
    let authors = |script: String, line: &str| read(&format!("{script}<h1>Tea</h1>{line}{PROSE}")).authors;
    assert_eq!(authors(script(&format!("[{organisation},{person}]")), ""), ["Ada Quill"]);
    assert_eq!(authors(script(organisation), "<p>By Ada Quill"), ["Ada Quill"]);
    assert_eq!(authors(script(organisation), ""), ["Harbour Courier"]);
    assert_eq!(authors(script(r#""Watermark feed""#), "<p class=author>By Ada Quill"), ["Ada Quill"]);
    assert_eq!(authors("<meta name=author content=admin>".to_owned(), "<p>By Ada Quill"), ["Ada Quill"]);
    assert_eq!(authors("<meta name=author content=admin>".to_owned(), ""), Vec::<String>::new());
}

#[test]
fn names_in_neighbouring_elements_are_separated() {
    for (line, authors) in [
        (
            "<div class=byline><span>By</span><a href=/a>Ada Quill</a><span>Staff Writer&nbsp;</span></div>",
            &["Ada Quill"][..],
        ),
        ("<div class=byline><a>Ada Quill</a><a>Bo Li</a></div>", &["Ada Quill", "Bo Li"]),
        ("<div class=byline>Por <b>Ana</b> <b>Mirlo</b><i>Corresponsal</i></div>", &["Ana Mirlo"]),
        ("<div class=author>文・山田花子<span>写真・佐藤一郎</span></div>", &["山田花子"]),
        (
            "<div class=byline><a>Ada Quill</a><a>@adaq</a><a>View profile</a><a>ada@quay.example</a></div>",
            &["Ada Quill"],
        ),
        (
            "<div class=author><span>Автор:</span><span>Анна Дроздова</span><span>корреспондент</span></div>",
            &["Анна Дроздова"],
        ),
    ] {
        assert_eq!(article("en", line).authors, authors, "{line}");
    }
}

#[test]
fn bylines_of_more_languages_are_read() {
    for (language, line, author) in [
        ("bn", "<p>লিখেছেন: অনিতা সেন", "অনিতা সেন"),
        ("cs", "<p>Autor: Anna Kosová", "Anna Kosová"),
        ("da", "<p>Af Anna Solsort", "Anna Solsort"),
        ("fi", "<p>Teksti: Anna Rastas", "Anna Rastas"),
        ("hu", "<p>Írta: Rigó Anna", "Rigó Anna"),
        ("id", "<p>Penulis: Ayu Lestari", "Ayu Lestari"),
        ("nl", "<p>Door Anna Merel", "Anna Merel"),
        ("ro", "<p>Scris de Ana Mierla", "Ana Mierla"),
        ("sv", "<p>Av Anna Trast", "Anna Trast"),
        ("vi", "<p>Tác giả: Lê Phương", "Lê Phương"),
    ] {
        assert_eq!(article(language, line).authors, [author], "{line}");
    }
}

#[test]
fn published_and_updated_are_told_apart() {
    for (language, line) in [
        (
            "en",
            "<p>Published <time datetime=2024-05-03>3 May</time>, last updated <time datetime=2024-05-04>4 May</time>",
        ),
        ("en", "<p>Updated <time datetime=2024-05-04>4 May</time><p>Published <time datetime=2024-05-03>3 May</time>"),
        ("de", "<p>Zuletzt aktualisiert am 4. Mai 2024, veröffentlicht am 3. Mai 2024"),
        ("fr", "<p>Publié le 3 mai 2024 - Mis à jour le 4 mai 2024"),
        ("es", "<p>Publicado el 3 de mayo de 2024, actualizado el 4 de mayo de 2024"),
        ("ar", "<p>نُشر في 3 مايو 2024<p>آخر تحديث 4 مايو 2024"),
        ("ru", "<p>Опубликовано 3 мая 2024, обновлено 4 мая 2024"),
        ("zh", "<p>发布于2024年5月3日 更新于2024年5月4日"),
        ("ja", "<p>公開日：2024年5月3日 更新日：2024年5月4日"),
        ("ko", "<p>입력 2024.05.03 수정 2024.05.04"),
        ("tr", "<p>Yayınlanma: 3 Mayıs 2024 Güncelleme: 4 Mayıs 2024"),
        ("hi", "<p>प्रकाशित 3 मई 2024, अपडेट 4 मई 2024"),
        ("th", "<p>เผยแพร่ 3 พฤษภาคม 2567 อัปเดต 4 พฤษภาคม 2567"),
    ] {
        let found = article(language, line);
        assert_eq!(
            (found.published.as_deref(), found.modified.as_deref()),
            (Some("2024-05-03"), Some("2024-05-04")),
            "{line}"
        );
    }
}

#[test]
fn numbers_that_look_like_dates_are_none() {
    for line in [
        "<p>3424486444",
        "<ul><li>1466538408</ul>",
        "<p>Office: 10.12.2020.1",
        "<p>20240503",
        "<p>Version 10-12-2020-3",
    ] {
        assert_eq!(article("en", line).published, None, "{line}");
    }
}

#[test]
fn the_title_is_what_readers_see() {
    let title = |page: &str| read(page).title;
    let seo = "<title>Swing bridge Marrow Quay closed 2024 | Courier</title><meta property=og:title content='Swing bridge Marrow Quay closed 2024'>";
    let seen = "Quay's beloved bridge is hollow inside";
    let page = format!("{seo}<article><h1>{seen}</h1>{PROSE}</article>");
    assert_eq!(title(&page).as_deref(), Some(seen));
    assert_eq!(clean(page.as_bytes(), &Options::new()).unwrap().report.title.as_deref(), Some(seen));
    assert_eq!(
        title(&format!("<h1></h1><h2>The goose of Marrow Quay</h2>{PROSE}")).as_deref(),
        Some("The goose of Marrow Quay")
    );
    assert_eq!(title(&format!("<title>undefined</title><h1>Tea for all</h1>{PROSE}")).as_deref(), Some("Tea for all"));
}
