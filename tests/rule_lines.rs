//! Tests what the built-in rules do to lines of a block, "read also" lines, datelines and comments.

use tamis::{Extract, Options, Rules, clean};

const PROSE: &str = "The ferry left at six and came back at nine, with all of its crew and most of the mail on board.";

#[track_caller]
fn left(page: &str) -> String {
    let options = Options::new().extract(Extract::Rules).write_title(false);
    clean(page.as_bytes(), &options).unwrap().text.trim_end().replace("\n\n", " | ")
}

#[test]
fn a_line_that_leads_to_other_stories_goes_in_every_language() {
    for line in [
        "Read also <a href=/1>Goose elected</a>",
        "<em>Related: <a href=/1>Goose elected</a></em>",
        "<strong>READ MORE:</strong> <a href=/1>Goose elected</a>",
        "Lire aussi : <a href=/1>Une oie</a>, <a href=/2>un canard</a> et <a href=/3>un cygne au conseil</a>",
        "<b>Lesen Sie auch:</b> <em><a href=/1>Gans in den Rat</a></em>",
        "» Lee también: <a href=/1>Un ganso elegido</a>",
        "Leia também – <a href=/1>Ganso eleito</a>",
        "Leggi anche: <a href=/1>Oca eletta</a>",
        "Lees ook: <a href=/1>Gans gekozen</a>",
        "Czytaj też: <a href=/1>Gęś wybrana</a>",
        "Читайте также: <a href=/1>Гусь избран</a>",
        "Читайте також: <a href=/1>Гусака обрано</a>",
        "Baca juga: <a href=/1>Angsa terpilih</a>",
        "اقرأ أيضا: <a href=/1>إوزة في المجلس</a>",
        "بیشتر بخوانید: <a href=/1>غاز انتخاب شد</a>",
        "相关阅读：<a href=/1>一只鹅当选</a>",
        "関連記事：<a href=/1>ガチョウ当選</a>",
        "관련기사 <a href=/1>거위 당선</a>",
        "<a href=/1>Läs också: Gås vald</a>",
    ] {
        assert_eq!(left(&format!("<p>{PROSE}<p>{line}<p>{PROSE} End.")), format!("{PROSE} | {PROSE} End."), "{line}");
    }
}

#[test]
fn a_sentence_that_begins_so_stays() {
    for line in [
        "Read more about the vote in <a href=/1>the minutes</a>, which run to forty pages.",
        "Lire aussi la lettre du maire est un plaisir.",
        "Zum Thema Brücke sagte <a href=/1>der Rat</a> am Dienstag nichts.",
        "Continue reading <a href=/1>here</a> only if the goose interests you.",
    ] {
        let text = left(&format!("<p>{PROSE}<p>{line}"));
        assert!(text.ends_with(&line.replace("<a href=/1>", "").replace("</a>", "")), "{text}");
    }
}

#[test]
fn rules_see_the_lines_of_a_block() {
    for (page, expected) in [
        (format!("<p>12 comments<br>{PROSE}<br>Print this page"), PROSE.to_owned()),
        (
            format!("<p>{PROSE}<br><b>Related news</b><br><a href=/1>Goose</a><br>Gull<br><a href=/2>Duck</a>"),
            PROSE.to_owned(),
        ),
        (
            format!("<p>{PROSE}<br>Related news<br><a href=/1>Goose</a><br>{PROSE} End."),
            format!("{PROSE}\n{PROSE} End."),
        ),
        (format!("<h3>Related news</h3><p><a href=/1>Goose</a><br><a href=/2>Duck</a><br>{PROSE}"), PROSE.to_owned()),
        ("<p>Share<br>Print<br>12 comments<br>Email".to_owned(), String::new()),
        ("<p>Roses are red,<br>violets are blue".to_owned(), "Roses are red,\nviolets are blue".to_owned()),
    ] {
        assert_eq!(left(&page), expected, "{page}");
    }
}

#[test]
fn marks_and_links_move_with_the_lines() {
    let page = format!(
        "<p>Share this article<br><b>Note</b> {PROSE}<br>Print this page<br>See <a href=http://x.example>it</a>."
    );
    let options = Options::new().extract(Extract::Rules).format(tamis::Format::Markdown).write_title(false);
    let text = clean(page.as_bytes(), &options).unwrap().text;
    assert!(text.contains("**Note** The ferry") && text.contains("See [it](http://x.example"), "{text}");
    assert!(!text.contains("Share") && !text.contains("Print"), "{text}");
}

#[test]
fn a_block_of_many_lines_takes_little_time_and_keeps_its_rest() {
    let page = format!("<p>{}", "Share this article<br>Gull<br>".repeat(20_000));
    assert!(left(&page).contains("Gull"));
}

#[test]
fn a_dateline_goes_and_a_fact_stays() {
    let page = |line: &str| {
        let head =
            "<title>Bridge shut - Courier</title><meta property=og:site_name content=Courier><h1>Bridge shut</h1>";
        left(&format!("{head}{line}<p>{PROSE}"))
    };
    for line in [
        "<p>12 March 2024, 10:15",
        "<p>Courier | 12 March 2024",
        "<p>Marrow Quay, Tuesday 12 March 2024 – Courier",
        "<p>Bridge shut · Courier · 2024-03-12",
        "<p>Courier",
        "<p>Courier<br>12.03.2024",
    ] {
        assert!(
            page(line).ends_with(PROSE) && !page(line).contains("Courier") && !page(line).contains("2024"),
            "{line}"
        );
    }
    for line in [
        "<p>Founded: 4 May 2002",
        "<ul><li>12 March 2024</ul>",
        "<p>The board met on 12 March 2024.",
        "<h2>12 March 2024</h2>",
    ] {
        assert!(page(line).contains("20"), "{line}: {}", page(line));
    }
}

#[test]
fn comments_are_left_out_unless_asked_for() {
    let remark = "My grandfather rowed across in an hour, whatever the weather.";
    for markup in [
        "<ol class=commentlist><li class='comment even'><p>{}</ol>",
        "<div id=comments><div class=comment-body><p>{}</div></div>",
        "<section class='comments js-x'><p>{}</section>",
        "<div class=kommentare><p>{}</div>",
        "<div id=yorumlar><p>{}</div>",
        "<div aria-label='Комментарии'><p>{}</div>",
        "<article class='hentry comment'><p>{}</article>",
        "<div itemprop=comment itemscope itemtype='http://schema.org/UserComments'><p>{}</div>",
        "<div itemscope itemtype='https://schema.org/Comment'><p>{}</div>",
        "<div role=comment><p>{}</div>",
        "<li data-comment-id=12><p>{}</li>",
        "<noscript><div id=disqus_thread><p>{}</div></noscript>",
    ] {
        let page = format!("<article><p>{PROSE}</article>{}", markup.replace("{}", remark));
        assert!(left(&page).starts_with(PROSE) && !left(&page).contains(remark), "{markup}");
        for extract in [Extract::Main, Extract::Rules] {
            let options = Options::new().extract(extract).keep_comments(true);
            assert!(clean(page.as_bytes(), &options).unwrap().text.contains(remark), "{markup} {extract:?}");
        }
    }
}

#[test]
fn names_that_resemble_those_of_comments_remove_nothing() {
    for markup in [
        "<body class='no-comments'><p>{}",
        "<body class='comments-enabled comments-open'><div class=comments-enabled><p>{}</div>",
        "<div class=commentary><p>{}</div>",
        "<div class='has-comments' data-comments=3><p>{}</div>",
        "<pre><span class=comment>{}</span></pre>",
        "<html id=XF><body><div itemtype='https://schema.org/Comment' itemscope><p>{}</div>",
        "<table><tr><td class=comment>{}<td>x</table>",
    ] {
        assert!(left(&markup.replace("{}", PROSE)).contains(PROSE), "{markup}");
    }
}

#[test]
fn no_rules_means_no_datelines_either() {
    let options = Options::new().extract(Extract::Rules).rules(Rules::none()).write_title(false);
    assert!(clean(b"<p>12 March 2024<p>Text", &options).unwrap().text.contains("2024"));
}
